"""A second reading: what another reader found in the same sources without seeing the first reading."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from medlm_atlas.schema.base import Day, Identifier, Line, Name, Record, Text, Truth

LINK = "https://"
MOST_ROUNDS = 99


class Reread(Record):
    """One value read twice."""

    field: Line
    """The dotted path of the value in its record, such as licences.code or rows.3.value."""
    first: Text
    """The value that stood in the record when it was read again."""
    second: Text
    """The value that the second reader found, `not-found` if the source was not to be had."""
    source: Line | None = None
    """Where the second reader read it: ids of sources and keys of papers of the record, and the https addresses of
    pages beyond them, joined by semicolons. Left out where the reader was not asked."""
    same: Truth | None = None
    """Whether two texts that differ say the same, or two equal ones do not; left out where the texts decide."""
    outcome: Literal["first-stands", "second-stands", "both-wrong", "open"] | None = None
    """What came of a difference."""
    note: Text | None = None
    """Why they differ, in our own words."""

    @property
    def agrees(self) -> bool:
        """Whether the two readings say the same."""
        if self.same is not None or self.first == self.second:
            return self.same is not False
        first, second = _parts(self.first), _parts(self.second)
        primary = slice(1 if self.field == "modalities" else 0)
        return sorted(first) == sorted(second) and first[primary] == second[primary]

    @property
    def part(self) -> str:
        """The id of the variant, or the position of the row, that the value is of; empty where it is of the record."""
        return ".".join(self.field.split(".")[1:-1])

    @property
    def beyond(self) -> bool:
        """Whether the second reader needed a source that the record does not name."""
        return self.source is not None and LINK in self.source

    @property
    def readable(self) -> bool:
        """Whether the second reader could read the source at all."""
        return self.second != "not-found"


class Rereading(Record):
    """The second reading of one record."""

    NOT_WRITTEN = ("id",)

    id: Identifier
    """The file name: kind and id of the record and the round, such as models-txgnn-round-2."""
    kind: Literal["models", "results", "studies", "datasets", "benchmarks", "references"]
    """The folder of the record."""
    record: Identifier
    """The id of the record."""
    by: Name
    """The handle of the second reader."""
    on: Day
    """The day."""
    round: Annotated[int, Field(ge=1, le=MOST_ROUNDS)] = 1
    """Which round of second readings."""
    values: tuple[Reread, ...] = Field(min_length=1)
    """What was read."""

    @staticmethod
    def named(kind: str, record: str, number: int) -> str:
        """The file name of the second reading of a record in a round."""
        return f"{kind}-{record}-round-{number}"


def _parts(text: str) -> list[str]:
    """What a text lists between semicolons, without case, commas and the ways of writing one number."""
    return [_plain(part) for part in text.split(";")]


def _plain(text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().replace(",", "").split())
    try:
        return str(Decimal(plain).normalize())
    except ArithmeticError:
        return plain
