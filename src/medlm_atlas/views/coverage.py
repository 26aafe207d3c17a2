"""How much is known: for each field of a model, the share of values, of unknowns and of what nobody has looked up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from medlm_atlas.catalog import Catalog
from medlm_atlas.schema.fact import ABSENT, STATES, Answer, Fact, Several
from medlm_atlas.schema.model import Model
from medlm_atlas.views.sizes import headline_variant

OUTCOMES = ("value", *STATES, ABSENT)
ALL = "all"


@dataclass(frozen=True)
class Coverage:
    """How often a field of the models of one modality has each outcome."""

    field: str
    modality: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many models were looked at."""
        return sum(self.counts.values())

    def share(self, outcome: str) -> float:
        """The share of an outcome, as a fraction; 0 without any model."""
        return self.counts.get(outcome, 0) / self.total if self.total else 0.0


def _part(holder: str, name: str) -> Callable[[Model], object]:
    return lambda model: getattr(getattr(model, holder), name, None)


def _variant(name: str) -> Callable[[Model], object]:
    return lambda model: getattr(headline_variant(model), name, None)


FIELDS: Mapping[str, Callable[[Model], object]] = {
    "released": lambda model: model.released,
    "organisations": lambda model: model.organisations,
    "access.weights": _part("access", "weights"),
    "access.code": _part("access", "code"),
    "access.data": _part("access", "data"),
    "licences.weights": _part("licences", "weights"),
    "licences.code": _part("licences", "code"),
    "parameters": _variant("parameters"),
    "derived_from": _variant("derived_from"),
    "training.datasets": _part("training", "datasets"),
    "training.compute": _part("training", "compute"),
    "hardware": lambda model: model.hardware,
    "intended_use": lambda model: model.intended_use,
    "population": lambda model: model.population,
    "limitations": lambda model: model.limitations,
    "safety": lambda model: model.safety,
    "regulatory": lambda model: model.regulatory,
    "status": lambda model: model.status,
}


def outcome_of(fact: object) -> str:
    """Which of the four cases a field is in."""
    if not isinstance(fact, Answer):
        return ABSENT
    known = fact.items if isinstance(fact, Several) else fact.value if isinstance(fact, Fact) else None
    return "value" if known not in (None, ()) else str(fact.state)


def coverage(catalog: Catalog) -> tuple[Coverage, ...]:
    """One line per field over all medical models, then per field and top modality."""
    medical = [model for model in catalog.models.values() if model.scope == "medical"]
    groups: dict[str, list[Model]] = {ALL: medical}
    groups |= {
        top.id: [each for each in medical if catalog.primary_modality(each) == top.id]
        for top in catalog.tops("modality")
    }
    return tuple(_line(field, modality, models) for field in FIELDS for modality, models in groups.items())


def _line(field: str, modality: str, models: Iterable[Model]) -> Coverage:
    return Coverage(field, modality, Counter(outcome_of(FIELDS[field](model)) for model in models))
