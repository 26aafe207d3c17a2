"""The catalog of this repository holds to its own rules."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from medlm_atlas import checks, load
from medlm_atlas.exports.json_schema import schemas
from medlm_atlas.loading import Reading
from medlm_atlas.readers.yaml_file import read_yaml
from medlm_atlas.writing import canonical_text
from tests.conftest import ROOT, SHARED


def test_no_rule_is_broken(real: Reading) -> None:
    assert checks.run(real) == ()


def test_text_to_record_to_text_is_byte_equal(real: Reading) -> None:
    records = list(real.all_records())
    assert len(records) > 100
    for kind, record_id, record in records:
        assert canonical_text(kind, record_id, record) == real.place(kind, record_id).path.read_text(encoding="utf-8")


def test_published_schema_is_that_of_the_records(real: Reading) -> None:
    for name, text in schemas(real.catalog).items():
        assert (ROOT / "schema" / name).read_text(encoding="utf-8") == text, "run `medlm-atlas schema`"


def test_every_file_names_its_schema(real: Reading) -> None:
    for (kind, _), place in real.places.items():
        if kind != "references":
            schema = place.text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
            assert (place.path.parent / schema).resolve().exists(), place.path


def test_loading_without_a_folder_finds_the_catalog() -> None:
    assert load().models.keys() == load(ROOT / "catalog").models.keys()


def test_every_modality_and_application_is_covered(real: Reading) -> None:
    catalog = real.catalog.published
    primary = Counter(catalog.primary_modality(model) for model in catalog.models.values() if model.scope == "medical")
    assert {"llm", "vision", "3d", "multimodal", "graph", "signal"} <= primary.keys()
    for top in catalog.tops("application"):
        assert any(top.id in catalog.all_terms_of(model, "application") for model in catalog.models.values()), top.id


@pytest.mark.skipif(not (SHARED / "tools").is_dir(), reason="the independent records are not beside this checkout")
def test_references_agree_with_independent_records() -> None:
    command: list[str | Path] = [
        sys.executable,
        SHARED / "tools" / "check_references.py",
        "catalog/references",
        SHARED / "reference" / "bibliography.jsonl",
    ]
    settled = ROOT / "tests" / "settled.csv"
    done = subprocess.run([*command, "--settled", settled], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "no longer differs" not in done.stdout


def test_settled_differences_give_a_reason() -> None:
    rows = list(csv.DictReader((ROOT / "tests" / "settled.csv").read_text(encoding="utf-8").splitlines()))
    assert all(row["reason"] and row["url"].startswith("https://") for row in rows)


def test_another_yaml_reader_reads_every_file_alike(real: Reading) -> None:
    for (kind, _), place in real.places.items():
        if kind != "references":
            document, problems = read_yaml(place.text, place.path)
            assert not problems
            assert document is not None
            assert yaml.load(place.text, Loader=yaml.BaseLoader) == document.data, place.path  # noqa: S506  builds texts only
