"""Groupings derived from a Catalog. Each is computed once and read by many pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from medlm_atlas.catalog import Catalog
from medlm_atlas.views.agreement import SecondReading, second_readings
from medlm_atlas.views.citing import Citing
from medlm_atlas.views.crossings import Crossings
from medlm_atlas.views.evidence import Evidence
from medlm_atlas.views.grouping import Grouping
from medlm_atlas.views.lineage import Lineage
from medlm_atlas.views.measurements import Measurements
from medlm_atlas.views.related import Related
from medlm_atlas.views.trends import Stages, Trends
from medlm_atlas.views.uses import Uses


class Views:
    """All views of one catalog, made when first asked for."""

    def __init__(self, catalog: Catalog) -> None:
        """Keep the catalog; drafts must have been left out already."""
        self.catalog = catalog

    @cached_property
    def evidence(self) -> Evidence:
        """How far models are proven."""
        return Evidence(self.catalog)

    @cached_property
    def lineage(self) -> Lineage:
        """What models are made from."""
        return Lineage(self.catalog)

    @cached_property
    def measurements(self) -> Measurements:
        """Numbers by model and benchmark."""
        return Measurements(self.catalog)

    @cached_property
    def grouping(self) -> Grouping:
        """Records by term."""
        return Grouping(self.catalog)

    @cached_property
    def uses(self) -> Uses:
        """Who uses what."""
        return Uses(self.catalog)

    @cached_property
    def related(self) -> Related:
        """Models that share most."""
        return Related(self.catalog)

    @cached_property
    def citing(self) -> Citing:
        """Citations in both directions."""
        return Citing(self.catalog)

    @cached_property
    def crossings(self) -> Crossings:
        """Counts by modality and application."""
        return Crossings(self.catalog, self.evidence)

    @cached_property
    def second_readings(self) -> Mapping[tuple[str, str], tuple[SecondReading, ...]]:
        """What came of second readings, by kind and id of the record."""
        return second_readings(self.catalog)

    @cached_property
    def trends(self) -> Trends:
        """Counts over time."""
        return Trends(self.catalog)

    @cached_property
    def stages(self) -> Stages:
        """Models by application and stage of evidence."""
        return Stages(self.catalog, self.evidence)
