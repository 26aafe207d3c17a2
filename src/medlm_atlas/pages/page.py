"""A finished page, and what every page maker works with."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from medlm_atlas.addresses import Addresses, relative
from medlm_atlas.catalog import Catalog
from medlm_atlas.exports import bibtex
from medlm_atlas.pages import words
from medlm_atlas.schema.fact import Answer, Claim
from medlm_atlas.schema.parts import Source
from medlm_atlas.schema.reference import Reference
from medlm_atlas.schema.screening import Candidate
from medlm_atlas.views import Views

TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True)
class Page:
    """One page: where it stands, what it is called, and its body.

    `frame` names the section of the site whose frame it is put into; `head` is markup for the document's head;
    `files` are texts that stand beside the page, by address.
    """

    address: str
    title: str
    description: str
    html: str
    frame: str
    head: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


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
        )
        environment.filters |= words.FILTERS
        return environment

    def page(self, address: str, template: str, title: str, description: str, **values: object) -> Page:
        """Render a template into a page. The template sees the values, `site`, `catalog`, `views` and `here`."""
        here = Here(self, address, getattr(values.get("record") or values.get("model"), "sources", {}))
        head, files = values.pop("head", ""), values.pop("files", {})
        html = self.environment.get_template(template).render(
            site=self, catalog=self.catalog, views=self.views, here=here, title=title, **values
        )
        section = address.split("/", maxsplit=1)[0] or "home"
        return Page(address, title, words.clip(description, 160), html, section, str(head), files)  # type: ignore[arg-type]


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


PageMaker = Callable[[Site], Iterable[Page]]


def head_meta(pairs: Iterable[tuple[str, str]]) -> Markup:
    """Meta elements for the document's head, such as Highwire citation data."""
    return Markup("\n").join(Markup('<meta name="{}" content="{}">').format(name, content) for name, content in pairs)
