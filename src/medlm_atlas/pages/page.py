"""A finished page, and what every page maker works with."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from medlm_atlas.addresses import Addresses, relative
from medlm_atlas.catalog import Catalog
from medlm_atlas.exports import bibtex
from medlm_atlas.pages import words
from medlm_atlas.readers.remembered import cache_folder
from medlm_atlas.schema.base import Classified
from medlm_atlas.schema.fact import Answer, Claim
from medlm_atlas.schema.parts import Source
from medlm_atlas.schema.reference import Reference
from medlm_atlas.schema.screening import Candidate
from medlm_atlas.views import Views

TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True)
class Page:
    """One page: where it stands, what it is called, and how its body is made when it is wanted.

    `frame` names the section of the site whose frame it is put into; `make` gives the body and markup for the
    document's head; `files` make texts that stand beside the page, by address.
    """

    address: str
    title: str
    description: str
    frame: str
    make: Callable[[], tuple[str, str]]
    files: Mapping[str, Callable[[], str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Site:
    """What page makers read: the published catalog, its views and addresses, and what the site says of itself.

    `screening` is the log of candidates, None where the catalog came without it.
    """

    catalog: Catalog
    addresses: Addresses
    version: str
    date: datetime.date
    site_url: str = ""
    repo_url: str = ""
    assets: str = "assets/atlas"
    screening: tuple[Candidate, ...] | None = None

    @cached_property
    def made(self) -> dict[tuple[str, str, int], Markup]:
        """Pieces of pages that pages of one depth share."""
        return {}

    @cached_property
    def views(self) -> Views:
        """The views of the catalog."""
        return Views(self.catalog)

    @cached_property
    def environment(self) -> Environment:
        """Templates with everything escaped and nothing undefined."""
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=compiled_templates(),
        )
        environment.filters |= words.FILTERS
        return environment

    def page(  # noqa: PLR0913, PLR0917  these are what a page has
        self,
        address: str,
        template: str,
        title: str,
        description: str,
        values: Callable[[], Mapping[str, object]] = dict,
        files: Mapping[str, Callable[[], str]] | None = None,
    ) -> Page:
        """A page that a template makes of `values`, which are looked up when the page is wanted.

        The template sees the values, `site`, `catalog`, `views` and `here`; a value `head` goes into the document's head.
        """

        def made() -> tuple[str, str]:
            found = {"head": "", **values()}
            here = Here(self, address, getattr(found.get("record") or found.get("model"), "sources", {}))
            html = self.environment.get_template(template).render(
                site=self, catalog=self.catalog, views=self.views, here=here, title=title, **found
            )
            return html, str(found["head"])

        section = address.split("/", maxsplit=1)[0] or "home"
        return Page(address, title, words.clip(description, 160), section, made, files or {})


@dataclass
class Cited:
    """A source of a page: a reference or a source declared by the record, and the facts that rest on it."""

    number: int
    reference: Reference | None
    source: Source | None
    name: str
    uses: list[tuple[str, str, str]] = field(default_factory=list)


class Here:
    """The page being made: makes its links and numbers its sources."""

    def __init__(self, site: Site, address: str, sources: Mapping[str, Source]) -> None:
        """Stand at `address`; `sources` are those that the page's record declares."""
        self.site = site
        self.address = address
        self.sources = sources
        self._up = address.count("/")
        self._cited: dict[str, Cited] = {}

    def url(self, address: str) -> str:
        """The relative link to a page or file of the site, which must exist."""
        return relative(self.site.addresses.checked(address), self.address)

    def asset(self, path: str) -> str:
        """The relative link to a static file."""
        return relative(path, self.address)

    def record(self, kind: str, record_id: str) -> str:
        """The relative link to a record's page."""
        return self.url(self.site.addresses.record(kind, record_id))

    def term(self, facet: str, term: str) -> str:
        """The relative link to a term's page."""
        return self.url(self.site.addresses.term(facet, term))

    def once(self, macro: Callable[..., Markup], name: str, *values: object) -> Markup:
        """What a macro makes of a thing of this name: the same on all pages of one depth, so made once for them.

        The macro may depend on this page through its links only.
        """
        return self._once(macro.name, name, lambda: macro(self, *values))  # type: ignore[attr-defined]

    def link(self, kind: str, record_id: str) -> Markup:
        """A link to a record that shows its name."""
        return self._once(
            kind,
            record_id,
            lambda: _anchor(self.record(kind, record_id), self.site.catalog.entries(kind)[record_id].name),
        )

    def term_link(self, facet: str, term: str) -> Markup:
        """A link to a term that shows its label."""
        label = self.site.catalog.terms[facet, term].label
        return self._once(f"terms/{facet}", term, lambda: _anchor(self.term(facet, term), label))

    def _once(self, what: str, name: str, make: Callable[[], Markup]) -> Markup:
        key = what, name, self._up
        found = self.site.made.get(key)
        if found is None:
            found = self.site.made[key] = make()
        return found

    def terms(self, record: Classified, facet: str) -> Markup:
        """Links to the terms that a record lists under a facet."""
        return Markup(", ").join(self.term_link(facet, term) for term in self.site.catalog.terms_of(record, facet))

    def cite(self, name: str, label: str = "", at: str = "", note: str = "") -> Markup:
        """A raised number that leads to a source of this page, remembered with the fact and its place."""
        cited = self._cited.get(name)
        if cited is None:
            reference = self.site.catalog.references.get(name)
            cited = Cited(len(self._cited) + 1, reference, self.sources.get(name), name)
            self._cited[name] = cited
        if (use := (label, at, note)) not in cited.uses and (label or at):
            cited.uses.append(use)
        said = words.source_name(cited.reference, cited.source)
        place = f"{at}, in {said}" if at else said
        return Markup(  # noqa: S704  every text in it is escaped here; format() would do the same at four times the cost
            f'<a class="src" href="#cited-{cited.number}" data-src="{escape(place)}" data-note="{escape(note)}">'
            f'<span class="sr">source </span>{cited.number}</a>'
        )

    def mark(self, claim: Answer | Claim | None, label: str = "") -> Markup:
        """The source mark of a claim, empty if it names no source."""
        if claim is None or not claim.source:
            return Markup("")
        return self.cite(claim.source, label, claim.at or "", claim.note or "")

    @property
    def cited(self) -> tuple[Cited, ...]:
        """Sources met so far, in the order of their numbers."""
        return tuple(self._cited.values())

    def bibtex(self, references: Iterable[Reference]) -> str:
        """BibTeX of some references."""
        return bibtex.render(references)

    def canonical(self) -> str:
        """The page's absolute address, or its path when the site's address is not configured."""
        return f"{self.site.site_url.rstrip('/')}/{self.address}" if self.site.site_url else f"/{self.address}"

    def edit(self, kind: str, record_id: str) -> str | None:
        """Where a fact of this page is mended, None without a repository."""
        if not self.site.repo_url:
            return None
        ending = "bib" if kind == "references" else "yaml"
        return f"{self.site.repo_url.rstrip('/')}/edit/main/catalog/{kind}/{record_id}.{ending}"


def _anchor(address: str, text: str) -> Markup:
    return Markup(f'<a href="{escape(address)}">{escape(text)}</a>')  # noqa: S704  escaped here


def compiled_templates() -> FileSystemBytecodeCache | None:
    """Where compiled templates are kept between builds; None if caches are switched off or cannot be written."""
    if folder := cache_folder():
        with suppress(OSError):
            (folder / "templates").mkdir(parents=True, exist_ok=True, mode=0o700)
            return FileSystemBytecodeCache(str(folder / "templates"))
    return None


PageMaker = Callable[[Site], Iterable[Page]]


def head_meta(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Meta elements for the document's head, such as Highwire citation data."""
    return Markup("\n".join(f'<meta name="{escape(name)}" content="{escape(content)}">' for name, content in pairs))  # noqa: S704  escaped here
