"""The formats cut into files for the browser, which picks the fragments of a selection and joins them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from medlm_atlas.exports import FORMATS
from medlm_atlas.exports.joined import Joined
from medlm_atlas.exports.latex import MAIN
from medlm_atlas.views import Views

IN_A_FILE = 200
"""Fragments in one file: a small selection loads little, a whole catalog few files."""


def fragments(views: Views) -> Iterator[tuple[str, Callable[[], object]]]:
    """Name and maker of the content of each file: `manifest`, then for every format `<format>-<number>`."""
    parts = {name: made.joined(views) for name, made in FORMATS.items()}
    yield "manifest", lambda: _manifest(views, parts)
    for name, made in FORMATS.items():
        records = list(views.catalog.entries(made.of).values())
        for number, start in enumerate(range(0, len(records), IN_A_FILE)):
            yield f"{name}-{number}", partial(_each, parts[name].fragment, records[start : start + IN_A_FILE])


def _each(fragment: Callable[[Any], str], records: list[Any]) -> list[str]:
    return [fragment(each) for each in records]


def _manifest(views: Views, parts: Mapping[str, Joined[Any]]) -> dict[str, object]:
    catalog = views.catalog
    place = {key: number for number, key in enumerate(catalog.references)}
    return {
        "size": IN_A_FILE,
        "models": list(catalog.models),
        "references": list(catalog.references),
        "papers": [[place[key] for key in model.keys if key in place] for model in catalog.models.values()],
        "main": MAIN,
        "formats": {
            name: {
                "title": made.title, "ending": made.ending, "type": made.media_type, "of": made.of,
                "head": parts[name].head, "separator": parts[name].separator, "tail": parts[name].tail,
            }
            for name, made in FORMATS.items()
        },
    }  # fmt: skip
