"""Frames and pages to files, with the indexes and the sitemap."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from medlm_atlas.addresses import SECTIONS, Addresses, DeadLinkError, relative
from medlm_atlas.exports.fragments import fragments
from medlm_atlas.frames import Frame
from medlm_atlas.pages import Page, Site, all_pages
from medlm_atlas.pages.comparing import comparison
from medlm_atlas.search import WrittenPage, model_index, model_texts, search_index

_ATLAS_LINK = re.compile(r'<a href="atlas:([a-z]+)/([^"]*)"([^>]*)>(.*?)</a>', re.S)


Maker = Callable[[], str]
Made = Iterator[tuple[str, Maker]]
"""Addresses of files below the root of the site, each with what makes the file."""


class SiteWriter:
    """Makes the files of a site from frames and pages."""

    def __init__(self, site: Site, frames: Mapping[tuple[str, int], Frame]) -> None:
        """Take the frames by section and depth."""
        self.site = site
        self.frames = frames

    def files(self, hand_written: Iterable[WrittenPage]) -> Made:
        """Every file that comes from the catalog, one by one. The search index knows `hand_written` too."""
        written = list(hand_written)
        addresses = {page.address for page in written}
        for page in all_pages(self.site):
            addresses.add(page.address)
            yield f"{page.address}index.html", partial(self._page, page)
            yield from page.files.items()
            if page.frame == "maps":
                written.append(WrittenPage(page.address, page.title, "plot", page.description))
        yield from self._redirects()
        yield from ((f"{self.site.assets}/{name}.json", partial(_json, maker)) for name, maker in self._data(written))
        if self.site.site_url:
            yield "sitemap.xml", partial(self._sitemap, sorted(addresses))

    def _data(self, written: list[WrittenPage]) -> Iterator[tuple[str, Callable[[], object]]]:
        """Indexes, fragments of exports and comparisons."""
        yield "search", lambda: search_index(self.site, written)
        yield "models", lambda: model_index(self.site)
        yield from ((f"texts/{number}", partial(list, texts)) for number, texts in enumerate(model_texts(self.site)))
        yield from ((f"exports/{name}", maker) for name, maker in fragments(self.site.views))
        for model in self.site.catalog.models.values():
            yield f"compare/{model.id}", partial(comparison, self.site, model)

    def _page(self, page: Page) -> str:
        frame = self.frames.get((page.address, -1)) or self.frames[page.frame, page.address.count("/")]
        content, head = page.make()
        values = {
            "title": "MedLM Atlas" if not page.address else f"{page.title} - MedLM Atlas",
            "description": page.description,
            "head": self._canonical(page) + head,
            "content": content,
        }
        return frame.filled(values)

    def _canonical(self, page: Page) -> str:
        """The page's public address as a link element; nothing while the site does not know its own."""
        base = self.site.site_url.rstrip("/")
        return f'<link rel="canonical" href="{html.escape(f"{base}/{page.address}")}">\n' if base else ""

    def _redirects(self) -> Made:
        for old, new in self._moved():
            yield f"{old}index.html", partial(_redirect, old, new)

    def _moved(self) -> Iterator[tuple[str, str]]:
        for kind, section in SECTIONS.items():
            for record_id, record in getattr(self.site.catalog, kind).items():
                for former in getattr(record, "former_ids", ()):
                    yield f"{section}/{former}/", f"{section}/{record_id}/"
        for facet in self.site.catalog.facets.values():
            for term in facet.terms:
                for former in term.former_ids:
                    yield f"terms/{facet.id}/{former}/", f"terms/{facet.id}/{term.id}/"

    def _sitemap(self, addresses: list[str]) -> str:
        base = self.site.site_url.rstrip("/")
        rows = "".join(f"<url><loc>{html.escape(f'{base}/{address}')}</loc></url>" for address in addresses)
        return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def _json(maker: Callable[[], object]) -> str:
    # In plain ASCII: a browser reads a long file without a letter beyond it twice as fast.
    return json.dumps(maker(), separators=(",", ":"))


def _redirect(old: str, new: str) -> str:
    link = html.escape(relative(new, old))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Moved</title><meta name="robots" content="noindex">'
        f'<meta http-equiv="refresh" content="0; url={link}"><link rel="canonical" href="{link}"></head><body><p><a href="{link}">Moved here</a></p></body></html>'
    )


def write(files: Iterable[tuple[str, Maker]], folder: Path) -> None:
    """Write every file into the folder that the generator has filled with the hand-written pages."""
    made: set[Path] = set()
    for address, maker in files:
        path = folder / address
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(maker().encode())


class HandWritten:
    """Fills links by id, citations and counts in a page that was written by hand."""

    def __init__(self, site: Site) -> None:
        """Know the site."""
        self.site = site

    def filled(self, text: str, page: str) -> str:
        """The page's HTML with every `atlas:` link resolved.

        Raises:
            DeadLinkError: if a link names nothing.
        """
        return _ATLAS_LINK.sub(lambda found: self._link(found, page), text)

    def _link(self, found: re.Match[str], page: str) -> str:
        kind, name, rest, label = found.groups()
        if kind == "count":
            return self._count(name)
        target = self._address(kind, name)
        text = label or html.escape(self._label(kind, name))
        return f'<a href="{html.escape(relative(target, page))}"{rest}>{text}</a>'

    def _address(self, kind: str, name: str) -> str:
        addresses: Addresses = self.site.addresses
        if kind == "term":
            return addresses.checked(f"terms/{name}/")
        if kind == "page":
            return addresses.checked(name)
        section = {"cite": "references", "study": "studies"}.get(kind, f"{kind}s")
        if section not in SECTIONS:
            raise DeadLinkError(f"atlas:{kind}/{name} is no kind of link")
        return addresses.record(section, name)

    def _label(self, kind: str, name: str) -> str:
        """What a record or term is called; no other page has a name of its own."""
        catalog = self.site.catalog
        facet, _, term = name.partition("/")
        if kind == "page" or (kind == "term" and (facet, term) not in catalog.terms):
            raise DeadLinkError(f"[](atlas:{kind}/{name}) has no text; write one between the brackets")
        if kind in ("cite", "reference"):
            reference = catalog.references[name]
            return f"{reference.short_authors} {reference.year}"
        if kind == "term":
            return catalog.terms[facet, term].label
        return str(catalog.entries({"study": "studies"}.get(kind, f"{kind}s"))[name].name)

    def _count(self, name: str) -> str:
        counts = {kind: len(getattr(self.site.catalog, kind)) for kind in SECTIONS} | {
            "results": len(self.site.catalog.rows)
        }
        if name not in counts:
            raise DeadLinkError(f"atlas:count/{name}: nothing of that name is counted")
        return f'<span class="num">{counts[name]:,}</span>'
