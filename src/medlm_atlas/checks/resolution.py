"""Every id, key, term, licence and metric that a record names exists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from medlm_atlas.errors import MAX_FAULTS, Problem, did_you_mean
from medlm_atlas.loading import Place, Reading
from medlm_atlas.schema.base import Classified, Record
from medlm_atlas.schema.evidence import Benchmark, Dataset, Evidence, Finding, Result, Row, Study
from medlm_atlas.schema.fact import Answer, Claim, Dispute
from medlm_atlas.schema.model import Derivation, Licences, Membership, Model, Status, TrainingData
from medlm_atlas.schema.parts import Entry, Paper
from medlm_atlas.schema.rereading import Rereading
from medlm_atlas.schema.survey import Passage, Survey
from medlm_atlas.schema.terms import Organisation
from medlm_atlas.schema.walking import Loc

NAME = "resolution"
SCOPE = "Every id, citation key, term, licence, metric, variant and split that a record names."
SURVEY_WORDS = (120, 600)
"""Words that the survey of a term may have."""
Mention = tuple[Loc, str, str]


def check(reading: Reading) -> Iterator[Problem]:
    """Report names of things that do not exist, with the nearest that does."""
    for kind, record_id, record in reading.records():
        yield from islice(_of_record(reading, kind, record_id, record), MAX_FAULTS)


def _of_record(reading: Reading, kind: str, record_id: str, record: Record) -> Iterator[Problem]:
    place, inside = reading.place(kind, record_id), reading.pieces(kind, record_id)
    for loc, piece in inside:
        for inner, what, name in _mentions(piece, kind):
            yield from _missing(place, (*loc, *inner), what, name, reading.known(what))
        if isinstance(piece, Classified):
            yield from _terms(reading, place, loc, piece)
    yield from _sources(reading, place, record, inside)
    if isinstance(record, Result):
        yield from _rows(reading, place, record)
    if isinstance(record, Rereading):
        yield from _reread(reading, place, record)
    if isinstance(record, Survey):
        yield from _survey(reading, place, record)


def _missing(place: Place, loc: Loc, what: str, name: str, known: Collection[str]) -> Iterator[Problem]:
    if name not in known:
        yield place.problem(
            loc,
            f"{name!r} is not among the {what}",
            "every name leads to a record",
            did_you_mean(name, known) or f"Add it to the {what} first.",
        )


def _mentions(piece: Record, kind: str) -> Iterator[Mention]:
    match piece:
        case Paper():
            yield ("key",), "references", piece.key
        case Membership():
            yield ("id",), "organisations", piece.id
        case Derivation(model=str(model)):
            yield ("model",), "models", model
        case TrainingData(dataset=str(dataset)):
            yield ("dataset",), "datasets", dataset
        case Status(successor=str(successor)):
            yield ("successor",), "models", successor
        case Licences():
            for name in ("code", "weights", "data"):
                fact = getattr(piece, name)
                if fact and fact.value:
                    yield (name, "value"), "licences", fact.value
        case Evidence():
            yield from (((("models", i)), "models", name) for i, name in enumerate(piece.models))
        case Row():
            yield ("model",), "models", piece.model
            yield ("benchmark",), "benchmarks", piece.benchmark
            yield ("metric",), "metrics", piece.metric
        case _:
            yield from _record_mentions(piece)
    if isinstance(piece, Entry):
        yield from ((("distinct_from", i), kind, name) for i, name in enumerate(piece.distinct_from))


def _record_mentions(piece: Record) -> Iterator[Mention]:
    match piece:
        case Benchmark():
            yield from ((("metrics", i), "metrics", name) for i, name in enumerate(piece.metrics))
            yield from ((("datasets", i), "datasets", name) for i, name in enumerate(piece.datasets))
        case Result():
            yield ("reference",), "references", piece.reference
            yield from ((("organisations", i), "organisations", name) for i, name in enumerate(piece.organisations))
        case Study():
            yield from ((("models", i), "models", name) for i, name in enumerate(piece.models))
            yield ("application",), "terms of application", piece.application
        case Passage():
            yield from ((("cites", i), "references", name) for i, name in enumerate(piece.cites))
        case Finding():
            yield from ((("made_by", i), "references", name) for i, name in enumerate(piece.made_by))
        case _:
            return
    if isinstance(piece, Benchmark | Dataset) and piece.licence and piece.licence.value:
        yield ("licence", "value"), "licences", piece.licence.value


def _terms(reading: Reading, place: Place, loc: Loc, piece: Classified) -> Iterator[Problem]:
    for field, terms in piece.terms.items():
        what = f"terms of {reading.catalog.facet_by_field[field].id}"
        for index, term in enumerate(terms):
            yield from _missing(place, (*loc, field, index), what, term, reading.known(what))


def _sources(reading: Reading, place: Place, record: Record, inside: Iterable[tuple[Loc, Record]]) -> Iterator[Problem]:
    own = record.sources if isinstance(record, Entry | Organisation) else {}
    keys = reading.known("references")
    for loc, piece in inside:
        if not isinstance(piece, Claim | Answer | Dispute) or not piece.source:
            continue
        if piece.source not in own and piece.source not in keys:
            yield place.problem(
                (*loc, "source"),
                f"{piece.source!r} is neither a citation key nor an id under this record's sources",
                "every fact leads to what was read",
                did_you_mean(piece.source, [*own, *keys]) or "Declare it under `sources:`, or add the reference.",
            )
    for loc, overlap in (((("sources", name)), name) for name in own if name in keys):
        yield place.problem(
            loc, f"{overlap!r} is a citation key too", "a source must mean one thing", "Rename this source."
        )


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
    if record.id != (name := f"{record.kind}-{record.record}"):
        yield place.problem((), f"is not called {name}", "a second reading is named after its record", "Rename it.")
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
    if not SURVEY_WORDS[0] <= record.words <= SURVEY_WORDS[1]:
        yield place.problem(
            ("paragraphs",), f"has {record.words} words", f"a survey of a term has {SURVEY_WORDS[0]} to {SURVEY_WORDS[1]}",
            "Say the rest on the pages of models, studies and findings.",
        )  # fmt: skip
