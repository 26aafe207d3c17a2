"""The Nu Html Checker over pages, drawings and style sheets, with the faults that are allowed and why."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tests.judges import HERE, MODULES

CHECKER = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
OPTIONS = (
    "--format", "json", "--stdout", "--exit-zero-always", "--also-check-css", "--also-check-svg",
    # To a file, 'self' is nothing: the browser tests hold the policy.
    "--filterpattern", r".*Content Security Policy \(meta tag\).*",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What the checker says, the piece of the file it says it of, and the file with the line."""

    message: str
    where: str
    at: str


@dataclass(frozen=True)
class Allowed:
    """A fault that may stay: patterns for its message and its place, and the reason."""

    message: str
    where: str
    why: str

    def covers(self, fault: Fault) -> bool:
        """Whether this line speaks of the fault."""
        return fnmatchcase(fault.message, self.message) and fnmatchcase(fault.where, self.where)


def allowed() -> list[Allowed]:
    """The lines of allowed.csv."""
    with (HERE / "allowed.csv").open(encoding="utf-8", newline="") as lines:
        return [Allowed(**line) for line in csv.DictReader(lines)]


def faults(files: Iterable[Path]) -> list[Fault]:
    """Everything the checker finds in the files: errors, warnings, and files it could not read."""
    command = ["java", "-Xss8m", "-jar", str(CHECKER), *OPTIONS, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    return [
        Fault(found["message"], found.get("extract", ""), f"{found['url']}:{found.get('lastLine', 0)}")
        for found in json.loads(done.stdout)["messages"]
    ]


def not_allowed(found: Iterable[Fault]) -> list[Fault]:
    """The faults that no line of allowed.csv covers."""
    lines = allowed()
    return [fault for fault in found if not any(line.covers(fault) for line in lines)]


def markup_of(site: Path) -> list[Path]:
    """Every page and drawing of a built site, and the atlas's own style sheet; the theme's are its makers' affair."""
    return sorted([*site.rglob("*.html"), *site.rglob("*.svg"), *site.glob("assets/atlas-*/*.css")])
