"""The screening log and the catalog tell the same."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.errors import Problem, did_you_mean
from medlm_atlas.loading import Reading
from medlm_atlas.schema.screening import Candidate
from medlm_atlas.screening import FILE, UPDATE, Log, log_of, read_log

NAME = "screening"
SCOPE = "The log of candidates in `curation/screening.csv`, where there is one."


def check(reading: Reading) -> Iterator[Problem]:
    """Report rows that cannot be read, identifiers and ids in two rows, rows whose record is not published, published models without a row."""
    try:
        log = read_log(reading.folder)
    except OSError as error:
        path = log_of(reading.folder)
        yield Problem(
            path, 1, 1, "", f"cannot be read: {error.strerror}", "the counts rest on it", "Mend its permissions."
        )
        return
    if log is None:
        return
    yield from log.problems
    if not log.problems:
        yield from _twice(log)
        yield from _records(log, reading)
        yield from _models(log, reading)


def _twice(log: Log) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for index, row in enumerate(log.candidates):
        for column, sign in _signs(row):
            first = seen.setdefault((column, sign), index)
            if first != index:
                yield log.problem(
                    index, column, f"{sign} stands in line {log.places[first][0]} too", "one candidate has one row",
                    "Merge the rows, and add up `found_in`.",
                )  # fmt: skip


def _signs(row: Candidate) -> set[tuple[str, str]]:
    record = {("record", row.record or "")} if row.decision == "included" else set()
    return {("id", row.id), *(("identifiers", link.casefold()) for link in row.identifiers), *record}


def _records(log: Log, reading: Reading) -> Iterator[Problem]:
    published = reading.catalog.published.models
    unread = reading.known("models") - reading.catalog.models.keys()
    for index, row in enumerate(log.candidates):
        if row.record and row.record not in published and row.record not in unread:
            yield log.problem(
                index, "record", f"{row.record!r} is no published model", "what is included has an entry",
                did_you_mean(row.record, published) or "Decide again: waiting or excluded, with a reason.",
            )  # fmt: skip


def _models(log: Log, reading: Reading) -> Iterator[Problem]:
    known = {row.record for row in log.candidates if row.decision == "included"}
    for model in reading.catalog.published.models:
        if model not in known:
            yield reading.place("models", model).problem(
                (), f"has no row in {FILE.as_posix()}", "the method's counts cover every published model", UPDATE
            )
