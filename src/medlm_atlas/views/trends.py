"""How the field moves: models by year, modality, size, and the way their weights are to be had."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from statistics import median
from typing import get_args

from medlm_atlas.catalog import Catalog
from medlm_atlas.schema.fact import ABSENT, STATES
from medlm_atlas.schema.model import Model, WeightsAccess
from medlm_atlas.views.evidence import Evidence
from medlm_atlas.views.grouping import year_of
from medlm_atlas.views.sizes import largest_parameters

WEIGHTS: tuple[str, ...] = (*get_args(WeightsAccess), *STATES, ABSENT)
"""How weights are to be had, then the states of a fact that is no value."""


@dataclass(frozen=True)
class Sized:
    """A model with the number of its parameters and the time of its release in years, 2023.5 for the middle of 2023."""

    model: Model
    parameters: Decimal
    when: float


class Trends:
    """Counts over time. Models without a date are left out, and counted by `undated`."""

    def __init__(self, catalog: Catalog) -> None:
        """Go through the models of `catalog` once."""
        self._catalog = catalog
        self.dated = {model.id: year for model in catalog.models.values() if (year := year_of(model))}
        self.undated = len(catalog.models) - len(self.dated)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Every year from the first release to the last."""
        years = self.dated.values()
        return tuple(range(min(years), max(years) + 1)) if years else ()

    @cached_property
    def totals(self) -> Mapping[int, int]:
        """Models by year."""
        return Counter(self.dated.values())

    @cached_property
    def by_modality(self) -> Mapping[str, Mapping[int, int]]:
        """Models by the top modality they list first, and year."""
        found: dict[str, Counter[int]] = {term.id: Counter() for term in self._catalog.tops("modality")}
        for model, year in self.dated.items():
            if modality := self._catalog.primary_modality(self._catalog.models[model]):
                found[modality][year] += 1
        return found

    @cached_property
    def weights(self) -> Mapping[int, Mapping[str, int]]:
        """How the weights of a year's models are to be had, one of `WEIGHTS` each."""
        found: dict[int, Counter[str]] = {year: Counter() for year in self.years}
        for model, year in self.dated.items():
            access = self._catalog.models[model].access
            fact = access.weights if access else None
            found[year][ABSENT if fact is None else fact.value or fact.state or ABSENT] += 1
        return found

    @cached_property
    def sized(self) -> tuple[Sized, ...]:
        """Models that state both a size and a date, by date."""
        found = []
        for name in self.dated:
            model = self._catalog.models[name]
            parameters = largest_parameters(model)
            if parameters and parameters.value:
                found.append(
                    Sized(model, parameters.value, moment(str(model.released.value if model.released else "")))
                )
        return tuple(sorted(found, key=lambda each: (each.when, each.model.id)))

    @cached_property
    def median_sizes(self) -> Mapping[int, Decimal]:
        """The median of the stated sizes by year, for years with five or more of them."""
        found: dict[int, list[Decimal]] = defaultdict(list)
        for each in self.sized:
            found[int(each.when)].append(each.parameters)
        return {year: median(sizes) for year, sizes in sorted(found.items()) if len(sizes) >= 5}


def moment(date: str) -> float:
    """A date of any precision in years: the middle of what it names."""
    parts = [int(part) for part in date.split("-")]
    month = parts[1] - 1 + (0.5 if len(parts) == 2 else (parts[2] - 1) / 31) if len(parts) > 1 else 6
    return parts[0] + month / 12


class Stages:
    """Models of every top application by the furthest stage shown for it."""

    def __init__(self, catalog: Catalog, evidence: Evidence) -> None:
        """Go through the models of `catalog` once."""
        self.by_application: dict[str, Counter[int]] = {term.id: Counter() for term in catalog.tops("application")}
        for model in catalog.models.values():
            for term in catalog.all_terms_of(model, "application") & self.by_application.keys():
                self.by_application[term][evidence.best(model.id, term).rank] += 1
