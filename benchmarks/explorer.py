"""The explorer and the search box in Chromium, beside the theme's own search and DataTables, in one run.

    python -m benchmarks.explorer 1000 10000     # sizes of the synthetic catalogs; writes benchmarks/results/explorer.json

Of every click on a filter and every keystroke: milliseconds of the processor that script takes until the result is
painted, as Chromium counts them, and milliseconds on the clock from the event to that frame. Of a search: milliseconds from the arrival of the index to the
first result. Sizes are those of gzip at level 9. DataTables comes from npm into a page that this module writes; the
theme's search gets an index of the same records, one for each page.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from benchmarks.build import project
from benchmarks.measuring import ENVIRONMENT, browser, keep
from benchmarks.synthetic import ROOT

GOALS = {"script_p95_ms": 16, "first_result_ms": 150, "script_kb": 45, "data_kb_per_1000": 100}
WORDS = ("retina", "cohort biopsy", "model 12", "segmentation", "protein graph", "lab 3")
COLUMNS = ("modality", "application", "evidence", "weights", "parameters", "year")
FILTERS = {"llm": 2, "3d": 2, "diagnosis": 3, "prediction": 3, "open": 5, "external-validation..": 4}
"""Values to filter by, with the columns they stand in; the name and the summary come before `COLUMNS`."""
PATIENCE = 240_000
"""Milliseconds that the theme's search may take."""

_WATCH = """
window.began = 0;
for (const type of ["keydown", "pointerdown"])
  addEventListener(type, (event) => { window.began = event.timeStamp; }, { capture: true });
"""
_PAINTED = """() => new Promise((done) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => done(performance.now() - window.began);
  port2.postMessage(0);
}))"""
_SHOWN = """
window.shown = 0;
new MutationObserver((_, observer) => {
  if (!document.querySelector(RESULT)) return;
  window.shown = performance.now();
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
_FIRST = """(file) => {
  const files = performance.getEntriesByType("resource").filter(({ name }) => name.includes(file));
  return window.shown - Math.max(window.began, ...files.map((each) => each.responseEnd));
}"""


@dataclass(frozen=True)
class Felt:
    """What one click or keystroke cost, in milliseconds: script and layout of the processor, painted on the clock."""

    script: float
    layout: float
    painted: float


def main(sizes: list[int]) -> None:
    """Measure, print and keep the figures."""
    figures: dict[str, Any] = {"machine": platform.machine(), "cores": os.cpu_count(), "goals": GOALS}
    figures["script_kb"] = _script_kb()
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        chromium = browser(playwright)
        figures["chromium"] = chromium.version
        figures["real catalog"] = _data_kb(_built(Path(work) / "real", None))
        for size in sizes:
            figures[f"{size} models"] = _side_by_side(chromium, Path(work), size)
            print(json.dumps(figures[f"{size} models"], indent=1), flush=True)
        chromium.close()
    keep("explorer", figures)
    print(json.dumps(figures, indent=1))


def _side_by_side(chromium: Browser, work: Path, size: int) -> dict[str, Any]:
    site = _built(work / f"atlas-{size}", size)
    rival = _rivals(work / f"rivals-{size}", site)
    with served(site) as atlas, served(rival) as others:
        explorer = _explorer(chromium, atlas)
        datatables = _datatables(chromium, others)
        search = _first_results(
            chromium, f"{atlas}index.html", "[data-atlas-search]", ("search.json", "[role=option] b"), 5
        )
        theme = _first_results(
            chromium,
            f"{others}site/index.html",
            ".md-search__input",
            ("search_index.json", ".md-search-result__item"),
            1,
        )
    return {
        "data": _data_kb(site),
        "explorer": explorer,
        "datatables": datatables,
        "search": search,
        "theme_search": theme,
        "ratio_datatables_keystroke": _ratio(datatables["keystroke"]["script_p95_ms"], explorer["keystroke"]["script_p95_ms"]),
        "ratio_datatables_filter": _ratio(datatables["filter"]["script_p95_ms"], explorer["filter"]["script_p95_ms"]),
        "ratio_theme_first_result": _ratio(theme["first_result_ms"], search["first_result_ms"]),
    }  # fmt: skip


def _ratio(other: float | None, own: float | None) -> float | None:
    return round(other / own, 1) if other and own else None


def _built(folder: Path, size: int | None) -> Path:
    """The site of a synthetic catalog, or of the real one."""
    project(folder)
    if size is None:
        shutil.copytree(ROOT / "catalog", folder / "catalog")
    else:
        command = [sys.executable, "-m", "benchmarks.synthetic", str(size), str(folder / "catalog")]
        subprocess.run(command, cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=folder, env=ENVIRONMENT, check=True)
    return folder / "site"


def _assets(site: Path) -> Path:
    return next((site / "assets").glob("atlas-*"))


def _texts(site: Path) -> list[Path]:
    """The files of summaries in their order."""
    return sorted(_assets(site).glob("texts/*.json"), key=lambda path: int(path.stem))


def _kb(*texts: bytes) -> float:
    """Kilobytes (1,000 bytes) of some files, each packed by itself as a server sends it."""
    return round(sum(len(gzip.compress(text, 9)) for text in texts) / 1000, 1)


def _script_kb() -> float:
    return _kb(*(path.read_bytes() for path in (ROOT / "docs" / "assets" / "atlas").glob("*.js")))


def _data_kb(site: Path) -> dict[str, float]:
    """Kilobytes per 1,000 models: to open the explorer, all its data, and of the search index per 1,000 pages."""
    assets = _assets(site)
    models = len(json.loads((assets / "models.json").read_bytes())["ids"])
    pages = len(json.loads((assets / "search.json").read_bytes())["addresses"])
    columns = (assets / "models.json").read_bytes()
    texts = [path.read_bytes() for path in _texts(site)]
    return {
        "models": models,
        "pages": pages,
        "first_load_kb_per_1000_models": round(_kb(columns, *texts[:1]) * 1000 / models, 1),
        "with_all_texts_kb_per_1000_models": round(_kb(columns, *texts) * 1000 / models, 1),
        "search_index_kb_per_1000_pages": round(_kb((assets / "search.json").read_bytes()) * 1000 / pages, 1),
    }


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class _Meter:
    """Counts script, layout and time to paint of what a page is asked to do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self.session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def felt(self, act: Callable[[], object]) -> Felt:
        before = self.metrics()
        act()
        painted = self.page.evaluate(_PAINTED)
        after = self.metrics()
        script, style, layout = (1000 * (after[name] - before[name]) for name in _COUNTED)
        return Felt(script, style + layout, painted)

    def metrics(self) -> dict[str, float]:
        """What Chromium has counted so far, in seconds of the processor."""
        found = self.session.send("Performance.getMetrics")["metrics"]
        return {each["name"]: each["value"] for each in found}


