"""A draft entry with its reference, from the BibTeX that a contributor has at hand."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from medlm_atlas.errors import Problem
from medlm_atlas.explaining import explain
from medlm_atlas.formatting import emit
from medlm_atlas.readers.bibtex import read_bibtex
from medlm_atlas.schema.base import Identifier, Name
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.reference import Reference, reference_from, to_bibtex

_NAME: TypeAdapter[str] = TypeAdapter(Name)
_IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)


@dataclass(frozen=True)
class Pasted:
    """BibTeX as a contributor has it: the text, the file it came from, and what was opened ("kind address")."""

    text: str
    path: Path
    opened: str = ""


def draft_from(pasted: Pasted, name: str, folder: Path) -> tuple[dict[Path, str], list[Problem]]:
    """The files of a draft by path, or what forbids it. Nothing is written here, and no file is replaced."""
    reference, problems = _reference(pasted)
    problems += _name_problems(name, pasted.path)
    if reference is None or problems:
        return {}, problems
    files = {
        folder / "references" / f"{reference.key}.bib": to_bibtex(reference),
        folder / "models" / f"{slug(name)}.yaml": _draft(name, reference),
    }
    taken = [
        Problem(
            path, 1, 1, "", "is there already", "a draft replaces nothing", "Choose another name, or edit that file."
        )
        for path in files
        if path.exists()
    ]
    return ({} if taken else files), taken


def _reference(pasted: Pasted) -> tuple[Reference | None, list[Problem]]:
    entries, problems = read_bibtex(pasted.text, pasted.path)
    if problems or len(entries) != 1:
        return None, problems or [
            Problem(pasted.path, 1, 1, "", f"holds {len(entries)} entries", "a draft has one paper", "Give one entry.")
        ]
    entry = entries[0]
    opened = {"x-source": f"{pasted.opened} {_today()}"} if pasted.opened else {}
    try:
        return reference_from(entry.entry_type, entry.key, {**entry.fields, **opened}), []
    except ValidationError as error:
        return None, [_translated(detail, pasted.path, entry.positions) for detail in error.errors(include_url=False)]


def _name_problems(name: str, path: Path) -> list[Problem]:
    try:
        _NAME.validate_python(name)
        _IDENTIFIER.validate_python(slug(name))
    except ValidationError as error:
        what = explain(error.errors()[0], Model)[0]
        return [Problem(path, 1, 1, "name", what, "the draft would not pass its check", "Give another --name.")]
    return []


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()


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
    data = {
        "name": name,
        "kind": "model",
        "scope": "medical",
        "added": _today(),
        "draft": True,
        "papers": [{"key": reference.key, "role": "introduces"}],
    }
    return emit(data, "model")
