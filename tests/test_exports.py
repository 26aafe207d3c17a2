"""Exports: states kept apart, nothing taken for a formula or markup, fragments that can be joined, equal bytes."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import markdown  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medlm_atlas import tables
from medlm_atlas.catalog import Catalog
from medlm_atlas.exports import FORMATS, csl, latex, models_json, ris
from medlm_atlas.exports import markdown as markdown_table
from medlm_atlas.exports.facts import FACTS
from medlm_atlas.exports.tex import for_pdflatex
from medlm_atlas.loading import Reading
from medlm_atlas.query import select
from medlm_atlas.schema.fact import Answer
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.reference import Reference, reference_from
from medlm_atlas.schema.walking import pieces
from medlm_atlas.views import Views
from tests.conftest import COMMAND, ROOT, TINY

MISSING_TO_PANDAS = {
    " ", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
    "NULL", "NaN", "None", "n/a", "nan", "null",
}  # fmt: skip
"""Texts that pandas and R read as a missing value."""
STATES = [
    ("toy-ct", "weights", "value", "gated"),
    ("toy-ct", "data", "not-reported", ""),
    ("toy-ct", "licence_data", "absent", ""),
    ("toy-ct", "parameters", "value", "7000000000"),
    ("toy-ct", "derived_from", "value", "toy-base"),
    ("toy-ct", "training_datasets", "value", "toy-set; private reports"),
    ("toy-ct", "hardware", "not-reported", ""),
    ("toy-ct", "out_of_scope", "absent", ""),
    ("toy-base", "derived_from", "not-applicable", ""),
    ("toy-base", "parameters", "not-reported", ""),
    ("toy-base", "organisations", "not-reported", ""),
    ("toy-base", "training_datasets", "not-reported", ""),
    ("toy-base", "training_compute", "absent", ""),
]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＋1", "－1", "＠x"]
HOSTILE = [
    "<script>alert(1)</script>", "a | b", "**bold** _it_ `code`", "[x](javascript:alert(1))", "![i](x)", "&lt; &amp; &#64;",
    "\\| \\", "~~gone~~ $x$ @someone", "{: .c }", "=1+1", "100% & #1 {x} ^ ~ $ _", "http://example.org",
]  # fmt: skip
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp")), min_size=1, max_size=60
).map(lambda text: " ".join(text.split())).filter(bool)  # fmt: skip


@pytest.fixture(scope="module")
def catalog(tiny: Reading) -> Catalog:
    return tiny.catalog.published


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def renamed(catalog: Catalog, name: str) -> Catalog:
    """The toy model alone, under this name."""
    chosen = catalog.selection(["toy-ct"])
    return replace(chosen, models={"toy-ct": chosen.models["toy-ct"].model_copy(update={"name": name})})


@pytest.mark.parametrize(("model", "fact", "state", "value"), STATES, ids=[f"{row[0]} {row[1]}" for row in STATES])
def test_csv_keeps_four_states_apart(catalog: Catalog, model: str, fact: str, state: str, value: str) -> None:
    (row,) = (row for row in table(FORMATS["csv"].render(catalog)) if row["id"] == model)
    assert (row[f"{fact}_state"], row[fact]) == (state, value)


def test_csv_has_every_fact_and_every_facet(catalog: Catalog) -> None:
    (row,) = (row for row in table(FORMATS["csv"].render(catalog)) if row["id"] == "toy-ct")
    assert {facet.field for facet in catalog.facets.values()} <= row.keys()
    assert {name for fact in FACTS for name in (fact, f"{fact}_state")} <= row.keys()
    assert row["modalities"] == "volume-text"
    assert row["evidence_stage"] == "external-validation"


def written_facts(model: Model) -> Iterable[Answer]:
    return (piece for _, piece in pieces(model) if isinstance(piece, Answer))


def test_json_has_every_fact_with_state_source_and_place(real: Reading) -> None:
    objects = {item["id"]: item for item in json.loads(FORMATS["json"].render(real.catalog.published))}
    for model in real.catalog.published.models.values():
        found = sorted(json_facts(objects[model.id]))
        held = sorted((fact.state or "value", fact.source or "", fact.at or "") for fact in written_facts(model))
        assert [each for each in found if each[0] != "absent"] == held


def json_facts(value: Any) -> Iterable[tuple[str, str, str]]:
    if isinstance(value, dict):
        if value.get("state") in ("value", "not-reported", "not-applicable", "absent"):
            yield value["state"], value.get("source", ""), value.get("at", "")
        for part in value.values():
            yield from json_facts(part)
    elif isinstance(value, list):
        for part in value:
            yield from json_facts(part)


def test_json_objects_have_one_shape(real: Reading) -> None:
    optional = {"family", "inclusion", "no_paper", "links", "summary"}
    shapes = {frozenset(item.keys() - optional) for item in json.loads(FORMATS["json"].render(real.catalog.published))}
    assert len(shapes) == 1


@pytest.mark.parametrize("style", ["markdown", "latex"])
@pytest.mark.parametrize("words", ["gated", "not reported", "7 B", "2024-01", "external validation"])
def test_tables_for_readers_say_values_and_states(catalog: Catalog, style: str, words: str) -> None:
    assert words in FORMATS[style].text(catalog).casefold().replace("7 b", "7 B")


def test_tables_for_readers_tell_the_absent_from_the_not_reported(catalog: Catalog) -> None:
    bare = catalog.models["toy-ct"].model_copy(update={"licences": None})
    for style in ("markdown", "latex"):
        made = FORMATS[style].joined(Views(catalog))
        assert "not looked up" in made.fragment(bare)
        assert "not looked up" not in made.fragment(catalog.models["toy-ct"])


def test_no_cell_of_the_catalog_reads_as_missing(real: Reading) -> None:
    rows = table(FORMATS["csv"].render(real.catalog.published))
    assert len(rows) == len(real.catalog.published.models)
    assert {cell for row in rows for cell in row.values()} & MISSING_TO_PANDAS == set()


def test_a_country_whose_code_reads_as_missing_is_named(catalog: Catalog) -> None:
    lab = catalog.organisations["toy-lab"]
    assert lab.country is not None
    namibia = lab.model_copy(update={"country": lab.country.model_copy(update={"value": "NA"})})
    rows = table(FORMATS["csv"].render(replace(catalog, organisations={"toy-lab": namibia})))
    assert [row["countries"] for row in rows if row["id"] == "toy-ct"] == ["Namibia"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_csv_neutralises_formulas(catalog: Catalog, formula: str) -> None:
    (row,) = table(FORMATS["csv"].render(renamed(catalog, formula)))
    assert row["name"] == f"'{formula}"


@given(TEXT)
def test_csv_cell_reads_back(text: str) -> None:
    line = tables.line([text, "next"])
    ((first, second),) = csv.reader(io.StringIO(line, newline=""))
    assert first.removeprefix("'") == text.removeprefix("'")
    assert second == "next"


def cells_of(text: str) -> list[str]:
    """The cells of the last row of a Markdown table, as a reader of Markdown shows them."""
    shown_page = markdown.markdown(text, extensions=["tables"])
    assert "<script" not in shown_page
    rows = re.findall(r"<tr>(.*?)</tr>", shown_page, re.S)
    shown = re.findall(r"<td>(.*?)</td>", rows[-1], re.S)
    return [html.unescape(re.sub(r"</?(?:strong|a)[^>]*>", "", cell)) for cell in shown]


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_shows_a_name_as_it_is_written(catalog: Catalog, name: str) -> None:
    cells = cells_of(FORMATS["markdown"].text(renamed(catalog, name)))
    assert cells[0] == name
    assert len(cells) == len(markdown_table._HEADINGS)


@pytest.mark.parametrize("name", HOSTILE)
def test_latex_rows_have_as_many_cells_as_headings(catalog: Catalog, name: str) -> None:
    row = FORMATS["latex"].joined(Views(catalog)).fragment(catalog.models["toy-ct"].model_copy(update={"name": name}))
    plain = row.replace(r"\\", "").replace(r"\&", "")
    assert plain.count("&") == len(markdown_table._HEADINGS) - 2
    assert len(re.findall(r"(?<!\\)\{", row)) == len(re.findall(r"(?<!\\)\}", row))
    assert not re.search(r"(?<!\\)[%#]", row)


def reference(**fields: str) -> Reference:
    needed = {"author": "Muster, Ada", "title": "A title", "journal": "A journal", "year": "2024"}
    return reference_from("article", "muster2024a", {**needed, **fields})


def test_a_retraction_is_told_in_every_reference_format() -> None:
    retracted = reference(**{"x-status": "retracted", "note": "See the notice"})
    catalog = Catalog(references={retracted.key: retracted})
    for style, made in FORMATS.items():
        if made.of == "references":
            assert "Retracted; See the notice" in made.text(catalog), style


def test_a_published_work_does_not_take_the_doi_of_its_preprint() -> None:
    arxiv = {"eprint": "2401.01234v2", "archiveprefix": "arXiv"}
    assert reference(**arxiv, journal="arXiv preprint").exported_doi == "10.48550/arXiv.2401.01234"
    assert reference(**arxiv).exported_doi is None
    assert reference(**arxiv, doi="10.1000/x").exported_doi == "10.1000/x"


@pytest.mark.parametrize(
    ("month", "number"), [("3", 3), ("03", 3), ("March", 3), ("sep", 9), ("December", 12), ("13", None)]
)
def test_months_are_numbers_where_they_are_months(month: str, number: int | None) -> None:
    dated = reference(month=month)
    assert dated.month_number == number
    assert csl.item(dated)["issued"] == {"date-parts": [[2024, number] if number else [2024]]}


@pytest.mark.parametrize(
    ("field", "pasted", "kept"),
    [("title", "A -- B --- C", "A – B — C"), ("title", "The ``big'' one", "The “big” one"), ("note", "pages 3--4", "pages 3–4"),
     ("pages", "1--9", "1--9"), ("pages", "1 – 9", "1--9"), ("pages", "1---9", "1--9"), ("pages", "e12-e13", "e12-e13"),
     ("title", "<!-- x -->", "<!-- x -->"), ("title", "3'' of '' it", "3'' of '' it")],
)  # fmt: skip
def test_dashes_and_quotation_marks_of_a_paste_become_characters(field: str, pasted: str, kept: str) -> None:
    assert getattr(reference(**{field: pasted}), field) == kept


def test_braces_around_a_part_of_a_name_are_no_part_of_it() -> None:
    for author in ("{Meira Jr.}, Wagner", "{Meira Jr.}, {Wagner}"):
        (person,) = reference(author=author).author
        assert (person.family, person.given, str(person)) == ("Meira Jr.", "Wagner", "Meira Jr., Wagner")
    (group,) = reference(author="{{{Toy Consortium}}}").author
    assert (group.family, group.group, str(group)) == ("Toy Consortium", True, "{Toy Consortium}")


def test_csl_protects_capitals_once() -> None:
    assert csl.item(reference(title="{{CT}-CLIP} for {MRI} and more"))["title"] == (
        '<span class="nocase">CT-CLIP</span> for <span class="nocase">MRI</span> and more'
    )


@given(TEXT.filter(lambda text: not re.search(r"[{}\\$^~]", text)))
def test_ris_keeps_one_tag_to_a_line(title: str) -> None:
    lines = ris.render_one(reference(title=title)).split("\r\n")
    assert f"TI  - {title}" in lines
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])


def test_pdflatex_gets_commands_for_what_it_cannot_set_and_letters_for_the_rest() -> None:
    assert for_pdflatex("TNF-α ≥ 5 % H₂O Phạm Müller Łódź") == (
        r"TNF-{$\alpha$} {$\geq$} 5 \% H{\textsubscript{2}}O Ph{\d{a}}m Müller Łódź"
    )
    assert for_pdflatex("Nguyễn 王") == "Nguyễn 王"


SELECTIONS: list[tuple[str, Callable[[Catalog], Catalog]]] = [
    ("one", lambda catalog: select(catalog, "id:medsam")),
    ("some", lambda catalog: select(catalog, "modality:graph")),
    ("all", lambda catalog: catalog.selection(catalog.models)),
    ("none", lambda catalog: catalog.selection(())),
]


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize(("name", "chosen"), SELECTIONS, ids=[name for name, _ in SELECTIONS])
def test_fragments_of_the_whole_make_every_selection(
    real: Reading, style: str, name: str, chosen: Callable[[Catalog], Catalog]
) -> None:
    whole, made = real.catalog.published, FORMATS[style]
    selection = chosen(whole)
    assert bool(selection.models) == (name != "none")
    parts = made.joined(Views(whole))
    fragments = [parts.fragment(whole.entries(made.of)[key]) for key in selection.entries(made.of)]
    assert made.text(selection) == parts.head + parts.separator.join(fragments) + parts.tail


def test_the_latex_archive_holds_what_is_cited_and_no_more(real: Reading) -> None:
    selection = select(real.catalog.published, "modality:graph")
    with zipfile.ZipFile(io.BytesIO(FORMATS["latex"].render(selection))) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    assert list(files) == ["main.tex", "models.tex", "references.bib"]
    cited = {key for found in re.findall(r"\\cite\{([^}]*)\}", files["models.tex"]) for key in found.split(",")}
    assert cited == set(re.findall(r"^@\w+\{([^,]+),", files["references.bib"], re.M)) == set(selection.references)


def test_equal_texts_make_an_equal_archive() -> None:
    made = latex.archive({"a.tex": "ä", "b.bib": "b"})
    assert made == latex.archive({"a.tex": "ä", "b.bib": "b"})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}


@pytest.mark.parametrize("style", FORMATS)
def test_bytes_depend_on_the_catalog_alone(style: str) -> None:
    command = [*COMMAND, "export", style, "--catalog", str(TINY)]
    outputs = set()
    for seed, locale, zone in (("1", "C", "UTC"), ("2", "C.UTF-8", "Asia/Tokyo")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert len(outputs.pop()) > 100


def test_json_item_names_the_study_behind_the_stage(catalog: Catalog) -> None:
    item = models_json.item(Views(catalog), catalog.models["toy-ct"])
    assert item["evidence"] == {"stage": "external-validation", "study": "toy-outside"}
