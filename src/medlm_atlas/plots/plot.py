"""What a plot is: a title, a sentence, a table, and a drawing for any width."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from medlm_atlas.plots.svg import Element
from medlm_atlas.tables import line


@dataclass(frozen=True)
class Plot:
    """A plot. `sentence` says what to see, `note` how it was counted; `rows` are the data under the names of `head`."""

    name: str
    title: str
    sentence: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    draw: Callable[[int], Element]
    """Draws it in a width of `svg.WIDE` or `svg.NARROW`."""
    preview: Callable[[int], Element] | None = None
    """Draws less of it, where the whole is long."""
    leads: tuple[str, ...] = ()
    """Addresses to which the rows lead, where they lead anywhere."""

    @property
    def csv(self) -> str:
        """The table as CSV."""
        return "".join(line(str(cell) for cell in row) for row in (self.head, *self.rows))


def share(part: int, whole: int) -> str:
    """A part in percent, without decimals."""
    return f"{round(100 * part / whole)} %" if whole else "none"
