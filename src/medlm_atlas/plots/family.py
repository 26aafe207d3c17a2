"""The family tree of a base: columns of generations where there is room, an indented outline where there is not."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping

from medlm_atlas.plots.plot import Plot
from medlm_atlas.plots.svg import WIDE, Element, broken, canvas, link, node, width_of, words
from medlm_atlas.views import Views
from medlm_atlas.views.lineage import Branch

DRAWN = 60
"""Models drawn at most; the table has all."""


def family(views: Views, base: str, relations: Mapping[str, str]) -> Plot:
    """The tree of `base`; `relations` are the words for the ways a model can come from another."""
    models = views.catalog.models
    branches = views.lineage.tree(base)
    direct = sum(each.depth == 1 for each in branches)
    steps = max(each.depth for each in branches)
    more = "" if steps == 1 else f", {len(branches) - 1 - direct} through another; the longest line has {steps} steps"
    cut = f" The first {DRAWN} are drawn, the table has all." if len(branches) > DRAWN else ""
    sentence = f"{len(branches) - 1} models of the atlas come from {models[base].name}: {direct} directly{more}.{cut}"
    rows = tuple(
        (models[each.model].name, models[each.parent].name, ", ".join(relations[r] for r in each.relations), _date(views, each.model),
         ", ".join(models[other].name for other in each.also_from))
        for each in branches if each.parent
    )  # fmt: skip
    note = "A model with several parents in the family stands under the nearest one, and names the others. Parents outside the family are on its own page. Siblings stand in order of release."
    return Plot(
        base, f"What was made from {models[base].name}", sentence, note,
        ("Model", "Made from", "How", "First public", "Also from"), rows,
        lambda width: (_columns if width == WIDE else _outline)(views, branches[:DRAWN], relations, width),
    )  # fmt: skip


def _date(views: Views, model: str) -> str:
    released = views.catalog.models[model].released
    return str(released.value)[:7] if released and released.value else ""


def _said(views: Views, each: Branch, relations: Mapping[str, str]) -> str:
    also = ", ".join(views.catalog.models[other].name for other in each.also_from)
    parts = [
        ", ".join(relations[r] for r in each.relations),
        _date(views, each.model),
        f"also from {also}" if also else "",
    ]
    return " · ".join(part for part in parts if part)


def _columns(views: Views, branches: tuple[Branch, ...], relations: Mapping[str, str], width: int) -> Element:
    column = width / (max(each.depth for each in branches) + 1)
    texts = {each.model: broken(_said(views, each, relations), 11, column - 34) for each in branches}
    heights = _rows(branches, texts)
    places = {name: (depth * column + 7, y) for name, (depth, y) in heights.items()}
    drawn = [
        *_elbows(views, branches, places),
        *(_leaf(views, each, places[each.model], texts[each.model]) for each in branches),
    ]
    return canvas(width, max(y + 14 * len(texts[name]) for name, (_, y) in places.items()) + 16, "Family tree", *drawn)


def _rows(branches: tuple[Branch, ...], texts: Mapping[str, list[str]]) -> dict[str, tuple[int, float]]:
    """Depth and height of every model: a parent level with its first child, the lines of one below those of another."""
    found: dict[str, tuple[int, float]] = {}
    bottom: dict[int, float] = {}
    parents = {each.parent for each in branches}
    for each in branches:
        parent = found[each.parent] if each.parent else None
        deepest = math.inf if each.model in parents else each.depth
        used = [y for depth, y in bottom.items() if each.depth <= depth <= deepest]
        y = max([parent[1] if parent else 16.0, *used])
        found[each.model] = (each.depth, y)
        bottom[each.depth] = y + 26 + 14 * len(texts[each.model])
    return found


def _elbows(views: Views, branches: tuple[Branch, ...], places: Mapping[str, tuple[float, float]]) -> Iterator[Element]:
    """From the name of every parent to its first child, then one trunk down to the last."""
    children: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for each in branches:
        if each.parent:
            children[each.parent].append(places[each.model])
    for parent, (first, *others) in children.items():
        x, y = places[parent]
        start = x + 22 + 1.06 * width_of(views.catalog.models[parent].name, 13)
        bend = first[0] - 20
        path = f"M{min(start, bend):.0f} {y:.0f}H{first[0] - 9:.0f}"
        path += f"M{bend:.0f} {y:.0f}V{others[-1][1] - 6:.0f}" if others else ""
        path += "".join(f"M{bend:.0f} {to - 6:.0f}q0 6 6 6H{first[0] - 9:.0f}" for _, to in others)
        yield node("path", d=path, cls="rule")


def _leaf(views: Views, each: Branch, place: tuple[float, float], lines: list[str]) -> Element:
    model = views.catalog.models[each.model]
    x, y = place
    dot = (
        node("circle", cx=x, cy=y, r=5, fill="currentColor")
        if model.scope == "medical"
        else node("circle", cx=x, cy=y, r=4.2, fill="none", stroke="currentColor", stroke_width=1.6)
    )
    name = words(x + 13, y + 4.5, model.name, size=13, font_weight=600, cls="ink")
    said = [words(x + 13, y + 20 + 14 * index, text, cls="quiet", size=11) for index, text in enumerate(lines)]
    label = f"{model.name}: {' '.join(lines)}" if lines else model.name
    return node(
        "g", link(f"models/{each.model}/", label, dot, name, *said), cls=f"m-{views.catalog.primary_modality(model)}"
    )


def _outline(views: Views, branches: tuple[Branch, ...], relations: Mapping[str, str], width: int) -> Element:
    indent = min(22.0, (width - 200) / max(each.depth for each in branches))
    drawn: list[Element] = []
    places: dict[str, tuple[float, float]] = {}
    ends: dict[str, list[tuple[float, float]]] = defaultdict(list)
    y = 12.0
    for each in branches:
        x = 7 + each.depth * indent
        lines = broken(_said(views, each, relations), 11, width - x - 16)
        places[each.model] = (x, y)
        if each.parent:
            ends[each.parent].append((x, y))
        drawn.append(_leaf(views, each, (x, y), lines))
        y += 30 + 14 * len(lines)
    twigs = [node("path", d=_twigs(places[parent], children), cls="rule") for parent, children in ends.items()]
    return canvas(width, y, "Family tree", *twigs, *drawn)


def _twigs(parent: tuple[float, float], children: list[tuple[float, float]]) -> str:
    x, y = parent
    return f"M{x:.0f} {y + 8:.0f}V{children[-1][1]:.0f}" + "".join(
        f"M{x:.0f} {to:.0f}H{to_x - 8:.0f}" for to_x, to in children
    )
