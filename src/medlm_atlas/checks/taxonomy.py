"""The taxonomy is a set of trees with unique slugs and fields."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.catalog import Catalog
from medlm_atlas.errors import Problem, did_you_mean
from medlm_atlas.loading import Place, Reading
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.terms import Facet

NAME = "taxonomy"
SCOPE = "Parents, loops, repeated slugs, synonyms claimed twice, and field names of facets."


def check(reading: Reading) -> Iterator[Problem]:
    """Report terms that do not form a tree."""
    fields: dict[str, str] = {}
    for facet in reading.catalog.facets.values():
        place = reading.place("taxonomy", facet.id)
        if facet.field in Model.model_fields or facet.field in fields:
            yield place.problem(
                ("field",), f"{facet.field!r} is taken", "a key of a record means one thing", "Choose another name."
            )
        fields[facet.field] = facet.id
        yield from _terms(reading.catalog, place, facet)


def _terms(catalog: Catalog, place: Place, facet: Facet) -> Iterator[Problem]:
    ids = [term.id for term in facet.terms]
    words: dict[str, str] = {}
    for index, term in enumerate(facet.terms):
        if term.id in ids[:index]:
            yield place.problem(
                ("terms", index, "id"), f"{term.id!r} is there twice", "a slug names one term", "Rename one."
            )
        for number, parent in enumerate(term.parents):
            if parent not in ids:
                yield place.problem(
                    ("terms", index, "parents", number), f"{parent!r} is not a term of {facet.id}", "a parent is a term of the same facet",
                    did_you_mean(parent, ids) or "Add it.",
                )  # fmt: skip
            elif term.id in catalog.ancestors(facet.id, parent):
                yield place.problem(
                    ("terms", index, "parents", number),
                    f"{parent!r} leads back to {term.id!r}",
                    "terms form a tree",
                    "Break the loop.",
                )
        for word in (term.label, *term.synonyms):
            if words.setdefault(word.casefold(), term.id) != term.id:
                yield place.problem(
                    ("terms", index),
                    f"{word!r} names {words[word.casefold()]!r} too",
                    "a word must lead to one term",
                    "Keep it at one of them.",
                )
