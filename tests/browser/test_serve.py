"""`serve` builds again when a record changes, and the open page reloads."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import COMMAND, ROOT


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A copy of the project, served; its folder and its address."""
    for name in ("catalog", "curation", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    port = free_port()
    said = (tmp_path / "said.txt").open("wb")
    process = subprocess.Popen(
        [*COMMAND, "serve", "-a", f"127.0.0.1:{port}"],
        cwd=tmp_path,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        start_new_session=True,
        stderr=said,
    )
    address = f"http://127.0.0.1:{port}/"
    for _ in range(240):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            break
        except OSError:
            time.sleep(0.25)
    yield tmp_path, address
    os.killpg(process.pid, 15)
    process.wait(timeout=20)
    said.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that remembers nothing."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def rewritten(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_page_follows_the_records(served: tuple[Path, str], page: Page) -> None:
    folder, address = served
    record = folder / "catalog" / "models" / "txgnn.yaml"
    page.goto(address + "models/txgnn/")
    expect(page.locator("h1")).to_have_text("TxGNN")
    rewritten(record, "name: TxGNN\n", "name: TxGNN of today\n")
    expect(page.locator("h1")).to_have_text("TxGNN of today", timeout=60_000)
    page.goto(address + "terms/application/repurposing/")
    expect(page.locator("main")).to_contain_text("TxGNN of today")

    said = folder / "said.txt"
    with page.expect_navigation(timeout=60_000):
        rewritten(record, "scope: medical\n", "scope: medicinal\n")
    wait_for(lambda: "medicinal" in said.read_text(encoding="utf-8"))
    assert "txgnn.yaml:" in said.read_text(encoding="utf-8")
    page.goto(address + "models/txgnn/")
    expect(page.locator("h1")).to_have_text("TxGNN of today")
    rewritten(record, "scope: medicinal\n", "scope: medical\n")
    rewritten(record, "name: TxGNN of today\n", "name: TxGNN of tomorrow\n")
    expect(page.locator("h1")).to_have_text("TxGNN of tomorrow", timeout=60_000)


def test_hand_written_pages_and_new_records_follow_too(served: tuple[Path, str], page: Page) -> None:
    folder, address = served
    page.goto(address + "about/inclusion/")
    rewritten(folder / "docs" / "about" / "inclusion.md", "# What is included", "# What belongs here")
    expect(page.locator("h1")).to_contain_text("What belongs here", timeout=60_000)
    organisation = folder / "catalog" / "organisations" / "yale-university.yaml"
    rewritten(organisation, "name: Yale University\n", "name: Yale\n")
    wait_for(lambda: "<h1>Yale</h1>" in read(address + "organisations/yale-university/"))
    assert "What belongs here" in read(address + "about/inclusion/")
    before = read(address + "about/screening/")
    log = folder / "curation" / "screening.csv"
    log.write_text(
        log.read_text(encoding="utf-8").replace(",waiting,meets-the-rule,", ",waiting,not-yet-read,", 1),
        encoding="utf-8",
    )
    wait_for(lambda: read(address + "about/screening/") != before)


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310  our own server
        text: str = answer.read().decode()
        return text


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
