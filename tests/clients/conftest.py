"""The exports as files, for programs that were written elsewhere to read."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from medlm_atlas.catalog import Catalog
from medlm_atlas.exports import FORMATS
from medlm_atlas.loading import Reading
from medlm_atlas.schema.reference import Person, Reference
from tests.clients.hard_references import read_references


@dataclass(frozen=True)
class Bibliography:
    """References and the folder that holds them in every reference format, as `references.<format>`."""

    references: Mapping[str, Reference]
    folder: Path

    def file(self, style: str) -> Path:
        """The file of a format."""
        return self.folder / f"references.{style}"


def written(references: Mapping[str, Reference], folder: Path) -> Bibliography:
    for style, made in FORMATS.items():
        if made.of == "references":
            (folder / f"references.{style}").write_bytes(made.render(Catalog(references=references)))
    return Bibliography(references, folder)


@pytest.fixture(scope="session")
def whole(real: Reading, tmp_path_factory: pytest.TempPathFactory) -> Bibliography:
    """Every reference of the real catalog."""
    return written(real.catalog.published.references, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="session")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Bibliography:
    """References that are hard to carry."""
    return written(read_references("hard.bib"), tmp_path_factory.mktemp("hard"))


@pytest.fixture(scope="session")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Bibliography:
    """References with names and titles that need a Unicode engine."""
    return written(read_references("unicode.bib"), tmp_path_factory.mktemp("scripts"))


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip where a program is not installed; `scripts/test` installs them all."""
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def name_parts(person: Person) -> dict[str, str]:
    """A person in the shape in which the readers' findings are brought: `literal`, or family, given and suffix."""
    if person.group:
        return {"literal": person.family}
    return {"family": person.family, "given": person.given, "suffix": person.suffix}
