"""The wheel and the sdist are built without a network, and the wheel works offline far from any checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from medlm_atlas import __version__
from medlm_atlas.loading import Reading
from tests.conftest import ROOT

NO_NETWORK = """import socket


def refuse(*_):
    raise OSError("this environment has no network")


socket.socket.connect = socket.socket.connect_ex = refuse
"""


def run(*command: str | Path, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def built(source: Path, folder: Path) -> tuple[Path, Path]:
    """Wheel and sdist of a source tree, made by the build backend itself: nothing is downloaded."""
    run(sys.executable, "-m", "hatchling", "build", "-d", folder, cwd=source)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return built(ROOT, tmp_path_factory.mktemp("distributions"))


@pytest.fixture(scope="module")
def installed(distributions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment without network that holds the wheel; only its dependencies come from the one of the tests."""
    home = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", "--without-pip", home / "venv", cwd=home)
    python = home / "venv" / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--no-index", "--no-deps", distributions[0], cwd=home)
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (packages / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    return home


def test_the_wheel_holds_templates_catalog_and_licences(distributions: tuple[Path, Path]) -> None:
    names = set(zipfile.ZipFile(distributions[0]).namelist())
    package = ROOT / "src" / "medlm_atlas"
    sources = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {f"medlm_atlas/{path.relative_to(package)}" for path in sources} <= names
    catalog = [path for path in (ROOT / "catalog").rglob("*") if path.is_file()]
    assert {f"medlm_atlas/catalog_data/{path.relative_to(ROOT / 'catalog')}" for path in catalog} <= names
    assert {name.rpartition("/")[2] for name in names if ".dist-info/licenses/" in name} >= {"LICENSE", "LICENSE-DATA"}
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests/") or "screening.csv" in name]


def test_the_sdist_makes_the_same_wheel(distributions: tuple[Path, Path], tmp_path: Path) -> None:
    with tarfile.open(distributions[1]) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    assert (source / "schema" / "model.json").is_file()
    again, _ = built(source, tmp_path / "again")
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(distributions[0]).namelist()


def test_loading_works_from_the_wheel(installed: Path, real: Reading) -> None:
    program = (
        "import json, medlm_atlas; catalog = medlm_atlas.load(); "
        "print(json.dumps([medlm_atlas.__file__, medlm_atlas.__version__, len(catalog.models), len(catalog.references)]))"
    )
    where, version, models, references = json.loads(run(installed / "venv/bin/python", "-c", program, cwd=installed))
    assert Path(where).is_relative_to(installed)
    assert version == __version__
    assert (models, references) == (len(real.catalog.models), len(real.catalog.references))


COMMANDS = [
    (("show", "medsam"), "name: MedSAM"),
    (("search", "segment"), "medsam"),
    (("stats",), "medical models by primary modality"),
    (("export", "bibtex", "--where", "id:medsam"), "@article{ma2024segment"),
    (("export", "csv"), "evidence_stage"),
    (("export", "markdown", "--where", "modality:graph"), "| Model |"),
    (("--version",), __version__),
]


@pytest.mark.parametrize(("words", "expected"), COMMANDS, ids=[" ".join(words) for words, _ in COMMANDS])
def test_the_command_works_from_the_wheel(installed: Path, words: tuple[str, ...], expected: str) -> None:
    assert expected in run(installed / "venv/bin/medlm-atlas", *words, cwd=installed)


def test_the_environment_has_no_network(installed: Path) -> None:
    program = "import socket\ntry: socket.create_connection(('127.0.0.1', 9))\nexcept OSError as error: print(error)"
    assert "no network" in run(installed / "venv/bin/python", "-c", program, cwd=installed)


def test_type_checkers_see_the_types(installed: Path) -> None:
    program = "import medlm_atlas, pathlib; print((pathlib.Path(medlm_atlas.__file__).parent / 'py.typed').is_file())"
    assert run(installed / "venv/bin/python", "-c", program, cwd=installed).strip() == "True"
