"""The log of candidates: read strictly, held against the catalog, counted without loss, and published as counts alone."""

from __future__ import annotations

import datetime
import json
import re
import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from medlm_atlas import checks
from medlm_atlas.addresses import Addresses
from medlm_atlas.checks import screening as rule
from medlm_atlas.cli import main
from medlm_atlas.errors import Problem
from medlm_atlas.exports import FORMATS
from medlm_atlas.loading import Reading, read
from medlm_atlas.pages import method
from medlm_atlas.pages.page import Site
from medlm_atlas.plots import flow as flow_plot
from medlm_atlas.plots import svg
from medlm_atlas.schema.screening import REASONS, Candidate
from medlm_atlas.screening import COLUMNS, FILE, Log, in_step, read_log, written
from medlm_atlas.views.screening import Step, flow, queue
from tests.conftest import ROOT, TINY
from tests.test_plots import texts, titles

TODAY = datetime.date(2026, 11, 25)
HEAD = ",".join(COLUMNS)
SOUND = [
    "arxiv-2401.01234,Toy-CT,https://arxiv.org/abs/2401.01234 https://doi.org/10.1000/toy.2024_1 https://example.org/code,3,included,,toy-ct,2026-11-21,paper,",
    "arxiv-2402.00001,Other-CT,https://arxiv.org/abs/2402.00001,2,excluded,not-a-model,,2026-11-25,abstract,a review",
    "arxiv-2402.00002,Third-CT,https://arxiv.org/abs/2402.00002,2,waiting,not-yet-read,,,none,",
    "atlas-toy-base,Toy Base,,0,included,,toy-base,2026-11-20,repository,",
]
WAITING = SOUND[2]


def log_of(folder: Path, rows: list[str], head: str = HEAD) -> Log:
    """The log that stands beside the catalog of `folder` once these rows are written."""
    path = folder.parent / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{row}\n" for row in (head, *rows)), encoding="utf-8")
    log = read_log(folder)
    assert log is not None
    return log


def candidate(**values: object) -> Candidate:
    base: dict[str, object] = {"id": "row", "found_in": 1, "decision": "waiting", "reason": "not-yet-read"}
    return Candidate.model_validate(base | values)


def told(folder: Path) -> list[Problem]:
    return list(rule.check(read(folder)))


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, words)))


@pytest.fixture(scope="module")
def log(real: Reading) -> Log:
    """The log of this repository."""
    found = read_log(real.folder)
    assert found is not None
    return found


# reading


def test_a_sound_log_is_read_and_written_as_it_is(broken: Path) -> None:
    log = log_of(broken, SOUND)
    assert log.problems == ()
    assert [row.id for row in log.candidates] == [row.split(",")[0] for row in SOUND]
    assert written(log.candidates) == log.path.read_text(encoding="utf-8")
    assert checks.run(read(broken)) == ()


