"""Coverage-guided fuzzing of the two readers with atheris, which is no dependency of the project.

    pip install atheris
    python tests/fuzz/readers.py yaml -runs=200000 -seed=1 -dict=tests/fuzz/words.dict [folder of inputs]
    python tests/fuzz/readers.py bib -runs=200000 -seed=1 -dict=tests/fuzz/words.dict [folder of inputs]

Whatever bytes a file holds, reading it ends in a record or in problems with a place. An exception of any other type
than the schema's own stops the run and leaves the input in a `crash-*` file; such an input becomes a case of
`tests/test_fuzzing.py`.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from pydantic import ValidationError

PATH = Path("x")


def read_as_yaml(data: bytes) -> None:
    """Read bytes as a YAML record and give it to the schema of a model."""
    from medlm_atlas.readers.text import decode
    from medlm_atlas.readers.yaml_file import read_yaml
    from medlm_atlas.schema.model import Model

    text, problems = decode(data, PATH)
    document, more = (None, []) if problems else read_yaml(text, PATH)
    for problem in (*problems, *more):
        assert problem.line >= 1
        assert problem.column >= 1
        assert str(problem).replace("\n", "").isprintable()
    assert document or problems or more
    if document:
        _validated(Model, {**document.data, "id": "x"})  # type: ignore[dict-item]


def read_as_bibtex(data: bytes) -> None:
    """Read bytes as BibTeX and give every entry to the schema of a reference."""
    from medlm_atlas.readers.bibtex import read_bibtex
    from medlm_atlas.readers.text import decode
    from medlm_atlas.schema.reference import Reference

    text, problems = decode(data, PATH)
    entries, more = ([], []) if problems else read_bibtex(text, PATH)
    for problem in (*problems, *more):
        assert problem.line >= 1
        assert problem.column >= 1
        assert str(problem).replace("\n", "").isprintable()
    for entry in entries:
        _validated(Reference, {**entry.fields, "type": entry.entry_type, "key": entry.key})


def _validated(record: Any, data: dict[str, object]) -> None:
    try:
        record.model_validate(data)
    except ValidationError as error:
        assert error.errors(include_url=False)


def main() -> None:
    """Hand the arguments that follow the reader's name to the fuzzer."""
    atheris = importlib.import_module("atheris")
    kind = sys.argv.pop(1)
    with atheris.instrument_imports(include=["medlm_atlas", "bibtexparser"]):
        for module in ("readers.yaml_file", "readers.bibtex", "schema.model", "schema.reference"):
            importlib.import_module(f"medlm_atlas.{module}")
    atheris.Setup(sys.argv, {"yaml": read_as_yaml, "bib": read_as_bibtex}[kind])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
