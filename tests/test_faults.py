"""Whatever happens to a build or an export, the old output stays whole or the new one is complete, and nothing is left lying about."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from medlm_atlas.files import BusyError, exchange, replace_text, workshop
from tests.conftest import TINY
from tests.project import PROGRAM, atlas, environment, make_project

KILLS = int(os.environ.get("ATLAS_KILLS", "6"))
PROJECT = {"catalog", "docs", "mkdocs.yml", "site"}
Digest = Mapping[str, str]


def digest(folder: Path) -> Digest:
    """Every file below a folder with a hash of its bytes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@dataclass(frozen=True)
class Pair:
    """A project whose catalog has changed since its site was built: the old site, and what the new one must be."""

    old: Path
    new: Digest
    project: Path

    def copy(self, folder: Path) -> Path:
        """The project with its old site."""
        project = shutil.copytree(self.project, folder)
        shutil.copytree(self.old, project / "site")
        return Path(project)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    root = tmp_path_factory.mktemp("pair")
    project = make_project(root / "project", TINY)
    assert_built(atlas("build", "-o", root / "old", cwd=project))
    record = project / "catalog" / "models" / "toy-ct.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("name: Toy-CT", "name: Toy-CT two"), encoding="utf-8")
    assert_built(atlas("build", "-o", root / "new", cwd=project))
    assert digest(root / "old") != digest(root / "new")
    return Pair(root / "old", digest(root / "new"), project)