# what stands in the waiting row, what takes its place, what is said, and in which column of the row
FAULTS = [
    ("Third-CT", "=Third()", "begins like a formula", "name"),
    ("Third-CT", "@Third", "begins like a formula", "name"),
    ("Third-CT", " Third-CT", "begins or ends with a space", "name"),
    ("https://arxiv.org/abs/2402.00002", "http://arxiv.org/abs/2402.00002", "not an https", "identifiers"),
    ("https://arxiv.org/abs/2402.00002", "javascript:alert(1)", "not an https", "identifiers"),
    ("https://arxiv.org/abs/2402.00002", "https://arxiv.org/abs/2402.00002v2", "not the plain form", "identifiers"),
    ("https://arxiv.org/abs/2402.00002", "https://arxiv.org/pdf/2402.00002", "not the plain form", "identifiers"),
    ("https://arxiv.org/abs/2402.00002", "https://doi.org/10.1000/Toy", "not the plain form", "identifiers"),
    ("https://arxiv.org/abs/2402.00002", "https://example.org/code.git", "ends in a slash or .git", "identifiers"),
    ("https://arxiv.org/abs/2402.00002", "https://example.org/a https://example.org/A", "an identifier twice", ""),
    (",2,", ",many,", "valid integer", "found_in"),
    (",waiting,", ",wating,", "'wating' is not one of the values", "decision"),
    ("not-yet-read", "not-yet-red", "'not-yet-red' is not one of the values", "reason"),
    ("not-yet-read", "not-medical", "for waiting it is one of", ""),
    ("not-yet-read", "", "has the reason none", ""),
    ("not-yet-read,,,none", "not-yet-read,toy-ct,,none", "names a record if, and only if", ""),
    ("not-yet-read,,,none", "not-yet-read,,2026-11-25,none", "unless it is not yet read", ""),
    ("not-yet-read,,,none", "not-yet-read,,,README", "says in `read` what was opened", ""),
    ("waiting,not-yet-read,,,none", "excluded,not-medical,,2026-11-25,none", "says in `read` what was opened", ""),
    ("waiting,not-yet-read,,,none", "included,,,2026-11-25,paper", "names a record if, and only if", ""),
    ("waiting,not-yet-read,,,none", "duplicate,,toy-ct,2026-11-25,none", "has the reason none", ""),
    ("waiting,not-yet-read,,,none", "excluded,not-medical,,yesterday,README", "is not a day", "decided_on"),
    ("arxiv-2402.00002,", "Arxiv 2402,", "is not an id", "id"),
    (",none,", ",none", "has 9 cells, not 10", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said", "column"), FAULTS, ids=[f"{new[:30]}:{said}" for _, new, said, _ in FAULTS]
)
def test_a_fault_is_told_at_its_cell(broken: Path, old: str, new: str, said: str, column: str) -> None:
    assert old in WAITING
    row = WAITING.replace(old, new, 1)
    (problem,) = log_of(broken, [*SOUND[:2], row, SOUND[3]]).problems
    assert said in problem.what
    assert (problem.line, problem.field) == (4, column)
    if column:
        assert row[problem.column - 1 :].startswith(row.split(",")[COLUMNS.index(column)])
    assert told(broken) == [problem]


def test_all_faults_of_all_rows_are_told_at_once(broken: Path) -> None:
    rows = [SOUND[0], SOUND[1].replace("not-a-model", "no-model"), WAITING.replace("Third-CT", "+Third"), SOUND[3]]
    assert [(problem.line, problem.field) for problem in log_of(broken, rows).problems] == [(3, "reason"), (4, "name")]


def test_a_formula_is_told_beside_what_else_is_wrong_with_its_cell(broken: Path) -> None:
    problems = log_of(broken, [WAITING.replace(",2,", ",-2,")]).problems
    assert [problem.field for problem in problems] == ["found_in", "found_in"]
    assert ["formula" in problem.what for problem in problems] == [False, True]


def test_of_very_many_faults_the_first_hundred_are_told(broken: Path) -> None:
    rows = [f"arxiv-2402.{number:05},=x,,1,waiting,not-yet-read,,,none," for number in range(200)]
    assert [problem.line for problem in log_of(broken, rows).problems] == list(range(2, 102))


def test_a_misspelt_reason_names_the_nearest(broken: Path) -> None:
    (problem,) = log_of(broken, [SOUND[1].replace("not-a-model", "not-a-modle")]).problems
    assert "Did you mean 'not-a-model'?" in problem.tip


@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        (SOUND[::-1], HEAD, "not in canonical form"),
        (SOUND, HEAD.replace("found_in", "n_lists"), "the first line is not id,name"),
        ([*SOUND, '"open'], HEAD, "is no CSV"),
    ],
)
def test_a_file_of_another_form_is_refused(broken: Path, rows: list[str], head: str, said: str) -> None:
    (problem,) = log_of(broken, rows, head).problems
    assert said in problem.what
    assert problem.tip


