"""A bibliographic reference, as BibTeX holds it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Annotated, Literal
from urllib.parse import quote

from babel import Locale
from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from medlm_atlas.errors import did_you_mean
from medlm_atlas.schema.base import Identifier, Link, Record, https_link

EntryType = Literal[
    "article", "inproceedings", "incollection", "book", "phdthesis", "mastersthesis", "techreport", "misc", "online"
]
Level = Literal["authoritative", "corroborated", "weak"]
_AUTHORITIES = frozenset({"publisher", "proceedings", "anthology", "pubmed", "pmc", "university", "arxiv"})
_SOURCE_KINDS = (*sorted(_AUTHORITIES), "list", "readme", "card")
_IN_PATHS = "/:;()!$&'*+,=@"
_DOI = re.compile(r"10\.\d{4,9}/[^\s{}\"\\]+\Z")
_ARXIV = re.compile(r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?\Z")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = frozenset(
    name.casefold() for form in ("wide", "abbreviated") for name in Locale("en").months["format"][form].values()
)
_BARRED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ı": "i"})
_PARTICLES = frozenset(
    (
        "van",
        "von",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "la",
        "le",
        "ten",
        "ter",
        "du",
        "zu",
        "zur",
        "af",
        "al",
        "el",
    )
)


class Person(Record):
    """A person's name in its parts, or a group's whole name in `family` with `group` set."""

    family: str
    """Family name with its particles, or the whole name of a group."""
    given: str = ""
    """Given names."""
    suffix: str = ""
    """Jr, III."""
    group: bool = False
    """Whether this is a group."""

    def __str__(self) -> str:
        """The name as BibTeX writes it."""
        if self.group:
            return "{" + self.family + "}"
        return ", ".join(part for part in (self.family, self.suffix, self.given) if part)

    @property
    def natural(self) -> str:
        """The name in reading order."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)


class Opened(Record):
    """What was opened to make the entry."""

    kind: str
    """publisher, proceedings, anthology, pubmed, pmc, university, arxiv, list, readme or card."""
    url: Link
    """Its address."""
    date: datetime.date
    """The day."""

    def __str__(self) -> str:
        """The form in `x-source`."""
        return f"{self.kind} {self.url} {self.date}"


