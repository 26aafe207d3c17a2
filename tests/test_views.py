"""Groupings: pages of long lists, agreement of readers, coverage, related models."""

from __future__ import annotations

import datetime
import unicodedata
from decimal import Decimal

import pytest

from medlm_atlas.catalog import Catalog
from medlm_atlas.loading import Reading
from medlm_atlas.pages.words import place
from medlm_atlas.rereading import Answer, Sitting, answers_of, filled, form, questions
from medlm_atlas.schema.parts import Review
from medlm_atlas.schema.rereading import Reread, Rereading
from medlm_atlas.views import Views
from medlm_atlas.views.agreement import agreements, differences, field_name, read_again, second_readings, totals
from medlm_atlas.views.citing import Citing
from medlm_atlas.views.coverage import ALL, coverage
from medlm_atlas.views.intervals import wilson
from medlm_atlas.views.paging import addresses, cut, cut_groups
from medlm_atlas.views.words import short_number


def test_a_list_is_cut_without_loss() -> None:
    items: list[int] = list(range(25))
    assert [list(part) for part in cut(items, 10)] == [items[:10], items[10:20], items[20:]]
    assert [list(part) for part in cut(items[:0], 10)] == [[]]


def test_groups_stay_together_where_they_fit() -> None:
    groups = [("a", range(4)), ("b", range(5)), ("c", range(12)), ("d", range(1))]
    pages = cut_groups([(name, list(items)) for name, items in groups], 10)
    assert [[name for name, _ in page] for page in pages] == [["a", "b"], ["c"], ["c", "d"]]
    assert sum(len(items) for page in pages for _, items in page) == 22


def test_further_pages_stand_below_the_first() -> None:
    assert addresses("terms/x/", 3) == ("terms/x/", "terms/x/2/", "terms/x/3/")
    assert addresses("terms/x/", 1) == ("terms/x/",)


@pytest.mark.parametrize(
    ("first", "second", "same", "agrees"),
    [
        ("MIT", "MIT", None, True), ("MIT", "mit", None, True), ("7,000", "7000", None, True),
        ("MIT", "Apache-2.0", None, False), ("2024-03", "March 2024", True, True), ("open", "open", False, False),
        ("7000000000.0", "7,000,000,000", None, True), ("yale; mit", "MIT; Yale", None, True), ("nan", "nan", None, True),
        ("yale; mit", "yale", None, False),
    ],
)  # fmt: skip
def test_two_readings_agree_by_text_or_by_judgement(first: str, second: str, same: bool | None, agrees: bool) -> None:
    assert Reread(field="x", first=first, second=second, same=same).agrees is agrees


def test_the_order_of_a_list_counts_for_the_primary_modality_alone() -> None:
    assert not Reread(field="modalities", first="ct-volume; mr-volume", second="mr-volume; ct-volume").agrees
    assert Reread(
        field="modalities", first="vision; ct-volume; mr-volume", second="vision; mr-volume; ct-volume"
    ).agrees
    assert Reread(field="applications", first="prognosis; segmentation", second="segmentation; prognosis").agrees


def test_agreement_counts_what_could_be_read(tiny: Reading) -> None:
    lines = {line.field: (line.agreed, line.held, line.read) for line in agreements(tiny.catalog)}
    assert lines == {"licences.code": (1, 1, 1), "released": (1, 1, 1), "access.code": (0, 1, 1)}
    assert [(line.round, line.agreed, line.held, line.read) for line in totals(tiny.catalog)] == [(1, 2, 3, 3)]
    assert list(differences(tiny.catalog)) == [1]
    ((field, ((rereading, value),)),) = differences(tiny.catalog)[1]
    assert (field, rereading.record, value.second) == ("access.code", "toy-ct", "inference")


def test_a_record_tells_what_came_of_its_second_readings() -> None:
    values = (
        Reread(field="status", first="active", second="active"),
        Reread(field="released", first="2023", second="2024", outcome="second-stands"),
        Reread(field="variants.a.parameters", first="1", second="2", outcome="open"),
        Reread(field="variants.b.parameters", first="1", second="3", outcome="open"),
        Reread(field="organisations", first="a", second="not-found"),
    )
    day = datetime.date(2026, 11, 25)
    readings = [
        Rereading(id=f"{number}", kind="models", record="a", by="b", on=day, round=number, values=values)
        for number in (1, 2)
    ]
    found = second_readings(Catalog(rereadings={each.id: each for each in readings}))
    assert list(found) == [("models", "a")]
    newest, oldest = found["models", "a"]
    assert (newest.round, oldest.round) == (2, 1)
    assert (newest.read, newest.agreed) == (4, 1)
    assert (newest.settled, newest.open) == (("released",), ("variants.parameters",))


