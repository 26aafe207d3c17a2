"""The base of every record and the scalar types its fields are made of."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from medlm_atlas.schema.scalars import Quoted, ambiguous_as

IDENTIFIER = r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$"
RESERVED = frozenset({"404", "assets", "index", "constructor", "con", "prn", "aux", "nul"}) | {
    f"{device}{number}" for device in ("com", "lpt") for number in range(10)
}
_NUMBER = re.compile(r"[-+]?(?:0|[1-9]\d{0,29})(?:\.\d{1,30}(?:[eE][-+]?\d{1,2})?)?\Z")
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")
LANGUAGE = r"^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?$"
ROR = r"^0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}$"
COUNTRY = r"^[A-Z]{2}$"
LINK = (
    r"^https://(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
    r"(?:[/?#](?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)?$"
)
"""What `https_link` takes, for programs that only know patterns."""
_TRIMMED_LINE = r"^\S(?:.*\S)?(?![\s\S])"
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")
_URL_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+\Z")


def _unambiguous(value: object) -> object:
    if isinstance(value, str) and (reading := ambiguous_as(value)):
        raise ValueError(f"{str(value)!r} without quotes is read as {reading} by YAML tools; put it in quotes")
    return value


def _trimmed(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; write the text or leave the field out")
    if value != value.strip():
        raise ValueError("begins or ends with a space; take it away")
    if unicodedata.normalize("NFC", value) != value:
        raise ValueError("is not in Unicode form NFC, so equal texts would differ; `medlm-atlas format` cannot choose")
    return value


def _one_line(value: str) -> str:
    if "\n" in value or "\r" in value:
        raise ValueError("has a line break; a text of this kind is one line")
    return value


def _identifier(value: str) -> str:
    if not re.fullmatch(IDENTIFIER, value):
        raise ValueError(
            f"{value!r} is not an id; use lower-case ASCII letters, digits and single hyphens or dots between them"
        )
    if value.split(".", maxsplit=1)[0] in RESERVED:
        raise ValueError(f"{value!r} is a reserved file name on some systems; choose another id")
    return value


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise ValueError("is not a number")
    if isinstance(value, Quoted):
        raise ValueError(f"is a text, since it stands in quotes; write {value} without them")
    if not _NUMBER.match(text := str(value)):
        shown = text if len(text) <= 40 else text[:37] + "..."
        raise ValueError(
            f"{shown!r} is not a number of at most 30 digits; write digits with an optional point, such as 67.60 or 7.0e9"
        )
    return Decimal(text)


def _counted(value: Decimal) -> Decimal:
    """A count, without the decimal places of a whole one: they say nothing, unlike those of a measured number."""
    if value < 0:
        raise ValueError(f"is {value}; a count is not negative, so look at the source again")
    whole = value.to_integral_value()
    return whole if whole == value else value


def _partial_date(value: object) -> object:
    if isinstance(value, datetime.date):
        return value.isoformat()
    found = _PARTIAL_DATE.match(value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"{value!s} is not a date; write 2023, 2023-06 or 2023-06-01")
    try:
        datetime.date(*(int(part or 1) for part in found.groups()))
    except ValueError as error:
        raise ValueError(f"{value!s} is not a date: {error}") from None
    return value


class DateText(str):
    """A date of any precision; it is written without quotes."""

    __slots__ = ()


def _full_date(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError(f"{value!s} is not a day; write year, month and day, such as 2026-11-24")
    return value


def _truth(value: object) -> object:
    if isinstance(value, Quoted):
        raise ValueError("is a text, since it stands in quotes; write true or false without them")
    if value in ("true", True):
        return True
    if value in ("false", False):
        return False
    raise ValueError("is neither true nor false")


def https_link(value: str) -> str:
    """Return `value` if it is a plain https address of a public host, else raise ValueError with the reason."""
    if not value.startswith("https://"):
        raise ValueError("is not an https:// address; only https links are published")
    if not _URL_CHARACTERS.match(value) or re.search(r"%(?![0-9A-Fa-f]{2})", value):
        raise ValueError("holds a character that must be percent-encoded in an address")
    parts = urlsplit(value)
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise ValueError("carries a user name or password; take it away")
    if ":" in parts.netloc:
        raise ValueError("names a port; public pages answer on the standard one")
    if not _HOST.match(parts.netloc.lower()):
        raise ValueError(f"names no public host ({parts.netloc!r})")
    return value


def _language(value: str) -> str:
    if not re.fullmatch(LANGUAGE, value):
        raise ValueError(f"{value!r} is not a BCP-47 language tag such as en, zh-Hant or pt-BR")
    return value


def _country(value: str) -> str:
    if not re.fullmatch(COUNTRY, value):
        raise ValueError(f"{value!r} is not an ISO 3166 alpha-2 country code such as US")
    return value


def _ror(value: str) -> str:
    if not re.fullmatch(ROR, value):
        raise ValueError(f"{value!r} is not an id of the Research Organization Registry such as 03czfpz43")
    return value


_Plain = Annotated[str, BeforeValidator(_unambiguous), AfterValidator(_trimmed), AfterValidator(_one_line)]


def _line_schema(longest: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": _TRIMMED_LINE, "maxLength": longest})


Text = Annotated[_Plain, Field(max_length=5000), _line_schema(5000)]
"""Running text of one paragraph, at most 5,000 characters."""
Line = Annotated[_Plain, Field(max_length=300), _line_schema(300)]
"""One line of text, at most 300 characters."""
Name = Annotated[_Plain, Field(max_length=120), _line_schema(120)]
"""A name, at most 120 characters."""
Identifier = Annotated[
    str,
    BeforeValidator(_unambiguous),
    AfterValidator(_identifier),
    Field(max_length=64),
    WithJsonSchema({"type": "string", "pattern": IDENTIFIER, "maxLength": 64}),
]
"""The id of a record: its file name without ending."""
Number = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
"""A number exactly as written: 67.60 keeps its zero."""
Count = Annotated[
    Decimal,
    BeforeValidator(_number),
    AfterValidator(_counted),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
"""A number of things; a whole one is kept without decimal places."""
PartialDate = Annotated[
    str,
    BeforeValidator(_partial_date),
    AfterValidator(DateText),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1000, "maximum": 9999},
                {"type": "string", "pattern": r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"},
            ]
        }
    ),
]
"""A year, a month (2023-06) or a day (2023-06-01)."""
Day = Annotated[datetime.date, BeforeValidator(_full_date)]
"""A day of the calendar, 2026-11-24."""
Truth = Annotated[bool, BeforeValidator(_truth), WithJsonSchema({"type": "boolean"})]
"""true or false."""
Link = Annotated[
    str,
    AfterValidator(https_link),
    Field(max_length=500),
    WithJsonSchema({"type": "string", "pattern": LINK, "maxLength": 500}),
]
"""An https address."""
Language = Annotated[
    str,
    BeforeValidator(_unambiguous),
    AfterValidator(_language),
    WithJsonSchema({"type": "string", "pattern": LANGUAGE}),
]
"""A BCP-47 language tag."""
Ror = Annotated[
    str,
    BeforeValidator(_unambiguous),
    AfterValidator(_ror),
    WithJsonSchema({"type": "string", "pattern": ROR}),
]
"""An id of the Research Organization Registry without the address before it."""
Country = Annotated[
    str, BeforeValidator(_unambiguous), AfterValidator(_country), WithJsonSchema({"type": "string", "pattern": COUNTRY})
]
"""An ISO 3166 alpha-2 country code."""


_WRITTEN: dict[frozenset[str], set[str]] = {}


class Record(BaseModel):
    """A frozen piece of the catalog that takes no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    FIRST: ClassVar[tuple[str, ...]] = ()
    LAST: ClassVar[tuple[str, ...]] = ()
    NOT_WRITTEN: ClassVar[tuple[str, ...]] = ()

    def model_post_init(self, _context: object, /) -> None:
        """Share the set of written fields among all records that write the same: it is a quarter of their memory."""
        written = self.__pydantic_fields_set__
        object.__setattr__(self, "__pydantic_fields_set__", _WRITTEN.setdefault(frozenset(written), written))

    def plain(self) -> dict[str, object]:
        """The fields that were written, in the order of the schema, as containers and scalars ready to be emitted."""
        written: dict[str, object] = {}
        for name in self.ordered_fields():
            if name in self.model_fields_set:
                written.update(self._plain_field(name, getattr(self, name)))
        return written

    @classmethod
    @cache
    def ordered_fields(cls) -> list[str]:
        """Names of the fields in the order of the canonical form."""
        middle = [name for name in cls.model_fields if name not in cls.FIRST and name not in cls.LAST]
        known = cls.model_fields
        return [*(n for n in cls.FIRST if n in known), *middle, *(n for n in cls.LAST if n in known)]

    def _plain_field(self, name: str, value: object) -> Mapping[str, object]:
        return {} if name in self.NOT_WRITTEN else {name: to_plain(value)}


