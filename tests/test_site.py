"""The built site as files: links, fragments, frames, indexes, bounds."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from statistics import median
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from medlm_atlas.exports import bibtex
from medlm_atlas.loading import Reading
from tests.conftest import SITE_URL

ADDRESS_ATTRIBUTES = ("href", "src", "action", "data-index", "data-explorer")


class Document(HTMLParser):
    """Ids, links and title of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if identifier := found.get("id"):
            self.ids.append(identifier)
        self.links += [value for name in ADDRESS_ATTRIBUTES if (value := found.get(name)) is not None and tag != "base"]


@pytest.fixture(scope="module")
def documents(site: Path) -> dict[str, Document]:
    """Every page by its public address."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        address = path.relative_to(site).as_posix().removesuffix("index.html")
        found[SITE_URL + address] = Document(path)
    return found


def test_every_internal_link_and_fragment_resolves(site: Path, documents: dict[str, Document]) -> None:
    dead = []
    for address, document in documents.items():
        for link in document.links:
            target = urlsplit(urljoin(address, link))
            if f"{target.scheme}://{target.netloc}/" != "https://example.org/" or target.path.startswith("/repository"):
                continue
            if not f"{target.scheme}://{target.netloc}{target.path}".startswith(SITE_URL):
                dead.append((address, link, "leads out of the sub-path"))
                continue
            path = unquote(target.path.removeprefix("/atlas/"))
            file = site / path / "index.html" if path == "" or path.endswith("/") else site / path
            if not file.is_file():
                dead.append((address, link, "nothing there"))
            elif target.fragment and unquote(target.fragment) not in documents[urljoin(SITE_URL, path)].ids:
                dead.append((address, link, "no such fragment"))
    assert not dead, dead[:10]


def test_links_leave_the_site_only_over_https(documents: dict[str, Document]) -> None:
    schemes = {urlsplit(link).scheme for document in documents.values() for link in document.links}
    assert schemes <= {"", "https"}


def test_ids_are_unique_in_every_page(documents: dict[str, Document]) -> None:
    for address, document in documents.items():
        repeated = [name for name, count in Counter(document.ids).items() if count > 1]
        assert not repeated, (address, repeated)


def test_no_frame_and_no_placeholder_is_left(site: Path, documents: dict[str, Document]) -> None:
    assert not [path for path in site.rglob("*") if "--frame--" in path.name]
    for address, document in documents.items():
        assert "@@atlas" not in document.text, address
        assert "--frame--" not in document.text, address
        assert "{{ record" not in document.text, address


def test_every_record_has_its_page(site: Path, real: Reading) -> None:
    catalog = real.catalog.published
    for kind in ("models", "references", "benchmarks", "datasets", "studies", "findings", "organisations"):
        for record_id in getattr(catalog, kind):
            assert (site / kind / record_id / "index.html").is_file(), (kind, record_id)
    for facet in catalog.facets.values():
        for term in facet.terms:
            assert (site / "terms" / facet.id / term.id / "index.html").is_file(), term.id


def test_titles_and_addresses_of_pages_are_their_own(documents: dict[str, Document]) -> None:
    pages = {address: document for address, document in documents.items() if address.endswith("/")}
    for address, document in pages.items():
        if 'http-equiv="refresh"' in document.text:
            continue
        assert f'<link rel="canonical" href="{address}">' in document.text, address
        assert len(re.findall(r"<title>[^<]+</title>", document.text.partition("</head>")[0])) == 1, address


def test_sitemap_lists_the_pages_and_nothing_else(site: Path, documents: dict[str, Document]) -> None:
    listed = re.findall(r"<loc>([^<]+)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    moved = {address for address, document in documents.items() if 'http-equiv="refresh"' in document.text}
    assert sorted(listed) == sorted(address for address in documents if address.endswith("/") and address not in moved)


def test_search_index_leads_to_pages_of_every_kind(site: Path, documents: dict[str, Document]) -> None:
    index = json.loads(next(site.glob("assets/atlas-*/search.json")).read_text(encoding="utf-8"))
    assert all(index["counts"])
    assert len(index["counts"]) == len(index["kinds"])
    assert sum(index["counts"]) == len(index["addresses"]) == len(index["titles"]) == len(index["lines"])
    assert all(SITE_URL + address in documents for address in index["addresses"])


def test_bibtex_beside_the_pages_is_that_of_their_references(site: Path, real: Reading) -> None:
    catalog = real.catalog.published
    assert (site / "bibliography.bib").read_text(encoding="utf-8") == bibtex.render(catalog.references.values())
    for model in catalog.models.values():
        text = (site / "models" / f"{model.id}.bib").read_text(encoding="utf-8")
        assert all(f"{{{key},\n" in text for key in model.keys), model.id


def test_pages_stay_light(site: Path) -> None:
    sizes = [path.stat().st_size for path in site.rglob("index.html")]
    assert median(sizes) < 60_000
    assert max(sizes) < 200_000
