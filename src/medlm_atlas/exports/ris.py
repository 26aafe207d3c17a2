"""RIS: what EndNote, Mendeley, Zotero and library catalogues read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from medlm_atlas.exports.csl import publisher_of, without_braces
from medlm_atlas.exports.joined import Format, Joined
from medlm_atlas.schema.reference import Person, Reference

_TYPES: Mapping[str, str] = {
    "article": "JOUR",
    "inproceedings": "CPAPER",
    "incollection": "CHAP",
    "book": "BOOK",
    "phdthesis": "THES",
    "mastersthesis": "THES",
    "techreport": "RPRT",
    "misc": "GEN",
    "online": "ELEC",
}


def render_one(reference: Reference) -> str:
    """One record: a tag on each line, lines ended as the format asks (CR LF)."""
    lines = [("TY", _TYPES[reference.type]), *((tag, text) for tag, text in _tags(reference) if text), ("ER", "")]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in lines)


def _tags(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "ID", reference.key
    yield from (("AU", _name(person)) for person in reference.author)
    yield from (("A2", _name(person)) for person in reference.editor)
    yield "TI", reference.plain_title
    yield "T2", without_braces(reference.journal or reference.booktitle)
    yield "T3", without_braces(reference.series)
    yield "PY", str(reference.year)
    yield "DA", f"{reference.year}/{reference.month_number:02}//" if reference.month_number else ""
    yield "VL", without_braces(reference.volume)
    yield "IS", without_braces(reference.number)
    first, _, last = (reference.pages or "").partition("--")
    yield from (("SP", first), ("EP", last))
    yield "ET", without_braces(reference.edition)
    yield "PB", without_braces(publisher_of(reference))
    yield "CY", without_braces(reference.address)
    yield "SN", reference.isbn or reference.issn or ""
    yield "DO", reference.exported_doi or ""
    yield from (("UR", address) for address in _addresses(reference))
    yield "AN", f"PMID: {reference.pmid}" if reference.pmid else ""
    yield "C2", reference.pmcid or ""
    yield "N1", without_braces(reference.exported_note)


def _name(person: Person) -> str:
    """Family, given, suffix. A group stands alone; a comma in its name would be read as the start of given names."""
    if person.group:
        return without_braces(person.family).replace(", ", " ")
    parts = (person.family, person.given, person.suffix) if person.suffix else (person.family, person.given)
    return ", ".join(without_braces(part) for part in parts if part or person.suffix)


def _addresses(reference: Reference) -> Iterator[str]:
    yield from dict.fromkeys(address for address in (reference.url, reference.arxiv_link) if address)


RECORDS: Joined[Reference] = Joined(render_one)
FORMAT = Format("RIS", "ris", "application/x-research-info-systems", "references", lambda _: RECORDS)
