"""Numbers lie where their metric allows, and intervals hold their value."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading
from medlm_atlas.schema.evidence import Row
from medlm_atlas.schema.terms import Metric

NAME = "numbers"
SCOPE = "Result values against the metric's range and unit, confidence intervals; repeated rows."


def check(reading: Reading) -> Iterator[Problem]:
    """Report numbers that cannot be."""
    for result in reading.catalog.results.values():
        place = reading.place("results", result.id)
        seen: set[str] = set()
        for index, row in enumerate(result.rows):
            metric = reading.catalog.metrics.get(row.metric)
            for field, what, why in _faults(row, metric):
                yield place.problem(
                    ("rows", index, field), what, why, "Look at the source again: unit, metric, digits."
                )
            if (key := row.model_dump_json(exclude={"value", "at", "note"})) in seen:
                yield place.problem(
                    ("rows", index),
                    "repeats an earlier row",
                    "a number is told once",
                    "Take it out, or say what differs in `setting`.",
                )
            seen.add(key)


def _faults(row: Row, metric: Metric | None) -> Iterator[tuple[str, str, str]]:
    if metric is None:
        return
    if metric.rate and row.unit not in ("percent", "fraction"):
        yield (
            "unit" if row.unit else "value",
            f"has the unit {row.unit!r}" if row.unit else "has no unit",
            f"{metric.label} is printed in percent or as a fraction; say which",
        )
        return
    scale = Decimal(100) if row.unit == "percent" else Decimal(1)
    if metric.minimum is not None and row.value < metric.minimum * scale:
        yield "value", f"{row.value} is below {metric.minimum * scale}", f"{metric.label} cannot be lower"
    if metric.maximum is not None and row.value > metric.maximum * scale:
        yield "value", f"{row.value} is above {metric.maximum * scale}", f"{metric.label} cannot be higher"
    if row.ci and not row.ci[0] <= row.value <= row.ci[1]:
        yield "ci", f"{row.ci[0]} to {row.ci[1]} does not hold {row.value}", "an interval holds its value"
