"""Formats in which the atlas leaves the site and the command line: one module each, with its `FORMAT`.

A format renders a catalog to bytes; a selection is again a catalog. Each is joined from fragments, one per record, that
do not depend on what else was selected.
"""

from __future__ import annotations

from collections.abc import Mapping

from medlm_atlas.exports import biblatex, bibtex, csl, csv_table, latex, markdown, models_json, ris
from medlm_atlas.exports.joined import Format

FORMATS: Mapping[str, Format] = {
    "bibtex": bibtex.FORMAT,
    "biblatex": biblatex.FORMAT,
    "ris": ris.FORMAT,
    "csl-json": csl.FORMAT,
    "csv": csv_table.FORMAT,
    "json": models_json.FORMAT,
    "markdown": markdown.FORMAT,
    "latex": latex.FORMAT,
}
