"""The form that a second reader fills in: which values to read again, without the first reader's answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError

from medlm_atlas.explaining import explain
from medlm_atlas.schema.base import Record
from medlm_atlas.schema.evidence import Benchmark, Dataset, Result, Study
from medlm_atlas.schema.fact import ABSENT, Fact, Several
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.reference import Reference
from medlm_atlas.schema.rereading import LINK, Reread, Rereading

KINDS: tuple[str, ...] = get_args(Rereading.model_fields["kind"].annotation)


@dataclass(frozen=True)
class Question:
    """A value to be read again: where it stands, what tells it from its neighbours, and the first answer."""

    field: str
    given: str
    first: str


def questions(record: Record) -> tuple[Question, ...]:
    """What can be read again of a record; values that nobody has looked up are left out."""
    match record:
        case Model():
            found = _of_model(record)
        case Result():
            found = _of_result(record)
        case Study():
            found = _of_study(record)
        case Dataset() | Benchmark():
            found = (_fact(name, getattr(record, name)) for name in ("size", "access", "licence"))
        case Reference():
            found = _of_reference(record)
        case _:
            found = iter(())
    return tuple(question for question in found if question.first != ABSENT)


def form(name: str, record: Record, sources: Mapping[str, str]) -> str:
    """The form as text: the sources to open, then `field | given | answer | source` lines to be filled in.

    `name` is kind and id of the record, "models/txgnn"; `sources` are addresses, joined by spaces, by the name the record has for them.
    """
    listed = (f"# source: {source} {addresses}".rstrip() for source, addresses in sources.items())
    rows = (f"{each.field} | {each.given} |  | " for each in questions(record))
    return "\n".join([f"# {name}", *listed, "# field | given | answer | source", *rows]) + "\n"


@dataclass(frozen=True)
class Sitting:
    """Who reads a second time, when, in which round, and the addresses of the record's sources by their names."""

    by: str
    on: datetime.date
    round: int
    sources: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What a second reader found, and where: names of sources or addresses, joined by semicolons."""

    text: str
    source: str = ""


def filled(name: str, record: Record, answers: Mapping[str, Answer], sitting: Sitting) -> Rereading:
    """The second reading as a record.

    Raises:
        ValueError: if there is no answer, or one that is to no question or cannot be kept.
    """
    asked = {question.field: question for question in questions(record)}
    if unknown := sorted(set(answers) - set(asked)):
        raise ValueError(f"no question of {name} is called {', '.join(unknown)}")
    if not answers:
        raise ValueError(
            f"the form of {name} has no answer; write each between the second and the third bar of its line"
        )
    kind, _, record_id = name.partition("/")
    values = tuple(_reread(asked[field], answer, sitting.sources) for field, answer in answers.items())
    return Rereading(
        id=Rereading.named(kind, record_id, sitting.round),
        kind=kind,
        record=record_id,
        by=sitting.by,
        on=sitting.on,
        round=sitting.round,
        values=values,
    )


def _reread(question: Question, answer: Answer, sources: Mapping[str, str]) -> Reread:
    parts = (part.strip() for part in answer.source.split(";"))
    source = "; ".join(_named(part, question.field, sources) for part in parts if part)
    try:
        return Reread(field=question.field, first=question.first, second=answer.text, source=source or None)
    except ValidationError as error:
        raise ValueError(f"the answer to {question.field} {explain(error.errors()[0], Reread)[0]}") from None


def _named(part: str, field: str, sources: Mapping[str, str]) -> str:
    """The record's own name for a source, or the address of a page beyond."""
    if part in sources:
        return part
    if part.startswith(LINK):
        return next((name for name, addresses in sources.items() if part in addresses.split()), part)
    known = ", ".join(sources)
    raise ValueError(f"the source {part!r} of {field} is none of the record's ({known}) and no https address")


def answers_of(text: str) -> dict[str, Answer]:
    """The answers of a filled form; bars within an answer stay, the last bar leads to the source."""
    rows = ([part.strip() for part in line.split("|")] for line in text.splitlines() if not line.startswith("#"))
    found = {row[0]: Answer(" | ".join(row[2:-1] or row[2:]), "".join(row[3:][-1:])) for row in rows if row[2:]}
    return {field: answer for field, answer in found.items() if answer.text}


def _fact(field: str, fact: Fact[Any] | None, given: str = "") -> Question:
    return Question(field, given, ABSENT if fact is None else str(fact.state or fact.value))


def _of_model(model: Model) -> Iterator[Question]:
    yield _fact("released", model.released)
    for part, names in (("access", ("weights", "code", "data")), ("licences", ("code", "weights", "data"))):
        holder = getattr(model, part)
        yield from (_fact(f"{part}.{name}", getattr(holder, name)) for name in names if holder)
    yield _listed("organisations", model.organisations, "id")
    yield Question("modalities", "", "; ".join(model.terms.get("modalities", ())))
    yield Question("applications", "", "; ".join(model.terms.get("applications", ())))
    yield _listed("training.datasets", model.training.datasets if model.training else None, "dataset", "described")
    for variant in model.variants:
        yield _fact(f"variants.{variant.id}.parameters", variant.parameters)
        yield _listed(f"variants.{variant.id}.derived_from", variant.derived_from, "model", "described")
    yield _fact("status", model.status)


def _listed(field: str, several: Several[Any] | None, *names: str) -> Question:
    if several is None or several.state:
        return Question(field, "", several.state or ABSENT if several else ABSENT)
    texts = [next(str(value) for name in names if (value := getattr(item, name))) for item in several.items]
    return Question(field, "", "; ".join(texts))


def _of_result(result: Result) -> Iterator[Question]:
    for index, row in enumerate(result.rows):
        setting = " ".join(str(value) for value in row.setting.plain().values())
        given = f"{row.model} {row.variant or ''}, {row.benchmark} {row.split}, {row.metric}, {setting}, {row.at}"
        yield Question(f"rows.{index}.value", " ".join(given.split()).replace("|", "/"), f"{row.value:f}")


def _of_study(study: Study) -> Iterator[Question]:
    yield Question("stage", f"of {', '.join(study.models)}", study.stage)
    yield from (_fact(name, getattr(study, name)) for name in ("patients", "readers", "sites", "independence"))
    yield Question("outcome.direction", "", study.outcome.direction or ABSENT)
    yield Question("countries", "", "; ".join(study.countries) or ABSENT)


def _of_reference(reference: Reference) -> Iterator[Question]:
    yield Question("author", "", "; ".join(person.family for person in reference.author))
    for name in ("title", "year", "venue", "volume", "pages", "doi"):
        value = reference.plain_title if name == "title" else getattr(reference, name)
        yield Question(name, "", ABSENT if value is None else str(value))
