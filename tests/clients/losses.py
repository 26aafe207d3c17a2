"""What readers are known to lose of the hard references; docs/about/formats.md says it in words.

By reader, format and key: the fields that come back different. The real catalog loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

LOSSES: Mapping[tuple[str, str, str], frozenset[str]] = {
    ("pandoc", "bibtex", "dobre2022greek"): frozenset({"title"}),  # mathematics stays TeX
    ("citation-js", "bibtex", "dobre2022greek"): frozenset({"title"}),  # signs other than Greek letters stay TeX
    ("biblatex-csl-converter", "bibtex", "dobre2022greek"): frozenset({"title"}),  # drops the sign for unequal
    ("biblatex-csl-converter", "bibtex", "pham2023water"): frozenset({"authors"}),  # drops the dot below a letter
    ("biblatex-csl-converter", "bibtex", "vandermeer2021accents"): frozenset({"authors"}),  # puts the ring before A
}


def surprises(reader: str, style: str, found: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """Differences by key (each a field with what differs in it) that are not known losses."""
    return {
        key: left
        for key, fields in found.items()
        if (left := [text for field, text in fields.items() if field not in LOSSES.get((reader, style, key), ())])
    }
