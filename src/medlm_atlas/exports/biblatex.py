"""BibLaTeX: the same entries under the names that biber checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from medlm_atlas.exports.bibtex import entry, exported_fields
from medlm_atlas.exports.joined import Format, Joined
from medlm_atlas.exports.tex import escape
from medlm_atlas.schema.reference import Reference

_TYPES: Mapping[str, str] = {"techreport": "report", "phdthesis": "thesis", "mastersthesis": "thesis"}
_KINDS: Mapping[str, str] = {"phdthesis": "phdthesis", "mastersthesis": "mathesis", "techreport": "techreport"}
_NAMES: Mapping[str, str] = {
    "journal": "journaltitle",
    "year": "date",
    "school": "institution",
    "address": "location",
    "archiveprefix": "eprinttype",
    "primaryclass": "eprintclass",
}
_NAMES_IN: Mapping[str, Mapping[str, str]] = {
    "misc": {"publisher": "organization"},
    "online": {"publisher": "organization"},
    "techreport": {"publisher": "institution"},
    "phdthesis": {"publisher": "institution"},
    "mastersthesis": {"publisher": "institution"},
}
"""Names of fields that differ by type of entry, since biber knows them only so."""
_LEFT_OUT = frozenset({"month", "pmcid"})
_LEFT_OUT_OF_ARTICLES = frozenset({"publisher", "address"})


def render(references: Iterable[Reference]) -> str:
    """All references as one BibLaTeX text, sorted by key."""
    return ENTRIES.text(sorted(references, key=lambda each: each.key))


def render_one(reference: Reference) -> str:
    """One entry with a newline at its end."""
    texts = _renamed(reference) | _identifiers(reference)
    if reference.month_number:
        texts["date"] = f"{reference.year}-{reference.month_number:02}"
    if reference.type in _KINDS:
        texts["type"] = _KINDS[reference.type]
    if reference.type == "article" and not (reference.number or "0").isdigit():
        texts["issue"] = texts.pop("number")
    kind = "misc" if reference.type == "online" and not reference.link else reference.type
    return entry(_TYPES.get(kind, kind), reference.key, texts)


def _renamed(reference: Reference) -> dict[str, str]:
    """The fields under the names that biber checks, without those it has no place for."""
    left_out = _LEFT_OUT | (_LEFT_OUT_OF_ARTICLES if reference.type == "article" else frozenset())
    names = {**_NAMES, **_NAMES_IN.get(reference.type, {})}
    fields = exported_fields(reference, escape).items()
    return {names.get(name, name): text for name, text in fields if name not in left_out and name != "pmid"}


def _identifiers(reference: Reference) -> dict[str, str]:
    """DOI and eprint; a PubMed id is an eprint where there is none of arXiv."""
    found = {"doi": reference.exported_doi} if reference.exported_doi else {}
    if reference.eprint:
        return {**found, "eprinttype": "arxiv"}
    return {**found, "eprint": reference.pmid, "eprinttype": "pubmed"} if reference.pmid else found


ENTRIES: Joined[Reference] = Joined(render_one, separator="\n")
FORMAT = Format("BibLaTeX", "bib", "application/x-bibtex", "references", lambda _: ENTRIES)
