"""A page for every facet, term and crossing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from medlm_atlas.exports import bibtex
from medlm_atlas.pages.page import Page, Site
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.reference import Reference
from medlm_atlas.schema.terms import Facet, Term
from medlm_atlas.views.grouping import per_year
from medlm_atlas.views.paging import cut


def pages(site: Site) -> Iterator[Page]:
    """The overview, the facets, the terms, the crossings."""
    yield site.page(
        "terms/", "terms.html", "Terms", "The taxonomy of the atlas: every facet and its terms with counts."
    )
    for facet in site.catalog.facets.values():
        values = partial(dict[str, object], facet=facet, tree=list(tree(facet)))
        yield site.page(f"terms/{facet.id}/", "facet.html", facet.label, facet.definition, values)
        for term in facet.terms:
            yield from _term(site, facet, term)
    for modality in site.catalog.tops("modality"):
        for top in site.catalog.tops("application"):
            yield from _crossing(site, modality, top)


def tree(facet: Facet, parent: str | None = None, depth: int = 0) -> Iterator[tuple[int, Term]]:
    """The terms of a facet in order of their tree, each with its depth; a term stands under its first parent."""
    for term in facet.terms:
        if (term.parents[0] if term.parents else None) == parent:
            yield depth, term
            yield from tree(facet, term.id, depth + 1)


def _term(site: Site, facet: Facet, term: Term) -> Iterator[Page]:
    address = site.addresses.term(facet.id, term.id)
    models = site.views.grouping.models(facet.id, term.id)
    parts = cut(models)
    listed = site.addresses.list_pages(address, len(parts))
    yield site.page(
        address,
        "term.html",
        term.label,
        f"{term.definition} {len(models)} models in the atlas.",
        lambda: {**_values(site, facet, term, models), "part": parts[0], "listed": listed},
        {
            f"terms/{facet.id}/{term.id}.bib": lambda: bibtex.render(
                _references(site, models, _kinds(site, facet, term))
            )
        },
    )
    yield from _continued(site, term.label, listed, parts)


def _values(site: Site, facet: Facet, term: Term, models: tuple[Model, ...]) -> dict[str, object]:
    catalog, kinds = site.catalog, _kinds(site, facet, term)
    return {
        "facet": facet, "term": term, "models": models, "kinds": kinds, "years": per_year(models),
        "references": _references(site, models, kinds), "across": _across(site, facet, models),
        "children": [each for each in facet.terms if term.id in each.parents],
        "crumbs": _crumbs(site, facet, term),
        "survey": catalog.surveys.get(f"{facet.id}-{term.id}"),
    }  # fmt: skip


def _crumbs(site: Site, facet: Facet, term: Term) -> list[tuple[str, str]]:
    """Address and label of what stands above a term: all terms, its facet, the broader terms."""
    broader = reversed(site.catalog.ancestors(facet.id, term.id)[1:])
    terms = [(site.addresses.term(facet.id, up), site.catalog.terms[facet.id, up].label) for up in broader]
    return [("terms/", "Terms"), (f"terms/{facet.id}/", facet.label), *terms]


def _kinds(site: Site, facet: Facet, term: Term) -> dict[str, tuple[str, ...]]:
    """Ids of what else stands under a term, by kind."""
    under = site.views.grouping.under
    return {kind: under(kind, facet.id, term.id) for kind in ("datasets", "benchmarks", "findings", "studies")}


def _continued(site: Site, title: str, listed: tuple[str, ...], parts: list[Sequence[Model]]) -> Iterator[Page]:
    """The further pages of a list of models."""
    for number, (address, part) in enumerate(zip(listed[1:], parts[1:], strict=True), 2):
        name = f"{title}, page {number} of {len(listed)}"
        values = partial(dict[str, object], models=part, listed=listed)
        yield site.page(address, "continued.html", name, f"Models of the atlas under {name}.", values)


def _references(site: Site, models: Iterable[Model], kinds: dict[str, tuple[str, ...]]) -> tuple[Reference, ...]:
    keys = [key for model in models for key in model.keys]
    keys += [
        key for kind, ids in kinds.items() for record_id in ids for key in site.catalog.entries(kind)[record_id].keys
    ]
    return site.views.citing.references(sorted(set(keys)))


def _across(site: Site, facet: Facet, models: tuple[Model, ...]) -> tuple[Facet, list[tuple[Term, int]]] | None:
    """How the models of a modality spread over applications, and those of any other term over modalities."""
    other = site.catalog.facets["application" if facet.id == "modality" else "modality"]
    spread = site.views.grouping.spread(models, other.id)
    return (other, [(top, spread[top.id]) for top in site.catalog.tops(other.id)]) if models else None


def _crossing(site: Site, modality: Term, application: Term) -> Iterator[Page]:
    address = site.addresses.crossing(modality.id, application.id)
    models = site.views.grouping.crossing(modality.id, application.id)
    title = f"{modality.label} for {application.label.lower()}"
    parts = cut(models)
    listed = site.addresses.list_pages(address, len(parts))
    yield site.page(
        address, "crossing.html", title, f"{title}: {len(models)} models in the atlas, with evidence and citations.",
        lambda: {
            "modality": modality, "application": application, "models": models, "part": parts[0], "listed": listed,
            "references": site.views.citing.of_models(models), "evidence": site.views.evidence,
        },
        {address.rstrip("/") + ".bib": lambda: bibtex.render(site.views.citing.of_models(models))},
    )  # fmt: skip
    yield from _continued(site, title, listed, parts)
