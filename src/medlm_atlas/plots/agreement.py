"""How far two readers agree, field by field: the newest round before those that went before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from medlm_atlas.plots.plot import Plot
from medlm_atlas.plots.svg import Element, canvas, line, link, node, width_of, words
from medlm_atlas.views.agreement import GOAL, Agreement

_ROW, _TOP, _LOWEST, _STEP = 30.0, 34.0, 40, 20
_FEWEST = 10
"""Readings below which a share says too little to be drawn."""


def agreement(lines: Sequence[Agreement], label: Callable[[str], str], page: Callable[[int], str]) -> Plot:
    """The plot of the agreement on the fields of models that were read often enough in the newest round.

    `label` is what a field is called, `page` the address of a round.
    """
    models = [each for each in lines if each.kind == "models"]
    newest = max((each.round for each in models), default=0)
    fields = _by_field(models, newest)
    enough = sum(rounds[-1].enough for rounds in fields.values())
    sentence = f"In round {newest} two readers agreed on {enough} of {len(fields)} fields in at least {_percent(GOAL, 0)} of the models."
    note = "Filled: the newest round, with its 95 % interval. Hollow: the rounds before it. The strong line is where the method of a field counts as good enough."
    return Plot(
        "agreement", "How far two readers agree", sentence, note, ("Field", "Round", "Read twice", "Agree"),
        tuple((label(field), each.round, each.read, each.agreed) for field, rounds in fields.items() for each in rounds),
        lambda width: _draw(fields, width, label, page),
    )  # fmt: skip


def _by_field(lines: Sequence[Agreement], newest: int) -> Mapping[str, Sequence[Agreement]]:
    """The rounds of each field that was read often enough, the newest last; those on which readers agree most first."""
    last = sorted(
        (each for each in lines if each.round == newest and each.read >= _FEWEST),
        key=lambda each: (-each.share, each.field),
    )
    order = sorted(lines, key=lambda each: each.round)
    return {each.field: [line for line in order if line.field == each.field] for each in last}


def _percent(share: float, places: int = 1) -> str:
    return f"{100 * share:.{places}f} %"


def _draw(
    fields: Mapping[str, Sequence[Agreement]],
    width: int,
    label: Callable[[str], str],
    page: Callable[[int], str],
) -> Element:
    left, right = max((width_of(label(field), 13) for field in fields), default=0) + 10, width - 64.0
    foot = _TOP + _ROW * len(fields)

    def x(share: float) -> float:
        return left + (right - left) * max(0.0, (100 * share - _LOWEST) / (100 - _LOWEST))

    marks = [*_axis(x, foot)]
    for index, (field, rounds) in enumerate(fields.items()):
        y = _TOP + _ROW * (index + 0.5)
        marks += [words(0, y + 4.5, label(field)), line(left, y, right, y)]
        marks.append(_span(x(rounds[-1].interval[0]), x(rounds[-1].interval[1]), y))
        marks += (_dot(x(each.share), y, each, each is rounds[-1], page(each.round)) for each in rounds)
        marks.append(words(width, y + 4.5, _percent(rounds[-1].share), cls="num", text_anchor="end"))
    return canvas(width, foot + 6, "Agreement of two readers by field", *marks)


def _axis(x: Callable[[float], float], foot: float) -> Iterator[Element]:
    for percent in range(_LOWEST, 101, _STEP):
        yield words(x(percent / 100), 12, _percent(percent / 100, 0), cls="quiet", size=11, text_anchor="middle")
        yield line(x(percent / 100), 20, x(percent / 100), foot)
    yield line(x(GOAL), 20, x(GOAL), foot, "rule")


def _span(left: float, right: float, y: float) -> Element:
    return node("g", node("line", x1=left, x2=right, y1=y, y2=y, stroke="currentColor", stroke_width=2.0), cls="accent")


def _dot(x: float, y: float, each: Agreement, filled: bool, address: str) -> Element:
    name = f"Round {each.round}: {_percent(each.share)}, {each.agreed} of {each.read}"
    paint = {"fill": "currentColor"} if filled else {"cls": "blank"}
    return node(
        "g",
        link(address, name, node("circle", cx=x, cy=y, r=6.0 if filled else 4.5, **paint), focus=filled),
        cls="accent",
    )