def assert_built(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stderr


def assert_refused(done: subprocess.CompletedProcess[str], message: str) -> None:
    assert done.returncode == 1
    assert message in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def killed_after(seconds: float, *arguments: str, cwd: Path, whole_group: bool) -> None:
    """Start a command and kill it, with or without the process it has started itself."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments], cwd=cwd, env=environment(), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(seconds)
    if whole_group:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def built_when_free(project: Path) -> None:
    """Build; where the child of a killed build still works, wait for it first."""
    for _ in range(100):
        done = atlas("build", cwd=project)
        if "another build" not in done.stderr:
            break
        time.sleep(0.1)
    assert_built(done)


def test_killed_builds_leave_the_old_site_or_the_new_one(pair: Pair, tmp_path: Path) -> None:
    project, chance = pair.copy(tmp_path / "project"), random.Random(KILLS)  # noqa: S311  no secret hangs on it
    began = time.monotonic()
    built_when_free(project)
    lasts = time.monotonic() - began
    for number in range(KILLS):
        shutil.rmtree(project / "site")
        shutil.copytree(pair.old, project / "site")
        killed_after(chance.uniform(0, 1.1 * lasts), "build", cwd=project, whole_group=number % 3 > 0)
        assert digest(project / "site") in (digest(pair.old), pair.new)
        built_when_free(project)
        assert digest(project / "site") == pair.new
        assert {path.name for path in project.iterdir()} == PROJECT


@pytest.mark.parametrize("seconds", [0.7, 1.2])
def test_an_interrupted_build_sweeps_its_floor(pair: Pair, tmp_path: Path, seconds: float) -> None:
    project = pair.copy(tmp_path / "project")
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "build"], cwd=project, env=environment(), start_new_session=True, stderr=subprocess.PIPE, text=True
    )  # fmt: skip
    assert process.stderr
    assert process.stderr.readline().startswith("Building")
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate()[1]
    if f"pages in {project / 'site'}" in said:  # it was done before the interrupt came
        assert digest(project / "site") == pair.new
    else:
        assert (process.returncode, "Traceback" in said) == (1, False), said
        assert digest(project / "site") in (digest(pair.old), pair.new)
    assert {path.name for path in project.iterdir()} == PROJECT


def test_killed_exports_leave_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    target, chance = tmp_path / "out" / "all.bib", random.Random(KILLS)  # noqa: S311  no secret hangs on it
    target.parent.mkdir()
    command = ("export", "bibtex", "--catalog", str(TINY), "-o", str(target))
    began = time.monotonic()
    assert_built(atlas(*command, cwd=tmp_path))
    lasts, new = time.monotonic() - began, target.read_bytes()
    for _ in range(KILLS):
        target.write_bytes(b"old\n")
        killed_after(chance.uniform(0, 1.1 * lasts), *command, cwd=tmp_path, whole_group=True)
        assert target.read_bytes() in (b"old\n", new)
    assert_built(atlas(*command, cwd=tmp_path))
    assert {path.name: path.read_bytes() for path in target.parent.iterdir()} == {"all.bib": new}


def test_a_build_killed_between_two_renames_is_put_right_by_the_next(tmp_path: Path) -> None:
    target = tmp_path / "site"
    (tmp_path / ".site.new" / "old").mkdir(parents=True)
    (tmp_path / ".site.new" / "old" / "index.html").write_text("old", encoding="utf-8")
    (tmp_path / ".site.new" / "site").mkdir()
    with workshop(target) as (folder, _):
        assert (target / "index.html").read_text(encoding="utf-8") == "old"
        assert list(folder.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("single_step", [True, False])
def test_exchange_never_loses_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, single_step: bool
) -> None:
    if not single_step:
        monkeypatch.setattr("medlm_atlas.files._exchanged", lambda *_: False)
    target = tmp_path / "site"
    for text in ("one", "two"):
        with workshop(target) as (folder, _):
            (folder / "site").mkdir()
            (folder / "site" / "index.html").write_text(text, encoding="utf-8")
            exchange(folder / "site", target)
        assert (target / "index.html").read_text(encoding="utf-8") == text
    with pytest.raises(FileNotFoundError), workshop(target) as (folder, _):
        exchange(folder / "missing", target)
    assert (target / "index.html").read_text(encoding="utf-8") == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_leftover_of_a_killed_export_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / ".all.bib.new").write_text("half of a much longer file than the new one", encoding="utf-8")
    replace_text(tmp_path / "all.bib", "new\n")
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"all.bib": "new\n"}


def test_permissions_and_links_of_a_replaced_file_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.bib", tmp_path / "link.bib"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    replace_text(link, "new")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_what_is_no_file_is_written_to_and_not_replaced() -> None:
    before = Path("/dev/null").stat()
    replace_text(Path("/dev/null"), "text")
    assert Path("/dev/null").stat().st_rdev == before.st_rdev


def test_of_two_builds_at_once_one_waits_its_turn(pair: Pair, tmp_path: Path) -> None:
    project = pair.copy(tmp_path / "project")
    command = [sys.executable, "-c", PROGRAM, "build"]
    both = [
        subprocess.Popen(command, cwd=project, env=environment(), stderr=subprocess.PIPE, text=True, encoding="utf-8")
        for _ in range(2)
    ]
    said = [process.communicate()[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 1], said
    assert any("another build of the same folder is running" in text for text in said)
    assert not any("Traceback" in text for text in said)
    assert digest(project / "site") == pair.new
    assert {path.name for path in project.iterdir()} == PROJECT


def test_a_folder_is_made_by_one_at_a_time(tmp_path: Path) -> None:
    with workshop(tmp_path / "site"), pytest.raises(BusyError), workshop(tmp_path / "site"):
        pass
    with workshop(tmp_path / "site"), workshop(tmp_path / "other"):
        assert {path.name for path in tmp_path.iterdir()} == {".site.new", ".other.new"}
    assert list(tmp_path.iterdir()) == []


def test_many_exports_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "all.bib"
    command = [sys.executable, "-c", PROGRAM, "export", "bibtex", "--catalog", str(TINY), "-o", str(target)]
    many = [subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL) for _ in range(4)]
    assert [process.wait() for process in many] == [0, 0, 0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["all.bib"]
    assert target.read_text(encoding="utf-8") == atlas("export", "bibtex", "--catalog", TINY, cwd=tmp_path).stdout


# Root may read and write everything; without these two capabilities it may not.
HELD = () if os.geteuid() else ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
needs_setpriv = pytest.mark.skipif(
    bool(HELD) and not shutil.which("setpriv"), reason="root can read and write everything here"
)


@contextmanager
def mode(path: Path, bits: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(bits)
    try:
        yield
    finally:
        path.chmod(before)


@needs_setpriv
def test_read_only_output_is_told(pair: Pair, tmp_path: Path) -> None:
    project = pair.copy(tmp_path / "project")
    (project / "all.bib").write_text("old", encoding="utf-8")
    with mode(project, 0o555):
        assert_refused(atlas("build", cwd=project, wrap=HELD), "Permission denied")
        assert_refused(atlas("export", "bibtex", "-o", "all.bib", cwd=project, wrap=HELD), "Permission denied")
    assert digest(project / "site") == digest(pair.old)
    assert (project / "all.bib").read_text(encoding="utf-8") == "old"
    assert {path.name for path in project.iterdir()} == {*PROJECT, "all.bib"}


@needs_setpriv
@pytest.mark.parametrize("unreadable", ["models/toy-ct.yaml", "models", "references/muster2024toy.bib", "."])
def test_unreadable_files_and_folders_are_told(pair: Pair, tmp_path: Path, unreadable: str) -> None:
    project = pair.copy(tmp_path / "project")
    with mode(project / "catalog" / unreadable, 0):
        for command in (["check"], ["build"], ["export", "bibtex", "-o", "all.bib"]):
            assert_refused(atlas(*command, cwd=project, wrap=HELD), "cannot be read: Permission denied")
    assert digest(project / "site") == digest(pair.old)
    assert {path.name for path in project.iterdir()} == PROJECT


@pytest.mark.skipif(not shutil.which("prlimit"), reason="no command here limits the size of files")
def test_output_that_does_not_fit_is_told(pair: Pair, tmp_path: Path) -> None:
    project = pair.copy(tmp_path / "project")
    (project / "all.bib").write_text("old", encoding="utf-8")
    for command, bytes_ in ((["build"], 20_000), (["export", "bibtex", "-o", "all.bib"], 100)):
        assert_refused(atlas(*command, cwd=project, wrap=("prlimit", f"--fsize={bytes_}")), "File too large")
    assert digest(project / "site") == digest(pair.old)
    assert (project / "all.bib").read_text(encoding="utf-8") == "old"
    assert {path.name for path in project.iterdir()} == {*PROJECT, "all.bib"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 200 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "none", disk], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


def test_full_disk_is_told(pair: Pair, small_disk: Path) -> None:
    (small_disk / "site").mkdir()
    (small_disk / "site" / "index.html").write_text("old", encoding="utf-8")
    (small_disk / "all.bib").write_text("old", encoding="utf-8")
    assert_refused(atlas("build", "-o", small_disk / "site", cwd=pair.project), "No space left on device")
    (small_disk / "filler").write_bytes(b"\0" * (os.statvfs(small_disk).f_bavail * 4096))
    assert_refused(atlas("export", "bibtex", "-o", small_disk / "all.bib", cwd=pair.project), "No space left on device")
    assert (small_disk / "site" / "index.html").read_text(encoding="utf-8") == "old"
    assert (small_disk / "all.bib").read_text(encoding="utf-8") == "old"
    assert {path.name for path in small_disk.iterdir()} == {"site", "all.bib", "filler"}


SURROUNDINGS: tuple[Mapping[str, str], ...] = (
    {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"},
    {"LC_ALL": "C.UTF-8", "TZ": "Etc/GMT+12", "PYTHONHASHSEED": "4294967295", "LANGUAGE": "tr"},
    {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONHASHSEED": "7"},
)


@pytest.mark.parametrize("surroundings", SURROUNDINGS, ids=str)
def test_same_catalog_same_bytes(pair: Pair, tmp_path: Path, surroundings: Mapping[str, str]) -> None:
    assert_built(atlas("build", "-o", tmp_path / "site", cwd=pair.project, env=surroundings))
    assert digest(tmp_path / "site") == pair.new


@pytest.mark.parametrize("surroundings", SURROUNDINGS, ids=str)
@pytest.mark.parametrize(
    "command", [["export", "bibtex"], ["export", "biblatex"], ["show", "probe2025outside"], ["show", "toy-ct"]]
)
def test_same_command_same_text(tmp_path: Path, command: list[str], surroundings: Mapping[str, str]) -> None:
    there = atlas(*command, "--catalog", TINY, cwd=tmp_path)
    here = atlas(*command, "--catalog", TINY, cwd=tmp_path, env=surroundings)
    assert here.returncode == there.returncode == 0
    assert here.stdout == there.stdout
    assert len(here.stdout) > 100


LATIN = {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}


def test_problems_are_told_where_few_letters_can_be_printed(tmp_path: Path) -> None:
    catalog = shutil.copytree(TINY, tmp_path / "catalog")
    record = catalog / "models" / "toy-ct.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("kind: model", "kind: 模型"), encoding="utf-8")
    for style in ("human", "json", "github"):
        done = atlas("check", "--format", style, cwd=tmp_path, env=LATIN)
        assert_refused(done, "toy-ct.yaml")
        assert done.stdout.isascii()
    assert_built(atlas("search", "toy", "--catalog", TINY, cwd=tmp_path, env=LATIN))
    assert_built(atlas("stats", "--catalog", TINY, cwd=tmp_path, env=LATIN))


@pytest.mark.skipif(not shutil.which("faketime"), reason="no command here sets another clock")
@pytest.mark.parametrize("clock", ["1999-06-01 12:00:00", "2038-01-20 00:00:00"])
def test_a_wrong_clock_changes_the_day_of_the_page_alone(pair: Pair, tmp_path: Path, clock: str) -> None:
    wrap = ("faketime", clock)
    assert_built(atlas("build", "-o", tmp_path / "site", cwd=pair.project, wrap=wrap))
    assert digest(tmp_path / "site") == pair.new
    assert_built(
        atlas("build", "-o", tmp_path / "undated", cwd=pair.project, wrap=wrap, env={"SOURCE_DATE_EPOCH": None})
    )
    page = (tmp_path / "undated" / "models" / "toy-ct" / "index.html").read_text(encoding="utf-8")
    assert clock[:4] in page
    assert_built(atlas("check", "--catalog", TINY, cwd=tmp_path, wrap=wrap))


@pytest.mark.parametrize("epoch", ["", "soon", "9" * 30, "1.5"])
def test_an_impossible_build_day_is_told(pair: Pair, tmp_path: Path, epoch: str) -> None:
    done = atlas("build", "-o", tmp_path / "site", cwd=pair.project, env={"SOURCE_DATE_EPOCH": epoch})
    assert_refused(done, "must be a count of seconds since 1970")
    assert list(tmp_path.iterdir()) == []


def test_a_build_needs_no_network(pair: Pair, tmp_path: Path) -> None:
    wrap = ("unshare", "-n")
    if not shutil.which("unshare") or subprocess.run([*wrap, "true"], check=False, capture_output=True).returncode:
        pytest.skip("the network cannot be taken away here")
    assert_built(atlas("build", "-o", tmp_path / "site", cwd=pair.project, wrap=wrap))
    assert digest(tmp_path / "site") == pair.new


def test_a_catalog_with_problems_is_not_built(pair: Pair, tmp_path: Path) -> None:
    project = pair.copy(tmp_path / "project")
    record = project / "catalog" / "models" / "toy-ct.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("kind: model", "kind: modle"), encoding="utf-8")
    assert_refused(atlas("build", cwd=project), "toy-ct.yaml:5:7: kind: 'modle' is not one of")
    for command in (["export", "bibtex", "-o", "all.bib"], ["show", "toy-ct"], ["search", "toy"], ["stats"]):
        assert_refused(atlas(*command, cwd=project), "catalog/models/toy-ct.yaml:5:7: kind: 'modle' is not one of")
    assert digest(project / "site") == digest(pair.old)
    assert {path.name for path in project.iterdir()} == PROJECT


def test_a_folder_that_is_no_site_is_not_replaced(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for name in ("mine", "file"):
        assert_refused(atlas("build", "-o", tmp_path / name, cwd=pair.project), "is no built site")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "letter.txt", "mine"]


@pytest.mark.parametrize("output", ["missing/all.bib", "folder"])
def test_an_export_that_cannot_be_written_is_told(tmp_path: Path, output: str) -> None:
    (tmp_path / "folder").mkdir()
    done = atlas("export", "bibtex", "--catalog", TINY, "-o", tmp_path / output, cwd=tmp_path)
    assert done.returncode in (1, 2)
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]
