"""A Markdown table of models, with their papers as links."""

from __future__ import annotations

from urllib.parse import quote

from medlm_atlas.exports.joined import Format, Joined
from medlm_atlas.exports.readable import COLUMNS
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.reference import Reference
from medlm_atlas.views import Views

_ACTIVE = str.maketrans(
    {sign: f"\\{sign}" for sign in "\\`*_[]{}|"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "~": "&#126;", "$": "&#36;", "@": "&#64;"}
)
_IN_LINKS = ":/?#[]@!$&'()*+,;=%~"
_HEADINGS = ("Model", *COLUMNS, "Papers")


def rows(views: Views) -> Joined[Model]:
    """A table in the dialect of GitHub, one line per model."""
    return Joined(lambda model: _row(views, model), head=_line(*_HEADINGS) + _line(*("---" for _ in _HEADINGS)))


def _row(views: Views, model: Model) -> str:
    papers = ", ".join(_paper(reference) for reference in views.citing.references(model.keys))
    cells = (escaped(cell(views, model)) for cell in COLUMNS.values())
    return _line(f"**{escaped(model.name)}**", *cells, papers or escaped(model.no_paper or "no paper"))


def _paper(reference: Reference) -> str:
    said = escaped(f"{reference.short_authors} {reference.year}")
    return f"[{said}](<{quote(reference.link, safe=_IN_LINKS)}>)" if reference.link else said


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def escaped(text: str) -> str:
    """Text in which nothing is markup, neither for Markdown nor for HTML within it."""
    return text.translate(_ACTIVE)


FORMAT = Format("Markdown table", "md", "text/markdown", "models", rows)
