"""The toy catalog with every free text replaced: once by texts that do something, once by harmless ones of the same shape."""

from __future__ import annotations

import copy
import datetime
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from medlm_atlas.formatting import emit
from medlm_atlas.loading import read
from medlm_atlas.schema.reference import field_texts
from medlm_atlas.writing import SCHEMA_NAMES, canonical_text
from tests.conftest import TINY
from tests.hostile.texts import ALL

Dress = Callable[[str], str]
TITLES = tuple(text for text in ALL if not set("\\$^~{}") & set(text))
NAMES = tuple(text for text in ALL if len(text) <= 112)
FILLER = "and then come twenty plain words that say nothing so that the summary is as long as one should be"
FREE = {
    "family", "inclusion", "note", "text", "at", "how", "why", "described", "part", "claim", "definition", "scope_note",
    "synonyms", "revision", "format", "no_paper", "of", "prompt", "tools", "unit", "by", "agreement", "product", "authority",
}  # fmt: skip
FREE_VALUES = {
    "intended_use", "out_of_scope", "population", "safety", "hardware", "compute", "design", "comparator", "outcome",
    "annotation", "registration", "disputed",
}  # fmt: skip
CITED = {"source": "muster2024toy", "at": "x"}
COPIES = 9


def hostile(text: str) -> str:
    """The text itself."""
    return text


def harmless(text: str) -> str:
    """Letters in the place of everything that means something to a machine."""
    return "".join(c if c.isalnum() or c in " .," else "x" for c in text)


class Dresser:
    """Hands out the texts in turn, from a different one on for every record."""

    def __init__(self, dress: Dress) -> None:
        self.dress = dress
        self.turn = 0

    def text(self) -> str:
        self.turn += 1
        return self.dress(ALL[self.turn % len(ALL)])

    def name(self, number: int) -> str:
        return f"{self.dress(NAMES[number % len(NAMES)])} {number}"

    def title(self, number: int) -> str:
        return f"{self.dress(TITLES[number % len(TITLES)])} {number}"

    def dressed(self, data: Any, path: tuple[str, ...] = ()) -> Any:
        """A copy of plain data with every free text replaced."""
        if isinstance(data, dict):
            return {key: self.dressed(value, (*path, key)) for key, value in data.items()}
        if isinstance(data, list):
            return [self.dressed(item, path) for item in data]
        return self.text() if _is_free(data, path) else data


def _is_free(value: object, path: tuple[str, ...]) -> bool:
    if (
        not isinstance(value, str)
        or value in ("not-reported", "not-applicable")
        or path[-2:] == ("rows", "unit")
        or "review" in path
    ):
        return False
    return path[-1] in FREE or (path[-1] == "value" and path[-2] in FREE_VALUES)


def make_catalog(folder: Path, dress: Dress) -> dict[str, list[str]]:
    """Write the catalog; return the free texts of every page of a record by its address."""
    shutil.copytree(TINY, folder)
    dresser, texts = Dresser(dress), {}
    for kind, record_id, data in (*_models(dresser), *_others(dresser), *_facets(dresser)):
        (folder / kind / f"{record_id}.yaml").write_text(emit(data, SCHEMA_NAMES[kind]), encoding="utf-8")
        if kind not in ("taxonomy", "results"):
            texts[f"{kind}/{record_id}/"] = list(_shown(data))
    _references(dresser, folder)
    reading = read(folder)
    for kind, record_id, record in reading.all_records():
        reading.place(kind, record_id).path.write_text(canonical_text(kind, record_id, record), encoding="utf-8")
    return texts


def _plain(kind: str, record_id: str) -> dict[str, Any]:
    records = {(each, name): record for each, name, record in read(TINY).all_records()}
    return copy.deepcopy(records[kind, record_id].plain())


def _models(dresser: Dresser) -> Iterator[tuple[str, str, dict[str, Any]]]:
    plain = _plain("models", "toy-ct") | {
        "family": "x",
        "out_of_scope": {"value": "x", **CITED, "note": "x"},
        "safety": {"value": "x", **CITED},
        "hardware": {"value": "x", **CITED, "disputed": [{"value": "x", "why": "x", **CITED}]},
        "regulatory": [{"authority": "x", "id": "1", "product": "x", "relation": "is", **CITED}],
    }
    for number in range(len(NAMES)):
        dresser.turn = number
        data = dresser.dressed(plain)
        data["name"], data["aliases"] = dresser.name(number), [f"{dresser.text()} alias {number}"[-120:].strip()]
        data["summary"] = f"{dresser.text()} {FILLER}"
        data["former_ids"] = [f"old-{number}"]
        data["released"]["value"] = f"2024-{1 + number % 12:02}-{1 + number // 12:02}"
        data["variants"][0]["weights"] = f"https://example.org/weights-{number}"
        data["variants"][0].pop("released")
        data["added"] = datetime.date(2026, 11, 21)
        yield "models", f"model-{number}", data


