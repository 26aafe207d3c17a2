"""BibTeX for papers: stable keys, UTF-8 names, TeX specials escaped in text fields only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from medlm_atlas.exports.joined import Format, Joined
from medlm_atlas.exports.tex import for_pdflatex, name_for_bibtex
from medlm_atlas.schema.reference import Person, Reference, field_texts

RAW = frozenset({"doi", "url", "eprint", "archiveprefix", "pmid", "pmcid", "isbn", "issn", "year", "urldate"})
"""Fields that are identifiers: written as they are."""
HOUSEKEEPING = frozenset({"x-source", "x-status", "related"})
_NAME_PARTS = ("family", "given", "suffix")
_TYPES: Mapping[str, str] = {"online": "misc"}


def render(references: Iterable[Reference]) -> str:
    """All references as one BibTeX text, sorted by key."""
    return ENTRIES.text(sorted(references, key=lambda each: each.key))


@cache
def render_one(reference: Reference) -> str:
    """One entry with a newline at its end."""
    texts = exported_fields(reference, for_pdflatex)
    for name, people in (("author", reference.author), ("editor", reference.editor)):
        if name in texts:
            texts[name] = " and ".join(map(_name, people))
    texts |= {"doi": reference.exported_doi} if reference.exported_doi else {}
    if reference.arxiv_link and not reference.doi:
        texts.setdefault("url", reference.arxiv_link)
    return entry(_TYPES.get(reference.type, reference.type), reference.key, texts)


def _name(person: Person) -> str:
    """The name as BibTeX reads it."""
    to_tex = for_pdflatex if person.group else name_for_bibtex
    return str(person.model_copy(update={part: to_tex(getattr(person, part)) for part in _NAME_PARTS}))


def exported_fields(reference: Reference, to_tex: Callable[[str], str]) -> dict[str, str]:
    """Fields of an entry without housekeeping, the status told in `note`, text fields turned `to_tex`."""
    texts = {name: text for name, text in field_texts(reference).items() if name not in HOUSEKEEPING}
    if reference.exported_note:
        texts["note"] = reference.exported_note
    return {name: text if name in RAW else to_tex(text) for name, text in texts.items()}


def entry(entry_type: str, key: str, texts: Mapping[str, str]) -> str:
    """The text of an entry from its parts."""
    lines = [f"  {name} = {{{text}}}" for name, text in texts.items()]
    return f"@{entry_type}{{{key},\n" + ",\n".join(lines) + "\n}\n"


ENTRIES: Joined[Reference] = Joined(render_one, separator="\n")
FORMAT = Format("BibTeX", "bib", "application/x-bibtex", "references", lambda _: ENTRIES)
