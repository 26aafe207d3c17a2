"""The flow of screening: what was found, what left at each step and why, what was included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from medlm_atlas.plots.plot import Plot
from medlm_atlas.plots.svg import WIDE, Element, box, broken, canvas, count, line, link, named, node, words
from medlm_atlas.views.screening import Group, Step

_LINE, _PAD, _GAP, _INDENT = 18.0, 13.0, 26.0, 28.0


def flow(steps: Sequence[Step]) -> Plot:
    """The plot of the steps of screening."""
    considered, read, included = steps[1], steps[3], steps[-1]
    sentence = (
        f"Of {considered.count:,} works considered, the sources of {read.count:,} were opened "
        f"and {included.count:,} have an entry."
    )
    note = "An entry of a list is counted as often as lists make it, a work once. Screened: somebody looked for a source of it. Read: a source was opened, of works without an entry mostly a README or an abstract. What waits is neither included nor excluded."
    return Plot(
        "screening", "From lists to entries", sentence, note, ("Step", "Works", "Of them"), tuple(_rows(steps)),
        lambda width: _draw(steps, width),
    )  # fmt: skip


def _rows(steps: Sequence[Step]) -> Iterator[tuple[str, int, str]]:
    for step in steps:
        yield _row(step)
        yield from map(_row, step.exits)


def _row(each: Group) -> tuple[str, int, str]:
    return each.label, each.count, "; ".join(f"{text}: {number:,}" for text, number in each.parts)


def _draw(steps: Sequence[Step], width: int) -> Element:
    wide = width == WIDE
    main = 400.0 if wide else float(width)
    marks: list[Element] = []
    y = 1.0
    for step in steps:
        own, height = _box(step, 1.0, y, main - 2, "blank" if step.exits else "accent")
        marks.append(own if step.exits else link("models/", f"{step.label}: {step.count:,}", own))
        foot = y + height
        if step.exits:
            left = main + 60 if wide else _INDENT
            exits, end, middles = _exits(step.exits, left, y if wide else foot + _GAP / 2, width - left - 1)
            trunk = main + 30 if wide else 14.0
            marks += [*exits, *(line(trunk, middle, left, middle, "rule") for middle in middles)]
            if wide:
                marks += [
                    line(main, middles[0], trunk, middles[0], "rule"),
                    line(trunk, middles[0], trunk, middles[-1], "rule"),
                ]
            end = max(foot, end) + _GAP
            marks += _arrow(main / 2 if wide else trunk, foot, end)
            foot = end
        y = foot
    return canvas(width, y + 1, "The flow of screening", *marks)


def _exits(exits: Sequence[Group], x: float, y: float, width: float) -> tuple[list[Element], float, list[float]]:
    """Boxes of what leaves a step, where they end, and the middles at which lines meet them."""
    marks: list[Element] = []
    middles: list[float] = []
    for each in exits:
        drawn, height = _box(each, x, y, width, "rule")
        marks.append(drawn)
        middles.append(y + _PAD + 7)
        y += height + 10
    return marks, y - 10, middles


def _box(each: Group, x: float, y: float, width: float, cls: str) -> tuple[Element, float]:
    """A box with a label, its number at the right and its parts below, and how high it is."""
    inner = width - 2 * _PAD
    number = f"{each.count:,}"
    lines = broken(each.label, 13.5, inner - 14 * len(number) - 8)
    below = y + _PAD + 12
    marks = [
        words(x + _PAD, below + _LINE * index, text, size=13.5, font_weight=600) for index, text in enumerate(lines)
    ]
    marks.append(count(x + width - _PAD, below + 2, each.count, size=18, text_anchor="end"))
    below += _LINE * (len(lines) - 1)
    for text, part in each.parts:
        for index, piece in enumerate(broken(text, 12, inner - 60)):
            below += _LINE
            marks.append(words(x + _PAD, below, piece, cls="quiet", size=12))
            if not index:
                marks.append(count(x + width - _PAD, below, part, size=12, text_anchor="end"))
    height = below + _PAD - y
    paint = {"fill": "none", "stroke": "currentColor", "stroke_width": 2} if cls == "accent" else {"cls": cls}
    frame = box(x, y, width, height, rx=4, **{"fill": None, **paint})
    return node(
        "g", named(f"{each.label}: {each.count:,}"), frame, *marks, cls=cls if cls == "accent" else None
    ), height


def _arrow(x: float, top: float, foot: float) -> list[Element]:
    tip = f"M{x - 5:.1f} {foot - 7:.1f}L{x:.1f} {foot - 1:.1f}L{x + 5:.1f} {foot - 7:.1f}"
    return [line(x, top, x, foot - 1, "rule"), node("path", d=tip, cls="rule")]
