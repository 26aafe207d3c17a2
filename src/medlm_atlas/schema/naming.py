"""Which fields name something that stands elsewhere: another record, a term, a licence, a metric or a source."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from medlm_atlas.schema.base import Record
from medlm_atlas.schema.evidence import Benchmark, Dataset, Evidence, Finding, Result, Row, Study
from medlm_atlas.schema.fact import Answer, Claim
from medlm_atlas.schema.model import Derivation, Licences, Membership, Model, Status, TrainingData
from medlm_atlas.schema.parts import Paper
from medlm_atlas.schema.survey import Passage
from medlm_atlas.schema.walking import Loc, pieces

SOURCES = "sources"
"""Citation keys, and ids under the record's own `sources`."""
NAMING: tuple[tuple[type[Record], str, str], ...] = (
    (Paper, "key", "references"),
    (Result, "reference", "references"),
    (Finding, "made_by", "references"),
    (Passage, "cites", "references"),
    (Claim, "source", SOURCES),
    (Answer, "source", SOURCES),
    (Membership, "id", "organisations"),
    (Result, "organisations", "organisations"),
    (Derivation, "model", "models"),
    (Status, "successor", "models"),
    (Evidence, "models", "models"),
    (Study, "models", "models"),
    (Row, "model", "models"),
    (Row, "benchmark", "benchmarks"),
    (Row, "metric", "metrics"),
    (Benchmark, "metrics", "metrics"),
    (Benchmark, "datasets", "datasets"),
    (TrainingData, "dataset", "datasets"),
    (Study, "application", "terms of application"),
    *((Licences, part, "licences") for part in ("code", "weights", "data")),
    *((kind, "licence", "licences") for kind in (Benchmark, Dataset)),
    (Model, "distinct_from", "models"),
    (Benchmark, "distinct_from", "benchmarks"),
    (Dataset, "distinct_from", "datasets"),
    (Study, "distinct_from", "studies"),
    (Finding, "distinct_from", "findings"),
)
"""Record, field, and among what the name is looked for. The field holds a name, several, or a fact whose value is one."""


class Mention(NamedTuple):
    """A name within a piece: the path to it, among what it is looked for, and the name."""

    loc: Loc
    what: str
    name: str


def mentions(piece: Record) -> Iterator[Mention]:
    """The names that a piece of a record gives, those of the pieces within it left out."""
    for field, what in _fields_of(type(piece)):
        value = getattr(piece, field)
        if isinstance(value, str):
            yield Mention((field,), what, value)
        elif isinstance(value, tuple):
            yield from (Mention((field, index), what, name) for index, name in enumerate(value))
        elif value is not None and value.value:
            yield Mention((field, "value"), what, value.value)


def mentions_within(record: Record) -> Iterator[Mention]:
    """The names that a record and the pieces within it give, each with the whole path to it."""
    for loc, piece in pieces(record):
        yield from (Mention(loc + inner, what, name) for inner, what, name in mentions(piece))


@cache
def _fields_of(kind: type[Record]) -> tuple[tuple[str, str], ...]:
    return tuple((field, what) for record, field, what in NAMING if issubclass(kind, record))
