"""Random texts go through readers, canonical form, exports and queries: they come back as they were or are refused."""

from __future__ import annotations

import shutil
import string
import tempfile
import unicodedata
from pathlib import Path

import pybtex.errors  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string  # type: ignore[import-untyped]
from pybtex.richtext import Text  # type: ignore[import-untyped]

from medlm_atlas import checks
from medlm_atlas.catalog import Catalog
from medlm_atlas.exports import FORMATS
from medlm_atlas.formatting import emit
from medlm_atlas.loading import Reading, read
from medlm_atlas.query import Condition, QueryError, folded, parse, select, written
from medlm_atlas.readers.bibtex import read_bibtex
from medlm_atlas.readers.text import invisible_character
from medlm_atlas.readers.yaml_file import read_yaml
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.reference import Reference, reference_from, to_bibtex
from tests.conftest import TINY
from tests.fuzz.readers import read_as_bibtex, read_as_yaml

PATH = Path("x")
pybtex.errors.set_strict_mode(True)


def visible(text: str) -> bool:
    return text.strip() == text and invisible_character(text) is None and unicodedata.normalize("NFC", text) == text


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp"))
# Signs that mean something to YAML, BibTeX, TeX, HTML or a shell come up more often than chance would have it.
SIGNS = st.sampled_from([*"#:-?&*!|>'\"%@`{}[],=\\$^~_<>/ ", ": ", " #", "- ", "no", "1", "0", ".", "e5", "''", '"'])
TEXT = st.lists(LETTERS | SIGNS, min_size=1, max_size=60).map("".join).filter(visible)
LINE = TEXT.map(lambda text: text[:100].strip()).filter(lambda text: bool(text) and visible(text))
ID = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
COUNT = st.decimals(min_value=0, max_value=10**12, places=3).map(lambda number: format(number, "f"))
DAY = st.dates().map(str)


