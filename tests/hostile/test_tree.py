"""What a folder can hold that no record is: links, names that clash, stray files, code, loops, nothing at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner

from medlm_atlas import checks
from medlm_atlas.cli import main
from medlm_atlas.errors import Problem
from medlm_atlas.loading import read
from tests.hostile.planting import HOSTILE

MODELS = "models"
HEADER = "# yaml-language-server: $schema=../../schema/model.json\n"
DRAFT = HEADER + "name: {name}\n{more}kind: model\nscope: medical\nadded: 2026-11-20\ndraft: true\n"


def draft(folder: Path, record_id: str, name: str, more: str = "") -> Path:
    path = folder / MODELS / f"{record_id}.yaml"
    path.write_text(DRAFT.format(name=name, more=more), encoding="utf-8")
    return path


def said(folder: Path, name: str) -> list[Problem]:
    return [problem for problem in checks.run(read(folder)) if problem.path.name == name]


def assert_refused(folder: Path, name: str, message: str) -> None:
    problems = said(folder, name)
    assert any(message in str(problem) for problem in problems), list(map(str, problems))
    assert CliRunner().invoke(main, ["check", "--catalog", str(folder)], catch_exceptions=False).exit_code == 1


def symlink_inside(folder: Path) -> str:
    (folder / MODELS / "linked.yaml").symlink_to(folder / MODELS / "toy-ct.yaml")
    return "linked.yaml"


def symlink_outside(folder: Path) -> str:
    (folder / MODELS / "linked.yaml").symlink_to("../../../../etc/passwd")
    return "linked.yaml"


def symlinked_folder(folder: Path) -> str:
    shutil.move(folder / "findings", folder.parent / "findings")
    (folder / "findings").symlink_to(folder.parent / "findings")
    return "findings"


def dangling_symlink(folder: Path) -> str:
    (folder / MODELS / "dangling.yaml").symlink_to("nowhere.yaml")
    return "dangling.yaml"


def folder_named_as_record(folder: Path) -> str:
    (folder / MODELS / "folder.yaml").mkdir()
    return "folder.yaml"


def pipe(folder: Path) -> str:
    os.mkfifo(folder / MODELS / "pipe.yaml")
    return "pipe.yaml"


def case_twin(folder: Path) -> str:
    shutil.copy(folder / MODELS / "toy-ct.yaml", folder / MODELS / "toy-CT.yaml")
    return "toy-ct.yaml"


def form_twin(folder: Path) -> str:
    for form in ("NFC", "NFD"):
        draft(folder, unicodedata.normalize(form, "modèle"), f"Modele {form}")
    return unicodedata.normalize("NFC", "modèle.yaml")


def reserved_name(folder: Path) -> str:
    return draft(folder, "con", "Con").name


def reserved_name_with_ending(folder: Path) -> str:
    return draft(folder, "lpt9.1", "Lpt").name


def other_ending(folder: Path) -> str:
    return str(draft(folder, "other", "Other").rename(folder / MODELS / "other.yml").name)


def both_endings(folder: Path) -> str:
    shutil.copy(folder / MODELS / "toy-ct.yaml", folder / MODELS / "toy-ct.yml")
    return "toy-ct.yml"


def upper_ending(folder: Path) -> str:
    return str(draft(folder, "upper", "Upper").rename(folder / MODELS / "upper.YAML").name)


def editor_leftover(folder: Path) -> str:
    (folder / MODELS / "toy-ct.yaml~").write_text("x", encoding="utf-8")
    return "toy-ct.yaml~"


def hidden_file(folder: Path) -> str:
    (folder / MODELS / ".DS_Store").write_bytes(b"\0")
    return ".DS_Store"


def stray_at_the_top(folder: Path) -> str:
    (folder / "notes.md").write_text("x", encoding="utf-8")
    return "notes.md"


def nested_folder(folder: Path) -> str:
    (folder / MODELS / "more").mkdir()
    return "more"


def nested_repository(folder: Path) -> str:
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("[core]\n\tfsmonitor = touch ran\n", encoding="utf-8")
    return ".git"


def configuration(folder: Path) -> str:
    (folder / "mkdocs.yml").write_text("hooks: [evil.py]\n", encoding="utf-8")
    return "mkdocs.yml"


def wrong_kind(folder: Path) -> str:
    (folder / "references" / "toy-ct.yaml").write_text("name: x\n", encoding="utf-8")
    return "toy-ct.yaml"


def unknown_vocabulary(folder: Path) -> str:
    (folder / "vocabulary" / "words.yaml").write_text("words: x\n", encoding="utf-8")
    return "words.yaml"


def backslash_name(folder: Path) -> str:
    return draft(folder, "..\\..\\x", "Backslash").name


def newline_name(folder: Path) -> str:
    return draft(folder, "a\n::error::b", "Newline").name


def escape_name(folder: Path) -> str:
    return draft(folder, "a\x1b[2J", "Escape").name


def long_name(folder: Path) -> str:
    return draft(folder, "a" * 200, "Long").name


def name_in_latin_1(folder: Path) -> str:
    return draft(folder, os.fsdecode(b"m\xfcller"), "Latin").name


TREES = [
    (symlink_inside, "is a symbolic link"),
    (symlink_outside, "is a symbolic link"),
    (symlinked_folder, "is a symbolic link"),
    (dangling_symlink, "is a symbolic link"),
    (folder_named_as_record, "has no place"),
    (pipe, "has no place"),
    (case_twin, "ignore case"),
    (form_twin, "is not an id"),
    (reserved_name, "reserved"),
    (reserved_name_with_ending, "reserved"),
    (other_ending, "has no place"),
    (both_endings, "has no place"),
    (upper_ending, "has no place"),
    (editor_leftover, "has no place"),
    (hidden_file, "has no place"),
    (stray_at_the_top, "has no place"),
    (nested_folder, "has no place"),
    (nested_repository, "has no place"),
    (configuration, "has no place"),
    (wrong_kind, "has no place"),
    (unknown_vocabulary, "has no place"),
    (backslash_name, "is not an id"),
    (newline_name, "is not an id"),
    (escape_name, "is not an id"),
    (long_name, "longer than 64"),
    (name_in_latin_1, "is not an id"),
]


@pytest.mark.parametrize(("build", "message"), TREES, ids=[case[0].__name__ for case in TREES])
def test_tree_is_refused(broken: Path, build: object, message: str) -> None:
    assert callable(build)
    name = build(broken)
    assert_refused(broken, name, message)


@pytest.mark.parametrize("style", ["human", "json", "github"])
def test_names_of_files_cannot_steer_a_report(broken: Path, style: str) -> None:
    for build in (newline_name, escape_name, name_in_latin_1):
        build(broken)
    result = CliRunner().invoke(main, ["check", "--format", style, "--catalog", str(broken)], catch_exceptions=False)
    assert result.exit_code == 1
    assert not {"\x1b", "\x9b", "\udcfc"} & set(result.stdout)
    lines = result.stdout.splitlines()
    assert not [line for line in lines if line.startswith("::error::b")]
    if style == "json":
        assert len({problem["path"] for problem in json.loads(result.stdout)}) == 3
    if style == "github":
        assert len(lines) == 3


def test_twin_message_names_both_files(broken: Path) -> None:
    (problem,) = [each for each in said(broken, case_twin(broken)) if "ignore case" in each.what]
    assert problem.path.name == "toy-ct.yaml"
    assert "toy-CT.yaml" in problem.what


def test_code_in_a_catalog_is_never_run(broken: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    for name in ("conftest.py", "sitecustomize.py", "yaml.py", "medlm_atlas.py", "models/__init__.py"):
        (broken / name).write_text(f"open({str(ran)!r}, 'w')\n", encoding="utf-8")
    program = "from medlm_atlas.cli import main; main()"
    command = [sys.executable, "-P", "-c", program, "check", "--catalog", "."]
    done = subprocess.run(command, cwd=broken, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout.count("has no place in a catalog") == 5
    assert not ran.exists()


def test_an_alias_cannot_take_another_records_name_or_id(broken: Path) -> None:
    path = draft(broken, "thief", "Thief", "aliases: [toy-base]\n")
    assert_refused(broken, path.name, "belongs to 'toy-base' too")


def test_a_former_id_cannot_take_a_live_address(broken: Path) -> None:
    path = draft(broken, "thief", "Thief", "former_ids: [toy-base]\n")
    assert_refused(broken, path.name, "is the id of a record today")


def test_an_alias_and_a_former_id_belong_to_one_record(broken: Path) -> None:
    path = draft(broken, "thief", "Thief", "aliases: [TCT]\nformer_ids: [toy-ct-old]\n")
    problems = said(broken, path.name) + said(broken, "toy-ct.yaml")
    assert any("the name 'tct' belongs to" in problem.what for problem in problems)
    assert any("is a former id of" in problem.what for problem in problems)


def test_redirects_cannot_go_in_a_circle(broken: Path) -> None:
    for one, other in (("round-a", "round-b"), ("round-b", "round-a")):
        draft(broken, one, one.title(), f"former_ids: [{other}]\n")
    assert_refused(broken, "round-a.yaml", "is the id of a record today")
    assert_refused(broken, "round-b.yaml", "is the id of a record today")


def test_successors_cannot_go_in_a_circle(broken: Path) -> None:
    status = "status: {{value: superseded, successor: {}, source: muster2024toy, at: page 1}}\n"
    for one, other in (("round-a", "round-b"), ("round-b", "round-c"), ("round-c", "round-a"), ("before", "round-a")):
        path = draft(broken, one, one.title())
        path.write_text(path.read_text(encoding="utf-8") + status.format(other), encoding="utf-8")
    for name in ("round-a.yaml", "round-b.yaml", "round-c.yaml"):
        assert_refused(broken, name, "is among its own successors")
    assert not said(broken, "before.yaml")


def test_a_look_alike_name_is_told_letter_by_letter(broken: Path) -> None:
    path = draft(broken, "twin", "T\u043ey-CT")
    assert_refused(broken, path.name, "cyrillic small letter o")


def test_every_bad_file_is_told_in_one_run_in_order(broken: Path) -> None:
    names = [f"empty-{number:02}.yaml" for number in range(25)]
    for name in reversed(names):
        (broken / MODELS / name).write_bytes(b"")
    result = CliRunner().invoke(main, ["check", "--catalog", str(broken)])
    assert result.exit_code == 1
    assert [line.split(":")[0].rsplit("/", 1)[1] for line in result.stdout.splitlines() if "is empty" in line] == names


@pytest.mark.parametrize("empty", ["nothing", "folders only", "no folder", "a file"])
def test_an_empty_catalog_is_no_catalog(tmp_path: Path, empty: str) -> None:
    folder = tmp_path / "catalog"
    if empty in ("nothing", "folders only"):
        folder.mkdir()
    if empty == "folders only":
        (folder / MODELS).mkdir()
        (folder / "taxonomy").mkdir()
    if empty == "a file":
        folder.write_text("x", encoding="utf-8")
    for command in (["check"], ["export", "bibtex", "-o", str(tmp_path / "out.bib")], ["stats"]):
        result = CliRunner().invoke(main, [*command, "--catalog", str(folder)], catch_exceptions=False)
        assert result.exit_code == 1
        assert "catalog:1:1: " in result.output
    assert not (tmp_path / "out.bib").exists()


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the collection of bad inputs is not beside this checkout")
def test_every_tree_of_the_shared_collection_is_built_here() -> None:
    manifest = (HOSTILE / "manifest.csv").read_text(encoding="utf-8").splitlines()
    named = {line.split(",")[0].removeprefix("tree/tree-") for line in manifest if line.startswith("tree/")}
    assert named == {
        "symlink-relative", "symlink-inside", "directory-named-yaml", "case-collision", "nfc-nfd-collision", "reserved-name",
        "yml-extension", "yaml-and-yml", "upper-extension", "stray-file", "duplicate-id", "alias-steals-id", "alias-twice",
        "redirect-loop", "homoglyph-pair", "traversal-name", "newline-name", "long-name", "nested-git", "config-in-catalog",
        "many-empty", "empty-catalog",
    }  # fmt: skip
