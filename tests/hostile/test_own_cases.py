"""Hostile and odd inputs of our own, kept here so that coverage does not hang on another collection."""

from __future__ import annotations

import difflib
import json
import time
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner

from medlm_atlas import checks
from medlm_atlas.cli import main
from medlm_atlas.errors import MAX_FAULTS, Problem
from medlm_atlas.exports import FORMATS
from medlm_atlas.loading import read
from medlm_atlas.readers import bibtex, yaml_file
from medlm_atlas.readers.bibtex import read_bibtex
from medlm_atlas.readers.text import MAX_BYTES, MAX_TOLD, decode
from medlm_atlas.readers.yaml_file import read_yaml
from tests.conftest import TINY
from tests.hostile.texts import TEXTS

MODEL = "models/toy-ct.yaml"
BIB = "references/muster2024toy.bib"
PATH = Path("x")
WHERE = {  # field of the case: file, text that it replaces
    "name": (MODEL, "name: Toy-CT"),
    "alias": (MODEL, "aliases: [TCT]"),
    "link": (MODEL, "links: {code: https://example.org/code}"),
    "number": (MODEL, "value: 86600000"),
    "date": (MODEL, "value: 2024-01, source: muster2024toy, at: arXiv v1}\naccess"),
    "former": (MODEL, "former_ids: [toy-ct-old]"),
    "terms": (MODEL, "modalities: [volume-text]"),
    "flag": ("models/toy-draft.yaml", "draft: true"),
    "title": (BIB, "title = {{Toy-CT}: a toy model that reads 50% of volumes & reports}"),
    "doi": (BIB, "doi = {10.1000/toy.2024_1}"),
    "eprint": (BIB, "eprint = {2401.01234}"),
    "year": (BIB, "year = {2024}"),
}
REFUSED = [  # field, what is written instead, where it must be found (text at the place), part of the message
    ("name", 'name: "a\\u202eb"', '"a', "U+202E"),
    ("name", 'name: "a\\u200bb"', '"a', "U+200B"),
    ("name", 'name: "\\x1b[2J"', '"\\x1b', "U+001B"),
    ("name", 'name: "a\\x9bb"', '"a', "U+009B"),
    ("name", 'name: "a\\0b"', '"a', "U+0000"),
    ("name", 'name: "a\\nb"', '"a', "line break"),
    ("name", 'name: "\\ufffe"', '"', "U+FFFE"),
    ("name", 'name: "\\U000e0069"', '"', "U+E0069"),
    ("name", 'name: "\\ue000"', '"', "U+E000"),
    ("name", "name: ' padded '", "' padded", "begins or ends with a space"),
    ("name", "name: '   '", "'   '", "is empty"),
    ("name", "name: " + "N" * 121, "NNN", "longer than 120"),
    ("name", "name: [Toy-CT]", "[Toy-CT]", "a list where a text"),
    ("name", "name: {en: Toy-CT}", "{en", "a mapping where a text"),
    ("name", "name: !!str no", "!!str", "a tag"),
    ("name", "name: &a Toy-CT", "&a", "an anchor"),
    ("name", "name: Toy-CT\n<<: {a: b}", "<<", "no text"),
    ("name", 'name: Toy-CT\n"\\x1b": x', '"\\x1b"', "U+001B"),
    ("name", "name: Toy-CT\n__class__: x", "__class__", "is not a field"),
    ("name", 'name: "never closed', '"never', "never closed"),
    ("name", "name: 'never closed", "'never", "never closed"),
    ("name", 'name: "C:\\Users"', "sers", "escape"),
    ("name", "name: a: b", ": b", "colon"),
    ("name", "name: 'e\u0301'", "'e", "NFC"),
    ("name", "name: Ｔoy\u0421T", "Ｔoy", "cyrillic capital letter es"),
    ("name", "name: 1:30", "1:30", "base 60"),
    ("name", "name: 0x1F", "0x1F", "a number"),
    ("name", "name: .inf", ".inf", "a number"),
    ("alias", "aliases: [toy-ct]", "toy-ct", "repeats"),
    ("alias", "aliases: [toy-base]", "toy-base", "belongs to 'toy-base' too"),
    ("alias", "aliases: [TCT, TCT]", "TCT]", "repeats"),
    ("link", "links: {code: http://example.org/}", "http:", "not an https"),
    ("link", "links: {code: 'javascript:alert(1)'}", "'javascript", "not an https"),
    ("link", "links: {code: https://a:b@example.org/}", "https", "user name"),
    ("link", "links: {code: https://example.org:8080/}", "https", "port"),
    ("link", "links: {code: https://localhost/}", "https", "public host"),
    ("link", "links: {code: https://127.0.0.1/}", "https", "public host"),
    ("link", "links: {code: 'https://[::1]/'}", "'https", ""),
    ("link", "links: {code: https://example\u3002org/}", "https", "percent-encoded"),
    ("link", "links: {code: https://m\u00fcller.example/}", "https", "percent-encoded"),
    ("link", "links: {code: 'https://example.org/a b'}", "'https", "percent-encoded"),
    ("link", 'links: {code: "https://example.org/\\"x"}', '"https', "percent-encoded"),
    ("link", "links: {code: https://example.org/%zz}", "https", "percent-encoded"),
    ("number", "value: 1e9", "1e9", "is not a number"),
    ("number", "value: .nan", ".nan", "is not a number"),
    ("number", "value: true", "true", "is not a number"),
    ("number", "value: " + "9" * 5000, "999", "at most 30 digits"),
    ("number", "value: 1.0e999", "1.0e999", "is not a number"),
    ("number", "value: -5", "-5", "is -5"),
    ("number", "value: 0x10", "0x10", "is not a number"),
    ("date", "value: 02/03/2025, source: muster2024toy, at: arXiv v1}\naccess", "02/03", "is not a date"),
    ("date", "value: 2024-13, source: muster2024toy, at: arXiv v1}\naccess", "2024-13", "month"),
    ("former", "former_ids: [no]", "no]", "true or false"),
    ("former", "former_ids: [123]", "123", "a number"),
    ("former", "former_ids: [constructor]", "constructor", "reserved"),
    ("former", "former_ids: [con]", "con", "reserved"),
    ("former", "former_ids: [a--b]", "a--b", "is not an id"),
    ("former", "former_ids: [../../x]", "../..", "is not an id"),
    ("former", "former_ids: [.x]", ".x", "is not an id"),
    ("former", "former_ids: [toy-ct]", "toy-ct", "is the id of a record today"),
    ("former", "former_ids: [" + "a" * 65 + "]", "aaa", "longer than 64"),
    ("terms", "modalities: ['<b>']", "'<b>'", "is not an id"),
    ("terms", "modalities: []", "[]", "has no modalities"),
    ("terms", "modalities: [volume-text, ~]", "~", "is empty"),
    ("flag", "draft: yes", "yes", "neither true nor false"),
    ("title", "title = {A \\input{/etc/passwd} title}", "{A", "backslash"),
    ("title", "title = {A ^^5cinput title}", "{A", "TeX markup"),
    ("title", "title = {A } title}", "title}", "no comma"),
    ("title", "title = {" + "word " * 250 + "}", "{word", "longer than 1000"),
    ("title", 'title = "a "b" c"', "", ""),
    ("title", "title = nosuchmacro", "nosuchmacro", "constant"),
    ("title", "title = {A} # {B}", "#", "joined with #"),
    ("title", "title = {A},\n  crossref = {probe2025outside}", "{probe", "`crossref` is not a field"),
    ("title", "title = {Toy\u0421T}", "{Toy", "cyrillic"),
    ("title", "title = {A},\n  month = {Febuary}", "{Feb", "Did you mean 'february'"),
    ("title", "title = {A},\n  url = {javascript:alert(1)}", "{java", "not an https"),
    ("doi", "doi = {https://doi.org/10.1000/x}", "{https", "not a bare DOI"),
    ("doi", "doi = {10.1007/978-3-030-32245-8\\_5}", "{10", "not a bare DOI"),
    ("eprint", "eprint = {2502.1713}", "{2502", "lost a digit"),
    ("year", "year = {in press}", "{in", "not a year"),
    ("year", "year = {2199}", "{2199", "2100"),
]  # fmt: skip


