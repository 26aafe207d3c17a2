"""Bytes of a file to text: strict UTF-8 without anything a reader cannot see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from medlm_atlas.errors import Problem

MAX_BYTES = 256 * 1024
MAX_TOLD = 20
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\uffff\ud800-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_JOINERS = "\u200c\u200d"
_MARKS = "\u200e\u200f"
_LINE_ENDS = {
    "\r": "a carriage return",
    "\x85": "a NEL",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
}


def decode(data: bytes, path: Path, most: int = MAX_BYTES) -> tuple[str, list[Problem]]:
    """The text of a file and what forbids reading it; empty when the bytes are no UTF-8.

    A byte order mark is left out and line ends of Windows become line feeds; `medlm-atlas format` writes neither.
    More than `most` bytes are refused.
    """
    if len(data) > most:
        return "", [
            Problem(
                path,
                1,
                1,
                "",
                f"is {len(data):,} bytes long",
                f"a record fits into {most:,} bytes",
                "Split it or shorten it.",
            )
        ]
    if data.startswith(_UTF16):
        return "", [Problem(path, 1, 1, "", "is UTF-16", "records are UTF-8", "Save it as UTF-8.")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", [_bad_byte(data, error, path)]
    text = text.replace("\r\n", "\n")
    return text, list(islice(_invisible(text, path), MAX_TOLD))


def _bad_byte(data: bytes, error: UnicodeDecodeError, path: Path) -> Problem:
    before = data[: error.start].decode("utf-8", "replace")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Problem(
        path, line, column, "", f"the byte 0x{data[error.start]:02X} at offset {error.start} is not UTF-8", "names and quotation marks would be garbled",
        "Save the file as UTF-8; it looks like Latin-1 or Windows-1252.",
    )  # fmt: skip


def _invisible(text: str, path: Path) -> Iterator[Problem]:
    for found in _SUSPECT.finditer(text):
        char, start = found[0], found.start()
        if _harmless(text, start):
            continue
        line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        name = _LINE_ENDS.get(char) or unicodedata.name(char, "a character without a name").lower()
        yield Problem(
            path, line, column, "", f"holds U+{ord(char):04X} ({name})", "what cannot be seen cannot be reviewed",
            "Take it out; lines end with a single line feed." if char in _LINE_ENDS else "Take it out, or write the visible character.",
        )  # fmt: skip


def invisible_character(value: str) -> str | None:
    """What is wrong with a value that an escape sequence has filled with something unseen, None if nothing is."""
    found = next((found for found in _SUSPECT.finditer(value) if not _harmless(value, found.start())), None)
    return f"holds U+{ord(found[0]):04X}" if found else None


def _harmless(text: str, at: int) -> bool:
    """Joiners inside words of scripts that need them and inside emoji; direction marks beside right-to-left letters."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] in _JOINERS:
        return bool(before and after) and all(
            unicodedata.category(c)[0] in "LMS" and ord(c) > 0x2FF for c in (before, after)
        )
    if text[at] in _MARKS:
        return any(unicodedata.bidirectional(c) in ("R", "AL") for c in (before, after) if c)
    return False
