"""Serving a site while somebody edits it: pages are made when they are asked for, and the system tells of changes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from medlm_atlas.site import Maker, write

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver


class Served:
    """The files of a site that is being served: those of an older state are made anew when somebody asks for them."""

    def __init__(self, folder: Path) -> None:
        """Serve from `folder`, into which everything has been written once."""
        self.folder = folder
        self._files: Mapping[str, Maker] = {}
        self._waiting: set[str] = set()
        self._lock = Lock()

    def change(self, files: Mapping[str, Maker]) -> None:
        """From now on the site is what these makers make; what is no longer there is taken away."""
        with self._lock:
            for gone in self._files.keys() - files.keys():
                (self.folder / gone).unlink(missing_ok=True)
            self._files, self._waiting = files, set(files)

    def ready(self, path: str) -> None:
        """Make the file that stands behind a path of the site, if it waits to be made."""
        address = path.lstrip("/")
        for file in (address, f"{address}index.html", f"{address}/index.html"):
            with self._lock:
                if file in self._waiting:
                    write([(file, self._files[file])], self.folder)
                    self._waiting.discard(file)


def observer() -> BaseObserver:
    """Tells of changed files as the system reports them; that a file was read is no change."""
    from watchdog.events import FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent
    from watchdog.observers import Observer

    told = Observer()
    changes = [FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent]
    told.schedule = partial(told.schedule, event_filter=changes)  # type: ignore[method-assign]  # the server names no filter
    return told


def changed_when(*places: Path | str) -> Mapping[Path, int]:
    """When each file at or below some places was last changed, in nanoseconds."""
    found = [path for place in map(Path, places) for path in ([place] if place.is_file() else place.rglob("*"))]
    times: dict[Path, int] = {}
    for path in found:
        with suppress(OSError):  # editors make files and take them away at once
            if path.is_file():
                times[path] = path.stat().st_mtime_ns
    return times
