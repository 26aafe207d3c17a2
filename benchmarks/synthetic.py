"""A synthetic catalog of any size: the taxonomy and vocabularies of the real one, everything else made up.

python -m benchmarks.synthetic 1000 /tmp/catalog-1000
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from medlm_atlas.catalog import Catalog
from medlm_atlas.loading import read
from medlm_atlas.schema.terms import Facet, Term
from medlm_atlas.writing import SCHEMA_NAMES, canonical_text

CLASSIFIED = ("models", "datasets", "benchmarks", "studies", "findings")
ROOT = Path(__file__).parents[1]
WORDS = [
    "volume",
    "signal",
    "retina",
    "cohort",
    "biopsy",
    "protein",
    "lesion",
    "cardiac",
    "report",
    "question",
    "graph",
    "tissue",
    "encoder",
    "decoder",
    "masked",
    "contrast",
    "aligned",
    "sparse",
    "frozen",
    "prompt",
    "hospital",
    "held-out",
    "external",
    "label",
    "noise",
    "scanner",
    "vendor",
    "age",
    "sex",
]
FAMILIES = [
    "Okafor",
    "Lindqvist",
    "Rahman",
    "Sørensen",
    "Müller",
    "Nguyễn",
    "García",
    "Chen",
    "Ivanova",
    "Haddad",
    "Tanaka",
    "Kowalski",
]


def write(count: int, folder: Path, *, seed: int = 1) -> None:
    """Write a catalog of `count` models with their references, numbers, studies, datasets and makers."""
    maker = _Maker(random.Random(seed), count)
    shutil.rmtree(folder, ignore_errors=True)
    for kind in ("taxonomy", "vocabulary"):
        shutil.copytree(ROOT / "catalog" / kind, folder / kind)
    for kind, record_id, text in maker.files():
        path = folder / kind / f"{record_id}.{'bib' if kind == 'references' else 'yaml'}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    _settle(folder)


def _settle(folder: Path) -> None:
    """Bring every file to its canonical form, and let a term say why it exists exactly when no record has it."""
    reading = read(folder)
    catalog = reading.catalog
    for kind, record_id, record in reading.all_records():
        settled = _with_reasons(record, catalog) if isinstance(record, Facet) else record
        text = canonical_text(kind, record_id, settled)
        reading.place(kind, record_id).path.write_text(text, encoding="utf-8", newline="\n")


def _with_reasons(facet: Facet, catalog: Catalog) -> Facet:
    records = [record for kind in CLASSIFIED for record in catalog.entries(kind).values()]
    used = {term for record in records for term in catalog.all_terms_of(record, facet.id)}
    studied = {study.application for study in catalog.studies.values()} if facet.id == "application" else set()
    used |= {up for term in studied for up in catalog.ancestors(facet.id, term)}
    terms = []
    for term in facet.terms:
        plain = {name: value for name, value in term.plain().items() if name != "kept_because"}
        terms.append(Term.model_validate(plain if term.id in used else {**plain, "kept_because": "No record has it."}))
    return facet.model_copy(update={"terms": tuple(terms)})


class _Maker:
    def __init__(self, chance: random.Random, count: int) -> None:
        self.chance = chance
        self.count = count
        real = read(ROOT / "catalog").catalog
        self.facets: Mapping[str, Facet] = real.facet_by_field
        self.metrics = list(real.metrics)

    def files(self) -> Iterator[tuple[str, str, str]]:
        shared = max(4, self.count // 25)
        for n in range(shared):
            yield "organisations", f"lab-{n}", _yaml("organisations", f"name: Lab {n}\nsector: academia\n")
            yield "datasets", f"set-{n}", _yaml("datasets", self._dataset(n))
            yield "benchmarks", f"bench-{n}", _yaml("benchmarks", self._benchmark(n))
            yield (
                "references",
                f"set{n}",
                self._reference(f"set{n}", f"A collection of {self._words(4)} numbered {n}", 2020),
            )
        for n in range(self.count):
            key = f"author{n}"
            yield "references", key, self._reference(key, f"Model {n}: {self._words(7)}", 2018 + n % 9)
            yield "models", f"model-{n:05}", _yaml("models", self._model(n, key, shared))
            if n % 3 == 0:
                yield "results", key, _yaml("results", self._results(n, key, shared))
            if n % 20 == 0:
                yield "studies", f"study-{n}", _yaml("studies", self._study(n, key))

    def _words(self, count: int) -> str:
        return " ".join(self.chance.choices(WORDS, k=count))

    def _terms(self, field: str, most: int) -> str:
        terms = [term.id for term in self.facets[field].terms]
        return "[" + ", ".join(dict.fromkeys(self.chance.choices(terms, k=self.chance.randint(1, most)))) + "]"

    def _reference(self, key: str, title: str, year: int) -> str:
        people = " and ".join(
            f"{self.chance.choice(FAMILIES)}, {self.chance.choice('ABCDEFG')}."
            for _ in range(self.chance.randint(3, 12))
        )
        return (
            f"@article{{{key},\n  author = {{{people}}},\n  title = {{{title}}},\n  journal = {{Journal of Synthetic Records}},\n"
            f"  year = {{{year}}},\n  doi = {{10.9999/{key}}},\n  x-source = {{publisher https://example.org/{key} 2026-11-24}}\n}}\n"
        )

    def _model(self, n: int, key: str, shared: int) -> str:
        fact = f"source: {key}, at: section 3"
        year = 2018 + n % 9
        older = self.chance.randrange(n) // 9 * 9 if n % 3 == 1 else None
        base = f"\n      - {{model: model-{older:05}, relation: fine-tuned, {fact}}}" if older is not None else ""
        return (
            f"name: Model {n}\nkind: model\nscope: medical\nadded: 2026-11-24\nsummary: {self._words(30).capitalize()}.\n"
            f"modalities: {self._terms('modalities', 2)}\napplications: {self._terms('applications', 3)}\n"
            f"specialties: {self._terms('specialties', 2)}\narchitectures: {self._terms('architectures', 2)}\n"
            f"techniques: {self._terms('techniques', 3)}\nlanguages: [en]\norganisations:\n"
            f"  - {{id: lab-{n % shared}, role: lead, source: {key}, at: affiliations}}\n"
            f"papers:\n  - {{key: {key}, role: introduces}}\nreleased: {{value: {year}, {fact}}}\n"
            f"access:\n  weights: {{value: open, {fact}}}\n  code: {{value: full, {fact}}}\n"
            f"licences:\n  code: {{value: MIT, {fact}, as_of: 2026-11-24}}\n  weights: not-reported\n"
            f"training:\n  datasets:\n    - {{dataset: set-{n % shared}, role: pretrain, size: {1000 + n}, unit: images, {fact}}}\n"
            f"variants:\n  - id: default\n    parameters: {{value: {1_000_000 * (1 + n % 70_000)}, basis: stated, {fact}}}\n"
            f"    derived_from:{base or ' not-reported'}\nlimitations:\n  - {{text: {self._words(12)}., stated_by: makers, {fact}}}\n"
            f"status: {{value: active, {fact}}}\nreview:\n  - {{by: generator, on: 2026-11-24, how: read-paper}}\n"
        )

    def _dataset(self, n: int) -> str:
        return (
            f"name: Set {n}\nadded: 2026-11-24\nsummary: {self._words(14).capitalize()}.\nmodalities: {self._terms('modalities', 1)}\n"
            f"papers:\n  - {{key: set{n}, role: introduces}}\nsize: {{value: {100 + n}, unit: images, source: set{n}, at: abstract}}\n"
            "access: not-reported\nlicence: not-reported\nreview:\n  - {by: generator, on: 2026-11-24, how: read-paper}\n"
        )

    def _benchmark(self, n: int) -> str:
        return (
            f"name: Bench {n}\nadded: 2026-11-24\nsummary: {self._words(14).capitalize()}.\napplications: {self._terms('applications', 1)}\n"
            f"tasks: {self._terms('tasks', 1)}\npapers:\n  - {{key: set{n}, role: introduces}}\ndatasets: [set-{n}]\nmetrics: [accuracy]\n"
            "splits:\n  - {id: test}\nreview:\n  - {by: generator, on: 2026-11-24, how: read-paper}\n"
        )

    def _results(self, n: int, key: str, shared: int) -> str:
        rows = "".join(
            f"  - {{model: model-{n:05}, benchmark: bench-{(n + step) % shared}, split: test, metric: accuracy, "
            f"value: {self.chance.uniform(40, 99):.1f}, unit: percent, setting: {{mode: zero-shot}}, at: Table {step + 1}}}\n"
            for step in range(4)
        )
        return f"reference: {key}\norganisations: [lab-{n % shared}]\ntranscribed: {{by: generator, on: 2026-11-24}}\nrows:\n{rows}"

    def _study(self, n: int, key: str) -> str:
        fact = f"source: {key}, at: abstract"
        return (
            f"name: Study {n}\nadded: 2026-11-24\nsummary: {self._words(20).capitalize()}.\nmodels: [model-{n:05}]\napplication: diagnosis\n"
            f"stage: external-validation\npapers:\n  - {{key: {key}, role: reports}}\ndesign: {{value: Retrospective., {fact}}}\n"
            f"patients: {{value: {200 + n}, unit: patients, {fact}}}\noutcome: {{value: {self._words(8)}., direction: mixed, {fact}}}\n"
            f"independence: {{value: makers, {fact}}}\nreview:\n  - {{by: generator, on: 2026-11-24, how: read-paper}}\n"
        )


def _yaml(kind: str, text: str) -> str:
    return f"# yaml-language-server: $schema=../../schema/{SCHEMA_NAMES[kind]}.json\n{text}"


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
