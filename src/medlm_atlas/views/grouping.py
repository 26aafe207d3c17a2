"""Models by term, by crossing of modality and application, by year and by organisation."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from medlm_atlas.catalog import Catalog
from medlm_atlas.schema.base import Classified
from medlm_atlas.schema.model import Model

MOST_IN_A_LIST = 200
"""Models in one list by name, so that no page grows without bound."""


class Grouping:
    """Entries of every kind under every term, with everything narrower counted once."""

    def __init__(self, catalog: Catalog) -> None:
        """Go through the records of `catalog` once."""
        self._catalog = catalog
        self._under: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        self._of_model: dict[tuple[str, str], frozenset[str]] = {}
        for kind in ("models", "datasets", "benchmarks", "findings", "studies"):
            for record_id, record in catalog.entries(kind).items():
                for facet in catalog.facets:
                    terms = self._terms(record, facet)
                    if kind == "models":
                        self._of_model[facet, record_id] = terms
                    for term in terms:
                        self._under[kind, facet, term].append(record_id)

    def _terms(self, record: Classified, facet: str) -> frozenset[str]:
        terms = self._catalog.all_terms_of(record, facet)
        application = getattr(record, "application", None) if facet == "application" else None
        return terms | set(self._catalog.ancestors(facet, application)) if application else terms

    def under(self, kind: str, facet: str, term: str) -> tuple[str, ...]:
        """Ids of the records of a kind that have a term or one below it."""
        return tuple(self._under.get((kind, facet, term), ()))

    def spread(self, models: Iterable[Model], facet: str) -> Counter[str]:
        """How many of some models have each term of a facet or one below it."""
        return Counter(term for model in models for term in self._of_model[facet, model.id])

    def models(self, facet: str, term: str) -> tuple[Model, ...]:
        """The models under a term, newest first."""
        return newest_first(self._catalog.models[model] for model in self.under("models", facet, term))

    def crossing(self, modality: str, application: str) -> tuple[Model, ...]:
        """The models under both terms, newest first."""
        both = set(self.under("models", "modality", modality)) & set(self.under("models", "application", application))
        return newest_first(self._catalog.models[model] for model in both)


def year_of(model: Model) -> int | None:
    """The year of a model's release, None if it is not known."""
    return int(model.released.value[:4]) if model.released and model.released.value else None


def newest_first(models: Iterable[Model]) -> tuple[Model, ...]:
    """Models by release, newest first, then by name; undated ones last."""
    named = sorted(models, key=lambda model: (model.name.casefold(), model.id))
    return tuple(
        sorted(
            named,
            key=lambda model: model.released.value if model.released and model.released.value else "",
            reverse=True,
        )
    )


@dataclass(frozen=True)
class NamePart:
    """The models under one letter, or a part of them where they are many."""

    label: str
    address: str
    models: tuple[Model, ...]


def by_name(catalog: Catalog) -> tuple[NamePart, ...]:
    """All models in lists by their first letter, digits and signs together, none longer than `MOST_IN_A_LIST`."""
    letters: dict[str, list[Model]] = defaultdict(list)
    for model in sorted(catalog.models.values(), key=lambda model: (model.name.casefold(), model.id)):
        letters[_letter(model.name)].append(model)
    return tuple(part for letter in sorted(letters) for part in _parts(letter, letters[letter]))


def _letter(name: str) -> str:
    first = unicodedata.normalize("NFKD", name)[0].upper()
    return first if "A" <= first <= "Z" else "0-9"


def _parts(letter: str, models: list[Model]) -> Iterator[NamePart]:
    for number, start in enumerate(range(0, len(models), MOST_IN_A_LIST), 1):
        more = len(models) > MOST_IN_A_LIST
        slug = letter.lower() + (f"-{number}" if number > 1 else "")
        label = f"{letter} {number}" if more else letter
        yield NamePart(label, f"models/a-z/{slug}/", tuple(models[start : start + MOST_IN_A_LIST]))


def per_year(models: Iterable[Model]) -> Mapping[int, int]:
    """How many models were released in each year, in order of years; undated ones are left out."""
    return dict(sorted(Counter(year for model in models if (year := year_of(model))).items()))