def _others(dresser: Dresser) -> Iterator[tuple[str, str, dict[str, Any]]]:
    kinds = {"benchmarks": "toy-bench", "datasets": "toy-set", "studies": "toy-outside", "findings": "toy-shift"}
    for place, (kind, original) in enumerate(kinds.items()):
        plain = _plain(kind, original)
        for number in range(COPIES):
            dresser.turn = 5 * number + place
            data = dresser.dressed(plain)
            data["name"], data["summary"] = dresser.name(5 * number + place), f"{dresser.text()} {FILLER}"
            yield kind, f"{kind[:4]}-{number}", data
    plain = _plain("organisations", "toy-lab")
    for number in range(COPIES):
        yield (
            "organisations",
            f"lab-{number}",
            {**plain, "name": dresser.name(5 * number + 4), "aliases": [dresser.name(400 + number)]},
        )
    yield from _results(dresser)


def _results(dresser: Dresser) -> Iterator[tuple[str, str, dict[str, Any]]]:
    plain = _plain("results", "muster2024toy")
    row = plain["rows"][0]
    for number in range(COPIES):
        changed = {"model": f"model-{5 * number}", "benchmark": f"benc-{number}", "note": "x"}
        setting = {"mode": "few-shot", "k": 1, "prompt": "x", "tools": "x", "note": "x"}
        plain["rows"].append({**row, **changed, "setting": setting})
    plain["rows"] = dresser.dressed(plain["rows"], ("rows",))
    plain["organisations"] += [f"lab-{number}" for number in range(COPIES)]
    yield "results", "muster2024toy", plain


def _facets(dresser: Dresser) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for facet in ("modality", "application", "technique", "task", "architecture"):
        plain = _plain("taxonomy", facet)
        data = dresser.dressed(plain)
        data["label"] = dresser.name(dresser.turn)
        for number, term in enumerate(data["terms"]):
            term["label"] = dresser.name(2 * len(NAMES) + number)
        if facet == "technique":
            data["terms"] += [
                {"id": f"term-{number}", "label": dresser.name(200 + number), "definition": dresser.text(), "synonyms": [dresser.name(300 + number)], "kept_because": "x"}
                for number in range(COPIES)
            ]  # fmt: skip
        yield "taxonomy", facet, data


def _references(dresser: Dresser, folder: Path) -> None:
    plain = field_texts(read(TINY).catalog.references["muster2024toy"])
    path = folder / "models" / "toy-base.yaml"
    cites = []
    for number in range(COPIES):
        title = dresser.title(4 * number)
        fields = plain | {
            "author": f"{{{dresser.title(4 * number + 1)}}} and Muster, {dresser.title(4 * number + 2).replace(',', '').replace(' and ', ' or ')}",
            "title": title, "journal": dresser.title(4 * number + 3), "publisher": title, "note": title, "address": title,
            "year": "2024", "doi": f"10.1000/toy.{number}<{number}>#?", "x-status": "retracted",
        }  # fmt: skip
        fields = {name: text for name, text in fields.items() if name not in ("eprint", "archiveprefix")}
        key = f"toy2024paper{number}"
        lines = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items())
        (folder / "references" / f"{key}.bib").write_text(f"@article{{{key},\n{lines}\n}}\n", encoding="utf-8")
        cites.append(f"  - {{key: {key}, role: describes}}\n")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("no_paper: released without one\n", "papers:\n" + "".join(cites)), encoding="utf-8")


def _shown(data: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The texts of a record that its page shows: all but those that only search or a reviewer meets."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in ("family", "by", "revision", "sources", "inclusion", "context_tokens"):
                yield from _shown(value, (*path, key))
    elif isinstance(data, list):
        for item in data:
            yield from _shown(item, path)
    elif path[-1] in ("name", "summary") or _is_free(data, path):
        yield data
