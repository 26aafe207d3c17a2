"""Files that were read before: their plain data, kept in the user's cache folder by a hash of their text.

What is kept is data alone and is validated again on every reading, so a cache that somebody spoilt can lose time but not
run anything. `MEDLM_ATLAS_CACHE` names another folder; empty, it switches the cache off.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import sqlite3
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

VARIABLE = "MEDLM_ATLAS_CACHE"
KEPT_DAYS = 30
_TABLE = (
    "CREATE TABLE IF NOT EXISTS readings (key BLOB PRIMARY KEY, data TEXT NOT NULL, day TEXT NOT NULL) WITHOUT ROWID"
)
_INSERT = "INSERT OR REPLACE INTO readings VALUES (?, ?, ?)"


class Remembered:
    """The cache of one run. Any fault of the database means that nothing is remembered, never that reading fails."""

    def __init__(self, folder: Path | None) -> None:
        """Use the database of a folder; none without a folder."""
        self._today = datetime.datetime.now(datetime.UTC).date()
        self._new: dict[bytes, str] = {}
        self._used_again: list[tuple[str, bytes]] = []
        self._database = _opened(folder / "readings.sqlite") if folder else None

    def data(self, key: bytes) -> Any:
        """The data kept for a key, None if there is none."""
        if self._database is None:
            return None
        with suppress(sqlite3.Error, ValueError):
            row = self._database.execute("SELECT data, day FROM readings WHERE key = ?", (key,)).fetchone()
            if row is not None:
                if row[1] != str(self._today):
                    self._used_again.append((str(self._today), key))
                return json.loads(row[0])
        return None

    def keep(self, key: bytes, data: object) -> None:
        """Remember data for a key, once `close` is called."""
        if self._database is not None:
            self._new[key] = json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    def close(self) -> None:
        """Write what is new and forget what nobody asked for in `KEPT_DAYS` days."""
        if self._database is None:
            return
        with closing(self._database) as database, suppress(sqlite3.Error), database:
            if self._new or self._used_again:
                database.executemany(_INSERT, ((key, data, str(self._today)) for key, data in self._new.items()))
                database.executemany("UPDATE readings SET day = ? WHERE key = ?", self._used_again)
                oldest = self._today - datetime.timedelta(days=KEPT_DAYS)
                database.execute("DELETE FROM readings WHERE day < ?", (str(oldest),))


def cache_folder() -> Path | None:
    """Where caches stand; None if they are switched off."""
    named = os.environ.get(VARIABLE)
    if named == "":
        return None
    return Path(named) if named else user_cache_path("medlm-atlas")


def key_of(text: bytes, *about: str) -> bytes:
    """What a text is kept under: another text, another file, other fields or another version of this program is another key."""
    digest = hashlib.blake2b("\0".join(about).encode(), digest_size=16, key=_program())
    digest.update(b"\0" + text)
    return digest.digest()


@cache
def _program() -> bytes:
    digest = hashlib.blake2b(digest_size=32)
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


def _opened(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = sqlite3.connect(path, timeout=1)
        database.execute("PRAGMA synchronous = OFF")
        database.execute(_TABLE)
    except (sqlite3.Error, OSError, RuntimeError):
        return None
    return database
