"""One thing has one record: no DOI, arXiv id, title, name or weights address stands in two."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading
from medlm_atlas.schema.base import Record
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.parts import Entry
from medlm_atlas.schema.reference import Reference
from medlm_atlas.schema.terms import Organisation
from medlm_atlas.schema.walking import Loc

NAME = "duplicates"
SCOPE = "DOI, arXiv id and title of references; names, ids, aliases and weights addresses of records; organisations and variants within a model, licences and metrics; unless `distinct_from` says so."
Sign = tuple[str, str, Loc]
_TIPS = {
    "references": "Use the other key, or tie a preprint of another title with `related`.",
    "organisations": "Merge the records, or add to the name what tells the two apart, such as the city.",
}


def check(reading: Reading) -> Iterator[Problem]:
    """Report records that claim what another record has."""
    yield from _aliases(reading)
    yield from _within_models(reading)
    yield from _within_vocabularies(reading)
    for kind in ("references", "models", "datasets", "benchmarks", "studies", "findings", "organisations"):
        records: dict[str, Record] = dict(getattr(reading.catalog, kind))
        seen: dict[tuple[str, str], list[tuple[str, Loc]]] = defaultdict(list)
        for record_id, record in records.items():
            own: dict[tuple[str, str], Loc] = {}
            for what, sign, loc in _signs(record):
                own.setdefault((what, sign), loc)
            for (what, sign), loc in own.items():
                for other, other_loc in seen[what, sign]:
                    if not _told_apart(record, records[other]):
                        yield _clash(reading, kind, f"the {what} {sign!r}", (record_id, loc), (other, other_loc))
                seen[what, sign].append((record_id, loc))


def _within_models(reading: Reading) -> Iterator[Problem]:
    for model_id, model in reading.catalog.models.items():
        members = model.organisations.items if model.organisations else ()
        for field, ids in (("organisations", [each.id for each in members]), ("variants", model.variant_ids)):
            for index, name in enumerate(ids):
                if name in ids[:index]:
                    yield reading.place("models", model_id).problem(
                        (field, index, "id"), f"{name!r} is listed twice under {field}", "once says it", "Take one out."
                    )


def _within_vocabularies(reading: Reading) -> Iterator[Problem]:
    for name, vocabulary in reading.vocabularies.items():
        ids = [each.id for each in getattr(vocabulary, name)]
        for index, each in enumerate(ids):
            if each in ids[:index]:
                yield reading.place("vocabulary", name).problem(
                    (name, index, "id"), f"{each!r} is listed twice", "one id means one thing", "Take one out."
                )


def _clash(reading: Reading, kind: str, what: str, one: tuple[str, Loc], other: tuple[str, Loc]) -> Problem:
    """The problem of two records, told where an alias takes what is the other's name, else at the second."""
    if other[1][:1] == ("aliases",) != one[1][:1]:
        one, other = other, one
    tip = _TIPS.get(kind, "Merge the records, or write `distinct_from:` in both and say in the summaries what differs.")
    return reading.place(kind, one[0]).problem(
        one[1], f"{what} belongs to {other[0]!r} too", "one thing has one record", tip
    )


def _aliases(reading: Reading) -> Iterator[Problem]:
    for kind, record_id, record in reading.records():
        if not isinstance(record, Entry | Organisation):
            continue
        taken = {record_id, record.name}
        for index, alias in enumerate(record.aliases):
            if alias in taken:
                yield reading.place(kind, record_id).problem(
                    ("aliases", index), f"{alias!r} repeats the name, the id or an alias of this record",
                    "an alias is another name", "Take it out.",
                )  # fmt: skip
            taken.add(alias)


def _signs(record: Record) -> Iterator[Sign]:
    match record:
        case Reference():
            yield from _reference_signs(record)
        case Entry() | Organisation():
            yield "name", folded(record.name), ("name",)
            yield "name", folded(record.id), ()
            yield from (("name", folded(alias), ("aliases", i)) for i, alias in enumerate(record.aliases))
    if isinstance(record, Model):
        for index, variant in enumerate(record.variants):
            if variant.weights:
                yield "weights address", variant.weights.rstrip("/").lower(), ("variants", index, "weights")


def _reference_signs(reference: Reference) -> Iterator[Sign]:
    if reference.doi:
        yield "DOI", reference.doi.lower(), ("doi",)
    if reference.arxiv_id:
        yield "arXiv id", reference.arxiv_id, ("eprint",)
    yield "title", reference.normalised_title, ("title",)


def folded(name: str) -> str:
    """A name without case, accents, spaces and punctuation other than plus."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if c.isalnum() or c == "+") or plain


def _told_apart(one: Record, other: Record) -> bool:
    match one, other:
        case Entry(), Entry():
            return other.id in one.distinct_from and one.id in other.distinct_from
        case Reference(), Reference():
            return one.key == other.related or other.key == one.related
    return False
