"""The core type: a fact is a value or a state, with its source, its place and what disputes it."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, get_args

from pydantic import model_validator

from medlm_atlas.errors import did_you_mean
from medlm_atlas.schema.base import Collapsible, Day, Line, Record, State, Text

T = TypeVar("T")
STATES: tuple[str, ...] = get_args(State)
ABSENT = "absent"
"""The case beside a value and the two states: the field was left out, since nobody has looked."""


class Claim(Record):
    """Anything that can be checked: it says where it was read."""

    LAST = ("source", "at", "note")

    source: Line
    """A citation key, or an id under the record's own `sources`."""
    at: Line
    """The place in the source: "Table 2", "section 3.1", "README, Licence"."""
    note: Text | None = None
    """What a reader must know to take the fact rightly."""


class Dispute(Claim):
    """Another value that a source gives, and why it was not chosen."""

    value: Line
    """The value not chosen, as that source prints it."""
    why: Text
    """Why the other value stands."""


class Answer(Collapsible):
    """A value or a state. Exactly one of the two; an answer with a value names its source and place."""

    state: State | None = None
    """not-reported (looked for in this record's sources and not there) or not-applicable."""
    source: Line | None = None
    """A citation key, or an id under the record's own `sources`."""
    at: Line | None = None
    """The place in the source: "Table 2", "section 3.1", "README, Licence"."""
    note: Text | None = None
    """What a reader must know to take the fact rightly."""

    @model_validator(mode="before")
    @classmethod
    def _expand_state(cls, data: Any) -> Any:
        if isinstance(data, str):
            if data not in STATES:
                raise ValueError(
                    f"{str(data)!r} has no source; write {{value: {data}, source: ..., at: ...}} or one of "
                    f"{', '.join(STATES)}. {did_you_mean(data, STATES)}".strip()
                )
            return {"state": str(data)}
        return data

    def collapsed(self) -> object:
        """The bare state where nothing else was written, else the mapping."""
        return self.state if self.model_fields_set == {"state"} else self.plain()


class Fact(Answer, Generic[T]):
    """A value with its source and place, or a state."""

    FIRST = ("state", "value")
    LAST = ("source", "at", "as_of", "note", "disputed")

    value: T | None = None
    """The fact itself."""
    as_of: Day | None = None
    """The day on which it was so, for facts that change, such as licences."""
    disputed: tuple[Dispute, ...] = ()
    """What other sources say instead."""

    @model_validator(mode="after")
    def _value_or_state(self) -> Fact[T]:
        if (self.value is None) == (self.state is None):
            raise ValueError("has both a value and a state, or neither; write one of them")
        if self.value is not None and not (self.source and self.at):
            raise ValueError("has a value without its source and place; add `source:` and `at:`")
        return self


class Several(Answer, Generic[T]):
    """A list of claims, or a state for the whole list. It is written as the bare list."""

    items: tuple[T, ...] = ()
    """The claims."""

    @model_validator(mode="before")
    @classmethod
    def _expand_list(cls, data: Any) -> Any:
        return {"items": data} if isinstance(data, list | tuple) else data

    @model_validator(mode="after")
    def _items_or_state(self) -> Several[T]:
        if bool(self.items) == (self.state is not None):
            raise ValueError("is empty; list at least one, or write not-reported or not-applicable")
        return self

    def collapsed(self) -> object:
        """The bare list, the bare state, or the mapping of a state with its source."""
        if self.items:
            return [item.plain() if isinstance(item, Record) else item for item in self.items]
        return super().collapsed()
