"""Intervals of numbers: those that the source gives, and Wilson's where a share and its number of items are known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from medlm_atlas.schema.evidence import Benchmark, Row
from medlm_atlas.schema.terms import Metric

_Z = 1.959964


@dataclass(frozen=True)
class Interval:
    """A 95 % interval in the unit of its number. `n` are the items it was computed from, None if the source gives it."""

    low: Decimal
    high: Decimal
    n: int | None = None


def interval(row: Row, metric: Metric, benchmark: Benchmark) -> Interval | None:
    """The interval of a number, None where neither it nor what it follows from is known.

    The size of a split counts only where the setting has no note, since a note may name a part of the split, and only
    if some whole number of its items gives the printed share: else the number is a mean of something else.
    """
    if row.ci:
        return Interval(*row.ci)
    n, scale = _items(row, benchmark), Decimal(100 if row.unit == "percent" else 1)
    place = Decimal(1).scaleb(int(row.value.as_tuple().exponent))
    share, step = float(row.value / scale), float(place / scale)
    if not metric.share or not n or abs(round(share * n) / n - share) > 0.51 * step:
        return None
    low, high = ((Decimal(end) * scale).quantize(place) for end in wilson(share, n))
    return Interval(low, high, n)


def _items(row: Row, benchmark: Benchmark) -> int:
    if row.n:
        return int(row.n)
    sizes = (split.size for split in benchmark.splits if split.id == row.split and split.size)
    return 0 if row.setting.note else int(next(sizes, 0))


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share of `n` items."""
    middle = (share + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z * sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n)) / (1 + _Z * _Z / n)
    return max(0.0, middle - half), min(1.0, middle + half)
