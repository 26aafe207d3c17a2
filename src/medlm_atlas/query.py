"""The query grammar of the site's address, of `--where` and of Python.

    modality:3d application:segmentation weights:open,gated year:2023.. parameters:7B "chest ct" -kind:agent

Conditions are joined by and; values after a comma are joined by or; `-` before a condition turns it round. A facet's
value matches everything below it. Words are looked for at the beginning of words in names, aliases, ids, terms with
their synonyms, makers and summaries; several words in quotation marks must stand together. `not-reported`,
`not-applicable` and `absent` (nobody has looked) are values of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Literal, get_args

from medlm_atlas.catalog import Catalog
from medlm_atlas.errors import did_you_mean
from medlm_atlas.schema.base import State
from medlm_atlas.schema.fact import ABSENT, Answer, Fact
from medlm_atlas.schema.model import CodeAccess, DataAccess, Model, WeightsAccess
from medlm_atlas.schema.terms import Licence, Organisation
from medlm_atlas.views import Views
from medlm_atlas.views.evidence import LADDER

STATES: tuple[str, ...] = (*get_args(State), ABSENT)
"""What a field may hold in the place of a value; `absent` means that nobody has looked."""
HAS = ("code", "weights", "results", "studies")
_TOKEN = re.compile(r'\s*(-?)(?:([A-Za-z][A-Za-z-]*):)?((?:"[^"]*"|[^\s"])*)')
_PART = re.compile(r'((?:"[^"]*"|[^",])*),?')
_NUMBER = re.compile(r"([0-9]{1,15})(?:\.([0-9]{1,9}))?([kmbt]?)", re.IGNORECASE)
_POWERS = {"": 0, "k": 3, "m": 6, "b": 9, "t": 12}
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρςστυφχψω",
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "omicron",
            "pi",
            "rho",
            "sigma",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "chi",
            "psi",
            "omega",
        ],
        strict=True,
    )
)
_SPELT = str.maketrans({**_GREEK, "ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe"})


class QueryError(ValueError):
    """A query that cannot be read; the text says what and how to mend it."""


@dataclass(frozen=True)
class Condition:
    """One condition: a field with its accepted values, or words that stand together (field "")."""

    field: str
    values: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        """The condition as it is written in a query."""
        values = ",".join(_quoted(value) for value in self.values)
        return ("-" if self.negated else "") + (f"{self.field}:" if self.field else "") + values


def _quoted(value: str) -> str:
    plain = re.fullmatch(r'[^\s",:]+', value) and not value.startswith("-")
    return value if plain else f'"{value}"'


def written(conditions: Iterable[Condition]) -> str:
    """The query that `parse` reads as these conditions."""
    return " ".join(map(str, conditions))


def parse(query: str) -> tuple[Condition, ...]:
    """Read a query.

    Raises:
        QueryError: if a quotation mark is open or a condition has no value.
    """
    if query.count('"') % 2:
        raise QueryError(f"a quotation mark is never closed in {query!r}")
    found = (_condition(*match.groups()) for match in _TOKEN.finditer(query) if match[0].strip())
    return tuple(condition for condition in found if condition)


def _condition(minus: str, field: str | None, text: str) -> Condition | None:
    if field is None:
        words = text.replace('"', "")
        return Condition("", (words,), bool(minus)) if folded(words) else None
    values = tuple(value for part in _PART.findall(text) if (value := part.replace('"', "")))
    if not values:
        raise QueryError(f"{field + ':'!r} has no value; write for example {field}:something")
    return Condition(field.lower(), values, bool(minus))


@dataclass(frozen=True)
class Field:
    """What a condition may ask for: the values of a model and those that can be named at all."""

    kind: Literal["tree", "list", "ladder", "number"]
    """A tree matches broader terms too; a ladder and a number take ranges."""
    of: Callable[[Model], tuple[str, ...]]
    """Values or states of a model; of a tree only those written."""
    known: tuple[str, ...]
    """The values, in the order in which they are shown; of a number the states alone."""


def select(catalog: Catalog, query: str) -> Catalog:
    """The catalog of the models that meet a query, with their papers as references.

    Raises:
        QueryError: if a field or a value is unknown, or if no model at all says some words.
    """
    fields, conditions = fields_of(catalog), parse(query)
    tests = [_test(catalog, fields, condition) for condition in conditions]
    found = [model.id for model in catalog.models.values() if all(test(model) for test in tests)]
    if not found:
        _refuse_unheard(catalog, conditions)
    return catalog.selection(found)


def _refuse_unheard(catalog: Catalog, conditions: Iterable[Condition]) -> None:
    for condition in conditions:
        words = condition.values[0]
        asked = not condition.field and not condition.negated
        if asked and not any(said(catalog, model, words) for model in catalog.models.values()):
            raise QueryError(f"no model says {words!r}. {_near_words(catalog, words)}".strip())


def _near_words(catalog: Catalog, words: str) -> str:
    known = {
        word for model in catalog.models.values() for text in words_of(catalog, model) for word in folded(text).split()
    }
    unknown = [word for word in folded(words).split() if not any(each.startswith(word) for each in known)]
    return did_you_mean(unknown[0], known) if unknown else ""


def fields_of(catalog: Catalog) -> Mapping[str, Field]:
    """Every field a condition may name."""
    views = Views(catalog)
    trees = {
        facet.id: Field("tree", partial(_terms, catalog, facet.id), (*(term.id for term in facet.terms), ABSENT))
        for facet in catalog.facets.values()
    }
    return trees | {
        "evidence": Field("ladder", lambda model: (views.evidence.best(model.id).id,), ("none", *(s for s, _ in LADDER))),
        "weights": Field("list", partial(_accessible, "weights"), (*get_args(WeightsAccess), *STATES)),
        "code": Field("list", partial(_accessible, "code"), (*get_args(CodeAccess), *STATES)),
        "data": Field("list", partial(_accessible, "data"), (*get_args(DataAccess), *STATES)),
        "licence": Field("list", _licence, (*catalog.licences, *STATES)),
        "licence-class": Field("list", partial(_of_licence, catalog, "kind"), (*_choices(Licence, "kind"), *STATES)),
        "commercial-use": Field(
            "list", partial(_of_licence, catalog, "commercial_use"), (*_choices(Licence, "commercial_use"), *STATES)
        ),
        "parameters": Field("number", _parameters, STATES),
        "year": Field("number", _year, STATES),
        "has": Field("list", partial(_has, views), HAS),
        "kind": Field("list", lambda model: (model.kind,), _choices(Model, "kind")),
        "scope": Field("list", lambda model: (model.scope,), _choices(Model, "scope")),
        "language": _found(catalog, lambda model: model.languages or (ABSENT,)),
        "country": _found(catalog, partial(_countries, catalog)),
        "sector": Field("list", partial(_sectors, catalog), (*_choices(Organisation, "sector"), *STATES)),
        "organisation": Field("list", _organisations, (*catalog.organisations, *STATES)),
        "id": Field("list", lambda model: (model.id,), tuple(catalog.models)),
    }  # fmt: skip


def _choices(record: type[Licence | Model | Organisation], name: str) -> tuple[str, ...]:
    return get_args(record.model_fields[name].annotation)


def _found(catalog: Catalog, of: Callable[[Model], tuple[str, ...]]) -> Field:
    """A field whose values are those that some model has."""
    values = {value for model in catalog.models.values() for value in of(model)}
    return Field("list", of, (*sorted(values - set(STATES)), *STATES))


def _terms(catalog: Catalog, facet: str, model: Model) -> tuple[str, ...]:
    return catalog.terms_of(model, facet) or (ABSENT,)


def _stated(fact: Answer | None) -> tuple[str, ...]:
    """The value of a fact, or its state."""
    value = fact.value if isinstance(fact, Fact) else None
    return (str(value if value is not None else fact.state),) if fact else (ABSENT,)


def _accessible(name: str, model: Model) -> tuple[str, ...]:
    return _stated(getattr(model.access, name) if model.access else None)


def _licence(model: Model) -> tuple[str, ...]:
    return _stated(model.licences.weights if model.licences else None)


def _of_licence(catalog: Catalog, name: str, model: Model) -> tuple[str, ...]:
    """What the vocabulary says of the licence of the weights, or the state of that fact."""
    known = catalog.licences
    return tuple(str(getattr(known[each], name)) if each in known else each for each in _licence(model))


def _parameters(model: Model) -> tuple[str, ...]:
    found = [value for variant in model.variants for value in _stated(variant.parameters)] or [ABSENT]
    numbers = tuple(value for value in found if value not in STATES)
    return numbers or tuple(dict.fromkeys(found))


def _year(model: Model) -> tuple[str, ...]:
    (value,) = _stated(model.released)
    return (value if value in STATES else value[:4],)


def _has(views: Views, model: Model) -> tuple[str, ...]:
    there = (
        _accessible("code", model)[0] in ("full", "inference"),
        _accessible("weights", model)[0] in ("open", "gated"),
        bool(views.measurements.by_model.get(model.id)),
        bool(views.uses.studies_of(model.id)),
    )
    return tuple(name for name, yes in zip(HAS, there, strict=True) if yes)


def _organisations(model: Model) -> tuple[str, ...]:
    if model.organisations is None:
        return (ABSENT,)
    return tuple(member.id for member in model.organisations.items) or (model.organisations.state or ABSENT,)


def _countries(catalog: Catalog, model: Model) -> tuple[str, ...]:
    found = [
        value
        for name in _organisations(model)
        for value in (_stated(catalog.organisations[name].country) if name in catalog.organisations else (name,))
    ]
    return tuple(dict.fromkeys(found))


def _sectors(catalog: Catalog, model: Model) -> tuple[str, ...]:
    known = catalog.organisations
    return tuple(dict.fromkeys(known[name].sector if name in known else name for name in _organisations(model)))


def _test(catalog: Catalog, fields: Mapping[str, Field], condition: Condition) -> Callable[[Model], bool]:
    test = _positive(catalog, fields, condition)
    return (lambda model: not test(model)) if condition.negated else test


def _positive(catalog: Catalog, fields: Mapping[str, Field], condition: Condition) -> Callable[[Model], bool]:
    name, values = condition.field, condition.values
    if not name:
        return lambda model: said(catalog, model, values[0])
    if name not in fields:
        near = did_you_mean(name, fields) or f"Fields: {', '.join(fields)}"
        raise QueryError(f"there is no field {name!r}. {near}")
    field = fields[name]
    if field.kind == "number":
        return _number_test(name, field, values)
    wanted = frozenset(each for value in values for each in _named(name, field, value))
    if field.kind == "tree":
        return lambda model: not wanted.isdisjoint(catalog.all_terms_of(model, name) or (ABSENT,))
    return lambda model: not wanted.isdisjoint(field.of(model))


def _named(name: str, field: Field, value: str) -> tuple[str, ...]:
    """The values that are meant by one value of a condition: itself, or those of a range on a ladder."""
    low, dots, high = value.partition("..")
    if not dots or field.kind != "ladder":
        return (field.known[_position(name, field, value)],)
    first = _position(name, field, low) if low else 0
    last = _position(name, field, high) if high else len(field.known) - 1
    return field.known[first : last + 1]


def _position(name: str, field: Field, value: str) -> int:
    lowered = [known.lower() for known in field.known]
    if value.lower() not in lowered:
        near = did_you_mean(value, field.known) or _listed(field.known)
        raise QueryError(f"{value!r} is no value of {name}. {near}".strip())
    return lowered.index(value.lower())


def _listed(known: tuple[str, ...]) -> str:
    """The values, if they are few enough to be read."""
    return f"Values: {', '.join(known)}" if len(known) <= 12 else ""


def _number_test(name: str, field: Field, values: tuple[str, ...]) -> Callable[[Model], bool]:
    states = frozenset(value.lower() for value in values if value.lower() in STATES)
    ranges = [_range(name, value) for value in values if value.lower() not in STATES]
    return lambda model: any(
        each in states if each in STATES else any(low <= Decimal(each) <= high for low, high in ranges)
        for each in field.of(model)
    )


def _range(name: str, value: str) -> tuple[Decimal, Decimal]:
    """Lowest and highest number that are meant. 7B means what rounds to 7 B, 2023 means exactly that."""
    low, dots, high = (part.strip() for part in value.partition(".."))
    ends = [_NUMBER.fullmatch(part) for part in (low, high) if part]
    if not ends or not all(ends):
        tip = "7B, 1B..8B or 70B.." if name == "parameters" else "2023, 2023.. or 2021..2023"
        raise QueryError(f"{name}:{value} is no number and no range; write {name}:{tip}")
    if not dots:
        return _rounded(*ends[0].groups(default=""))  # type: ignore[union-attr]
    return _amount(low) if low else Decimal(0), _amount(high) if high else Decimal("Infinity")


def _amount(text: str) -> Decimal:
    unit = text[-1:].lower() if text[-1:].isalpha() else ""
    return Decimal(text[: len(text) - len(unit)]).scaleb(_POWERS[unit])


def _rounded(whole: str, digits: str, unit: str) -> tuple[Decimal, Decimal]:
    number = _amount(f"{whole}.{digits or 0}{unit}")
    half = Decimal(5).scaleb(_POWERS[unit.lower()] - len(digits) - 1) if unit else Decimal(0)
    return number - half, number + half


def said(catalog: Catalog, model: Model, words: str) -> bool:
    """Whether these words stand together somewhere in the texts of a model; the last may be the beginning of one."""
    return any(f" {folded(words)}" in f" {folded(text)}" for text in words_of(catalog, model))


def words_of(catalog: Catalog, model: Model) -> Iterator[str]:
    """Everything a word of a query is looked for in."""
    yield from (model.name, *model.aliases, model.id)
    for facet in catalog.facets:
        for term in sorted(catalog.all_terms_of(model, facet)):
            yield from (catalog.terms[facet, term].label, *catalog.terms[facet, term].synonyms)
    yield from (catalog.organisations[name].name for name in _organisations(model) if name in catalog.organisations)
    yield model.summary or ""


def folded(text: str) -> str:
    """A text without case, accents and punctuation, Greek letters spelt out."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    bare = "".join(c for c in plain if not unicodedata.category(c).startswith("M")).translate(_SPELT)
    return " ".join("".join(c if unicodedata.category(c)[0] in "LN" else " " for c in bare).split())