def test_agreement_of_the_same_sources_leaves_out_what_was_found_elsewhere() -> None:
    values = [
        Reread(field="status", first="active", second="active", source="code"),
        Reread(field="status", first="active", second="archived", source="code; ma2024segment"),
        Reread(field="status", first="not-reported", second="active", source="code; https://example.org/card"),
        Reread(field="status", first="active", second="active"),
    ]
    assert [value.beyond for value in values] == [False, False, True, False]
    readings = Rereading(
        id="models-a-round-7",
        kind="models",
        record="a",
        by="b",
        on=datetime.date(2026, 11, 25),
        round=7,
        values=tuple(values),
    )
    (line,) = agreements(Catalog(rereadings={readings.id: readings}))
    assert (line.read, line.agreed, line.same, line.same_agreed) == (4, 2, 2, 1)
    assert (line.share, line.same_share, line.enough) == (0.5, 0.5, False)
    assert line.interval == wilson(0.5, 4)


def test_fields_read_again_are_counted_once_a_model(tiny: Reading) -> None:
    model = next(each for each in tiny.catalog.published.models.values() if each.scope == "medical")
    review = Review(by="a", on=datetime.date(2026, 11, 25), how="read-card", fields=("released", "status"))
    twice = model.model_copy(update={"review": (*model.review, review, review)})
    once = model.model_copy(update={"id": "b", "review": (review.model_copy(update={"fields": ("status",)}),)})
    never, general = model.model_copy(update={"id": "c"}), twice.model_copy(update={"id": "d", "scope": "general"})
    values = (
        Reread(field="status", first="active", second="active"),
        Reread(field="variants.big.parameters", first="7", second="8"),
        Reread(field="organisations", first="a", second="not-found"),
    )
    blind = Rereading(id="x", kind="models", record="c", by="b", on=datetime.date(2026, 11, 25), values=values)
    catalog = Catalog(
        models={each.id: each for each in (twice, once, never, general)}, rereadings={"x": blind, "y": blind}
    )
    lines = {line.field: (line.blind, line.again, line.once) for line in read_again(catalog)}
    assert lines == {"released": (0, 1, 2), "variants.parameters": (1, 0, 2), "status": (1, 2, 0)}


def test_a_value_read_twice_tells_its_variant() -> None:
    parts = [
        Reread(field=field, first="1", second="1").part
        for field in ("variants.llama-3.1-8b.parameters", "status", "access.code")
    ]
    assert parts == ["llama-3.1-8b", "", ""]


def test_field_names_leave_positions_out() -> None:
    assert field_name("rows.12.value") == "rows.value"
    assert field_name("variants.llama-3.1-8b.parameters") == "variants.parameters"
    assert field_name("licences.code") == "licences.code"


def test_a_form_asks_without_telling_and_comes_back_filled(tiny: Reading) -> None:
    model = tiny.catalog.models["toy-ct"]
    asked = {question.field: question.first for question in questions(model)}
    sources = {"code": "https://example.org/toy", "toy2024": ""}
    blank = form("models/toy-ct", model, sources)
    assert "# source: code https://example.org/toy\n# source: toy2024\n" in blank
    assert answers_of(blank) == {}
    assert all(line.endswith("|  | ") for line in blank.splitlines() if not line.startswith("#"))
    sitting = Sitting("somebody", datetime.date(2026, 11, 24), 3, sources)
    answers = answers_of("\n".join(f"{field} |  | {first} | code" for field, first in asked.items()))
    again = filled("models/toy-ct", model, answers, sitting)
    assert again.id == "models-toy-ct-round-3"
    assert all(value.agrees and value.source == "code" for value in again.values)
    with pytest.raises(ValueError, match="no question"):
        filled("models/toy-ct", model, {"colour": Answer("red")}, sitting)


def test_a_form_shows_every_address_of_a_work(real: Reading) -> None:
    references = real.catalog.references.values()
    twofold = next(each for each in references if each.doi and each.eprint and not each.venue.startswith("arXiv"))
    assert twofold.addresses[:2] == (f"https://doi.org/{twofold.doi}", f"https://arxiv.org/abs/{twofold.arxiv_id}")
    sources = Citing(real.catalog).sources(twofold)
    assert f"# source: {twofold.key} {' '.join(twofold.addresses)}\n" in form("references/x", twofold, sources)


