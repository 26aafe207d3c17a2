"""`serve` builds again when a record changes, and the open page reloads."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import COMMAND, ROOT


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A copy of the project, served; its folder and its address."""
    for name in ("catalog", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    port = free_port()
    process = subprocess.Popen(
        [*COMMAND, "serve", "-a", f"127.0.0.1:{port}"],
        cwd=tmp_path,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        start_new_session=True,
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


def test_the_open_page_follows_the_record(served: tuple[Path, str], browser: Browser) -> None:
    folder, address = served
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + "models/txgnn/")
    expect(page.locator("h1")).to_have_text("TxGNN")
    record = folder / "catalog" / "models" / "txgnn.yaml"
    record.write_text(
        record.read_text(encoding="utf-8").replace("name: TxGNN\n", "name: TxGNN of today\n"), encoding="utf-8"
    )
    expect(page.locator("h1")).to_have_text("TxGNN of today", timeout=60_000)
    context.close()