def fact(value: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    said = {"source": ID, "at": LINE}
    maybe = {
        "note": TEXT,
        "as_of": DAY,
        "disputed": st.lists(st.fixed_dictionaries({"value": LINE, "why": TEXT, **said}), min_size=1, max_size=2),
    }
    return st.sampled_from(["not-reported", "not-applicable"]) | st.fixed_dictionaries(
        {"value": value, **said}, optional=maybe
    )


REMARK = st.fixed_dictionaries({"text": TEXT, "source": ID, "at": LINE}, optional={"note": TEXT})
VARIANT = st.fixed_dictionaries(
    {"id": ID}, optional={"name": LINE, "parameters": fact(COUNT), "context_tokens": fact(COUNT)}
)
MODEL = st.fixed_dictionaries(
    {"name": LINE, "kind": st.sampled_from(["model", "system", "agent"]), "scope": st.just("medical"), "added": DAY},
    optional={
        "aliases": st.lists(LINE, max_size=3), "summary": TEXT, "family": LINE, "no_paper": LINE, "draft": st.booleans(),
        "variants": st.lists(VARIANT, max_size=3), "hardware": fact(LINE), "intended_use": fact(TEXT), "safety": fact(TEXT),
        "limitations": st.just("not-reported") | st.lists(REMARK, min_size=1, max_size=3),
        "former_ids": st.lists(ID, max_size=2),
        "review": st.lists(st.fixed_dictionaries({"by": LINE, "on": DAY, "how": st.just("read-card")}), max_size=2),
    },
)  # fmt: skip


@settings(max_examples=250)
@given(MODEL)
def test_a_model_comes_back_from_its_canonical_form(data: dict[str, object]) -> None:
    record = Model.model_validate({**data, "id": "x"})
    text = emit(record.plain(), "model")
    document, problems = read_yaml(text, PATH)
    assert document, (text, problems)
    assert not problems, text
    assert not document.comments, text
    assert isinstance(document.data, dict)
    again = Model.model_validate({**document.data, "id": "x"})
    assert again.model_dump() == record.model_dump()
    assert emit(again.plain(), "model") == text


PLAIN = TEXT.map(lambda text: " ".join(text.translate(str.maketrans("", "", "{}\\$^~")).split())).filter(bool)
PART = PLAIN.map(lambda text: text.replace(",", "")).filter(
    lambda text: bool(text.strip()) and " and " not in f" {text.casefold()} "
)
NAME = st.builds("{}, {}".format, PART.map(str.strip), PART.map(str.strip)) | PLAIN.map("{{{}}}".format)
AUTHORS = (
    st.lists(NAME, min_size=1, max_size=4)
    .map(" and ".join)
    .filter(lambda text: "others" not in text and "et al" not in text.casefold())
)
PROTECTED = st.lists(PLAIN | PLAIN.map("{{{}}}".format), min_size=1, max_size=4).map(" ".join)
FIELDS = st.fixed_dictionaries(
    {"author": AUTHORS, "title": PROTECTED.filter(lambda text: any(c.isalnum() for c in text)), "year": st.integers(1950, 2100).map(str), "journal": PLAIN},
    optional={
        "volume": PLAIN, "number": PLAIN, "pages": PLAIN, "publisher": PLAIN, "note": PLAIN, "editor": AUTHORS,
        "doi": st.from_regex(r"10\.[0-9]{4}/[a-z0-9_.;()<>#%&-]{1,20}", fullmatch=True),
        "x-status": st.sampled_from(["retracted", "corrected"]),
    },
)  # fmt: skip


def reference(fields: dict[str, str]) -> Reference:
    return reference_from("article", "key2025", fields)


@settings(max_examples=250)
@given(FIELDS)
def test_a_reference_comes_back_from_its_stored_form(fields: dict[str, str]) -> None:
    record = reference(fields)
    text = to_bibtex(record)
    (entry,), problems = read_bibtex(text, PATH)
    assert not problems, text
    again = reference_from(entry.entry_type, entry.key, entry.fields)
    assert again == record
    assert to_bibtex(again) == text


RENAMED = {"journal": "journaltitle", "year": "date"}


def untexed(text: str) -> str:
    """What a TeX engine would show, protecting braces left out."""
    return shown(str(Text.from_latex(text)))


def shown(text: str) -> str:
    """A text without braces, and without the dashes and quotation marks that TeX makes of two signs."""
    return " ".join(text.translate(str.maketrans("", "", "{}'`\"’‘“”-–—!?¡¿")).split())


@settings(max_examples=100)
@given(FIELDS)
def test_pybtex_reads_back_what_is_exported(fields: dict[str, str]) -> None:
    """BibLaTeX keeps every sign as it is; what BibTeX turns into TeX is judged by TeX itself in `clients`."""
    record = reference(fields)
    text = FORMATS["biblatex"].text(Catalog(references={record.key: record}))
    entry = parse_string(text, "bibtex").entries["key2025"]
    assert len(entry.persons["author"]) == len(record.author)
    for name in ("title", "journal", "volume", "pages", "year"):
        if name in fields:
            assert untexed(entry.fields[RENAMED.get(name, name)]) == shown(fields[name]), name
    assert entry.fields.get("doi") == fields.get("doi")
    note = "; ".join(part for part in (fields.get("x-status", "").capitalize(), fields.get("note", "")) if part)
    assert untexed(entry.fields.get("note", "")) == shown(note)


WORD = st.text(st.characters(codec="utf-8", exclude_characters=':,"'), min_size=1, max_size=12)
CONDITION = st.builds(
    Condition,
    st.text(string.ascii_lowercase, min_size=1, max_size=8),
    st.lists(WORD, min_size=1, max_size=3).map(tuple),
    st.booleans(),
) | st.builds(Condition, st.just(""), WORD.filter(folded).map(lambda word: (word,)), st.booleans())


@settings(max_examples=300)
@given(st.lists(CONDITION, max_size=5))
def test_a_query_comes_back_from_its_text(conditions: list[Condition]) -> None:
    assert parse(written(conditions)) == tuple(conditions)


QUERY = st.lists(
    st.sampled_from(["modality", "application", "year", "parameters", "weights", "country", "licence", ":", ",", "..", "-", '"', "'", " ", "3d", "2023", "nan", "inf", "1e9", "open", "toy"]) | TEXT,
    max_size=8,
).map("".join)  # fmt: skip


@settings(max_examples=300)
@given(QUERY)
@example("year:nan")
@example("year:sNaN..")
@example("parameters:..-Infinity")
@example("parameters:1e999999")
@example("-")
@example("''")
@example("-''")
@example("x\\")
def test_any_query_selects_or_is_refused(query: str) -> None:
    catalog = tiny_catalog().catalog
    try:
        chosen = select(catalog, query)
    except QueryError as error:
        assert str(error)
    else:
        assert set(chosen.models) <= set(catalog.models)


_READINGS: list[Reading] = []


def tiny_catalog() -> Reading:
    if not _READINGS:
        _READINGS.append(read(TINY))
    return _READINGS[0]


FRAGMENTS = [
    b"\n", b"  ", b"\t", b": ", b"- ", b"[", b"]", b"{", b"}", b",", b"'", b'"', b"#", b" #x", b"&a ", b"*a", b"!!x ", b"? ", b"<<: ", b"---\n", b"%", b"|", b">-\n",
    b"@", b"@a{k,", b"@string{", b"@comment", b"\\", b"\\}", b" and ", b"and others", b" = ", b"\xef\xbb\xbf", b"\r\n", b"\r", b"\xff", b"\xe2\x80\xae", b"\x00", b"\xc3",
    b"not-reported", b"null", b"~", b"no", b"9" * 50, b".nan", b"2024-13-45", b"10.1000/x", b"https://", b"toy-ct", b"muster2024toy",
]  # fmt: skip
EDIT = st.tuples(
    st.floats(0, 1, exclude_max=True), st.integers(0, 12), st.sampled_from(FRAGMENTS) | st.binary(max_size=4)
)
SEEDS = {
    path.relative_to(TINY): path.read_bytes() for path in sorted(TINY.rglob("*.*")) if path.parent.name != "vocabulary"
}


def edited(data: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    for where, cut, put in edits:
        at = int(where * (len(data) + 1))
        data = data[:at] + put + data[at + cut :]
    return data


@settings(max_examples=400)
@given(st.sampled_from(list(SEEDS)), st.lists(EDIT, min_size=1, max_size=4))
def test_readers_end_in_data_or_in_problems(seed: Path, edits: list[tuple[float, int, bytes]]) -> None:
    data = edited(SEEDS[seed], edits)
    read_as_yaml(data)
    read_as_bibtex(data)


@settings(max_examples=300)
@given(st.binary(max_size=200) | st.lists(st.sampled_from(FRAGMENTS), max_size=30).map(b"".join))
def test_readers_take_any_bytes(data: bytes) -> None:
    read_as_yaml(data)
    read_as_bibtex(data)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(list(SEEDS)), EDIT), min_size=1, max_size=3))
