"""How far a model is proven: computed from its studies and numbers, never typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from medlm_atlas.catalog import Catalog

LADDER: tuple[tuple[str, str], ...] = (
    ("benchmark", "Benchmark numbers"),
    ("internal-validation", "Internal validation"),
    ("external-validation", "External validation"),
    ("reader-study", "Reader study"),
    ("prospective", "Prospective use"),
    ("randomised-trial", "Randomised trial"),
)
"""Stages from weakest to strongest, each with its name. None of them is a clearance."""
_RANK = {stage: rank for rank, (stage, _) in enumerate(LADDER, 1)}
VALIDATED = _RANK["external-validation"]


@dataclass(frozen=True)
class Stage:
    """The furthest stage that a study or a table shows. `rank` 0 means that the atlas holds neither."""

    rank: int = 0
    study: str | None = None

    @property
    def id(self) -> str:
        """The stage's id, "none" when nothing is recorded."""
        return LADDER[self.rank - 1][0] if self.rank else "none"

    @property
    def label(self) -> str:
        """The stage in words."""
        return LADDER[self.rank - 1][1] if self.rank else "None recorded yet"


class Evidence:
    """Stages of every model, per application and at best."""

    def __init__(self, catalog: Catalog) -> None:
        """Go through the studies and numbers of `catalog` once."""
        self._catalog = catalog
        self._by_model: dict[str, dict[str, Stage]] = defaultdict(dict)
        for study in catalog.studies.values():
            for model in study.models:
                self._raise(model, study.application, Stage(_RANK[study.stage], study.id))
        for _, row in catalog.rows:
            benchmark = catalog.benchmarks[row.benchmark]
            for application in catalog.terms_of(benchmark, "application") or ("",):
                self._raise(row.model, application, Stage(1))

    def _raise(self, model: str, application: str, stage: Stage) -> None:
        for term in self._catalog.ancestors("application", application):
            known = self._by_model[model].get(term, Stage())
            self._by_model[model][term] = max(known, stage, key=lambda each: each.rank)

    def of(self, model: str) -> Mapping[str, Stage]:
        """Stage of a model by application term, broader terms included."""
        return self._by_model.get(model, {})

    def best(self, model: str, application: str | None = None) -> Stage:
        """The furthest stage of a model, for one application or at all."""
        stages = self.of(model)
        if application is not None:
            return stages.get(application, Stage())
        return max(stages.values(), key=lambda each: each.rank, default=Stage())
