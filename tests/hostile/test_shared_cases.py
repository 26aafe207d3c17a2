"""The shared collection of bad, hostile and odd inputs, put into our schema: each case meets its expected outcome."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from medlm_atlas import checks
from medlm_atlas.cli import main
from medlm_atlas.errors import Problem
from medlm_atlas.loading import read
from medlm_atlas.readers.bibtex import read_bibtex
from medlm_atlas.readers.text import decode
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.reference import Reference
from tests.hostile.planting import HERE, HOSTILE, Planted, plant_bib, plant_yaml

pytestmark = pytest.mark.skipif(not HOSTILE.is_dir(), reason="the collection of bad inputs is not beside this checkout")
# Faults of the file as a whole, which is taken as it stands.
AS_THEY_STAND = {"yaml-empty", "yaml-top-list", "yaml-html-file"}
# Rules that speak of the plain text around a case (six words are no summary; quotes are not the canonical form).
NOT_OF_THE_CASE = {"wording", "canonical"}
SETTLED = {row["case"]: row for row in csv.DictReader((HERE / "settled.csv").read_text(encoding="utf-8").splitlines())}


@dataclass(frozen=True)
class Case:
    """A line of the manifest."""

    file: str
    field: str
    expected: str
    line: int
    column: int

    @property
    def name(self) -> str:
        return Path(self.file).stem

    @property
    def data(self) -> bytes:
        return (HOSTILE / self.file).read_bytes()


def cases(kind: str, *expected: str) -> list[Case]:
    if not HOSTILE.is_dir():
        return []
    rows = csv.DictReader((HOSTILE / "manifest.csv").read_text(encoding="utf-8").splitlines())
    return [
        Case(row["file"], row["field"], row["expected"], int(row["line"] or 0), int(row["column"] or 0))
        for row in rows
        if row["kind"] == kind and _outcome(row) in expected
    ]


def _outcome(row: dict[str, str]) -> str:
    settled = SETTLED.get(Path(row["file"]).stem)
    return settled["what we do"] if settled else row["expected"]


def planted(case: Case, folder: Path) -> Planted:
    if case.file.endswith(".bib"):
        return plant_bib(case.data, folder)
    data = case.data
    if case.field == "id":
        first, _, rest = data.partition(b"\n")
        data = b"former_ids: [" + first.removeprefix(b"id: ") + b"]\n" + rest
    where = plant_yaml(data, folder)
    if case.name in AS_THEY_STAND:
        (folder / where.file).write_bytes(case.data)
    return where


def problems_of(where: Planted) -> list[Problem]:
    reading = read(where.folder)
    found = set(reading.problems)
    for rule in checks.RULES:
        if rule.NAME not in NOT_OF_THE_CASE:
            found.update(rule.check(reading))
    return sorted(found)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)


def stands_at(problem: Problem, case: Case, where: Planted) -> bool:
    """Whether a problem stands at the value of the case, at an item of it, or names the line."""
    if case.field == "id":
        return problem.field == "former_ids.0" and problem.column == len("former_ids: [") + 1
    line, column = where.at(case.line, case.column)
    if case.field == "links":
        return problem.line in range(line, line + 3)
    in_list = case.data.split(b"\n")[case.line - 1].partition(b": ")[2].startswith(b"[")
    if problem.line == line and (not case.column or problem.column == column + in_list):
        return True
    return f"line {line}" in problem.what


@pytest.mark.parametrize("case", cases("yaml", "rejected") + cases("bib", "rejected"), ids=lambda case: case.name)
def test_rejected_with_its_place_and_nothing_written(case: Case, tmp_path: Path) -> None:
    where = planted(case, tmp_path / "catalog")
    problems = [problem for problem in problems_of(where) if problem.path == where.folder / where.file]
    assert problems, "was read without a word"
    if case.line:
        assert any(stands_at(problem, case, where) for problem in problems), list(map(str, problems))
    told = run("check", "--catalog", where.folder, where.folder / where.file)
    assert told.exit_code == 1
    assert f"{where.file.name}:{problems[0].line}:{problems[0].column}: " in told.stdout
    assert told.stdout.replace("\n", "").isprintable()
    refused = run("export", "bibtex", "--catalog", where.folder, "-o", tmp_path / "out.bib")
    assert refused.exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["catalog"]


@pytest.mark.parametrize("case", cases("yaml", "accepted-safe", "escaped"), ids=lambda case: case.name)
def test_odd_text_of_a_record_is_kept_as_it_is(case: Case, tmp_path: Path) -> None:
    where = planted(case, tmp_path / "catalog")
    problems = problems_of(where)
    if case.expected == "escaped" and problems:
        assert any(stands_at(problem, case, where) for problem in problems), list(map(str, problems))
        return
    assert not problems, list(map(str, problems))
    assert run("format", "--catalog", where.folder).exit_code == 0
    stored = (where.folder / where.file).read_bytes()
    assert run("format", "--check", "--catalog", where.folder).exit_code == 0
    assert (where.folder / where.file).read_bytes() == stored
    assert value_kept(case, read(where.folder).catalog.models["good-model"]) == value_written(case)


def value_written(case: Case) -> object:
    written: object = yaml.safe_load(case.data.decode("utf-8-sig"))
    for step in case.field.split(".") if not case.field.startswith("(") else ("name",):
        written = written[step]  # type: ignore[index]
    return written


def value_kept(case: Case, model: Model) -> object:
    assert model.links
    kept = {
        "links.paper": model.links.home,
        "id": model.former_ids[0] if model.former_ids else "",
        "summary": model.summary,
    }
    return kept.get(case.field, model.name)


@pytest.mark.parametrize("case", cases("bib", "accepted-safe", "escaped"), ids=lambda case: case.name)
def test_odd_text_of_a_reference_is_kept_as_it_is(case: Case, tmp_path: Path) -> None:
    where = planted(case, tmp_path / "catalog")
    problems = problems_of(where)
    if case.expected == "escaped" and problems:
        assert any(stands_at(problem, case, where) for problem in problems), list(map(str, problems))
        return
    assert not problems, list(map(str, problems))
    before = read(where.folder).catalog.references[where.file.stem]
    assert run("format", "--catalog", where.folder).exit_code == 0
    stored = (where.folder / where.file).read_bytes()
    after = read(where.folder).catalog.references[where.file.stem]
    assert after == before
    assert run("format", "--check", "--catalog", where.folder).exit_code == 0
    assert (where.folder / where.file).read_bytes() == stored
    assert b"\r" not in stored
    assert not stored.startswith(b"\xef")
    assert_text_is_the_files(case, after)


def assert_text_is_the_files(case: Case, reference: Reference) -> None:
    if case.field == "title":
        assert f"title = {{{reference.title}}}" in case.data.decode()
    if case.field == "author":
        assert len(reference.author) == case.data.count(b" and ") + 1


def test_the_reader_takes_an_empty_text_as_no_entries() -> None:
    assert read_bibtex("", Path("x.bib")) == ([], [])


def test_every_settled_difference_is_of_a_case_and_gives_a_reason() -> None:
    manifest = {
        Path(row).stem for row in (HOSTILE / "manifest.csv").read_text(encoding="utf-8").replace(",", "\n").splitlines()
    }
    for name, row in SETTLED.items():
        assert name in manifest
        assert len(row["why"].split()) > 5


def test_bytes_that_are_no_text_are_told_with_their_offset() -> None:
    _, problems = decode((HOSTILE / "bib" / "bib-latin1.bib").read_bytes(), Path("x.bib"))
    assert "0xFC at offset 31" in problems[0].what
