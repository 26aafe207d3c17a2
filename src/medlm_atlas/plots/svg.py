"""A small writer of SVG: marks with classes for the page, with plain colours for a file that stands alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree

Element = ElementTree.Element
WIDE, NARROW = 960, 358
"""Widths of the two layouts, in units of which a letter is about 13 high."""
_SERIF, _SANS = "Source Serif 4, Source Serif, Georgia, serif", "Inter, Helvetica, Arial, sans-serif"
PAINT: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "paper": {"fill": "#fbfaf7"},
        "ink": {"fill": "#1c2430"},
        "quiet": {"fill": "#566170", "color": "#566170"},
        "rule": {"stroke": "#b9b2a4", "fill": "none"},
        "hair": {"stroke": "#e4e0d8", "fill": "none"},
        "ground": {"fill": "none", "stroke": "#e4e0d8"},
        "blank": {"fill": "#f3efe6", "stroke": "#b9b2a4"},
        "num": {"fill": "#1c2430", "font-family": _SERIF, "font-weight": "600"},
        "accent": {"color": "#0b6a6a"},
        "m-llm": {"color": "#3b5ba9"},
        "m-vision": {"color": "#a64b08"},
        "m-3d": {"color": "#7a3e9d"},
        "m-multimodal": {"color": "#0b6a6a"},
        "m-graph": {"color": "#a62b52"},
        "m-signal": {"color": "#5a6310"},
    }
)
"""What the style sheet says of each class in the light palette, for files without it."""
_NARROW_LETTERS, _WIDE_LETTERS = frozenset("iljtfrI.,:;'|()[] 1"), frozenset("mwMWQOGDHNUCAVPRBX@%")


def node(tag: str, *children: Element, text: str = "", **attributes: Any) -> Element:
    """An element; `cls` stands for class, an underscore for a hyphen, and None leaves an attribute out."""
    named = {("class" if name == "cls" else name.replace("_", "-")): value for name, value in attributes.items()}
    element = Element(tag, {name: _said(value) for name, value in named.items() if value is not None})
    element.text = text or None
    element.extend(children)
    return element


def _said(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def words(x: float, y: float, text: str, *, cls: str = "ink", size: float = 13, **more: Any) -> Element:
    """A line of text; `y` is its base line."""
    return node("text", text=text, x=x, y=y, cls=cls, font_size=size, **more)


def count(x: float, y: float, value: int, *, size: float = 13, **more: Any) -> Element:
    """A number in the face of headings."""
    return words(x, y, f"{value:,}", cls="num", size=size, **more)


def box(x: float, y: float, width: float, height: float, **more: Any) -> Element:
    """A rectangle."""
    more.setdefault("fill", "currentColor")
    return node("rect", x=x, y=y, width=width, height=height, **more)


def line(x1: float, y1: float, x2: float, y2: float, cls: str = "hair") -> Element:
    """A straight line."""
    return node("line", x1=x1, y1=y1, x2=x2, y2=y2, cls=cls)


def link(address: str, name: str, *children: Element, focus: bool = True, cls: str | None = None) -> Element:
    """Marks that lead to an address of the site; `name` is what a screen reader says and a pointer shows."""
    return node("a", named(name), *children, href=address, cls=cls, tabindex=None if focus else -1)


def named(name: str) -> Element:
    """What a pointer shows over the marks that follow."""
    return node("title", text=name)


def canvas(width: float, height: float, name: str, *children: Element) -> Element:
    """The whole drawing."""
    return node(
        "svg", *children, viewBox=f"0 0 {_said(float(width))} {_said(float(height))}", role="group", aria_label=name,
        font_family=_SANS,
    )  # fmt: skip


def width_of(text: str, size: float) -> float:
    """How wide a text will be, within a tenth or so: enough to keep labels apart."""
    ems = sum(0.34 if letter in _NARROW_LETTERS else 0.8 if letter in _WIDE_LETTERS else 0.62 for letter in text)
    return ems * size


def broken(text: str, size: float, width: float) -> list[str]:
    """The text in lines that fit a width; a word that is longer stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def inline(drawing: Element, url: Callable[[str], str]) -> str:
    """The drawing for a page of the site: `url` turns addresses into links of that page."""
    for each in drawing.iter("a"):
        each.set("href", url(each.get("href", "")))
    return ElementTree.tostring(drawing, encoding="unicode")


def picture(drawing: Element) -> str:
    """The drawing as a picture within a link of a page: nothing in it can be reached on its own."""
    _without_links(drawing)
    drawing.attrib.update({"role": "img"})
    return ElementTree.tostring(drawing, encoding="unicode")


def alone(drawing: Element, title: str, foot: str) -> str:
    """The drawing as a file: with its title and source, links left out, and the colours of the light palette."""
    _without_links(drawing)
    for each in drawing.iter():
        for cls in each.attrib.pop("class", "").split():
            each.attrib.update(PAINT[cls])
    width, height = (float(part) for part in drawing.attrib.pop("viewBox").split()[2:])
    heading = words(0, 22, title, cls="", size=18, font_family=_SERIF, font_weight=600, fill=PAINT["ink"]["fill"])
    source = words(0, height + 66, foot, cls="", size=11, fill=PAINT["quiet"]["fill"])
    ground = box(-24, -24, width + 48, height + 120, **PAINT["paper"])
    for each in (heading, source):
        each.attrib.pop("class")
    body = node("g", *drawing, transform="translate(0 40)")
    root = node(
        "svg", node("title", text=title), ground, heading, body, source, xmlns="http://www.w3.org/2000/svg",
        viewBox=f"-24 -24 {_said(width + 48)} {_said(height + 120)}", width=width + 48, height=height + 120,
        font_family=_SANS,
    )  # fmt: skip
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True).replace("us-ascii", "utf-8") + "\n"


def _without_links(drawing: Element) -> None:
    for each in list(drawing.iter("a")):
        each.tag = "g"
        each.attrib = {"class": cls} if (cls := each.get("class")) else {}
