"""What the atlas measures of itself: agreement of first and second readings, how much is known, how works were chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from medlm_atlas.pages.maps import drawn
from medlm_atlas.pages.page import Page, Site
from medlm_atlas.pages.words import field as label
from medlm_atlas.plots import agreement, flow
from medlm_atlas.views.agreement import Agreement, Difference, agreements, differences, read_again, totals
from medlm_atlas.views.coverage import ALL, FIELDS, coverage
from medlm_atlas.views.paging import cut_groups
from medlm_atlas.views.screening import flow as steps_of


def pages(site: Site) -> Iterator[Page]:
    """The record of second readings, the coverage of fields, and the flow of screening."""
    yield from _second_readings(site)
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


def _second_readings(site: Site) -> Iterator[Page]:
    rounds, lines, differ = totals(site.catalog), agreements(site.catalog), differences(site.catalog)
    yield site.page(
        "about/second-reading/", "second-reading.html", "Second reading",
        "How far first and second readings of the atlas agree, field by field.",
        lambda: _agreed(site, rounds, lines),
    )  # fmt: skip
    for whole in rounds:
        yield from _round(site, whole, _of_round(lines, whole), cut_groups(differ.get(whole.round, ())))


def _agreed(site: Site, rounds: tuple[Agreement, ...], lines: tuple[Agreement, ...]) -> dict[str, object]:
    """All rounds, the fields of the newest, and how they stand to those of the rounds before."""
    if not rounds:
        return {"totals": ()}
    plot = drawn(site, "about/second-reading/", agreement(lines, label, site.addresses.round))
    return {"totals": rounds, "lines": _of_round(lines, rounds[0]), "again": read_again(site.catalog), **plot}


def _of_round(lines: tuple[Agreement, ...], whole: Agreement) -> tuple[Agreement, ...]:
    return tuple(line for line in lines if line.round == whole.round)


def _round(
    site: Site,
    whole: Agreement,
    lines: tuple[Agreement, ...],
    parts: Sequence[Sequence[tuple[str, Sequence[Difference]]]],
) -> Iterator[Page]:
    name = f"Second reading, round {whole.round}"
    listed = site.addresses.list_pages(site.addresses.round(whole.round), len(parts))
    for number, (address, part) in enumerate(zip(listed, parts, strict=True), start=1):
        yield site.page(
            address, "second-reading-round.html", name if number == 1 else f"{name}, page {number}",
            f"Where first and second readings of round {whole.round} agree and differ.",
            partial(dict, whole=whole, lines=lines if number == 1 else (), differences=part, listed=listed),
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
