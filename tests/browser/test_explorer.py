"""The explorer, the basket and the comparison: from a question to files that equal the command line's."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from medlm_atlas.exports import FORMATS
from medlm_atlas.loading import Reading
from medlm_atlas.query import select
from tests.browser.conftest import NARROW, Opener

QUERIES = [
    "id:medsam",
    "modality:graph year:2023..",
    "weights:open,gated evidence:external-validation..",
    "-kind:model",
    '"chest ct"',
]
LABELS = {
    "bibtex": "BibTeX", "biblatex": "BibLaTeX", "ris": "RIS", "csl-json": "CSL-JSON",
    "csv": "CSV", "json": "JSON", "markdown": "Markdown", "latex": "LaTeX table and .bib",
}  # fmt: skip
QUESTIONS = [
    "modality:3d weights:open evidence:external-validation.. licence-class:permissive",
    "specialty:ophthalmology evidence:external-validation..",
    "application:diagnosis evidence:reader-study..",
    "evidence:randomised-trial",
    "has:studies application:prediction",
    "parameters:7B weights:open",
    "parameters:..1B modality:llm",
    "code:full weights:open modality:vision",
    "licence:MIT,Apache-2.0 modality:multimodal",
    "weights:not-reported",
    "year:2024.. application:drug-discovery",
    "modality:graph -has:weights",
    "technique:self-supervised imaging:absent",
    "scope:general",
    'year:2020..2022 "knowledge graph"',
]


def names(page: Page) -> list[str]:
    return page.locator(".shown .c-name b").all_inner_texts()


@pytest.mark.parametrize("query", QUERIES)
def test_files_equal_those_of_the_command_line(opened: Opener, real: Reading, query: str) -> None:
    page = opened(f"models/?q={query}", accept_downloads=True)
    chosen = select(real.catalog.published, query)
    page.locator(".menu summary", has_text="Export").click()
    for name, label in LABELS.items():
        with page.expect_download() as waiting:
            page.get_by_role("button", name=label, exact=True).click()
        assert Path(waiting.value.path()).read_bytes() == FORMATS[name].render(chosen), name


@pytest.mark.parametrize("query", QUESTIONS)
def test_a_question_is_answered(opened: Opener, real: Reading, query: str) -> None:
    page = opened(f"models/?q={query}")
    expected = [model.name for model in select(real.catalog.published, query).models.values()]
    assert page.locator(".hits").inner_text().startswith(f"{len(expected)} of")
    assert len(names(page)) == min(50, len(expected))
    assert set(names(page)) <= set(expected)


def test_facets_words_and_the_back_button(opened: Opener) -> None:
    page = opened("models/")
    before = page.locator(".hits").inner_text()
    page.get_by_role("checkbox", name="3D models").check()
    expect(page.locator(".hits")).not_to_have_text(before)
    facet = page.locator(".hits").inner_text()
    page.locator("#model-q").press_sequentially("segment")
    expect(page.locator(".hits")).not_to_have_text(facet)  # the texts are fetched for the first word
    assert "modality:3d" in page.url
    page.go_back()
    expect(page.locator("#model-q")).to_have_value("")
    expect(page.locator(".hits")).to_have_text(facet)
    page.go_back()
    expect(page.locator(".hits")).to_have_text(before)


def test_columns_keep_their_room_however_many_are_chosen(opened: Opener) -> None:
    columns = "what,modality,application,specialty,evidence,weights,code,licence,parameters,organisation,country,year"
    page = opened(f"models/?cols={columns}")
    widths = [cell.bounding_box() for cell in page.locator(".models thead th").all()[1:]]
    assert len(widths) == 13
    assert min(box["width"] for box in widths if box) >= 70
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_sorting_is_told_and_keeps_the_focus(opened: Opener) -> None:
    page = opened("models/")
    head = page.locator("th.h-parameters")
    head.locator("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(head.locator("button")).to_be_focused()


def test_a_fault_of_a_query_is_told(opened: Opener) -> None:
    page = opened("models/?q=lisence:mit")
    assert "licence" in page.locator(".queryerror").inner_text()


def test_nothing_found_offers_a_word(opened: Opener) -> None:
    page = opened("models/?q=segmentaton")
    page.locator(".none .hint button").click()
    assert names(page)


def test_basket_goes_over_pages_to_the_comparison(opened: Opener) -> None:
    page = opened("models/txgnn/")
    page.get_by_role("button", name="Add to basket").click()
    expect(page.locator(".atlas-basket b")).to_have_text("1")
    page.goto(page.url.replace("txgnn", "medsam"))
    page.get_by_role("button", name="Add to basket").click()
    page.locator(".atlas-basket").click()
    page.get_by_role("link", name="Compare these 2").click()
    expect(page.locator("table.compare thead a")).to_have_text(["MedSAM", "TxGNN"])
    assert all(text.strip() for text in page.locator("table.compare td").all_inner_texts())
    assert page.locator(".cited li").count() > 1


def test_drawer_on_a_phone(opened: Opener) -> None:
    page = opened("models/", size=NARROW)
    page.locator(".filtertoggle").click()
    page.get_by_role("checkbox", name="Graph models").check()
    page.keyboard.press("Escape")
    expect(page.locator(".filtertoggle")).to_be_focused()
    assert " of " in page.locator(".hits").inner_text()


def test_a_full_basket_does_not_widen_a_phones_page(opened: Opener) -> None:
    page = opened("models/", size=NARROW)
    page.locator("[data-pick]").first.check()
    expect(page.locator(".atlas-basket")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
