"""Models that share most with a model, and what they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from medlm_atlas.catalog import Catalog
from medlm_atlas.schema.model import Model

FACETS = ("modality", "application", "body-region", "imaging")
CANDIDATES = 200
"""Models looked at for one page: those under its rarest terms, so that the cost of a page does not grow."""
Pair = tuple[str, str]


class Related:
    """Medical models by the terms they list, and the nearest of a model."""

    def __init__(self, catalog: Catalog) -> None:
        """Go through the models of `catalog` once."""
        self._catalog = catalog
        self._with: dict[Pair, list[str]] = defaultdict(list)
        for model in catalog.models.values():
            if model.scope == "medical":
                for pair in self._pairs(model):
                    self._with[pair].append(model.id)

    def _pairs(self, model: Model) -> Iterator[Pair]:
        for facet in FACETS:
            if facet in self._catalog.facets:
                yield from ((facet, term) for term in self._catalog.terms_of(model, facet))

    def of(self, model: Model, most: int = 5) -> list[tuple[Model, list[str]]]:
        """Up to `most` models that share at least two terms, most shared first, with the labels of those terms."""
        pairs = list(self._pairs(model))
        shared = Counter(self._candidates(model, pairs))
        best = sorted((each for each in shared.items() if each[1] > 1), key=lambda each: (-each[1], each[0]))[:most]
        return [(self._catalog.models[name], self._labels(name, pairs)) for name, _ in best]

    def _candidates(self, model: Model, pairs: list[Pair]) -> Iterator[str]:
        known: set[str] = {model.id}
        for pair in sorted(pairs, key=lambda each: len(self._with[each])):
            for name in self._with[pair]:
                if name != model.id and (name in known or len(known) < CANDIDATES):
                    known.add(name)
                    yield name

    def _labels(self, name: str, pairs: list[Pair]) -> list[str]:
        other = self._catalog.models[name]
        return [self._catalog.terms[pair].label for pair in pairs if pair[1] in self._catalog.terms_of(other, pair[0])]
