"""The two evaluators of queries, in Python and in the browser's code, agree on made-up queries over the real catalog."""

from __future__ import annotations

import datetime
import json
import shutil
import subprocess
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medlm_atlas.addresses import Addresses
from medlm_atlas.catalog import Catalog
from medlm_atlas.loading import Reading
from medlm_atlas.pages.page import Site
from medlm_atlas.query import STATES, Condition, Field, QueryError, fields_of, select, words_of, written
from medlm_atlas.search import model_index, model_texts
from tests.conftest import ROOT

COUNT = 300
NUMBERS = ("7B", "1B..8B", "70B..", "..350M", "6.7b", "2023", "2021..2023", "..2019", "2024..", "soon", "1..", "0")


def values_of(field: Field) -> st.SearchStrategy[str]:
    """Values that are valid, in another case, a range, or misspelt."""
    if field.kind == "number":
        return st.sampled_from((*NUMBERS, *STATES))
    valid = st.sampled_from(field.known)
    forms = [valid, valid, valid, valid.map(str.upper), valid.map(lambda value: f"{value[:-1]}x")]
    if field.kind == "ladder":
        forms += [valid.map(lambda value: f"{value}.."), st.tuples(valid, valid).map("..".join)]
    return st.one_of(forms)


def conditions_of(fields: Mapping[str, Field]) -> st.SearchStrategy[Condition]:
    named = st.one_of(
        *(
            st.builds(
                Condition,
                st.just(name),
                st.lists(values_of(field), min_size=1, max_size=3).map(tuple),
                st.booleans(),
            )
            for name, field in fields.items()
        )
    )
    unnamed = st.builds(Condition, st.just("organization"), st.just(("x",)))
    return st.one_of(named, named, named, unnamed)


def words_in(catalog: Catalog) -> st.SearchStrategy[Condition]:
    """Words that stand together in some text, the last perhaps cut; sometimes turned round, so that no text has them."""
    texts = sorted({text for model in catalog.models.values() for text in words_of(catalog, model) if text})

    def part(text: str, start: int, count: int, cut: int, turned: bool) -> str:
        found = text.replace('"', " ").split()
        some = found[start % len(found) :][:count] if found else ["x"]
        some[-1] = some[-1][: max(1, len(some[-1]) - cut)]
        return " ".join(reversed(some) if turned else some)

    small = st.integers(0, 20)
    words = st.builds(part, st.sampled_from(texts), small, st.integers(1, 3), st.integers(0, 3), st.booleans())
    return st.builds(Condition, st.just(""), words.map(lambda text: (text,)), st.booleans())


def made_up(catalog: Catalog) -> list[str]:
    queries: list[str] = []
    conditions = st.one_of(conditions_of(fields_of(catalog)), words_in(catalog))

    @settings(max_examples=COUNT)
    @given(st.lists(conditions, min_size=1, max_size=4))
    def keep(some: list[Condition]) -> None:
        queries.append(written(some))

    keep()
    return queries


def in_python(catalog: Catalog, query: str) -> list[str] | None:
    try:
        return sorted(select(catalog, query).models)
    except QueryError:
        return None


@pytest.fixture(scope="module")
def data(real: Reading) -> Mapping[str, object]:
    catalog = real.catalog.published
    site = Site(catalog, Addresses(catalog), "0", datetime.date(2026, 11, 24))
    return {**model_index(site), "summaries": [text for texts in model_texts(site) for text in texts]}


def test_both_evaluators_choose_the_same_models(real: Reading, data: Mapping[str, object]) -> None:
    node = shutil.which("node")
    assert node, "the tests of the browser's code need node: scripts/test installs it"
    queries = made_up(real.catalog.published)
    given_in = json.dumps({"data": data, "queries": queries})
    script = ROOT / "tests" / "select_models.mjs"
    done = subprocess.run([node, script], input=given_in, capture_output=True, text=True, encoding="utf-8", check=True)
    answers = [found and sorted(found) for found in json.loads(done.stdout)]
    expected = [in_python(real.catalog.published, query) for query in queries]
    differing = [query for query, a, b in zip(queries, answers, expected, strict=True) if a != b]
    assert differing == []
    assert len({tuple(found) for found in expected if found}) > COUNT / 10
    assert None in expected