def test_a_damaged_catalog_is_read_and_checked_to_the_end(damage: list[tuple[Path, tuple[float, int, bytes]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        catalog = shutil.copytree(TINY, Path(folder) / "catalog")
        for name, edit in damage:
            (catalog / name).write_bytes(edited((catalog / name).read_bytes(), [edit]))
        problems = checks.run(read(catalog))
    assert list(problems) == sorted(problems)
    assert all(str(problem).replace("\n", "").isprintable() for problem in problems)


# Inputs that fuzzing has found, each with what was wrong then.
FOUND: list[tuple[str, bytes]] = [
    (
        "comments were looked for in every repetition of an alias",
        b"# c\na: &a [x, x, x, x, x, x, x, x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b", ".join([b"*%c" % (97 + n)] * 8)) for n in range(20)),
    ),
    ("comments were looked for down to a thousand levels", b"a: " + b"[" * 990 + b"]" * 990 + b" # c\n"),
    ("a key could hold what no text may", b'"\\x1b[2J": x\n'),
    ("a comment after a hash in quotes was lost", b"a: 'b #c' # d\n"),
]


@pytest.mark.parametrize(("wrong", "data"), FOUND)
def test_found_inputs_stay_mended(wrong: str, data: bytes) -> None:
    assert wrong
    read_as_yaml(data)
    read_as_bibtex(data)
