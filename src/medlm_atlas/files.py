"""Writing files and folders so that a reader meets the old or the new whole, whatever happens in between.

What is unfinished stands beside its target under a fixed hidden name and is locked while somebody works on it. A
process that is killed leaves that name behind without its lock; the next one takes it over, so nothing piles up.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class BusyError(OSError):
    """Somebody else is making the same folder."""


def replace_text(path: Path, text: str) -> None:
    """Write a text as UTF-8 with the line feeds it has; see `replace_bytes`."""
    replace_bytes(path, text.encode())


def replace_bytes(path: Path, data: bytes) -> None:
    """Write a file; the permissions of one that is replaced are kept.

    Raises:
        OSError: if it cannot be written; the old file is then as it was.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    try:
        _replace(path.resolve(), data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _replace(path: Path, data: bytes) -> None:
    aside = path.with_name(f".{path.name}.new")
    with _locked_file(aside) as number:
        try:
            os.ftruncate(number, 0)
            with open(number, "wb", closefd=False) as file:
                file.write(data)
            if path.exists():
                shutil.copymode(path, aside)
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise


@contextmanager
def _locked_file(path: Path) -> Iterator[int]:
    """The open file of that name, locked; waits while another process holds it."""
    while True:
        number = os.open(path, os.O_CREAT | os.O_RDWR, 0o666)
        try:
            if _lock(number, wait=True) and _is_still(number, path):
                yield number
                return
        finally:
            os.close(number)


@contextmanager
def workshop(target: Path) -> Iterator[tuple[Path, int]]:
    """An empty folder beside `target` to make the new `target` in, and the number of the open file that locks it.

    The lock holds as long as this process or a child that was given the number lives.

    Raises:
        BusyError: if another process is making the same target.
        OSError: if the folder cannot be made.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = target.with_name(f".{target.name}.new")
    number = _locked_folder(folder, target)
    try:
        _recover(folder, target)
        yield folder, number
    finally:
        _recover(folder, target)
        folder.rmdir()
        os.close(number)


def _locked_folder(folder: Path, target: Path) -> int:
    while True:
        folder.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            number = os.open(folder, os.O_RDONLY)
            if not _lock(number, wait=False):
                os.close(number)
                raise BusyError(None, "another build of the same folder is running; wait for it", str(target))
            if _is_still(number, folder):
                return number
            os.close(number)


def _recover(folder: Path, target: Path) -> None:
    """Sweep what is unfinished; where work ended between two renames, put the old target back first."""
    old = folder / "old"
    if old.exists() and not target.exists():
        old.rename(target)
    for left in folder.iterdir():
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()


def exchange(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`; the old target goes where `new` was, or beside it as `old`."""
    if not target.exists():
        new.rename(target)
    elif not _exchanged(new, target):
        target.rename(new.with_name("old"))
        new.rename(target)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in a single step, where the system can."""
    if not sys.platform.startswith("linux"):
        return False
    swap = getattr(ctypes.CDLL(None), "renameat2", None)
    return swap is not None and not swap(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)


def _lock(number: int, *, wait: bool) -> bool:
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _is_still(number: int, path: Path) -> bool:
    """Whether the path still leads to the open file: its last holder may have moved or removed it."""
    try:
        return os.path.samestat(os.fstat(number), path.stat())
    except FileNotFoundError:
        return False
