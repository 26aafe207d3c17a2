"""Going through a record to every piece of it."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.schema.base import Record

Loc = tuple[str | int, ...]


def pieces(record: Record, loc: Loc = ()) -> Iterator[tuple[Loc, Record]]:
    """The record and every record within it, each with the path that leads to it."""
    yield loc, record
    for name in record.model_fields_set:
        yield from _within(getattr(record, name), (*loc, name))


def parts(record: Record) -> Iterator[Record]:
    """The record and every record within it, in the order of `pieces`."""
    yield record
    for name in record.model_fields_set:
        yield from _parts_of(getattr(record, name))


def _parts_of(value: object) -> Iterator[Record]:
    if isinstance(value, Record):
        yield from parts(value)
    elif isinstance(value, tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            if not isinstance(item, str):
                yield from _parts_of(item)


def _within(value: object, loc: Loc) -> Iterator[tuple[Loc, Record]]:
    if isinstance(value, Record):
        yield from pieces(value, loc)
    elif type(value) is tuple:
        for index, item in enumerate(value):
            yield from _within(item, (*loc, index))
    elif type(value) is dict:
        for key, item in value.items():
            yield from _within(item, (*loc, key))
