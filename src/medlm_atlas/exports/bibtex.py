"""BibTeX for papers: stable keys, UTF-8 names, TeX specials escaped in text fields only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from medlm_atlas.exports.tex import escape
from medlm_atlas.schema.reference import Reference, field_texts

RAW = frozenset({"doi", "url", "eprint", "archiveprefix", "pmid", "pmcid", "isbn", "issn", "year", "urldate"})
"""Fields that are identifiers: written as they are."""
HOUSEKEEPING = frozenset({"x-source", "x-status", "related"})
_TYPES: Mapping[str, str] = {"online": "misc"}


def render(references: Iterable[Reference]) -> str:
    """All references as one BibTeX text, sorted by key."""
    return "\n".join(render_one(reference) for reference in sorted(references, key=lambda each: each.key))


def render_one(reference: Reference) -> str:
    """One entry with a newline at its end."""
    texts = exported_fields(reference)
    if reference.eprint and not reference.doi:
        texts["doi"] = f"10.48550/arXiv.{reference.arxiv_id}"
        texts.setdefault("url", f"https://arxiv.org/abs/{reference.arxiv_id}")
    return entry(_TYPES.get(reference.type, reference.type), reference.key, texts)


def exported_fields(reference: Reference) -> dict[str, str]:
    """Fields of an entry without housekeeping, the status told in `note`, text fields escaped."""
    texts = {name: text for name, text in field_texts(reference).items() if name not in HOUSEKEEPING}
    if reference.x_status:
        texts["note"] = "; ".join(part for part in (reference.x_status.capitalize(), texts.get("note")) if part)
    return {name: text if name in RAW else escape(text) for name, text in texts.items()}


def entry(entry_type: str, key: str, texts: Mapping[str, str]) -> str:
    """The text of an entry from its parts."""
    lines = [f"  {name} = {{{text}}}" for name, text in texts.items()]
    return f"@{entry_type}{{{key},\n" + ",\n".join(lines) + "\n}\n"
