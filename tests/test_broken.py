"""One bad record per file, and the whole message that its author gets.

`broken/<kind>/<id>/<fault>.yaml` (or .bib) takes the place of `<kind>/<id>.yaml` in the toy catalog; the `.txt` beside it
is what `medlm-atlas check` prints: file, line, column, field, what is wrong, why, and how to mend it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from medlm_atlas.cli import main
from tests.conftest import ROOT, TINY

BROKEN = ROOT / "tests" / "broken"
CASES = sorted(path for path in BROKEN.rglob("*") if path.suffix in (".yaml", ".bib"))
FIRST = re.compile(r"catalog/[\w/.-]+:(\d+):(\d+): ")


@pytest.mark.parametrize("case", CASES, ids=lambda path: str(path.relative_to(BROKEN)))
def test_message_is_whole_and_in_its_place(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = shutil.copytree(TINY, tmp_path / "catalog")
    target = catalog / case.parents[1].name / f"{case.parent.name}{case.suffix}"
    assert target.exists()
    shutil.copyfile(case, target)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["check", str(target.relative_to(tmp_path))], catch_exceptions=False)
    assert result.exit_code == 1
    assert result.stdout == case.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda path: str(path.relative_to(BROKEN)))
def test_the_place_lies_in_the_file(case: Path) -> None:
    lines = case.read_text(encoding="utf-8").split("\n")
    told = [
        (int(line), int(column)) for line, column in FIRST.findall(case.with_suffix(".txt").read_text(encoding="utf-8"))
    ]
    assert told
    assert all(1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1 for line, column in told)


def test_there_is_a_message_for_each_of_many_faults() -> None:
    assert len(CASES) >= 40
    assert {path.with_suffix("") for path in CASES} == {path.with_suffix("") for path in BROKEN.rglob("*.txt")}
    texts = [path.with_suffix(".txt").read_text(encoding="utf-8") for path in CASES]
    assert sum("Did you mean" in text for text in texts) >= 10
