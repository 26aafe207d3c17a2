"""Summaries and surveys have the length of one, and summaries no praise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading

NAME = "wording"
SCOPE = "Length of summaries and surveys; words of praise in our own texts."
WORDS = {"models": (20, 60), "datasets": (10, 60), "benchmarks": (10, 60), "studies": (15, 120)}
SURVEY_WORDS = (120, 600)
_PRAISE = re.compile(
    r"\b(?:state[- ]of[- ]the[- ]art|groundbreaking|revolutionary|cutting[- ]edge|remarkabl[ey]|unprecedented|impressive)\b",
    re.I,
)


def check(reading: Reading) -> Iterator[Problem]:
    """Report texts that are too short or too long, and summaries that praise."""
    for kind, (least, most) in WORDS.items():
        for entry in reading.catalog.entries(kind).values():
            if entry.summary is None:
                continue
            place, count = reading.place(kind, entry.id), len(entry.summary.split())
            if not least <= count <= most:
                yield place.problem(
                    ("summary",),
                    f"has {count} words",
                    f"a summary here has {least} to {most}",
                    "Shorten or lengthen it.",
                )
            if found := _PRAISE.search(entry.summary):
                yield place.problem(
                    ("summary",),
                    f"says {found[0]!r}",
                    "the evidence speaks, not the adjective",
                    "Say what was measured.",
                )
    least, most = SURVEY_WORDS
    for survey in reading.catalog.surveys.values():
        if not least <= survey.words <= most:
            yield reading.place("surveys", survey.id).problem(
                ("paragraphs",), f"has {survey.words} words", f"a survey of a term has {least} to {most}",
                "Say the rest on the pages of models, studies and findings.",
            )  # fmt: skip
