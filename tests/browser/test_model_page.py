"""A model page answers on its first screen, and every fact leads to its source."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from medlm_atlas.exports import bibtex
from medlm_atlas.loading import Reading
from tests.browser.conftest import NARROW, Opener

FACTS = [
    "Used for",
    "Evidence, furthest shown",
    "Weights",
    "Licence",
    "Parameters",
    "Derived from",
    "First public",
    "Status",
]


def test_first_screen_answers(opened: Opener) -> None:
    page = opened("models/meditron/")
    assert page.locator(".glance dt").all_inner_texts() == FACTS
    bottom = page.locator(".glance").bounding_box()
    assert bottom is not None
    assert bottom["y"] + bottom["height"] < 900
    facts = page.locator(".glance > div")
    assert "Llama 2" in facts.filter(has_text="Derived from").inner_text()
    assert "Llama 2 Community License Agreement" in facts.filter(has_text="Licence").inner_text()


def test_unknowns_are_written_out(opened: Opener) -> None:
    page = opened("models/txgnn/")
    facts = page.locator(".glance > div").filter(has_text="Parameters")
    assert facts.locator("dd").inner_text() == "Not reported"
    assert all(text.strip() for text in page.locator(".glance dd").all_inner_texts())


def test_a_source_mark_tells_its_place_and_leads_to_the_list(opened: Opener) -> None:
    page = opened("models/txgnn/")
    mark = page.locator(".glance a.src").first
    mark.focus()
    expect(page.locator(".srcpop")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".srcpop")).to_have_count(0)
    mark.click()
    number = mark.inner_text().split()[-1]
    assert page.url.endswith(f"#cited-{number}")
    assert page.locator(f"#cited-{number} a").first.get_attribute("href")


def test_copied_bibtex_is_that_of_the_papers(opened: Opener, real: Reading) -> None:
    page = opened("models/txgnn/", permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-copy]").first.click()
    expect(page.locator("[data-copy]").first).to_have_text("Copied")
    catalog = real.catalog
    papers = [catalog.references[key] for key in catalog.models["txgnn"].keys]
    assert page.evaluate("navigator.clipboard.readText()").strip() == bibtex.render(papers).strip()


def test_bibtex_file_is_offered(opened: Opener, site: Path) -> None:
    page = opened("models/txgnn/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="All references .bib").click()
    assert Path(waiting.value.path()).read_bytes() == (site / "models" / "txgnn.bib").read_bytes()


def test_lineage_goes_both_ways(opened: Opener) -> None:
    assert opened("models/llama-2/").locator("a[href='../../models/meditron/']").count()
    assert opened("models/meditron/").locator("a[href='../../models/llama-2/']").count()


def test_numbers_say_who_measured(opened: Opener) -> None:
    page = opened("models/med-palm-2/", size=NARROW)
    rows = page.locator("section[aria-labelledby=results] tbody tr")
    assert rows.count() >= 3
    measured = set(rows.locator("td[data-label='Measured by']").all_inner_texts())
    assert measured & {"makers", "makers of another model", "independent"}
    assert rows.first.locator("a.src").count() == 1


def test_page_can_be_cited_and_mended(opened: Opener) -> None:
    page = opened("models/txgnn/")
    cite = page.locator(".citepage").inner_text()
    assert "data version" in cite
    assert "https://example.org/atlas/models/txgnn/" in cite
    mend = page.get_by_role("link", name="Fix a fact").get_attribute("href")
    assert mend == "https://code.example.org/repository/edit/main/catalog/models/txgnn.yaml"


def test_keyboard_goes_from_the_top_to_the_actions(opened: Opener) -> None:
    page = opened("models/txgnn/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", f"no visible focus on {reached[-1]!r}"
    assert "Copy BibTeX" in reached
