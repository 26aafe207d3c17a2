"""Texts that remember how they were written, and what a plain one would turn into."""

from __future__ import annotations

import re
from functools import lru_cache


class Plain(str):
    """A scalar written without quotes; other YAML tools may read it as something else than text."""

    __slots__ = ()


class Quoted(str):
    """A scalar in quotes or in a block: text for every tool."""

    __slots__ = ()


_READINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("true or false", re.compile(r"(?:y|yes|n|no|true|false|on|off)\Z", re.I)),
    ("nothing", re.compile(r"(?:~|null)?\Z", re.I)),
    ("a date", re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt ].*)?\Z")),
    ("a number", re.compile(r"[-+]?\.(?:inf|nan)\Z", re.I)),
    ("a number", re.compile(r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[\da-f_]+)\Z", re.I)),
    ("a number", re.compile(r"[-+]?(?:\d[\d_]*\.?[\d_]*|\.[\d_]+)(?:e[-+]?\d+)?\Z", re.I)),
    ("a number to base 60", re.compile(r"[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?\Z")),
    ("a merge of mappings", re.compile(r"<<\Z")),
    ("a default value", re.compile(r"=\Z")),
)


def ambiguous_as(value: str) -> str | None:
    """What YAML 1.1 or 1.2 would make of an unquoted text, None for a text that stays a text."""
    return _reading_of(str(value)) if isinstance(value, Plain) else None


@lru_cache(maxsize=1 << 16)
def _reading_of(text: str) -> str | None:
    return next((reading for reading, pattern in _READINGS if pattern.match(text)), None)
