"""The indexes that the browser reads: one for the search box, one for the list of models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from medlm_atlas.pages.page import Site
from medlm_atlas.pages.words import ACCESS
from medlm_atlas.schema.model import Model
from medlm_atlas.views.evidence import LADDER
from medlm_atlas.views.grouping import year_of
from medlm_atlas.views.measurements import organisations_of
from medlm_atlas.views.sizes import headline_variant

KINDS = ("Model", "Term", "Benchmark", "Dataset", "Finding", "Study", "Organisation", "Reference", "Page")
FACETS = ("modality", "application", "specialty", "body-region", "imaging", "technique", "architecture")
Entry = tuple[int, str, str, str, str]


@dataclass(frozen=True)
class WrittenPage:
    """What the index holds of a page written by hand: its address, title, headings, and a line that says what it is."""

    address: str
    title: str
    headings: str
    line: str


def search_index(site: Site, hand_written: Iterable[WrittenPage]) -> dict[str, object]:
    """Kinds, and for every page: kind number, address, title, other words, and a line to show."""
    entries = [*_models(site), *_terms(site), *_others(site), *_references(site)]
    entries += [(8, page.address, page.title, page.headings, page.line) for page in hand_written if page.address]
    return {"kinds": KINDS, "entries": entries}


def _models(site: Site) -> Iterator[Entry]:
    for model in site.catalog.models.values():
        yield (
            0,
            f"models/{model.id}/",
            model.name,
            " ".join([*model.aliases, *_words(site, model)]),
            model.summary or "",
        )


def _words(site: Site, model: Model) -> Iterator[str]:
    """Labels and synonyms of a model's terms and the names of its makers."""
    for facet in FACETS:
        if facet in site.catalog.facets:
            for term in sorted(site.catalog.all_terms_of(model, facet)):
                known = site.catalog.terms[facet, term]
                yield " ".join((known.label, *known.synonyms))
    yield from (site.catalog.organisations[name].name for name in sorted(organisations_of(model)))


def _terms(site: Site) -> Iterator[Entry]:
    for (facet, _), term in site.catalog.terms.items():
        yield (
            1,
            f"terms/{facet}/{term.id}/",
            term.label,
            " ".join(term.synonyms),
            f"{site.catalog.facets[facet].label}. {term.definition}",
        )


def _others(site: Site) -> Iterator[Entry]:
    for number, kind in ((2, "benchmarks"), (3, "datasets"), (4, "findings"), (5, "studies")):
        for record in site.catalog.entries(kind).values():
            yield (
                number,
                f"{kind}/{record.id}/",
                record.name,
                " ".join(record.aliases),
                getattr(record, "claim", record.summary) or "",
            )
    for organisation in site.catalog.organisations.values():
        yield (
            6,
            f"organisations/{organisation.id}/",
            organisation.name,
            " ".join(organisation.aliases),
            organisation.sector,
        )


def _references(site: Site) -> Iterator[Entry]:
    for reference in site.catalog.references.values():
        authors = " ".join(person.family for person in reference.author)
        yield (
            7,
            f"references/{reference.key}/",
            reference.plain_title,
            f"{reference.key} {authors} {reference.venue}",
            f"{reference.short_authors} {reference.year}",
        )


def model_index(site: Site) -> dict[str, object]:
    """Facets with the labels of their values, and one row per model for filters and sorting."""
    facets = {facet: _facet(site, facet) for facet in FACETS if facet in site.catalog.facets}
    return {
        "facets": facets,
        "weights": {value: ACCESS[value] for value in ("open", "gated", "on-request", "api", "closed")},
        "evidence": ["None recorded yet", *(label for _, label in LADDER)],
        "models": [_row(site, model) for model in site.catalog.models.values()],
    }


def _facet(site: Site, facet: str) -> dict[str, object]:
    known = site.catalog.facets[facet]
    return {
        "label": known.label,
        "terms": [[term.id, term.label, term.parents[0] if term.parents else ""] for term in known.terms],
    }


def _row(site: Site, model: Model) -> dict[str, object]:
    catalog = site.catalog
    weights = model.access.weights if model.access else None
    variant = headline_variant(model)
    parameters = variant.parameters.value if variant and variant.parameters else None
    return {
        "id": model.id,
        "name": model.name,
        "words": " ".join([model.name, *model.aliases, *_words(site, model), model.summary or ""]).casefold(),
        "terms": {facet: sorted(catalog.all_terms_of(model, facet)) for facet in FACETS if facet in catalog.facets},
        "weights": (weights.value or weights.state) if weights else "absent",
        "evidence": site.views.evidence.best(model.id).rank,
        "parameters": float(parameters) if parameters is not None else None,
        "year": year_of(model),
        "scope": model.scope,
    }
