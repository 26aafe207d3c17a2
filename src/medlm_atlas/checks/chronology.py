"""A base precedes what is made from it, a successor follows, and nothing descends from itself."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.catalog import Catalog
from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading
from medlm_atlas.schema.model import Model

NAME = "chronology"
SCOPE = "`derived_from` and `successor` against release dates; loops in lineage."


def check(reading: Reading) -> Iterator[Problem]:
    """Report lineage that time forbids."""
    models = reading.catalog.models
    for model in models.values():
        place = reading.place("models", model.id)
        for loc, parent in parents(model):
            if parent == model.id:
                yield place.problem(loc, "is derived from itself", "lineage leads back in time", "Name the base, or the variant.")
            elif _before(model, models.get(parent)):
                yield place.problem(
                    loc, f"{parent!r} was released after {model.id!r}", "a base precedes what is made from it", "Check both dates at their sources."
                )
        successor = model.status.successor if model.status else None
        if successor and _before(models.get(successor), model):
            yield place.problem(("status", "successor"), f"{successor!r} was released before it", "a successor follows", "Check both dates.")
    yield from _loops(reading)


def parents(model: Model) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Place and id of every parent of every variant."""
    for index, variant in enumerate(model.variants):
        for number, derivation in enumerate(variant.derived_from.items if variant.derived_from else ()):
            yield ("variants", index, "derived_from", number, "model"), derivation.model


def _before(early: Model | None, late: Model | None) -> bool:
    dates = [model.released.value for model in (early, late) if model and model.released and model.released.value]
    if len(dates) != 2:
        return False
    shortest = min(map(len, dates))
    return dates[0][:shortest] < dates[1][:shortest]


def _loops(reading: Reading) -> Iterator[Problem]:
    for model_id in reading.catalog.models:
        if model_id in _ancestors(reading.catalog, model_id):
            yield reading.place("models", model_id).problem(
                ("variants",), f"{model_id!r} is among its own ancestors", "lineage leads back in time", "Find the wrong step."
            )


def _ancestors(catalog: Catalog, model_id: str) -> set[str]:
    seen: set[str] = set()
    todo = [model_id]
    while todo:
        model = catalog.models.get(todo.pop())
        new = {parent for _, parent in parents(model) if parent != model.id} - seen if model else set()
        seen |= new
        todo += new
    return seen
