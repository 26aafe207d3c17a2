"""`not-reported` holds for the sources of the newest review; a source opened later makes it stale."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading
from medlm_atlas.schema.fact import Answer
from medlm_atlas.schema.walking import pieces

NAME = "staleness"
SCOPE = "`not-reported` against the day of the newest review and of the sources."


def check(reading: Reading) -> Iterator[Problem]:
    """Report unknowns that a newer source may answer."""
    for kind in ("models", "datasets", "benchmarks", "studies"):
        for entry in reading.catalog.entries(kind).values():
            newest = max((source.opened for source in entry.sources.values()), default=None)
            if newest is None or entry.reviewed is None or newest <= entry.reviewed:
                continue
            unknown = [
                loc for loc, piece in pieces(entry) if isinstance(piece, Answer) and piece.state == "not-reported"
            ]
            for loc in unknown:
                yield reading.place(kind, entry.id).problem(
                    loc, f"says not-reported, but a source was opened on {newest}, after the newest review",
                    "the new source may report it", "Read it and add a review.",
                )  # fmt: skip
