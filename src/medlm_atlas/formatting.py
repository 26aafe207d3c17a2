"""The canonical form of a YAML record: one way to write each value, so that a change shows what changed."""

from __future__ import annotations

import datetime
import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from medlm_atlas.schema.base import DateText
from medlm_atlas.schema.scalars import Plain, ambiguous_as

WIDTH = 110
_FOLD_WIDTH = 100
_UNSAFE_START = re.compile(r"[\s!&*?|>@`%\"'#,\[\]{}]|[-?:](?:\s|\Z)|---|\.\.\.")
_UNSAFE_INSIDE = re.compile(r":(?:\s|\Z)|\s#|[\x00-\x1f\x7f-\x9f\ufeff]|\s\Z")
_UNSAFE_IN_FLOW = re.compile(r"\A:|[,\[\]{}?]|:\Z")
_FOLDABLE = re.compile(r"\S+(?: \S+)*\Z")


def emit(data: Mapping[str, object], schema_name: str) -> str:
    """The canonical text of a record given as ordered plain data.

    Short mappings and lists of scalars stand on one line, long texts are folded at 100 columns, and a text is in quotes
    only where YAML 1.1 or 1.2 would not read it as that text.
    """
    header = f"# yaml-language-server: $schema=../../schema/{schema_name}.json"
    return "\n".join([header, *_mapping(data, 0)]) + "\n"


def scalar(value: object, *, flow: bool = False) -> str:
    """One value on one line. `flow` is for values inside brackets or braces."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case int() | datetime.date() | DateText():
            return str(value)
    return _text_scalar(str(value), flow)


@lru_cache(maxsize=1 << 16)
def _text_scalar(text: str, flow: bool) -> str:
    if not _plain_would_do(text, flow=flow):
        return (
            json.dumps(text, ensure_ascii=False)
            if re.search(r"[\x00-\x1f\x7f-\x9f]", text)
            else "'" + text.replace("'", "''") + "'"
        )
    return text


def _plain_would_do(text: str, *, flow: bool) -> bool:
    if not text or ambiguous_as(Plain(text)) or _UNSAFE_START.match(text) or _UNSAFE_INSIDE.search(text):
        return False
    return not (flow and _UNSAFE_IN_FLOW.search(text))


@lru_cache(maxsize=1 << 10)
def _key(name: str) -> str:
    """A field name; `on` stays bare, since every reader of records takes keys as text."""
    return name if re.fullmatch(r"(?!null\Z)[a-z][a-z0-9_-]*", name) else scalar(name, flow=True)


def _mapping(data: Mapping[str, object], indent: int) -> Iterator[str]:
    for key, value in data.items():
        yield from _pair(_key(key), value, indent)


def _pair(key: str, value: object, indent: int) -> Iterator[str]:
    pad = " " * indent
    if isinstance(value, Mapping | list):
        one_line = _flow(value)
        if one_line is not None and len(pad) + len(key) + 2 + len(one_line) <= WIDTH:
            yield f"{pad}{key}: {one_line}"
            return
        yield f"{pad}{key}:"
        yield from _mapping(value, indent + 2) if isinstance(value, Mapping) else _sequence(value, indent + 2)
    else:
        yield from _text(f"{pad}{key}: ", value, indent + 2)


def _sequence(items: list[object], indent: int) -> Iterator[str]:
    pad = " " * indent
    for item in items:
        one_line = _flow(item) if isinstance(item, Mapping) else None
        if one_line is not None and len(pad) + 2 + len(one_line) <= WIDTH:
            yield f"{pad}- {one_line}"
        elif isinstance(item, Mapping):
            first, *rest = _mapping(item, indent + 2)
            yield f"{pad}- {first.lstrip(' ')}"
            yield from rest
        else:
            yield from _text(f"{pad}- ", item, indent + 2)


def _text(start: str, value: object, indent: int) -> Iterator[str]:
    line = start + scalar(value)
    if len(line) <= WIDTH or not isinstance(value, str) or not _FOLDABLE.match(value):
        yield line
        return
    yield f"{start}>-"
    wrapped = textwrap.wrap(value, _FOLD_WIDTH - indent, break_long_words=False, break_on_hyphens=False)
    yield from (" " * indent + part for part in wrapped)


def _flow(value: object) -> str | None:
    """A container of scalars on one line, None if it holds containers."""
    if isinstance(value, Mapping):
        if any(isinstance(item, Mapping | list) for item in value.values()):
            return None
        return "{" + ", ".join(f"{_key(key)}: {scalar(item, flow=True)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        if any(isinstance(item, Mapping | list) for item in value):
            return None
        return "[" + ", ".join(scalar(item, flow=True) for item in value) + "]"
    return None
