"""The published JSON Schema and the records agree on every single file; docs/contribute/schema.md says where they part."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import ValidationError

from medlm_atlas import checks
from medlm_atlas.exports.json_schema import schemas
from medlm_atlas.loading import RECORDS, Reading
from medlm_atlas.readers.yaml_file import read_yaml
from medlm_atlas.schema.scalars import Plain, Quoted
from medlm_atlas.writing import SCHEMA_NAMES
from tests.conftest import ROOT
from tests.test_checks import BASE, BIB, BREACHES, MODEL, RESULT, changed

Data = dict[str, Any]
LEFT_OUT = object()
DOC = ROOT / "docs" / "contribute" / "schema.md"
VALUES: tuple[object, ...] = (
    LEFT_OUT, Plain("12"), Quoted("12"), Plain("12.5"), Plain("-1"), Plain("2023"), Plain("2023-06"), Plain("2023-13"),
    Plain("true"), Plain("word"), Plain("Two words."), Plain("UPPER"), Plain("a--b"), Plain("en"), Plain("EN"),
    Plain("US"), Plain("not-reported"), Plain("https://a.example"), Plain("http://a.example"), Quoted("no"),
    *map(Plain, ("https://localhost/x", "https://a.example/%2F?x=1#y", "https://a.example/%2", "https://u:p@a.example/")),
    *map(Plain, ("https://A.Example", "https://a.example:8080/", "https://a.example/é", "https://-a.example/")),
    Quoted(" a"), Quoted("a "), Quoted("a\nb"), Quoted("x" * 65), Quoted("x" * 121), Quoted("x" * 301),
    Quoted("x" * 2001), [], {}, [Plain("a")], [Plain("a"), Plain("a")], {"state": Plain("not-reported")},
    {"state": Plain("unknown")}, {"value": Plain("x"), "source": Plain("s"), "at": Plain("p")}, {"value": Plain("x")},
    {"x": Plain("y")},
)  # fmt: skip
"""What is put into the place of every value of the toy catalog in turn."""

BROKEN = [
    (file, old, new)
    for file, old, new, message, _ in BREACHES
    if file.endswith(".yaml") and message not in ("is empty", "is there twice", "true or false")
]
"""The breaches of the checks that are not refused before any schema is asked."""

# Words of the first column in the docs, file, text to replace, replacement.
ONLY_CHECK = [
    ("a text that other YAML tools take for something else", MODEL, "name: Toy-CT", "name: no"),
    ("a number in a form of its own", MODEL, "value: 86600000", "value: 0086600000"),
    ("a day that the calendar does not have", BASE, "{value: 2022,", "{value: 2022-02-30,"),
    ("an id that is a reserved file name", MODEL, "id: small", "id: aux"),
    ("a comment", MODEL, "kind: model", "kind: model # really"),
    ("a file that is not in its canonical form", MODEL, "aliases: [TCT]", "aliases:\n  - TCT"),
    ("a letter that can be written in two ways", MODEL, "name: Toy-CT", "name: Toy-Cafe\u0301"),
    ("a name that nothing has", MODEL, "dataset: toy-set", "dataset: toy-sett"),
    ("a source that is not declared", MODEL, "source: card, at: table", "source: crad, at: table"),
    ("a licence, metric or split that does not exist", RESULT, "metric: accuracy", "metric: acuracy"),
    ("a number outside the range of its metric", RESULT, "value: 67.60", "value: 167.60"),
    ("a base that is younger than what was made from it", BASE, "{value: 2022,", "{value: 2026,"),
    ("a field that a published entry needs", MODEL, "regulatory: not-reported\nstatus: {value: active, source: card, at: header}\n", "regulatory: not-reported\n"),
    ("a name that another record has", MODEL, "aliases: [TCT]", "aliases: [Toy Base]"),
    ("anything in a BibTeX file", BIB, "year = {2024}", "year = {24}"),
]  # fmt: skip


@pytest.fixture(scope="module")
def toy_schemas(tiny: Reading) -> dict[str, Draft202012Validator]:
    return validators(tiny)


def validators(reading: Reading) -> dict[str, Draft202012Validator]:
    made = {name.removesuffix(".json"): json.loads(text) for name, text in schemas(reading.catalog).items()}
    for schema in made.values():
        Draft202012Validator.check_schema(schema)
    return {name: Draft202012Validator(schema, format_checker=FormatChecker()) for name, schema in made.items()}


def as_editors_read(value: Any) -> Any:
    """The value as a YAML 1.2 reader makes it of the text, which is what an editor holds against the schema."""
    if isinstance(value, dict):
        return {key: as_editors_read(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_editors_read(part) for part in value]
    return core_schema(value) if isinstance(value, Plain) else str(value)


def core_schema(text: str) -> object:
    """YAML 1.2, chapter 10.3."""
    if text in ("null", "Null", "NULL", "~", ""):
        return None
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    number = re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text)
    return float(text) if number else str(text)


def files(reading: Reading) -> Iterator[tuple[str, str, Data]]:
    """Kind, schema and data of every YAML file of a catalog."""
    for (kind, record_id), place in reading.places.items():
        if kind != "references":
            document, problems = read_yaml(place.text, place.path)
            assert document is not None
            assert not problems
            assert isinstance(document.data, dict)
            yield kind, record_id if kind == "vocabulary" else SCHEMA_NAMES[kind], document.data


def errors(validator: Draft202012Validator, data: Data) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(as_editors_read(data))]


def test_published_schema_takes_every_file_of_the_catalog(real: Reading) -> None:
    published = {
        path.stem: Draft202012Validator(json.loads(path.read_text(encoding="utf-8")), format_checker=FormatChecker())
        for path in (ROOT / "schema").iterdir()
    }
    found = {(kind, data.get("name")): errors(published[name], data) for kind, name, data in files(real)}
    assert len(found) > 200
    assert {key: each for key, each in found.items() if each} == {}


def test_toy_schema_takes_every_file_of_the_toy_catalog(
    tiny: Reading, toy_schemas: dict[str, Draft202012Validator]
) -> None:
    assert [each for _, name, data in files(tiny) for each in errors(toy_schemas[name], data)] == []


def records_take(reading: Reading, kind: str, data: Data) -> bool:
    """Whether the records take a file, unknown terms refused: terms are data, and the schema lists them."""
    record = RECORDS[kind]
    with_id = {**data, "id": "toy"} if "id" in record.model_fields else data
    try:
        record.model_validate(with_id, context={"facets": tuple(reading.catalog.facet_by_field)})
    except ValidationError:
        return False
    if kind == "taxonomy":
        return True
    known = {facet.field: {term.id for term in facet.terms} for facet in reading.catalog.facets.values()}
    return all(set(terms) <= known[field] for field, terms in data.items() if field in known)


def places(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, part in parts:
        yield from places(part, (*path, step))


def with_value(data: Data, path: tuple[str | int, ...], value: object) -> Data:
    made: Any = copy.deepcopy(data)
    here = made
    for step in path[:-1]:
        here = here[step]
    if value is LEFT_OUT:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return dict(made)


def changes(reading: Reading, kind: str) -> Iterator[tuple[str, Data, str]]:
    """Every change of one value: the schema's name, the data and what was changed.

    Like places in lists count once. Beside the changed field stand only those that a record needs, so that thousands of
    changes are tried in seconds.
    """
    seen = set()
    needed = {name for name, field in RECORDS[kind].model_fields.items() if field.is_required()} | {"inclusion"}
    for of_kind, name, data in files(reading):
        for path in places(data) if of_kind == kind else ():
            shape = tuple(0 if isinstance(step, int) else step for step in path)
            if shape not in seen:
                seen.add(shape)
                small = {key: part for key, part in data.items() if key in needed or key == path[0]}
                yield from ((name, with_value(small, path, value), f"{path}: {value!r}") for value in VALUES)


@pytest.mark.parametrize("kind", RECORDS)
def test_schema_and_records_agree_on_every_single_change(
    tiny: Reading, toy_schemas: dict[str, Draft202012Validator], kind: str
) -> None:
    tried, apart = 0, []
    for name, made, what in changes(tiny, kind):
        schema_takes = toy_schemas[name].is_valid(as_editors_read(made))
        tried += 1
        if schema_takes != records_take(tiny, kind, made):
            apart.append(f"{what}: {'the schema takes it' if schema_takes else 'the records take it'}")
    assert tried > 200
    assert apart == []


@pytest.mark.parametrize(("file", "old", "new"), BROKEN, ids=[f"{file}: {new}"[:60] for file, _, new in BROKEN])
def test_schema_and_records_agree_on_the_broken_files(
    broken: Path, toy_schemas: dict[str, Draft202012Validator], file: str, old: str, new: str
) -> None:
    reading = changed(broken, file, old, new)
    place = next(place for place in reading.places.values() if place.path == broken / file)
    document, _ = read_yaml(place.text, place.path)
    assert document is not None
    assert isinstance(document.data, dict)
    kind = Path(file).parts[0]
    schema_takes = toy_schemas[SCHEMA_NAMES[kind]].is_valid(as_editors_read(document.data))
    assert schema_takes == records_take(reading, kind, document.data)


@pytest.mark.parametrize(("words", "file", "old", "new"), ONLY_CHECK, ids=[case[0] for case in ONLY_CHECK])
def test_only_check_sees(  # noqa: PLR0917
    broken: Path, toy_schemas: dict[str, Draft202012Validator], words: str, file: str, old: str, new: str
) -> None:
    assert checks.run(changed(broken, file, old, new)), words
    if file.endswith(".yaml"):
        document, _ = read_yaml((broken / file).read_text(encoding="utf-8"), broken / file)
        assert document is not None
        assert isinstance(document.data, dict)
        assert errors(toy_schemas[SCHEMA_NAMES[Path(file).parts[0]]], document.data) == []


def test_the_docs_list_what_only_check_sees() -> None:
    rows = re.findall(r"^\| (?!what|---)(.+?) \|", DOC.read_text(encoding="utf-8"), re.M)
    assert [row.lower() for row in rows] == [words.lower() for words, *_ in ONLY_CHECK]
