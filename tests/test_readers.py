"""Files are read strictly, and each fault has its place."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from medlm_atlas.readers.bibtex import read_bibtex
from medlm_atlas.readers.text import decode
from medlm_atlas.readers.yaml_file import read_yaml
from tests.conftest import SHARED

PATH = Path("x.yaml")
HOSTILE = SHARED / "hostile"
needs_hostile = pytest.mark.skipif(
    not HOSTILE.is_dir(), reason="the collection of bad inputs is not beside this checkout"
)

YAML_FAULTS = [
    ("a: b\na: c\n", 2, "is there twice"),
    ("a: b\nA: c\n", 2, "in case only"),
    ("a: &x b\nc: *x\n", 1, "anchor"),
    ("a: !!python/name:os.system x\n", 1, "tag"),
    ("a: [b\n", 2, "bracket"),
    ("a: 'b\n", 1, "quotation mark"),
    ("a: b: c\n", 1, "colon"),
    ("a:\n\tb: c\n", 2, "tab"),
    ("---\na: b\n", 1, "document mark"),
    ("%YAML 1.1\n---\na: b\n", 1, "directive"),
    ("- a\n", 1, "not a mapping"),
    ("", 1, "is empty"),
    ("a:\n", 1, "is empty"),
    ("? [a]\n: b\n", 1, "no text"),
    ("<<: {a: b}\n", 1, "no text"),
]
BIB_FAULTS = [
    ("@article{k1,\n  title = {A}\n  year = {2020}\n}\n", 3, "no comma"),
    ("@article{k1,\n  title = {A},\n  title = {B}\n}\n", 3, "twice"),
    ("@article{k1,\n  author = {A, B and others}\n}\n", 2, "cut"),
    ("@article{,\n  title = {A}\n}\n", 1, "key"),
    ("@article{K1,\n  title = {A}\n}\n", 1, "key"),
    ("@article{k1,\n  title = {A\n}\n", 4, "ends before"),
    ("@string{x = {y}}\n@article{k1,\n  title = {A}\n}\n", 1, "@string"),
    ("stray\n@article{k1,\n  title = {A}\n}\n", 1, "outside an entry"),
    ("@article{k1,\n  month = jan\n}\n", 2, "constant"),
    ("@article{k1,\n  title = {A}\n}\n@book{k1,\n  title = {B}\n}\n", 4, "twice"),
    ("@article{k1,\n  title = {}\n}\n", 2, "empty"),
]


@pytest.mark.parametrize(("text", "line", "message"), YAML_FAULTS, ids=[fault[0] for fault in YAML_FAULTS])
def test_yaml_fault_has_its_line(text: str, line: int, message: str) -> None:
    _, problems = read_yaml(text, PATH)
    assert [problem for problem in problems if problem.line == line and message in problem.what], list(
        map(str, problems)
    )


@pytest.mark.parametrize(("text", "line", "message"), BIB_FAULTS, ids=[fault[0] for fault in BIB_FAULTS])
def test_bibtex_fault_has_its_line(text: str, line: int, message: str) -> None:
    _, problems = read_bibtex(text, PATH)
    assert [problem for problem in problems if problem.line == line and message in problem.what], list(
        map(str, problems)
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [("a: é\n".encode("latin-1"), "not UTF-8"), ("a: b\n".encode("utf-16"), "UTF-16"),
     ("a: b\u202ec\n".encode(), "U+202E"), ("a: b\u200bc\n".encode(), "U+200B"), (b"a: b\rc", "U+000D"), (b"a" * 300_000, "bytes long")],
    ids=["latin-1", "utf-16", "bidi", "zero-width", "lone-cr", "large"],
)  # fmt: skip
def test_bad_bytes_are_refused(data: bytes, message: str) -> None:
    _, problems = decode(data, PATH)
    assert message in problems[0].what


def test_a_byte_order_mark_is_no_text() -> None:
    assert decode(b"\xef\xbb\xbfa: b\n", PATH) == ("a: b\n", [])


def test_every_value_knows_its_place() -> None:
    document, problems = read_yaml("a: {b: [c, d]}\ne: f\n", PATH)
    assert document is not None
    assert not problems
    assert document.positions["a", "b", 1] == (1, 12)
    assert document.positions["e",] == (2, 4)


def cases(kind: str) -> list[tuple[str, str]]:
    if not HOSTILE.is_dir():
        return []
    rows = csv.DictReader((HOSTILE / "manifest.csv").read_text(encoding="utf-8").splitlines())
    return [(row["file"], row["expected"]) for row in rows if row["kind"] == kind]


# Faults that lie in the value of a field and are found by the schema or by a rule, which need our own field names.
SCHEMA_FILES = ("yaml11-", "schema-", "id-", "url-", "alias-", "superseded", "css-", "arxiv-", "doi-", "xss-tag-label", "md-hr", "csv-cr", "csv-newline",
                "yaml-bool-number", "yaml-date", "yaml-exp", "yaml-float", "yaml-inf", "yaml-int", "yaml-nan", "yaml-negative", "yaml-unknown", "yaml-dunder",
                "yaml-list-key", "csv-space-equals", "yaml-backslash", "yaml-no-final", "terminal-", "bib-")  # fmt: skip


@needs_hostile
@pytest.mark.parametrize(("file", "expected"), cases("yaml"), ids=[case[0] for case in cases("yaml")])
def test_shared_yaml_cases(file: str, expected: str) -> None:
    path = HOSTILE / file
    text, problems = decode(path.read_bytes(), path)
    if not problems:
        document, problems = read_yaml(text, path)
        if expected == "accepted-safe":
            assert document is not None
    if expected == "accepted-safe":
        assert not problems, list(map(str, problems))
    elif expected == "rejected" and not Path(file).name.startswith(SCHEMA_FILES):
        assert problems, "was read without a word"
