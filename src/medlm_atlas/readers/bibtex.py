"""A BibTeX file to entries: bibtexparser for the container, our own checks for what it lets pass."""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, ExplicitComment, ImplicitComment, ParsingFailedBlock, Preamble, String

from medlm_atlas.errors import Problem

MAX_CHARACTERS = 200_000
MAX_DEPTH = 20
_KEY = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_ENTRY = re.compile(r"@\s*(\w+)\s*\{\s*([^,{}\s]*)\s*(,?)")
_FIELD = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*")
_NEXT_FIELD = re.compile(r",[ ]*\n\s*[A-Za-z][\w-]*[ ]*=[ ]*[{\"]")
_ETAL = re.compile(r"\band\s+others\b|\bet\.?\s+al\b", re.I)


@dataclass(frozen=True)
class BibEntry:
    """One entry: lower-case field names, values without their outer braces, and where each stands (from 1)."""

    entry_type: str
    key: str
    fields: dict[str, str]
    positions: dict[str, tuple[int, int]] = field(default_factory=dict)


def read_bibtex(text: str, path: Path) -> tuple[list[BibEntry], list[Problem]]:
    """Read every entry of a text; entries with a fault are left out and their faults are told."""
    if problems := list(_unreadable(text, path)):
        return [], problems
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    library = parse_string(text, parse_stack=[])
    scanner = _Scanner(text, path)
    entries = scanner.entries()
    problems = [*scanner.problems, *_blocks(library, path, bool(scanner.problems))]
    if not problems and len(library.entries) != len(entries):
        problems.append(
            Problem(
                path, 1, 1, "", "is read differently by two readers", "one of them loses text", "Write one plain entry."
            )
        )
    return entries, sorted(set(problems))


def _unreadable(text: str, path: Path) -> Iterator[Problem]:
    if len(text) > MAX_CHARACTERS:
        yield Problem(
            path,
            1,
            1,
            "",
            f"is {len(text):,} characters long",
            f"a reference fits into {MAX_CHARACTERS:,}",
            "Split it.",
        )
        return
    depth = 0
    for found in re.finditer(r"[{}]", text):
        depth += 1 if found[0] == "{" else -1
        if depth > MAX_DEPTH:
            line = text.count("\n", 0, found.start()) + 1
            yield Problem(
                path,
                line,
                found.start() - text.rfind("\n", 0, found.start()),
                "",
                f"is nested deeper than {MAX_DEPTH} braces",
                "no entry is",
                "Take braces out.",
            )
            return
    if text.count("@") > 2_000:
        yield Problem(path, 1, 1, "", "holds thousands of @ signs", "this is no bibliography", "Look at the file.")


def _blocks(library: Library, path: Path, known_faults: bool) -> Iterator[Problem]:
    """What the container reader says of blocks that are no good entries."""
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        match block:
            case String() | Preamble():
                kind = "@string" if isinstance(block, String) else "@preamble"
                yield Problem(
                    path, line, 1, "", f"holds {kind}", "constants and TeX code are not read", "Write the text itself."
                )
            case ExplicitComment():
                yield Problem(path, line, 1, "", "holds @comment", "comments would be lost", "Take it out.")
            case ImplicitComment():
                yield Problem(
                    path,
                    line,
                    1,
                    "",
                    "has text outside an entry",
                    "it would be lost",
                    "Take it out, or mend the entry before it.",
                )
            case ParsingFailedBlock() if not known_faults:
                yield Problem(
                    path,
                    line,
                    1,
                    "",
                    f"is not read: {block.error}".splitlines()[0],
                    "the entry is broken",
                    "Compare it with another.",
                )
            case Entry():
                pass


