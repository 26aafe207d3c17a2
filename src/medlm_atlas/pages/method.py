"""What the atlas measures of itself: agreement of first and second readings."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.pages.page import Page, Site
from medlm_atlas.views.agreement import agreements, differences, totals


def pages(site: Site) -> Iterator[Page]:
    """The record of second readings."""
    yield site.page(
        "about/second-reading/", "second-reading.html", "Second reading",
        "How far first and second readings of the atlas agree, field by field.",
        lines=agreements(site.catalog), totals=totals(site.catalog), differences=differences(site.catalog),
    )  # fmt: skip
