"""pybtex and rispy read the exports, and what they read is the catalog."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

import pybtex.errors  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Entry, parse_file, parse_string  # type: ignore[import-untyped]
from pybtex.database import Person as PybtexPerson
from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]

from medlm_atlas.exports import biblatex, bibtex, tex
from medlm_atlas.schema.reference import Person, Reference, reference_from
from tests.clients.conftest import Bibliography, name_parts

TO_TEXT = LatexNodes2Text(keep_comments=True)
SAME_NAME = (
    "journal",
    "booktitle",
    "series",
    "edition",
    "institution",
    "school",
    "publisher",
    "address",
    "volume",
    "number",
)
IDENTIFIERS = ("pages", "doi", "eprint", "archiveprefix", "pmid", "pmcid", "url", "isbn", "issn")


def plain(text: str) -> str:
    """TeX as text; a lowered or raised digit counts as the digit."""
    return unicodedata.normalize("NFKC", TO_TEXT.latex_to_text(text))


def text_of(reference: Reference, name: str) -> str:
    return str(getattr(reference, name) or "").replace("{", "").replace("}", "")


def pybtex_parts(person: PybtexPerson) -> dict[str, str]:
    family = " ".join([*person.prelast_names, *person.last_names])
    if family.startswith("{") and family.endswith("}") and not person.first_names:
        return {"literal": plain(family)}
    given = [*person.first_names, *person.middle_names]
    parts = {"family": family, "given": " ".join(given), "suffix": " ".join(person.lineage_names)}
    return {part: plain(value) for part, value in parts.items()}


def read_strictly(bibliography: Bibliography, style: str) -> dict[str, Entry]:
    pybtex.errors.set_strict_mode(True)
    return dict(parse_file(str(bibliography.file(style)), bib_format="bibtex").entries)


def differences(reference: Reference, entry: Entry) -> Iterator[str]:
    for role, people in (("author", reference.author), ("editor", reference.editor)):
        found = [pybtex_parts(person) for person in entry.persons.get(role, ())]
        if found != [name_parts(person) for person in people]:
            yield f"{role}: {found}"
    expected = {"title": reference.plain_title, "year": str(reference.year), "note": reference.exported_note or ""}
    expected |= {name: text_of(reference, name) for name in SAME_NAME}
    for name, value in expected.items():
        if plain(entry.fields.get(name, "")) != unicodedata.normalize("NFKC", value):
            yield f"{name}: {entry.fields.get(name)!r} for {value!r}"
    for name in IDENTIFIERS:
        if (found := entry.fields.get(name)) != (held := identifier(reference, name)):
            yield f"{name}: {found!r} for {held!r}"


def identifier(reference: Reference, name: str) -> str | None:
    """An identifier as the catalog holds it, or as it follows from the arXiv id."""
    held: str | None = getattr(reference, "exported_doi" if name == "doi" else name)
    if name == "url" and reference.eprint and not reference.doi:
        return held or f"https://arxiv.org/abs/{reference.arxiv_id}"
    return held


@pytest.mark.parametrize("name", ["whole", "hard", "scripts"])
def test_pybtex_reads_back_what_the_catalog_holds(name: str, request: pytest.FixtureRequest) -> None:
    bibliography: Bibliography = request.getfixturevalue(name)
    entries = read_strictly(bibliography, "bibtex")
    assert entries.keys() == bibliography.references.keys()
    found = {key: list(differences(reference, entries[key])) for key, reference in bibliography.references.items()}
    assert {key: each for key, each in found.items() if each} == {}


def test_pybtex_reads_biblatex_without_a_complaint(whole: Bibliography) -> None:
    entries = read_strictly(whole, "biblatex")
    for key, reference in whole.references.items():
        assert plain(entries[key].fields["title"]) == reference.plain_title
        assert entries[key].fields["date"].startswith(str(reference.year))


LOOK_ALIKES = str.maketrans("′−∗ο⋅", "'-*o·")
"""Signs that mathematics writes as others."""
TITLE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp", "Mn"), exclude_characters="{}\\\\$^~`'\"-"),
    min_size=1, max_size=80,
).map(lambda text: " ".join(text.split())).filter(bool)  # fmt: skip
"""Titles without what TeX sets as dashes and quotation marks, or the schema refuses."""


def test_every_sign_that_is_turned_is_read_back() -> None:
    signs = [chr(code) for code in tex._FOR_PDFLATEX if chr(code) not in "~^"]
    assert [
        sign
        for sign in signs
        if plain(tex.for_pdflatex(sign)) != unicodedata.normalize("NFKC", sign).translate(LOOK_ALIKES)
    ] == []


@pytest.mark.parametrize("render", [bibtex.render_one, biblatex.render_one], ids=["bibtex", "biblatex"])
@given(title=TITLE)
def test_any_title_is_read_back(render: Callable[[Reference], str], title: str) -> None:
    fields = {"author": "Muster, Ada", "title": title, "journal": "A journal", "year": "2024"}
    reference = reference_from("article", "muster2024a", fields)
    entry = parse_string(render(reference), bib_format="bibtex").entries["muster2024a"]
    assert plain(entry.fields["title"]).translate(LOOK_ALIKES) == unicodedata.normalize("NFKC", title).translate(
        LOOK_ALIKES
    )


def ris_name(person: Person) -> str:
    """Group names cannot hold a comma in RIS, where it begins the given names."""
    if person.group:
        return person.family.replace(", ", " ")
    return ", ".join(part for part in (person.family, person.given, person.suffix) if part)


@pytest.mark.parametrize("name", ["whole", "hard", "scripts"])
def test_rispy_reads_back_what_the_catalog_holds(name: str, request: pytest.FixtureRequest) -> None:
    rispy = pytest.importorskip("rispy", reason="rispy is not installed; `scripts/test` installs it")
    bibliography: Bibliography = request.getfixturevalue(name)
    with bibliography.file("ris").open(encoding="utf-8", newline="") as file:
        entries = {entry["id"]: entry for entry in rispy.load(file)}
    assert entries.keys() == bibliography.references.keys()
    for key, reference in bibliography.references.items():
        entry = entries[key]
        assert entry["authors"] == [ris_name(person) for person in reference.author]
        assert entry["title"] == reference.plain_title
        assert entry["year"] == str(reference.year)
        assert entry.get("doi") == reference.exported_doi
        assert entry.get("secondary_title", "") == (text_of(reference, "journal") or text_of(reference, "booktitle"))
        assert [entry.get("start_page", ""), entry.get("end_page", "")] == f"{reference.pages or ''}--".split("--")[:2]
        assert "unknown_tag" not in entry