class _Scanner:
    """Goes through a text entry by entry and field by field, and knows where everything stands."""

    def __init__(self, text: str, path: Path) -> None:
        self.text = text
        self.path = path
        self.problems: list[Problem] = []
        self._breaks = [found.start() for found in re.finditer("\n", text)]

    def _place(self, at: int) -> tuple[int, int]:
        line = bisect_left(self._breaks, at)
        return line + 1, at - (self._breaks[line - 1] if line else -1)

    def _refuse(self, at: int, name: str, what: str, why: str, tip: str) -> None:
        self.problems.append(Problem(self.path, *self._place(min(at, len(self.text))), name, what, why, tip))

    def entries(self) -> list[BibEntry]:
        found: list[BibEntry] = []
        at = 0
        while (start := self.text.find("@", at)) >= 0:
            entry, at = self._entry(start)
            if entry and entry.entry_type not in ("string", "preamble", "comment"):
                found.append(entry)
        self._duplicate_keys(found)
        return found

    def _duplicate_keys(self, entries: list[BibEntry]) -> None:
        seen: set[str] = set()
        for entry in entries:
            if entry.key.casefold() in seen:
                line, column = entry.positions[""]
                self.problems.append(
                    Problem(
                        self.path,
                        line,
                        column,
                        "",
                        f"the key {entry.key!r} is there twice",
                        "keys are compared without case",
                        "Rename one.",
                    )
                )
            seen.add(entry.key.casefold())

    def _entry(self, start: int) -> tuple[BibEntry | None, int]:
        head = _ENTRY.match(self.text, start)
        if not head:
            self._refuse(
                start, "", "has an @ that begins no entry", "an entry is @article{key, ...}", "Mend or remove it."
            )
            return None, start + 1
        kind, key = head[1].lower(), head[2]
        if kind in ("string", "preamble", "comment"):
            return BibEntry(kind, key, {}), self._block_end(start)
        if not _KEY.match(key):
            self._refuse(
                head.start(2), "", f"the citation key {key!r} is not usable", "keys are lower-case ASCII letters, digits and hyphens",
                "Write family name, year and first word of the title: zhang2023biomedclip.",
            )  # fmt: skip
        elif not head[3]:
            self._refuse(head.end(2), "", "has no comma after the key", "the first field would be lost", "Add a comma.")
        fields, positions, end = self._fields(head.end())
        positions[""] = self._place(start)
        return BibEntry(kind, key, fields, positions), end

    def _block_end(self, start: int) -> int:
        depth = 0
        for found in re.compile(r"[{}]").finditer(self.text, start):
            depth += 1 if found[0] == "{" else -1
            if depth == 0:
                return found.end()
        return len(self.text)

    def _fields(self, at: int) -> tuple[dict[str, str], dict[str, tuple[int, int]], int]:
        fields: dict[str, str] = {}
        positions: dict[str, tuple[int, int]] = {}
        while True:
            at = self._skip_space(at)
            if at >= len(self.text) or self.text[at] == "@":
                self._refuse(
                    at,
                    "",
                    "ends before its closing brace",
                    "the entry is cut off or a brace is missing",
                    "Close the entry with }.",
                )
                return fields, positions, at
            if self.text[at] == "}":
                return fields, positions, at + 1
            name = _FIELD.match(self.text, at)
            if not name:
                self._refuse(
                    at,
                    "",
                    "has something that is no field",
                    "a field is `name = {value}`, and a comma stands between fields",
                    "Mend it.",
                )
                return fields, positions, self._recover(at)
            value, end = self._value(name.end(), name[1].lower())
            self._keep(fields, positions, name, value)
            at = self._separator(end, name[1].lower())

    def _keep(
        self, fields: dict[str, str], positions: dict[str, tuple[int, int]], name: re.Match[str], value: str | None
    ) -> None:
        field_name, at = name[1].lower(), name.end()
        if field_name in fields:
            self._refuse(
                name.start(1),
                field_name,
                f"the field {field_name!r} is there twice",
                "one of them would be lost",
                "Keep one.",
            )
            return
        if value is None:
            return
        if field_name in ("author", "editor") and (cut := _ETAL.search(value)):
            self._refuse(
                at + 1 + cut.start(),
                field_name,
                "the author list is cut (and others)",
                "every author is due the citation",
                "Write every author.",
            )
        if not value.strip():
            self._refuse(at, field_name, "is empty", "an empty field says nothing", "Fill it or take it out.")
            return
        fields[field_name] = " ".join(value.split())
        positions[field_name] = self._place(at)

    def _skip_space(self, at: int) -> int:
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at

    def _recover(self, at: int) -> int:
        next_entry = re.compile(r"^@", re.M).search(self.text, at + 1)
        return next_entry.start() if next_entry else len(self.text)

    def _separator(self, at: int, name: str) -> int:
        at = self._skip_space(at)
        if at < len(self.text) and self.text[at] == ",":
            return at + 1
        if at < len(self.text) and self.text[at] not in "}@":
            what = "is joined with #" if self.text[at] == "#" else "has no comma after it"
            self._refuse(
                at,
                name,
                what,
                "BibTeX readers would lose what follows",
                "Write one value in braces and a comma after it.",
            )
            return self._recover(at) if self.text[at] == "#" or not _FIELD.match(self.text, at) else at
        return at

    def _value(self, at: int, name: str) -> tuple[str | None, int]:
        char = self.text[at : at + 1]
        if char == "{":
            return self._braced(at, name)
        if char == '"':
            return self._quoted(at, name)
        bare = re.compile(r"[^\s,}#]*").match(self.text, at)
        word = bare[0] if bare else ""
        if not word.isdigit():
            self._refuse(
                at, name, f"holds the constant {word!r}", "only numbers stand without braces", "Put the text in braces."
            )
            return None, at + len(word)
        return word, at + len(word)

    def _braced(self, at: int, name: str) -> tuple[str | None, int]:
        depth = 0
        for found in re.compile(r"\\[{}]|[{}]").finditer(self.text, at):
            if found[0] == "{":
                depth += 1
            elif found[0] == "}":
                depth -= 1
            if depth == 0:
                return self._closed(at, found.start(), name)
        self._refuse(
            at,
            name,
            "opens a brace that is never closed",
            "everything after it would be part of the value",
            "Close the brace.",
        )
        return None, len(self.text)

    def _closed(self, at: int, end: int, name: str) -> tuple[str | None, int]:
        value = self.text[at + 1 : end]
        if swallowed := _NEXT_FIELD.search(value):
            why, tip = (
                "the next field would be part of the value",
                "Close the brace, or put a comma between the fields.",
            )
            self._refuse(at, name, "opens a brace that is not closed before the next field", why, tip)
            return None, at + 1 + swallowed.start()
        return value, end + 1

    def _quoted(self, at: int, name: str) -> tuple[str | None, int]:
        depth = 0
        for found in re.compile(r'[{}"]').finditer(self.text, at + 1):
            if found[0] == '"' and depth == 0:
                return self.text[at + 1 : found.start()], found.end()
            depth += {"{": 1, "}": -1}.get(found[0], 0)
            if depth < 0:
                break
        self._refuse(
            at,
            name,
            "opens a quotation mark that is never closed",
            "everything after it would be part of the value",
            "Use braces.",
        )
        return None, len(self.text)
