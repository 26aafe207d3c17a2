"""One page of every type holds its promises: light and dark, wide and narrow."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.conftest import NARROW, WIDE, Opener

PAGES = {
    "home": "",
    "models": "models/",
    "models as cards": "models/?view=cards&q=modality:graph",
    "models in a grid": "models/?view=grid",
    "models by year": "models/?view=timeline",
    "no model": "models/?q=zzzzzz",
    "models from A to Z": "models/a-z/",
    "models under a letter": "models/a-z/m/",
    "basket": "basket/",
    "comparison": "compare/?ids=txgnn,medsam,meditron",
    "model": "models/txgnn/",
    "model with many numbers": "models/biomistral/",
    "terms": "terms/",
    "facet": "terms/modality/",
    "term": "terms/application/diagnosis/",
    "empty crossing": "map/vision/drug-discovery/",
    "crossing": "map/3d/diagnosis/",
    "maps": "maps/",
    "models per year": "maps/years/",
    "size against date": "maps/sizes/",
    "openness": "maps/openness/",
    "evidence by application": "maps/evidence/",
    "gap map": "maps/gaps/",
    "family tree": "maps/family/llama/",
    "benchmarks": "benchmarks/",
    "benchmark": "benchmarks/medqa/",
    "benchmark model by model": "benchmarks/mirage-rag/?by=model",
    "datasets": "datasets/",
    "dataset": "datasets/mimic-iii/",
    "studies": "studies/",
    "study": "studies/med-palm-2-physician-preference/",
    "findings": "findings/",
    "finding": "findings/preference-is-not-superiority/",
    "organisations": "organisations/",
    "organisation": "organisations/stanford-university/",
    "bibliography": "bibliography/",
    "by author": "bibliography/authors/",
    "by venue": "bibliography/venues/",
    "reference": "references/singhal2023large/",
    "about": "about/",
    "methods": "about/methods/",
    "second reading": "about/second-reading/",
    "round of second readings": "about/second-reading/round-8/",
    "coverage": "about/coverage/",
    "screening": "about/screening/",
    "further page": "terms/application/diagnosis/2/",
    "inclusion": "about/inclusion/",
    "contribute": "contribute/",
    "field guide": "contribute/fields/",
    "checks": "contribute/checks/",
}
SLOW = {"offline": False, "latency": 60, "downloadThroughput": 300_000, "uploadThroughput": 100_000}
SHIFTS = """window.moved = 0;
new PerformanceObserver((seen) => { for (const each of seen.getEntries()) window.moved += each.value; }).observe({ type: "layout-shift", buffered: true });"""
NOTICE = "For research. Not medical advice."


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_page(opened: Opener, address: str, scheme: str, size: tuple[int, int]) -> None:
    page = opened(address, size=size, color_scheme=scheme)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, "the page scrolls sideways"
    assert NOTICE in page.locator("footer").inner_text()
    assert page.locator("h1").count() == 1
    found = Axe().run(page, options={"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("address", ["", "models/", "models/txgnn/"])
def test_nothing_moves_while_a_page_arrives(browser: Browser, base: str, address: str, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.add_init_script(SHIFTS)
    page.goto(base + address, wait_until="networkidle")
    moved = page.evaluate("window.moved")
    context.close()
    assert moved < 0.02


def test_missing_address_leads_on(opened: Opener) -> None:
    page = opened("models/no-such-model/", missing=True)
    assert page.locator("h1").inner_text()
    assert page.locator("header a", has_text="Models").get_attribute("href")


@pytest.mark.parametrize(
    ("address", "tab"),
    [("models/txgnn/", "Models"), ("map/3d/diagnosis/", None), ("maps/family/llama/", "Maps"), ("maps/years/", "Maps"), ("terms/modality/llm/", "Terms"), ("references/singhal2023large/", "Bibliography"),
     ("about/second-reading/", "About"), ("about/second-reading/round-1/", "About"), ("about/screening/", "About"), ("benchmarks/medqa/", "Benchmarks"), ("contribute/fields/", "Contribute")],
)  # fmt: skip
def test_the_section_is_marked_in_the_header(opened: Opener, address: str, tab: str | None) -> None:
    marked = opened(address).locator("header [aria-current]").all_inner_texts()
    assert marked == ([tab] if tab else [])


@pytest.mark.parametrize(
    ("name", "part"), [("Screening", "screening"), ("Second reading", "second-reading"), ("Coverage", "coverage")]
)
def test_the_menu_of_about_leads_to_what_the_atlas_measures_of_itself(opened: Opener, name: str, part: str) -> None:
    page = opened("about/methods/")
    page.locator(f"nav.md-nav--primary a[href='../{part}/']").click()
    expect(page.locator("h1")).to_have_text(name)


def test_the_menu_of_a_phone_leads_to_every_section(opened: Opener) -> None:
    page = opened("", size=NARROW)
    heading = page.locator("h1").bounding_box()
    page.locator(".atlas-menu").click()
    for link in page.locator(".atlas-nav a").all():
        expect(link).to_be_in_viewport(ratio=1)
    assert page.locator("h1").bounding_box() == heading
    page.locator(".atlas-nav a", has_text="Benchmarks").click()
    expect(page.locator("h1")).to_have_text("Benchmarks")


def test_palette_is_kept_over_two_hops(opened: Opener) -> None:
    page = opened("", color_scheme="light")
    page.locator("label[title='Switch to dark']").click()
    page.locator("header a", has_text="Benchmarks").click()
    page.wait_for_load_state()
    page.locator(".list a, table a").first.click()
    page.wait_for_load_state()
    assert page.evaluate("document.body.dataset.mdColorScheme") == "slate"


def test_text_grows_to_four_times_without_loss(opened: Opener) -> None:
    page = opened("models/txgnn/", size=(320, 256))
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0
    assert page.locator("h1").is_visible()


def test_print_leaves_controls_out_and_facts_in(opened: Opener) -> None:
    page = opened("models/txgnn/")
    page.emulate_media(media="print")
    assert not page.locator("header .atlas-find").is_visible()
    assert not page.locator(".actions").first.is_visible()
    assert page.locator(".glance").is_visible()
    assert page.locator("#cited-here").is_visible()


@pytest.mark.parametrize(
    ("address", "held"),
    [("models/", "A to Z"), ("models/a-z/t/", "TxGNN"), ("terms/modality/graph/", "TxGNN"), ("models/txgnn/", "Drug repurposing"),
     ("bibliography/", "Nature")],
)  # fmt: skip
def test_reads_without_scripts(opened: Opener, address: str, held: str) -> None:
    text = opened(address, java_script_enabled=False).locator("main, article").first.inner_text()
    assert held in text
    assert len(re.findall(r"\w+", text)) > 150
