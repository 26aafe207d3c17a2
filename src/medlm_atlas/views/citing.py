"""Who cites which reference in the atlas, and which references a set of records rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from medlm_atlas.catalog import Catalog
from medlm_atlas.schema.base import Record
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.naming import SOURCES, mentions
from medlm_atlas.schema.parts import Paper
from medlm_atlas.schema.reference import Reference
from medlm_atlas.schema.walking import parts

CITING_KINDS = ("models", "benchmarks", "datasets", "studies", "findings", "results", "organisations", "surveys")


class Citing:
    """Citations of a catalog in both directions."""

    def __init__(self, catalog: Catalog) -> None:
        """Go through every record of `catalog` once."""
        self._catalog = catalog
        self._keys: dict[tuple[str, str], tuple[str, ...]] = {}
        self._by_key: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for kind in CITING_KINDS:
            for record_id, record in getattr(catalog, kind).items():
                keys = tuple(dict.fromkeys(key for key in _keys_of(record) if key in catalog.references))
                self._keys[kind, record_id] = keys
                for key in keys:
                    self._by_key[key][kind].append(record_id)

    @cached_property
    def _telling(self) -> Mapping[str, list[str]]:
        """Keys of the sources of numbers and studies, by model."""
        telling: dict[str, list[str]] = defaultdict(list)
        for result, row in self._catalog.rows:
            telling[row.model].append(result.id)
        for study in self._catalog.studies.values():
            for model in study.models:
                telling[model] += study.keys
        return telling

    def keys(self, kind: str, record_id: str) -> tuple[str, ...]:
        """Citation keys that a record rests on, its papers first."""
        return self._keys.get((kind, record_id), ())

    def of(self, key: str) -> Mapping[str, list[str]]:
        """Ids of the records that cite a reference, by kind."""
        return self._by_key.get(key, {})

    def of_model(self, model: Model) -> tuple[Reference, ...]:
        """A model's papers and the sources of its facts, numbers and studies, in that order."""
        keys = [*self.keys("models", model.id)]
        keys += self._telling.get(model.id, ())
        return self.references(keys)

    def of_models(self, models: Iterable[Model]) -> tuple[Reference, ...]:
        """The papers of several models, each once, by key."""
        return self.references(sorted({key for model in models for key in model.keys}))

    def sources(self, record: Record) -> dict[str, str]:
        """What a record was read from: key of a reference or id of a declared source, and its addresses.

        Several addresses of one work (DOI, arXiv, its page) are joined by spaces.
        """
        own = {name: source.url for name, source in getattr(record, "sources", {}).items()}
        cited = (record,) if isinstance(record, Reference) else self.references(_keys_of(record))
        return {each.key: " ".join(each.addresses) for each in cited} | own

    def references(self, keys: Iterable[str]) -> tuple[Reference, ...]:
        """The references of some keys, each once, in the given order."""
        known = self._catalog.references
        return tuple(known[key] for key in dict.fromkeys(keys) if key in known)


def _keys_of(record: Record) -> Iterator[str]:
    found = [*parts(record)]
    yield from (piece.key for piece in found if isinstance(piece, Paper))
    for piece in found:
        yield from (name for _, what, name in mentions(piece) if what in ("references", SOURCES))
