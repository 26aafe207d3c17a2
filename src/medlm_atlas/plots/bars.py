"""Plots made of bars: models per year, access to weights over time, stages of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from medlm_atlas.plots.plot import Plot, share
from medlm_atlas.plots.svg import WIDE, Element, box, canvas, count, line, link, named, node, width_of, words
from medlm_atlas.schema.terms import Term
from medlm_atlas.views import Views
from medlm_atlas.views.evidence import LADDER, VALIDATED
from medlm_atlas.views.trends import WEIGHTS

WEIGHT_NAMES: Mapping[str, str] = {
    "open": "Open download",
    "gated": "Gated",
    "on-request": "On request",
    "api": "API only",
    "closed": "Not available",
    "not-reported": "Not reported",
    "not-applicable": "Not applicable",
    "absent": "Not yet looked up",
}
_TINT = {"open": 1.0, "gated": 0.62, "on-request": 0.4, "api": 0.22}
STAGES = ("None recorded yet", *(label for _, label in LADDER))


def short_label(term: Term) -> str:
    """A modality without the word that all of them share."""
    return term.label.removesuffix(" models")


def years(views: Views) -> Plot:
    """Models per year, one panel per modality on one scale."""
    trends, catalog = views.trends, views.catalog
    tops = catalog.tops("modality")
    rows = tuple(
        (year, *(trends.by_modality[term.id][year] for term in tops), trends.totals[year]) for year in trends.years
    )
    peak = max(trends.years, key=lambda year: (trends.totals[year], year), default=0)
    sentence = (
        f"{trends.totals[peak]} of the {len(catalog.models)} models in the atlas appeared in {peak}, more than in any other year."
        if peak
        else "No model in the atlas has a date yet."
    )
    note = f"A model counts once, in the year it was first public, under the modality it lists first. {trends.undated} without a date are left out. The atlas is curated: the newest years are not complete. A year leads to its models in the list; below a bar, to those of that modality, also where they list it second."
    return Plot(
        "years", "Models per year", sentence, note, ("Year", *(short_label(term) for term in tops), "All"), rows,
        lambda width: _year_panels(views, tops, width), leads=_leads(trends.years),
    )  # fmt: skip


def _leads(years: Iterable[int]) -> tuple[str, ...]:
    """Where the rows of a table by year lead."""
    return tuple(f"models/?q=year:{year}" for year in years)


def _year_panels(views: Views, tops: tuple[Term, ...], width: int) -> Element:
    columns = 3 if width == WIDE else 1
    gap, height = 44, 190 if width == WIDE else 150
    each = (width - gap * (columns - 1)) / columns
    panels = [
        node(
            "g", *_year_panel(views, term, each, height - 30), cls=f"m-{term.id}",
            transform=f"translate({index % columns * (each + gap):.1f} {index // columns * (height + 14)})",
        )
        for index, term in enumerate(tops)
    ]  # fmt: skip
    return canvas(width, -(-len(tops) // columns) * (height + 14), "Models per year by modality", *panels)


def _year_panel(views: Views, term: Term, width: float, height: float) -> Iterator[Element]:
    trends = views.trends
    most = max((n for counts in trends.by_modality.values() for n in counts.values()), default=0) or 1
    step = width / max(len(trends.years), 1)
    yield node("circle", cx=5, cy=11, r=5, fill="currentColor")
    yield link(f"terms/modality/{term.id}/", term.label, words(17, 16, short_label(term), size=14, font_weight=600))
    yield words(
        width, 16, f"{sum(trends.by_modality[term.id].values())} in all", cls="quiet", size=12, text_anchor="end"
    )
    yield line(0, height, width, height, "rule")
    for index, year in enumerate(trends.years):
        middle, value = (index + 0.5) * step, trends.by_modality[term.id][year]
        said = str(year) if step > 36 else f"’{year % 100:02}"
        yield link(
            f"models/?q=modality:{term.id}+year:{year}", f"{term.label} of {year} in the list of models",
            words(middle, height + 17, said, cls="quiet", size=11, text_anchor="middle"), focus=False,
        )  # fmt: skip
        if value:
            tall = (height - 48) * value / most
            yield node(
                "g", named(f"{year}, {term.label}: {value}"),
                box(middle - step * 0.36, height - tall, step * 0.72, tall, rx=1.5),
                count(middle, height - tall - 5, value, size=12, text_anchor="middle"),
            )  # fmt: skip


def openness(views: Views) -> Plot:
    """How weights are to be had, as shares of a year's models."""
    trends = views.trends
    shown = [key for key in WEIGHTS if any(counts[key] for counts in trends.weights.values())]
    rows = tuple((year, *(trends.weights[year][key] for key in shown), trends.totals[year]) for year in trends.years)
    total = sum(trends.totals.values())
    openly, silent = (sum(counts[key] for counts in trends.weights.values()) for key in ("open", "not-reported"))
    sentence = f"Weights of {share(openly, total)} of the models can be downloaded freely; for {share(silent, total)} the sources that were read do not say how to get them."
    note = "Each bar is all models of a year; early and late years hold few. “Not reported” means that it was looked for and not found, “not applicable” that there are no weights of its own."
    return Plot(
        "openness", "Openness of weights over time", sentence, note,
        ("Year", *(WEIGHT_NAMES[key] for key in shown), "All"), rows,
        lambda width: _share_rows(trends.weights, shown, width), leads=_leads(trends.weights),
    )  # fmt: skip


def _share_rows(weights: Mapping[int, Mapping[str, int]], shown: list[str], width: int) -> Element:
    legend, top = _legend(shown, width)
    height = 34 if width == WIDE else 30
    rows = [
        node("g", *_share_row(year, counts, shown, width, height - 6), transform=f"translate(0 {top + index * height})")
        for index, (year, counts) in enumerate(weights.items())
    ]
    return canvas(width, top + len(rows) * height, "Openness of weights, share of models by year", *legend, *rows)


