"""Ids are never reused: a former id belongs to one record and is nobody's id today."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from medlm_atlas.errors import Problem
from medlm_atlas.loading import Place, Reading
from medlm_atlas.schema.walking import Loc

NAME = "former-ids"
SCOPE = "`former_ids` of records and of terms."


def check(reading: Reading) -> Iterator[Problem]:
    """Report former ids that are in use, or claimed twice."""
    for kind in ("models", "benchmarks", "datasets", "studies", "findings", "organisations"):
        claimed: dict[str, str] = {}
        records = getattr(reading.catalog, kind)
        for record_id, record in records.items():
            for index, former in enumerate(record.former_ids):
                place = reading.place(kind, record_id)
                yield from _clash(place, ("former_ids", index), former, claimed, records)
                claimed[former] = record_id
    for facet in reading.catalog.facets.values():
        claimed, terms = {}, {term.id: term for term in facet.terms}
        for number, term in enumerate(facet.terms):
            for index, former in enumerate(term.former_ids):
                place = reading.place("taxonomy", facet.id)
                yield from _clash(place, ("terms", number, "former_ids", index), former, claimed, terms)
                claimed[former] = term.id


def _clash(
    place: Place, loc: Loc, former: str, claimed: Mapping[str, str], records: Collection[str]
) -> Iterator[Problem]:
    if former in records:
        yield place.problem(
            loc, f"{former!r} is the id of a record today", "old addresses must lead to one place", "Take it out."
        )
    elif former in claimed:
        yield place.problem(
            loc,
            f"{former!r} is a former id of {claimed[former]!r} too",
            "old addresses must lead to one place",
            "Take one out.",
        )