def to_plain(value: object) -> object:
    """Turn records within `value` into plain containers; see `Record.plain`."""
    if isinstance(value, Record):
        return value.collapsed() if isinstance(value, Collapsible) else value.plain()
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    return value


class Collapsible(Record):
    """A record that may be written in a shorter form than a mapping."""

    def collapsed(self) -> object:
        """The shortest form that reads back as the same record."""
        return self.plain()


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if values.count(value) > 1:
            raise ValueError(f"names {value!r} more than once; once says it")
    return values


class Classified(Record):
    """A record that carries terms of the taxonomy.

    Which keys are facets is data: every file of `catalog/taxonomy` names its field, and the loader passes those names
    as `facets` in the validation context. They are kept together in `terms`.
    """

    terms: dict[str, Annotated[tuple[Identifier, ...], AfterValidator(_distinct)]] = Field(default_factory=dict)
    """Terms by the field name of their facet, such as {"modalities": ("ct-volume",)}."""

    @model_validator(mode="before")
    @classmethod
    def _gather_terms(cls, data: Any, info: ValidationInfo) -> Any:
        fields = (info.context or {}).get("facets", ())
        if not isinstance(data, Mapping) or "terms" in data:
            return data
        terms = {name: data[name] for name in data if name in fields}
        return {**{name: value for name, value in data.items() if name not in terms}, "terms": terms}

    def _plain_field(self, name: str, value: object) -> Mapping[str, object]:
        if name == "terms":
            return {facet: list(terms) for facet, terms in self.terms.items()}
        return super()._plain_field(name, value)


State = Literal["not-reported", "not-applicable"]
