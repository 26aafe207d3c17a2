"""How values are said on pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from babel import Locale

from medlm_atlas.schema.evidence import Row
from medlm_atlas.schema.fact import ABSENT
from medlm_atlas.schema.parts import Source
from medlm_atlas.schema.reference import Reference
from medlm_atlas.views.words import country, number, short_number

ACCESS: Mapping[str, str] = {
    "open": "Open download",
    "gated": "Gated download",
    "on-request": "On request",
    "api": "API only",
    "closed": "Not available",
    "full": "Training and inference code",
    "inference": "Inference code",
    "none": "No code",
    "partly-open": "Partly open",
    "credentialed": "Credentialed access",
    "registration": "After registration",
}
STATES: Mapping[str, str] = {
    "not-reported": "Not reported",
    "not-applicable": "Not applicable",
    ABSENT: "Not yet looked up",
}
"""What a field says that has no value."""
PERMISSIONS: Mapping[str, str] = {
    "allowed": "allowed",
    "conditional": "on conditions",
    "forbidden": "forbidden",
}
RELATIONS: Mapping[str, str] = {
    "fine-tuned": "fine-tuned",
    "continued-pretraining": "pre-trained further",
    "initialised": "initialised from it",
    "frozen-part": "used frozen",
    "distilled": "distilled",
    "merged": "merged",
    "prompted": "prompted",
    "component": "used as a component",
}
BASIS: Mapping[str, str] = {
    "stated": "stated",
    "computed": "computed from the weights",
    "from-name": "read from the name",
}
SOURCE_KINDS: Mapping[str, str] = {
    "model-card": "Model card",
    "repository": "Repository",
    "regulator": "Regulator's page",
    "project-page": "Project page",
    "leaderboard": "Leaderboard",
    "release": "Release",
    "documentation": "Documentation",
    "dataset-page": "Dataset page",
    "trial-registry": "Trial registry",
    "licence-text": "Licence text",
    "web-page": "Web page",
}
ORIGINS: Mapping[str, str] = {
    "publisher": "Publisher",
    "proceedings": "Proceedings",
    "anthology": "Anthology",
    "pubmed": "PubMed",
    "pmc": "PubMed Central",
    "university": "University repository",
    "arxiv": "arXiv",
    "readme": "README",
    "card": "Model card",
    "list": "List of works",
}
FIELDS: Mapping[str, str] = {
    "released": "Release date",
    "access.weights": "Access to the weights",
    "access.code": "Access to the code",
    "access.data": "Access to the training data",
    "licences.weights": "Licence of the weights",
    "licences.code": "Licence of the code",
    "licences.data": "Licence of the data",
    "derived_from": "Derived from",
    "training.datasets": "Training data",
    "training.compute": "Training compute",
    "intended_use": "Intended use",
    "regulatory": "Clearances",
    "outcome.direction": "Direction of the outcome",
    "stage": "Evidence stage",
    "rows.value": "Value of a table",
}
"""Fields whose name is not simply their word with a capital."""
READINGS: Mapping[str, str] = {
    "read-paper": "the paper",
    "read-excerpt": "excerpts of the paper",
    "read-abstract": "the abstract",
    "read-repository": "the repository",
    "read-card": "the model card",
}


def clip(text: str, width: int) -> str:
    """The text, cut at a word with an ellipsis if it is longer than `width` characters."""
    return text if len(text) <= width else text[:width].rsplit(" ", 1)[0].rstrip(",;:.") + " …"


def place(link: str) -> str:
    """A link for a narrow column: without its scheme, and with host and last part alone where it is long."""
    text = link.removeprefix("https://").rstrip("/")
    host, *_, last = text.split("/") if "/" in text else (text, "")
    return f"{host}/…/{last}" if len(text) > 40 and text.count("/") > 1 else text


def first_sentence(text: str) -> str:
    """The text up to its first full stop."""
    head, stop, _ = text.partition(". ")
    return head + "." if stop else text


def date(value: object) -> str:
    """A date of any precision in words: 2023, June 2023, 1 June 2023."""
    parts = [int(part) for part in str(value).split("-")]
    if len(parts) == 1:
        return str(parts[0])
    month = Locale("en").months["format"]["wide"][parts[1]]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{parts[2]} {month} {parts[0]}"


def month(value: object) -> str:
    """A date as year and month for narrow columns: 2023-06."""
    return str(value)[:7]


def value_of(row: Row) -> str:
    """A result as printed, with a per cent sign where it is in percent."""
    return f"{row.value:f}" + (
        " %" if row.unit == "percent" else f" {row.unit}" if row.unit and row.unit != "fraction" else ""
    )


def source_name(reference: Reference | None, source: Source | None) -> str:
    """How a source is called in a line."""
    if reference:
        return f"{reference.short_authors} {reference.year}"
    return f"{SOURCE_KINDS[source.kind].lower()}, read {date(source.opened)}" if source else "unknown source"


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def language(tag: str) -> str:
    """The English name of a language."""
    return str(Locale("en").languages.get(tag.split("-", maxsplit=1)[0], tag))


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def field(path: str) -> str:
    """What a field is called on pages; those of a variant as those of its model."""
    name = path.removeprefix("variants.")
    return FIELDS.get(name, capital(name))


def slug(text: str) -> str:
    """A text as an id within a page."""
    return "g-" + "-".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


FILTERS: Mapping[str, Callable[..., str]] = {
    "clip": clip,
    "place": place,
    "first_sentence": first_sentence,
    "number": number,
    "short_number": short_number,
    "date": date,
    "slug": slug,
    "month": month,
    "value_of": value_of,
    "plural": plural,
    "country": country,
    "language": language,
    "capital": capital,
    "field": field,
    "access": lambda value: ACCESS.get(value, value),
    "state": lambda value: STATES[value],
    "relation": lambda value: RELATIONS[value],
    "basis": lambda value: BASIS[value],
    "source_kind": lambda value: SOURCE_KINDS[value],
    "origin": lambda value: ORIGINS.get(value, value),
    "reading": lambda value: READINGS[value],
}
