"""Schema errors in words that a contributor can act on."""

from __future__ import annotations

from collections.abc import Iterable
from types import GenericAlias, UnionType
from typing import Any, get_args

from medlm_atlas.errors import did_you_mean
from medlm_atlas.schema.base import Record

_EXPECTED = {
    "string_type": "a text",
    "model_type": "a mapping of fields",
    "dict_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
    "model_attributes_type": "a mapping of fields",
}
_GUIDE = "See the field guide, docs/contribute/fields.md."


def explain(  # noqa: PLR0911, one return for each kind of error
    detail: Any, record: type[Record], facet_fields: Iterable[str] = ()
) -> tuple[str, str, str]:
    """What is wrong, why it is refused, how to mend it, for one of pydantic's error details."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "missing":
        return f"the field `{detail['loc'][-1]}` is missing", "the record cannot be read without it", _GUIDE
    if kind == "extra_forbidden":
        return _unknown_field(detail, record, facet_fields)
    if kind == "literal_error":
        expected = str(context["expected"])
        options = [part.strip("' ") for part in expected.replace(" or ", ", ").split(", ")]
        near = did_you_mean(str(detail["input"]), options)
        return f"{_shown(detail['input'])} is not one of the values allowed here", f"Allowed: {expected}.", near
    if kind in _EXPECTED:
        return (
            f"is {_kind_of(detail['input'])} where {_EXPECTED[kind]} is needed",
            "the schema gives every field one shape",
            _GUIDE,
        )
    if kind == "too_short":
        return "is empty", "it says nothing without an entry", "List at least one, or leave the field out."
    if kind == "value_error":
        return str(context["error"]), "", ""
    if kind in ("string_too_long", "too_long"):
        unit = "characters" if isinstance(detail["input"], str) else "items"
        return f"is longer than {context['max_length']} {unit}", "pages and exports stay readable", "Shorten it."
    return str(detail["msg"]).removeprefix("Value error, "), "", _GUIDE


def _unknown_field(detail: Any, record: type[Record], facet_fields: Iterable[str]) -> tuple[str, str, str]:
    name = str(detail["loc"][-1])
    owner = _owner(record, tuple(detail["loc"][:-1]))
    known = [*(owner.model_fields if owner else ()), *(facet_fields if owner is record else ())]
    near = did_you_mean(name, known)
    return f"`{name}` is not a field", "a misspelt field would be lost without a word", near or _GUIDE


def _owner(record: type[Record], loc: tuple[str | int, ...]) -> type[Record] | None:
    """The record class whose field a location names, as far as it can be followed."""
    here: type[Record] | None = record
    for step in loc:
        if here is None or not isinstance(step, str) or step not in here.model_fields:
            continue
        here = _record_within(here.model_fields[step].annotation)
    return here


def _record_within(annotation: object) -> type[Record] | None:
    if isinstance(annotation, type) and not isinstance(annotation, GenericAlias) and issubclass(annotation, Record):
        return annotation
    inner = get_args(annotation) if isinstance(annotation, UnionType) or get_args(annotation) else ()
    return next((found for part in inner if (found := _record_within(part))), None)


def _shown(value: object) -> str:
    text = repr(str(value)) if isinstance(value, str | int | float) else _kind_of(value)
    return text if len(text) <= 80 else text[:77] + "...'"


def _kind_of(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else "a text"
