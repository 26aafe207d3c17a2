"""Every page of the catalog, made from templates."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.pages import comparing, evidence, home, maps, method, models, references, terms
from medlm_atlas.pages.page import Page, PageMaker, Site

__all__ = ["PAGES", "Page", "Site", "all_pages"]

PAGES: tuple[PageMaker, ...] = (
    home.pages,
    models.pages,
    terms.pages,
    maps.pages,
    references.pages,
    evidence.pages,
    method.pages,
    comparing.pages,
)


def all_pages(site: Site) -> Iterator[Page]:
    """All pages of a site, one by one."""
    for make in PAGES:
        yield from make(site)
