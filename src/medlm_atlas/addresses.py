"""Every address of the site, and the only maker of links between its pages."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.catalog import Catalog
from medlm_atlas.plots import NAMES
from medlm_atlas.views.grouping import by_name
from medlm_atlas.views.lineage import Lineage
from medlm_atlas.views.paging import addresses

SECTIONS = {
    "models": "models",
    "references": "references",
    "benchmarks": "benchmarks",
    "datasets": "datasets",
    "findings": "findings",
    "studies": "studies",
    "organisations": "organisations",
}
FIXED = (
    "",
    "models/",
    "models/a-z/",
    "basket/",
    "compare/",
    "terms/",
    "maps/",
    "benchmarks/",
    "datasets/",
    "findings/",
    "studies/",
    "organisations/",
    "bibliography/",
    "bibliography/authors/",
    "bibliography/venues/",
    "about/second-reading/",
    "about/coverage/",
    "about/screening/",
)


class DeadLinkError(LookupError):
    """A page links to an address that the site does not have."""


class Addresses:
    """Addresses of a catalog's pages, as paths below the site's root without a leading slash."""

    def __init__(self, catalog: Catalog, hand_written: tuple[str, ...] = ()) -> None:
        """Know the pages of `catalog`, and those written by hand (as paths such as "about/")."""
        self._catalog = catalog
        drawn = (f"{plot}{ending}" for plot in _plots(catalog) for ending in ("/", ".svg", ".csv"))
        self._known = {*drawn, *FIXED, *hand_written, *self._pages(), *self._files()}

    def _pages(self) -> Iterator[str]:
        for kind, section in SECTIONS.items():
            yield from (f"{section}/{record_id}/" for record_id in getattr(self._catalog, kind))
        yield from (part.address for part in by_name(self._catalog))
        for facet in self._catalog.facets.values():
            yield f"terms/{facet.id}/"
            yield from (f"terms/{facet.id}/{term.id}/" for term in facet.terms)
        yield from (f"about/second-reading/round-{each.round}/" for each in self._catalog.rereadings.values())
        if {"modality", "application"} <= self._catalog.facets.keys():
            for modality in self._catalog.tops("modality"):
                yield from (f"map/{modality.id}/{top.id}/" for top in self._catalog.tops("application"))

    def _files(self) -> Iterator[str]:
        yield from (f"models/{model}.bib" for model in self._catalog.models)
        yield from (f"references/{key}.bib" for key in self._catalog.references)
        for facet in self._catalog.facets.values():
            yield from (f"terms/{facet.id}/{term.id}.bib" for term in facet.terms)
        for modality in self._catalog.tops("modality") if "modality" in self._catalog.facets else ():
            yield from (f"map/{modality.id}/{top.id}.bib" for top in self._catalog.tops("application"))
        yield from ("bibliography.bib", "bibliography.biblatex.bib")

    def list_pages(self, first: str, count: int) -> tuple[str, ...]:
        """The addresses of a list that goes on over `count` pages; from now on the site has them."""
        pages = addresses(first, count)
        self._known.update(pages)
        return pages

    def known(self, address: str) -> bool:
        """Whether the site has this address, its fragment left out."""
        return address.split("#", maxsplit=1)[0] in self._known

    def checked(self, address: str) -> str:
        """The address, if the site has it.

        Raises:
            DeadLinkError: if it has not.
        """
        if not self.known(address):
            raise DeadLinkError(f"nothing stands at {address!r}")
        return address

    def record(self, kind: str, record_id: str) -> str:
        """The page of a record; `kind` is the name of its folder in the catalog."""
        return self.checked(f"{SECTIONS[kind]}/{record_id}/")

    def term(self, facet: str, term: str) -> str:
        """The page of a term."""
        return self.checked(f"terms/{facet}/{term}/")

    def round(self, number: int) -> str:
        """The page of a round of second readings."""
        return self.checked(f"about/second-reading/round-{number}/")

    def crossing(self, modality: str, application: str) -> str:
        """The page of a modality and an application together."""
        return self.checked(f"map/{modality}/{application}/")


def _plots(catalog: Catalog) -> Iterator[str]:
    """Addresses of plots without ending: a page, a drawing and a table stand at each."""
    yield from (f"maps/{name}" for name in NAMES)
    yield from (f"maps/family/{base}" for base in Lineage(catalog).families)


def relative(target: str, page: str) -> str:
    """The link from one page to an address: both are paths below the root; pages end in a slash."""
    up = page.count("/")
    if not target or target.startswith("#"):
        return ("../" * up or "./") + target
    return "../" * up + target
