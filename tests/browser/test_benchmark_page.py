"""The numbers of a benchmark: complete without scripts, narrowed and set side by side with them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from medlm_atlas.loading import Reading
from medlm_atlas.views import Views
from tests.browser.conftest import NARROW, Opener

PAGE = "benchmarks/mirage-rag/"


def shown(page: Page) -> int:
    return page.locator(".board tbody tr:visible").count()


def test_without_scripts_every_number_stands_in_the_tables(opened: Opener, real: Reading) -> None:
    page = opened(PAGE, java_script_enabled=False)
    assert shown(page) == len(Views(real.catalog.published).measurements.by_benchmark["mirage-rag"])
    assert not page.locator(".boardbar").is_visible()


def test_narrowing_is_in_the_address_and_goes_back(opened: Opener, real: Reading) -> None:
    catalog = real.catalog.published
    numbers = Views(catalog).measurements.by_benchmark["mirage-rag"]
    access = [catalog.models[each.row.model].access for each in numbers]
    is_open = [bool(each and each.weights and each.weights.value == "open") for each in access]
    independent = [each.measurer == "independent" for each in numbers]
    page = opened(PAGE)
    page.get_by_label("Weights").select_option("open")
    assert shown(page) == sum(is_open)
    page.get_by_label("Measured by").select_option("independent")
    both = sum(free and other for free, other in zip(is_open, independent, strict=True))
    assert shown(page) == both
    assert page.url.endswith("?q=weights:open+measured:independent")
    expect(page.locator(".boardbar .hits")).to_contain_text(f"{both} of {len(numbers)} numbers")
    page.reload()
    expect(page.get_by_label("Weights")).to_have_value("open")
    assert shown(page) == both
    page.go_back()
    expect(page.get_by_label("Measured by")).to_have_value("")
    page.get_by_role("button", name="Show all").click()
    assert shown(page) == len(numbers)


def test_numbers_of_a_model_stand_side_by_side_with_what_differs(opened: Opener, real: Reading) -> None:
    numbers = Views(real.catalog.published).measurements.by_benchmark["mirage-rag"]
    page = opened(PAGE)
    page.get_by_role("button", name="Model by model").click()
    part = page.locator(".pairs section").filter(has=page.get_by_role("heading", name="Meditron"))
    assert part.locator("tbody tr").count() == sum(each.row.model == "meditron" for each in numbers)
    expect(part.locator("thead th")).to_have_text(["Split", "Value", "Where"])
    assert "What differs: split." in part.inner_text()
    assert page.locator(".pairs tbody tr").count() == len(numbers)
    assert page.url.endswith("?by=model")


def test_what_no_number_has_is_told_with_what_is_near(opened: Opener) -> None:
    page = opened(f"{PAGE}?q=weights:opne")
    expect(page.locator("[data-boards] .queryerror")).to_contain_text("Did you mean open?")
    page = opened(f"{PAGE}?q=wieghts:open")
    expect(page.locator("[data-boards] .queryerror")).to_contain_text("Did you mean weights?")


def test_a_phone_needs_no_sideways_scroll(opened: Opener) -> None:
    page = opened(f"{PAGE}?by=model", size=NARROW)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
