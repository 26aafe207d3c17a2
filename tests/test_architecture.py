"""The house: no room imports a room to its right, and one module alone imports mkdocs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import medlm_atlas

PACKAGE = Path(medlm_atlas.__file__).parent
ROOMS = (
    "errors", "files", "collecting", "tables", "schema", "readers", "formatting", "writing", "explaining", "catalog", "loading",
    "screening", "checks", "drafting", "rereading", "views", "query", "exports", "plots", "addresses", "pages", "frames", "search", "site", "serving",
    "guide", "plugin", "cli",
)  # fmt: skip
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(module: str) -> str:
    return module.removeprefix("medlm_atlas.").split(".")[0]


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return found | {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_room_imports_a_room_to_its_right(path: Path) -> None:
    room = path.relative_to(PACKAGE).with_suffix("").parts[0]
    if room == "__init__":
        return
    assert room in ROOMS, f"{room} has no place in the order of the rooms"
    for module in imported(path):
        if module.startswith("medlm_atlas."):
            assert ROOMS.index(room_of(module)) <= ROOMS.index(room), f"{room} imports {module}"


def test_only_the_plugin_imports_mkdocs() -> None:
    importers = {path.name for path in MODULES if any(name.split(".")[0] == "mkdocs" for name in imported(path))}
    assert importers == {"plugin.py"}


def test_functions_are_short_and_documented() -> None:
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    assert lengths[len(lengths) // 2] <= 8
    assert lengths[int(len(lengths) * 0.9)] <= 25