def plant(folder: Path, field: str, written: str) -> Path:
    name, old = WHERE[field]
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, written), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("field", "written", "there", "message"), REFUSED, ids=[f"{case[0]}:{case[1][:40]}" for case in REFUSED]
)
def test_refused_where_it_stands(broken: Path, field: str, written: str, there: str, message: str) -> None:
    path = plant(broken, field, written)
    lines = path.read_text(encoding="utf-8").split("\n")
    problems = [problem for problem in checks.run(read(broken)) if problem.path == path and message in str(problem)]
    assert any(lines[problem.line - 1][problem.column - 1 :].startswith(there) for problem in problems), list(
        map(str, problems)
    )


@pytest.mark.parametrize(
    "written",
    [
        "name: <b>Toy</b>",
        "name: 'no'",
        "name: '1:30'",
        "name: 'a #b'",
        "name: αβNet",
        "name: 'Model #1'",
        "name: 100%",
        "name: ते क्‍ष",
    ],
)
def test_odd_names_are_kept(broken: Path, written: str) -> None:
    path = plant(broken, "name", written)
    assert checks.run(read(broken)) == ()
    assert CliRunner().invoke(main, ["format", "--catalog", str(broken)]).exit_code == 0
    assert f"\n{written}\n" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_is_kept_as_written(broken: Path, text: str) -> None:
    plant(broken, "name", f"name: {json.dumps(text, ensure_ascii=False)}")
    assert CliRunner().invoke(main, ["format", "--catalog", str(broken)]).exit_code == 0
    reading = read(broken)
    assert checks.run(reading) == ()
    assert reading.catalog.models["toy-ct"].name == text
    assert json.loads(json.dumps(text)) == text


