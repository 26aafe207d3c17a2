"""BibLaTeX: the same entries under the names that biber checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from medlm_atlas.exports.bibtex import entry, exported_fields
from medlm_atlas.exports.joined import Format, Joined
from medlm_atlas.exports.tex import escape
from medlm_atlas.schema.reference import Reference

_TYPES: Mapping[str, str] = {"techreport": "report", "phdthesis": "thesis", "mastersthesis": "thesis"}
_THESES: Mapping[str, str] = {"phdthesis": "phdthesis", "mastersthesis": "mathesis"}
_NAMES: Mapping[str, str] = {
    "journal": "journaltitle",
    "year": "date",
    "school": "institution",
    "address": "location",
    "archiveprefix": "eprinttype",
    "primaryclass": "eprintclass",
}
_LEFT_OUT = frozenset({"month", "pmcid"})


def render(references: Iterable[Reference]) -> str:
    """All references as one BibLaTeX text, sorted by key."""
    return ENTRIES.text(sorted(references, key=lambda each: each.key))


def render_one(reference: Reference) -> str:
    """One entry with a newline at its end."""
    fields = exported_fields(reference, escape)
    texts = {_NAMES.get(name, name): text for name, text in fields.items() if name not in _LEFT_OUT}
    if "eprinttype" in texts:
        texts["eprinttype"] = "arxiv"
    elif pmid := texts.get("pmid"):
        texts |= {"eprint": pmid, "eprinttype": "pubmed"}
    texts.pop("pmid", None)
    if reference.type == "online" and not {"doi", "eprint", "url"} & texts.keys():
        texts["howpublished"] = texts.get("howpublished", "Web page")
    if thesis := _THESES.get(reference.type):
        texts["type"] = thesis
    if reference.type == "techreport":
        texts.setdefault("type", "techreport")
    if number := texts.pop("number", None):
        texts["issue" if reference.type == "article" and not number.isdigit() else "number"] = number
    return entry(_TYPES.get(reference.type, reference.type), reference.key, texts)


ENTRIES: Joined[Reference] = Joined(render_one, separator="\n")
FORMAT = Format("BibLaTeX", "bib", "application/x-bibtex", "references", lambda _: ENTRIES)
