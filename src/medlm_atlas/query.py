"""The query grammar of `--where`: words and `field:value` conditions.

    modality:3d application:segmentation weights:open,gated year:2023..2025 "chest ct"

Conditions are joined by and; values after a comma are joined by or; `-` before a condition turns it round. A facet's
value matches everything below it. Words are looked for in names, aliases, terms with their synonyms, makers and summary.
"""

from __future__ import annotations

import shlex
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from medlm_atlas.catalog import Catalog
from medlm_atlas.errors import did_you_mean
from medlm_atlas.schema.model import Model


class QueryError(ValueError):
    """A query that cannot be read; the text says what and how to mend it."""


@dataclass(frozen=True)
class Condition:
    """One condition: a field with its accepted values, or a word (field "")."""

    field: str
    values: tuple[str, ...]
    negated: bool = False


def parse(query: str) -> tuple[Condition, ...]:
    """Read a query.

    Raises:
        QueryError: if a quotation mark is open or a condition has no value.
    """
    try:
        words = shlex.split(query)
    except ValueError:
        raise QueryError(f"a quotation mark is never closed in {query!r}") from None
    return tuple(_condition(word) for word in words)


def _condition(word: str) -> Condition:
    negated, word = (True, word[1:]) if word.startswith("-") and len(word) > 1 else (False, word)
    field, colon, value = word.partition(":")
    if not colon:
        return Condition("", (word,), negated)
    values = tuple(part for part in value.split(",") if part)
    if not values:
        raise QueryError(f"{word!r} has no value; write for example {field}:something")
    return Condition(field, values, negated)


def select(catalog: Catalog, query: str) -> Catalog:
    """The catalog of the models that meet a query, with their papers as references.

    Raises:
        QueryError: if a field or a value is unknown.
    """
    conditions = parse(query)
    tests = [_test(catalog, condition) for condition in conditions]
    return catalog.selection(model.id for model in catalog.models.values() if all(test(model) for test in tests))


def fields(catalog: Catalog) -> tuple[str, ...]:
    """Every field a condition may name."""
    return (*catalog.facets, *_VALUES, "year", "parameters")


def _test(catalog: Catalog, condition: Condition) -> Callable[[Model], bool]:
    test = _positive(catalog, condition)
    return (lambda model: not test(model)) if condition.negated else test


def _positive(catalog: Catalog, condition: Condition) -> Callable[[Model], bool]:
    field, values = condition.field, condition.values
    if not field:
        word = folded(values[0])
        return lambda model: word in folded(" ".join(words_of(catalog, model)))
    if field in catalog.facets:
        _known(values, [term.id for term in catalog.facets[field].terms], f"term of {field}")
        return lambda model: not catalog.all_terms_of(model, field).isdisjoint(values)
    if field in _VALUES:
        return lambda model: not set(values).isdisjoint(_VALUES[field](catalog, model))
    if field in ("year", "parameters"):
        ranges = [_range(field, value) for value in values]
        return lambda model: any(low <= number <= high for number in _numbers(field, model) for low, high in ranges)
    raise QueryError(
        f"there is no field {field!r}. {did_you_mean(field, fields(catalog)) or 'Fields: ' + ', '.join(fields(catalog))}"
    )


def _known(values: Iterable[str], known: list[str], what: str) -> None:
    for value in values:
        if value not in known:
            raise QueryError(f"{value!r} is no {what}. {did_you_mean(value, known)}".strip())


def _range(field: str, value: str) -> tuple[Decimal, Decimal]:
    low, dots, high = value.partition("..")
    try:
        first = Decimal(low) if low else Decimal(0)
        last = Decimal(high or "Infinity") if dots else first
        if not first.is_finite() or last.is_nan():
            raise InvalidOperation
    except InvalidOperation:
        raise QueryError(
            f"{field}:{value} is no range; write {field}:2023, {field}:2023.. or {field}:2021..2023"
        ) from None
    return first, last


def _numbers(field: str, model: Model) -> Iterator[Decimal]:
    if field == "year" and model.released and model.released.value:
        yield Decimal(model.released.value[:4])
    if field == "parameters":
        yield from (
            variant.parameters.value
            for variant in model.variants
            if variant.parameters and variant.parameters.value is not None
        )


def _stated(fact: object) -> tuple[str, ...]:
    return (str(getattr(fact, "value", None) or getattr(fact, "state", None)),) if fact is not None else ("absent",)


def _organisations(_: Catalog, model: Model) -> tuple[str, ...]:
    return tuple(member.id for member in model.organisations.items) if model.organisations else ()


def _countries(catalog: Catalog, model: Model) -> tuple[str, ...]:
    found = (
        catalog.organisations[name].country for name in _organisations(catalog, model) if name in catalog.organisations
    )
    return tuple(country.value for country in found if country and country.value)


_VALUES: dict[str, Callable[[Catalog, Model], tuple[str, ...]]] = {
    "id": lambda _, model: (model.id,),
    "kind": lambda _, model: (model.kind,),
    "scope": lambda _, model: (model.scope,),
    "language": lambda _, model: model.languages,
    "weights": lambda _, model: _stated(model.access.weights if model.access else None),
    "code": lambda _, model: _stated(model.access.code if model.access else None),
    "licence": lambda _, model: _stated(model.licences.weights if model.licences else None),
    "organisation": _organisations,
    "country": _countries,
}


def words_of(catalog: Catalog, model: Model) -> Iterator[str]:
    """Everything a word of a query is looked for in."""
    yield from (model.name, *model.aliases, model.id, model.summary or "")
    for facet in catalog.facets:
        for term in sorted(catalog.all_terms_of(model, facet)):
            yield from (catalog.terms[facet, term].label, *catalog.terms[facet, term].synonyms)
    yield from (
        catalog.organisations[name].name for name in _organisations(catalog, model) if name in catalog.organisations
    )


def folded(text: str) -> str:
    """A text without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join(
        "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).casefold().split()
    )
