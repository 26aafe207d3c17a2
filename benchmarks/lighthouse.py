"""Lighthouse's scores for home, models and a model page of the real site, on a phone and at a desk.

    python -m benchmarks.lighthouse        # writes benchmarks/results/lighthouse.json

The site is served from this machine, compressed, below a sub-path; the network of the phone is the one that Lighthouse simulates.
Speed hangs on the machine: a busy one scores lower, so Lighthouse's own measure of it is kept beside the scores (an idle
core of today has 2,000 and more). Of several runs the median is kept.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measuring import ENVIRONMENT, keep
from benchmarks.synthetic import ROOT
from tests.judges.lighthouse import FORMS, PAGES, STEADY, audit
from tests.serving import serve

RUNS = 3
CATEGORIES = ("performance", *STEADY)


def main() -> None:
    """Measure, print and keep the scores."""
    with tempfile.TemporaryDirectory() as work:
        server, base = serve(_built(Path(work) / "site"))
        runs = [audit(base, CATEGORIES, patience={}) for _ in range(RUNS)]
        server.shutdown()
        server.server_close()
    names = [f"{form}, {page}" for form in FORMS for page in PAGES]
    figures = {name: _middle([run[place] for run in runs]) for place, name in enumerate(names)}
    for name, scores in figures.items():
        print(f"{name}: {scores}")
    keep("lighthouse", {"runs": RUNS, **figures})


def _built(folder: Path) -> Path:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True)
    return folder


def _middle(reports: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    scores = {category: median(report["scores"][category] for report in reports) for category in CATEGORIES}
    return {**scores, "speed of the machine": median(report["speed"] for report in reports)}


if __name__ == "__main__":
    main()
