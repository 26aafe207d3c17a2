"""The cache of readings: it saves time, and nothing it holds can change what is read."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
import yaml

from medlm_atlas import checks
from medlm_atlas.loading import Reading, read
from medlm_atlas.readers.remembered import VARIABLE, Remembered, key_of


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv(VARIABLE, str(folder))
    return folder


def rows(cache: Path) -> list[tuple[bytes, str, str]]:
    database = sqlite3.connect(cache / "readings.sqlite")
    found = database.execute("SELECT key, data, day FROM readings").fetchall()
    database.close()
    return found


def change(cache: Path, statement: str, *values: object) -> None:
    database = sqlite3.connect(cache / "readings.sqlite")
    with database:
        database.execute(statement, values)
    database.close()


def said(reading: Reading) -> tuple[object, ...]:
    return (reading.catalog, reading.problems, checks.run(reading))


def test_a_second_reading_parses_nothing_and_says_the_same(
    broken: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = said(read(broken))
    assert len(rows(cache)) == len(list(broken.rglob("*.*")))
    monkeypatch.setattr(yaml, "compose", lambda *_, **__: pytest.fail("a remembered file is parsed"))
    assert said(read(broken)) == first


def test_places_of_remembered_records_are_known(broken: Path, cache: Path) -> None:
    before = {name: (place.positions, place.key_positions) for name, place in read(broken).places.items()}
    assert rows(cache)
    assert {name: (place.positions, place.key_positions) for name, place in read(broken).places.items()} == before


def test_a_changed_file_is_read_anew(broken: Path, cache: Path) -> None:
    read(broken)
    path = next((broken / "models").iterdir())
    path.write_text(path.read_text(encoding="utf-8") + "surprise: 1\n", encoding="utf-8")
    problems = read(broken).problems
    assert [problem.path for problem in problems] == [path]
    assert rows(cache)


def test_what_the_cache_holds_is_validated(broken: Path, cache: Path) -> None:
    first = said(read(broken))
    for key, data, _ in rows(cache):
        spoilt = json.loads(data)
        if isinstance(spoilt, dict):
            spoilt["surprise"] = "a field that no record has"
        else:
            spoilt = {"no": "reference"}
        change(cache, "UPDATE readings SET data = ? WHERE key = ?", json.dumps(spoilt), key)
    assert said(read(broken)) == first


@pytest.mark.parametrize("bytes_", [b"", b"no database", b"SQLite format 3\0" + bytes(200)])
def test_a_broken_database_costs_time_only(broken: Path, cache: Path, bytes_: bytes) -> None:
    first = said(read(broken))
    (cache / "readings.sqlite").write_bytes(bytes_)
    assert said(read(broken)) == first


def test_a_folder_that_cannot_be_made_costs_time_only(
    broken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file" / "cache"))
    assert not read(broken).problems


def test_an_empty_variable_switches_it_off(broken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    assert not read(broken).problems
    assert not (tmp_path / "home").exists()


def test_what_nobody_asks_for_is_forgotten(broken: Path, cache: Path) -> None:
    read(broken)
    change(cache, "UPDATE readings SET day = '2020-01-01'")
    change(cache, "INSERT INTO readings VALUES (?, '1', '2020-01-01')", b"old")
    read(broken)
    assert b"old" not in {key for key, _, _ in rows(cache)}
    assert len(rows(cache)) == len(list(broken.rglob("*.*")))


def test_a_key_tells_texts_files_and_fields_apart() -> None:
    about = [
        (b"a", ("models", "x")),
        (b"b", ("models", "x")),
        (b"a", ("models", "y")),
        (b"a", ("models", "x", "facet")),
    ]
    assert len({key_of(text, *names) for text, names in about}) == len(about)


def test_an_earlier_reading_is_used_without_a_cache(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    before = read(broken)
    path = next((broken / "models").iterdir())
    path.write_text(path.read_text(encoding="utf-8").replace("name: ", "name: New "), encoding="utf-8")
    after = read(broken, before)
    same = [name for name, model in after.catalog.models.items() if model is before.catalog.models[name]]
    assert sorted([*same, path.stem]) == sorted(after.catalog.models)
    assert after.catalog == read(broken).catalog


def test_another_facet_makes_every_file_new(broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    before = read(broken)
    facet = broken / "taxonomy" / "imaging.yaml"
    facet = facet if facet.exists() else sorted((broken / "taxonomy").iterdir())[-1]
    text = facet.read_text(encoding="utf-8")
    field = next(line for line in text.splitlines() if line.startswith("field: "))
    facet.write_text(text.replace(field, "field: renamed"), encoding="utf-8")
    assert read(broken, before).problems == read(broken).problems


def test_nothing_is_kept_without_a_folder() -> None:
    remembered = Remembered(None)
    remembered.keep(b"key", [1])
    assert remembered.data(b"key") is None
    remembered.close()
