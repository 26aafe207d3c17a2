"""A server below a sub-path, as on Pages, and Chromium in front of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.serving import serve

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
WIDE, NARROW = (1280, 900), (390, 844)


@pytest.fixture(scope="session")
def base(site: Path) -> Iterator[str]:
    """The address of the served site."""
    server, address = serve(site)
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium from the system."""
    path = shutil.which("chromium")
    assert path, "the browser tests need Chromium: scripts/test installs it"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


@dataclass
class Seen:
    """What went wrong in a page: console errors, refusals of the policy, requests to other hosts."""

    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


Opener = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, base: str) -> Iterator[Opener]:
    """Opens an address of the site; at the end nothing may have gone wrong in any page that was opened."""
    contexts: list[BrowserContext] = []
    seen = Seen()

    def open_page(address: str, *, size: tuple[int, int] = WIDE, missing: bool = False, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        page = context.new_page()
        watch(page, base, seen)
        answer = page.goto(base + address)
        assert answer is not None
        assert answer.status == (404 if missing else 200), address
        if missing:
            seen.errors.clear()
        if address.partition("?")[0] == "models/" and options.get("java_script_enabled", True):
            page.locator(".ex.live").wait_for()
        if options.get("java_script_enabled", True):
            page.evaluate("async () => { await document.fonts.ready; }")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert seen == Seen()


def watch(page: Page, base: str, seen: Seen) -> None:
    """Note what goes wrong in a page."""
    page.on(
        "console", lambda message: seen.errors.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on(
        "request",
        lambda request: None if request.url.startswith((base, "data:")) else seen.elsewhere.append(request.url),
    )
