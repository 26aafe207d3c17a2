"""What the numbers of a benchmark can be narrowed by, and what the browser reads of their models for it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from medlm_atlas.pages.page import Site
from medlm_atlas.pages.words import ACCESS, STATES
from medlm_atlas.schema.fact import ABSENT
from medlm_atlas.views.measurements import MEASURERS, Measurement


@dataclass(frozen=True)
class Choice:
    """A field to narrow by: its name in a query, its label, and for every value the label and how many numbers have it."""

    name: str
    label: str
    values: tuple[tuple[str, str, int], ...]


class Narrowing:
    """The values of every number of a benchmark in the fields that a reader may narrow by."""

    def __init__(self, site: Site, numbers: Iterable[Measurement]) -> None:
        """Take the numbers that are shown."""
        self._catalog = site.catalog
        self._numbers = tuple(numbers)
        self._fields = {
            "modality": ("Modality", self._modalities),
            "weights": ("Weights", self._weights),
            "measured": ("Measured by", lambda each: {each.measurer: MEASURERS[each.measurer].capitalize()}),
            "metric": ("Metric", lambda each: {each.row.metric: self._catalog.metrics[each.row.metric].label}),
        }

    def choices(self) -> tuple[Choice, ...]:
        """The fields in which the numbers differ."""
        return tuple(choice for choice in self._all() if len(choice.values) > 1)

    def _all(self) -> Iterator[Choice]:
        for name, (label, of) in self._fields.items():
            counts = Counter(pair for each in self._numbers for pair in of(each).items())
            yield Choice(name, label, tuple((value, said, count) for (value, said), count in counts.most_common()))

    def models(self) -> str:
        """For the browser, as JSON: the modalities and the weights of every model by its id."""
        first = {each.row.model: each for each in self._numbers}
        return json.dumps(
            {model: [list(self._modalities(each)), list(self._weights(each))] for model, each in first.items()}
        )

    def _modalities(self, each: Measurement) -> Mapping[str, str]:
        terms = self._catalog.all_terms_of(self._catalog.models[each.row.model], "modality")
        return {top.id: top.label for top in self._catalog.tops("modality") if top.id in terms}

    def _weights(self, each: Measurement) -> Mapping[str, str]:
        access = self._catalog.models[each.row.model].access
        fact = access.weights if access else None
        if fact and fact.value:
            return {fact.value: ACCESS[fact.value]}
        state = fact.state if fact and fact.state else ABSENT
        return {state: STATES[state]}
