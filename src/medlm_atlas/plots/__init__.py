"""Plots of the catalog: counts from the views, drawn as SVG, each with its table."""

from __future__ import annotations

from medlm_atlas.plots.agreement import agreement
from medlm_atlas.plots.bars import evidence, openness, years
from medlm_atlas.plots.family import family
from medlm_atlas.plots.flow import flow
from medlm_atlas.plots.gaps import gaps
from medlm_atlas.plots.plot import Plot
from medlm_atlas.plots.sizes import sizes
from medlm_atlas.views import Views

__all__ = ["NAMES", "Plot", "agreement", "family", "field_plots", "flow"]

NAMES = ("years", "sizes", "openness", "evidence", "gaps")
"""Plots of the whole field, in the order in which they are shown."""


def field_plots(views: Views) -> tuple[Plot, ...]:
    """The plots of `NAMES`."""
    return tuple(make(views) for make in (years, sizes, openness, evidence, gaps))
