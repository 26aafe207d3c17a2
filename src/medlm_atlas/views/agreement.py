"""How far first and second readings agree, field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from medlm_atlas.catalog import Catalog
from medlm_atlas.schema.rereading import Reread, Rereading

GOAL = 0.95


@dataclass(frozen=True)
class Agreement:
    """Readings of one field over all records. `share` is a fraction."""

    kind: str
    field: str
    read: int
    agreed: int

    @property
    def share(self) -> float:
        """The part that agreed."""
        return self.agreed / self.read

    @property
    def enough(self) -> bool:
        """Whether the method of this field holds."""
        return self.share >= GOAL


def agreements(catalog: Catalog) -> tuple[Agreement, ...]:
    """One line per kind and field, the positions within lists left out, the most read first."""
    counts: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for rereading, value in readings(catalog):
        if value.readable:
            counts[rereading.kind, field_name(value.field)].append(value.agrees)
    lines = [Agreement(kind, field, len(found), sum(found)) for (kind, field), found in counts.items()]
    return tuple(sorted(lines, key=lambda line: (line.kind, -line.read, line.field)))


def total(catalog: Catalog) -> Agreement | None:
    """All readings together, None without any."""
    found = [value.agrees for _, value in readings(catalog) if value.readable]
    return Agreement("", "", len(found), sum(found)) if found else None


def differences(catalog: Catalog) -> tuple[tuple[Rereading, Reread], ...]:
    """Values on which the two readings differ."""
    return tuple((rereading, value) for rereading, value in readings(catalog) if value.readable and not value.agrees)


def readings(catalog: Catalog) -> Iterator[tuple[Rereading, Reread]]:
    """Every value read twice, with its record."""
    for rereading in catalog.rereadings.values():
        yield from ((rereading, value) for value in rereading.values)


def field_name(path: str) -> str:
    """A dotted path without positions in lists and ids of variants: rows.3.value is rows.value."""
    steps = path.split(".")
    return f"{steps[0]}.{steps[-1]}" if steps[0] in ("rows", "variants") else path
