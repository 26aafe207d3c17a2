"""The facts of a model under flat names, for formats that are tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from medlm_atlas.schema.fact import ABSENT, Answer, Fact, Several
from medlm_atlas.schema.model import Clearance, Derivation, Membership, Model, TrainingData
from medlm_atlas.schema.parts import Remark
from medlm_atlas.views.sizes import headline_variant, largest_parameters


def _derived_from(model: Model) -> Answer | None:
    """What the first variant with known parents comes from, else what is said of the one that stands for the model."""
    known = (variant.derived_from for variant in model.variants)
    headline = headline_variant(model)
    return next((answer for answer in known if answer and answer.items), headline.derived_from if headline else None)


FACTS: Mapping[str, Callable[[Model], Answer | None]] = {
    "organisations": lambda model: model.organisations,
    "released": lambda model: model.released,
    "weights": lambda model: model.access.weights if model.access else None,
    "code": lambda model: model.access.code if model.access else None,
    "data": lambda model: model.access.data if model.access else None,
    "licence_weights": lambda model: model.licences.weights if model.licences else None,
    "licence_code": lambda model: model.licences.code if model.licences else None,
    "licence_data": lambda model: model.licences.data if model.licences else None,
    "parameters": largest_parameters,
    "derived_from": _derived_from,
    "training_datasets": lambda model: model.training.datasets if model.training else None,
    "training_compute": lambda model: model.training.compute if model.training else None,
    "hardware": lambda model: model.hardware,
    "intended_use": lambda model: model.intended_use,
    "out_of_scope": lambda model: model.out_of_scope,
    "population": lambda model: model.population,
    "limitations": lambda model: model.limitations,
    "safety": lambda model: model.safety,
    "regulatory": lambda model: model.regulatory,
    "status": lambda model: model.status,
}
"""Every fact of a model by the name of its column; `parameters` are those of the largest variant."""


def state_of(answer: Answer | None) -> str:
    """value, not-reported, not-applicable or absent."""
    return ABSENT if answer is None else answer.state or "value"


def value_of(answer: Answer | None) -> str:
    """The value as text, empty if there is none; several are joined by semicolons, remarks by bars."""
    if isinstance(answer, Several):
        separator = " | " if any(isinstance(item, Remark) for item in answer.items) else "; "
        return separator.join(dict.fromkeys(map(_short, answer.items)))
    value = answer.value if isinstance(answer, Fact) else None
    return "" if value is None else f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def _short(item: object) -> str:
    """What stands for a claim of a list."""
    match item:
        case Membership():
            return item.id
        case TrainingData():
            return item.dataset or item.described or ""
        case Derivation():
            return item.model or item.described or ""
        case Remark():
            return item.text
        case Clearance():
            return f"{item.authority} {item.id}"
    raise TypeError(f"no short form for {type(item).__name__}")
