"""A server on this machine that answers as static hosts do: below a sub-path, compressed, with the site's own page for 404."""

from __future__ import annotations

import functools
import gzip
import http.server
import sys
import threading
from http import HTTPStatus
from pathlib import Path
from typing import Any

SUB_PATH = "/atlas/"
_COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".xml", ".bib", ".csv", ".txt"}


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder below `SUB_PATH` and nothing elsewhere, silently."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        inside = path.removeprefix(SUB_PATH) if path.startswith(SUB_PATH) else "outside-the-site"
        return super().translate_path("/" + inside)

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        file = path / "index.html" if path.is_dir() and self.path.partition("?")[0].endswith("/") else path
        if file.is_file() and file.suffix in _COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", ""):
            self._answer(HTTPStatus.OK, self.guess_type(str(file)), gzip.compress(file.read_bytes()), packed=True)
        else:
            super().do_GET()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code == HTTPStatus.NOT_FOUND and page.is_file():
            self._answer(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", page.read_bytes())
        else:
            super().send_error(code, message, explain)

    def _answer(self, status: HTTPStatus, kind: str, body: bytes, *, packed: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of browsers that go away in the middle."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def serve(folder: Path) -> tuple[http.server.ThreadingHTTPServer, str]:
    """Serve a folder on a free port; the address ends in the sub-path."""
    server = _Server(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}{SUB_PATH}"
