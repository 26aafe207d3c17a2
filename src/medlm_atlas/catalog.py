"""The Catalog: the loaded, consistent whole that views, pages and exports read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from medlm_atlas.schema.base import Classified
from medlm_atlas.schema.evidence import Benchmark, Dataset, Finding, Result, Row, Study
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.parts import Entry
from medlm_atlas.schema.reference import Reference
from medlm_atlas.schema.rereading import Rereading
from medlm_atlas.schema.survey import Survey
from medlm_atlas.schema.terms import Facet, Licence, Metric, Organisation, Term

KINDS: tuple[str, ...] = (
    "models",
    "references",
    "benchmarks",
    "datasets",
    "results",
    "studies",
    "findings",
    "organisations",
    "rereadings",
    "surveys",
)


@dataclass(frozen=True)
class Catalog:
    """Every record by its id, in the order of ids. A selection is again a Catalog."""

    models: Mapping[str, Model] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)
    benchmarks: Mapping[str, Benchmark] = field(default_factory=dict)
    datasets: Mapping[str, Dataset] = field(default_factory=dict)
    results: Mapping[str, Result] = field(default_factory=dict)
    studies: Mapping[str, Study] = field(default_factory=dict)
    findings: Mapping[str, Finding] = field(default_factory=dict)
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    rereadings: Mapping[str, Rereading] = field(default_factory=dict)
    surveys: Mapping[str, Survey] = field(default_factory=dict)
    facets: Mapping[str, Facet] = field(default_factory=dict)
    licences: Mapping[str, Licence] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)

    def entries(self, kind: str) -> Mapping[str, Entry]:
        """The records of one of `KINDS` by id."""
        found: Mapping[str, Entry] = getattr(self, kind)
        return found

    @cached_property
    def drafts(self) -> tuple[Model, ...]:
        """Models that are not ready to be shown."""
        return tuple(model for model in self.models.values() if model.draft)

    @cached_property
    def published(self) -> Catalog:
        """The catalog without drafts, and without numbers and studies that are of drafts alone."""
        drafts = {model.id for model in self.drafts}
        return self.restricted_to(model_id for model_id in self.models if model_id not in drafts) if drafts else self

    def restricted_to(self, model_ids: Iterable[str]) -> Catalog:
        """The catalog with these models only, and with the numbers and studies that concern them."""
        kept = set(model_ids)
        return replace(
            self,
            models={key: model for key, model in self.models.items() if key in kept},
            results=dict(_results_of(self.results, kept)),
            studies={key: study for key, study in self.studies.items() if kept & set(study.models)},
        )

    def selection(self, model_ids: Iterable[str]) -> Catalog:
        """The catalog of a choice of models: as `restricted_to`, and with the references that are their papers."""
        chosen = self.restricted_to(model_ids)
        papers = {key for model in chosen.models.values() for key in model.keys}
        return replace(chosen, references={key: each for key, each in self.references.items() if key in papers})

    @cached_property
    def facet_by_field(self) -> Mapping[str, Facet]:
        """Facets by the key that holds their terms in records."""
        return {facet.field: facet for facet in self.facets.values()}

    @cached_property
    def terms(self) -> Mapping[tuple[str, str], Term]:
        """Every term by (facet id, term id), in the order of its facet."""
        return {(facet.id, term.id): term for facet in self.facets.values() for term in facet.terms}

    def ancestors(self, facet: str, term: str) -> tuple[str, ...]:
        """The term and everything broader, the nearest first, each once."""
        return self._ancestry.get((facet, term), (term,))

    @cached_property
    def _ancestry(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        return {(facet, term): tuple(dict.fromkeys(self._climb(facet, term, ()))) for facet, term in self.terms}

    def _climb(self, facet: str, term: str, seen: tuple[str, ...]) -> Iterator[str]:
        if term in seen or (facet, term) not in self.terms:
            return
        yield term
        for parent in self.terms[facet, term].parents:
            yield from self._climb(facet, parent, (*seen, term))

    def top(self, facet: str, term: str) -> str:
        """The top term above `term`, along first parents."""
        seen = {term}
        while (known := self.terms.get((facet, term))) and known.parents and known.parents[0] not in seen:
            term = known.parents[0]
            seen.add(term)
        return term

    def tops(self, facet: str) -> tuple[Term, ...]:
        """The terms of a facet that have no parent."""
        return tuple(term for term in self.facets[facet].terms if not term.parents)

    def terms_of(self, record: Classified, facet: str) -> tuple[str, ...]:
        """The terms a record lists under a facet, as written; none where the catalog has no such facet."""
        known = self.facets.get(facet)
        return record.terms.get(known.field, ()) if known else ()

    def all_terms_of(self, record: Classified, facet: str) -> frozenset[str]:
        """The terms of a record under a facet with everything broader."""
        return frozenset(up for term in self.terms_of(record, facet) for up in self.ancestors(facet, term))

    def primary_modality(self, record: Classified) -> str:
        """The top modality of the first modality listed."""
        first = self.terms_of(record, "modality")
        return self.top("modality", first[0]) if first else ""

    @cached_property
    def rows(self) -> tuple[tuple[Result, Row], ...]:
        """Every transcribed number with its source."""
        return tuple((result, row) for result in self.results.values() for row in result.rows)


def _results_of(results: Mapping[str, Result], kept: set[str]) -> Iterator[tuple[str, Result]]:
    for key, result in results.items():
        if rows := tuple(row for row in result.rows if row.model in kept):
            yield key, result if len(rows) == len(result.rows) else result.model_copy(update={"rows": rows})