@pytest.mark.parametrize(
    ("data", "said"), [(b"\xff\xfe", "is UTF-16"), (b"id\xe9\n", "is not UTF-8"), (b"id\x00\n", "holds U+0000")]
)
def test_bytes_that_are_no_text_are_refused(broken: Path, data: bytes, said: str) -> None:
    log_of(broken, SOUND)
    (broken.parent / FILE).write_bytes(data)
    (problem,) = told(broken)
    assert said in problem.what


def test_a_log_that_cannot_be_opened_is_told(broken: Path) -> None:
    (broken.parent / FILE).mkdir(parents=True)
    (problem,) = told(broken)
    assert "cannot be read" in problem.what


# against the catalog


def test_a_catalog_without_a_log_is_sound(broken: Path) -> None:
    assert read_log(broken) is None
    assert told(broken) == []


@pytest.mark.parametrize(
    ("row", "place", "column", "said", "tip"),
    [
        (SOUND[0].replace(",toy-ct,", ",toy-tc,"), 2, "record", "no published model", "Did you mean 'toy-ct'?"),
        (SOUND[0].replace(",toy-ct,", ",toy-draft,"), 2, "record", "no published model", "Did you mean"),
        (SOUND[0].replace("2401.01234 ", "2402.00001 "), 3, "identifiers", "stands in line 2 too", "Merge"),
        (SOUND[0].replace("https://example.org/code", "https://EXAMPLE.org/x").replace(",toy-ct,", ",toy-base,"), 5, "record", "stands in line 2 too", "Merge"),
    ],
)  # fmt: skip
def test_a_row_that_contradicts_the_catalog_or_another_is_told(  # noqa: PLR0917
    broken: Path, row: str, place: int, column: str, said: str, tip: str
) -> None:
    assert log_of(broken, [row, *SOUND[1:]]).problems == ()
    problem = next(problem for problem in told(broken) if problem.path.name == "screening.csv")
    assert (problem.line, problem.field) == (place, column)
    assert said in problem.what
    assert tip in problem.tip


def test_a_model_that_cannot_be_read_is_no_fault_of_its_row(broken: Path) -> None:
    assert log_of(broken, SOUND).problems == ()
    record = broken / "models" / "toy-ct.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("scope: medical", "scope: medicl"), encoding="utf-8")
    assert "toy-ct" not in read(broken).catalog.models
    assert told(broken) == []


def test_two_rows_of_one_id_are_told(broken: Path) -> None:
    again = WAITING.replace("2402.00002,2", "2402.00003,2")
    log_of(broken, [*SOUND[:3], again, SOUND[3]])
    (problem,) = told(broken)
    assert (problem.line, problem.field) == (5, "id")


def test_a_published_model_without_a_row_is_told_at_its_record(broken: Path) -> None:
    log_of(broken, SOUND[1:])
    (problem,) = told(broken)
    assert problem.path == broken / "models" / "toy-ct.yaml"
    assert "medlm-atlas screening --update" in problem.tip


# in step


def test_a_model_takes_the_row_of_its_paper(tiny: Reading) -> None:
    rows = [
        candidate(id="near", name="Toy-CT", identifiers=("https://example.org/code",), found_in=9),
        candidate(id="paper", name="TOYCT", identifiers=("https://arxiv.org/abs/2401.01234",), found_in=2),
    ]
    found = in_step(rows, tiny.catalog, TODAY)
    assert {(row.id, row.decision, row.record) for row in found} == {
        ("paper", "included", "toy-ct"), ("near", "duplicate", "toy-ct"), ("atlas-toy-base", "included", "toy-base"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "identifiers", "same"),
    [
        ("Anything", ("https://doi.org/10.1000/toy.2024_1",), True),
        ("toy-ct", ("https://example.org/code",), True),
        ("TCT", ("https://example.org/small",), True),
        ("Anything", ("https://example.org/code",), False),
        ("Toy-CT", ("https://example.org/elsewhere",), False),
        ("Toy-CT", (), False),
        (None, ("https://example.org/code",), False),
    ],
    ids=["paper", "repository and name", "weights and alias", "repository alone", "name alone", "nothing but a name", "no name"],
)  # fmt: skip
def test_what_makes_a_candidate_a_model(
    tiny: Reading, name: str | None, identifiers: tuple[str, ...], same: bool
) -> None:
    row = (
        candidate(identifiers=identifiers, found_in=4)
        if name is None
        else candidate(name=name, identifiers=identifiers, found_in=4)
    )
    (found,) = [each for each in in_step([row], tiny.catalog, TODAY) if each.id == "row"]
    assert (found.decision == "included") == same
    assert found.found_in == 4


