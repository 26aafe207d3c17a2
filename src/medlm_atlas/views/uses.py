"""Who uses what: studies of a model, models trained on a dataset, benchmarks made of it, models of an organisation."""

from __future__ import annotations

from collections import defaultdict

from medlm_atlas.catalog import Catalog
from medlm_atlas.schema.evidence import Benchmark, Study
from medlm_atlas.schema.model import Model, TrainingData
from medlm_atlas.views.measurements import organisations_of


class Uses:
    """Uses of records by others, each gathered in one pass over the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Go through the models, benchmarks and studies of `catalog` once."""
        self._studies: dict[str, list[Study]] = defaultdict(list)
        self._trained: dict[str, list[tuple[Model, TrainingData]]] = defaultdict(list)
        self._tested: dict[str, list[Benchmark]] = defaultdict(list)
        self._made: dict[str, list[Model]] = defaultdict(list)
        for study in catalog.studies.values():
            for name in study.models:
                self._studies[name].append(study)
        for benchmark in catalog.benchmarks.values():
            for dataset in benchmark.datasets:
                self._tested[dataset].append(benchmark)
        for model in catalog.models.values():
            self._of_model(model)

    def _of_model(self, model: Model) -> None:
        for organisation in organisations_of(model):
            self._made[organisation].append(model)
        for use in model.training.datasets.items if model.training and model.training.datasets else ():
            if use.dataset:
                self._trained[use.dataset].append((model, use))

    def studies_of(self, model: str) -> list[Study]:
        """Studies of a model, by id."""
        return self._studies.get(model, [])

    def trained_on(self, dataset: str) -> list[tuple[Model, TrainingData]]:
        """Models trained on a dataset, each with the use."""
        return self._trained.get(dataset, [])

    def tested_on(self, dataset: str) -> list[Benchmark]:
        """Benchmarks that are made of a dataset."""
        return self._tested.get(dataset, [])

    def made_by(self, organisation: str) -> list[Model]:
        """Models of an organisation."""
        return self._made.get(organisation, [])
