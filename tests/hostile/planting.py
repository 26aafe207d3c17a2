"""From a case with plain keys to a catalog of ours: the value is put where our field of that meaning stands."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import SHARED, TINY

HOSTILE = SHARED / "hostile"
HERE = Path(__file__).parent
MODEL = Path("models/good-model.yaml")
PAPER = Path("references/wang2025applications.bib")
FIELDS = {
    row["case field"]: row["what is written there"].split("|")
    for row in csv.DictReader((HERE / "fields.csv").read_text(encoding="utf-8").splitlines())
}
_KEY = re.compile(rb"( *[a-z_]+):(?: (.*))?\Z", re.S)
# What a model of ours needs beside the fields of a case; variants and status give way to those of the case.
REST = {
    "kind": "kind: model",
    "scope": "scope: medical",
    "added": "added: 2026-11-20",
    "architectures": "architectures: [transformer-decoder]",
    "organisations": "organisations: not-reported",
    "sources": "sources:\n  code: {kind: repository, url: https://example.org/good, opened: 2026-11-20}",
    "access": "access:\n  weights: not-reported\n  code: not-reported",
    "training": "training: {datasets: not-reported}",
    "variants": "variants:\n  - {id: default, parameters: not-reported, derived_from: not-reported}",
    "limitations": "limitations: not-reported",
    "status": "status: {value: active, source: code, at: README}",
    "review": "review:\n  - {by: tester, on: 2026-11-20, how: read-paper}",
}
REFERENCE = """@article{{wang2025applications,
  author = {{Wang, Ada}},
  title = {{Applications}},
  journal = {{Journal of Good}},
  year = {{2025}},
{extra}  x-source = {{publisher https://example.org/wang 2026-11-20}}
}}
"""


@dataclass(frozen=True)
class Planted:
    """A catalog that holds a case, the file it stands in, and where each line of the case went.

    `places` gives our line and the shift of columns by line of the case.
    """

    folder: Path
    file: Path
    places: dict[int, tuple[int, int]]

    def at(self, line: int, column: int) -> tuple[int, int]:
        """Our line and column for those of the case."""
        ours, shift = self.places[line]
        return ours, column + shift


def plant_yaml(data: bytes, folder: Path) -> Planted:
    """Put a YAML case into a copy of the toy catalog."""
    shutil.copytree(TINY, folder)
    mark, data = (b"\xef\xbb\xbf", data[3:]) if data.startswith(b"\xef\xbb\xbf") else (b"", data)
    out: list[bytes] = []
    places: dict[int, tuple[int, int]] = {}
    extra, written = "", set()
    for number, line in enumerate(data.split(b"\n"), 1):
        found = _KEY.match(line)
        name = found[1].decode() if found else ""
        rest = found[2] or b"" if found else b""
        if name == "id":
            continue
        if name in ("doi", "arxiv") and rest.startswith(b'"'):
            extra = f"  {'eprint' if name == 'arxiv' else name} = {{{_unquoted(rest)}}},\n"
            extra += "  archiveprefix = {arXiv},\n" if name == "arxiv" else ""
            places[number] = (
                6,
                len("  eprint = ") - len("arxiv: ") if name == "arxiv" else len("  doi = ") - len("doi: "),
            )
            continue
        if name not in FIELDS:
            out.append(line)
            places[number] = (len(out), 0)
            continue
        *before, last = FIELDS[name]
        out += [text.encode() for text in before]
        start = last.partition("{}")[0]
        out.append(last.replace("{}", "").encode() + rest if "{}" in last else last.encode())
        out[-1] = out[-1].rstrip(b" ") if not rest else out[-1]
        places[number] = (len(out), len(start) - len(name) - 2)
        written.add((before or [last])[0].partition(":")[0])
    tail = [text for name, text in REST.items() if name not in written]
    while out and not out[-1]:
        out.pop()
    text = mark + b"\n".join([*out, *(each.encode() for each in tail)])
    (folder / MODEL).write_bytes(text + (b"\n" if data.endswith(b"\n") else b""))
    (folder / PAPER).write_text(REFERENCE.format(extra=extra), encoding="utf-8")
    file = PAPER if extra else MODEL
    return Planted(folder, file, places)


def _unquoted(rest: bytes) -> str:
    text = rest.decode()
    return text[1:-1].replace('\\"', '"') if text.startswith('"') else text


def plant_bib(data: bytes, folder: Path) -> Planted:
    """Put a BibTeX case into a copy of the toy catalog, with the line that says what was opened."""
    shutil.copytree(TINY, folder)
    plant = re.search(rb"@\w+\{(\w+),", data)
    key = plant[1].decode() if plant and not data.startswith(b"\xff") else "key2025"
    file = Path("references") / f"{key}.bib"
    head, brk, rest = data.partition(b",\n") if b",\r\n" not in data else data.partition(b",\r\n")
    opened = b"  x-source = {publisher https://example.org/case 2026-11-20}" + (brk or b"")
    first = data.count(b"\n", 0, len(head)) + 1
    known = plant and head.endswith(key.encode())
    (folder / file).write_bytes(head + brk + opened + rest if known else data)
    model = (folder / "models" / "toy-base.yaml").read_text(encoding="utf-8")
    cites = "papers:\n  - {key: " + key + ", role: introduces}"
    (folder / "models" / "toy-base.yaml").write_text(
        model.replace("no_paper: released without one", cites), encoding="utf-8"
    )
    lines = range(1, data.count(b"\n") + 2)
    return Planted(folder, file, {line: (line + bool(known and line > first), 0) for line in lines})