_COUNTED = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration")


def _summary(felt: list[Felt]) -> dict[str, float]:
    def p95(values: list[float]) -> float:
        return round(quantiles(values, n=20)[-1], 1)

    script = [each.script for each in felt]
    return {
        "count": len(felt),
        "script_median_ms": round(median(script), 1),
        "script_p95_ms": p95(script),
        "script_and_layout_p95_ms": p95([each.script + each.layout for each in felt]),
        "painted_p95_ms": p95([each.painted for each in felt]),
    }


@contextmanager
def _opened(chromium: Browser, address: str, ready: str) -> Iterator[tuple[Page, _Meter]]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(_WATCH)
    page.goto(address)
    page.locator(ready).first.wait_for()
    page.wait_for_timeout(2000)  # what is made ready in idle time is ready
    yield page, _Meter(page)
    context.close()


def _explorer(chromium: Browser, base: str) -> dict[str, Any]:
    with _opened(chromium, f"{base}models/index.html", ".ex.live .shown tbody tr") as (page, meter):
        boxes = [page.locator(f'.facets input[value="{value}"]').first for value in FILTERS]
        clicks = [felt for box in _shuffled(boxes) for felt in _pressed(meter, box)]
        return {"filter": _summary(clicks), "keystroke": _summary(_typed(meter, page.locator("#model-q")))}


def _datatables(chromium: Browser, base: str) -> dict[str, Any]:
    with _opened(chromium, f"{base}datatables.html", "tbody tr") as (page, meter):
        boxes = [page.locator(f'input[value="{value}"]') for value in FILTERS]
        clicks = [felt for box in _shuffled(boxes) for felt in _pressed(meter, box)]
        return {"filter": _summary(clicks), "keystroke": _summary(_typed(meter, page.locator(".dt-search input")))}


def _shuffled(boxes: list[Locator]) -> list[Locator]:
    """Every filter ten times, in an order that is the same for all."""
    order = boxes * 10
    random.Random(1).shuffle(order)
    return order


def _pressed(meter: _Meter, box: Locator) -> list[Felt]:
    """Press a filter; a radio button that is pressed already does nothing and is not counted."""
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    assert place, "a filter is hidden"
    if box.get_attribute("type") == "radio" and box.is_checked():
        return []
    return [meter.felt(lambda: meter.page.mouse.click(place["x"] + 5, place["y"] + 5))]


def _typed(meter: _Meter, field: Locator) -> list[Felt]:
    """Type words letter by letter and take them out again."""
    felt = []
    field.click()
    for words in WORDS:
        felt += [meter.felt(functools.partial(meter.page.keyboard.type, letter)) for letter in words]
        felt += [meter.felt(functools.partial(meter.page.keyboard.press, "Backspace")) for _ in words]
    return felt


def _first_results(chromium: Browser, address: str, field: str, wanted: tuple[str, str], times: int) -> dict[str, Any]:
    """Milliseconds from the arrival of the index to the first result of a letter typed at once.

    `page_processor_ms` is what the page itself took of the processor from the letter to the result, loading included; a
    worker's part is not in it.
    """
    found = [_first_result(chromium, address, field, *wanted) for _ in range(times)]
    if None in found:
        return {"first_result_ms": None, "note": f"none within {PATIENCE // 1000} s"}
    clock, processor = zip(*(each for each in found if each), strict=True)
    return {
        "first_result_ms": round(median(clock)),
        "fastest_ms": round(min(clock)),
        "slowest_ms": round(max(clock)),
        "page_processor_ms": round(median(processor)),
        "times": times,
    }


