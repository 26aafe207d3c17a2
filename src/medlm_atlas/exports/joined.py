"""How a format is put together: one fragment per record, which stands by itself and can be joined anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from medlm_atlas.catalog import Catalog
from medlm_atlas.views import Views

R = TypeVar("R")


@dataclass(frozen=True)
class Joined(Generic[R]):
    """A text made of fragments: `head`, the fragments with `separator` between them, `tail`.

    A fragment depends on its record alone (and on the atlas's own words), never on its neighbours.
    """

    fragment: Callable[[R], str]
    head: str = ""
    separator: str = ""
    tail: str = ""

    def text(self, records: Iterable[R]) -> str:
        """The records in the given order as one text."""
        return self.head + self.separator.join(map(self.fragment, records)) + self.tail


@dataclass(frozen=True)
class Format:
    """A format in which a catalog, or a selection of it, leaves the atlas."""

    title: str
    """Its name for readers."""
    ending: str
    """Ending of its files."""
    media_type: str
    """What a server declares it as."""
    of: Literal["references", "models"]
    """Which records it holds."""
    joined: Callable[[Views], Joined[Any]]
    """Its parts; they are the same for a catalog and for every selection of it."""

    def text(self, catalog: Catalog) -> str:
        """The records of a catalog as one text, in the order of their ids."""
        return self.joined(Views(catalog)).text(catalog.entries(self.of).values())

    def render(self, catalog: Catalog) -> bytes:
        """The file: equal catalogs give equal bytes."""
        return self.text(catalog).encode()
