"""The indexes that the browser reads: one for the search box, one for the list of models."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from medlm_atlas.pages.page import Site
from medlm_atlas.pages.words import ACCESS, STATES, language
from medlm_atlas.query import Field, fields_of
from medlm_atlas.schema.fact import ABSENT
from medlm_atlas.schema.model import Model
from medlm_atlas.views.evidence import LADDER
from medlm_atlas.views.grouping import newest_first
from medlm_atlas.views.measurements import organisations_of
from medlm_atlas.views.words import country

KINDS = ("Model", "Term", "Benchmark", "Dataset", "Finding", "Study", "Organisation", "Reference", "Page")
FACETS = ("modality", "application", "specialty", "body-region", "imaging", "technique", "architecture")
TEXTS = 100
"""Summaries in a file."""
FIELD_LABELS = {
    "data": "Training data",
    "licence": "Licence of the weights",
    "licence-class": "Licence class",
    "commercial-use": "Commercial use",
}
VALUE_LABELS = {
    ("scope", "general"): "General base",
    ("commercial-use", "allowed"): "Allowed by the licence",
    ("commercial-use", "conditional"): "On conditions",
    ("commercial-use", "forbidden"): "Forbidden",
    ("has", "code"): "Code",
    ("has", "weights"): "Weights to download",
    ("has", "results"): "Results in the atlas",
    ("has", "studies"): "Studies in the atlas",
}


class Entry(NamedTuple):
    """A page in the index of the search box."""

    kind: int
    address: str
    title: str
    words: str
    line: str


@dataclass(frozen=True)
class WrittenPage:
    """What the index holds of a page written by hand: its address, title, headings, and a line that says what it is."""

    address: str
    title: str
    headings: str
    line: str


def search_index(site: Site, hand_written: Iterable[WrittenPage]) -> dict[str, object]:
    """Addresses, titles, other words and lines to show of every page, those of one kind after those of another.

    `counts` are the pages of each kind. A model has the words of its terms and makers too: `shared` tells their places.
    """
    entries = [*_models(site), *_terms(site), *_others(site), *_references(site)]
    entries += [Entry(8, page.address, page.title, page.headings, page.line) for page in hand_written if page.address]
    texts = zip(*((entry.address, entry.title, entry.words, entry.line) for entry in entries), strict=True)
    place = {entry.address: number for number, entry in enumerate(entries)}
    return {
        "kinds": KINDS,
        "counts": [sum(entry.kind == kind for entry in entries) for kind in range(len(KINDS))],
        **dict(zip(("addresses", "titles", "words", "lines"), map(list, texts), strict=True)),
        "shared": [[place[address] for address in _shared(site, model)] for model in site.catalog.models.values()],
    }


def _models(site: Site) -> Iterator[Entry]:
    for model in site.catalog.models.values():
        yield Entry(0, f"models/{model.id}/", model.name, " ".join(model.aliases), model.summary or "")


def _shared(site: Site, model: Model) -> Iterator[str]:
    """Addresses of a model's terms, with everything broader, and of its makers."""
    for facet in FACETS:
        if facet in site.catalog.facets:
            yield from (f"terms/{facet}/{term}/" for term in sorted(site.catalog.all_terms_of(model, facet)))
    yield from (f"organisations/{name}/" for name in sorted(organisations_of(model)))


def _terms(site: Site) -> Iterator[Entry]:
    for (facet, _), term in site.catalog.terms.items():
        line = f"{site.catalog.facets[facet].label}. {term.definition}"
        yield Entry(1, f"terms/{facet}/{term.id}/", term.label, " ".join(term.synonyms), line)


def _others(site: Site) -> Iterator[Entry]:
    for number, kind in ((2, "benchmarks"), (3, "datasets"), (4, "findings"), (5, "studies")):
        for record in site.catalog.entries(kind).values():
            line = getattr(record, "claim", record.summary) or ""
            yield Entry(number, f"{kind}/{record.id}/", record.name, " ".join(record.aliases), line)
    for made_by in site.catalog.organisations.values():
        yield Entry(6, f"organisations/{made_by.id}/", made_by.name, " ".join(made_by.aliases), made_by.sector)


def _references(site: Site) -> Iterator[Entry]:
    for reference in site.catalog.references.values():
        authors = " ".join(person.family for person in reference.author)
        words = f"{reference.key} {authors} {reference.venue}"
        line = f"{reference.short_authors} {reference.year}"
        yield Entry(7, f"references/{reference.key}/", reference.plain_title, words, line)


def model_index(site: Site) -> dict[str, object]:
    """The models in columns, newest first, with the labels of every field that a query may name.

    A value of a list, tree or ladder is its number in the field's `values`; numbers stand as they are, states as words.
    A tree's values carry the numbers of their parents, from which the browser finds everything broader.
    """
    models = newest_first(site.catalog.models.values())
    fields = {name: field for name, field in fields_of(site.catalog).items() if name != "id"}
    return {
        "fields": {name: _field(site, name, field) for name, field in fields.items()},
        "ids": [model.id for model in models],
        "names": [model.name for model in models],
        "aliases": [list(model.aliases) for model in models],
        "modalities": [site.catalog.primary_modality(model) for model in models],
        "released": [model.released.value[:7] if model.released and model.released.value else "" for model in models],
        "columns": {name: _column(field, models) for name, field in fields.items()},
        "texts": TEXTS,
    }


def _field(site: Site, name: str, field: Field) -> dict[str, object]:
    facet = site.catalog.facets.get(name)
    label = facet.label if facet else FIELD_LABELS.get(name, name.capitalize())
    if facet:
        place = {term.id: number for number, term in enumerate(facet.terms)}
        values = [
            [term.id, term.label, [place[up] for up in term.parents if up in place], list(term.synonyms)]
            for term in facet.terms
        ]
        return {"label": label, "kind": field.kind, "values": [*values, [ABSENT, STATES[ABSENT], []]]}
    return {"label": label, "kind": field.kind, "values": [[value, _label(site, name, value)] for value in field.known]}


def _label(site: Site, name: str, value: str) -> str:
    """How a value is called in filters and tables."""
    if value in STATES:
        return STATES[value]
    if name == "evidence":
        return dict(LADDER).get(value, "None recorded yet")
    if name == "organisation":
        return site.catalog.organisations[value].name
    if name in ("weights", "code", "data"):
        return ACCESS[value]
    if name in ("country", "language"):
        return country(value) if name == "country" else language(value)
    return value if name == "licence" else VALUE_LABELS.get((name, value), value.replace("-", " ").capitalize())


def _column(field: Field, models: Iterable[Model]) -> list[object]:
    """What a field holds of each model: one value, or a list of none or several."""
    place: dict[str, object] = {value: number for number, value in enumerate(field.known)}
    if field.kind == "number":
        place = {state: state for state in STATES}
    cells = [
        [place[value] if value in place else _plain_number(value) for value in field.of(model)] for model in models
    ]
    return [cell[0] if len(cell) == 1 else cell for cell in cells]


def _plain_number(value: str) -> int | float:
    return int(float(value)) if float(value).is_integer() else float(value)


def model_texts(site: Site) -> list[list[str]]:
    """The summaries of the models in the order of `model_index`, `TEXTS` in a file, one file at least."""
    texts = [model.summary or "" for model in newest_first(site.catalog.models.values())]
    return [texts[start : start + TEXTS] for start in range(0, max(1, len(texts)), TEXTS)]
