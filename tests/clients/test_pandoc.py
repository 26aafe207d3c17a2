"""pandoc reads BibTeX, BibLaTeX and CSL-JSON, and writes the same works as CSL."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from typing import Any

import pytest

from medlm_atlas.schema.reference import Person, Reference
from tests.clients.conftest import Bibliography, name_parts, needs
from tests.clients.losses import surprises

pytestmark = needs("pandoc")
READERS = {"bibtex": "bibtex", "biblatex": "biblatex", "csl-json": "csljson"}


def read(bibliography: Bibliography, style: str) -> dict[str, Any]:
    command = ["pandoc", "-f", READERS[style], "-t", "csljson", str(bibliography.file(style))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return {item["id"]: item for item in json.loads(done.stdout)}


def parts(name: dict[str, str]) -> dict[str, str]:
    if "literal" in name:
        return straight({"literal": name["literal"]})
    particles = (name.get("dropping-particle"), name.get("non-dropping-particle"), name["family"])
    family = " ".join(part for part in particles if part)
    found = {"family": family, "given": name.get("given", ""), "suffix": name.get("suffix", "")}
    return straight(found)


def straight(name: dict[str, str]) -> dict[str, str]:
    """A name with straight apostrophes: pandoc bends them."""
    return {part: value.replace("’", "'") for part, value in name.items()}


def as_pandoc_has_it(person: Person) -> dict[str, str]:
    """A person with the particles that end the given names (Portuguese authors write so) before the family name."""
    name = straight(name_parts(person))
    if found := re.fullmatch(r"(.*\S)((?: [a-z]+)+)", name.get("given", "")):
        return {**name, "given": found[1], "family": f"{found[2].strip()} {name['family']}"}
    return name


def letters(markup: str) -> str:
    """A title without markup, case and punctuation: pandoc has its own of each."""
    text = unicodedata.normalize("NFKD", re.sub(r"</?(?:span|sub|sup)[^>]*>", "", markup))
    return "".join(c for c in text.casefold() if c.isalnum())


def differing(reference: Reference, item: dict[str, Any]) -> dict[str, str]:
    pairs = {
        "author": (
            [parts(name) for name in item["author"]],
            [as_pandoc_has_it(person) for person in reference.author],
        ),
        "title": (letters(item["title"]), letters(reference.plain_title)),
        "year": (item["issued"]["date-parts"][0][0], reference.year),
        "page": (item.get("page", ""), (reference.pages or "").replace("--", "-")),
        "doi": (item.get("DOI", ""), reference.exported_doi or ""),
        "note": (item.get("note", "").replace("’", "'"), (reference.exported_note or "").replace("’", "'")),
    }
    return {name: f"{name}: {found!r} for {held!r}" for name, (found, held) in pairs.items() if found != held}


@pytest.mark.parametrize("style", READERS)
@pytest.mark.parametrize("name", ["whole", "hard", "scripts"])
def test_pandoc_reads_what_the_catalog_holds(name: str, style: str, request: pytest.FixtureRequest) -> None:
    bibliography: Bibliography = request.getfixturevalue(name)
    items = read(bibliography, style)
    assert items.keys() == bibliography.references.keys()
    found = {key: differing(reference, items[key]) for key, reference in bibliography.references.items()}
    assert surprises("pandoc", style, found) == {}
