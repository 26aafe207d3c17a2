"""How many works were found, screened, read and included, in the manner of PRISMA."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from medlm_atlas.catalog import Catalog
from medlm_atlas.schema.screening import REASONS, Candidate


@dataclass(frozen=True)
class Group:
    """Works that are counted together, and the parts that they are made of."""

    label: str
    count: int
    parts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Step(Group):
    """Works that are left at a step, and those that leave before the next one."""

    exits: tuple[Group, ...] = ()


def flow(candidates: Iterable[Candidate], catalog: Catalog) -> tuple[Step, ...]:
    """From entries of lists to models of the published catalog; what leaves a step is what the next one lacks."""
    rows = tuple(candidates)
    decided = Counter(row.decision for row in rows)
    reasons = Counter(row.reason for row in rows)
    entries, listed = sum(row.found_in for row in rows), sum(row.found_in > 0 for row in rows)
    sought = len(rows) - decided["duplicate"] - reasons["not-yet-read"]
    excluded = tuple((text, reasons[name]) for name, text in REASONS["excluded"].items() if reasons[name])
    included = {row.record for row in rows if row.decision == "included"}
    models = [model for model in catalog.models.values() if model.id in included]
    medical = sum(model.scope == "medical" for model in models)
    return (
        Step("Entries in public lists", entries, exits=(Group("Name a work that another entry names", entries - listed),)),
        Step(
            "Works considered", len(rows), (("from lists", listed), ("found otherwise", len(rows) - listed)),
            (Group("The same as a model with an entry", decided["duplicate"]), Group("Waiting: not yet looked at", reasons["not-yet-read"])),
        ),
        Step("Screened", sought, exits=(Group("Waiting: source could not be opened", reasons["read-source-missing"]),)),
        Step(
            "Read", sought - reasons["read-source-missing"],
            exits=(
                Group("Excluded", decided["excluded"], excluded),
                Group("Waiting: the paper has to be read", reasons["needs-the-paper"]),
                Group("Waiting: meet the rule, entry to be written", reasons["meets-the-rule"]),
            ),
        ),
        Step(
            "Included", decided["included"], (("medical models", medical), ("general models", len(models) - medical)),
        ),
    )  # fmt: skip


def queue(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """What waits, the works that most lists name first."""
    waiting = (row for row in candidates if row.decision == "waiting")
    return tuple(sorted(waiting, key=lambda row: (-row.found_in, row.id)))
