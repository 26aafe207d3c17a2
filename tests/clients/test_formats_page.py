"""docs/about/formats.md names every reader of these tests with its version, and every known loss."""

from __future__ import annotations

import json
import re

import pytest

from tests.clients.losses import LOSSES
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "about" / "formats.md").read_text(encoding="utf-8")
ROWS = {
    program.split(",")[0]: (version, reads, loses)
    for program, version, reads, loses in re.findall(
        r"^\| ([^|]+) \| ([0-9][^|]*) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.M
    )
}
NAMES = {"bibtex": "BibTeX", "biblatex": "BibLaTeX", "csl-json": "CSL-JSON"}


@pytest.mark.parametrize("reader", sorted({reader for reader, _, _ in LOSSES}))
def test_the_page_says_in_which_formats_a_reader_loses(reader: str) -> None:
    _, reads, loses = ROWS[reader]
    lossy = {NAMES[style] for by, style, _ in LOSSES if by == reader}
    assert {name for name in NAMES.values() if f"{name}:" in loses} == lossy
    assert all(name in reads for name in lossy)


def test_the_page_names_the_versions_that_are_tested() -> None:
    package = json.loads((ROOT / "tests" / "clients" / "js" / "package.json").read_text(encoding="utf-8"))
    pinned = package["dependencies"]
    assert ROWS["citation-js"][0] == pinned["@citation-js/core"] == pinned["@citation-js/plugin-bibtex"]
    assert ROWS["biblatex-csl-converter"][0] == pinned["biblatex-csl-converter"]
    lock = (ROOT / "locks" / "dev.txt").read_text(encoding="utf-8")
    assert f"pybtex=={ROWS['pybtex'][0]} " in lock


def test_the_lock_of_the_javascript_readers_names_no_address() -> None:
    lock = json.loads((ROOT / "tests" / "clients" / "js" / "package-lock.json").read_text(encoding="utf-8"))
    installed = {name: package for name, package in lock["packages"].items() if name}
    assert all("integrity" in package and "resolved" not in package for package in installed.values())
