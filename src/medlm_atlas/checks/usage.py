"""Nothing lies about unused: a record that nobody names is a leftover or a forgotten link."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading
from medlm_atlas.schema.base import Classified
from medlm_atlas.schema.evidence import Study
from medlm_atlas.schema.naming import SOURCES

NAME = "usage"
SCOPE = "References and organisations that nothing names; terms that no entry has and that do not say why they exist."

NAMED = ("references", "organisations")
"""Kinds of record that must be named by something."""


def check(reading: Reading) -> Iterator[Problem]:
    """Report what nothing uses. Quiet while some file cannot be read, since that file may be the user."""
    if reading.problems:
        return
    used = _named(reading)
    for kind in NAMED:
        for record_id in getattr(reading.catalog, kind):
            if record_id not in used:
                yield reading.place(kind, record_id).problem(
                    (), f"nothing names {record_id!r}", "what nobody cites helps nobody", "Cite it or delete it."
                )
    yield from _terms(reading)


def _named(reading: Reading) -> set[str]:
    used = {reference.related for reference in reading.catalog.references.values() if reference.related}
    for kind, record_id, _ in reading.records():
        used.update(name for _, what, name in reading.mentions(kind, record_id) if what in (*NAMED, SOURCES))
    return used


def _terms(reading: Reading) -> Iterator[Problem]:
    catalog = reading.catalog
    records = [record for _, _, record in reading.records() if isinstance(record, Classified)]
    for facet in catalog.facets.values():
        used = {term for record in records for term in catalog.all_terms_of(record, facet.id)}
        used |= {
            up
            for record in records
            if isinstance(record, Study)
            for up in catalog.ancestors("application", record.application)
        }
        for index, term in enumerate(facet.terms):
            if term.id not in used and not term.kept_because:
                yield reading.place("taxonomy", facet.id).problem(
                    ("terms", index),
                    f"no entry has {term.id!r}",
                    "a term without entries says why it exists",
                    "Add `kept_because:` or take the term out.",
                )
            elif term.id in used and term.kept_because:
                yield reading.place("taxonomy", facet.id).problem(
                    ("terms", index, "kept_because"),
                    f"{term.id!r} has entries now",
                    "an exception no longer needed is an error",
                    "Take it out.",
                )
