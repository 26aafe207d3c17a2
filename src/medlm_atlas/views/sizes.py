"""Which size stands for a model that comes in several."""

from __future__ import annotations

from decimal import Decimal

from medlm_atlas.schema.model import Model, Parameters, Variant


def headline_variant(model: Model) -> Variant | None:
    """The variant whose parameters stand for the model: the largest that is known, else the first."""
    return max(model.variants, key=_size, default=None)


def _size(variant: Variant) -> Decimal:
    known = variant.parameters.value if variant.parameters else None
    return Decimal(-1) if known is None else known


def largest_parameters(model: Model) -> Parameters | None:
    """The parameters of the headline variant."""
    variant = headline_variant(model)
    return variant.parameters if variant else None
