"""What the atlas measures of itself: agreement of first and second readings, how much is known, how works were chosen."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.pages.maps import drawn
from medlm_atlas.pages.page import Page, Site
from medlm_atlas.plots import flow
from medlm_atlas.views.agreement import agreements, differences, totals
from medlm_atlas.views.coverage import ALL, FIELDS, coverage
from medlm_atlas.views.screening import flow as steps_of


def pages(site: Site) -> Iterator[Page]:
    """The record of second readings, the coverage of fields, and the flow of screening."""
    yield site.page(
        "about/second-reading/", "second-reading.html", "Second reading",
        "How far first and second readings of the atlas agree, field by field.",
        lambda: {
            "lines": agreements(site.catalog), "totals": totals(site.catalog), "differences": differences(site.catalog),
        },
    )  # fmt: skip
    yield site.page(
        "about/coverage/", "coverage.html", "Coverage",
        "How much the atlas knows of its models, field by field and by modality.",
        lambda: _covered(site),
    )  # fmt: skip
    yield site.page(
        "about/screening/", "screening.html", "Screening",
        "How many works were found, screened, read, included and excluded, and why.",
        lambda: _screened(site),
    )  # fmt: skip


def _covered(site: Site) -> dict[str, object]:
    lines = coverage(site.catalog)
    return {
        "whole": [line for line in lines if line.modality == ALL],
        "by_field": {
            field: [line for line in lines if line.field == field and line.modality != ALL] for field in FIELDS
        },
    }


def _screened(site: Site) -> dict[str, object]:
    """The flow in both layouts; no plot where the catalog came without its log."""
    if site.screening is None:
        return {"plot": None, "drawings": []}
    return drawn(site, "about/screening/", flow(steps_of(site.screening, site.catalog)))
