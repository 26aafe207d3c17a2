"""An arXiv id tells its year and month: they can be, and they agree with the reference's year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading

NAME = "identifiers"
SCOPE = "arXiv id of a reference: its month, and its year against that of the reference."
POSTED_LATE = 2
"""Years by which a preprint may follow the published paper: some are posted afterwards."""


def check(reading: Reading) -> Iterator[Problem]:
    """Report ids of no month, references much older than their preprint, and preprints of another year than their id."""
    for key, reference in reading.catalog.references.items():
        found = re.match(r"(\d{2})(\d{2})\.\d{4,5}", reference.arxiv_id or "")
        if not found:
            continue
        year, place = 2000 + int(found[1]), reading.place("references", key)
        if not 1 <= int(found[2]) <= 12:
            yield place.problem(
                ("eprint",),
                f"{reference.arxiv_id} names a month {found[2]}",
                "arXiv ids are YYMM.number",
                "Look it up.",
            )
        elif reference.year < year - POSTED_LATE:
            yield place.problem(
                ("year",), f"is {reference.year}, but {reference.arxiv_id} was posted in {year}",
                f"a paper is on arXiv at most {POSTED_LATE} years after it was published", "One of the two is wrong: open the record.",
            )  # fmt: skip
        elif reference.year > year and reference.venue.startswith("arXiv"):
            yield place.problem(
                ("year",), f"is {reference.year}, but {reference.arxiv_id} was posted in {year}",
                "a preprint has the year of its first version", f"Write {year}.",
            )  # fmt: skip