def test_a_paper_that_only_evaluates_is_another_work(broken: Path) -> None:
    path = broken / "models" / "toy-ct.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("role: introduces}", "role: evaluates}", 1), encoding="utf-8")
    row = candidate(identifiers=("https://arxiv.org/abs/2401.01234",))
    assert row in in_step([row], read(broken).catalog, TODAY)


def test_what_waits_and_is_an_entry_becomes_its_duplicate(tiny: Reading) -> None:
    rows = in_step([], tiny.catalog, TODAY)
    doubled = candidate(id="again", name="Toy-CT", identifiers=("https://example.org/small",), found_in=2)
    (found,) = [row for row in in_step([*rows, doubled], tiny.catalog, TODAY) if row.id == "again"]
    assert (found.decision, found.reason, found.record, found.decided_on) == (
        "duplicate", "duplicate-of", "toy-ct", TODAY,
    )  # fmt: skip


def test_included_rows_tell_what_their_records_tell(tiny: Reading) -> None:
    rows = {row.record: row for row in in_step([], tiny.catalog, TODAY)}
    assert rows.keys() == {"toy-ct", "toy-base"}
    assert rows["toy-ct"].decided_on == tiny.catalog.models["toy-ct"].added
    assert rows["toy-ct"].read == "paper"
    assert rows["toy-ct"].identifiers == (
        "https://arxiv.org/abs/2401.01234", "https://doi.org/10.1000/toy.2024_1", "https://example.org/code",
    )  # fmt: skip


def test_a_renamed_record_is_followed_and_a_decision_of_people_is_kept(tiny: Reading) -> None:
    rows = [
        candidate(id="old", decision="included", reason=None, record="toy-ct-old", decided_on=TODAY, read="paper"),
        candidate(id="gone", decision="included", reason=None, record="toy-gone", decided_on=TODAY, read="paper"),
        candidate(id="out", decision="excluded", reason="not-medical", decided_on=TODAY, read="README"),
    ]
    found = {row.id: row for row in in_step(rows, tiny.catalog, TODAY)}
    assert found["old"].record == "toy-ct"
    assert (found["gone"], found["out"]) == (rows[1], rows[2])


def test_being_in_step_twice_changes_nothing(real: Reading, log: Log) -> None:
    once = in_step(log.candidates, real.catalog, TODAY)
    assert written(in_step(once, real.catalog, datetime.date(2027, 1, 1))) == written(once)


# counts


def left(step: Step) -> int:
    return step.count - sum(each.count for each in step.exits)


def sums_up(steps: tuple[Step, ...]) -> bool:
    """Whether what leaves each step and what reaches the next are all of it; parts are all of their whole."""
    entries, considered, *_ = steps
    parted = [each for step in steps for each in (step, *step.exits) if each.parts]
    return (
        left(entries) + dict(considered.parts)["found otherwise"] == considered.count
        and all(left(one) == other.count for one, other in pairwise(steps[1:]))
        and all(sum(number for _, number in each.parts) == each.count for each in parted)
    )


OTHERS = [(decision, reason) for decision, reasons in REASONS.items() for reason in reasons]


