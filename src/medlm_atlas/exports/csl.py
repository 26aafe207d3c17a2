"""CSL-JSON 1.0: what Zotero, pandoc and citation processors read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from medlm_atlas.exports.joined import Format, Joined
from medlm_atlas.schema.reference import Person, Reference

_TYPES: Mapping[str, str] = {
    "article": "article-journal",
    "inproceedings": "paper-conference",
    "incollection": "chapter",
    "book": "book",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "techreport": "report",
    "misc": "article",
    "online": "webpage",
}
_GENRES: Mapping[str, str] = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis"}
_PLAIN_FIELDS: Mapping[str, str] = {
    "series": "collection-title",
    "edition": "edition",
    "address": "publisher-place",
    "volume": "volume",
    "isbn": "ISBN",
    "issn": "ISSN",
    "exported_doi": "DOI",
    "pmid": "PMID",
    "pmcid": "PMCID",
    "exported_note": "note",
}
_PROTECTED = re.compile(r"\{((?:[^{}]|\{[^{}]*\})*)\}")


def item(reference: Reference) -> dict[str, object]:
    """The reference as one CSL item."""
    return {name: value for name, value in _variables(reference) if value}


def _variables(reference: Reference) -> Iterator[tuple[str, object]]:
    yield "id", reference.key
    yield "type", _TYPES[reference.type]
    yield "title", _PROTECTED.sub(_nocase, reference.title)
    yield "author", [_person(person) for person in reference.author]
    yield "editor", [_person(person) for person in reference.editor]
    yield "container-title", without_braces(reference.journal or reference.booktitle)
    yield "publisher", without_braces(publisher_of(reference))
    yield "genre", _GENRES.get(reference.type)
    yield "issued", {"date-parts": [[reference.year, *_month(reference)]]}
    for name, variable in _PLAIN_FIELDS.items():
        yield variable, without_braces(getattr(reference, name))
    yield "number" if reference.type == "techreport" else "issue", without_braces(reference.number)
    yield "page", (reference.pages or "").replace("--", "-")
    yield "URL", reference.url or (None if reference.doi else reference.link)
    if reference.urldate:
        yield "accessed", {"date-parts": [[reference.urldate.year, reference.urldate.month, reference.urldate.day]]}
    if reference.eprint:
        yield from (("archive", "arXiv"), ("archive_location", reference.eprint))


def _month(reference: Reference) -> list[int]:
    return [reference.month_number] if reference.month_number else []


def _nocase(protected: re.Match[str]) -> str:
    return f'<span class="nocase">{without_braces(protected[1])}</span>'


def _person(person: Person) -> dict[str, str]:
    if person.group:
        return {"literal": person.family}
    parts = {"family": person.family, "given": person.given, "suffix": person.suffix}
    return {name: without_braces(part) for name, part in parts.items() if part}


def without_braces(text: str | None) -> str:
    """A text field without the braces that protect capitals."""
    return re.sub(r"[{}]", "", text or "")


def publisher_of(reference: Reference) -> str | None:
    """Who published it: the publisher, or what stands for one in its type of entry."""
    return reference.publisher or reference.institution or reference.school or reference.organization


ITEMS: Joined[Reference] = Joined(
    lambda reference: json.dumps(item(reference), ensure_ascii=False), head="[\n", separator=",\n", tail="\n]\n"
)
FORMAT = Format("CSL-JSON", "csl.json", "application/vnd.citationstyles.csl+json", "references", lambda _: ITEMS)
