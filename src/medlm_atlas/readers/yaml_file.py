"""A YAML file to plain data: containers whose leaves are all text, with the place of every value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import yaml

from medlm_atlas.errors import Problem
from medlm_atlas.readers.text import invisible_character
from medlm_atlas.schema.scalars import Plain, Quoted
from medlm_atlas.schema.walking import Loc

MAX_DEPTH = 12
MAX_NODES = 20_000
MAX_SCALAR = 10_000
Span = tuple[tuple[int, int], tuple[int, int]]
HEADER = "# yaml-language-server: $schema="
_OPEN_QUOTE = re.compile(r"""^ *(?:- )?(?:\{?[\w-]+: )("(?:[^"\\]|\\.)*|'(?:[^']|'')*)$""")
_DOCUMENT_MARKS = re.compile(r"^(?:---|\.\.\.)(?:\s|$)|^%", re.M)


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # one of two classes
    """The safe loader that tells empty values and merge keys from text and guesses no other type."""

    yaml_implicit_resolvers: ClassVar = {
        char: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
        for char, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True)
class Document:
    """What a file holds. Lines and columns count from 1."""

    data: object
    positions: dict[Loc, tuple[int, int]] = field(default_factory=dict)
    key_positions: dict[Loc, tuple[int, int]] = field(default_factory=dict)
    comments: tuple[tuple[int, int, str], ...] = ()


def read_yaml(text: str, path: Path) -> tuple[Document | None, list[Problem]]:
    """Read one mapping without building any object a tag could name; None if the text is not one mapping."""
    if problems := list(_unreadable(text, path)):
        return None, problems
    try:
        root = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        return None, [_syntax(error, text, path)]
    except (yaml.YAMLError, RecursionError) as error:
        return None, [
            Problem(
                path,
                1,
                1,
                "",
                f"is not readable YAML: {error}".splitlines()[0],
                "every file is one record in YAML",
                "Compare it with another record.",
            )
        ]
    if not isinstance(root, yaml.MappingNode):
        what = "is empty" if root is None else "is not a mapping of fields"
        return None, [
            Problem(path, 1, 1, "", what, "a record is a mapping such as `name: ...`", "Start from `medlm-atlas new`.")
        ]
    builder = _Builder(text, path)
    data = builder.build(root, (), 1)
    comments = tuple(_comments(builder.lines, builder.spans))
    return Document(data, builder.positions, builder.key_positions, comments), builder.problems


def _unreadable(text: str, path: Path) -> Iterator[Problem]:
    """What the parser would take without a word: several documents and directives."""
    if found := _DOCUMENT_MARKS.search(text):
        number = text.count("\n", 0, found.start()) + 1
        yield Problem(
            path,
            number,
            1,
            "",
            f"has the document mark or directive {found[0].strip()!r}",
            "a file is one record and needs no marks",
            "Take the line out.",
        )


_HINTS = (
    ("found character '\\t'", "a tab stands where spaces are needed", "Indent with two spaces."),
    (
        "mapping values are not allowed",
        "a colon stands inside an unquoted text, or a line is indented wrongly",
        "Put the text in quotes.",
    ),
    ("found undefined alias", "an alias names an anchor that is not there", "Quote texts that begin with * or &."),
    (
        "did not find expected key",
        "a line is indented differently from its neighbours, or a text is quoted in part",
        "Align it with the lines around it, or quote the whole text.",
    ),
    (
        "expected <block end>",
        "a line is indented differently from its neighbours",
        "Align it with the lines around it.",
    ),
    ("exceeded maximum nesting depth", f"is nested deeper than {MAX_DEPTH} levels", "Flatten it."),
    ("did not find expected hexdecimal number", "an escape sequence is not whole", "Write \\\\ for a backslash."),
    ("found unknown escape character", "a backslash stands in double quotes", "Write \\\\, or use single quotes."),
    ("while scanning a quoted scalar", "a quotation mark is never closed", "Close it, or double it inside the text."),
    ("found unexpected end of stream", "a quotation mark is never closed", "Close it, or double it inside the text."),
    (
        "expected ',' or",
        "a bracket or brace is never closed, or a comma is missing",
        "Close it, or put the text in quotes.",
    ),
    ("could not find expected ':'", "a key has no colon and value", "Write `key: value`."),
    ("cannot start any token", "a text begins with a character that YAML keeps for itself", "Put the text in quotes."),
)


def _syntax(error: yaml.MarkedYAMLError, text: str, path: Path) -> Problem:
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if (
        mark
        and text.split("\n")[mark.line : mark.line + 1]
        and text.split("\n")[mark.line][mark.column : mark.column + 1] == "\t"
    ):
        said = "found character '\\t'"
    what, tip = next(
        ((what, tip) for sign, what, tip in _HINTS if sign in said), (said.strip(), "Compare it with another record.")
    )
    if "quotation mark" in what and error.context_mark:
        line, column = error.context_mark.line + 1, error.context_mark.column + 1
    if opened := _open_quote(text.split("\n")[:line]):
        (line, column), what, tip = (
            opened,
            "a quotation mark is never closed",
            "Close it, or double it inside the text.",
        )
    return Problem(path, min(line, text.count("\n") + 1), column, "", what, "the file is not readable YAML", tip)


def _open_quote(lines: Sequence[str]) -> tuple[int, int] | None:
    """Where a text in quotes is opened and not closed on its line, which no record of ours needs."""
    found = ((number, _OPEN_QUOTE.match(line)) for number, line in enumerate(lines, 1))
    return next(((number, match.start(1) + 1) for number, match in found if match), None)


class _Builder:
    def __init__(self, text: str, path: Path) -> None:
        self.lines = text.split("\n")
        self.path = path
        self.problems: list[Problem] = []
        self.positions: dict[Loc, tuple[int, int]] = {}
        self.key_positions: dict[Loc, tuple[int, int]] = {}
        self.spans: list[Span] = []
        self._seen: set[int] = set()

    def _refuse(self, node: yaml.Node, loc: Loc, what: str, why: str, tip: str) -> None:
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        self.problems.append(Problem(self.path, line, column, ".".join(map(str, loc)), what, why, tip))

    def build(self, node: yaml.Node, loc: Loc, depth: int) -> object:
        self.positions[loc] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if id(node) in self._seen:
            line, column = self.positions[loc] = self.key_positions.get(loc, self.positions[loc])
            self.problems.append(
                Problem(
                    self.path,
                    line,
                    column,
                    ".".join(map(str, loc)),
                    "is repeated by an alias",
                    "a record says what it says where it stands",
                    "Write it out.",
                )
            )
            return {}
        self._seen.add(id(node))
        if len(self._seen) > MAX_NODES or depth > MAX_DEPTH:
            if not any(problem.what.startswith("is too") for problem in self.problems):
                self._refuse(
                    node,
                    loc,
                    "is too large or nested too deeply",
                    f"at most {MAX_DEPTH} levels and {MAX_NODES:,} values",
                    "Split it.",
                )
            return {}
        self._check_tag(node, loc)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, loc, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*loc, index), depth + 1) for index, item in enumerate(node.value)]
        return self._scalar(node, loc) if isinstance(node, yaml.ScalarNode) else None

    def _check_tag(self, node: yaml.Node, loc: Loc) -> None:
        first = (
            self.lines[node.start_mark.line][node.start_mark.column :][:1]
            if node.start_mark.line < len(self.lines)
            else ""
        )
        plain = not (isinstance(node, yaml.ScalarNode) and node.style)
        if first == "!" or (first == "&" and plain):
            what, why = (
                ("a tag", "tags can run code in other tools")
                if first == "!"
                else ("an anchor", "a record says what it says where it stands")
            )
            self._refuse(node, loc, f"carries {what}", why, "Take it out, or put the text in quotes.")

    def _mapping(self, node: yaml.MappingNode, loc: Loc, depth: int) -> dict[str, object]:
        data: dict[str, object] = {}
        folded: dict[str, str] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, loc)
            if key is None:
                continue
            if other := folded.get(key.casefold()):
                same = "is there twice" if other == key else f"differs from {other!r} in case only"
                first = self.key_positions[*loc, other][0]
                self._refuse(
                    key_node,
                    (*loc, key),
                    f"the key {key!r} {same}, first on line {first}",
                    "the second would silently replace the first",
                    "Keep one of them.",
                )
                continue
            folded[key.casefold()] = key
            self.key_positions[*loc, key] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            data[key] = self.build(value_node, (*loc, key), depth + 1)
        return data

    def _key(self, node: yaml.Node, loc: Loc) -> str | None:
        if not isinstance(node, yaml.ScalarNode) or node.tag.endswith((":null", ":merge")) or not node.value:
            self._refuse(
                node,
                loc,
                "is a key that is no text",
                "fields have names; merge keys are not read",
                "Write out the fields.",
            )
            return None
        self._see(node, loc)
        return str(node.value)

    def _see(self, node: yaml.ScalarNode, loc: Loc) -> None:
        start, end = node.start_mark, node.end_mark
        begin = (start.line + 1, 0) if node.style in ("|", ">") else (start.line, start.column)
        self.spans.append((begin, (end.line, end.column)))
        if node.style == '"' and (fault := invisible_character(str(node.value))):
            self._refuse(node, loc, fault, "what cannot be seen cannot be reviewed", "Take the escape out.")

    def _scalar(self, node: yaml.ScalarNode, loc: Loc) -> str:
        value = str(node.value)
        if len(value) > MAX_SCALAR:
            self._refuse(
                node,
                loc,
                f"is {len(value):,} characters long",
                f"no field needs more than {MAX_SCALAR:,}",
                "Shorten it.",
            )
        if not node.style and node.tag.endswith(":null"):
            self._refuse(
                node,
                loc,
                "is empty",
                "an empty value says neither yes nor no",
                "Write the value, write not-reported, or leave the field out.",
            )
        self._see(node, loc)
        return Quoted(value) if node.style else Plain(value)


def _comments(lines: Sequence[str], spans: Sequence[Span]) -> Iterator[tuple[int, int, str]]:
    """Line, column and text of every comment; `spans` are the scalars in the order of the file."""
    for number, line in enumerate(lines):
        if number == 0 and line.startswith(HEADER):
            continue
        for found in re.finditer(r"(?:^|(?<=\s))#", line):
            if not _within(spans, (number, found.start())):
                yield number + 1, found.start() + 1, line[found.start() :]
                break


def _within(spans: Sequence[Span], at: tuple[int, int]) -> bool:
    before = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return before >= 0 and at < spans[before][1]
