"""Size against date: every model that states both, the notable ones by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from medlm_atlas.plots.bars import short_label
from medlm_atlas.plots.plot import Plot, share
from medlm_atlas.plots.svg import WIDE, Element, canvas, line, link, node, width_of, words
from medlm_atlas.views import Views
from medlm_atlas.views.trends import Sized
from medlm_atlas.views.words import short_number

Box = tuple[float, float, float, float]
_SHAPES = (
    "circle",
    "M-5 -5H5V5H-5Z",
    "M0 -6L6 5H-6Z",
    "M0 -6.5L6.5 0L0 6.5L-6.5 0Z",
    "M0 6L6 -5H-6Z",
    "M-2 -6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z",
)
LABELS = {True: 34, False: 12}
"""How many models are named at most, by whether the layout is wide."""


LINKED = 400
"""How many marks lead to their model at most; the others are dots, and rows of the table."""
TRIED = 4
"""How many models are tried for each label, so that the cost of a drawing does not grow with its square."""


def sizes(views: Views) -> Plot:
    """The plot."""
    trends, catalog = views.trends, views.catalog
    medians = list(trends.median_sizes.items())
    moved = (
        f" Their median went from {_about(medians[0][1])} in {medians[0][0]} to {_about(medians[-1][1])} in {medians[-1][0]}."
        if len(medians) > 1
        else ""
    )
    sentence = f"{len(trends.sized)} of {len(catalog.models)} models state how many parameters they have and when they came out ({share(len(trends.sized), len(catalog.models))}).{moved}"
    note = "The largest variant that is known stands for a model. A date that is known to the year stands in the middle of it. Named are the models from which most descend and of which most numbers and studies are recorded."
    rows = tuple(
        (each.model.name, str(each.model.released.value if each.model.released else ""), f"{each.parameters:f}",
         short_label(catalog.terms["modality", catalog.primary_modality(each.model)]), each.model.scope)
        for each in trends.sized if catalog.primary_modality(each.model)
    )  # fmt: skip
    return Plot(
        "sizes", "Size against date", sentence, note, ("Model", "First public", "Parameters", "Modality", "Scope"), rows,
        lambda width: _draw(views, width),
    )  # fmt: skip


def _about(value: Decimal) -> str:
    """A large count to two digits."""
    return short_number(Decimal(f"{value:.1e}"))


class _Scale:
    """From years and parameters to places on the drawing."""

    def __init__(self, points: tuple[Sized, ...], width: int, top: float, height: float) -> None:
        """Cover all points, from the start of a year to its end and from one power of ten to another."""
        whens = [each.when for each in points] or [2020.0]
        logs = [math.log10(each.parameters) for each in points] or [6.0]
        self.first, self.last = math.floor(min(whens)), math.floor(max(whens)) + 1
        self.low, self.high = math.floor(min(logs)), max(math.ceil(max(logs)), math.floor(min(logs)) + 1)
        self.left, self.right, self.top, self.bottom = 52.0, width - 12.0, top, top + height

    def x(self, when: float) -> float:
        """Where a time stands."""
        return self.left + (self.right - self.left) * (when - self.first) / (self.last - self.first)

    def y(self, power: float) -> float:
        """Where a power of ten stands."""
        return self.bottom - (self.bottom - self.top) * (power - self.low) / (self.high - self.low)

    def place(self, each: Sized) -> tuple[float, float]:
        """Where a model stands."""
        return self.x(each.when), self.y(math.log10(each.parameters))


def _draw(views: Views, width: int) -> Element:
    wide = width == WIDE
    legend, top = _legend(views, width)
    scale = _Scale(views.trends.sized, width, top + 8, 470 if wide else 420)
    names = labels(views, scale.place, LABELS[wide], (scale.left, scale.top, width - 2.0, scale.bottom))
    linked = set(by_weight(views)[:LINKED])
    marks = [
        _mark(views, each, scale, names.get(each.model.id), each.model.id in linked) for each in views.trends.sized
    ]
    return canvas(width, scale.bottom + 30, "Parameters against date", *legend, *_axes(scale, wide), *marks)


def _axes(scale: _Scale, wide: bool) -> Iterator[Element]:
    for power in range(scale.low, scale.high + 1):
        yield line(scale.left, scale.y(power), scale.right, scale.y(power))
        yield words(
            scale.left - 8, scale.y(power) + 4, short_number(10**power), cls="quiet", size=11, text_anchor="end"
        )
    for year in range(scale.first, scale.last):
        yield line(scale.x(year), scale.bottom, scale.x(year), scale.bottom + 5, "rule")
        text = str(year) if wide else f"’{year % 100:02}"
        yield words(
            scale.x(year + 0.5), scale.bottom + 20, text, cls="quiet", size=12 if wide else 11, text_anchor="middle"
        )
    yield line(scale.left, scale.bottom, scale.right, scale.bottom, "rule")


def _shape(index: int, hollow: bool) -> Element:
    shape = _SHAPES[index % len(_SHAPES)]
    paint: dict[str, Any] = (
        {"fill": "none", "stroke": "currentColor", "stroke_width": 1.6}
        if hollow
        else {"fill": "currentColor", "fill_opacity": 0.8}
    )
    return node("circle", r=5.4, **paint) if shape == "circle" else node("path", d=shape, **paint)


def _mark(views: Views, each: Sized, scale: _Scale, label: tuple[Box, str] | None, linked: bool) -> Element:
    modality = views.catalog.primary_modality(each.model)
    order = [term.id for term in views.catalog.tops("modality")]
    x, y = scale.place(each)
    shape = _shape(order.index(modality) if modality in order else 0, each.model.scope == "general")
    shape.set("transform", f"translate({x:.1f} {y:.1f})")
    if not linked:
        return node("g", shape, cls=f"m-{modality}")
    name = f"{each.model.name}, {short_number(each.parameters)} parameters, {each.model.released.value if each.model.released else ''}"
    said = [words(label[0][0], label[0][3] - 3, label[1], size=12)] if label else []
    return node("g", link(f"models/{each.model.id}/", name, shape, *said, focus=bool(label)), cls=f"m-{modality}")


def labels(
    views: Views, place: Callable[[Sized], tuple[float, float]], most: int, frame: Box
) -> dict[str, tuple[Box, str]]:
    """Boxes for the names of the most notable models, none over another, over a mark or out of the frame."""
    taken: list[Box] = []
    points = {each.model.id: place(each) for each in views.trends.sized}
    marks = [(x - 6, y - 6, x + 6, y + 6) for x, y in points.values()]
    found: dict[str, tuple[Box, str]] = {}
    for name in by_weight(views)[: TRIED * most]:
        text = views.catalog.models[name].name
        spots = [*_spots(*points[name], width_of(text, 12))]
        around = (
            min(s[0] for s in spots),
            min(s[1] for s in spots),
            max(s[2] for s in spots),
            max(s[3] for s in spots),
        )
        own = points[name][0] - 6, points[name][1] - 6
        near = [mark for mark in marks if mark[:2] != own and _meet(mark, around)]
        for spot in spots:
            if _within(spot, frame) and not any(_meet(spot, other) for other in (*taken, *near)):
                taken.append(spot)
                found[name] = (spot, text)
                break
        if len(found) == most:
            break
    return found


def by_weight(views: Views) -> list[str]:
    """Ids of the models that are drawn, the most notable first."""
    return sorted((each.model.id for each in views.trends.sized), key=lambda name: (-notable(views, name), name))


def notable(views: Views, model: str) -> int:
    """How much hangs on a model in the atlas: descendants, studies and sources of numbers."""
    told = {each.result.id for each in views.measurements.by_model.get(model, ())}
    return 2 * len(views.lineage.descendants(model)) + len(views.uses.studies_of(model)) + len(told)


def _spots(x: float, y: float, width: float) -> Iterator[Box]:
    for left, middle in (
        (x + 9, y),
        (x - 9 - width, y),
        (x - width / 2, y - 15),
        (x - width / 2, y + 15),
        (x + 7, y - 11),
        (x + 7, y + 11),
    ):
        yield (left, middle - 8, left + width, middle + 8)


def _within(inner: Box, outer: Box) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _legend(views: Views, width: int) -> tuple[list[Element], float]:
    marks: list[Element] = []
    x, y = 8.0, 10.0
    entries = [
        (short_label(term), f"m-{term.id}", index, False) for index, term in enumerate(views.catalog.tops("modality"))
    ]
    for text, cls, index, hollow in (*entries, ("hollow: a general model", "quiet", 0, True)):
        needed = 16 + width_of(text, 12)
        if x > 8 and x + needed > width:
            x, y = 8.0, y + 22
        marks.append(
            node(
                "g",
                _shape(index, hollow),
                words(14, 4.5, text, size=12),
                cls=cls,
                transform=f"translate({x:.1f} {y:.1f})",
            )
        )
        x += needed + 18
    return marks, y + 16
