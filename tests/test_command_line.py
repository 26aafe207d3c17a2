"""Every command does what its help says, says what went wrong, and writes nothing when it fails."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import zipfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from medlm_atlas import checks
from medlm_atlas.cli import main
from medlm_atlas.exports import FORMATS
from medlm_atlas.loading import read
from tests.conftest import COMMAND, ROOT, TINY
from tests.test_checks import BASE, MODEL, changed

DOC = ROOT / "docs" / "contribute" / "command-line.md"
COMMANDS: list[tuple[str, click.Command]] = list(main.commands.items())
PAPER = """@article{smith2024new,
  author = {Smith, Ann and {The Group}},
  title = {A new model of {CT}},
  journal = {Journal of New Things},
  year = {2024},
  doi = {10.1000/new}
}
"""


def run(*words: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(map(str, words)), input=stdin)


def process(*words: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *map(str, words)], cwd=cwd, env={**os.environ, **environment}, capture_output=True, check=False
    )


def state_of(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {path: (path.read_bytes(), path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}


# check


def test_check_says_that_all_is_well(broken: Path) -> None:
    done = run("check", "--catalog", broken)
    assert done.exit_code == 0
    assert done.stdout == ""
    assert done.stderr.startswith("No problem in 3 models, 2 references")


def test_check_prints_place_fault_reason_and_remedy(broken: Path) -> None:
    changed(broken, MODEL, "modalities: [volume-text]", "modalities: [volume-txt]")
    done = run("check", "--catalog", broken)
    assert done.exit_code == 1
    place, *rest = done.stdout.splitlines()
    assert re.fullmatch(rf"{broken / MODEL}:\d+:\d+: modalities\.0: .*not among the terms of modality.*", place)
    assert "Did you mean 'volume-text'?" in "\n".join(rest)
    assert done.stderr.startswith("1 problem in ")


def test_check_prints_json(broken: Path) -> None:
    changed(broken, MODEL, "kind: model", "kind: modle")
    done = run("check", "--format", "json", "--catalog", broken)
    (problem,) = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (problem["path"], problem["line"], problem["column"]) == (str(broken / MODEL), 5, 7)
    assert problem.keys() == {"path", "line", "column", "field", "what", "why", "tip"}
    assert json.loads(run("check", "--format", "json", "--catalog", TINY).stdout) == []


def test_check_prints_annotations(broken: Path) -> None:
    changed(broken, MODEL, "kind: model", "kind: modle")
    done = run("check", "--format", "github", "--catalog", broken)
    assert done.stdout.startswith(f"::error file={broken / MODEL},line=5,col=7::kind: ")
    assert done.stdout.count("\n") == 1


def test_check_narrows_its_report_to_paths(broken: Path) -> None:
    changed(broken, MODEL, "kind: model", "kind: modle")
    changed(broken, BASE, "scope: general", "scope: generall")
    assert run("check", broken / BASE, "--catalog", broken).stdout.count("toy-base.yaml:") == 1
    assert "toy-ct" not in run("check", broken / BASE, "--catalog", broken).stdout
    assert run("check", broken / "studies", "--catalog", broken).exit_code == 0


@pytest.mark.parametrize(
    "words",
    [("check", "no-such-file.yaml"), ("check", "--format", "xml"), ("chekc",), ("export",), ("export", "word"), ("show",),
     ("export", "csv", "--where", "modality:nothing"), ("export", "csv", "--where", "colour:red"), ("new", "-"), ("new", "none.bib", "--name", "X"), ("export", "csv", "-o", "src")],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_ends_with_2_and_says_what_is_wrong(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert "Usage: " in done.stderr or "Usage: " in done.output
    assert "Error: " in done.output
    assert "Traceback" not in done.output


def test_a_catalog_that_is_not_there_is_a_problem() -> None:
    done = run("check", "--catalog", "no-such-folder")
    assert done.exit_code == 1
    assert "no-such-folder:1:1: there is no such folder" in done.stdout


def test_a_terminal_is_not_steered_by_what_a_file_holds(broken: Path) -> None:
    (broken / "models" / "toy\x1b[31m.yaml").write_text("name: x\n", encoding="utf-8")
    done = run("check", "--catalog", broken)
    assert "\x1b" not in done.stdout
    assert "\\x1b[31m" in done.stdout


# format


def test_format_mends_what_is_out_of_form_and_keeps_the_mode(broken: Path) -> None:
    before = state_of(broken)
    changed(broken, MODEL, "aliases: [TCT]", "aliases:\n  - TCT")
    asked = run("format", "--check", "--catalog", broken)
    assert (asked.exit_code, asked.stdout) == (1, f"would change {broken / MODEL}\n")
    assert "aliases:\n  - TCT" in (broken / MODEL).read_text(encoding="utf-8")
    done = run("format", "--catalog", broken)
    assert (done.exit_code, done.stdout) == (0, f"changed {broken / MODEL}\n")
    assert state_of(broken) == before
    assert run("format", "--check", "--catalog", broken).exit_code == 0


def test_format_leaves_files_with_faults_untouched(broken: Path) -> None:
    changed(broken, MODEL, "aliases: [TCT]", "aliases:\n  - TCT\n  - TCT: x")
    changed(broken, BASE, "modalities: [llm]", "modalities:\n  - llm")
    before = (broken / MODEL).read_bytes()
    done = run("format", "--catalog", broken)
    assert done.exit_code == 1
    assert (broken / MODEL).read_bytes() == before
    assert "modalities: [llm]" in (broken / BASE).read_text(encoding="utf-8")
    assert f"{broken / MODEL}:" in done.stdout


def test_format_narrows_to_paths(broken: Path) -> None:
    changed(broken, MODEL, "aliases: [TCT]", "aliases:\n  - TCT")
    changed(broken, BASE, "modalities: [llm]", "modalities:\n  - llm")
    assert run("format", broken / BASE, "--catalog", broken).stdout == f"changed {broken / BASE}\n"
    assert "aliases:\n" in (broken / MODEL).read_text(encoding="utf-8")


def test_nothing_is_written_into_the_shipped_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (("format",), ("new", "-", "--name", "X")):
        done = run(*words, stdin=PAPER)
        assert done.exit_code == 2
        assert "--catalog" in done.output
    done = run("reread", "models/medsam", "--answers", "-", "--by", "me", stdin="status |  | active\n")
    assert (done.exit_code, "--catalog" in done.output) == (2, True)


# export


@pytest.mark.parametrize("style", FORMATS)
def test_export_writes_what_it_prints(style: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    printed = run("export", style, "--catalog", TINY)
    written = run("export", style, "--catalog", TINY, "-o", target)
    assert (printed.exit_code, written.exit_code) == (0, 0)
    assert target.read_bytes() == printed.stdout_bytes == FORMATS[style].render(read(TINY).catalog.published)
    assert re.fullmatch(rf"2 (references|models) in {target}\n", written.stderr)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("style", "first", "second"),
    [("bibtex", "@article{muster2024toy", "probe2025outside"), ("csv", "toy-ct", "toy-base"), ("ris", "muster2024toy", "probe2025"),
     ("json", '"id": "toy-ct"', '"id": "toy-base"'), ("csl-json", "muster2024toy", "probe2025")],
)  # fmt: skip
def test_export_takes_a_query(style: str, first: str, second: str) -> None:
    found = run("export", style, "--where", "modality:3d", "--catalog", TINY).stdout
    assert first in found
    assert second not in found.replace('"model": "toy-base"', "").replace(",toy-base,value", "")


def test_drafts_are_not_exported() -> None:
    for style in ("csv", "json", "markdown"):
        assert "toy-draft" not in run("export", style, "--catalog", TINY).stdout.casefold()


def test_export_of_a_broken_catalog_leaves_the_old_file(broken: Path, tmp_path: Path) -> None:
    changed(broken, MODEL, "kind: model", "kind: modle")
    target = tmp_path / "old.bib"
    target.write_text("old", encoding="utf-8")
    done = run("export", "bibtex", "--catalog", broken, "-o", target)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "modle" in done.stderr
    assert target.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    ("target", "code", "said"),
    [
        ("no/such/folder/x.bib", 1, "no/such/folder/x.bib: No such file"),
        (".", 2, "'.' is a directory"),
    ],
)
def test_export_to_an_impossible_place_says_so(
    target: str, code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("export", "bibtex", "--catalog", TINY, "-o", target)
    assert done.exit_code == code
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_exported_file_is_readable_by_others(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        run("export", "bibtex", "--catalog", TINY, "-o", tmp_path / "x.bib")
    finally:
        os.umask(old)
    assert (tmp_path / "x.bib").stat().st_mode & 0o777 == 0o644


def test_export_of_an_archive_is_binary_in_a_pipe() -> None:
    done = process("export", "latex", "--catalog", TINY, LC_ALL="C")
    assert done.returncode == 0
    assert zipfile.ZipFile(io.BytesIO(done.stdout)).testzip() is None


# show, search, stats


@pytest.mark.parametrize(
    ("record", "file"),
    [("toy-ct", MODEL), ("muster2024toy", "references/muster2024toy.bib"), ("toy-lab", "organisations/toy-lab.yaml"), ("toy-shift", "findings/toy-shift.yaml")],
)  # fmt: skip
def test_show_prints_the_record_as_it_is_stored(record: str, file: str) -> None:
    assert run("show", record, "--catalog", TINY).stdout == (TINY / file).read_text(encoding="utf-8")


def test_show_looks_where_it_is_told() -> None:
    done = run("show", "muster2024toy", "--kind", "results", "--catalog", TINY)
    assert done.stdout == (TINY / "results/muster2024toy.yaml").read_text(encoding="utf-8")


def test_show_names_the_nearest_record() -> None:
    done = run("show", "toy-ctt", "--catalog", TINY)
    assert done.exit_code == 1
    assert "there is no record 'toy-ctt'. Did you mean 'toy-ct'" in done.stderr


@pytest.mark.parametrize(
    ("words", "found"),
    [(("chest",), ["toy-ct"]), (("CHEST", "reports"), ["toy-ct"]), (("3D VLM",), ["toy-ct"]), (("toy",), ["toy-base", "toy-ct"]),
     (("toy", "--where", "scope:general"), ["toy-base"]), (("chest", "--where", "scope:general"), [])],
)  # fmt: skip
def test_search_finds_by_name_synonym_and_summary(words: tuple[str, ...], found: list[str]) -> None:
    done = run("search", *words, "--catalog", TINY)
    assert [line.split()[0] for line in done.stdout.splitlines()] == found
    assert done.exit_code == (0 if found else 1)


def test_stats_count_what_is_published() -> None:
    counts = json.loads(run("stats", "--json", "--catalog", TINY).stdout)
    assert counts["records"]["models"] == 2
    assert counts["records"]["numbers"] == 3
    assert counts["medical models by application"] == {"prediction": 1, "diagnosis": 1}
    told = run("stats", "--catalog", TINY).stdout
    for title, rows in counts.items():
        assert title in told
        assert all(re.search(rf"^  {name} +{count:,}$", told, re.M) for name, count in rows.items())


# new


def test_new_writes_a_draft_that_passes_its_check(broken: Path, tmp_path: Path) -> None:
    paper = tmp_path / "paper.bib"
    paper.write_text(PAPER, encoding="utf-8")
    done = run("new", paper, "--name", "New-CT 2", "--opened", "publisher https://example.org/new", "--catalog", broken)
    assert done.exit_code == 0, done.output
    assert sorted(done.stdout.splitlines()) == [
        f"wrote {broken / 'models/new-ct-2.yaml'}", f"wrote {broken / 'references/smith2024new.bib'}",
    ]  # fmt: skip
    reading = read(broken)
    assert checks.run(reading) == ()
    assert reading.catalog.models["new-ct-2"].draft
    assert reading.catalog.models["new-ct-2"].keys == ("smith2024new",)
    assert reading.catalog.references["smith2024new"].plain_title == "A new model of CT"
    assert run("format", "--check", "--catalog", broken).exit_code == 0


def test_new_reads_the_standard_input_and_check_asks_for_what_was_opened(broken: Path) -> None:
    assert run("new", "-", "--name", "New", "--catalog", broken, stdin=PAPER).exit_code == 0
    assert [problem.what for problem in checks.run(read(broken))] == ["has no x-source"]


@pytest.mark.parametrize(
    ("bibtex", "name", "said"),
    [(PAPER, "Toy-CT", "is there already"),
     (PAPER.replace("smith2024new", "muster2024toy"), "New", "is there already"),
     (PAPER + PAPER.replace("smith2024new", "smith2024b"), "New", "holds 2 entries"),
     (PAPER.replace("and {The Group}", "and others"), "New", ":2:24: author: the author list is cut"),
     (PAPER.replace("doi = {10.1000/new}", "abstract = {Long}"), "New", ":6:14: abstract: `abstract` is not a field"),
     (PAPER.encode().replace(b"Ann", b"\xc4nn"), "New", ":2:20: the byte 0xC4 at offset 42 is not UTF-8"),
     ("nothing", "New", ":1:1: "),
     (PAPER, "", "is empty"), (PAPER, "x" * 121, "is longer than 120 characters"), (PAPER, "Con", "reserved file name")],
    ids=["model", "reference", "two", "others", "field", "latin-1", "nothing", "empty", "long", "reserved"],
)  # fmt: skip
def test_new_writes_nothing_when_something_is_wrong(broken: Path, bibtex: str | bytes, name: str, said: str) -> None:
    before = state_of(broken)
    done = run("new", "-", "--name", name, "--catalog", broken, stdin=bibtex)
    assert done.exit_code == 1
    assert said in done.stderr
    assert state_of(broken) == before


# reread


def test_reread_keeps_the_answers_of_a_form_as_they_were_written(broken: Path) -> None:
    (broken / "rereadings" / "models-toy-ct-round-1.yaml").unlink()
    form = run("reread", "models/toy-ct", "--catalog", broken).stdout
    filled = form.replace("licences.code |  |  | ", "licences.code |  | MIT | with a rider | ")
    done = run("reread", "models/toy-ct", "--answers", "-", "--by", "me", "--catalog", broken, stdin=filled)
    assert done.exit_code == 0, done.output
    (value,) = read(broken).catalog.rereadings["models-toy-ct-round-1"].values
    assert (value.field, value.first, value.second) == ("licences.code", "Apache-2.0", "MIT | with a rider")


@pytest.mark.parametrize(
    ("answers", "more", "code", "said"),
    [("status |  | active", ("--round", "0"), 2, "'--round': 0 is not in the range 1<=x<=99"),
     ("status |  | " + "x" * 5001, (), 2, "Error: the answer to status is longer than 5000 characters\n"),
     ("status |  | active | the card", (), 2, "Error: the source 'the card' of status is none of the record's ("),
     ("colour |  | red", (), 2, "Error: no question of models/toy-ct is called colour\n"),
     ("status |  | active", (), 2, "models-toy-ct-round-1.yaml keeps an earlier second reading; take it out first"),
     ("# nothing", (), 2, "Error: the form of models/toy-ct has no answer; "),
     (b"status |  | \xff", (), 1, "-:1:13: the byte 0xFF at offset 12 is not UTF-8\n")],
    ids=["round", "long", "source", "unknown", "read before", "empty", "latin-1"],
)  # fmt: skip
def test_reread_writes_nothing_when_something_is_wrong(
    broken: Path, answers: str | bytes, more: tuple[str, ...], code: int, said: str
) -> None:
    before = state_of(broken)
    done = run("reread", "models/toy-ct", "--answers", "-", "--by", "me", "--catalog", broken, *more, stdin=answers)
    assert done.exit_code == code
    assert said in done.stderr
    assert state_of(broken) == before


# schema


def test_schema_writes_what_is_published(tmp_path: Path) -> None:
    done = run("schema", "--catalog", ROOT / "catalog", "-o", tmp_path / "made")
    assert done.exit_code == 0
    made = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()}
    assert made == {path.name: path.read_bytes() for path in (ROOT / "schema").iterdir()}
    assert done.stderr == f"{len(made)} schemas in {tmp_path / 'made'}\n"


def test_schema_of_a_broken_taxonomy_is_not_written(broken: Path, tmp_path: Path) -> None:
    changed(broken, "taxonomy/modality.yaml", "field: modalities", "feld: modalities")
    assert run("schema", "--catalog", broken, "-o", tmp_path / "made").exit_code == 1
    assert not (tmp_path / "made").exists()


# the whole


def test_commands_work_as_processes_in_any_locale(tmp_path: Path) -> None:
    (tmp_path / "catalog").symlink_to(TINY)
    for locale in ("C", "C.UTF-8"):
        done = process("show", "probe2025outside", cwd=tmp_path, LC_ALL=locale)
        assert done.stdout == (TINY / "references/probe2025outside.bib").read_bytes()
        assert process("check", cwd=tmp_path, LC_ALL=locale).returncode == 0


def sections() -> dict[str, str]:
    """Text under each command's heading in the docs."""
    parts = re.split(r"^## `medlm-atlas ([a-z-]+)", DOC.read_text(encoding="utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_is_documented() -> None:
    assert set(sections()) == {name for name, _ in COMMANDS}


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_argument_and_option_is_documented(name: str, command: click.Command) -> None:
    text = sections()[name]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert all(f"`{flag}" in text for flag in parameter.opts), parameter.opts
            assert parameter.help, parameter.opts
        else:
            assert f"`{(parameter.metavar or parameter.name or '').upper()}`" in text


def test_every_format_is_documented_with_its_records() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (references|models) \|", sections()["export"], re.M)
    assert rows == [(name, made.of) for name, made in FORMATS.items()]


def test_documented_options_exist() -> None:
    known = {flag for _, command in COMMANDS for parameter in command.params for flag in parameter.opts}
    documented = set(re.findall(r"`(--?[a-z][a-z-]*)", DOC.read_text(encoding="utf-8")))
    assert documented <= known | {"--help", "-h", "--version"}


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_help_says_what_a_command_does(name: str, command: click.Command) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    assert (command.help or "").split(".")[0].split("\n")[0][:40] in done.stdout
