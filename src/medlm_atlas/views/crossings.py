"""How many models work on each crossing of a modality and an application, and how many of them are validated."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from medlm_atlas.catalog import Catalog
from medlm_atlas.schema.terms import Term
from medlm_atlas.views.evidence import VALIDATED, Evidence


@dataclass(frozen=True)
class Crossing:
    """Models of one modality for one application; `validated` are those with an external validation or stronger."""

    modality: Term
    application: Term
    count: int
    validated: int


class Crossings:
    """Counts of every pair of a top modality and an application term, finer terms included."""

    def __init__(self, catalog: Catalog, evidence: Evidence) -> None:
        """Go through the models of `catalog` once."""
        self._catalog = catalog
        self._count: Counter[tuple[str, str]] = Counter()
        self._validated: Counter[tuple[str, str]] = Counter()
        tops = {term.id for term in catalog.tops("modality")}
        for model in catalog.models.values():
            modalities = catalog.all_terms_of(model, "modality") & tops
            for application in catalog.all_terms_of(model, "application"):
                proven = evidence.best(model.id, application).rank >= VALIDATED
                pairs = [(modality, application) for modality in modalities]
                self._count.update(pairs)
                self._validated.update(pairs if proven else ())

    def row(self, application: Term) -> tuple[Crossing, ...]:
        """An application with every top modality, in the order of the facet."""
        return tuple(self.of(modality, application) for modality in self._catalog.tops("modality"))

    def of(self, modality: Term, application: Term) -> Crossing:
        """One crossing."""
        pair = (modality.id, application.id)
        return Crossing(modality, application, self._count[pair], self._validated[pair])
