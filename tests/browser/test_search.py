"""The search box finds everything that has a page, by mouse and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Opener


def found(page: Page, words: str) -> list[tuple[str, str]]:
    """Group and title of every hit, in order."""
    page.locator("#atlas-q").fill(words)
    expect(page.locator(".atlas-search .status")).to_have_text(re.compile(r"results?$|Nothing found"))
    hits = []
    for group in page.locator("#atlas-hits [role=group]").all():
        label = group.get_attribute("aria-label") or ""
        hits += [(label, title) for title in group.locator("[role=option] b").all_inner_texts()]
    return hits


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("txgnn", ("Models", "TxGNN")),
        ("med palm 2", ("Models", "Med-PaLM 2")),
        ("MedPaLM", ("Models", "Med-PaLM")),
        ("chest x-ray", ("Terms", "2D radiography")),
        ("cxr", ("Terms", "2D radiography")),
        ("usmle", ("Benchmarks", "MedQA (USMLE)")),
        ("mimic-iii", ("Datasets", "MIMIC-III")),
        ("large language models encode", ("References", "Large language models encode clinical knowledge")),
        ("singhal2023large", ("References", "Large language models encode clinical knowledge")),
        ("field guide", ("Pages", "Field guide")),
        ("borderline cases", ("Pages", "What is included")),
        ("totalsegmentater", ("Models", "TotalSegmentator")),
        ("stanford", ("Organisations", "Stanford University")),
    ],
)
def test_finds(opened: Opener, words: str, expected: tuple[str, str]) -> None:
    page = opened("")
    page.locator(".atlas-find").click()
    assert expected in found(page, words)


def test_a_name_comes_before_what_mentions_it(opened: Opener) -> None:
    page = opened("")
    page.locator(".atlas-find").click()
    assert found(page, "biobert")[0] == ("Models", "BioBERT")


def test_the_search_of_a_phone_has_its_closing_button_inside(opened: Opener) -> None:
    page = opened("", size=NARROW)
    page.locator(".atlas-find").click()
    found(page, "chest")
    dialog, button = (page.locator(part).bounding_box() for part in (".atlas-search", ".atlas-search .btn"))
    assert dialog and button
    assert button["x"] + button["width"] < dialog["x"] + dialog["width"]


def test_slash_opens_and_arrows_and_enter_lead_to_the_page(opened: Opener) -> None:
    page = opened("about/methods/")
    page.keyboard.press("/")
    expect(page.locator("#atlas-q")).to_be_focused()
    page.keyboard.type("biobert")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    second = page.locator("[role=option]").nth(1)
    assert page.locator("#atlas-q").get_attribute("aria-activedescendant") == second.get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/models/biobert/")


def test_a_first_count_says_that_it_is_not_the_last_and_a_choice_is_kept(opened: Opener) -> None:
    page = opened("")
    page.evaluate("() => { window.held = []; window.requestAnimationFrame = (step) => held.push(step); }")
    page.locator(".atlas-find").click()
    page.locator("#atlas-q").fill("chest x-ray")
    status = page.locator(".atlas-search .status")
    expect(status).to_have_text(re.compile(r"^\d+ results, looking further …$"))
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true] b")
    title = chosen.inner_text()
    page.evaluate("() => held.forEach((step) => step())")
    expect(status).to_have_text(re.compile(r"^\d+ results$"))
    expect(page.locator("[role=group][aria-label=Terms]")).to_contain_text("2D radiography")
    assert chosen.inner_text() == title


def test_slash_in_a_field_stays_a_slash(opened: Opener) -> None:
    page = opened("models/")
    page.locator("#model-q").fill("")
    page.locator("#model-q").type("a/b")
    assert page.locator("#model-q").input_value() == "a/b"
    assert not page.locator(".atlas-search[open]").count()


def test_escape_closes_and_gives_the_focus_back(opened: Opener) -> None:
    page = opened("models/txgnn/")
    page.locator(".atlas-find").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#atlas-q")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".atlas-find")).to_be_focused()


def test_nothing_found_is_said(opened: Opener) -> None:
    page = opened("")
    page.locator(".atlas-find").click()
    assert found(page, "zzzzqqqq") == []
    assert "Nothing found for “zzzzqqqq”" in page.locator(".atlas-search .status").inner_text()


def test_home_field_hands_the_words_over(opened: Opener) -> None:
    page = opened("", size=NARROW)
    page.locator("#home-q").press_sequentially("gnn", delay=30)
    expect(page.locator("#atlas-q")).to_have_value("gnn")
    expect(page.locator("#atlas-hits [role=option]").first).to_be_visible()


def test_hits_on_the_page_for_missing_addresses_lead_into_the_site(opened: Opener) -> None:
    page = opened("no/such/page/", missing=True)
    page.keyboard.press("/")
    assert ("Models", "TxGNN") in found(page, "txgnn")
    for link in page.locator("#atlas-hits a, .atlas-search .further a").all():
        assert "//" not in (link.get_attribute("href") or "//")
