"""CSV: one row per model, the value and the state of every fact in columns of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from medlm_atlas.exports.facts import FACTS, state_of, value_of
from medlm_atlas.exports.joined import Format, Joined
from medlm_atlas.schema.model import Model
from medlm_atlas.tables import line
from medlm_atlas.views import Views
from medlm_atlas.views.words import country

Column = tuple[str, Callable[[Model], str]]


def rows(views: Views) -> Joined[Model]:
    """A header and one row per model, lines ended as RFC 4180 asks (CR LF)."""
    columns = list(_columns(views))
    return Joined(lambda model: line(text_of(model) for _, text_of in columns), head=line(name for name, _ in columns))


def _columns(views: Views) -> Iterator[Column]:
    catalog = views.catalog
    yield from ((name, _written(name)) for name in ("id", "name", "kind", "scope", "family"))
    yield "aliases", lambda model: _list(model.aliases)
    yield "primary_modality", catalog.primary_modality
    yield from ((facet.field, _terms(views, facet.id)) for facet in catalog.facets.values())
    yield "languages", lambda model: _list(model.languages)
    yield "countries", lambda model: _list(_countries(views, model))
    for name, fact_of in FACTS.items():
        yield name, lambda model, fact_of=fact_of: value_of(fact_of(model))  # type: ignore[misc]
        yield f"{name}_state", lambda model, fact_of=fact_of: state_of(fact_of(model))  # type: ignore[misc]
    yield "variants", lambda model: _list(model.variant_ids)
    yield "evidence_stage", lambda model: views.evidence.best(model.id).id
    yield "studies", lambda model: _list(study.id for study in views.uses.studies_of(model.id))
    yield "numbers", lambda model: str(len(views.measurements.by_model.get(model.id, ())))
    yield "papers", lambda model: _list(model.keys)
    yield "dois", lambda model: _list(each.exported_doi or "" for each in views.citing.references(model.keys))
    yield from ((name, _written(name)) for name in ("added", "reviewed", "summary"))


def _written(name: str) -> Callable[[Model], str]:
    return lambda model: str(getattr(model, name) or "")


def _terms(views: Views, facet: str) -> Callable[[Model], str]:
    return lambda model: _list(views.catalog.terms_of(model, facet))


def _countries(views: Views, model: Model) -> Iterator[str]:
    """English names, since the code of Namibia reads as a missing value in statistics programs."""
    for member in model.organisations.items if model.organisations else ():
        seat = views.catalog.organisations[member.id].country
        if seat and seat.value:
            yield country(seat.value)


def _list(texts: Iterable[str]) -> str:
    return "; ".join(text for text in dict.fromkeys(texts) if text)


FORMAT = Format("CSV", "csv", "text/csv", "models", rows)
