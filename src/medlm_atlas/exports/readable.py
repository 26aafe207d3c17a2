"""The columns of a table for readers, shared by the Markdown and the LaTeX table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from medlm_atlas.exports.facts import FACTS, state_of, value_of
from medlm_atlas.schema.fact import Answer
from medlm_atlas.schema.model import Model
from medlm_atlas.views import Views
from medlm_atlas.views.sizes import largest_parameters
from medlm_atlas.views.words import short_number

Cell = Callable[[Views, Model], str]


def _said(answer: Answer | None, value: str = "") -> str:
    """The value, or its state in words."""
    state = state_of(answer)
    words = "not looked up" if answer is None else state.replace("-", " ")
    return (value or value_of(answer)) if state == "value" else words


def _fact(name: str) -> Cell:
    return lambda _, model: _said(FACTS[name](model))


def _parameters(_: Views, model: Model) -> str:
    known = largest_parameters(model)
    return _said(known, short_number(known.value) if known and known.value is not None else "")


def _labels(facet: str) -> Cell:
    def labels(views: Views, model: Model) -> str:
        catalog = views.catalog
        terms = catalog.terms_of(model, facet) if facet in catalog.facets else ()
        return ", ".join(catalog.terms[facet, term].label for term in terms)

    return labels


COLUMNS: Mapping[str, Cell] = {
    "Modality": _labels("modality"),
    "Application": _labels("application"),
    "Released": _fact("released"),
    "Parameters": _parameters,
    "Weights": _fact("weights"),
    "Licence of the weights": _fact("licence_weights"),
    "Evidence": lambda views, model: views.evidence.best(model.id).label,
}
"""What stands beside the model's name, by heading."""
