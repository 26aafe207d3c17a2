"""A base precedes what is made from it, a successor follows, and nothing descends from itself."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.catalog import Catalog
from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading
from medlm_atlas.schema.base import PartialDate
from medlm_atlas.schema.fact import Fact
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.walking import Loc

NAME = "chronology"
SCOPE = "`derived_from` and `successor` against release dates; loops in lineage and among successors."


def check(reading: Reading) -> Iterator[Problem]:
    """Report lineage that time forbids."""
    models = reading.catalog.models
    for model in models.values():
        place = reading.place("models", model.id)
        for loc, parent in parents(model):
            if parent == model.id and not _names_other_variant(model, loc):
                yield place.problem(
                    loc, "is derived from itself", "lineage leads back in time", "Name the base, or the variant."
                )
            elif parent != model.id and _too_early(model, int(loc[1]), models.get(parent)):
                yield place.problem(
                    loc,
                    f"{parent!r} was released after {model.id!r}",
                    "a base precedes what is made from it",
                    "Check both dates at their sources.",
                )
        successor = _successor(model)
        if successor and _before(models.get(successor), model):
            yield place.problem(
                ("status", "successor"),
                f"{successor!r} was released before it",
                "a successor follows",
                "Check both dates.",
            )
    yield from _loops(reading)
    yield from _circles(reading)


def parents(model: Model) -> Iterator[tuple[Loc, str]]:
    """Place and id of every parent of every variant."""
    for index, variant in enumerate(model.variants):
        for number, derivation in enumerate(variant.derived_from.items if variant.derived_from else ()):
            if derivation.model:
                yield ("variants", index, "derived_from", number, "model"), derivation.model


def _names_other_variant(model: Model, loc: Loc) -> bool:
    """Whether a step within a model leads from one of its variants to another."""
    variant = model.variants[int(loc[1])]
    named = variant.derived_from.items[int(loc[3])].variant if variant.derived_from else None
    return named in model.variant_ids and named != variant.id


def _too_early(model: Model, variant: int, parent: Model | None) -> bool:
    """Whether a variant was there before its base; a variant without a date of its own has the model's if it is the only one."""
    own = model.variants[variant].released
    date = _date(own) or (_date(model.released) if len(model.variants) == 1 else None)
    return _precedes(date, _date(parent.released) if parent else None)


def _before(early: Model | None, late: Model | None) -> bool:
    return _precedes(_date(early.released) if early else None, _date(late.released) if late else None)


def _date(released: Fact[PartialDate] | None) -> str | None:
    return released.value if released else None


def _precedes(early: str | None, late: str | None) -> bool:
    """Whether one date lies before another, as far as both are precise."""
    if not (early and late):
        return False
    shortest = min(len(early), len(late))
    return early[:shortest] < late[:shortest]


def _loops(reading: Reading) -> Iterator[Problem]:
    for model_id in reading.catalog.models:
        if model_id in _ancestors(reading.catalog, model_id):
            yield reading.place("models", model_id).problem(
                ("variants",),
                f"{model_id!r} is among its own ancestors",
                "lineage leads back in time",
                "Find the wrong step.",
            )


def _circles(reading: Reading) -> Iterator[Problem]:
    models = reading.catalog.models
    for model_id in models:
        seen, here = {model_id}, _successor(models.get(model_id))
        while here and here not in seen:
            seen.add(here)
            here = _successor(models.get(here))
        if here == model_id:
            yield reading.place("models", model_id).problem(
                ("status", "successor"),
                f"{model_id!r} is among its own successors",
                "a reader would be sent round in a circle",
                "Find the wrong step.",
            )


def _successor(model: Model | None) -> str | None:
    return model.status.successor if model and model.status else None


def _ancestors(catalog: Catalog, model_id: str) -> set[str]:
    seen: set[str] = set()
    todo = [model_id]
    while todo:
        model = catalog.models.get(todo.pop())
        new = {parent for _, parent in parents(model) if parent != model.id} - seen if model else set()
        seen |= new
        todo += new
    return seen
