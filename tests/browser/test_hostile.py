"""A site made of texts that do something: in a browser they do nothing, change no page, and are seen as written."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page

from medlm_atlas import checks
from medlm_atlas.loading import read
from medlm_atlas.readers.bibtex import read_bibtex
from tests import links
from tests.browser.conftest import Seen, watch
from tests.hostile.dressing import NAMES, Dress, harmless, hostile, make_catalog
from tests.hostile.texts import ALL
from tests.judges import needs_judges
from tests.judges.markup import faults, markup_of, not_allowed
from tests.project import atlas, make_project
from tests.serving import serve

ADDRESSES = {"ATLAS_SITE_URL": "https://atlas.example/sub/path/", "ATLAS_REPO_URL": "https://code.example/atlas"}
# Counts what runs: calls of `hit`, and dialogs, which are answered at once.
WATCH_SCRIPT = "window.hits = []; window.hit = (...a) => window.hits.push(String(a)); window.alert = window.confirm = window.prompt = window.print = window.hit;"
# Every element of a page as the way that leads to it, with the names of its attributes and its classes.
SKELETON = """() => [...document.querySelectorAll('*')].map((element) => {
  const way = [];
  for (let each = element; each; each = each.parentElement) way.unshift(each.tagName);
  const classes = element.className.baseVal ?? element.className;
  const late = /\\bmd-sidebar/.test(classes) ? ['style', 'hidden'] : [];  // the theme sets these when it has measured the page
  const names = [...element.attributes].map((each) => each.name).filter((each) => !late.includes(each));
  return [way.join('>'), names.sort().join(' '), classes].join(' | ');
})"""
COMMENTS = """() => {
  const found = document.createNodeIterator(document, NodeFilter.SHOW_COMMENT);
  let count = 0;
  while (found.nextNode()) count += 1;
  return count;
}"""
SEEN_TEXT = """() => [document.body.textContent, ...[...document.querySelectorAll('*')].flatMap((element) =>
  [...element.attributes].filter((each) => each.name.startsWith('data-')).map((each) => each.value))].join('\\n')"""
ACTIVE = """() => [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes])
  .filter((each) => each.name.startsWith('on') || /^\\s*(javascript|data|vbscript):/i.test(each.value) && ['href', 'src', 'action', 'srcdoc', 'data', 'content'].includes(each.name))
  .map((each) => `${each.name}=${each.value}`)"""


@dataclass(frozen=True)
class Dressed:
    """A built site, the address it is served under, its pages, and the texts of each record."""

    folder: Path
    base: str
    pages: tuple[str, ...]
    texts: dict[str, list[str]]


def build(root: Path, dress: Dress) -> tuple[Path, dict[str, list[str]]]:
    texts = make_catalog(root / "catalog", dress)
    assert checks.run(read(root / "catalog")) == ()
    project = make_project(root / "project", root / "catalog")
    done = atlas("build", cwd=project, env=ADDRESSES)
    assert done.returncode == 0, done.stderr
    return project / "site", texts


@pytest.fixture(scope="module")
def dressed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dressed]:
    yield from _served(tmp_path_factory.mktemp("hostile"), hostile)


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dressed]:
    yield from _served(tmp_path_factory.mktemp("harmless"), harmless)


def _served(root: Path, dress: Dress) -> Iterator[Dressed]:
    folder, texts = build(root, dress)
    server, base = serve(folder)
    written = [
        path for path in folder.rglob("index.html") if "<title>Moved</title>" not in path.read_text(encoding="utf-8")
    ]
    pages = tuple(sorted(str(path.parent.relative_to(folder)) + "/" for path in written))
    yield Dressed(folder, base, pages, texts)
    server.shutdown()
    server.server_close()


@dataclass(frozen=True)
class Look:
    """What a page was when everything of it had run."""

    skeleton: Counter[str]
    comments: int
    text: str
    hits: list[str]
    active: list[str]


def look(page: Page, base: str, address: str) -> Look:
    page.goto(base + address.removeprefix("./"), wait_until="load")
    if address == "models/":
        page.locator(".ex.live").wait_for()
    if address in ("compare/", "basket/"):
        page.locator(f".{address[:-1]}-body > *").first.wait_for()
    if page.locator("[data-boards] form, table[data-narrow]").count():
        page.locator(".boardbar .after").wait_for(state="attached")
    return Look(
        Counter(page.evaluate(SKELETON)), page.evaluate(COMMENTS), page.evaluate(SEEN_TEXT), page.evaluate("window.hits"), page.evaluate(ACTIVE)
    )  # fmt: skip


def opened(browser: Browser, base: str, seen: Seen) -> Page:
    """A page that notes console errors, requests elsewhere and dialogs."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.add_init_script(WATCH_SCRIPT)
    watch(page, base, seen)
    page.on("dialog", lambda dialog: refuse(dialog, seen))
    return page


