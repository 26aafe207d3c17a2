"""References that are hard to carry: names with particles, suffixes, groups and rare letters; titles full of signs."""

from __future__ import annotations

from pathlib import Path

from medlm_atlas.readers.bibtex import read_bibtex
from medlm_atlas.schema.reference import Reference, reference_from

HERE = Path(__file__).parent


def read_references(name: str) -> dict[str, Reference]:
    """The references of one of the files beside this module, by key."""
    entries, problems = read_bibtex((HERE / name).read_text(encoding="utf-8"), HERE / name)
    assert not problems, list(map(str, problems))
    return {entry.key: reference_from(entry.entry_type, entry.key, entry.fields) for entry in entries}
