"""Every rule finds what it is for, with its place, and tells how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from medlm_atlas import checks
from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading, read

MODEL = "models/toy-ct.yaml"
BASE = "models/toy-base.yaml"
BIB = "references/muster2024toy.bib"
RESULT = "results/muster2024toy.yaml"

# file, text to replace, replacement, part of the message, field
BREACHES = [
    (MODEL, "kind: model", "kind: modle", "'modle' is not one of the values", "kind"),
    (MODEL, "kind: model", "kidn: model", "`kidn` is not a field", "kidn"),
    (MODEL, "name: Toy-CT", "name: no", "true or false", "name"),
    (MODEL, "name: Toy-CT", "name: 2306.00890", "a number", "name"),
    (MODEL, "name: Toy-CT", "name:", "is empty", "name"),
    (MODEL, "scope: medical", "scope: medical\nscope: general", "is there twice", "scope"),
    (MODEL, "scope: medical", "scope: general", "without `inclusion:`", ""),
    (MODEL, "modalities: [volume-text]", "modalities: [volume-txt]", "not among the terms of modality", "modalities.0"),
    (MODEL, "id: toy-lab", "id: toy-labs", "not among the organisations", "organisations.0.id"),
    (MODEL, "key: muster2024toy", "key: muster2024toi", "not among the references", "papers.0.key"),
    (MODEL, "model: toy-base", "model: toy-bass", "not among the models", "variants.0.derived_from.0.model"),
    (MODEL, "dataset: toy-set", "dataset: toy-sett", "not among the datasets", "training.datasets.0.dataset"),
    (MODEL, "value: Apache-2.0", "value: Apache-2", "not among the licences", "licences.code.value"),
    (MODEL, "source: card, at: table", "source: crad, at: table", "neither a citation key", "variants.1.context_tokens.source"),
    (MODEL, "hardware: not-reported", "hardware: unknown", "has no source", "hardware"),
    (MODEL, "{value: Research on toy volumes., source: card, at: Intended use}", "{value: Research on toy volumes.}", "without its source", "intended_use"),
    (MODEL, "https://example.org/small", "http://example.org/small", "not an https", "variants.0.weights"),
    (MODEL, "https://example.org/small", "https://user:pw@example.org/", "user name or password", "variants.0.weights"),
    (MODEL, "value: 86600000", "value: many", "is not a number", "variants.0.parameters.value"),
    (MODEL, "added: 2026-11-21", "added: yesterday", "is not a day", "added"),
    (MODEL, "limitations:\n  - {text: Was tested at one site., stated_by: makers, source: muster2024toy, at: section 6}\n", "", "has no limitations", ""),
    (MODEL, "former_ids: [toy-ct-old]", "former_ids: [toy-base]", "is the id of a record today", "former_ids.0"),
    (MODEL, "aliases: [TCT]", "aliases: [Toy Base]", "belongs to 'toy-base' too", "aliases.0"),
    (MODEL, "opened: 2026-11-20}", "opened: 2026-11-23}", "after the newest review", "access.data"),
    (MODEL, "languages: [en]", "languages: [qx]", "no language tag", "languages.0"),
    (MODEL, "Reads chest CT", "A groundbreaking reader of chest CT", "'groundbreaking'", "summary"),
    (BASE, "released: {value: 2022,", "released: {value: 2026,", "was released after", "variants.0.derived_from.0.model"),
    (RESULT, "value: 67.60", "value: 167.60", "is above 100", "rows.0.value"),
    (RESULT, "metric: accuracy", "metric: acuracy", "not among the metrics", "rows.0.metric"),
    (RESULT, "split: test", "split: tset", "not among the splits", "rows.0.split"),
    (RESULT, "unit: percent", "unit: points", "has the unit 'points'", "rows.0.unit"),
    (BIB, "year = {2024}", "year = {2021}", "was posted in 2024", "year"),
    (BIB, "10.1000/toy.2024_1", "https://doi.org/10.1000/toy", "not a bare DOI", "doi"),
    (BIB, "publisher https://example.org/toy 2026-11-20", "list https://example.org/toy 2026-11-20", "rests on one list", "x-source"),
    (BIB, "Muster, Ada and", "Ada Muster and", "not in the form 'Family, Given'", "author"),
    (BIB, "{Toy Consortium}}", "others}", "author list is cut", "author"),
    (BIB, "journal = {Journal of Toy Medicine},", "journal = {Journal of Toy Medicine}", "no comma", "journal"),
    ("taxonomy/modality.yaml", "parents: [multimodal, 3d]", "parents: [multimodal, volume-text]", "leads back", "terms.3.parents.1"),
    ("organisations/toy-lab.yaml", "value: DE", "value: XX", "no country code", "country.value"),
    ("organisations/toy-lab.yaml", "value: DE", "value: EU", "no country code", "country.value"),
]  # fmt: skip


def changed(folder: Path, file: str, old: str, new: str) -> Reading:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return read(folder)


def line_of(folder: Path, file: str, text: str) -> int:
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text.splitlines()[0] in line)


def test_toy_catalog_is_sound(tiny: Reading) -> None:
    assert checks.run(tiny) == ()


@pytest.mark.parametrize(("file", "old", "new", "message", "field"), BREACHES, ids=[f"{b[0]}:{b[3]}" for b in BREACHES])
def test_breach_is_found_at_its_place(broken: Path, file: str, old: str, new: str, message: str, field: str) -> None:  # noqa: PLR0917
    problems = [problem for problem in checks.run(changed(broken, file, old, new)) if message in problem.what]
    assert problems, [str(problem) for problem in checks.run(read(broken))]
    assert any(field == problem.field for problem in problems), [problem.field for problem in problems]
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)
    if new.strip() and message.startswith(("'", "`", "is ")):
        placed = [problem for problem in problems if problem.path == broken / file]
        if placed:
            assert placed[0].line in range(1, len((broken / file).read_text(encoding="utf-8").splitlines()) + 1)


def test_place_is_that_of_the_wrong_value(broken: Path) -> None:
    reading = changed(broken, MODEL, "modalities: [volume-text]", "modalities: [volume-txt]")
    (problem,) = [each for each in checks.run(reading) if each.field == "modalities.0"]
    line = (broken / MODEL).read_text(encoding="utf-8").splitlines()[problem.line - 1]
    assert line[problem.column - 1 :].startswith("volume-txt")
    assert "'volume-text'" in problem.tip


def test_all_problems_of_all_files_come_at_once(broken: Path) -> None:
    changed(broken, MODEL, "kind: model", "kind: modle")
    changed(broken, BASE, "scope: general", "scope: generall")
    reading = changed(broken, RESULT, "metric: accuracy", "metric: acuracy")
    files = {problem.path.name for problem in checks.run(reading)}
    assert {"toy-ct.yaml", "toy-base.yaml", "muster2024toy.yaml"} <= files


def test_names_of_unreadable_files_still_resolve(broken: Path) -> None:
    reading = changed(broken, BASE, "kind: model", "kind: modle")
    assert not [problem for problem in checks.run(reading) if "not among the models" in problem.what]


@pytest.mark.parametrize("rule", checks.RULES, ids=lambda rule: rule.NAME)
def test_rule_is_documented_and_tested_here_or_below(rule: object) -> None:
    assert getattr(rule, "SCOPE", "") and getattr(rule, "NAME", "")


def test_unused_records_and_terms_are_told(broken: Path) -> None:
    (broken / "organisations" / "nobody.yaml").write_text(
        "# yaml-language-server: $schema=../../schema/organisation.json\nname: Nobody\nsector: academia\n",
        encoding="utf-8",
    )
    reading = changed(
        broken, "taxonomy/task.yaml", "terms:", "terms:\n  - {id: idle, label: Idle, definition: Not in use.}"
    )
    messages = [problem.what for problem in checks.run(reading)]
    assert "nothing names 'nobody'" in messages
    assert "no entry has 'idle'" in messages


def test_variants_without_a_size_are_told_at_the_variants(broken: Path) -> None:
    reading = changed(broken, BASE, "    parameters: not-reported\n", "")
    (problem,) = checks.run(reading)
    assert problem.what == "has no variants with parameters"
    assert (problem.field, problem.line) == ("variants", line_of(broken, BASE, "  - id: default"))


def test_organisations_of_one_name_are_told_what_can_be_done(broken: Path) -> None:
    (broken / "organisations" / "toy-lab-2.yaml").write_text(
        (broken / "organisations" / "toy-lab.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (problem,) = [each for each in checks.run(read(broken)) if "the name" in each.what]
    assert "distinct_from" not in problem.tip


def test_files_out_of_form_are_told_with_their_first_line(broken: Path) -> None:
    reading = changed(broken, MODEL, "aliases: [TCT]", "aliases:\n  - TCT")
    (problem,) = [each for each in checks.run(reading) if "canonical" in each.what]
    assert problem.line == 3


def stray(folder: Path, name: str) -> list[Problem]:
    return [problem for problem in checks.run(read(folder)) if problem.path.name == name]


def test_stray_files_links_and_look_alike_names_are_refused(broken: Path) -> None:
    (broken / "models" / "notes.txt").write_text("x", encoding="utf-8")
    (broken / "models" / "run.py").write_text("print()", encoding="utf-8")
    (broken / "models" / "linked.yaml").symlink_to(broken / MODEL)
    (broken / "models" / "con.yaml").write_text("name: x\n", encoding="utf-8")
    (broken / "models" / "Toy-CT.yaml").write_text("name: x\n", encoding="utf-8")
    for name in ("notes.txt", "run.py", "linked.yaml", "con.yaml"):
        assert stray(broken, name), name
    assert stray(broken, "Toy-CT.yaml") or stray(broken, "toy-ct.yaml")


def test_empty_and_missing_folders_are_refused(tmp_path: Path) -> None:
    assert checks.run(read(tmp_path))
    assert checks.run(read(tmp_path / "nowhere"))
