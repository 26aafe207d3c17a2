"""JSON: models with every fact, its state, source and place, in one shape throughout."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import get_args

from medlm_atlas.exports.joined import Format, Joined
from medlm_atlas.schema.base import Classified, Record
from medlm_atlas.schema.fact import ABSENT, Answer
from medlm_atlas.schema.model import Access, Licences, Model, Training
from medlm_atlas.views import Views

_GROUPS = (Access, Licences, Training)
"""Records that hold nothing but facts; where one was not written, each of its facts is absent."""
_LEFT_OUT = frozenset({"id", "draft", "terms"})


def objects(views: Views) -> Joined[Model]:
    """A list of objects, each on a line of its own."""
    return Joined(
        lambda model: json.dumps(item(views, model), ensure_ascii=False), head="[\n", separator=",\n", tail="\n]\n"
    )


def item(views: Views, model: Model) -> dict[str, object]:
    """A model as one object.

    A fact is `{"state": "value", "value": ..., "source": ..., "at": ...}`, a list of claims has `items` in the place of
    `value`, and the other states are `not-reported`, `not-applicable` and `absent` (nobody has looked).
    """
    stage = views.evidence.best(model.id)
    terms = {facet.field: list(views.catalog.terms_of(model, facet.id)) for facet in views.catalog.facets.values()}
    evidence = {"stage": stage.id} | ({"study": stage.study} if stage.study else {})
    return {"id": model.id, **dict(_fields(model)), **terms, "evidence": evidence}


def _fields(record: Record) -> Iterator[tuple[str, object]]:
    for name, kind in _kinds(type(record)):
        value = getattr(record, name)
        if value is not None:
            yield name, _plain(value)
        elif kind in _GROUPS:
            yield name, dict(_fields(kind()))
        elif issubclass(kind, Answer):
            yield name, {"state": ABSENT}


@cache
def _kinds(record: type[Record]) -> tuple[tuple[str, type[Record]], ...]:
    """The fields that are exported, each with the record it may hold."""
    left_out = _LEFT_OUT if issubclass(record, Classified) else ()
    fields = record.model_fields
    return tuple(
        (name, _record_type(fields[name].annotation)) for name in record.ordered_fields() if name not in left_out
    )


def _record_type(annotation: object) -> type[Record]:
    """The record a field may hold, `Record` itself if it holds none."""
    kinds = [part for part in (annotation, *get_args(annotation)) if isinstance(part, type)]
    return next((kind for kind in kinds if issubclass(kind, Record)), Record)


def _plain(value: object) -> object:
    if isinstance(value, Answer):
        written = {name: part for name, part in _fields(value) if part not in ([], None) and name != "state"}
        return {"state": value.state or "value", **written}
    if isinstance(value, Record):
        return dict(_fields(value))
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


FORMAT = Format("JSON", "json", "application/json", "models", objects)
