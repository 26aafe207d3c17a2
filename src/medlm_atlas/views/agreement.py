"""How far first and second readings agree, field by field."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from medlm_atlas.catalog import Catalog
from medlm_atlas.schema.parts import Reviewed
from medlm_atlas.schema.rereading import Reread, Rereading
from medlm_atlas.views.intervals import wilson

GOAL = 0.95


@dataclass(frozen=True)
class Agreement:
    """Readings of one field over all records; those that `held` agreed, or turned out right in the first reading.

    `same` counts the readings of which the second reader named a source of the record and needed no other, and
    `same_agreed` those of them that agree. The shares are fractions.
    """

    round: int
    kind: str
    field: str
    read: int
    agreed: int
    held: int
    same: int
    same_agreed: int

    @property
    def share(self) -> float:
        """The part that agreed."""
        return self.agreed / self.read

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share, since most fields are judged by a few dozen readings."""
        return wilson(self.share, self.read)

    @property
    def held_share(self) -> float:
        """The part in which the atlas was right, as far as a look at the source could tell."""
        return self.held / self.read

    @property
    def same_share(self) -> float | None:
        """The part that agreed where both read the same sources; none where nobody asked for the source."""
        return self.same_agreed / self.same if self.same else None

    @property
    def enough(self) -> bool:
        """Whether the method of this field holds."""
        return self.share >= GOAL


def agreements(catalog: Catalog) -> tuple[Agreement, ...]:
    """One line per round, kind and field, the positions within lists left out; the newest round and most read first."""
    counts: dict[tuple[int, str, str], list[Reread]] = defaultdict(list)
    for rereading, value in readings(catalog):
        if value.readable:
            counts[rereading.round, rereading.kind, field_name(value.field)].append(value)
    lines = [_line(*key, found) for key, found in counts.items()]
    return tuple(sorted(lines, key=lambda line: (-line.round, line.kind, -line.read, line.field)))


def totals(catalog: Catalog) -> tuple[Agreement, ...]:
    """All readings of each round together, the newest round first."""
    found: dict[int, list[Reread]] = defaultdict(list)
    for rereading, value in readings(catalog):
        if value.readable:
            found[rereading.round].append(value)
    return tuple(_line(number, "", "", each) for number, each in sorted(found.items(), reverse=True))


def _line(number: int, kind: str, field: str, found: Sequence[Reread]) -> Agreement:
    agreed = sum(value.agrees for value in found)
    held = sum(value.agrees or value.outcome == "first-stands" for value in found)
    same = [value.agrees for value in found if value.source and not value.beyond]
    return Agreement(number, kind, field, len(found), agreed, held, len(same), sum(same))


Difference = tuple[Rereading, Reread]


def differences(catalog: Catalog) -> Mapping[int, tuple[tuple[str, tuple[Difference, ...]], ...]]:
    """Values on which the two readings of each round differ, by field, the field with most of them first."""
    found: dict[int, dict[str, list[Difference]]] = defaultdict(lambda: defaultdict(list))
    for rereading, value in readings(catalog):
        if value.readable and not value.agrees:
            found[rereading.round][field_name(value.field)].append((rereading, value))
    return {number: _most_first(fields) for number, fields in found.items()}


def _most_first(fields: Mapping[str, Sequence[Difference]]) -> tuple[tuple[str, tuple[Difference, ...]], ...]:
    order = sorted(fields, key=lambda field: (-len(fields[field]), field))
    return tuple((field, tuple(fields[field])) for field in order)


@dataclass(frozen=True)
class SecondReading:
    """What came of the second reading of one record: values read, those written the same, fields that differ.

    Of fields that differ, `settled` were decided by one more look at the source, `open` were not.
    """

    round: int
    on: datetime.date
    read: int
    agreed: int
    settled: tuple[str, ...]
    open: tuple[str, ...]


def second_readings(catalog: Catalog) -> Mapping[tuple[str, str], tuple[SecondReading, ...]]:
    """The second readings of every record by kind and id, the newest round first."""
    found: dict[tuple[str, str], list[SecondReading]] = defaultdict(list)
    for rereading in sorted(catalog.rereadings.values(), key=lambda each: -each.round):
        found[rereading.kind, rereading.record].append(_second_reading(rereading))
    return {record: tuple(each) for record, each in found.items()}


def _second_reading(rereading: Rereading) -> SecondReading:
    values = [value for value in rereading.values if value.readable]
    differ = [value for value in values if not value.agrees]
    still_open = dict.fromkeys(field_name(value.field) for value in differ if value.outcome == "open")
    settled = dict.fromkeys(field_name(value.field) for value in differ if value.outcome != "open")
    return SecondReading(
        rereading.round, rereading.on, len(values), len(values) - len(differ), tuple(settled), tuple(still_open)
    )


@dataclass(frozen=True)
class ReadAgain:
    """In how many published medical models a field was read more than once.

    `blind` counts the models of which a second reader read it without seeing the first reading, `again` those in which
    somebody who saw the value compared it with its sources once more, `once` those that had neither.
    """

    field: str
    blind: int
    again: int
    once: int


def read_again(catalog: Catalog) -> tuple[ReadAgain, ...]:
    """One line for each field that was read more than once in any model."""
    medical = [model for model in catalog.published.models.values() if model.scope == "medical"]
    blind: dict[str, set[str]] = defaultdict(set)
    for rereading, value in readings(catalog):
        if rereading.kind == "models" and value.readable:
            blind[rereading.record].add(field_name(value.field))
    again = {model.id: {field for review in model.review for field in review.fields or ()} for model in medical}
    lines = (
        _read_again(field, [(field in blind[name], field in fields) for name, fields in again.items()])
        for field in get_args(Reviewed)
    )
    return tuple(line for line in lines if line.blind or line.again)


def _read_again(field: str, models: Sequence[tuple[bool, bool]]) -> ReadAgain:
    return ReadAgain(
        field, sum(blind for blind, _ in models), sum(again for _, again in models), models.count((False, False))
    )


def readings(catalog: Catalog) -> Iterator[tuple[Rereading, Reread]]:
    """Every value read twice, with its record."""
    for rereading in catalog.rereadings.values():
        yield from ((rereading, value) for value in rereading.values)


def field_name(path: str) -> str:
    """A dotted path without positions in lists and ids of variants: rows.3.value is rows.value."""
    steps = path.split(".")
    return f"{steps[0]}.{steps[-1]}" if steps[0] in ("rows", "variants") else path
