"""From a folder of files to records, with the place of every value and every problem found."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from medlm_atlas.catalog import KINDS, Catalog
from medlm_atlas.collecting import without_collector
from medlm_atlas.errors import MAX_FAULTS, CatalogError, Problem
from medlm_atlas.explaining import explain
from medlm_atlas.readers.bibtex import BibEntry, read_bibtex
from medlm_atlas.readers.remembered import Remembered, cache_folder, key_of
from medlm_atlas.readers.text import MAX_TOLD, decode
from medlm_atlas.readers.yaml_file import Document, read_yaml
from medlm_atlas.schema.base import Identifier, Record
from medlm_atlas.schema.evidence import Benchmark, Dataset, Finding, Result, Study
from medlm_atlas.schema.model import Model
from medlm_atlas.schema.naming import SOURCES, Mention, mentions_within
from medlm_atlas.schema.reference import Reference, reference_from
from medlm_atlas.schema.rereading import Rereading
from medlm_atlas.schema.survey import Survey
from medlm_atlas.schema.terms import Facet, LicenceList, MetricList, Organisation
from medlm_atlas.schema.walking import Loc
from medlm_atlas.writing import canonical_text

RECORDS: Mapping[str, type[Record]] = {
    "models": Model,
    "benchmarks": Benchmark,
    "datasets": Dataset,
    "results": Result,
    "studies": Study,
    "findings": Finding,
    "organisations": Organisation,
    "rereadings": Rereading,
    "surveys": Survey,
    "taxonomy": Facet,
}
VOCABULARIES: Mapping[str, type[Record]] = {"licences": LicenceList, "metrics": MetricList}
_IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)


class Text(NamedTuple):
    """The text of a file as readers take it, and as it is stored, byte order mark and line ends included.

    `stamp` tells whether the file is still the one that was read.
    """

    read: str
    stored: str
    stamp: tuple[int, ...]


def _stamp(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


@dataclass(frozen=True)
class Place:
    """Where a record stands and where each of its values stands in the file.

    `text` is the file as it is stored; `canonical` says that it is known to be in canonical form; `entry` counts the
    entries of a file of references; `stamp` tells whether the file has been written since.
    """

    path: Path
    text: str
    canonical: bool = False
    entry: int = 0
    stamp: tuple[int, ...] = ()

    @cached_property
    def _known(self) -> tuple[Mapping[Loc, tuple[int, int]], Mapping[Loc, tuple[int, int]]]:
        """Positions of values and of keys, looked up when somebody asks: most files have nothing to tell."""
        text, _ = decode(self.text.encode(), self.path)
        if self.path.suffix != ".bib":
            document, _ = read_yaml(text, self.path)
            return (document.positions, document.key_positions) if document else ({(): (1, 1)}, {})
        entries, _ = read_bibtex(text, self.path)
        found: dict[Loc, tuple[int, int]] = {}
        for name, at in entries[self.entry].positions.items() if len(entries) > self.entry else ():
            found[(name,) if name else ()] = at
        return found or {(): (1, 1)}, {}

    @property
    def positions(self) -> Mapping[Loc, tuple[int, int]]:
        """Line and column of every value, from 1."""
        return self._known[0]

    @property
    def key_positions(self) -> Mapping[Loc, tuple[int, int]]:
        """Line and column of every key, from 1."""
        return self._known[1]

    def real(self, loc: Iterable[str | int]) -> Loc:
        """`loc` without the steps that only the schema has: the way to the deepest value that the file holds."""
        here: Loc = ()
        for step in loc:
            if (*here, step) in self.positions:
                here = (*here, step)
        return here

    def problem(self, loc: Iterable[str | int], what: str, why: str = "", tip: str = "") -> Problem:
        """A problem at the value of `loc`."""
        real = self.real(loc)
        line, column = self.positions[real]
        return Problem(self.path, line, column, ".".join(map(str, real)), what, why, tip)


@dataclass(frozen=True)
class Reading:
    """What a folder holds: the records that could be read, their places, and every problem met on the way."""

    folder: Path
    catalog: Catalog
    vocabularies: Mapping[str, Record]
    places: Mapping[tuple[str, str], Place]
    problems: tuple[Problem, ...]

    @cached_property
    def _known(self) -> Mapping[str, frozenset[str]]:
        known: dict[str, set[str]] = defaultdict(set)
        for kind, record_id in self.places:
            known[kind].add(record_id)
        for facet in self.catalog.facets.values():
            known[f"terms of {facet.id}"] = {term.id for term in facet.terms}
        known["licences"], known["metrics"] = set(self.catalog.licences), set(self.catalog.metrics)
        known[SOURCES] = known["references"]
        return {kind: frozenset(names) for kind, names in known.items()}

    def known(self, what: str) -> frozenset[str]:
        """Names that exist: ids of a kind (also of files that could not be read), "terms of <facet>", licences, metrics.

        Among the sources stand the citation keys alone.
        """
        return self._known.get(what, frozenset())

    def records(self) -> Iterator[tuple[str, str, Record]]:
        """Kind, id and record of everything that has a file of its own, taxonomy and vocabularies left out."""
        for kind in KINDS:
            for record_id, record in getattr(self.catalog, kind).items():
                yield kind, record_id, record

    def all_records(self) -> Iterator[tuple[str, str, Record]]:
        """Kind, id and record of every file that could be read."""
        yield from self.records()
        yield from (("taxonomy", facet.id, facet) for facet in self.catalog.facets.values())
        yield from (("vocabulary", name, record) for name, record in self.vocabularies.items())

    def mentions(self, kind: str, record_id: str) -> tuple[Mention, ...]:
        """Every name of something else in a record, with the whole path to it; gone through once."""
        found = self._mentions.get((kind, record_id))
        if found is None:
            found = self._mentions[kind, record_id] = tuple(mentions_within(self.catalog.entries(kind)[record_id]))
        return found

    def take_mentions(self, before: Reading) -> None:
        """Keep what an earlier reading knows of the records that are the same."""
        for name, found in before._mentions.items():
            if self.places.get(name) is before.places[name]:
                self._mentions[name] = found

    @cached_property
    def _mentions(self) -> dict[tuple[str, str], tuple[Mention, ...]]:
        return {}

    def place(self, kind: str, record_id: str) -> Place:
        """Where a record stands; `kind` is the name of its folder."""
        return self.places[kind, record_id]


def read(folder: Path, before: Reading | None = None) -> Reading:
    """Read every file of a catalog folder. Never raises for what the files hold.

    Records whose files have not changed are taken from `before`, an earlier reading of the folder, or from the cache.
    """
    with without_collector():
        return _Reader(folder, before).run()


def load(folder: Path) -> Catalog:
    """Read a catalog folder.

    Raises:
        CatalogError: with every problem of every file.
    """
    reading = read(folder)
    if reading.problems:
        raise CatalogError(reading.problems)
    return reading.catalog


def _first_faults(details: Sequence[Any]) -> Iterator[Any]:
    """Error details without lists that are called empty because each of their items has a fault of its own."""
    for detail in details:
        loc = detail["loc"]
        if detail["type"] != "too_short" or not any(
            other["loc"][: len(loc)] == loc for other in details if other is not detail
        ):
            yield detail


class _Reader:
    def __init__(self, folder: Path, before: Reading | None = None) -> None:
        self.folder = folder
        self.before = before
        self.remembered = Remembered(cache_folder())
        self.problems: list[Problem] = []
        self.places: dict[tuple[str, str], Place] = {}
        self.records: dict[str, dict[str, Any]] = defaultdict(dict)
        self.facet_fields: tuple[str, ...] = ()

    def run(self) -> Reading:
        files = self._files()
        for path in files.pop("taxonomy", ()):
            self._yaml("taxonomy", Facet, path)
        self.facet_fields = tuple(facet.field for facet in self.records["taxonomy"].values())
        if self.before and self.facet_fields != tuple(facet.field for facet in self.before.catalog.facets.values()):
            self.before = None
        for path in files.pop("vocabulary", ()):
            self._vocabulary(path)
        for path in files.pop("references", ()):
            self._reference(path)
        for kind, paths in files.items():
            for path in paths:
                self._yaml(kind, RECORDS[kind], path)
        self.remembered.close()
        reading = Reading(
            self.folder, self._catalog(), dict(self.records["vocabulary"]), self.places, tuple(sorted(self.problems))
        )
        if self.before:
            reading.take_mentions(self.before)
        return reading

    def _catalog(self) -> Catalog:
        lists = self.records["vocabulary"]
        kinds = {kind: records for kind, records in self.records.items() if kind not in ("taxonomy", "vocabulary")}
        return Catalog(
            **{kind: dict(sorted(records.items())) for kind, records in kinds.items()},
            facets=dict(self.records["taxonomy"]),
            licences={licence.id: licence for licence in lists["licences"].licences} if "licences" in lists else {},
            metrics={metric.id: metric for metric in lists["metrics"].metrics} if "metrics" in lists else {},
        )

    def _file_problem(self, path: Path, what: str, why: str, tip: str) -> None:
        self.problems.append(Problem(path, 1, 1, "", what, why, tip))

    def _files(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {}
        if not self.folder.is_dir():
            self._file_problem(
                self.folder, "there is no such folder", "a catalog is a folder of records", "Give its path."
            )
            return found
        try:
            inside = sorted(self.folder.iterdir())
        except OSError as error:
            self._unreadable(self.folder, error)
            return found
        for path in inside:
            if path.name in {*RECORDS, "references", "vocabulary"} and path.is_dir() and not path.is_symlink():
                found[path.name] = self._readable_files_of(path)
            else:
                self._stray(path)
        if not any(found.get(kind) for kind in ("models", "taxonomy")):
            self._file_problem(
                self.folder,
                "holds no models and no taxonomy",
                "an empty catalog is a mistake, not a site",
                "Is this the right folder?",
            )
        return found

    def _readable_files_of(self, folder: Path) -> list[Path]:
        try:
            return list(self._files_of(folder))
        except OSError as error:
            self._unreadable(folder, error)
            return []

    def _unreadable(self, path: Path, error: OSError) -> None:
        self._file_problem(path, f"cannot be read: {error.strerror}", "every file is needed", "Mend its permissions.")

    def _files_of(self, folder: Path) -> Iterator[Path]:
        ending = ".bib" if folder.name == "references" else ".yaml"
        seen: dict[str, str] = {}
        for path in sorted(folder.iterdir()):
            if path.is_symlink() or not path.is_file() or path.suffix != ending:
                self._stray(path)
                continue
            folded = unicodedata.normalize("NFKC", path.name).casefold()
            if (other := seen.setdefault(folded, path.name)) != path.name:
                self._file_problem(
                    path,
                    f"its name equals that of {other} on systems that ignore case or Unicode form",
                    "one of the two would be lost in a checkout there",
                    "Rename one of them.",
                )
            if self._named_well(folder.name, path):
                yield path

    def _named_well(self, kind: str, path: Path) -> bool:
        try:
            _IDENTIFIER.validate_python(path.stem)
        except ValidationError as error:
            self._file_problem(
                path,
                f"the file name {explain(error.errors()[0], Record)[0]}",
                "the id of a record is its file name",
                "Rename the file.",
            )
            return False
        if kind == "vocabulary" and path.stem not in VOCABULARIES:
            self._stray(path)
            return False
        return True

    def _stray(self, path: Path) -> None:
        what = "is a symbolic link" if path.is_symlink() else "has no place in a catalog"
        self._file_problem(
            path,
            what,
            "a catalog holds plain record files only, one kind a folder",
            f"Folders: {', '.join((*RECORDS, 'references', 'vocabulary'))}; records end in .yaml, references in .bib.",
        )

    def _text(self, path: Path) -> Text | None:
        try:
            stamp = _stamp(path)  # before reading: what is written meanwhile is a change
            data = path.read_bytes()
        except OSError as error:
            self._unreadable(path, error)
            return None
        text, problems = decode(data, path)
        self.problems += problems
        return None if problems else Text(text, data.decode(), stamp)

    def _yaml(self, kind: str, record: type[Record], path: Path) -> None:
        if self._unchanged(kind, path):
            return
        text = self._text(path)
        if text is None or self._known_before(kind, path, text, partial(self._validated, record, path)):
            return
        document, problems = read_yaml(text.read, path)
        start = len(self.problems)
        self.problems += problems
        if document is None:
            return
        self.places[kind, path.stem] = place = Place(path, text.stored)
        self.problems += self._comments(document, path)
        if built := self._build(record, document, place, start):
            self.records[kind][path.stem] = built
            if len(self.problems) == start:
                self._keep(kind, path, text, built, document.data)

    def _known_before(self, kind: str, path: Path, text: Text, validated: Callable[[Any], Record]) -> bool:
        """Take a record from the cache."""
        name = kind, path.stem
        data = self.remembered.data(self._key(kind, path, text))
        if data is None:
            return False
        try:
            built = validated(data)
        except (ValidationError, TypeError):
            return False
        self.places[name] = Place(path, text.stored, canonical=True, stamp=text.stamp)
        self.records[kind][path.stem] = built
        return True

    def _unchanged(self, kind: str, path: Path) -> bool:
        """Take a record from an earlier reading of a file that nobody has written since."""
        old = self.before.places.get((kind, path.stem)) if self.before else None
        if self.before is None or old is None or not old.canonical or kind in ("taxonomy", "vocabulary"):
            return False
        with suppress(OSError):
            if old.path == path and _stamp(path) == old.stamp:
                self.places[kind, path.stem] = old
                self.records[kind][path.stem] = self.before.catalog.entries(kind)[path.stem]
                return True
        return False

    def _key(self, kind: str, path: Path, text: Text) -> bytes:
        return key_of(text.stored.encode(), kind, path.stem, *self.facet_fields)

    def _keep(self, kind: str, path: Path, text: Text, built: Record, data: object) -> None:
        """Remember a record without fault whose file is in canonical form."""
        if canonical_text(kind, path.stem, built) == text.stored:
            self.places[kind, path.stem] = Place(path, text.stored, canonical=True, stamp=text.stamp)
            self.remembered.keep(self._key(kind, path, text), data)

    def _validated(self, record: type[Record], path: Path, data: Any) -> Record:
        with_id = "id" in record.model_fields
        return record.model_validate(
            {**data, "id": path.stem} if with_id else data, context={"facets": self.facet_fields}
        )

    @staticmethod
    def _comments(document: Document, path: Path) -> Iterator[Problem]:
        for line, column, comment in document.comments[:MAX_TOLD]:
            yield Problem(
                path, line, column, "", f"has a comment: {comment[:60]}",
                "records are rewritten in one form, and comments would be lost", "Put it into a `note:` or take it out.",
            )  # fmt: skip

    def _build(self, record: type[Record], document: Document, place: Place, start: int) -> Record | None:
        data: Any = document.data
        if "id" in record.model_fields and "id" in data:
            self.problems.append(
                place.problem(("id",), "is not a field", "the id of a record is its file name", "Take it out.")
            )
        try:
            return self._validated(record, place.path, data)
        except ValidationError as error:
            told = {(problem.line, problem.column) for problem in self.problems[start:]}
            details = _first_faults(error.errors(include_url=False)[:MAX_FAULTS])
            found = [self._translated(detail, record, place) for detail in details]
            self.problems += [problem for problem in found if (problem.line, problem.column) not in told]
            return None

    def _translated(self, detail: Any, record: type[Record], place: Place) -> Problem:
        what, why, tip = explain(detail, record, self.facet_fields)
        loc = tuple(detail["loc"])
        if detail["type"] == "extra_forbidden":
            real = place.real(loc)
            line, column = place.key_positions.get(real, place.positions[real])
            return Problem(place.path, line, column, ".".join(map(str, real)), what, why, tip)
        return place.problem(loc, what, why, tip)

    def _vocabulary(self, path: Path) -> None:
        self._yaml("vocabulary", VOCABULARIES[path.stem], path)

    def _reference(self, path: Path) -> None:
        if self._unchanged("references", path):
            return
        text = self._text(path)
        if text is None or self._known_before("references", path, text, lambda data: reference_from(*data)):
            return
        entries, problems = read_bibtex(text.read, path)
        self.problems += problems
        if problems:
            return
        if [entry.key for entry in entries] != [path.stem]:
            held = ", ".join(entry.key for entry in entries) or "nothing"
            self._file_problem(
                path, f"holds {held}", "a reference file holds one entry whose key is the file name", "Split or rename."
            )
        for number, entry in enumerate(entries):
            self._entry(entry, Place(path, text.stored, entry=number), text)

    def _entry(self, entry: BibEntry, place: Place, text: Text) -> None:
        try:
            reference = reference_from(entry.entry_type, entry.key, entry.fields)
        except ValidationError as error:
            self.problems += [self._translated(detail, Reference, place) for detail in error.errors(include_url=False)]
            reference = None
        if entry.key == place.path.stem:
            self.places["references", entry.key] = place
            if reference:
                self.records["references"][entry.key] = reference
                self._keep("references", place.path, text, reference, (entry.entry_type, entry.key, entry.fields))
