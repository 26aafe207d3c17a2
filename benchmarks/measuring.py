"""What the measurements have in common: their environment, the browser, processor time, and where figures are kept."""

from __future__ import annotations

import json
import os
import resource
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Playwright

from benchmarks.synthetic import ROOT

RESULTS = ROOT / "benchmarks" / "results"
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "ATLAS_SITE_URL": "https://example.org/atlas/"}
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def browser(playwright: Playwright) -> Browser:
    """Headless Chromium."""
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(_FLAGS))


@dataclass
class Spent:
    """Seconds of processor time, user and system, of all child processes that ended within `spent`."""

    seconds: float = 0


@contextmanager
def spent() -> Iterator[Spent]:
    """Measure the child processes that end within the block."""
    found, before = Spent(), resource.getrusage(resource.RUSAGE_CHILDREN)
    yield found
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found.seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def keep(name: str, figures: Mapping[str, object]) -> None:
    """Write figures to benchmarks/results/<name>.json."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
