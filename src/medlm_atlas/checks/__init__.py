"""Editorial rules over the whole catalog, one per module.

A rule module has `NAME` (how it is called in reports), `SCOPE` (what it looks at, for the documentation) and
`check(reading)`, which yields a Problem for every breach.
"""

from __future__ import annotations

from types import ModuleType

from medlm_atlas.checks import (
    canonical,
    chronology,
    codes,
    completeness,
    duplicates,
    former_ids,
    identifiers,
    letters,
    numbers,
    provenance,
    resolution,
    screening,
    staleness,
    taxonomy,
    usage,
    wording,
)
from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading

RULES: tuple[ModuleType, ...] = (
    resolution,
    completeness,
    provenance,
    duplicates,
    identifiers,
    former_ids,
    letters,
    chronology,
    numbers,
    taxonomy,
    codes,
    usage,
    staleness,
    wording,
    screening,
    canonical,
)


def run(reading: Reading) -> tuple[Problem, ...]:
    """Every problem of a reading: those met while reading and those the rules find, in file order."""
    found = set(reading.problems)
    for rule in RULES:
        found.update(rule.check(reading))
    return tuple(sorted(found))
