"""Plots in a browser: labels apart, keys, both layouts, print, and the way from a model to its tree."""

from __future__ import annotations

import pytest

from tests.browser.conftest import NARROW, WIDE, Opener

OVERLAPS = """layout => {
  const boxes = [...document.querySelectorAll(`.${layout} svg a text`)].map(each => [each.textContent, each.getBoundingClientRect()]);
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom;
  return boxes.flatMap(([name, box], index) => boxes.slice(index + 1).filter(([, other]) => meet(box, other)).map(([other]) => [name, other]));
}"""
OUTSIDE = """layout => {
  const frame = document.querySelector(`.${layout} svg`).getBoundingClientRect();
  return [...document.querySelectorAll(`.${layout} svg text`)].filter(each => {
    const box = each.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1;
  }).map(each => each.textContent);
}"""
SMALLEST = """layout => Math.min(...[...document.querySelectorAll(`.${layout} svg text`)].map(
  each => parseFloat(each.closest("[font-size]").getAttribute("font-size")) * each.getScreenCTM().a))"""
PLOTS = [
    "maps/years/", "maps/sizes/", "maps/openness/", "maps/evidence/", "maps/gaps/", "maps/family/llama/",
    "maps/family/bert/", "maps/family/clip/", "maps/family/sam/", "maps/family/dinov2/",
]  # fmt: skip


@pytest.mark.parametrize(("size", "layout"), [(WIDE, "wide"), (NARROW, "narrow")], ids=["wide", "narrow"])
@pytest.mark.parametrize("address", PLOTS)
def test_text_is_whole_apart_and_large_enough(opened: Opener, address: str, size: tuple[int, int], layout: str) -> None:
    page = opened(address, size=size)
    other = "narrow" if layout == "wide" else "wide"
    assert page.locator(f".{layout} svg").is_visible()
    assert not page.locator(f".{other} svg").is_visible()
    assert page.evaluate(OVERLAPS, layout) == []
    assert page.evaluate(OUTSIDE, layout) == []
    assert page.evaluate(SMALLEST, layout) >= 9.5


def test_labelled_marks_are_reached_by_keyboard_and_lead_on(opened: Opener) -> None:
    page = opened("maps/sizes/")
    page.locator(".crumbs a").last.focus()
    page.keyboard.press("Tab")
    name = page.evaluate("document.activeElement.querySelector('title').textContent")
    assert "parameters" in name
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == name.split(",")[0]


def test_the_table_opens_and_holds_the_numbers(opened: Opener) -> None:
    page = opened("maps/openness/")
    page.locator("details.data summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("details.data td").first.is_visible()


def test_print_shows_the_wide_layout_from_any_width(opened: Opener) -> None:
    page = opened("maps/years/", size=NARROW)
    page.emulate_media(media="print")
    assert page.locator(".wide svg").is_visible()
    assert not page.locator(".narrow svg").is_visible()
    assert not page.locator(".actions").first.is_visible()


def test_colours_follow_the_palette(opened: Opener) -> None:
    colours = [
        opened("maps/years/", color_scheme=scheme).evaluate(
            "getComputedStyle(document.querySelector('.wide rect')).fill"
        )
        for scheme in ("light", "dark")
    ]
    assert len(set(colours)) == 2


def test_a_model_leads_to_its_trees(opened: Opener) -> None:
    page = opened("models/vicuna/")
    page.locator("#lineage ~ p a").get_by_text("LLaMA", exact=True).click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == "What was made from LLaMA"
