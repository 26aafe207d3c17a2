"""A project with another catalog: the configuration and assets of this one, its hand-written pages as stubs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from tests.conftest import ROOT

EPOCH = "1795478400"
PROGRAM = "from medlm_atlas.cli import main; main()"


def make_project(folder: Path, catalog: Path) -> Path:
    """Make a project in `folder` whose site shows `catalog`.

    Pages written by hand may link to records of the real catalog; here they hold their title alone.
    """
    folder.mkdir()
    shutil.copytree(ROOT / "docs", folder / "docs")
    for page in (folder / "docs").rglob("*.md"):
        page.write_text(f"# {page.stem.capitalize()}\n", encoding="utf-8")
    shutil.copyfile(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    shutil.copytree(catalog, folder / "catalog")
    return folder


def environment(more: Mapping[str, str | None] = MappingProxyType({})) -> dict[str, str]:
    """This process's environment with a fixed day of the build; None in `more` takes a variable out."""
    fixed = {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": str(ROOT / "src")}
    return {name: value for name, value in {**os.environ, **fixed, **more}.items() if value is not None}


def atlas(
    *arguments: str | Path, cwd: Path, wrap: tuple[str, ...] = (), env: Mapping[str, str | None] = MappingProxyType({})
) -> subprocess.CompletedProcess[str]:
    """Run `medlm-atlas` in a process of its own; `wrap` is a command to run it under."""
    command = [*wrap, sys.executable, "-c", PROGRAM, *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=environment(env), capture_output=True, text=True, encoding="utf-8", check=False
    )
