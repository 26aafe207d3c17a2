"""Guides for contributors, written from the schema and the rules so that they cannot fall behind."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from types import NoneType, UnionType
from typing import Literal, Union, get_args, get_origin

from medlm_atlas import checks
from medlm_atlas.catalog import Catalog
from medlm_atlas.loading import RECORDS, Reading
from medlm_atlas.schema.base import Classified, Record
from medlm_atlas.schema.evidence import Benchmark, Dataset, Finding, Result, Study
from medlm_atlas.schema.fact import Answer
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.reference import Reference
from medlm_atlas.schema.rereading import Rereading
from medlm_atlas.schema.survey import Survey
from medlm_atlas.schema.terms import Facet, Organisation

KINDS: tuple[tuple[str, type[Record]], ...] = (
    ("models/<id>.yaml", Model),
    ("references/<key>.bib", Reference),
    ("datasets/<id>.yaml", Dataset),
    ("benchmarks/<id>.yaml", Benchmark),
    ("results/<key>.yaml", Result),
    ("studies/<id>.yaml", Study),
    ("findings/<id>.yaml", Finding),
    ("organisations/<id>.yaml", Organisation),
    ("rereadings/<kind>-<id>-round-<number>.yaml", Rereading),
    ("surveys/<facet>-<term>.yaml", Survey),
    ("taxonomy/<facet>.yaml", Facet),
)


def fields_guide() -> str:
    """Every field of every kind of record, as Markdown."""
    lines = [
        "---", "title: Field guide", "description: Every field of every kind of record, with its shape and meaning.", "---", "", "# Field guide", "",
        "Written from the schema. A *fact* is `{value, source, at}` or a state (`not-reported`, `not-applicable`); "
        "leave a field out when nobody has looked.", "",
    ]  # fmt: skip
    for path, record in KINDS:
        lines += [f"## `catalog/{path}`", "", _first_line(record), "", *_table(record), ""]
        for part in _parts(record):
            lines += [f"### {part.__name__}", "", _first_line(part), "", *_table(part), ""]
    return "\n".join(lines)


def checks_guide() -> str:
    """Every rule of `medlm-atlas check`, as Markdown."""
    rows = [f"| `{rule.NAME}` | {rule.SCOPE} | {_first_text(rule.check.__doc__)} |" for rule in checks.RULES]
    return "\n".join([
        "---", "title: Checks", "description: The rules that look across the files of the catalog.", "---", "", "# What the checks look at", "",
        "Each file is held against the schema first; these rules then look across files, so no editor can see them "
        "from one file alone.", "", "| rule | looks at | reports |", "|---|---|---|", *rows, "",
    ])  # fmt: skip


def example(reading: Reading, name: str) -> str:
    """A record of the catalog as a block of Markdown code, every top-level field of a YAML record with its meaning above it.

    `name` is kind and id, "models/medsam".

    Raises:
        KeyError: if there is no such record.
    """
    kind, _, record_id = name.partition("/")
    if (kind, record_id) not in reading.places:
        raise KeyError(name)
    place = reading.place(kind, record_id)
    record = RECORDS.get(kind)
    text = place.text if record is None else "\n".join(_commented(place.text, _meanings(record, reading.catalog)))
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{'bibtex' if record is None else 'yaml'}\n{text.rstrip()}\n{fence}"


def _meanings(record: type[Record], catalog: Catalog) -> dict[str, str]:
    facets = {facet.field: facet.definition for facet in catalog.facets.values()}
    return {name: info.description or "" for name, info in record.model_fields.items()} | facets


def _commented(text: str, meanings: Mapping[str, str]) -> Iterator[str]:
    for line in text.splitlines():
        name, colon, _ = line.partition(":")
        if colon and (meaning := meanings.get(name)):
            yield from (f"# {part}" for part in textwrap.wrap(meaning, 100))
        yield line


def _table(record: type[Record]) -> list[str]:
    rows = ["| field | shape | meaning |", "|---|---|---|"]
    for name in record.ordered_fields():
        info = record.model_fields[name]
        if name in record.NOT_WRITTEN:
            continue
        if name == "terms" and issubclass(record, Classified):
            rows.append(
                "| `modalities`, `applications`, … | list of terms | One key per facet of `catalog/taxonomy`; use the narrowest term, broader ones are implied. |"
            )
            continue
        shape = _shape(info.annotation).replace("|", "\\|")
        needed = ", **needed**" if info.is_required() else ""
        rows.append(f"| `{info.alias or name}` | {shape}{needed} | {(info.description or '').replace('|', 'or')} |")
    return rows


def _shape(annotation: object) -> str:  # noqa: PLR0911  one line per kind of annotation
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return " | ".join(map(str, inner))
    if origin in (Union, UnionType):
        return _shape(next(part for part in inner if part is not NoneType))
    if origin is tuple:
        return f"list of {_shape(inner[0])}"
    if origin is dict:
        return f"mapping of {_shape(inner[1])}"
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return _record_shape(annotation)
    if hasattr(annotation, "__metadata__"):
        return _shape(inner[0])
    return {"str": "text", "int": "number", "bool": "true or false", "Decimal": "number", "date": "day"}.get(
        getattr(annotation, "__name__", ""), "text"
    )


def _record_shape(record: type[Record]) -> str:
    generic = record.__pydantic_generic_metadata__
    if not issubclass(record, Answer):
        return record.__name__
    if record.__name__.startswith("Several"):
        return f"list of {_shape(generic['args'][0])}, or a state"
    return f"fact: {_shape(record.model_fields['value'].annotation)}"


def _parts(record: type[Record]) -> Iterator[type[Record]]:
    """Records within a record that have fields of their own, each once."""
    seen: dict[str, type[Record]] = {}
    todo: list[object] = [info.annotation for info in record.model_fields.values()]
    while todo:
        annotation = todo.pop(0)
        if not (isinstance(annotation, type) and issubclass(annotation, Record)):
            todo += get_args(annotation)
        elif annotation.__name__ not in seen:
            seen[annotation.__name__] = annotation
            todo += [info.annotation for info in annotation.model_fields.values()]
    yield from (part for name, part in seen.items() if "[" not in name)


def _first_line(record: type[Record]) -> str:
    return _first_text(record.__doc__)


def _first_text(text: str | None) -> str:
    return (text or "").strip().split("\n")[0]
