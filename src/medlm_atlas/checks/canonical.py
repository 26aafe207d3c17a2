"""Every file is in canonical form, so that changes show what changed."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading
from medlm_atlas.writing import canonical_text

NAME = "canonical"
SCOPE = "Key order, quoting and wrapping of every file."


def check(reading: Reading) -> Iterator[Problem]:
    """Report files that `medlm-atlas format` would rewrite, at the first line that differs; it leaves files with faults."""
    faulty = {problem.path for problem in reading.problems}
    for kind, record_id, record in reading.all_records():
        place = reading.place(kind, record_id)
        if place.canonical or place.path in faulty:
            continue
        if (wanted := canonical_text(kind, record_id, record)) != place.text:
            line = _first_difference(place.text, wanted)
            yield Problem(
                place.path,
                line,
                1,
                "",
                "is not in canonical form from this line on",
                "small changes must show as small",
                "Run `medlm-atlas format`.",
            )


def _first_difference(one: str, other: str) -> int:
    pairs = zip(one.splitlines(), other.splitlines(), strict=False)
    return next(
        (number for number, (a, b) in enumerate(pairs, 1) if a != b), min(one.count("\n"), other.count("\n")) + 1
    )
