"""What is wrong, where it stands, why it matters and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MAX_FAULTS = 100
"""How many faults of one record a reader or a rule tells; who mends those finds the others."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault of one file.

    `line` and `column` count from 1. `field` is the dotted path of the value ("training.datasets.0.size"), empty for
    the file as a whole. `what` says what is wrong, `why` why it is refused, `tip` how to mend it; a nearest valid
    term, where there is one, is part of `tip`.
    """

    path: Path
    line: int
    column: int
    field: str
    what: str
    why: str = ""
    tip: str = ""

    def __str__(self) -> str:
        """Place, field and fault on the first line; why and tip below it."""
        place = f"{self.path}:{self.line}:{self.column}"
        head = f"{place}: {self.field}: {self.what}" if self.field else f"{place}: {self.what}"
        return "\n".join([printable(head), *(f"    {printable(line)}" for line in (self.why, self.tip) if line)])


class CatalogError(Exception):
    """The catalog cannot be used; carries every problem found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems sorted by file, line and column, each once."""
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def printable(text: str) -> str:
    """One line of text that cannot steer a terminal: what has no visible form is shown by its number."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def did_you_mean(wrong: str, valid: Iterable[str]) -> str:
    """A sentence that names the valid terms nearest to `wrong`, or an empty text when none is near."""
    terms = {term.casefold(): term for term in valid}
    near = difflib.get_close_matches(wrong.casefold(), terms, n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(repr(terms[each]) for each in near)}?" if near else ""