@pytest.mark.parametrize(
    ("line", "answer", "source"),
    [("status |  | active", "active", None),
     ("status |  | active | ", "active", None),
     ("status |  | active |", "active", None),
     ("status |  | active | toy2024;code", "active", "toy2024; code"),
     ("status |  | active | https://example.org/toy", "active", "code"),
     ("status |  | active | https://arxiv.org/abs/2401.00001", "active", "toy2024"),
     ("status |  | active | code; https://example.org/card", "active", "code; https://example.org/card"),
     ("status |  | MIT | with a rider | code", "MIT | with a rider", "code")],
)  # fmt: skip
def test_an_answer_comes_with_the_source_it_was_read_from(
    tiny: Reading, line: str, answer: str, source: str | None
) -> None:
    sources = {"code": "https://example.org/toy", "toy2024": "https://doi.org/10.1/1 https://arxiv.org/abs/2401.00001"}
    sitting = Sitting("somebody", datetime.date(2026, 11, 25), 7, sources)
    (value,) = filled("models/toy-ct", tiny.catalog.models["toy-ct"], answers_of(line), sitting).values
    assert (value.second, value.source) == (answer, source)


def test_coverage_keeps_the_four_cases_apart(tiny: Reading) -> None:
    lines = [line for line in coverage(tiny.catalog.published) if line.modality == ALL]
    medical = sum(model.scope == "medical" for model in tiny.catalog.published.models.values())
    assert {line.total for line in lines} == {medical}
    for line in lines:
        assert set(line.counts) <= {"value", "not-reported", "not-applicable", "absent"}


def test_related_models_share_terms_and_are_never_the_model_itself(real: Reading) -> None:
    catalog = real.catalog.published
    related = Views(catalog).related
    for model in list(catalog.models.values())[:40]:
        for other, shared in related.of(model):
            assert other.id != model.id
            assert len(shared) > 1


def test_unknown_settings_of_two_sources_are_not_ranked_together(real: Reading) -> None:
    catalog: Catalog = real.catalog.published
    views = Views(catalog)
    for benchmark in catalog.benchmarks:
        for board in views.measurements.leaderboards(benchmark):
            if any(each.row.setting.mode == "not-reported" for each in board.rows):
                assert len({each.result.id for each in board.rows}) == 1, benchmark


@pytest.mark.parametrize(
    ("right", "n", "low", "high"), [(8, 10, 0.4902, 0.9433), (0, 20, 0.0, 0.1611), (20, 20, 0.8389, 1.0)]
)
def test_an_interval_of_a_share_is_wilsons(right: int, n: int, low: float, high: float) -> None:
    assert list(wilson(right / n, n)) == pytest.approx([low, high], abs=1e-4)


def test_an_interval_is_the_sources_own_or_follows_from_the_number_of_items(tiny: Reading) -> None:
    numbers = Views(tiny.catalog.published).measurements.by_benchmark["toy-bench"]
    known = {
        str(each.row.value): each.interval and (each.interval.low, each.interval.high, each.interval.n)
        for each in numbers
    }
    assert known["0.581"] == (Decimal("0.55"), Decimal("0.61"), None)
    assert known["67.6"] == (Decimal("65.2"), Decimal("69.9"), 1564)
    # no whole number of 1,564 scans is 67.60 %
    assert known["67.60"] is None


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (999_999_999, "1 B"),
        (999_999, "999,999"),
        (86_600_000, "86.6 M"),
        (7_000_000_000, "7 B"),
        (999_400_000, "999.4 M"),
    ],
)
def test_a_large_count_is_short_and_never_a_thousand_of_its_unit(value: int, written: str) -> None:
    assert short_number(value) == written


def test_names_are_sorted_without_accents_and_particles(real: Reading) -> None:
    names = [reference.sort_name for reference in real.catalog.references.values()]
    assert all(unicodedata.combining(letter) == 0 for name in names for letter in unicodedata.normalize("NFKD", name))
    told = {reference.author[0].family: reference.sort_name for reference in real.catalog.references.values()}
    assert told["Özbey"] == "ozbey"


@pytest.mark.parametrize(
    ("family", "sorted_as"),
    [("Ørsted", "orsted"), ("Łuków", "lukow"), ("van der Waals", "waals"), ("Weiß", "weiss"), ("Æsir", "aesir")],
)
def test_a_letter_with_a_stroke_is_sorted_as_the_letter(real: Reading, family: str, sorted_as: str) -> None:
    reference = next(iter(real.catalog.references.values()))
    author = reference.author[0].model_copy(update={"family": family})
    assert reference.model_copy(update={"author": (author,)}).sort_name == sorted_as


@pytest.mark.parametrize(
    ("link", "shown"),
    [("https://huggingface.co/a/b", "huggingface.co/a/b"),
     ("https://huggingface.co/organisation/a-model-of-some-size-one", "huggingface.co/…/a-model-of-some-size-one"),
     ("https://github.com/organisation/repository/releases/", "github.com/…/releases"),
     ("https://a-very-long-host-name.example-organisation.org", "a-very-long-host-name.example-organisation.org")],
)  # fmt: skip
def test_a_long_address_keeps_what_tells_it_apart(link: str, shown: str) -> None:
    assert place(link) == shown
