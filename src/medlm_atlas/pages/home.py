"""The home page: what this is, the map of the field, what is new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from medlm_atlas.pages.page import Page, Site
from medlm_atlas.schema.terms import Term


@dataclass(frozen=True)
class Cell:
    """A crossing of the map. `share` is its count relative to the largest, in percent."""

    modality: Term
    application: Term
    count: int
    validated: int
    share: int


def pages(site: Site) -> Iterator[Page]:
    """The one page."""
    yield site.page(
        "",
        "home.html",
        "MedLM Atlas",
        "Medical large models, every fact with its source: a curated survey of language, vision, 3D, multimodal and "
        "graph models in medicine.",
        lambda: _values(site),
    )


def _values(site: Site) -> dict[str, object]:
    models = sorted(
        site.catalog.models.values(),
        key=lambda model: (model.added, model.released.value or "" if model.released else ""),
    )
    return {
        "grid": grid(site),
        "newest": [model for model in reversed(models) if model.scope == "medical"][:5],
        "findings": list(site.catalog.findings.values())[:5],
        "last_change": max((model.added for model in models), default=site.date),
    }


def grid(site: Site) -> list[list[Cell]]:
    """The map, one row per top modality."""
    catalog = site.catalog
    found = [
        [site.views.crossings.of(modality, top) for top in catalog.tops("application")]
        for modality in catalog.tops("modality")
    ]
    most = max((each.count for row in found for each in row), default=0) or 1
    return [
        [
            Cell(each.modality, each.application, each.count, each.validated, round(36 * each.count / most))
            for each in row
        ]
        for row in found
    ]
