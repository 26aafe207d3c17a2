"""The Nu Html Checker finds nothing in the site but what allowed.csv names, and that file names nothing that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.judges import needs_judges
from tests.judges.markup import Fault, allowed, faults, markup_of, not_allowed

pytestmark = needs_judges("java")
BROKEN = {
    "page.html": ('<!doctype html><html lang="en"><title>x</title><dl><dd>1</dd><dt>one</dt></dl>', "dl"),
    "drawing.svg": ('<svg xmlns="http://www.w3.org/2000/svg"><circle><p>x</p></circle></svg>', "circle"),
    "sheet.css": ("a { widht: 3px }", "widht"),
}


@pytest.fixture(scope="module")
def found(site: Path) -> list[Fault]:
    """Everything that the checker says of the site."""
    return faults(markup_of(site))


def test_every_file_is_valid(found: list[Fault]) -> None:
    assert not_allowed(found)[:10] == []


def test_every_allowed_fault_is_still_there(found: list[Fault]) -> None:
    assert [line for line in allowed() if not any(line.covers(fault) for fault in found)] == []


def test_the_checker_sees_faults_of_every_kind_of_file(tmp_path: Path) -> None:
    for name, (text, _) in BROKEN.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = not_allowed(faults(tmp_path / name for name in BROKEN))
    for name, (_, word) in BROKEN.items():
        assert [fault for fault in found if name in fault.at and word in fault.message], name