def test_no_work_is_lost_or_counted_twice(tiny: Reading) -> None:
    catalog = tiny.catalog.published
    numbers = st.integers(0, 40)

    @given(
        st.lists(st.tuples(numbers, st.sampled_from(OTHERS)), max_size=30),
        st.dictionaries(st.sampled_from(list(catalog.models)), numbers),
    )
    def holds(others: list[tuple[int, tuple[str, str]]], included: dict[str, int]) -> None:
        drawn = [
            *({"found_in": found, "decision": decision, "reason": reason, "record": None} for found, (decision, reason) in others),
            *({"found_in": found, "decision": "included", "reason": None, "record": model} for model, found in included.items()),
        ]  # fmt: skip
        rows = [Candidate.model_construct(id=f"row-{number}", **values) for number, values in enumerate(drawn)]  # type: ignore[arg-type]
        steps = flow(rows, catalog)
        assert sums_up(steps)
        assert steps[-1].count == len(included)
        assert len(queue(rows)) == sum(decision == "waiting" for _, (decision, _) in others)

    holds()


def test_the_log_of_this_repository_is_whole(real: Reading, log: Log) -> None:
    assert log.problems == ()
    assert list(rule.check(real)) == []
    steps = flow(log.candidates, real.catalog.published)
    assert sums_up(steps)
    assert steps[-1].count == len(real.catalog.published.models)
    names = queue(log.candidates)
    assert [row.found_in for row in names] == sorted((row.found_in for row in names), reverse=True)


def test_decisions_of_this_repository_rest_on_what_was_opened(log: Log) -> None:
    for row in log.candidates:
        if row.decision == "excluded" or row.reason in ("meets-the-rule", "needs-the-paper"):
            assert row.read != "none", row.id
            assert row.decided_on, row.id


def test_the_readme_of_the_log_explains_every_column_and_reason() -> None:
    text = (ROOT / "curation" / "README.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`([a-z_-]+)`", text))
    assert {*COLUMNS, *REASONS, *(reason for reasons in REASONS.values() for reason in reasons)} <= explained


