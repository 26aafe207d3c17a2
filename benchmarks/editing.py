"""What an editor waits for: `check` of a catalog, and `serve` from saving a record to the reloaded page.

    python -m benchmarks.editing 1000            # size of the synthetic catalog; writes benchmarks/results/editing.json

CPU of `check` is that of the whole process, with an empty cache of readings and with the cache that the first run left.
`serve` is measured by the clock in headless Chromium, the median and the slowest of ten changes of one model's name.
"""

from __future__ import annotations

import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.build import project
from benchmarks.measuring import ENVIRONMENT, browser, keep, spent
from benchmarks.synthetic import ROOT

CHANGES = 10


def main(size: int) -> None:
    """Measure, print and keep the figures."""
    with tempfile.TemporaryDirectory() as work:
        folder = project(Path(work) / "project")
        environment = {**ENVIRONMENT, "MEDLM_ATLAS_CACHE": f"{work}/cache"}
        subprocess.run(
            [sys.executable, "-m", "benchmarks.synthetic", str(size), folder / "catalog"], cwd=ROOT, check=True
        )
        figures = {
            "models": size,
            "check_cpu_s, nothing remembered": _checked(folder, environment),
            "check_cpu_s": _checked(folder, environment),
        }
        waited = sorted(_edited(folder, environment))
        figures |= {"serve_median_s": round(statistics.median(waited), 2), "serve_slowest_s": round(waited[-1], 2)}
    keep("editing", figures)
    print(json.dumps(figures, indent=1))


def _checked(folder: Path, environment: dict[str, str]) -> float:
    command = [sys.executable, "-c", "from medlm_atlas.cli import main; main()", "check"]
    with spent() as cpu:
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return round(cpu.seconds, 2)


def _edited(folder: Path, environment: dict[str, str]) -> Iterator[float]:
    """Seconds from each change of a record to the page that shows it."""
    record = next((folder / "catalog" / "models").iterdir())
    text = record.read_text(encoding="utf-8")
    with _served(folder, environment) as address, sync_playwright() as playwright:
        chromium = browser(playwright)
        page = chromium.new_page()
        page.goto(f"{address}models/{record.stem}/")
        for number in range(CHANGES):
            time.sleep(1)
            start = time.perf_counter()
            record.write_text(re.sub(r"^name: .*", f"name: Change {number}", text, flags=re.M), encoding="utf-8")
            page.wait_for_function(f"document.querySelector('h1')?.textContent.includes('Change {number}')", polling=5)
            yield time.perf_counter() - start
        chromium.close()


@contextmanager
def _served(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "-a", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=folder, env={**environment, "ATLAS_SITE_URL": ""})
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(address, timeout=2).close()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
