"""What models are made from, and what is made from them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from medlm_atlas.catalog import Catalog
from medlm_atlas.schema.model import Derivation

FAMILY = 2
"""Descendants from which a base has a tree of its own."""


@dataclass(frozen=True)
class Descent:
    """One step of lineage: `child` (and which variant) comes from `derivation.model`."""

    child: str
    variant: str
    derivation: Derivation


@dataclass(frozen=True)
class Branch:
    """A model in a family tree. `also_from` names its other parents within the same tree."""

    model: str
    parent: str | None
    depth: int
    relations: tuple[str, ...]
    also_from: tuple[str, ...]


class Lineage:
    """Steps of lineage by parent and by child."""

    def __init__(self, catalog: Catalog) -> None:
        """Go through every variant of `catalog` once."""
        self._catalog = catalog
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

    def bases(self, model: str) -> tuple[str, ...]:
        """The models of the catalog that a model comes from in one step, each once."""
        named = (step.derivation.model for step in self._up.get(model, ()))
        return tuple(dict.fromkeys(base for base in named if base and base in self._catalog.models and base != model))

    def descendants(self, base: str) -> Mapping[str, tuple[str, int]]:
        """Everything that comes from `base`: the parent through which it is nearest, and how many steps away it is."""
        found: dict[str, tuple[str, int]] = {}
        waiting = deque([(base, 0)])
        while waiting:
            parent, depth = waiting.popleft()
            for child in dict.fromkeys(step.child for step in self._down.get(parent, ())):
                if child != base and child not in found:
                    found[child] = (parent, depth + 1)
                    waiting.append((child, depth + 1))
        return found

    @cached_property
    def families(self) -> Mapping[str, int]:
        """Bases with a tree of their own and the number of their descendants, the largest family first."""
        sizes = {base: len(self.descendants(base)) for base in self._down if base in self._catalog.models}
        kept = [each for each in sizes.items() if each[1] >= FAMILY]
        return dict(sorted(kept, key=lambda each: (-each[1], each[0])))

    @cached_property
    def _families_of(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for base in self.families:
            for model in (base, *self.descendants(base)):
                found[model].append(base)
        return found

    def families_of(self, model: str) -> tuple[str, ...]:
        """Bases in whose tree a model stands, itself included, the largest family first."""
        return tuple(self._families_of.get(model, ()))

    def tree(self, base: str) -> tuple[Branch, ...]:
        """The family of a base in the order in which a tree is drawn: every model once, before what comes from it."""
        found = self.descendants(base)
        below: dict[str, list[str]] = defaultdict(list)
        for child, (parent, _) in found.items():
            below[parent].append(child)
        return (Branch(base, None, 0, (), ()), *self._branches(base, base, found, below))

    def _branches(
        self, base: str, parent: str, found: Mapping[str, tuple[str, int]], below: Mapping[str, list[str]]
    ) -> Iterator[Branch]:
        for child in sorted(below.get(parent, ()), key=self._by_release):
            steps = [step.derivation for step in self._up[child] if step.derivation.model == parent]
            others = tuple(each for each in self.bases(child) if each != parent and (each in found or each == base))
            yield Branch(child, parent, found[child][1], tuple(dict.fromkeys(s.relation for s in steps)), others)
            yield from self._branches(base, child, found, below)

    def _by_release(self, model: str) -> tuple[str, str]:
        released = self._catalog.models[model].released
        return (released.value if released and released.value else "9999", model)