def refuse(dialog: Dialog, seen: Seen) -> None:
    """Note a dialog and close it."""
    seen.errors.append(f"dialog: {dialog.message}")
    dialog.dismiss()


def even(text: str) -> str:
    return " ".join(text.split())


def all_looks(browser: Browser, site: Dressed, pages: tuple[str, ...]) -> dict[str, Look]:
    seen = Seen()
    page = opened(browser, site.base, seen)
    looks = {address: look(page, site.base, address) for address in pages}
    page.context.close()
    assert seen == Seen()
    return looks


@pytest.fixture(scope="module")
def looks(browser: Browser, dressed: Dressed) -> dict[str, Look]:
    """Every page of the hostile site."""
    return all_looks(browser, dressed, dressed.pages)


@pytest.fixture(scope="module")
def twin_looks(browser: Browser, dressed: Dressed, twin: Dressed) -> dict[str, Look]:
    """The harmless twins of every list and of a third of the records of each kind."""
    assert dressed.pages == twin.pages
    sample = [page for page in twin.pages if not page[-2:-1].isdigit() or page[-2] in "036"]
    return all_looks(browser, twin, tuple(sample))


def test_every_kind_of_page_is_there(looks: dict[str, Look]) -> None:
    kinds = {(address.split("/")[0], address.count("/")) for address in looks}
    assert len(looks) > 120
    assert kinds >= {
        (".", 1), ("models", 1), ("models", 2), ("terms", 1), ("terms", 2), ("terms", 3), ("map", 3), ("benchmarks", 2), ("datasets", 2),
        ("studies", 2), ("findings", 2), ("organisations", 2), ("references", 2), ("bibliography", 1), ("bibliography", 2),
    }  # fmt: skip


def test_nothing_runs(looks: dict[str, Look]) -> None:
    assert {address: seen.hits for address, seen in looks.items() if seen.hits} == {}
    assert {address: seen.active for address, seen in looks.items() if seen.active} == {}


def test_every_page_is_built_as_with_harmless_texts(looks: dict[str, Look], twin_looks: dict[str, Look]) -> None:
    changed = {}
    for address, twin in twin_looks.items():
        here, there = looks[address].skeleton, twin.skeleton
        if address == "bibliography/authors/" or address.startswith(
            "models/a-z/"
        ):  # its sections follow the first letters of names
            here, there = Counter(set(here)), Counter(set(there))
        if here != there:
            changed[address] = (here - there, there - here)
    assert changed == {}
    assert [address for address, twin in twin_looks.items() if twin.comments != looks[address].comments] == []
    assert len(twin_looks) > 60


def test_every_text_is_seen_as_written(looks: dict[str, Look], dressed: Dressed) -> None:
    missing = []
    for address, texts in dressed.texts.items():
        shown = even(looks[address].text)
        missing += [(address, text) for text in texts if even(text) not in shown]
    assert missing == []
    assert len({text for texts in dressed.texts.values() for text in texts}) > len(ALL)


@needs_judges("java")
def test_every_file_is_valid(dressed: Dressed) -> None:
    assert not_allowed(faults(markup_of(dressed.folder)))[:10] == []


def test_every_internal_link_and_fragment_resolves(dressed: Dressed) -> None:
    url = ADDRESSES["ATLAS_SITE_URL"]
    assert links.dead_links(dressed.folder, url, links.documents(dressed.folder, url))[:10] == []


def test_links_of_references_are_whole(dressed: Dressed, browser: Browser) -> None:
    seen = Seen()
    page = opened(browser, dressed.base, seen)
    page.goto(dressed.base + "references/toy2024paper3/")
    links = page.evaluate(
        "() => [...document.querySelectorAll('a[href^=\"https://doi.org\"]')].map((each) => each.href)"
    )
    assert set(links) == {"https://doi.org/10.1000/toy.3%3C3%3E%23%3F"}
    page.context.close()
    assert seen == Seen()


