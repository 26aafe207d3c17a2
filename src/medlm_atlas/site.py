"""Frames and pages to files on disk, with the indexes and the sitemap."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from medlm_atlas.addresses import SECTIONS, Addresses, DeadLinkError, relative
from medlm_atlas.exports.fragments import fragments
from medlm_atlas.frames import Frame
from medlm_atlas.pages import Page, Site, all_pages
from medlm_atlas.pages.comparing import comparison
from medlm_atlas.search import WrittenPage, model_index, model_texts, search_index

_ATLAS_LINK = re.compile(r'<a href="atlas:([a-z]+)/([^"]*)"([^>]*)>(.*?)</a>', re.S)


class SiteWriter:
    """Writes a site into a folder that the generator has filled with the hand-written pages."""

    def __init__(self, site: Site, frames: Mapping[tuple[str, int], Frame], folder: Path) -> None:
        """Take the frames by section and depth, and the folder of the built site."""
        self.site = site
        self.frames = frames
        self.folder = folder

    def write(self, hand_written: Iterable[WrittenPage]) -> tuple[str, ...]:
        """Write every page and file; return the addresses of the pages. The search index knows `hand_written` too."""
        addresses, written = [], list(hand_written)
        for page in all_pages(self.site):
            addresses.append(self._page(page))
            if page.frame == "maps":
                written.append(WrittenPage(page.address, page.title, "plot", page.description))
        self._redirects()
        self._json(f"{self.site.assets}/search.json", search_index(self.site, written))
        self._json(f"{self.site.assets}/models.json", model_index(self.site))
        for number, texts in enumerate(model_texts(self.site)):
            self._json(f"{self.site.assets}/texts/{number}.json", texts)
        for address, data in fragments(self.site.views):
            self._json(f"{self.site.assets}/exports/{address}.json", data)
        for model in self.site.catalog.models.values():
            self._json(f"{self.site.assets}/compare/{model.id}.json", comparison(self.site, model))
        self._sitemap(sorted({*addresses, *(page.address for page in written)}))
        return tuple(addresses)

    def _page(self, page: Page) -> str:
        frame = self.frames.get((page.address, -1)) or self.frames[page.frame, page.address.count("/")]
        title = "MedLM Atlas" if not page.address else f"{page.title} - MedLM Atlas"
        values = {
            "title": title,
            "description": page.description,
            "head": self._canonical(page) + page.head,
            "content": page.html,
        }
        self._text(page.address + "index.html", frame.filled(values))
        for address, text in page.files.items():
            self._text(address, text)
        return page.address

    def _canonical(self, page: Page) -> str:
        """The page's public address as a link element; nothing while the site does not know its own."""
        base = self.site.site_url.rstrip("/")
        return f'<link rel="canonical" href="{html.escape(f"{base}/{page.address}")}">\n' if base else ""

    def _text(self, address: str, text: str) -> None:
        path = self.folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def _json(self, address: str, data: object) -> None:
        self._text(address, json.dumps(data, ensure_ascii=False, separators=(",", ":")))

    def _redirects(self) -> None:
        for kind, section in SECTIONS.items():
            for record_id, record in getattr(self.site.catalog, kind).items():
                for former in getattr(record, "former_ids", ()):
                    self._redirect(f"{section}/{former}/", f"{section}/{record_id}/")
        for facet in self.site.catalog.facets.values():
            for term in facet.terms:
                for former in term.former_ids:
                    self._redirect(f"terms/{facet.id}/{former}/", f"terms/{facet.id}/{term.id}/")

    def _redirect(self, old: str, new: str) -> None:
        link = html.escape(relative(new, old))
        self._text(
            old + "index.html",
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Moved</title><meta name="robots" content="noindex">'
            f'<meta http-equiv="refresh" content="0; url={link}"><link rel="canonical" href="{link}"><p><a href="{link}">Moved here</a></p></html>',
        )

    def _sitemap(self, addresses: list[str]) -> None:
        base = self.site.site_url.rstrip("/")
        if not base:
            (self.folder / "sitemap.xml").unlink(missing_ok=True)
            (self.folder / "sitemap.xml.gz").unlink(missing_ok=True)
            return
        rows = "".join(f"<url><loc>{html.escape(f'{base}/{address}')}</loc></url>" for address in addresses)
        self._text(
            "sitemap.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>',
        )
        (self.folder / "sitemap.xml.gz").unlink(missing_ok=True)


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
        catalog = self.site.catalog
        if kind == "cite":
            reference = catalog.references[name]
            return f"{reference.short_authors} {reference.year}"
        if kind == "term":
            facet, _, term = name.partition("/")
            return catalog.terms[facet, term].label
        return str(catalog.entries({"study": "studies"}.get(kind, f"{kind}s"))[name].name)

    def _count(self, name: str) -> str:
        counts = {kind: len(getattr(self.site.catalog, kind)) for kind in SECTIONS} | {
            "results": len(self.site.catalog.rows)
        }
        if name not in counts:
            raise DeadLinkError(f"atlas:count/{name}: nothing of that name is counted")
        return f'<span class="num">{counts[name]:,}</span>'
