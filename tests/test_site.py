"""The built site as files: links, fragments, frames, indexes, bounds."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from collections import Counter
from pathlib import Path
from statistics import median
from urllib.parse import urljoin, urlsplit

import pytest

from medlm_atlas import checks
from medlm_atlas.addresses import Addresses
from medlm_atlas.exports import bibtex
from medlm_atlas.loading import Reading, read
from medlm_atlas.pages import Site, all_pages
from medlm_atlas.views.agreement import second_readings
from tests import links
from tests.conftest import ROOT, SITE_URL, TINY
from tests.links import Document

ISLANDS = {
    "404.html",  # the server's answer to an address that leads nowhere
    "compare/",  # opened by a script, which adds the models to compare
}


@pytest.fixture(scope="module")
def documents(site: Path) -> dict[str, Document]:
    """Every page and drawing by its public address."""
    return links.documents(site, SITE_URL)


def test_every_internal_link_and_fragment_resolves(site: Path, documents: dict[str, Document]) -> None:
    assert links.dead_links(site, SITE_URL, documents)[:10] == []


def test_every_page_is_reached_from_the_home_page(documents: dict[str, Document]) -> None:
    reached, ahead = set(), {SITE_URL}
    while ahead:
        reached |= ahead
        further = {urljoin(each, link).partition("#")[0] for each in ahead for link in documents[each].links}
        ahead = (further & documents.keys()) - reached
    islands = {address for address, document in documents.items() if not document.moved} - reached
    assert islands == {SITE_URL + address for address in ISLANDS}


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
        if document.moved:
            continue
        assert f'<link rel="canonical" href="{address}">' in document.text, address
        assert len(re.findall(r"<title>[^<]+</title>", document.text.partition("</head>")[0])) == 1, address


def test_sitemap_lists_the_pages_and_nothing_else(site: Path, documents: dict[str, Document]) -> None:
    listed = re.findall(r"<loc>([^<]+)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    shown = [address for address, document in documents.items() if address.endswith("/") and not document.moved]
    assert sorted(listed) == sorted(shown)


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


def test_a_model_page_says_what_its_licences_allow(site: Path, real: Reading) -> None:
    known, catalog = 0, real.catalog.published
    for model in catalog.models.values():
        licence = catalog.licences.get(
            (model.licences and model.licences.weights and model.licences.weights.value) or ""
        )
        page = (site / "models" / model.id / "index.html").read_text(encoding="utf-8")
        row = re.search(r"Commercial use</th><td>(.*?)</td>", page)
        if licence:
            known += 1
            assert row, model.id
            said = {
                "allowed": "weights allowed",
                "conditional": "weights on conditions",
                "forbidden": "weights forbidden",
            }
            assert row[1].startswith(said[licence.commercial_use]), model.id
    assert known > 100


def test_a_catalog_without_a_facet_that_nothing_uses_is_a_site_too(tmp_path: Path) -> None:
    catalog = shutil.copytree(TINY, tmp_path / "catalog")
    (catalog / "taxonomy" / "technique.yaml").unlink()
    for record in catalog.rglob("*.yaml"):
        lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
        record.write_text("".join(line for line in lines if not line.startswith("techniques:")), encoding="utf-8")
    reading = read(catalog)
    assert not checks.run(reading)
    found = reading.catalog.published
    docs = ROOT / "docs"
    by_hand = [path.relative_to(docs).with_suffix("").as_posix().removesuffix("index") for path in docs.rglob("*.md")]
    known = ("contribute/fields/", *(f"{address.rstrip('/')}/" for address in by_hand))
    pages = all_pages(Site(found, Addresses(found, known), "0", datetime.date(2026, 11, 24)))
    made = {page.address: page.make()[0] for page in pages}
    assert "Toy-CT" in made["models/toy-ct/"]


def test_a_model_page_tells_what_its_second_readers_found(site: Path, real: Reading) -> None:
    catalog, told = real.catalog.published, 0
    read_twice = second_readings(catalog)
    for model in catalog.models.values():
        page = (site / "models" / model.id / "index.html").read_text(encoding="utf-8")
        said = re.findall(r"reading, on [^:]+: (\d+) of (\d+) values? written the same", page)
        found = read_twice.get(("models", model.id), ())
        assert said == [(str(each.agreed), str(each.read)) for each in found if each.read], model.id
        for each in found:
            told += 1
            assert f'href="../../about/second-reading/round-{each.round}/"' in page, model.id
    assert told > 400
