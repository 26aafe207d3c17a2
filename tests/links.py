"""Where the pages, drawings and style sheets of a built site lead, and whether anything is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

ADDRESS_ATTRIBUTES = ("href", "src", "action", "data-index", "data-explorer")
_REFRESH = re.compile(r"\s*\d+\s*;\s*url=(.+)", re.I | re.S)
_CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)""")
_IMPORT = re.compile(r"""(?:\bfrom|^import|\bimport\()\s*["'](\.[^"']+)["']""", re.M)


class Document(HTMLParser):
    """Ids and links of a page or drawing."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.moved = False
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if identifier := found.get("id"):
            self.ids.append(identifier)
        self.links += [found[name] for name in ADDRESS_ATTRIBUTES if name in found]
        if found.get("http-equiv") == "refresh" and (target := _REFRESH.fullmatch(found["content"])):
            self.moved = True
            self.links.append(target[1])


def documents(site: Path, url: str) -> dict[str, Document]:
    """Every page and drawing by its public address, when the site is published at `url`."""
    paths = sorted(path for path in site.rglob("*") if path.suffix in (".html", ".svg"))
    return {url + path.relative_to(site).as_posix().removesuffix("index.html"): Document(path) for path in paths}


def all_links(site: Path, url: str, found: Mapping[str, Document]) -> Iterator[tuple[str, str]]:
    """The public address of a file and a link in it: of pages, drawings, our style sheets and our modules."""
    for address, document in found.items():
        yield from ((address, link) for link in document.links)
    for folder in site.glob("assets/atlas-*"):
        for path in sorted(folder.rglob("*")):
            if pattern := {".css": _CSS_URL, ".js": _IMPORT}.get(path.suffix):
                address = url + path.relative_to(site).as_posix()
                for match in pattern.finditer(path.read_text(encoding="utf-8")):
                    yield address, match[1]


def dead_links(site: Path, url: str, found: Mapping[str, Document]) -> list[tuple[str, str, str]]:
    """Links that lead to nothing of a site published at `url`, below its path or beside it: address, link, fault."""
    base = urlsplit(url)
    dead = []
    for address, link in all_links(site, url, found):
        target = urlsplit(urljoin(address, link))
        if (target.scheme, target.netloc) != (base.scheme, base.netloc):
            continue
        if not target.path.startswith(base.path):
            dead.append((address, link, "leads out of the sub-path"))
            continue
        path = unquote(target.path.removeprefix(base.path))
        file = site / path / "index.html" if path == "" or path.endswith("/") else site / path
        if not file.is_file():
            dead.append((address, link, "nothing there"))
        elif target.fragment and unquote(target.fragment) not in found[urljoin(url, path)].ids:
            dead.append((address, link, "no such fragment"))
    return dead