# Left out is what a format may rightly write otherwise: two hyphens as a dash, Greek and small digits as TeX commands.
TITLES = [text for text in TEXTS if not set("\\$^~{}αβ₂") & set(text) and "--" not in text]


@pytest.mark.parametrize("text", TITLES)
def test_hostile_title_is_one_field_of_an_export(broken: Path, text: str) -> None:
    plant(broken, "title", f"title = {{{unicodedata.normalize('NFC', text)}}}")
    reading = read(broken)
    assert not reading.problems, list(map(str, reading.problems))
    exported, problems = read_bibtex(FORMATS["biblatex"].text(reading.catalog), PATH)
    assert not problems
    assert [entry.key for entry in exported] == sorted(reading.catalog.references)
    title = exported[0].fields["title"]
    for special, escaped in (("&", r"\&"), ("%", r"\%"), ("#", r"\#"), ("_", r"\_")):
        title = title.replace(escaped, special)
    assert title == text


BYTES = [
    (b"", "is empty"),
    ("name: é\n".encode("latin-1"), "offset 6 is not UTF-8"),
    ("name: x\n".encode("utf-16"), "UTF-16"),
    (b"name: a\xc0\xafb\n", "is not UTF-8"),
    (b"name: a\xed\xa0\x80b\n", "is not UTF-8"),
    (b"name: x\rkind: y\n", "carriage return"),
    ("name: a\u2028b\n".encode(), "line separator"),
    (b"<!DOCTYPE html>\n", "not a mapping"),
    (b"<<<<<<< HEAD\nname: x\n=======\nname: y\n>>>>>>> b\n", "not readable YAML"),
    (b"- name: x\n", "not a mapping"),
    (b"---\nname: x\n", "document mark"),
    (b"name: x\n...\nhidden: y\n", "document mark"),
    (b"%TAG ! tag:yaml.org,2002:python/\n---\nname: x\n", "directive"),
    (b"name: x # why\n", "has a comment"),
    (b"name: 'a #b' # why\n", "has a comment: # why"),
    (b"summary: >- # why\n  x\n", "has a comment: # why"),
    (b"[a, b]: c\n", "no text"),
    (b"? {a: b}\n: c\n", "no text"),
    (b"1: x\nnull: y\n", "no text"),
    (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchor"),
]


@pytest.mark.parametrize(("data", "message"), BYTES, ids=[repr(case[0][:30]) for case in BYTES])
def test_file_is_refused_as_a_whole(broken: Path, data: bytes, message: str) -> None:
    (broken / MODEL).write_bytes(data)
    problems = [problem for problem in read(broken).problems if problem.path == broken / MODEL]
    assert any(message in str(problem) for problem in problems), list(map(str, problems))


@pytest.mark.parametrize(
    ("before", "after"), [(b"", b""), (b"\xef\xbb\xbf", b""), (b"\n", b"\r\n")], ids=["as it is", "mark", "windows"]
)
def test_marks_of_windows_are_read_and_taken_away_by_format(broken: Path, before: bytes, after: bytes) -> None:
    path = broken / BIB
    stored = path.read_bytes()
    path.write_bytes(before + stored if not after else stored.replace(before, after))
    reading = read(broken)
    assert not reading.problems
    assert bool([problem for problem in checks.run(reading) if "canonical" in problem.what]) is (
        path.read_bytes() != stored
    )
    assert CliRunner().invoke(main, ["format", "--catalog", str(broken)]).exit_code == 0
    assert path.read_bytes() == stored


LARGE = {
    "nested brackets": "a: " + "[" * 60_000,
    "nested brackets on lines": "a:\n" + "[\n" * 60_000,
    "nested behind quotes": "a: " + '["]",\n' * 20_000,
    "nested mappings": "a: " + "{a: " * 50_000,
    "nested keys": "? " * 60_000 + "a",
    "nested lists": "a:\n" + "- " * 60_000 + "b",
    "nested blocks": "a:\n" + "".join(" " * depth + "k:\n" for depth in range(1, 500)),
    "many keys": "".join(f"k{number}: x\n" for number in range(24_000)),
    "many equal keys": "k: x\n" * 40_000,
    "many comments": "a: x\n" + "# c\n" * 60_000,
    "many scalars and comments": "".join(f"k{number}: x # c\n" for number in range(15_000)),
    "one long line of hashes": "a: '" + " #" * 100_000 + "'",
    "aliases of aliases": "# c\na: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(20)),
    "quotes": '"' * 200_000,
    "colons": ":" * 200_000,
    "open quotes": 'a: "' * 50_000,
}  # fmt: skip
LARGE_BIB = {
    "signs": "@" * 190_000,
    "opened entries": "@a{" * 60_000,
    "entries": "".join(f"@a{{k{number}}}\n" for number in range(12_000)),
    "braces": "@article{k, title = {" + "{" * 190_000,
    "closing braces": "@article{k, title = {a" + "}" * 190_000,
    "quotes": '@article{k, title = "' + '"' * 190_000,
    "fields": "@article{k,\n" + "a = {b},\n" * 20_000 + "}",
    "other fields": "@article{k,\n" + "".join(f"a{number} = {{b}},\n" for number in range(12_000)) + "}",
    "names": "@article{k,\n author = {" + "A, B and " * 20_000 + "C, D}}",
    "spaces after and": "@article{k,\n author = {A and" + " " * 190_000 + "x}}",
    "long name of a field": "@article{k,\n " + "a" * 190_000 + "}",
    "joined": "@article{k, title = " + "{a} # " * 30_000 + "{b}}",
    "backslashes": "@article{k, title = {" + "\\" * 190_000 + "}}",
    "commas": "@article{k" + "," * 190_000 + "}",
    "text outside": "x y\n" * 45_000,
}


class Steps:
    """Counts how often a function of a module is called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: object, *names: str) -> None:
        self.count = 0
        for name in names:
            self._count(monkeypatch, owner, name)

    def _count(self, monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
        real = getattr(owner, name)

        def counted(*arguments: object, **options: object) -> object:
            self.count += 1
            return real(*arguments, **options)

        monkeypatch.setattr(owner, name, counted)


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE.keys())
def test_large_yaml_is_refused_in_few_steps(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(text) < MAX_BYTES
    steps = Steps(monkeypatch, yaml_file._Builder, "build", "_refuse")
    began = time.process_time()
    document, problems = read_yaml(text, PATH)
    assert problems or (document and document.comments)
    assert steps.count <= 3 * yaml_file.MAX_NODES + text.count("\n")
    assert time.process_time() - began < 10


@pytest.mark.parametrize("text", LARGE_BIB.values(), ids=LARGE_BIB.keys())
def test_large_bibtex_is_refused_in_few_steps(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(text) < bibtex.MAX_CHARACTERS
    steps = Steps(monkeypatch, bibtex._Scanner, "_entry", "_keep", "_refuse", "_separator", "_skip_space")
    began = time.process_time()
    entries, problems = read_bibtex(text, PATH)
    assert problems or (len(entries) == 1 and len(entries[0].fields) < 13_000)
    assert steps.count <= len(text)
    assert time.process_time() - began < 10


WIDE = {
    "unknown fields": "".join(f"nome{number}: x\n" for number in range(9_000)),
    "unknown terms": "modalities: [" + ", ".join(f"volume-text-{number}" for number in range(9_000)) + "]\n",
    "equal terms": "modalities: [" + "volume-text, " * 9_000 + "llm]\n",
    "unknown models": "distinct_from: [" + ", ".join(f"toy-bas{number}" for number in range(9_000)) + "]\n",
    "equal aliases": "aliases: [" + "Toy, " * 9_000 + "Toy]\n",
    "former ids": "former_ids: [" + ", ".join(f"toy-{number}" for number in range(9_000)) + "]\n",
    "empty lists": "limitations:\n" + "  - []\n" * 9_000,
    "faulty facts": "review:\n" + "  - {by: x, on: soon, how: read-papr}\n" * 5_000,
    "unknown sources": "inputs:\n" + "  - {kind: text, source: muster2024to, at: x}\n" * 4_000,
}


@pytest.mark.parametrize("more", WIDE.values(), ids=WIDE.keys())
def test_wide_records_are_read_and_checked_in_few_steps(
    broken: Path, more: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = more.partition(":")[0]
    kept = [
        line
        for line in (TINY / "models" / "toy-draft.yaml").read_text(encoding="utf-8").splitlines()
        if not line.startswith(f"{name}:")
    ]
    (broken / "models" / "wide.yaml").write_text(
        "\n".join(kept).replace("Toy Draft", "Toy Wide") + "\n" + more, encoding="utf-8"
    )
    steps = Steps(monkeypatch, difflib, "get_close_matches")
    began = time.process_time()
    problems = [problem for problem in checks.run(read(broken)) if problem.path.name == "wide.yaml"]
    assert time.process_time() - began < 10
    assert steps.count <= 3 * MAX_FAULTS
    assert problems


def test_many_rows_are_compared_in_one_go(broken: Path) -> None:
    path = broken / "results" / "muster2024toy.yaml"
    text = path.read_text(encoding="utf-8")
    row = text[text.index("  - model: toy-base") :]
    path.write_text(
        text + "".join(row.replace("at: Table 2", f"at: Row {number}") for number in range(1_500)), encoding="utf-8"
    )
    began = time.process_time()
    repeated = [problem for problem in checks.run(read(broken)) if "repeats an earlier row" in problem.what]
    assert time.process_time() - began < 10
    assert len(repeated) == 1_500


def test_files_above_the_limits_are_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(monkeypatch, bibtex, "parse_string")
    _, problems = decode(b"a" * (MAX_BYTES + 1), PATH)
    assert "bytes long" in problems[0].what
    for text in ("@a{k, t = {" + "x" * bibtex.MAX_CHARACTERS + "}}", "@" * 3000, "@a{k, t = {" + "{" * 100):
        _, problems = read_bibtex(text, PATH)
        assert len(problems) == 1
    assert steps.count == 0


def test_what_cannot_be_seen_is_told_a_few_times_only() -> None:
    _, problems = decode(("a\u200b" * 50_000).encode(), PATH)
    assert len(problems) == MAX_TOLD


def test_long_words_are_read_in_linear_time(broken: Path) -> None:
    words = {
        "mail": "a@" + "a." * 2400,
        "emphasis": "*_" * 2400,
        "brackets": "[" * 4900,
        "spaces": "a" + "- " * 2400 + "b",
    }
    began = time.process_time()
    for text in words.values():
        plant_summary = json.dumps(text)
        path = broken / MODEL
        lines = path.read_text(encoding="utf-8").split("\n")
        number = next(number for number, line in enumerate(lines) if line.startswith("summary:"))
        rest = next(place for place in range(number + 1, len(lines)) if not lines[place].startswith(" "))
        path.write_text("\n".join([*lines[:number], f"summary: {plant_summary}", *lines[rest:]]), encoding="utf-8")
        reading = read(broken)
        assert not reading.problems
        assert reading.catalog.models["toy-ct"].summary == text
        assert CliRunner().invoke(main, ["format", "--catalog", str(broken)]).exit_code == 0
        assert read(broken).catalog.models["toy-ct"].summary == text
    assert time.process_time() - began < 20


def test_messages_cannot_steer_a_terminal() -> None:
    problem = Problem(Path("a\nb\x1b[2J.yaml"), 1, 1, "x\x9b", "holds \u202e", "why\r", "tip\udcff")
    assert str(problem).count("\n") == 2
    assert str(problem).replace("\n", "").isprintable()
    assert "a\\x0ab\\x1b[2J.yaml:1:1: x\\x9b: holds \\x202e" in str(problem)
