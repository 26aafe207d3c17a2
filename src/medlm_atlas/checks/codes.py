"""Countries and languages are those of the standards."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from babel import Locale

from medlm_atlas.errors import Problem, did_you_mean
from medlm_atlas.loading import Reading
from medlm_atlas.schema.base import Record
from medlm_atlas.schema.terms import Organisation
from medlm_atlas.schema.walking import Loc

NAME = "codes"
SCOPE = "ISO 3166 countries of organisations and studies, BCP-47 languages of models and datasets."
_NO_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ")
)  # fmt: skip
"""Codes that the names of regions hold beside those that ISO 3166 gives to countries."""


def check(reading: Reading) -> Iterator[Problem]:
    """Report codes that no standard knows."""
    for kind, record_id, record in reading.records():
        place = reading.place(kind, record_id)
        for loc, code in _countries_of(record):
            if code not in countries():
                yield place.problem(
                    loc, f"{code!r} is no country code", "countries have the two letters of ISO 3166",
                    did_you_mean(code, countries()) or "Look the country up there; the United Kingdom is GB.",
                )  # fmt: skip
        for index, tag in enumerate(getattr(record, "languages", ())):
            if tag.split("-")[0] not in languages():
                yield place.problem(
                    ("languages", index), f"{tag!r} is no language tag", "languages have the tags of BCP 47",
                    did_you_mean(tag, languages()) or "Look the language up there; Chinese is zh.",
                )  # fmt: skip


def _countries_of(record: Record) -> Iterator[tuple[Loc, str]]:
    yield from ((("countries", index), code) for index, code in enumerate(getattr(record, "countries", ())))
    if isinstance(record, Organisation) and record.country and record.country.value:
        yield ("country", "value"), record.country.value


@cache
def countries() -> dict[str, str]:
    """English names of countries by ISO 3166 alpha-2 code."""
    named = Locale("en").territories.items()
    return {code: name for code, name in named if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES}


@cache
def languages() -> dict[str, str]:
    """English names of languages by their BCP-47 primary tag."""
    return {tag: name for tag, name in Locale("en").languages.items() if tag.isalpha()}
