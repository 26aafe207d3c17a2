"""Plots: well-formed drawings whose marks are the data, and tables that agree with them."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from medlm_atlas.loading import Reading
from medlm_atlas.pages.words import RELATIONS, field
from medlm_atlas.plots import NAMES, Plot, agreement, family, field_plots, svg
from medlm_atlas.plots.family import DRAWN
from medlm_atlas.plots.svg import width_of
from medlm_atlas.query import select
from medlm_atlas.views import Views
from medlm_atlas.views.agreement import agreements
from medlm_atlas.views.trends import moment
from tests.conftest import ROOT

Element = ElementTree.Element
STYLE = ROOT / "docs" / "assets" / "atlas" / "atlas.css"
WIDTHS = (svg.WIDE, svg.NARROW)


@pytest.fixture(scope="module")
def views(real: Reading) -> Views:
    return Views(real.catalog.published)


@pytest.fixture(scope="module")
def plots(views: Views) -> dict[str, Plot]:
    """All plots by name; the trees under the id of their base."""
    trees = [family(views, base, RELATIONS) for base in views.lineage.families]
    return {plot.name: plot for plot in (*field_plots(views), *trees)}


def parsed(text: str) -> Element:
    return ElementTree.fromstring(text)  # noqa: S314  our own text


def texts(drawing: Element) -> list[str]:
    return [each.text or "" for each in drawing.iter("text")]


def titles(drawing: Element) -> list[str]:
    return [each.text or "" for each in drawing.iter("title")]


def test_every_drawing_is_well_formed_without_styles_and_the_same_each_time(plots: dict[str, Plot]) -> None:
    assert set(NAMES) < plots.keys()
    for plot in plots.values():
        for width in WIDTHS:
            text = svg.inline(plot.draw(width), lambda address: "../" + address)
            drawing = parsed(text)
            assert text == svg.inline(plot.draw(width), lambda address: "../" + address), plot.name
            assert not [each for each in drawing.iter() if each.tag in ("style", "script") or "style" in each.attrib]
            assert drawing.get("aria-label"), plot.name
            assert all((each.get("href") or "").startswith("../") for each in drawing.iter("a"))


def test_marks_stay_within_their_drawing(plots: dict[str, Plot]) -> None:
    for plot in plots.values():
        for width in WIDTHS:
            drawing = plot.draw(width)
            assert float((drawing.get("viewBox") or "").split()[2]) == width
            for each in drawing.iter("rect"):
                assert float(each.get("width", "0")) > 0, plot.name
                assert float(each.get("x", "0")) + float(each.get("width", "0")) <= width + 0.5, plot.name


def test_a_file_stands_alone(plots: dict[str, Plot]) -> None:
    for plot in plots.values():
        text = svg.alone(plot.draw(svg.WIDE), plot.title, "MedLM Atlas")
        drawing = parsed(text)
        assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
        assert not [each for each in drawing.iter() if {"class", "style", "href"} & each.attrib.keys()]
        assert plot.title in text.replace("&amp;", "&")
        assert "currentColor" not in text or 'color="#' in text


def test_colours_of_files_are_those_of_the_light_palette() -> None:
    style = STYLE.read_text(encoding="utf-8")
    light = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]+);", style[: style.index('[data-md-color-scheme="slate"] {')]))
    names = {"quiet": "muted", "hair": "line", "ground": "line", "blank": "unknown", "num": "ink"}
    for cls, paint in svg.PAINT.items():
        name = f"c-{cls[2:]}" if cls.startswith("m-") else names.get(cls, cls)
        colour = paint.get("color") or (paint["stroke"] if cls in ("rule", "hair", "ground") else paint["fill"])
        assert colour == light[name], cls
        assert f".{cls} {{" in style or cls.startswith("m-"), cls


def test_classes_are_known(plots: dict[str, Plot]) -> None:
    used = {
        cls
        for plot in plots.values()
        for width in WIDTHS
        for each in plot.draw(width).iter()
        for cls in each.get("class", "").split()
    }
    assert used <= svg.PAINT.keys()


def test_csv_equals_the_table(plots: dict[str, Plot]) -> None:
    for plot in plots.values():
        head, *rows = csv.reader(io.StringIO(plot.csv))
        assert tuple(head) == plot.head
        assert [[cell.lstrip("'") for cell in row] for row in rows] == [
            [str(c).lstrip("'") for c in row] for row in plot.rows
        ]
        assert all(len(row) == len(head) for row in rows), plot.name


@pytest.mark.parametrize("width", WIDTHS)
def test_years_marks_are_the_counts(plots: dict[str, Plot], views: Views, width: int) -> None:
    plot = plots["years"]
    drawn = sorted(int(title.rsplit(": ", 1)[1]) for title in titles(plot.draw(width)) if ": " in title)
    assert drawn == sorted(int(cell) for row in plot.rows for cell in row[1:-1] if cell)
    assert sum(int(row[-1]) for row in plot.rows) + views.trends.undated == len(views.catalog.models)
    assert all(sum(map(int, row[1:-1])) == row[-1] for row in plot.rows)


@pytest.mark.parametrize("width", WIDTHS)
def test_sizes_marks_are_the_models(plots: dict[str, Plot], views: Views, width: int) -> None:
    drawing = plots["sizes"].draw(width)
    leads = [each.get("href") for each in drawing.iter("a")]
    assert leads == [f"models/{each.model.id}/" for each in views.trends.sized]
    assert len(leads) == len(plots["sizes"].rows)


@pytest.mark.parametrize("width", WIDTHS)
def test_openness_bars_fill_their_row(plots: dict[str, Plot], views: Views, width: int) -> None:
    plot = plots["openness"]
    found = [
        re.fullmatch(r"(\d{4}), ([a-z ]+): (\d+) of (\d+), .*", title)
        for title in titles(plot.draw(width))
        if "," in title
    ]
    drawn = {(int(each[1]), each[2]): int(each[3]) for each in found if each}
    assert len(drawn) == len(found)
    table = {
        (int(row[0]), name.lower()): cell
        for row in plot.rows
        for name, cell in zip(plot.head[1:-1], row[1:-1], strict=True)
        if cell
    }
    assert drawn == table
    assert sum(drawn.values()) == len(views.trends.dated)


@pytest.mark.parametrize("width", WIDTHS)
def test_evidence_bars_are_the_counts(plots: dict[str, Plot], views: Views, width: int) -> None:
    plot = plots["evidence"]
    drawn = sorted(int(title.rsplit(": ", 1)[1]) for title in titles(plot.draw(width)) if ": " in title)
    assert drawn == sorted(int(cell) for row in plot.rows for cell in row[1:] if cell)
    for index, term in enumerate(views.catalog.tops("application"), 1):
        models = views.grouping.models("application", term.id)
        assert sum(int(row[index]) for row in plot.rows) == len(models)


@pytest.mark.parametrize("width", WIDTHS)
def test_gap_cells_are_the_crossings(plots: dict[str, Plot], views: Views, width: int) -> None:
    plot = plots["gaps"]
    drawn = list(plot.draw(width).iter("a"))
    filled = [row for row in plot.rows if row[2]]
    assert [texts(each) for each in drawn] == [[str(row[2])] for row in filled]
    noughts = [text for text in texts(plot.draw(width)) if text == "0"]
    assert len(noughts) == len(plot.rows) - len(filled)
    for modality in views.catalog.tops("modality"):
        for top in views.catalog.tops("application"):
            assert views.crossings.of(modality, top).count == len(views.grouping.crossing(modality.id, top.id))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_tree_has_every_descendant_once_and_below_its_parent(
    plots: dict[str, Plot], views: Views, width: int
) -> None:
    for base, size in views.lineage.families.items():
        tree = views.lineage.tree(base)
        drawn = [each.get("href") for each in plots[base].draw(width).iter("a")]
        assert drawn == [f"models/{each.model}/" for each in tree[:DRAWN]]
        assert len(tree) == size + 1 == len({each.model for each in tree})
        assert len(plots[base].rows) == size
        seen = {tree[0].model: 0}
        for each in tree[1:]:
            assert each.parent in seen
            assert each.depth == seen[each.parent] + 1
            assert any(step.child == each.model for step in views.lineage.children(each.parent))
            seen[each.model] = each.depth


def test_families_of_a_model_are_the_trees_it_stands_in(views: Views) -> None:
    for base in views.lineage.families:
        for each in views.lineage.tree(base):
            assert base in views.lineage.families_of(each.model)


@pytest.mark.parametrize(
    ("date", "years"), [("2023", 2023.5), ("2023-01", 2023 + 0.5 / 12), ("2023-12-01", 2023 + 11 / 12)]
)
def test_dates_of_any_precision_have_a_place_within_their_year(date: str, years: float) -> None:
    assert moment(date) == pytest.approx(years)


def test_an_empty_catalog_draws_empty_plots(real: Reading) -> None:
    for plot in field_plots(Views(real.catalog.restricted_to([]))):
        for width in WIDTHS:
            assert parsed(svg.inline(plot.draw(width), str)).get("viewBox")


def test_files_beside_the_pages_are_those_of_the_plots(site: Path, plots: dict[str, Plot]) -> None:
    for name, plot in plots.items():
        folder = site / "maps" if name in NAMES else site / "maps" / "family"
        assert (folder / f"{name}.csv").read_bytes() == plot.csv.encode()
        assert parsed((folder / f"{name}.svg").read_text(encoding="utf-8")).tag.endswith("svg")
        page = (folder / name / "index.html").read_text(encoding="utf-8")
        assert page.count("<tr>") == len(plot.rows) + 1
        assert re.search(rf'href="[./]+maps/(family/)?{name}\.svg" download', page)


def test_years_lead_to_as_many_models_as_their_marks_say(plots: dict[str, Plot], views: Views) -> None:
    """A mark of openness says "3 of 12"; its link selects as many."""
    for row, lead in zip(plots["openness"].rows, plots["openness"].leads, strict=True):
        assert len(selected(views, lead)) == row[-1]
    said = [(each.get("href", ""), each[0].text or "") for each in plots["openness"].draw(svg.WIDE).iter("a")]
    counted = [(address, int(match[1])) for address, text in said if (match := re.search(r": (\d+) of", text))]
    assert counted
    for address, count in counted:
        assert len(selected(views, address)) == count
    assert all(selected(views, lead) for lead in plots["years"].leads)


def selected(views: Views, address: str) -> list[str]:
    query = address.partition("?q=")[2].replace("+", " ")
    return list(select(views.catalog, query).models)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_plot_of_agreement_draws_every_row_of_its_table_in_place(real: Reading, width: int) -> None:
    plot = agreement(agreements(real.catalog), field, lambda number: f"round-{number}/")
    drawing = plot.draw(width)
    assert titles(drawing) == [
        f"Round {number}: {100 * int(agreed) / int(read):.1f} %, {agreed} of {read}"
        for _, number, read, agreed in plot.rows
    ]
    dots = list(drawing.iter("circle"))
    shares = [int(agreed) / int(read) for *_, read, agreed in plot.rows]
    places = [float(dot.get("cx", "0")) for dot in dots]
    a_percent = (max(places) - min(places)) / (max(shares) - min(shares))
    assert [min(places) + a_percent * (share - min(shares)) for share in shares] == pytest.approx(places, abs=0.2)
    newest = max(number for _, number, *_ in plot.rows)
    filled = [number for dot, (_, number, *_) in zip(dots, plot.rows, strict=True) if dot.get("fill") == "currentColor"]
    assert set(filled) == {newest}
    assert len(filled) == len({name for name, *_ in plot.rows})
    names = max(width_of(str(name), 13) for name, *_ in plot.rows)
    assert names < min(places) - 6 < max(places) + 6 < width
    assert "class=" not in svg.alone(drawing, plot.title, "")


def test_the_plot_of_agreement_is_empty_without_readings() -> None:
    assert agreement((), field, str).rows == ()