def _share_row(year: int, counts: Mapping[str, int], shown: list[str], width: int, height: float) -> Iterator[Element]:
    total = sum(counts.values())
    left, room = 46.0, width - 46.0 - 58
    address = f"models/?q=year:{year}"
    yield link(address, f"Models of {year} in the list", words(0, height / 2 + 5, str(year), size=13), focus=False)
    yield words(width, height / 2 + 5, f"n = {total}", cls="quiet", size=11, text_anchor="end")
    for key in shown:
        if not counts[key]:
            continue
        wide = room * counts[key] / total
        name = f"{year}, {WEIGHT_NAMES[key].lower()}: {counts[key]} of {total}, {share(counts[key], total)}"
        figure = str(counts[key])
        fits = wide > width_of(figure, 12) + 13
        said = [
            words(left + 7, height / 2 + 4.5, figure, cls="paper" if key == "open" else "ink", size=12, font_weight=600)
        ]
        swatch = _swatch(key, left, 0, max(wide - 2, 1), height)
        yield link(f"{address}+weights:{key}", name, swatch, *(said if fits else ()), focus=False)
        left += wide


def _swatch(key: str, x: float, y: float, width: float, height: float) -> Element:
    if key in _TINT:
        return node("g", box(x, y, width, height, rx=2, fill_opacity=_TINT[key]), cls="accent")
    if key == "closed":
        return box(x, y, width, height, rx=2, fill=None, cls="quiet", fill_opacity=0.55)
    dash = {"not-reported": "3 2", "not-applicable": None, "absent": "1 3"}[key]
    return box(x + 0.5, y + 0.5, max(width - 1, 1), height - 1, rx=2, fill=None, cls="blank", stroke_dasharray=dash)


def _legend(shown: list[str], width: int) -> tuple[list[Element], float]:
    marks: list[Element] = []
    x, y = 0.0, 0.0
    for key in shown:
        needed = 20 + width_of(WEIGHT_NAMES[key], 12)
        if x and x + needed > width:
            x, y = 0.0, y + 24
        marks += [_swatch(key, x, y + 3, 13, 13), words(x + 20, y + 14, WEIGHT_NAMES[key], size=12)]
        x += needed + 18
    return marks, y + 38


def evidence(views: Views) -> Plot:
    """Models of every application by the furthest stage shown for it."""
    tops, found = views.catalog.tops("application"), views.stages.by_application
    rows: tuple[tuple[str | int, ...], ...] = tuple(
        (STAGES[rank], *(found[term.id][rank] for term in tops)) for rank in reversed(range(len(STAGES)))
    )
    total = sum(sum(counts.values()) for counts in found.values())
    proven = sum(n for counts in found.values() for rank, n in counts.items() if rank >= VALIDATED)
    none = sum(counts[0] for counts in found.values())
    sentence = f"{share(proven, total)} of the pairs of a model and an application have a study on data from elsewhere, or stronger; for {share(none, total)} nothing is recorded yet."
    note = "A model counts once under each top application it lists, at the furthest stage that a study or a table in the atlas shows for it. “None recorded yet” says what the atlas holds, not what exists. No stage is a clearance."
    return Plot(
        "evidence", "Evidence by application", sentence, note, ("Furthest stage", *(term.label for term in tops)), rows,
        lambda width: _ladders(tops, found, width),
    )  # fmt: skip


def _ladders(tops: tuple[Term, ...], found: Mapping[str, Mapping[int, int]], width: int) -> Element:
    wide = width == WIDE
    label, row, head = (160 if wide else 140), 30, 40
    each = (width - label) / (len(tops) or 1) if wide else width - label
    most = max((n for counts in found.values() for n in counts.values()), default=0) or 1
    deep = head + row * len(STAGES) + 22
    names = [_stage_names(row, head, y * deep if not wide else 0) for y in range(1 if wide else len(tops))]
    panels = [
        node("g", *_ladder(term, found[term.id], each - 22, most, (row, head)), cls="accent",
             transform=f"translate({label + (index * each if wide else 0):.1f} {0 if wide else index * deep})")
        for index, term in enumerate(tops)
    ]  # fmt: skip
    return canvas(
        width,
        deep * (1 if wide else len(tops)),
        "Models by application and furthest stage of evidence",
        *names,
        *panels,
    )


def _stage_names(row: int, head: int, top: int) -> Element:
    ranks = list(reversed(range(len(STAGES))))
    return node(
        "g",
        *(words(0, top + head + index * row + 15, STAGES[rank], cls="ink" if rank else "quiet", size=12)
          for index, rank in enumerate(ranks)),
    )  # fmt: skip


def _ladder(term: Term, counts: Mapping[int, int], width: float, most: int, size: tuple[int, int]) -> Iterator[Element]:
    row, head = size
    yield link(f"terms/application/{term.id}/", term.label, words(0, 18, term.label, size=14, font_weight=600))
    yield line(0, head - 6, 0, head + row * len(STAGES) - 6, "rule")
    for index, rank in enumerate(reversed(range(len(STAGES)))):
        y, value = head + index * row, counts[rank]
        if not value:
            yield words(7, y + 15, "0", cls="quiet", size=12)
            continue
        wide = (width - 34) * value / most
        mark = (
            box(0, y, wide, 20, rx=1.5)
            if rank
            else box(0, y, wide, 20, rx=1.5, fill=None, cls="blank", stroke_dasharray="3 2")
        )
        yield node(
            "g", named(f"{term.label}, {STAGES[rank].lower()}: {value}"), mark, count(wide + 7, y + 15, value, size=13),
        )  # fmt: skip
