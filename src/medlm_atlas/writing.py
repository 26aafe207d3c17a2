"""From a record to the text of its file: the canonical form."""

from __future__ import annotations

from collections.abc import Mapping

from medlm_atlas.formatting import emit
from medlm_atlas.schema.base import Record
from medlm_atlas.schema.reference import Reference, to_bibtex

SCHEMA_NAMES: Mapping[str, str] = {
    "models": "model",
    "benchmarks": "benchmark",
    "datasets": "dataset",
    "results": "result",
    "studies": "study",
    "findings": "finding",
    "organisations": "organisation",
    "rereadings": "rereading",
    "surveys": "survey",
    "taxonomy": "facet",
}


def canonical_text(kind: str, record_id: str, record: Record) -> str:
    """The canonical text of a record's file. `kind` is the name of its folder; equal records give equal bytes."""
    if isinstance(record, Reference):
        return to_bibtex(record)
    return emit(record.plain(), record_id if kind == "vocabulary" else SCHEMA_NAMES[kind])
