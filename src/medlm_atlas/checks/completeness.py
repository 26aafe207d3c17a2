"""A published record answers every question a reader comes with: with a value or with a state."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.parts import Entry

NAME = "completeness"
SCOPE = "Fields that a published model, dataset, benchmark, study or finding must have."
REQUIRED: dict[str, tuple[str, ...]] = {
    "models": (
        "summary", "terms.modalities", "terms.applications", "terms.architectures", "organisations", "papers|no_paper",
        "released", "access.weights", "access.code", "licences.code", "licences.weights", "training.datasets",
        "variants", "limitations", "status", "review",
    ),
    "datasets": ("summary", "terms.modalities", "papers|no_paper", "size", "access", "licence", "review"),
    "benchmarks": ("summary", "terms.tasks", "papers|no_paper", "review"),
    "studies": ("summary", "papers", "review"),
    "findings": ("review",),
}  # fmt: skip


def check(reading: Reading) -> Iterator[Problem]:
    """Report required fields that are absent."""
    for kind, required in REQUIRED.items():
        for record_id, record in reading.catalog.entries(kind).items():
            if isinstance(record, Model) and record.draft:
                continue
            missing = [field for field in required if not any(_has(record, part) for part in field.split("|"))]
            if isinstance(record, Model):
                missing += _missing_of_variants(record)
            for field in missing:
                shown = field.removeprefix("terms.").replace("|", " or ")
                yield reading.place(kind, record_id).problem(
                    re.split(r" or | with ", shown)[0].split("."),
                    f"has no {shown}",
                    "a published record states it, if only as not-reported after looking",
                    "Look it up and add it, or set `draft: true` until somebody does."
                    if kind == "models"
                    else "Look it up and add it.",
                )


def _has(record: Entry, field: str) -> bool:
    value: object = record
    for step in field.split("."):
        value = value.get(step) if isinstance(value, dict) else getattr(value, step, None)
    return value not in (None, (), "")


def _missing_of_variants(model: Model) -> list[str]:
    if not model.variants:
        return []
    return [
        f"variants with {name}"
        for name in ("parameters", "derived_from")
        if all(getattr(variant, name) is None for variant in model.variants)
    ]
