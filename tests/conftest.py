"""What tests share: the toy catalog, a copy of it to break, and the built site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

from medlm_atlas.loading import Reading, read

ROOT = Path(__file__).parents[1]
TINY = ROOT / "tests" / "tiny"
SHARED = ROOT.parent / "shared"
SITE_URL, REPO_URL = "https://example.org/atlas/", "https://code.example.org/repository"
COMMAND = (sys.executable, "-c", "from medlm_atlas.cli import main; main()")
"""The command line as a process of its own, under the interpreter of the tests."""
os.environ.setdefault("MEDLM_ATLAS_CACHE", str(Path(tempfile.gettempdir()) / f"medlm-atlas-tests-{os.getuid()}"))
settings.register_profile("atlas", derandomize=True, deadline=None, database=None)
settings.load_profile("atlas")


@pytest.fixture(scope="session")
def tiny() -> Reading:
    """The toy catalog."""
    return read(TINY)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the toy catalog that a test may break."""
    return Path(shutil.copytree(TINY, tmp_path / "catalog"))


@pytest.fixture(scope="session")
def real() -> Reading:
    """The catalog of this repository."""
    return read(ROOT / "catalog")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the real catalog, built by the command that the README names."""
    folder = tmp_path_factory.mktemp("site") / "site"
    environment = {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": "1795478400",
        "ATLAS_SITE_URL": SITE_URL,
        "ATLAS_REPO_URL": REPO_URL,
    }
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder
