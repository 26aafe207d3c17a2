"""Transcribed numbers: who measured them, and which of them may be ranked together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from medlm_atlas.catalog import Catalog
from medlm_atlas.schema.evidence import Result, Row
from medlm_atlas.schema.model import Model
from medlm_atlas.views.intervals import Interval, interval

MEASURERS: Mapping[str, str] = {
    "makers": "makers",
    "same-organisation": "same organisation",
    "rival": "makers of another model",
    "independent": "independent",
}
_OWN_ROLES = ("introduces", "describes", "extends")


@dataclass(frozen=True)
class Measurement:
    """One number with its source and what follows from both."""

    result: Result
    row: Row
    measurer: str
    rank: int = 0
    tied: bool = False
    interval: Interval | None = None

    @property
    def measured_by(self) -> str:
        """Who measured, in words."""
        return MEASURERS[self.measurer]

    @property
    def setting(self) -> str:
        """How the number was obtained, in words."""
        setting = self.row.setting
        shots = f"{setting.k}-shot" if setting.k is not None else ""
        mode = "setting not reported" if setting.mode == "not-reported" else setting.mode
        parts = [shots if shots and mode == "few-shot" else mode, "" if mode == "few-shot" else shots]
        return ", ".join(part for part in (*parts, setting.prompt, setting.tools, setting.note) if part)

    @property
    def comparable(self) -> Decimal:
        """The value on the metric's own scale, percent as a fraction."""
        return self.row.value / (100 if self.row.unit == "percent" else 1)


@dataclass(frozen=True)
class Leaderboard:
    """Numbers that agree in benchmark, split, metric and setting, best first; equal values share a rank.

    `source` is the key of the one source whose numbers these are, where it does not tell the setting; else empty.
    """

    split: str
    metric: str
    setting: str
    source: str
    rows: tuple[Measurement, ...]


@dataclass(frozen=True)
class Told:
    """A source that reports `numbers` of a model, on so many `benchmarks`."""

    measurer: str
    reference: str
    numbers: int
    benchmarks: int

    @property
    def measured_by(self) -> str:
        """Who measured, in words."""
        return MEASURERS[self.measurer]


class Measurements:
    """Every number of a catalog by model and by benchmark."""

    def __init__(self, catalog: Catalog) -> None:
        """Go through the results of `catalog` once."""
        self._catalog = catalog
        self._introduced = _introduced_by(catalog)
        self.by_model: dict[str, list[Measurement]] = defaultdict(list)
        self.by_benchmark: dict[str, list[Measurement]] = defaultdict(list)
        for result, row in catalog.rows:
            known = interval(row, catalog.metrics[row.metric], catalog.benchmarks[row.benchmark])
            measurement = Measurement(result, row, self._measurer(result, row.model), interval=known)
            self.by_model[row.model].append(measurement)
            self.by_benchmark[row.benchmark].append(measurement)

    def _measurer(self, result: Result, model_id: str) -> str:
        model = self._catalog.models[model_id]
        if any(paper.key == result.reference and paper.role in _OWN_ROLES for paper in model.papers):
            return "makers"
        if set(result.organisations) & organisations_of(model):
            return "same-organisation"
        return "rival" if self._introduced.get(result.reference) else "independent"

    def told_by(self, model: str) -> tuple[Told, ...]:
        """Who reports numbers of a model: the sources by who wrote them, the makers first, then the fullest."""
        rows: dict[tuple[str, str], list[Measurement]] = defaultdict(list)
        for each in self.by_model.get(model, ()):
            rows[each.measurer, each.result.reference].append(each)
        told = [Told(*key, len(found), len({each.row.benchmark for each in found})) for key, found in rows.items()]
        order = list(MEASURERS)
        return tuple(sorted(told, key=lambda each: (order.index(each.measurer), -each.numbers, each.reference)))

    def leaderboards(self, benchmark: str) -> tuple[Leaderboard, ...]:
        """The numbers of a benchmark in groups that can be compared, the largest group first."""
        groups: dict[tuple[str, str, str, str], list[Measurement]] = defaultdict(list)
        for each in self.by_benchmark.get(benchmark, ()):
            if each.row.superseded_by is None:
                groups[each.row.split, each.row.metric, each.setting, _own_setting(each)].append(each)
        boards = [Leaderboard(*key, rows=self._ranked(key[1], rows)) for key, rows in groups.items()]
        return tuple(sorted(boards, key=lambda board: (-len(board.rows), board.metric, board.split, board.setting)))

    def _ranked(self, metric: str, rows: Iterable[Measurement]) -> tuple[Measurement, ...]:
        sign = -1 if self._catalog.metrics[metric].direction == "up" else 1
        ordered = sorted(rows, key=lambda each: (sign * each.comparable, each.row.model, each.result.id))
        values = [each.comparable for each in ordered]
        return tuple(
            replace(each, rank=values.index(value) + 1, tied=values.count(value) > 1)
            for each, value in zip(ordered, values, strict=True)
        )


def _own_setting(measurement: Measurement) -> str:
    """Which source a setting belongs to when that source does not tell it: unknown settings are not known to agree."""
    return measurement.result.id if measurement.row.setting.mode == "not-reported" else ""


def organisations_of(model: Model) -> set[str]:
    """Ids of the organisations behind a model."""
    return {member.id for member in model.organisations.items} if model.organisations else set()


def _introduced_by(catalog: Catalog) -> Mapping[str, set[str]]:
    introduced: dict[str, set[str]] = defaultdict(set)
    for model in catalog.models.values():
        for paper in model.papers:
            if paper.role == "introduces":
                introduced[paper.key].add(model.id)
    return introduced