@pytest.mark.parametrize("width", [svg.WIDE, svg.NARROW])
def test_the_flow_draws_the_counts_of_its_table(real: Reading, log: Log, width: int) -> None:
    steps = flow(log.candidates, real.catalog.published)
    plot = flow_plot(steps)
    drawing = plot.draw(width)
    boxes = [title.rsplit(": ", 1) for title in titles(drawing) if ": " in title]
    numbers = {(label, int(number.replace(",", ""))) for label, number in boxes}
    assert numbers == {(label, number) for label, number, _ in plot.rows}
    parts = [f"{number:,}" for step in steps for each in (step, *step.exits) for _, number in each.parts]
    assert not Counter(parts) - Counter(texts(drawing))
    assert [each.get("href") for each in drawing.iter("a")] == ["models/"]
    view = [float(part) for part in (drawing.get("viewBox") or "").split()]
    for box in drawing.iter("rect"):
        x, y, wide, high = (float(box.get(name, "0")) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + wide <= view[2]
        assert 0 <= y <= y + high <= view[3]
    assert "class=" not in svg.alone(drawing, plot.title, "every class has its colour in the light palette")


# what is published


def html_of(reading: Reading, candidates: tuple[Candidate, ...] | None) -> str:
    catalog = reading.catalog.published
    site = Site(catalog, Addresses(catalog, ("about/methods/", "about/inclusion/")), "0", TODAY, screening=candidates)
    (page,) = [page for page in method.pages(site) if page.address == "about/screening/"]
    return page.make()[0]


def test_the_page_stands_with_and_without_the_log(tiny: Reading, broken: Path) -> None:
    with_log = html_of(tiny, log_of(broken, SOUND).candidates)
    assert "Of 4 works considered, the sources of 3 were opened and 2 have an entry." in with_log
    assert with_log.count("<svg") == 2
    without = html_of(tiny, None)
    assert "made without it" in without
    assert "<svg" not in without
    assert html_of(tiny, ()).count("<svg") == 2


def test_only_counts_are_published(site: Path, log: Log, real: Reading) -> None:
    page = (site / "about" / "screening" / "index.html").read_text(encoding="utf-8")
    waiting = [row for row in log.candidates if row.decision in ("waiting", "excluded")]
    assert f"{sum(row.reason == 'not-yet-read' for row in waiting):,}" in page
    assert [
        path
        for path in site.rglob("*")
        if path.stem == "screening" or (path.suffix == ".csv" and "maps" not in path.parts)
    ] == [site / "about" / "screening"]
    own = {row.id for row in waiting}
    published = [page, *(path.read_text(encoding="utf-8") for path in site.glob("assets/**/*.json"))]
    published += [str(made.render(real.catalog.published)) for made in FORMATS.values() if made.ending != "zip"]
    assert len(published) > 10
    for text in published:
        assert not own & set(re.findall(r"[a-z0-9]+(?:[-.][a-z0-9]+)+", text))


# the command line


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the toy catalog and a log, in which commands run."""
    shutil.copytree(TINY, tmp_path / "catalog")
    log_of(tmp_path / "catalog", SOUND)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_update_writes_the_rows_that_are_missing(checkout: Path) -> None:
    log_of(checkout / "catalog", [WAITING, SOUND[1]])
    done = run("screening", "--update")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "2 rows new or changed in curation/screening.csv\n"
    assert run("check").exit_code == 0
    assert run("screening", "--update").stderr == "0 rows new or changed in curation/screening.csv\n"


@pytest.mark.parametrize("fault", ["row", "record"])
def test_update_writes_nothing_on_top_of_a_fault(checkout: Path, fault: str) -> None:
    if fault == "row":
        log_of(checkout / "catalog", [SOUND[0].replace("included", "includd"), *SOUND[1:]])
    else:
        path = checkout / "catalog" / "models" / "toy-ct.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("kind: model", "kind: modle", 1), encoding="utf-8")
    before = (checkout / FILE).read_bytes()
    done = run("screening", "--update")
    assert done.exit_code == 1
    assert "Did you mean" in done.stderr
    assert (checkout / FILE).read_bytes() == before


def test_update_never_writes_beside_the_shipped_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("screening", "--update")
    assert done.exit_code == 2
    assert "no folder ./catalog" in done.stderr


def test_the_queue_is_printed_from_the_most_named_on(checkout: Path) -> None:
    fourth = "arxiv-2402.00003,Fourth-CT,https://arxiv.org/abs/2402.00003,7,waiting,meets-the-rule,,2026-11-25,README,"
    log_of(checkout / "catalog", [*SOUND[:3], fourth, SOUND[3]])
    printed = run("screening").stdout.splitlines()
    assert [line.split()[:3] for line in printed] == [
        ["7", "meets-the-rule", "Fourth-CT"], ["2", "not-yet-read", "Third-CT"],
    ]  # fmt: skip
    assert run("screening", "-n", "1").stdout.splitlines() == printed[:1]


@pytest.mark.usefixtures("checkout")
def test_the_counts_are_printed_for_people_and_as_json() -> None:
    steps = json.loads(run("stats", "--screening", "--json").stdout)
    assert [(step["label"], step["count"]) for step in steps] == [
        ("Entries in public lists", 7), ("Works considered", 4), ("Screened", 3), ("Read", 3), ("Included", 2),
    ]  # fmt: skip
    lines = run("stats", "--screening").stdout.splitlines()
    assert [line.split() for line in lines if line.startswith("Included")] == [["Included", "2"]]
    assert "      medical models: 1" in lines


@pytest.mark.parametrize("words", [("screening",), ("stats", "--screening"), ("screening", "--update")])
def test_without_a_log_a_command_says_so(broken: Path, words: tuple[str, ...]) -> None:
    done = run(*words, "--catalog", broken)
    assert done.exit_code == 1
    assert "there is no" in done.stderr
