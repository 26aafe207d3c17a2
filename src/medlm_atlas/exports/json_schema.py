"""JSON Schema of every kind of record, with today's terms, for editors and other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from medlm_atlas.catalog import Catalog
from medlm_atlas.loading import RECORDS, VOCABULARIES
from medlm_atlas.schema.base import Classified, Record
from medlm_atlas.schema.fact import STATES
from medlm_atlas.writing import SCHEMA_NAMES

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas(catalog: Catalog) -> dict[str, str]:
    """Text of the schema file of every kind, by file name."""
    kinds = {SCHEMA_NAMES[kind]: record for kind, record in RECORDS.items()} | dict(VOCABULARIES)
    return {
        f"{name}.json": json.dumps(schema(record, catalog), indent=1, ensure_ascii=False) + "\n"
        for name, record in kinds.items()
    }


def schema(record: type[Record], catalog: Catalog) -> dict[str, Any]:
    """The schema of one kind of record as it is written in YAML."""
    made = record.model_json_schema()
    for part in (made, *made.get("$defs", {}).values()):
        part["properties"] = {name: _without_null(value) for name, value in part.get("properties", {}).items()}
        _as_written(part)
    for name in record.NOT_WRITTEN:
        made["properties"].pop(name, None)
        made["required"] = [each for each in made.get("required", ()) if each != name]
    if issubclass(record, Classified):
        made["properties"].pop("terms")
        made["properties"] |= dict(_facets(catalog))
    return {
        "$schema": DIALECT,
        "title": record.__name__,
        **{key: value for key, value in made.items() if key != "title"},
    }


def _facets(catalog: Catalog) -> Iterator[tuple[str, Mapping[str, object]]]:
    for facet in catalog.facets.values():
        terms = [term.id for term in facet.terms]
        yield (
            facet.field,
            {"type": "array", "description": facet.definition, "items": {"enum": terms}, "uniqueItems": True},
        )


def _without_null(value: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field as it is written: it is left out rather than empty, and its name is title enough."""
    kept = {key: part for key, part in value.items() if key != "title" and (key, part) != ("default", None)}
    options = [option for option in kept.get("anyOf", ()) if option != {"type": "null"}]
    return {**options[0], **{k: v for k, v in kept.items() if k != "anyOf"}} if len(options) == 1 else kept


def _as_written(part: dict[str, Any]) -> None:
    """Turn the schema of a fact or a list of claims into that of its written forms."""
    properties = part.get("properties", {})
    if "state" not in properties:
        return
    bare = {"enum": list(STATES)}
    mapping = {key: part.pop(key) for key in list(part) if key not in ("title", "description")}
    if "items" in properties:
        items = properties.pop("items")
        items.pop("default", None)
        part["anyOf"] = [{**items, "minItems": 1}, bare, {**mapping, "required": ["state"]}]
        return
    value = {"required": ["value", "source", "at"], "not": {"required": ["state"]}}
    state = {"required": ["state"], "not": {"required": ["value"]}}
    part["anyOf"] = [bare, {**mapping, "oneOf": [value, state]}]
