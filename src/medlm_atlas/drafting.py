"""A draft entry with its reference, from the BibTeX that a contributor has at hand."""

from __future__ import annotations

import datetime
import re
import unicodedata
from pathlib import Path

from pydantic import ValidationError

from medlm_atlas.errors import Problem
from medlm_atlas.explaining import explain
from medlm_atlas.formatting import emit
from medlm_atlas.readers.bibtex import read_bibtex
from medlm_atlas.schema.reference import Reference, reference_from, to_bibtex


def draft_from(text: str, name: str, folder: Path) -> tuple[dict[Path, str], list[Problem]]:
    """The files of a draft by path, or what forbids it. Nothing is written here, and no file is replaced."""
    source = Path("<bibtex>")
    entries, problems = read_bibtex(text, source)
    if problems or len(entries) != 1:
        return {}, problems or [
            Problem(source, 1, 1, "", f"holds {len(entries)} entries", "a draft has one paper", "Give one entry.")
        ]
    entry = entries[0]
    try:
        reference = reference_from(entry.entry_type, entry.key, entry.fields)
    except ValidationError as error:
        return {}, [_translated(detail, source, entry.positions) for detail in error.errors(include_url=False)]
    model_id = slug(name)
    files = {
        folder / "references" / f"{reference.key}.bib": to_bibtex(reference),
        folder / "models" / f"{model_id}.yaml": _draft(name, reference),
    }
    taken = [
        Problem(
            path, 1, 1, "", "is there already", "a draft replaces nothing", "Choose another name, or edit that file."
        )
        for path in files
        if path.exists()
    ]
    return ({} if taken else files), taken


def _translated(detail: object, path: Path, positions: dict[str, tuple[int, int]]) -> Problem:
    what, why, tip = explain(detail, Reference)
    field = str(detail["loc"][0]) if detail["loc"] else ""  # type: ignore[index]
    line, column = positions.get(field, positions[""])
    return Problem(path, line, column, field, what, why, tip)


def slug(name: str) -> str:
    """An id from a name: lower-case ASCII letters and digits with hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "model"


def _draft(name: str, reference: Reference) -> str:
    today = datetime.datetime.now(datetime.UTC).date()
    data = {
        "name": name,
        "kind": "model",
        "scope": "medical",
        "added": today,
        "draft": True,
        "papers": [{"key": reference.key, "role": "introduces"}],
    }
    return emit(data, "model")
