"""citation-js and biblatex-csl-converter read back the same names, titles, years and DOIs."""

from __future__ import annotations

import json
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from medlm_atlas.schema.reference import Reference
from tests.clients.conftest import Bibliography, name_parts, needs
from tests.clients.losses import LOSSES, surprises

JS = Path(__file__).parent / "js"
pytestmark = [
    needs("node"),
    pytest.mark.skipif(
        not (JS / "node_modules").is_dir(),
        reason="tests/clients/js/node_modules is not there; `npm ci` in tests/clients/js (scripts/test does it)",
    ),
]
READINGS = [
    ("citation-js", "bibtex"), ("citation-js", "biblatex"), ("citation-js", "csl-json"),
    ("biblatex-csl-converter", "bibtex"), ("biblatex-csl-converter", "biblatex"),
]  # fmt: skip


def read(bibliography: Bibliography, reader: str, style: str) -> dict[str, Any]:
    command = ["node", str(JS / "read.mjs"), reader, str(bibliography.file(style))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def differing(reference: Reference, entry: dict[str, Any]) -> dict[str, str]:
    """Fields that differ; lowered and raised digits count as the digits."""
    held = {
        "title": unicodedata.normalize("NFKC", reference.plain_title),
        "authors": [name_parts(person) for person in reference.author],
        "year": str(reference.year),
        "doi": reference.exported_doi or "",
    }
    entry["title"] = unicodedata.normalize("NFKC", entry["title"])
    return {name: f"{name}: {entry[name]!r} for {value!r}" for name, value in held.items() if entry[name] != value}


@pytest.mark.parametrize(("reader", "style"), READINGS)
@pytest.mark.parametrize("name", ["whole", "hard", "scripts"])
def test_reader_finds_what_the_catalog_holds(
    name: str, reader: str, style: str, request: pytest.FixtureRequest
) -> None:
    bibliography: Bibliography = request.getfixturevalue(name)
    entries = read(bibliography, reader, style)
    assert entries.keys() == bibliography.references.keys()
    found = {key: differing(reference, entries[key]) for key, reference in bibliography.references.items()}
    assert surprises(reader, style, found) == {}


@pytest.mark.parametrize(("reader", "style"), READINGS)
def test_known_losses_are_still_losses(hard: Bibliography, reader: str, style: str) -> None:
    entries = read(hard, reader, style)
    found = {key: differing(reference, entries[key]).keys() for key, reference in hard.references.items()}
    for (by, of, key), fields in LOSSES.items():
        if (by, of) == (reader, style):
            assert found[key] == fields