def test_the_search_dialog_shows_text(dressed: Dressed, browser: Browser) -> None:
    seen = Seen()
    page = opened(browser, dressed.base, seen)
    page.goto(dressed.base + "about/")
    page.keyboard.press("/")
    found = Counter[str]()
    for word in ("hit", "script", "elsewhere", "constructor", "img", "javascript", "entries", "<b>", "__proto__"):
        page.locator(".atlas-search input").fill(word)
        page.wait_for_function(
            "() => document.querySelector('#atlas-hits [role=option]') || document.querySelector('.atlas-search .status').textContent"
        )
        found.update(page.locator("#atlas-hits [role=option] b").all_text_contents())
        inside = page.evaluate(
            "() => [...new Set([...document.querySelectorAll('#atlas-hits *')].map((each) => each.tagName))].sort()"
        )
        assert inside in ([], ["A", "B", "DIV", "H3", "SPAN"])
    written = {even(f"{text} {number}") for number, text in enumerate(NAMES)}
    assert len(written & {even(title) for title in found}) > 20
    assert page.evaluate("window.hits") == []
    page.context.close()
    assert seen == Seen()


def test_filters_and_source_marks_show_text(dressed: Dressed, browser: Browser) -> None:
    seen = Seen()
    page = opened(browser, dressed.base, seen)
    page.goto(dressed.base + "models/")
    page.locator(".ex.live").wait_for()
    before = set(page.evaluate(SKELETON))
    for box in page.locator("aside.facets input[type=checkbox]").all()[:6]:
        box.evaluate("(each) => each.click()")
    page.locator("#model-q").fill("<script>hit()")
    chips = page.locator(".chips button").all_text_contents()
    assert chips
    assert any(set(chip) & set("<>\"'{}") for chip in chips)
    assert not any("SCRIPT" in way or "IMG" in way for way in set(page.evaluate(SKELETON)) - before)
    page.goto(dressed.base + "models/model-0/")
    popups = []
    for mark in page.locator("a.src").all():
        mark.dispatch_event("mouseover")
        popups.append(page.locator(".srcpop").text_content() or "")
        assert page.locator(".srcpop *").count() == 0
    assert sum(any(text in popup for text in ALL) for popup in popups) > 5
    assert page.evaluate("window.hits") == []
    page.context.close()
    assert seen == Seen()


@pytest.mark.parametrize(
    "query",
    [
        "?constructor=x&__proto__=y&toString=z&hasOwnProperty=1", "?q=%3Cscript%3Ehit()%3C/script%3E", "?sort=__proto__", "?sort=-constructor",
        "?modality=%22%5D%3Cimg%20src=x%20onerror=hit()%3E", "?evidence=x&weights=%00", "?%3Csvg/onload=hit()%3E=1", "?q=%E0%A4%A",
    ],
)  # fmt: skip
def test_no_address_breaks_the_list_of_models(dressed: Dressed, browser: Browser, query: str) -> None:
    seen = Seen()
    page = opened(browser, dressed.base, seen)
    page.goto(dressed.base + "models/" + query)
    page.locator(".ex.live").wait_for(timeout=5000)
    assert page.locator(".chips .hits").text_content()
    page.locator("button.clear").evaluate("(each) => each.click()")
    assert page.locator(".chips .hits").text_content() == f"{len(NAMES) + 2} models"
    assert page.evaluate("window.hits") == []
    page.context.close()
    assert seen == Seen()


def test_data_files_hold_the_texts_and_nothing_breaks_them(dressed: Dressed) -> None:
    files: Counter[str] = Counter()
    for path in dressed.folder.rglob("*"):
        if path.is_file() and "assets/javascripts" not in str(path):
            files[path.suffix] += _parsed(path)
    assert files[".json"] >= 2
    assert files[".xml"] >= 1
    assert files[".bib"] > 60
    (found,) = dressed.folder.glob("assets/atlas-*/search.json")
    index = json.loads(found.read_text(encoding="utf-8"))
    assert set(index["titles"]) >= {f"{text} {number}" for number, text in enumerate(NAMES)}


def _parsed(path: Path) -> int:
    """1 if the file is one of data and a strict reader takes it, 0 if it is none."""
    match path.suffix:
        case ".json":
            json.loads(path.read_text(encoding="utf-8"))
        case ".xml" | ".atom" | ".svg":
            ET.fromstring(path.read_bytes())  # noqa: S314  the file is our own
        case ".bib":
            assert read_bibtex(path.read_text(encoding="utf-8"), path)[1] == []
        case ".csv":
            rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines(keepends=True)))
            assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        case _:
            return 0
    return 1
