"""A page for every model, and the list of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup, escape

from medlm_atlas.exports import bibtex
from medlm_atlas.pages.page import Page, Site, head_meta
from medlm_atlas.pages.words import PERMISSIONS
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.reference import Reference
from medlm_atlas.views.evidence import LADDER, Stage
from medlm_atlas.views.grouping import by_name, newest_first, year_of
from medlm_atlas.views.sizes import headline_variant, largest_parameters

ON_FIRST_PAGE = 50
"""Models that the list holds as text; the browser makes the other rows, and the lists from A to Z hold them all."""


def pages(site: Site) -> Iterator[Page]:
    """The list, the lists from A to Z, then every model."""
    models = newest_first(site.catalog.models.values())
    yield site.page(
        "models/", "models.html", "Models", f"All {len(models)} models of the atlas with filters for modality, application, access and evidence.",
        lambda: {
            "models": models[:ON_FIRST_PAGE], "count": len(models), "parameters": largest_parameters, "year_of": year_of,
        },
    )  # fmt: skip
    yield from _by_name(site)
    for model in site.catalog.models.values():
        yield _page(site, model)


def _by_name(site: Site) -> Iterator[Page]:
    parts = by_name(site.catalog)
    yield site.page(
        "models/a-z/", "models-a-z.html", "Models from A to Z", "Every model of the atlas by name.",
        partial(dict, parts=parts, part=None),
    )  # fmt: skip
    for part in parts:
        title, values = f"Models: {part.label}", partial(dict[str, object], parts=parts, part=part)
        yield site.page(part.address, "models-a-z.html", title, f"{title}, by name.", values)


def _page(site: Site, model: Model) -> Page:
    return site.page(
        site.addresses.record("models", model.id),
        "model.html",
        model.name,
        model.summary or model.name,
        lambda: _values(site, model),
        {f"models/{model.id}.bib": lambda: bibtex.render(site.views.citing.of_model(model))},
    )


def _values(site: Site, model: Model) -> dict[str, object]:
    views, papers = site.views, site.views.citing.references(model.keys)
    return {
        "model": model, "papers": papers, "head": _head(site, model, papers), "headline": headline_variant(model),
        "stages": _stages(site, model), "best": views.evidence.best(model.id), "ladder": LADDER,
        "measurements": views.measurements.by_model.get(model.id, []), "told": views.measurements.told_by(model.id),
        "studies": views.uses.studies_of(model.id), "families": views.lineage.families_of(model.id),
        "parents": views.lineage.parents(model.id), "children": views.lineage.children(model.id),
        "related": views.related.of(model), "permissions": _permissions(site, model), "crumbs": _crumbs(site, model),
        "read_in_full": any(each.how == "read-paper" for each in model.review),
    }  # fmt: skip


def _permissions(site: Site, model: Model) -> list[tuple[str, str]]:
    """What the licences of weights and code say of commercial use, where the licences are known."""
    held, known = model.licences, site.catalog.licences
    facts = [("weights", held.weights), ("code", held.code)] if held else []
    named = [(part, known.get(fact.value or "")) for part, fact in facts if fact]
    return [(part, PERMISSIONS[licence.commercial_use]) for part, licence in named if licence]


def _head(site: Site, model: Model, papers: tuple[Reference, ...]) -> Markup:
    base = site.site_url.rstrip("/")
    link = f"{base}/models/{model.id}.bib" if base else f"../{model.id}.bib"
    pairs = [("dcterms.title", model.name), ("dcterms.references", str(len(papers)))]
    return head_meta(pairs) + Markup(f'\n<link rel="describedby" type="application/x-bibtex" href="{escape(link)}">')  # noqa: S704  escaped here


def _crumbs(site: Site, model: Model) -> list[tuple[str, str]]:
    """Address and label of what stands above a model: the list, and its first modality with the one above that."""
    first = site.catalog.terms_of(model, "modality")[:1]
    chain = [up for term in first for up in reversed(site.catalog.ancestors("modality", term)[:2])]
    terms = [(site.addresses.term("modality", term), site.catalog.terms["modality", term].label) for term in chain]
    return [("models/", "Models"), *terms]


def _stages(site: Site, model: Model) -> list[tuple[str, Stage]]:
    """The stage of every application the model lists, the strongest first."""
    evidence = site.views.evidence
    listed = [(term, evidence.best(model.id, term)) for term in site.catalog.terms_of(model, "application")]
    return sorted(listed, key=lambda pair: -pair[1].rank)
