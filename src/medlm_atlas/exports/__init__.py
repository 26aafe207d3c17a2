"""Formats in which references leave the atlas; each module has `render(references)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from medlm_atlas.exports import biblatex, bibtex
from medlm_atlas.schema.reference import Reference

FORMATS: Mapping[str, Callable[[Iterable[Reference]], str]] = {"bibtex": bibtex.render, "biblatex": biblatex.render}
