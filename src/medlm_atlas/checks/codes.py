"""Countries and languages are those of the standards."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from babel import Locale

from medlm_atlas.errors import Problem, did_you_mean
from medlm_atlas.loading import Reading

NAME = "codes"
SCOPE = "ISO 3166 countries of organisations and studies, BCP-47 languages of models and datasets."


def check(reading: Reading) -> Iterator[Problem]:
    """Report codes that no standard knows."""
    for kind, record_id, record in reading.records():
        place = reading.place(kind, record_id)
        for index, code in enumerate(getattr(record, "countries", ())):
            if code not in countries():
                yield place.problem(
                    ("countries", index),
                    f"{code!r} is no country code",
                    "ISO 3166 alpha-2",
                    did_you_mean(code, countries()),
                )
        for index, tag in enumerate(getattr(record, "languages", ())):
            if tag.split("-")[0] not in languages():
                yield place.problem(
                    ("languages", index), f"{tag!r} is no language tag", "BCP-47", did_you_mean(tag, languages())
                )
    for organisation in reading.catalog.organisations.values():
        country = organisation.country.value if organisation.country else None
        if country and country not in countries():
            yield reading.place("organisations", organisation.id).problem(
                ("country", "value"),
                f"{country!r} is no country code",
                "ISO 3166 alpha-2",
                did_you_mean(country, countries()),
            )


@cache
def countries() -> dict[str, str]:
    """English names of countries by ISO 3166 alpha-2 code."""
    return {code: name for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha()}


@cache
def languages() -> dict[str, str]:
    """English names of languages by their BCP-47 primary tag."""
    return dict(Locale("en").languages)
