"""The canonical form reads back as what was written, and is its own canonical form."""

from __future__ import annotations

import string
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from medlm_atlas.formatting import emit, scalar
from medlm_atlas.readers.text import invisible_character
from medlm_atlas.readers.yaml_file import read_yaml
from medlm_atlas.schema.base import Count, Number

PATH = Path("x.yaml")
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp")),
    min_size=1,
    max_size=200,
).filter(lambda text: text.strip() == text and invisible_character(text) is None)
KEY = st.text(string.ascii_lowercase + "_", min_size=1, max_size=12)
MAPPING = st.deferred(lambda: st.dictionaries(KEY, DATA, min_size=1, max_size=4))
DATA: st.SearchStrategy[object] = (
    TEXT | st.lists(TEXT, min_size=1, max_size=4) | st.lists(MAPPING, min_size=1, max_size=3) | MAPPING
)


def nested(data: object) -> int:
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return 1 + max((nested(item) for item in inner), default=0)


@settings(max_examples=300)
@given(st.dictionaries(KEY, DATA, min_size=1, max_size=5).filter(lambda data: nested(data) < 9))
def test_emitted_text_reads_back_and_is_stable(data: dict[str, object]) -> None:
    text = emit(data, "model")
    document, problems = read_yaml(text, PATH)
    assert document is not None, (text, problems)
    assert not problems, text
    assert document.data == data
    assert emit(document.data, "model") == text


def test_ambiguous_texts_are_quoted() -> None:
    text = emit({"a": "no", "b": "2306.00890", "c": "2026-11-24", "d": "1:30", "e": "~", "f": "plain text"}, "model")
    assert "a: 'no'" in text
    assert "b: '2306.00890'" in text
    assert "c: '2026-11-24'" in text
    assert "d: '1:30'" in text
    assert "e: '~'" in text
    assert "f: plain text" in text


def test_a_whole_count_loses_its_decimal_places_and_a_measured_number_keeps_them() -> None:
    counts = TypeAdapter(Count)
    assert [scalar(counts.validate_python(each)) for each in ("7000000000.0", "7.0e9", "2.24", "30", "0.0")] == [
        "7000000000", "7000000000", "2.24", "30", "0",
    ]  # fmt: skip
    assert scalar(TypeAdapter(Number).validate_python("67.60")) == "67.60"
