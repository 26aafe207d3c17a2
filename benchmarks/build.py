"""Build ratio: the atlas against MkDocs rendering Markdown pages of equal text with the search plugin, in one run.

    python -m benchmarks.build 1000 10000        # sizes of the synthetic catalogs; writes benchmarks/results/build.json

The Markdown side is built at the first size only, with the theme as the atlas configures it. CPU is that of the whole
process and its children, from start to end. The atlas is built twice: with an empty cache of readings, then with the
cache that the first build left; the ratios are those of the second, and the first is told beside it.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from markdownify import markdownify

from benchmarks.measuring import ENVIRONMENT, keep, spent
from benchmarks.synthetic import ROOT


def main(sizes: list[int]) -> None:
    """Measure, print and keep the figures."""
    figures: dict[str, object] = {"python": platform.python_version(), "machine": platform.machine()}
    with tempfile.TemporaryDirectory() as work:
        ENVIRONMENT["MEDLM_ATLAS_CACHE"] = f"{work}/cache"
        for size in sizes:
            folder = catalog_of(Path(work), size)
            for name in (f"atlas {size}, nothing remembered", f"atlas {size}"):
                figures[name] = measured(folder)
                print(f"{name}: {figures[name]}", flush=True)
        figures[f"markdown {sizes[0]}"] = markdown = _markdown(Path(work), sizes[0])
        print(f"markdown, same pages: {markdown}", flush=True)
    first = figures[f"atlas {sizes[0]}"]
    assert isinstance(first, dict)
    figures["ratio"] = round(markdown["cpu_ms_per_page"] / first["cpu_ms_per_page"], 1)
    if len(sizes) > 1:
        last = figures[f"atlas {sizes[-1]}"]
        assert isinstance(last, dict)
        figures["growth"] = round(last["cpu_ms_per_page"] / first["cpu_ms_per_page"], 2)
    keep("build", figures)
    print(f"Markdown takes {figures['ratio']} times the CPU per page; growth {figures.get('growth', 'not measured')}")


def project(folder: Path) -> Path:
    """The site's own configuration and hand-written pages, without the catalog."""
    folder.mkdir()
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copytree(ROOT / "docs", folder / "docs")
    for page in (folder / "docs").rglob("*.md"):
        text = re.sub(r"\{\{ record [^}]+\}\}|\[\]\(atlas:[^)]*\)", "it", page.read_text(encoding="utf-8"))
        page.write_text(re.sub(r"\(atlas:[^)]*\)", "(https://example.org/)", text), encoding="utf-8")
    return folder


def catalog_of(work: Path, size: int) -> Path:
    """A project below `work` with a synthetic catalog of `size` models."""
    folder = project(work / f"atlas-{size}")
    # In a process of its own: what a parent holds counts into the peak of its children.
    subprocess.run([sys.executable, "-m", "benchmarks.synthetic", str(size), folder / "catalog"], cwd=ROOT, check=True)
    return folder


def _markdown(work: Path, size: int) -> dict[str, float]:
    """Every page that the atlas made, turned into Markdown with its headings, tables, lists and links, in an ordinary site."""
    built, folder = work / f"atlas-{size}" / "site", work / "markdown"
    for page in built.rglob("index.html"):
        text = re.search(r"<article[^>]*>(.*)</article>", page.read_text(encoding="utf-8"), re.S)
        target = folder / "docs" / page.relative_to(built).with_suffix(".md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(markdownify(text[1] if text else "", heading_style="ATX"), encoding="utf-8")
    configured = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    plain = re.sub(r"^plugins:\n(?:  .*\n)+", "plugins: [search]\n", configured, flags=re.M)
    (folder / "mkdocs.yml").write_text(re.sub(r"^nav:\n(?: .*\n)+", _NAV, plain, flags=re.M), encoding="utf-8")
    return measured(folder)


def measured(folder: Path) -> dict[str, float]:
    """Pages, CPU in seconds and in milliseconds a page, and peak memory in MB of one build of a project."""
    command = [sys.executable, "-c", _RUN.format(folder=str(folder))]
    with spent() as cpu:
        done = subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True, text=True)
    pages = sum(1 for _ in (folder / "site").rglob("index.html"))
    peak = int(done.stdout.split()[-1]) / 1024
    return {
        "pages": pages,
        "cpu_s": round(cpu.seconds, 2),
        "cpu_ms_per_page": round(1000 * cpu.seconds / pages, 3),
        "peak_mb": round(peak),
    }


_NAV = """nav:
  - Home: index.md
  - Models: models/index.md
  - Terms: terms/index.md
  - Benchmarks: benchmarks/index.md
  - Bibliography: bibliography/index.md
"""
"""Catalog pages stay out of the navigation here too: with them the cost of every page would grow with their number."""
_RUN = """
import os, resource
os.chdir({folder!r})
from mkdocs.commands.build import build
from mkdocs.config import load_config
build(load_config('mkdocs.yml', strict=False))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""

if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000])
