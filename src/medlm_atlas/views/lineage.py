"""What models are made from, and what is made from them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from medlm_atlas.catalog import Catalog
from medlm_atlas.schema.model import Derivation


@dataclass(frozen=True)
class Descent:
    """One step of lineage: `child` (and which variant) comes from `derivation.model`."""

    child: str
    variant: str
    derivation: Derivation


class Lineage:
    """Steps of lineage by parent and by child."""

    def __init__(self, catalog: Catalog) -> None:
        """Go through every variant of `catalog` once."""
        self._up: dict[str, list[Descent]] = defaultdict(list)
        self._down: dict[str, list[Descent]] = defaultdict(list)
        for model in catalog.models.values():
            for variant in model.variants:
                for derivation in variant.derived_from.items if variant.derived_from else ():
                    step = Descent(model.id, variant.id, derivation)
                    self._up[model.id].append(step)
                    if derivation.model and derivation.model != model.id:
                        self._down[derivation.model].append(step)

    def parents(self, model: str) -> tuple[Descent, ...]:
        """Steps that lead to a model."""
        return tuple(self._up.get(model, ()))

    def children(self, model: str) -> tuple[Descent, ...]:
        """Steps that lead away from a model."""
        return tuple(self._down.get(model, ()))
