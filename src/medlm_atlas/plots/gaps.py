"""The gap map: every application, finer ones too, against every modality."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.plots.bars import short_label
from medlm_atlas.plots.plot import Plot
from medlm_atlas.plots.svg import WIDE, Element, box, broken, canvas, count, line, link, node, words
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
    rows = tuple(
        (each.application.label, short_label(each.modality), each.count, each.validated) for each in cells
    )
    return Plot(
        "gaps", "Gap map", sentence, note, ("Application", "Modality", "Models", "Validated"), rows,
        lambda width: _draw(views, terms, tops, width),
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
    y = 30.0
    for term in terms:
        head = not term.parents
        if head:
            y += 14
            children += _column_names(tops, label, cell, y) if wide or term is terms[0] else []
            y += 12 if wide or term is terms[0] else 0
        lines = broken(term.label, 13, label - 12 if wide else width)
        weight = {"font_weight": 600} if head else {}
        children += [words(0, y + 19 + 15 * index if wide else y + 12 + 15 * index, text, size=13, **weight) for index, text in enumerate(lines)]
        y += 0 if wide else 15 * len(lines) + 3
        children += [_cell(each, label + index * cell, y, cell) for index, each in enumerate(views.crossings.row(term))]
        y += max(30, 16 * len(lines) if wide else 30) + (0 if wide else 6)
    return canvas(width, y + 6, "Models by application and modality", *children)


def _column_names(tops: tuple[Term, ...], label: float, cell: float, y: float) -> list[Element]:
    size = 12 if cell > 80 else 10
    marks = [words(label + (index + 0.5) * cell, y, short_label(term), cls="quiet", size=size, text_anchor="middle")
             for index, term in enumerate(tops)]  # fmt: skip
    return [*marks, line(0, y + 7, label + len(tops) * cell, y + 7)]


def _cell(each: Crossing, x: float, y: float, width: float) -> Element:
    inner, height = width - 4, 26
    if not each.count:
        return node(
            "g", node("title", text=f"{each.application.label}, {each.modality.label}: open ground"),
            box(x + 2, y, inner, height, rx=3, fill=None, cls="blank", stroke_dasharray="2 3"),
            words(x + width / 2, y + 17.5, "0", cls="quiet", size=11, text_anchor="middle"),
        )  # fmt: skip
    share = each.validated / each.count
    return node(
        "g",
        link(
            _address(each), f"{each.application.label}, {each.modality.label}: {each.count} models, {each.validated} validated",
            box(x + 2, y, inner, height, rx=3, fill_opacity=f"{0.06 + 0.3 * min(each.count / 40, 1):.2f}"),
            box(x + 2, y + height - 3, inner * share, 3) if share else node("g"),
            count(x + width / 2, y + 17, each.count, size=13, text_anchor="middle"),
        ),
        cls=f"m-{each.modality.id}",
    )  # fmt: skip


def _address(each: Crossing) -> str:
    if each.application.parents:
        return f"models/?application={each.application.id}&modality={each.modality.id}"
    return f"map/{each.modality.id}/{each.application.id}/"
