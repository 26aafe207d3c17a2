"""The screening log: which works were considered for the atlas, and what came of each.

It stands beside the catalog, in `curation/screening.csv`, and is no part of it: nothing in it is published but counts.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from pydantic import ValidationError

from medlm_atlas.catalog import Catalog
from medlm_atlas.errors import MAX_FAULTS, Problem
from medlm_atlas.explaining import explain
from medlm_atlas.readers.text import decode
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.screening import Candidate
from medlm_atlas.tables import line, neutral

FILE = Path("curation", "screening.csv")
COLUMNS = tuple(Candidate.model_fields)
UPDATE = "Run `medlm-atlas screening --update`."
_ARXIV_DOI = "10.48550/"
_MOST_BYTES = 8 * 1024 * 1024
_SAME_WORK = ("introduces", "describes", "extends")


@dataclass(frozen=True)
class Log:
    """The rows that could be read with the line and the cells of each, and what is wrong with the file."""

    path: Path
    candidates: tuple[Candidate, ...] = ()
    places: tuple[tuple[int, Sequence[str]], ...] = ()
    problems: tuple[Problem, ...] = ()

    def problem(self, row: int, column: str, what: str, why: str, tip: str) -> Problem:
        """A problem in a column of a row, which is told by its place among the candidates."""
        number, cells = self.places[row]
        return Problem(self.path, number, _position(cells, column), column, what, why, tip)


def log_of(catalog_folder: Path) -> Path:
    """Where the log of a catalog folder stands."""
    return catalog_folder.parent / FILE


def read_log(catalog_folder: Path) -> Log | None:
    """The log that belongs to a catalog folder, None if there is none, as beside the catalog that is shipped.

    Raises:
        OSError: if there is one and it cannot be read.
    """
    path = log_of(catalog_folder)
    return _log(path.read_bytes(), path) if path.exists() else None


@lru_cache(maxsize=2)
def _log(data: bytes, path: Path) -> Log:
    text, problems = decode(data, path, _MOST_BYTES)
    if problems:
        return Log(path, problems=tuple(problems))
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        what = f"is no CSV: {error}"
        return Log(
            path, problems=(Problem(path, reader.line_num, 1, "", what, "a row cannot be read", "Mend its quotes."),)
        )
    if not rows or tuple(rows[0][1]) != COLUMNS:
        what = f"the first line is not {','.join(COLUMNS)}"
        return Log(path, problems=(Problem(path, 1, 1, "", what, "columns are found by their names", "Put it back."),))
    return _built(path, text, rows[1:])


def _built(path: Path, text: str, rows: Sequence[tuple[int, Sequence[str]]]) -> Log:
    candidates: list[Candidate] = []
    problems: list[Problem] = []
    for number, row in rows:
        try:
            candidates.append(Candidate.model_validate(_values(row)))
        except ValidationError as error:
            problems += _invalid(path, number, row, error)
        except ValueError:
            problems.append(_wrong_length(path, number, row))
        problems += _formulas(path, number, row)
    if not problems and text != (canonical := written(candidates)):
        problems.append(_not_canonical(path, text, canonical))
    return Log(path, tuple(candidates), tuple(rows), tuple(problems[:MAX_FAULTS]))


def _values(row: Sequence[str]) -> dict[str, str]:
    """The cells that hold something, by column; ValueError if there are too many or too few of them."""
    return {name: cell for name, cell in zip(COLUMNS, row, strict=True) if cell}


def _invalid(path: Path, number: int, row: Sequence[str], error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors(include_url=False):
        name = str(detail["loc"][0]) if detail["loc"] else ""
        yield Problem(path, number, _position(row, name), name, *explain(detail, Candidate))


def _wrong_length(path: Path, number: int, row: Sequence[str]) -> Problem:
    what, tip = f"has {len(row)} cells, not {len(COLUMNS)}", "Put a cell that holds a comma into double quotes."
    return Problem(path, number, 1, "", what, "cells would be taken for others", tip)


def _formulas(path: Path, number: int, row: Sequence[str]) -> Iterator[Problem]:
    for name, cell in zip(COLUMNS, row, strict=False):
        if neutral(cell) != cell:
            why, tip = "a spreadsheet would compute it", "Begin the cell with another character."
            yield Problem(path, number, _position(row, name), name, "begins like a formula", why, tip)


def _position(cells: Sequence[str], column: str) -> int:
    """The column of the file at which a cell begins, in the canonical form; 1 for the row as a whole."""
    before = cells[: COLUMNS.index(column)] if column in COLUMNS else ()
    return len(line(before, end="")) + 2 if before else 1


def _not_canonical(path: Path, text: str, canonical: str) -> Problem:
    pairs = zip((text + "\n").split("\n"), (canonical + "\n").split("\n"), strict=False)
    number = next((number for number, (one, other) in enumerate(pairs, 1) if one != other), 1)
    return Problem(path, number, 1, "", "is not in canonical form", "rows are sorted by id and end with a line feed, "
                   "so that a change shows what changed", UPDATE)  # fmt: skip


def written(candidates: Iterable[Candidate]) -> str:
    """The canonical text of the log: sorted by id, a header first."""
    rows = (_cells(candidate) for candidate in sorted(candidates, key=lambda each: each.id))
    return "".join(line(row, end="\n") for row in (COLUMNS, *rows))


def _cells(candidate: Candidate) -> Iterator[str]:
    for name in COLUMNS:
        value = getattr(candidate, name)
        yield " ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def in_step(candidates: Iterable[Candidate], catalog: Catalog, today: datetime.date) -> tuple[Candidate, ...]:
    """The log with one included row for each published model, the rest as it was.

    A model takes the row that names one of its papers, else its repository and its name, else a row of its own. Rows that wait and
    turn out to be a model with an entry become duplicates. Rows whose record is gone are left for a person to decide.
    """
    published = catalog.published
    rows = {row.id: row for row in _renamed(candidates, published)}
    known = {row.record for row in rows.values() if row.decision == "included"}
    index = Index(published)
    for model in published.models.values():
        if model.id not in known:
            row = index.row_of(model, rows.values()) or Candidate(
                id=f"atlas-{model.id}", name=model.name, found_in=0, decision="waiting", reason="not-yet-read"
            )
            rows[row.id] = _included(row, model)
    for row in [row for row in rows.values() if row.decision == "waiting"]:
        if same := index.model_of(row):
            rows[row.id] = _changed(
                row, decision="duplicate", reason="duplicate-of", record=same, decided_on=today, note=None
            )
    return tuple(_described(rows, published))


def _renamed(candidates: Iterable[Candidate], catalog: Catalog) -> Iterator[Candidate]:
    now = {former: model.id for model in catalog.models.values() for former in model.former_ids}
    for row in candidates:
        yield _changed(row, record=now[row.record]) if row.record in now else row


def _described(rows: Mapping[str, Candidate], catalog: Catalog) -> Iterator[Candidate]:
    """All rows, the included ones with what their records tell today."""
    taken = {link.casefold() for row in rows.values() for link in row.identifiers}
    for row in rows.values():
        model = catalog.models.get(row.record or "") if row.decision == "included" else None
        if model is None:
            yield row
            continue
        new = [link for link in links_of(model, catalog) if link.casefold() not in taken]
        taken.update(link.casefold() for link in new)
        yield _changed(_included(row, model), identifiers=(*row.identifiers, *new))


def _included(row: Candidate, model: Model) -> Candidate:
    read = "; ".join(sorted({review.how.removeprefix("read-") for review in model.review}))
    values = {"decision": "included", "reason": None, "record": model.id, "decided_on": model.added, "read": read}
    return _changed(row, **values, note=None)


def _changed(row: Candidate, **values: object) -> Candidate:
    fields = {**{name: getattr(row, name) for name in COLUMNS}, **values}
    return Candidate.model_validate({name: value for name, value in fields.items() if value is not None})


def links_of(model: Model, catalog: Catalog) -> tuple[str, ...]:
    """Identifiers of a model as links: its papers, then its code."""
    code = (_bare(model.links.code),) if model.links and model.links.code else ()
    return tuple(dict.fromkeys((*_papers(model, catalog), *code)))


def _papers(model: Model, catalog: Catalog) -> Iterator[str]:
    """Links to the papers that are about this model: those that only evaluate it are about something else."""
    for role in _SAME_WORK:
        for paper in model.papers:
            if paper.role == role:
                reference = catalog.references[paper.key]
                if reference.arxiv_link:
                    yield reference.arxiv_link
                if reference.doi and not reference.doi.casefold().startswith(_ARXIV_DOI):
                    yield f"https://doi.org/{quote(reference.doi.casefold(), safe='/:;()')}"


def _bare(link: str) -> str:
    return link.rstrip("/").removesuffix(".git")


class Index:
    """Finds the model that a candidate is: by paper, or by repository and name, never by its name alone."""

    def __init__(self, catalog: Catalog) -> None:
        """Look up papers and repositories of every model."""
        self.models = catalog.models
        self.papers = {model.id: frozenset(_papers(model, catalog)) for model in self.models.values()}
        self.addresses = {model.id: frozenset(_addresses(model)) for model in self.models.values()}
        self._by_link: dict[str, list[str]] = {}
        for model_id in self.models:
            for link in (*self.papers[model_id], *self.addresses[model_id]):
                self._by_link.setdefault(link, []).append(model_id)

    def row_of(self, model: Model, rows: Iterable[Candidate]) -> Candidate | None:
        """The undecided row that is this model: the one that most lists name, if there are several."""
        same = [row for row in rows if row.decision not in ("included", "duplicate") and self.is_same(row, model)]
        return max(same, key=lambda row: (len(row.papers & self.papers[model.id]), row.found_in, row.id), default=None)

    def model_of(self, row: Candidate) -> str | None:
        """The model that a row is, None if it is none: the one of its name, if there are several."""
        near = {model for link in (*row.papers, *row.addresses) for model in self._by_link.get(link, ())}
        same = sorted(model for model in near if self.is_same(row, self.models[model]))
        return min(same, key=lambda model: (not _of_name(row, self.models[model]), model), default=None)

    def is_same(self, row: Candidate, model: Model) -> bool:
        """Whether they share a paper; or a repository and a name, where the row's papers are those of no other model.

        A repository alone does not do: many hold several works.
        """
        if row.papers & self.papers[model.id]:
            return True
        free = not any(paper in self._by_link for paper in row.papers)
        return free and bool(row.addresses & self.addresses[model.id]) and _of_name(row, model)


def _addresses(model: Model) -> Iterator[str]:
    links = [model.links.code, model.links.project, model.links.home] if model.links else []
    for link in (*links, *(variant.weights for variant in model.variants)):
        if link:
            yield _bare(link).casefold()


def _of_name(row: Candidate, model: Model) -> bool:
    return (row.name or "").casefold() in {name.casefold() for name in (model.name, *model.aliases)}
