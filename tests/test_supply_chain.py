"""What comes from elsewhere: pinned, closed, as it was got, and no workflow that trusts too much."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tests.judges import MODULES, needs_judges

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
GROUPS = PROJECT["dependency-groups"]
WANTED = {"run": RUN, "dev": [*RUN, *GROUPS["dev"]], "tools": GROUPS["tools"]}
LOCKS = sorted((ROOT / "locks").glob("*.txt"))
PACKAGES = sorted((ROOT / "tests").glob("*/js/package.json"))
ASSETS = ROOT / "docs" / "assets"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PIN = re.compile(r"([a-z0-9][a-z0-9.-]*)==(\S+)((?: --hash=sha256:[0-9a-f]{64})+)")
CARELESS = """on: pull_request_target
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: echo ${{ github.event.pull_request.title }}
"""


def pins(lock: str) -> dict[str, str]:
    """Names and versions of a lock; every line of it must be a pin with hashes, or a remark."""
    text = (ROOT / "locks" / f"{lock}.txt").read_text(encoding="utf-8").replace(" \\\n   ", "")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    found = [PIN.fullmatch(line) for line in lines]
    assert all(found), [line for line, pin in zip(lines, found, strict=True) if not pin]
    return {pin[1]: pin[2] for pin in found if pin}


def unmet(requirements: list[str], pinned: Mapping[str, str]) -> list[str]:
    """Requirements for this machine that the pins do not satisfy."""
    parsed = [Requirement(each) for each in requirements]
    here = [each for each in parsed if each.marker is None or each.marker.evaluate({"extra": ""})]
    held = [pinned.get(canonicalize_name(each.name), "") for each in here]
    return [str(each) for each, version in zip(here, held, strict=True) if not version or version not in each.specifier]


def test_every_lock_belongs_to_a_part_of_the_project() -> None:
    assert {path.stem for path in LOCKS} == WANTED.keys()


@pytest.mark.parametrize("lock", WANTED)
def test_lock_satisfies_the_project(lock: str) -> None:
    assert unmet(WANTED[lock], pins(lock)) == []


def test_a_lock_that_lags_behind_is_seen() -> None:
    assert unmet(["click>=8.1", "jinja2>=3"], {"click": "8.0"}) == ["click>=8.1", "jinja2>=3"]


def test_locks_agree_with_each_other() -> None:
    run, dev = pins("run"), pins("dev")
    assert run.items() <= dev.items()


def test_what_the_pinned_packages_need_is_pinned() -> None:
    pinned = pins("dev")
    installed = {name: metadata.distribution(name) for name in pinned}
    assert {name: each.version for name, each in installed.items()} == pinned
    assert {name: left for name, each in installed.items() if (left := unmet(each.requires or [], pinned))} == {}


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: path.parts[-3])
def test_packages_of_npm_are_pinned(path: Path) -> None:
    asked = json.loads(path.read_text(encoding="utf-8"))
    locked = json.loads(path.with_name("package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert locked.pop("")["dependencies"] == asked["dependencies"]
    assert all(locked[f"node_modules/{name}"]["version"] == version for name, version in asked["dependencies"].items())
    assert [name for name, each in locked.items() if not each["integrity"].startswith("sha512-")] == []
    assert [name for name, each in locked.items() if "resolved" in each] == []


def test_files_made_elsewhere_are_as_they_were_got() -> None:
    listed = tomllib.loads((ASSETS / "vendored.toml").read_text(encoding="utf-8"))["package"]
    for package in listed:
        assert package.keys() == {"name", "version", "holds", "source", "licence", "files"}
    there = [path for path in ASSETS.rglob("*") if path.is_file() and path.parent not in (ASSETS, ASSETS / "atlas")]
    sums = {path.relative_to(ASSETS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in there}
    assert {name: digest for package in listed for name, digest in package["files"].items()} == sums


def zizmor(*paths: Path) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [
        Path(sys.executable).with_name("zizmor"),
        "--offline",
        "--persona",
        "auditor",
        "--format",
        "plain",
        *paths,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_zizmor_finds_nothing() -> None:
    done = zizmor(*WORKFLOWS)
    assert done.returncode == 0, done.stdout + done.stderr


def actionlint(folder: Path) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [
        "node",
        MODULES / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js",
        ".github/workflows/*.yml",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@needs_judges("node")
def test_actionlint_finds_nothing() -> None:
    done = actionlint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Checking {len(WORKFLOWS)} workflow file" in done.stdout + done.stderr


@needs_judges("node")
def test_both_judges_of_workflows_see_a_careless_one(tmp_path: Path) -> None:
    path = tmp_path / ".github" / "workflows" / "careless.yml"
    path.parent.mkdir(parents=True)
    path.write_text(CARELESS, encoding="utf-8")
    lint, audit = actionlint(tmp_path), zizmor(path)
    assert lint.returncode != 0
    assert '"github.event.pull_request.title" is potentially untrusted' in lint.stdout + lint.stderr
    assert audit.returncode != 0
    assert {"dangerous-triggers", "template-injection", "unpinned-uses"} <= set(
        re.findall(r"\[([a-z-]+)\]", audit.stdout)
    )


def test_scripts_install_only_what_is_pinned() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "scripts").iterdir()}
    lines = [
        line
        for text in texts.values()
        for line in text.splitlines()
        if re.search(r"\b(pip install|npm ci|npm install)\b", line)
    ]
    assert lines
    allowed = r"--require-hashes|--no-deps --no-build-isolation --editable|npm ci --ignore-scripts"
    assert [line for line in lines if not re.search(allowed, line)] == []
