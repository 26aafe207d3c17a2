"""The gap map: every application, finer ones too, against every modality."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.plots.bars import short_label
from medlm_atlas.plots.plot import Plot
from medlm_atlas.plots.svg import WIDE, Element, box, broken, canvas, count, line, link, named, node, words
from medlm_atlas.schema.terms import Term
from medlm_atlas.views import Views
from medlm_atlas.views.crossings import Crossing


def gaps(views: Views) -> Plot:
    """The plot."""
    catalog = views.catalog
    terms = list(ordered(catalog.facets["application"].terms))
    tops = catalog.tops("modality")
    cells = [each for term in terms for each in views.crossings.row(term)]
    empty = sum(not each.count for each in cells)
    unproven = sum(bool(each.count) and not each.validated for each in cells)
    sentence = f"Of {len(cells)} crossings of an application and a modality, {empty} are open ground; another {unproven} have models but no study on data from elsewhere."
    note = "A cell counts models that list both terms, or finer ones. Its tint follows the count, the bar at its foot is the share with an external validation or stronger for that application. Bold rows hold everything below them. An empty cell says what the atlas holds, not what exists."
    rows = tuple((each.application.label, short_label(each.modality), each.count, each.validated) for each in cells)
    return Plot(
        "gaps", "Gap map", sentence, note, ("Application", "Modality", "Models", "Validated"), rows,
        lambda width: _draw(views, terms, tops, width),
        lambda width: _draw(views, [term for term in terms if not term.parents], tops, width),
    )  # fmt: skip


def ordered(terms: tuple[Term, ...]) -> Iterator[Term]:
    """Top terms, each before those whose main parent it is."""
    for top in terms:
        if not top.parents:
            yield top
            yield from (term for term in terms if term.parents[:1] == (top.id,))


def _draw(views: Views, terms: list[Term], tops: tuple[Term, ...], width: int) -> Element:
    wide = width == WIDE
    label = 300 if wide else 0
    cell = (width - label) / (len(tops) or 1)
    children: list[Element] = []
    empty: list[tuple[float, float]] = []
    y = 0.0
    for term in terms:
        head = not term.parents
        if head:
            y += 28 if wide or term is terms[0] else 12
            children += _column_names(tops, label, cell, y) if wide or term is terms[0] else []
            y += 12 if wide or term is terms[0] else 0
        lines = broken(term.label, 13, label - 12 if wide else width)
        weight = 600 if head else None
        children += [
            words(0, y + 19 + 15 * index if wide else y + 12 + 15 * index, text, size=13, font_weight=weight)
            for index, text in enumerate(lines)
        ]
        y += 0 if wide else 15 * len(lines) + 3
        placed = [(each, label + index * cell) for index, each in enumerate(views.crossings.row(term))]
        children += [_cell(each, x, y, cell) for each, x in placed if each.count]
        empty += [(x, y) for each, x in placed if not each.count]
        y += max(30, 15 * len(lines) + 12 if wide else 30) + (0 if wide else 6)
    return canvas(width, y + 6, "Models by application and modality", _open_ground(empty, cell), *children)


def _column_names(tops: tuple[Term, ...], label: float, cell: float, y: float) -> list[Element]:
    size = 12 if cell > 80 else 10
    marks = [words(label + (index + 0.5) * cell, y, short_label(term), cls="quiet", size=size, text_anchor="middle")
             for index, term in enumerate(tops)]  # fmt: skip
    return [*marks, line(0, y + 7, label + len(tops) * cell, y + 7)]


def _cell(each: Crossing, x: float, y: float, width: float) -> Element:
    inner, height = width - 4, 26
    share = each.validated / each.count
    return link(
        _address(each), f"{each.application.label}, {each.modality.label}: {each.count}, {each.validated} validated",
        box(x + 2, y, inner, height, rx=3, fill_opacity=f"{0.1 + 0.26 * min(each.count / 40, 1):.2f}"),
        *([box(x + 2, y + height - 3, inner * share, 3)] if share else ()),
        count(x + width / 2, y + 17, each.count, size=13, text_anchor="middle"),
        cls=f"m-{each.modality.id}",
    )  # fmt: skip


def _open_ground(places: list[tuple[float, float]], width: float) -> Element:
    """All empty cells in one piece, each with its nought."""
    path = "".join(f"M{x + 2:.0f} {y:.0f}h{width - 4:.0f}v26h-{width - 4:.0f}z" for x, y in places)
    noughts = [node("text", text="0", x=round(x + width / 2), y=round(y + 17)) for x, y in places]
    ground = node("path", d=path, cls="ground") if places else node("g")
    return node("g", named("Open ground"), ground, node("g", *noughts, cls="quiet", font_size=11, text_anchor="middle"))


def _address(each: Crossing) -> str:
    if each.application.parents:
        return f"models/?q=application:{each.application.id}+modality:{each.modality.id}"
    return f"map/{each.modality.id}/{each.application.id}/"
