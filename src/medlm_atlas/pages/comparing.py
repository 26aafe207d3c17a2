"""The pages of the basket and of the comparison, and what the browser reads of each model to compare it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from medlm_atlas.exports.facts import FACTS, value_of
from medlm_atlas.pages.page import Page, Site
from medlm_atlas.pages.words import ACCESS, SOURCE_KINDS, STATES, date, language, plural
from medlm_atlas.schema.fact import ABSENT, Answer, Several
from medlm_atlas.schema.model import Clearance, Derivation, Membership, Model, TrainingData
from medlm_atlas.views.words import short_number

Cell = tuple[str, str, list[str], str]
"""What is said, the state ("value" or why there is none), the names of its sources, a note."""
LABELS = {
    "licence_weights": "Licence of the weights",
    "licence_code": "Licence of the code",
    "licence_data": "Licence of the training data",
    "data": "Training data to be had",
    "out_of_scope": "Not for",
    "released": "First public",
    "regulatory": "Decisions of regulators",
}


def pages(site: Site) -> Iterator[Page]:
    """The basket and the comparison; both are filled by the browser."""
    yield site.page("basket/", "basket.html", "Basket", "The models and references you picked, to compare, cite and export.")  # fmt: skip
    yield site.page("compare/", "compare.html", "Compare models", "Two to six models side by side, every fact with its source.")  # fmt: skip


def comparison(site: Site, model: Model) -> dict[str, object]:
    """Rows of a model under the same labels as those of every other, and its sources with their addresses."""
    rows = [*_described(site, model), *_facts(site, model), *_recorded(site, model)]
    used = dict.fromkeys(name for _, (_, _, names, _) in rows for name in names)
    return {
        "id": model.id,
        "name": model.name,
        "rows": rows,
        "sources": {name: _source(site, model, name) for name in used},
    }


def _plain(text: str) -> Cell:
    return (text, "value", [], "") if text else (STATES[ABSENT], ABSENT, [], "")


def _described(site: Site, model: Model) -> Iterator[tuple[str, Cell]]:
    yield "What it does", _plain(model.summary or "")
    yield "Kind", _plain(model.kind.capitalize() + (", general base" if model.scope == "general" else ""))
    for facet in site.catalog.facets.values():
        terms = site.catalog.terms_of(model, facet.id)
        labels = ", ".join(site.catalog.terms[facet.id, term].label for term in terms)
        yield facet.label, _plain(labels or "None listed")
    yield "Languages", _plain(", ".join(map(language, model.languages)))


def _facts(site: Site, model: Model) -> Iterator[tuple[str, Cell]]:
    for name, fact_of in FACTS.items():
        yield LABELS.get(name, name.replace("_", " ").capitalize()), _cell(site, name, fact_of(model))
    inputs = ", ".join(dict.fromkeys(each.kind for each in model.inputs))
    outputs = ", ".join(dict.fromkeys(each.kind for each in model.outputs))
    yield "Inputs", (*_plain(inputs)[:2], list(dict.fromkeys(each.source for each in model.inputs)), "")
    yield "Outputs", (*_plain(outputs)[:2], list(dict.fromkeys(each.source for each in model.outputs)), "")


def _cell(site: Site, name: str, answer: Answer | None) -> Cell:
    if answer is None or answer.state:
        state = answer.state or ABSENT if answer else ABSENT
        return (
            STATES[state],
            state,
            [answer.source] if answer and answer.source else [],
            (answer.note or "") if answer else "",
        )
    sources = [each.source for each in answer.items] if isinstance(answer, Several) else [answer.source]
    return _text(site, name, answer), "value", list(dict.fromkeys(each for each in sources if each)), answer.note or ""


def _text(site: Site, name: str, answer: Answer) -> str:
    if isinstance(answer, Several):
        return "; ".join(dict.fromkeys(_item(site, item) for item in answer.items))
    value = value_of(answer)
    if name == "parameters":
        return short_number(answer.value)  # type: ignore[attr-defined]
    if name == "released":
        return date(value)
    return ACCESS.get(value, value) if name in ("weights", "code", "data") else value


def _item(site: Site, item: object) -> str:
    catalog = site.catalog
    match item:
        case Membership():
            return catalog.organisations[item.id].name
        case TrainingData():
            return catalog.datasets[item.dataset].name if item.dataset else item.described or ""
        case Derivation():
            return catalog.models[item.model].name if item.model else item.described or ""
        case Clearance():
            return f"{item.authority} {item.id}, {item.product}"
    return str(getattr(item, "text", item))


def _recorded(site: Site, model: Model) -> Iterator[tuple[str, Cell]]:
    studies = site.views.uses.studies_of(model.id)
    numbers = site.views.measurements.by_model.get(model.id, ())
    names = [variant.name or variant.id for variant in model.variants if variant.id != "default"]
    yield "Variants", _plain(", ".join(names) or "One")
    yield "Evidence, furthest shown", _plain(site.views.evidence.best(model.id).label)
    yield "Studies in the atlas", _with(studies, (key for study in studies for key in study.keys))
    yield "Results in the atlas", _plain(plural(len(numbers), "number"))
    papers = site.views.citing.references(model.keys)
    said = "; ".join(f"{each.short_authors} {each.year}" for each in papers)
    yield "Papers", (said or model.no_paper or "None", "value", [each.key for each in papers], "")


def _with(studies: Iterable[object], keys: Iterable[str]) -> Cell:
    names = "; ".join(str(getattr(study, "name", "")) for study in studies)
    return names or "None recorded yet", "value", list(dict.fromkeys(keys)), ""


def _source(site: Site, model: Model, name: str) -> tuple[str, str]:
    """How a source is called in a footnote, and where it leads: a page of the atlas or an address elsewhere."""
    if name in site.catalog.references:
        reference = site.catalog.references[name]
        return f"{reference.short_authors} ({reference.year}). {reference.plain_title}", f"references/{name}/"
    source = model.sources[name]
    return f"{SOURCE_KINDS[source.kind]}, read {date(source.opened)}", source.url
