"""Every id, key, term, licence and metric that a record names exists."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from medlm_atlas.errors import MAX_FAULTS, Problem, did_you_mean
from medlm_atlas.loading import Place, Reading
from medlm_atlas.schema.base import Classified, Record
from medlm_atlas.schema.evidence import Result
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.naming import SOURCES
from medlm_atlas.schema.parts import Entry
from medlm_atlas.schema.rereading import Rereading
from medlm_atlas.schema.survey import Survey
from medlm_atlas.schema.terms import Organisation
from medlm_atlas.schema.walking import Loc

NAME = "resolution"
SCOPE = "Every id, citation key, term, licence, metric, variant and split that a record names."


def check(reading: Reading) -> Iterator[Problem]:
    """Report names of things that do not exist, with the nearest that does."""
    for kind, record_id, record in reading.records():
        yield from islice(_of_record(reading, kind, record_id, record), MAX_FAULTS)


def _of_record(reading: Reading, kind: str, record_id: str, record: Record) -> Iterator[Problem]:
    place = reading.place(kind, record_id)
    own = record.sources if isinstance(record, Entry | Organisation) else {}
    for loc, what, name in reading.mentions(kind, record_id):
        known = reading.known(what)
        if name in known or (what == SOURCES and name in own):
            continue
        yield (
            _no_source(place, loc, name, [*own, *known]) if what == SOURCES else _unknown(place, loc, what, name, known)
        )
    for overlap in (name for name in own if name in reading.known("references")):
        yield place.problem(
            ("sources", overlap), f"{overlap!r} is a citation key too", "a source must mean one thing",
            "Rename this source.",
        )  # fmt: skip
    if isinstance(record, Classified):
        yield from _terms(reading, place, record)
    if isinstance(record, Result):
        yield from _rows(reading, place, record)
    if isinstance(record, Rereading):
        yield from _reread(reading, place, record)
    if isinstance(record, Survey):
        yield from _survey(reading, place, record)


def _missing(place: Place, loc: Loc, what: str, name: str, known: Collection[str]) -> Iterator[Problem]:
    if name not in known:
        yield _unknown(place, loc, what, name, known)


def _unknown(place: Place, loc: Loc, what: str, name: str, known: Collection[str]) -> Problem:
    return place.problem(
        loc,
        f"{name!r} is not among the {what}",
        "every name leads to a record",
        did_you_mean(name, known) or f"Add it to the {what} first.",
    )


def _no_source(place: Place, loc: Loc, name: str, known: Collection[str]) -> Problem:
    return place.problem(
        loc,
        f"{name!r} is neither a citation key nor an id under this record's sources",
        "every fact leads to what was read",
        did_you_mean(name, known) or "Declare it under `sources:`, or add the reference.",
    )


def _terms(reading: Reading, place: Place, record: Classified) -> Iterator[Problem]:
    for field, terms in record.terms.items():
        what = f"terms of {reading.catalog.facet_by_field[field].id}"
        for index, term in enumerate(terms):
            yield from _missing(place, (field, index), what, term, reading.known(what))


def _rows(reading: Reading, place: Place, record: Result) -> Iterator[Problem]:
    if record.reference != record.id:
        yield place.problem(
            ("reference",), f"is {record.reference!r}", "a result file is named after its source", "Rename one of them."
        )
    for index, row in enumerate(record.rows):
        model, benchmark = reading.catalog.models.get(row.model), reading.catalog.benchmarks.get(row.benchmark)
        if isinstance(model, Model) and row.variant and row.variant not in model.variant_ids:
            yield from _missing(
                place, ("rows", index, "variant"), f"variants of {row.model}", row.variant, model.variant_ids
            )
        if benchmark and row.split not in (splits := [split.id for split in benchmark.splits]):
            yield from _missing(place, ("rows", index, "split"), f"splits of {row.benchmark}", row.split, splits)


def _reread(reading: Reading, place: Place, record: Rereading) -> Iterator[Problem]:
    yield from _missing(place, ("record",), record.kind, record.record, reading.known(record.kind))
    if record.id != (name := Rereading.named(record.kind, record.record, record.round)):
        yield place.problem(
            (), f"is not called {name}", "a second reading is named after its record and its round", "Rename it."
        )
    for index, value in enumerate(record.values):
        if not value.agrees and value.outcome is None:
            yield place.problem(
                ("values", index), "differs without an `outcome`", "a difference is settled or said to be open",
                "Open the source once more and write which reading stands.",
            )  # fmt: skip


def _survey(reading: Reading, place: Place, record: Survey) -> Iterator[Problem]:
    yield from _missing(place, ("facet",), "facets", record.facet, tuple(reading.catalog.facets))
    if record.facet in reading.catalog.facets:
        what = f"terms of {record.facet}"
        yield from _missing(place, ("term",), what, record.term, reading.known(what))
    if record.id != (name := f"{record.facet}-{record.term}"):
        yield place.problem((), f"is not called {name}", "a survey is named after its term", "Rename it.")
