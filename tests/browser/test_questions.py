"""Fifteen questions, five each that a clinician, an engineer and an author of a survey would ask, answered with the site alone.

Every visit begins at the home page of a new visitor and goes by clicks and keys. The clicks are counted: a change that
makes a way longer changes the table.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from medlm_atlas.catalog import Catalog
from medlm_atlas.exports import bibtex
from medlm_atlas.loading import Reading
from medlm_atlas.query import select
from medlm_atlas.views import Views
from tests.browser.conftest import Opener


@dataclass
class Visitor:
    """Someone before the site, whose clicks are counted; keys are not."""

    page: Page
    catalog: Catalog
    clicks: int = 0

    def click(self, where: Locator) -> None:
        self.clicks += 1
        where.click()

    def tab(self, name: str) -> None:
        self.click(self.page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True))

    def link(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name, exact=True).first)

    def button(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name, exact=True))

    def tick(self, name: str) -> None:
        self.click(self.page.locator(".facets label", has_text=name).first)

    def unfold(self, facet: str) -> None:
        self.click(self.page.locator(".facets summary", has_text=facet).first)

    def choose(self, label: str, value: str) -> None:
        """Choose from a list: one click opens it, one takes the value."""
        self.clicks += 2
        self.page.get_by_label(label).select_option(value)

    def find(self, words: str, title: str) -> None:
        """Type into the search box and take the first hit, which must have this title."""
        self.page.keyboard.press("/")
        self.page.keyboard.type(words)
        expect(self.page.locator("[role=option][aria-selected=true] b")).to_have_text(title)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)

    def saved(self, press: Callable[[], None]) -> Path:
        with self.page.expect_download() as waiting:
            press()
        return Path(waiting.value.path())

    def sees(self, query: str) -> None:
        """The list shows the models of a query, and there are some."""
        wanted = [model.name for model in select(self.catalog, query).models.values()]
        assert wanted, query
        expect(self.page.locator(".hits")).to_have_text(f"{len(wanted)} of {len(self.catalog.models)} models")
        assert set(self.page.locator(".shown .c-name b").all_inner_texts()) <= set(wanted)


def externally_validated_for_chest_ct(visitor: Visitor) -> None:
    visitor.tab("Models")
    visitor.click(visitor.page.locator("#model-q"))
    visitor.page.keyboard.type("chest ct")
    visitor.tick("External validation or further")
    visitor.sees("chest ct evidence:external-validation..")


def patients_of_a_model(visitor: Visitor) -> None:
    visitor.find("txgnn", "TxGNN")
    part = visitor.page.locator("section[aria-labelledby=clinic]")
    expect(part).to_contain_text("How far it is proven")
    expect(part).to_contain_text("developed and tested in", ignore_case=True)


def unfavourable_studies(visitor: Visitor) -> None:
    visitor.tab("Studies")
    visitor.choose("Outcome", "Unfavourable")
    wanted = [study.name for study in visitor.catalog.studies.values() if study.outcome.direction == "unfavourable"]
    assert wanted
    assert sorted(visitor.page.locator("tbody tr:visible b").all_inner_texts()) == sorted(wanted)


def randomised_trials(visitor: Visitor) -> None:
    visitor.tab("Models")
    visitor.tick("Randomised trial")
    visitor.sees("evidence:randomised-trial..")


def cleared_device(visitor: Visitor) -> None:
    visitor.find("ai-ecg low", visitor.catalog.models["ai-ecg-low-ef"].name)
    expect(visitor.page.locator("section[aria-labelledby=clinic]")).to_contain_text("Regulatory status")
    authority = visitor.catalog.models["ai-ecg-low-ef"].regulatory
    assert authority
    expect(visitor.page.locator("section[aria-labelledby=clinic]")).to_contain_text(authority.items[0].authority)


def usable_segmentation_in_3d(visitor: Visitor) -> None:
    visitor.tab("Models")
    visitor.tick("3D models")
    visitor.tick("Open download")
    visitor.unfold("Licence class")
    visitor.tick("Permissive")
    visitor.click(visitor.page.locator("#model-q"))
    visitor.page.keyboard.type("segmentation")
    visitor.sees("modality:3d weights:open licence-class:permissive segmentation")


def seven_billion_with_code(visitor: Visitor) -> None:
    visitor.tab("Models")
    visitor.tick("Language models")
    visitor.unfold("Parameters")
    visitor.click(visitor.page.get_by_label("Parameters from"))
    visitor.page.keyboard.type("6B")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type("8B")
    visitor.page.keyboard.press("Enter")
    visitor.unfold("Code")
    visitor.tick("Training and inference code")
    visitor.sees("modality:llm parameters:6B..8B code:full")


def made_from(visitor: Visitor) -> None:
    visitor.find("meditron", "Meditron")
    visitor.click(visitor.page.locator("section[aria-labelledby=lineage] .under a").first)
    expect(visitor.page.locator("figure.plot div:visible svg")).to_contain_text("Meditron")


def two_side_by_side(visitor: Visitor) -> None:
    visitor.find("conch", "CONCH")
    visitor.button("Add to basket")
    visitor.find("uni", "UNI")
    visitor.button("Add to basket")
    visitor.click(visitor.page.locator(".atlas-basket"))
    visitor.link("Compare these 2")
    expect(visitor.page.locator("table.compare thead a")).to_have_text(["CONCH", "UNI"])
    expect(visitor.page.locator("table.compare tr", has_text="Licence of the weights").locator("td")).to_have_count(2)


def measured_by_others(visitor: Visitor) -> None:
    visitor.find("mirage retrieval", visitor.catalog.benchmarks["mirage-rag"].name)
    visitor.choose("Measured by", "independent")
    numbers = Views(visitor.catalog).measurements.by_benchmark["mirage-rag"]
    wanted = sum(each.measurer == "independent" for each in numbers)
    assert wanted
    expect(visitor.page.locator(".board tbody tr:visible")).to_have_count(wanted)


def references_of_a_crossing(visitor: Visitor) -> None:
    cell = visitor.page.locator("table.map tr.m-graph td a").last
    visitor.click(cell)
    file = visitor.saved(lambda: visitor.link("Download .bib"))
    models = Views(visitor.catalog).grouping.crossing("graph", "drug-discovery")
    references = Views(visitor.catalog).citing.of_models(models)
    assert file.read_text(encoding="utf-8") == bibtex.render(references)


def table_for_a_paper(visitor: Visitor) -> None:
    visitor.tab("Models")
    visitor.tick("Prospective use or further")
    visitor.click(visitor.page.locator(".menu summary", has_text="Export"))
    file = visitor.saved(lambda: visitor.button("LaTeX table and .bib"))
    with zipfile.ZipFile(file) as archive:
        assert set(archive.namelist()) == {"main.tex", "models.tex", "references.bib"}
        table = archive.read("models.tex").decode()
    assert table.count(r"\cite") >= len(select(visitor.catalog, "evidence:prospective..").models)


def models_of_a_year(visitor: Visitor) -> None:
    visitor.tab("Maps")
    visitor.link("Models per year")
    visitor.click(visitor.page.locator("details.data summary"))
    visitor.click(visitor.page.locator("details.data th a", has_text="2021"))
    visitor.page.locator(".ex.live").wait_for()
    visitor.sees("year:2021")


def where_nothing_is(visitor: Visitor) -> None:
    gaps = visitor.page.locator("table.map td.gap")
    crossings = Views(visitor.catalog).crossings
    pairs = [pair for application in visitor.catalog.tops("application") for pair in crossings.row(application)]
    empty = [pair for pair in pairs if not pair.count]
    assert empty
    expect(gaps).to_have_count(len(empty))
    expect(gaps.first).to_contain_text("open ground")


def both_sides_of_a_claim(visitor: Visitor) -> None:
    visitor.tab("Findings")
    finding = visitor.catalog.findings["preference-is-not-superiority"]
    visitor.link(finding.name)
    for stance in ("supports", "contradicts", "qualifies"):
        count = sum(each.stance == stance for each in finding.evidence)
        part = visitor.page.locator(f"section[aria-labelledby={stance}]")
        expect(part.locator(".evidence > li")).to_have_count(count)


QUESTIONS: dict[str, tuple[Callable[[Visitor], None], int]] = {
    "Which models for CT of the chest were tested on data from elsewhere?": (externally_validated_for_chest_ct, 3),
    "In whom was TxGNN developed and tested, and how far is it proven?": (patients_of_a_model, 0),
    "Which studies came out against the model?": (unfavourable_studies, 3),
    "Which models went through a randomised trial?": (randomised_trials, 2),
    "Is the ECG model for a weak heart a cleared device?": (cleared_device, 0),
    "Which 3D segmentation models can I download under a permissive licence?": (usable_segmentation_in_3d, 6),
    "Which language models of about 7 B come with the code of their training?": (seven_billion_with_code, 6),
    "What was Meditron made from, and what else was?": (made_from, 1),
    "How do CONCH and UNI differ in licence and size?": (two_side_by_side, 4),
    "Who but the makers measured on MIRAGE?": (measured_by_others, 2),
    "All references on graph models for drug discovery, as BibTeX?": (references_of_a_crossing, 2),
    "A table for LaTeX of models in prospective use or trials?": (table_for_a_paper, 4),
    "Which models appeared in 2021?": (models_of_a_year, 4),
    "Where is there nothing yet?": (where_nothing_is, 0),
    "What speaks for and against that preference shows superiority?": (both_sides_of_a_claim, 2),
}
"""The question, the way to its answer, and the clicks it takes."""


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_by_clicks(opened: Opener, real: Reading, question: str) -> None:
    way, clicks = QUESTIONS[question]
    visitor = Visitor(opened("", accept_downloads=True), real.catalog.published)
    way(visitor)
    assert visitor.clicks == clicks
