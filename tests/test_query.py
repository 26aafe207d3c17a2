"""The query grammar: the cases that the browser's tests run too, and the data file that the browser reads."""

from __future__ import annotations

import datetime
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from medlm_atlas.addresses import Addresses
from medlm_atlas.loading import Reading
from medlm_atlas.pages.page import Site
from medlm_atlas.query import QueryError, _range, fields_of, folded, parse, select, written
from medlm_atlas.search import model_index, model_texts

HERE = Path(__file__).parent
CASES = json.loads((HERE / "query_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("query", "expected"), CASES["selects"])
def test_a_query_selects(tiny: Reading, query: str, expected: list[str]) -> None:
    assert sorted(select(tiny.catalog.published, query).models) == expected


@pytest.mark.parametrize(("query", "said"), CASES["refuses"])
def test_a_refusal_names_what_is_near(tiny: Reading, query: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        select(tiny.catalog.published, query)


def test_the_data_of_the_browsers_tests_is_that_of_the_toy_catalog(tiny: Reading) -> None:
    catalog = tiny.catalog.published
    site = Site(catalog, Addresses(catalog), "0", datetime.date(2026, 11, 24))
    made = json.loads(json.dumps({**model_index(site), "summaries": model_texts(site)[0]}))
    assert made == json.loads((HERE / "query_data.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [("7B", "6.5e9", "7.5e9"), ("6.7b", "6.65e9", "6.75e9"), ("1B..8B", "1e9", "8e9"), ("..350M", "0", "350e6"), ("42", "42", "42")],
)  # fmt: skip
def test_sizes_are_read_as_people_write_them(value: str, low: str, high: str) -> None:
    assert _range("parameters", value) == (Decimal(low), Decimal(high))


def test_words_are_folded() -> None:
    assert folded("  Grünwald–β! CT") == "grunwald beta ct"


def test_a_query_is_written_as_it_is_read() -> None:
    query = '"chest ct" -kind:agent country:"South Korea",DE year:2023..'
    assert written(parse(query)) == query


def described() -> str:
    """The part of the page on the command line that describes queries."""
    page = (HERE.parent / "docs" / "contribute" / "command-line.md").read_text(encoding="utf-8")
    return page.partition("## Queries")[2].partition("\n## ")[0]


def test_every_field_of_a_query_is_described(real: Reading) -> None:
    rows = [line.split("|")[1] for line in described().splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)} == set(fields_of(real.catalog.published))


def test_the_values_that_are_described_are_valid(real: Reading) -> None:
    fields = fields_of(real.catalog.published)
    for line in described().splitlines():
        names, values = (re.findall(r"`([A-Za-z-]+)`", part) for part in [*line.split("|"), "", "", ""][1:3])
        known = {each for name in names if name in fields for each in fields[name].known}
        assert set(values) <= known, line


def test_the_described_queries_select(real: Reading) -> None:
    examples = described().partition("```text\n")[2].partition("```")[0].splitlines()
    assert len(examples) > 5
    for query in examples:
        assert select(real.catalog.published, query).models, query