def _people(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(_person(name) for name in split_names(value))


def split_names(value: str) -> Iterator[str]:
    """The names of an author field, split at `and` outside braces."""
    depth, start = 0, 0
    for found in re.finditer(r"[{}]|\sand\s", value + " "):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if found[0].strip() == "and" and not depth:
            yield value[start : found.start()].strip()
            start = found.end()
    yield value[start:].strip()


def _person(name: str) -> Person:
    if len(name) > 300:
        raise ValueError(f"a name is {len(name):,} characters long; separate the authors with ` and `")
    if not name or name.casefold() in ("others", "et al.", "et al"):
        raise ValueError("the author list is cut (an empty name, 'others' or 'et al.'); write every author")
    _tidy(name)
    if _in_braces(name):
        while _in_braces(name):
            name = name[1:-1].strip()
        return Person(family=name, group=True)
    parts = [part.strip() for part in re.sub(r"[{}]", "", name).split(",")]
    if len(parts) == 1 and " " not in name:
        return Person(family=name)
    if len(parts) == 1 or len(parts) > 3 or not all(parts):
        raise ValueError(f"the name {name!r} is not in the form 'Family, Given' (groups go in double braces)")
    return Person(family=parts[0], given=parts[-1], suffix=parts[1] if len(parts) == 3 else "")


def _in_braces(name: str) -> bool:
    """Whether the brace that opens a name closes at its end."""
    depths = list(accumulate({"{": 1, "}": -1}.get(char, 0) for char in name))
    return name.startswith("{") and 0 not in depths[:-1] and depths[-1] == 0


def _opened(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(_one_opened(part.strip()) for part in value.split(";") if part.strip())


def _one_opened(part: str) -> Opened:
    pieces = part.split()
    if len(pieces) != 3 or pieces[0] not in _SOURCE_KINDS:
        raise ValueError(f"{part!r} is not in the form 'kind address day' with a kind among {', '.join(_SOURCE_KINDS)}")
    try:
        return Opened(kind=pieces[0], url=pieces[1], date=datetime.date.fromisoformat(pieces[2]))
    except ValueError:
        raise ValueError(f"{part!r} holds no https address or no day such as 2026-11-24") from None


def _tidy(value: str) -> str:
    if "\\" in value:
        raise ValueError("holds a backslash; write the characters themselves, TeX is made on export")
    if re.search(r"(?<!\{)\$|\^|~", value):
        raise ValueError("holds TeX markup; write the characters themselves, TeX is made on export")
    return " ".join(value.split())


def _doi(value: str) -> str:
    if not _DOI.match(value):
        raise ValueError(f"{value!r} is not a bare DOI such as 10.1038/s41586-023-06291-2")
    return value


def _eprint(value: str) -> str:
    if not _ARXIV.match(value):
        raise ValueError(f"{value!r} is not an arXiv id such as 2303.00915")
    if re.match(r"(?:1[5-9]|[2-9]\d)\d\d\.\d{4}(?:v|\Z)", value):
        raise ValueError(f"{value!r} lost a digit: arXiv ids since 2015 have five digits after the point")
    return value


def _month(value: str) -> str:
    for word in re.split(r"[\s/,-]+", value.casefold().replace(".", "")):
        if word not in _MONTH_NAMES and not (word.isdecimal() and 1 <= int(word) <= 31):
            raise ValueError(
                f"{value!r} is no month; write such as January or jan. {did_you_mean(word, _MONTH_NAMES)}".strip()
            )
    return value


def _typographic(value: str) -> str:
    """Dashes between words and quotation marks as characters, where a paste has them as TeX."""
    dashed = re.sub(r"(?<=[\w\s])(-{2,3})(?=[\w\s])", lambda found: "–—"[len(found[0]) - 2], value)
    return re.sub(r"``(.+?)''", r"“\1”", dashed)


def _page_range(value: str) -> str:
    return re.sub(r"\s*(?:–|--+)\s*", "--", value)


_Field = Annotated[str, AfterValidator(_tidy), AfterValidator(_typographic), Field(max_length=1000)]


class Reference(Record):
    """One entry of `catalog/references`; the key never changes once published."""

    type: EntryType
    """BibTeX entry type."""
    key: Identifier
    """Citation key and file name."""
    author: Annotated[tuple[Person, ...], BeforeValidator(_people), Field(min_length=1)]
    """Every author in order, "Family, Given and Family, Given"; groups in double braces."""
    editor: Annotated[tuple[Person, ...], BeforeValidator(_people)] = ()
    """Editors of a volume."""
    title: Annotated[_Field, Field(min_length=1)]
    """The title; braces protect capitals."""
    journal: _Field | None = None
    """The journal, or "arXiv preprint"."""
    booktitle: _Field | None = None
    """The proceedings or book."""
    series: _Field | None = None
    """The series."""
    edition: _Field | None = None
    """The edition."""
    institution: _Field | None = None
    """The institution of a report."""
    school: _Field | None = None
    """The university of a thesis."""
    organization: _Field | None = None
    """The organisation behind a page."""
    publisher: _Field | None = None
    """The publisher."""
    address: _Field | None = None
    """The place."""
    howpublished: _Field | None = None
    """How it was published."""
    year: Annotated[int, Field(ge=1950, le=2100)]
    """The year of this version."""
    month: Annotated[_Field, AfterValidator(_month)] | None = None
    """The month."""
    volume: _Field | None = None
    """The volume."""
    number: _Field | None = None
    """The issue."""
    pages: Annotated[str, AfterValidator(_tidy), AfterValidator(_page_range)] | None = None
    """Pages with an en dash written --, or an article number."""
    isbn: _Field | None = None
    """ISBN."""
    issn: _Field | None = None
    """ISSN."""
    doi: Annotated[str, AfterValidator(_doi)] | None = None
    """The bare DOI."""
    eprint: Annotated[str, AfterValidator(_eprint)] | None = None
    """The arXiv id of this work or of its preprint."""
    archiveprefix: Literal["arXiv"] | None = None
    """arXiv."""
    primaryclass: _Field | None = None
    """The arXiv class."""
    pmid: Annotated[str, Field(pattern=r"^\d{1,9}$")] | None = None
    """PubMed id."""
    pmcid: Annotated[str, Field(pattern=r"^PMC\d+$")] | None = None
    """PubMed Central id."""
    url: Annotated[str, AfterValidator(https_link)] | None = None
    """An https address."""
    urldate: datetime.date | None = None
    """The day a page was read."""
    note: _Field | None = None
    """A note for readers."""
    related: Identifier | None = None
    """Key of a preprint or published version that has its own entry."""
    x_source: Annotated[tuple[Opened, ...], BeforeValidator(_opened), Field(alias="x-source")] = ()
    """What was opened and when; stored, not exported."""
    x_status: Annotated[Literal["retracted", "withdrawn", "corrected"] | None, Field(alias="x-status")] = None
    """retracted, withdrawn or corrected; exported in the note."""

    @field_validator("year", mode="before")
    @classmethod
    def _digits(cls, value: object) -> object:
        if isinstance(value, str) and not re.fullmatch(r"\d{4}", value):
            raise ValueError(f"{value!r} is not a year of four digits")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Reference:
        if (self.eprint is None) != (self.archiveprefix is None):
            raise ValueError("eprint and archiveprefix = {arXiv} belong together")
        if self.type == "article" and not self.journal:
            raise ValueError("an article needs a journal; for a preprint write journal = {arXiv preprint}")
        if self.type in ("inproceedings", "incollection") and not self.booktitle:
            raise ValueError("needs a booktitle: the proceedings or book it stands in")
        if self.title.count("{") != self.title.count("}"):
            raise ValueError("the title's braces do not balance")
        return self

    @property
    def level(self) -> Level:
        """How far the author list can be trusted, from what was opened; a page that is cited as a page rests on itself."""
        first_hand = _AUTHORITIES | {"readme", "card"} if self.type == "online" else _AUTHORITIES
        if any(opened.kind in first_hand for opened in self.x_source):
            return "authoritative"
        return "corroborated" if len({opened.url for opened in self.x_source}) > 1 else "weak"

    @property
    def plain_title(self) -> str:
        """The title without protecting braces."""
        return re.sub(r"[{}]", "", self.title)

    def __hash__(self) -> int:
        """By the key alone: equal references have equal keys."""
        return hash(self.key)

    @property
    def normalised_title(self) -> str:
        """Letters and digits of the title, without case and accents."""
        return "".join(c for c in unicodedata.normalize("NFKD", self.plain_title).casefold() if c.isalnum())

    @property
    def arxiv_id(self) -> str | None:
        """The arXiv id without its version."""
        return re.sub(r"v\d+$", "", self.eprint) if self.eprint else None

    @property
    def arxiv_link(self) -> str | None:
        """The https address on arXiv."""
        return f"https://arxiv.org/abs/{self.arxiv_id}" if self.eprint else None

    @property
    def venue(self) -> str:
        """Where it appeared."""
        venue = (
            self.journal or self.booktitle or self.institution or self.school or self.howpublished or self.organization
        )
        return re.sub(r"[{}]", "", venue or self.publisher or ("arXiv" if self.eprint else "Web page"))

    @property
    def month_number(self) -> int | None:
        """The month from 1 to 12, None if it is not known or not one month."""
        month = re.sub(r"[{}]", "", self.month or "").lower()
        if month.isdecimal():
            return int(month) if 1 <= int(month) <= 12 else None
        return _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else None

    @property
    def exported_doi(self) -> str | None:
        """The DOI; for what appeared on arXiv only, the one that arXiv registers for it."""
        if self.doi or not self.eprint or not self.venue.startswith("arXiv"):
            return self.doi
        return f"10.48550/arXiv.{self.arxiv_id}"

    @property
    def exported_note(self) -> str | None:
        """The note for readers, which tells first if the work is retracted, withdrawn or corrected."""
        return "; ".join(part for part in ((self.x_status or "").capitalize(), self.note) if part) or None

    @property
    def link(self) -> str | None:
        """The best https address: DOI, then arXiv, then url."""
        if self.doi:
            return f"https://doi.org/{quote(self.doi, safe=_IN_PATHS)}"
        return self.arxiv_link or self.url

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every https address of the work, the best first."""
        return tuple(dict.fromkeys(each for each in (self.link, self.arxiv_link, self.url) if each))

    @property
    def short_authors(self) -> str:
        """One, two, or the first and "et al."."""
        families = [person.family for person in self.author]
        return " and ".join(families) if len(families) < 3 else f"{families[0]} et al."

    @property
    def sort_name(self) -> str:
        """The first author's family name without leading particles, case, accents and strokes, for alphabetical lists."""
        words = self.author[0].family.split()
        kept = [word for word in words if word not in _PARTICLES] or words
        plain = unicodedata.normalize("NFKD", " ".join(kept).casefold().translate(_BARRED))
        return "".join(letter for letter in plain if not unicodedata.combining(letter))


ORDER: tuple[str, ...] = tuple(
    field.alias or name for name, field in Reference.model_fields.items() if name not in ("type", "key")
)
"""BibTeX fields in the order of the canonical form."""


def reference_from(entry_type: str, key: str, fields: Mapping[str, str]) -> Reference:
    """Build a reference from the parts of a BibTeX entry.

    Raises:
        pydantic.ValidationError: with one error per field that is wrong.
    """
    return Reference.model_validate({**fields, "type": entry_type, "key": key})


def field_texts(reference: Reference) -> dict[str, str]:
    """The fields that were written, as BibTeX texts, in canonical order."""
    texts: dict[str, str] = {}
    for name, info in Reference.model_fields.items():
        value = getattr(reference, name)
        if name in ("type", "key") or name not in reference.model_fields_set or value in (None, ()):
            continue
        separator = " and " if name in ("author", "editor") else "; "
        texts[info.alias or name] = separator.join(map(str, value)) if isinstance(value, tuple) else str(value)
    return texts


def to_bibtex(reference: Reference) -> str:
    """The stored form: every field on a line, in one order, housekeeping included."""
    lines = [f"  {name} = {{{text}}}" for name, text in field_texts(reference).items()]
    return f"@{reference.type}{{{reference.key},\n" + ",\n".join(lines) + "\n}\n"
