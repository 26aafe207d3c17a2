"""No word mixes alphabets that look alike: a Cyrillic letter in a Latin name makes a second name that nobody can tell apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading
from medlm_atlas.schema.parts import Entry
from medlm_atlas.schema.reference import Reference
from medlm_atlas.schema.terms import Organisation
from medlm_atlas.schema.walking import Loc

NAME = "letters"
SCOPE = "Words of names, aliases, titles and terms that mix Latin with look-alike letters of other alphabets."
_LIKE_LATIN = frozenset(("CYRILLIC", "ARMENIAN", "CHEROKEE"))
_GREEK_LIKE_LATIN = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο")


def check(reading: Reading) -> Iterator[Problem]:
    """Report words that are not what they look like. Greek letters beside Latin ones, as in β2Net, are words of science."""
    for kind, record_id, record in reading.records():
        for loc, text in _texts(record):
            if word := mixed_word(text):
                yield reading.place(kind, record_id).problem(loc, *_said(word))
    for facet in reading.catalog.facets.values():
        for index, term in enumerate(facet.terms):
            if word := mixed_word(" ".join((term.label, *term.synonyms))):
                yield reading.place("taxonomy", facet.id).problem(("terms", index), *_said(word))


def _texts(record: object) -> Iterator[tuple[Loc, str]]:
    match record:
        case Entry() | Organisation():
            yield ("name",), record.name
            yield from ((("aliases", index), alias) for index, alias in enumerate(record.aliases))
        case Reference():
            yield ("title",), record.plain_title
            yield ("author",), " ".join(person.natural for person in record.author)


def mixed_word(text: str) -> str | None:
    """The first word that has letters of the Latin alphabet and letters of another that look like them."""
    if text.isascii():
        return None
    return next((word for word in re.findall(r"\w+", text) if _mixes(word)), None)


def _mixes(word: str) -> bool:
    alphabets = {_alphabet(letter) for letter in word}
    return {"LATIN", "LOOK-ALIKE"} <= alphabets


@cache
def _alphabet(letter: str) -> str:
    alphabet = unicodedata.name(letter, "").split(" ")[0]
    return "LOOK-ALIKE" if alphabet in _LIKE_LATIN or letter in _GREEK_LIKE_LATIN else alphabet


def _said(word: str) -> tuple[str, str, str]:
    foreign = ", ".join(
        unicodedata.name(letter).lower() for letter in dict.fromkeys(word) if _alphabet(letter) == "LOOK-ALIKE"
    )
    return f"the word {word!r} holds {foreign} among Latin letters", "it passes for another word", "Type the word anew."