def _first_result(chromium: Browser, address: str, field: str, file: str, result: str) -> tuple[float, float] | None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(_WATCH + _SHOWN.replace("RESULT", json.dumps(result)))
    page.goto(address)
    meter = _Meter(page)
    page.locator(field).first.click()
    before = meter.metrics()
    page.keyboard.type("r")
    try:
        page.locator(result).first.wait_for(state="attached", timeout=PATIENCE)
    except PlaywrightTimeout:
        return None
    else:
        took = 1000 * (meter.metrics()["TaskDuration"] - before["TaskDuration"])
        return page.evaluate(_FIRST, file), took
    finally:
        context.close()


def _rivals(folder: Path, site: Path) -> Path:
    """A page with DataTables and a site with the theme's search, over what the atlas has built."""
    folder.mkdir()
    _write_datatables(folder, site)
    _write_theme(folder, site)
    return folder


def _write_theme(folder: Path, site: Path) -> None:
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Search\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: Same records\ntheme: {name: material, font: false}\nplugins: [search]\nuse_directory_urls: false\n",
        encoding="utf-8",
    )
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=folder, env=ENVIRONMENT, check=True)
    path = folder / "site" / "search" / "search_index.json"
    index = json.loads(path.read_bytes())
    index["docs"] = _records(json.loads((_assets(site) / "search.json").read_bytes()))
    path.write_text(json.dumps(index), encoding="utf-8")


def _records(own: dict[str, Any]) -> list[dict[str, str]]:
    """The records of the atlas's own index as the theme's search takes them, with the words of a model's terms."""
    shared = [" ".join(f"{own['titles'][each]} {own['words'][each]}" for each in places) for places in own["shared"]]
    shared += [""] * (len(own["titles"]) - len(shared))
    texts = [" ".join(parts) for parts in zip(own["words"], shared, own["lines"], strict=True)]
    return [
        {"location": address, "title": title, "text": text}
        for address, title, text in zip(own["addresses"], own["titles"], texts, strict=True)
    ]


def _write_datatables(folder: Path, site: Path) -> None:
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, "jquery", "datatables.net"],
        check=True,
    )
    (folder / "rows.json").write_text(json.dumps(_rows(site)), encoding="utf-8")
    page = _PAGE.replace("COLUMNS_HERE", json.dumps(COLUMNS)).replace("FILTERS_HERE", json.dumps(FILTERS))
    (folder / "datatables.html").write_text(page, encoding="utf-8")


def _rows(site: Path) -> list[list[str]]:
    """Name, summary and the columns of every model in words, a term with everything broader."""
    data = json.loads((_assets(site) / "models.json").read_bytes())
    texts = [text for path in _texts(site) for text in json.loads(path.read_bytes())]
    columns = [_column(data["fields"][key], data["columns"][key]) for key in COLUMNS]
    return [list(row) for row in zip(data["names"], texts, *columns, strict=True)]


def _column(field: dict[str, Any], cells: list[Any]) -> list[str]:
    listed = [cell if isinstance(cell, list) else [cell] for cell in cells]
    if field["kind"] == "number":
        return [" ".join(map(str, cell)) for cell in listed]
    ids = [value[0] for value in field["values"]]
    up = [set(value[2]) if field["kind"] == "tree" else set() for value in field["values"]]
    return [" ".join(ids[value] for value in _with_broader(set(cell), up)) for cell in listed]


def _with_broader(found: set[int], up: list[set[int]]) -> set[int]:
    more = found.union(*(up[value] for value in found))
    return found if more == found else _with_broader(more, up)


_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>DataTables</title>
<script src="node_modules/jquery/dist/jquery.min.js"></script>
<script src="node_modules/datatables.net/js/dataTables.min.js"></script>
<div id="filters"></div><table id="t"></table>
<script>
const COLUMN = COLUMNS_HERE, chosen = {}, places = FILTERS_HERE;
fetch("rows.json").then((answer) => answer.json()).then((rows) => {
  const columns = ["name", "summary", ...COLUMN].map((title) => ({ title }));
  const table = new DataTable("#t", { data: rows, columns, deferRender: true, pageLength: 50, order: [] });
  for (const [value, column] of Object.entries(places)) {
    const box = Object.assign(document.createElement("input"), { type: "checkbox", value });
    const label = document.createElement("label");
    label.append(box, value);
    document.querySelector("#filters").append(label);
    box.addEventListener("change", () => {
      const words = [...document.querySelectorAll("#filters input:checked")].map((each) => each.value).filter((each) => places[each] === column);
      table.column(column).search(words.join("|").replaceAll("..", ""), true, false).draw();
    });
  }
});
</script></html>
"""

if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000, 10000])
