"""The MkDocs door: hands the generator frames to render, and fills them when it is done."""

from __future__ import annotations

import datetime
import hashlib
import html
import logging
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File

from medlm_atlas import __version__, checks
from medlm_atlas.addresses import Addresses, DeadLinkError
from medlm_atlas.collecting import without_collector
from medlm_atlas.errors import CatalogError
from medlm_atlas.frames import Frame, token, with_policy, without_policy
from medlm_atlas.guide import checks_guide, example, fields_guide
from medlm_atlas.loading import Reading, read
from medlm_atlas.pages.page import TEMPLATES, Site, compiled_templates
from medlm_atlas.screening import log_of, read_log
from medlm_atlas.search import WrittenPage
from medlm_atlas.serving import Served, changed_when, observer
from medlm_atlas.site import HandWritten, SiteWriter, write

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from medlm_atlas.schema.screening import Candidate

_log = logging.getLogger("mkdocs.plugins.medlm_atlas")
_EXAMPLE = re.compile(r"^\{\{ record ([a-z]+/[a-z0-9.-]+) \}\}$", re.M)
ASSETS = "assets/atlas"
"""Where scripts, style and indexes stand; the built folder carries a fingerprint of everything they depend on."""
OWN_PAGES = (
    "", "models/", "terms/", "maps/", "benchmarks/", "datasets/", "studies/", "findings/", "organisations/", "bibliography/",
    "about/coverage/", "about/screening/", "about/second-reading/",
)  # fmt: skip
"""Pages of the catalog that stand in the navigation; each is its own frame."""
FRAMES: tuple[tuple[str, int, str], ...] = (
    ("models", 2, "models/"),
    ("models", 3, "models/"),
    ("basket", 1, "models/"),
    ("compare", 1, "models/"),
    ("terms", 2, "terms/"),
    ("terms", 3, "terms/"),
    ("terms", 4, "terms/"),
    ("map", 3, ""),
    ("map", 4, ""),
    ("maps", 2, "maps/"),
    ("maps", 3, "maps/"),
    ("benchmarks", 2, "benchmarks/"),
    ("datasets", 2, "datasets/"),
    ("studies", 2, "studies/"),
    ("findings", 2, "findings/"),
    ("organisations", 2, "organisations/"),
    ("bibliography", 2, "bibliography/"),
    ("bibliography", 3, "bibliography/"),
    ("references", 2, "bibliography/"),
    ("about", 3, "about/second-reading/"),
    ("about", 4, "about/second-reading/"),
)
"""Section, depth, and the page of the navigation that is shown as current."""


class AtlasConfig(Config):  # type: ignore[no-untyped-call]  # mkdocs leaves a hook of its own unannotated
    """Options of the plugin in mkdocs.yml."""

    catalog = option.Dir(exists=True, default="catalog")


class AtlasPlugin(BasePlugin[AtlasConfig]):  # type: ignore[no-untyped-call]  # as above
    """Reads the catalog before a build and writes its pages after it."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self.site: Site | None = None
        self.reading: Reading | None = None
        self.frames: dict[tuple[str, int], Frame] = {}
        self.hand_written: list[WrittenPage] = []
        self.served: Served | None = None
        self._raw: dict[str, str] = {}
        self._known: tuple[str, ...] = ()
        self._sources: Mapping[Path, int] = {}
        self._shown_as_current: Page | None = None
        self._serving = False

    def on_startup(self, *, command: str, **_: object) -> None:
        """Know whether the site will be served while somebody edits it."""
        self._serving = command == "serve"

    def _guarded(self, page: str) -> str:
        """The page with its policy, without it while serving, because the server puts its reloading script into pages."""
        return without_policy(page) if self._serving else with_policy(page)

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the catalog; put our templates before the theme's."""
        folder = Path(self.config.catalog)
        self.reading = reading = self._checked()
        catalog = reading.catalog.published
        own = str(TEMPLATES / "theme")
        if own not in config.theme.dirs:
            config.theme.dirs.insert(0, own)
        assets = f"{ASSETS}-{fingerprint([folder, Path(config.docs_dir), Path(__file__).parent])}"
        config.extra["atlas_assets"] = assets
        config.theme["favicon"] = f"{assets}/icon.svg"
        config.extra_css = [f"{assets}/atlas.css"]
        self.frames, self.hand_written, self._raw = {}, [], {}
        self.site = Site(
            catalog, Addresses(catalog), __version__, build_date(), config.site_url or "", config.repo_url or "", assets,
            self._screened(),
        )  # fmt: skip
        return config

    def _checked(self) -> Reading:
        with without_collector():
            reading = read(Path(self.config.catalog), self.reading)
            problems = checks.run(reading)
        if problems:
            raise PluginError(f"The catalog has problems:\n{CatalogError(problems)}")
        return reading

    def _screened(self) -> tuple[Candidate, ...] | None:
        log = read_log(Path(self.config.catalog))
        return log.candidates if log else None

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the frames and the generated guides to the files that the generator renders."""
        for address in OWN_PAGES:
            files.append(File.generated(config, f"{address}index.md", content=_frame_source("own", address)))
        for section, depth, current in FRAMES:
            folder = "/".join([section, *["--frame--"] * (depth - 1)])
            files.append(
                File.generated(config, f"{folder}/index.md", content=_frame_source(f"{section} {depth}", current))
            )
        files.append(File.generated(config, "contribute/fields.md", content=fields_guide()))
        files.append(File.generated(config, "contribute/checks.md", content=checks_guide()))
        for file in files:
            if file.src_uri.startswith(f"{ASSETS}/"):
                file.dest_uri = config.extra["atlas_assets"] + file.src_uri.removeprefix(ASSETS)
        known = tuple(file.url.lstrip("./") for file in files.documentation_pages() if "--frame--" not in file.url)
        assert self.site is not None  # noqa: S101  set in on_config, which always runs first
        self._known = known
        self.site = replace(self.site, addresses=Addresses(self.site.catalog, known))
        return files

    def on_env(self, env: Environment, **_: object) -> Environment:
        """Keep the theme's compiled templates between builds, like our own."""
        env.bytecode_cache = compiled_templates()
        return env

    def on_page_markdown(self, markdown: str, *, page: Page, **_: object) -> str:
        """Put records of the catalog where a hand-written page asks for them."""
        assert self.reading is not None  # noqa: S101
        reading = self.reading
        try:
            return _EXAMPLE.sub(lambda found: example(reading, found[1]), markdown)
        except KeyError as error:
            raise PluginError(f"{page.file.src_uri}: there is no record {error}") from error

    def on_page_context(self, context: TemplateContext, *, page: Page, nav: Navigation, **_: object) -> TemplateContext:
        """Show a frame's section as the current one."""
        current = page.meta.get("current")
        if current is not None and page.url.lstrip("./") != current:
            self._shown_as_current = next((each for each in nav.pages if each.url.lstrip("./") == current), None)
            if self._shown_as_current:
                self._shown_as_current.active = True
        return context

    def on_post_page(self, output: str, *, page: Page, **_: object) -> str:
        """Keep a frame instead of writing it; fill the links of a hand-written page."""
        output = self._guarded(output)
        if self._shown_as_current:
            self._shown_as_current.active = False
            self._shown_as_current = None
        if "frame" in page.meta:
            section, depth = (*str(page.meta["frame"]).split(" "), "")[:2]
            self.frames[(section, int(depth)) if depth else (page.url.lstrip("./"), -1)] = Frame.of(output)
            return ""
        assert self.site is not None  # noqa: S101
        address = page.url.lstrip("./")
        self.hand_written.append(_written(page))
        self._raw[address] = output
        try:
            return HandWritten(self.site).filled(output, address)
        except DeadLinkError as error:
            raise PluginError(f"{page.file.src_uri}: {error}") from error

    def on_post_template(self, output: str, **_: object) -> str:
        """Give the page for missing addresses its policy too."""
        return self._guarded(output)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the pages of the catalog."""
        assert self.site is not None  # noqa: S101
        files = SiteWriter(self.site, self.frames).files(self.hand_written)
        for theirs in ("sitemap.xml", "sitemap.xml.gz"):
            Path(config.site_dir, theirs).unlink(missing_ok=True)
        if self.served:
            self.served.change(dict(files))
            return
        if not self._serving:
            self.reading = None  # the places and texts of all records, which nothing asks for any more
        with without_collector():
            write(files, Path(config.site_dir))

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[[], None], **_: object
    ) -> LiveReloadServer:
        """Show a change of a record at once: the file system tells of it, and pages are made when they are asked for."""
        from mkdocs.livereload import LiveReloadServer

        host, port = config.dev_addr
        quick = LiveReloadServer(partial(self._rebuild, config, builder), host, port, server.root, server.mount_path)
        quick.build_delay = 0.02  # seconds; a file is written whole, and a second change starts anew
        quick.observer = observer()  # type: ignore[assignment]  # any observer will do
        quick.error_handler = server.error_handler
        self.served, self._sources = (
            Served(Path(server.root)),
            changed_when(config.docs_dir, TEMPLATES, config.config_file_path),
        )
        quick.set_app(partial(self._answer, quick))
        for path in (config.docs_dir, config.config_file_path, self.config.catalog, str(TEMPLATES)):
            quick.watch(path)
        if (log := log_of(Path(self.config.catalog))).exists():
            quick.watch(str(log))
        server.server_close()
        return quick

    def _answer(self, server: LiveReloadServer, environ: dict[str, str], start_response: object) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if self.served and path.startswith(server.mount_path):
            try:
                self.served.ready(path.removeprefix(server.mount_path))
            except Exception:
                _log.exception("The page %s could not be made", path)
        return server.serve_request(environ, start_response)

    def _rebuild(self, config: MkDocsConfig, builder: Callable[[], None]) -> None:
        """Everything anew when a page, a template or the configuration has changed, else the catalog alone."""
        if (now := changed_when(config.docs_dir, TEMPLATES, config.config_file_path)) != self._sources:
            self._sources = now
            builder()
            return
        assert self.site is not None  # noqa: S101  set by the first build
        assert self.served is not None  # noqa: S101  set before the server starts
        try:
            self.reading = self._checked()
        except PluginError as error:
            _log.error("%s\nThe pages show the records as they were before.", error)
            return
        catalog = self.reading.catalog.published
        with without_collector():
            addresses = Addresses(catalog, self._known)
            self.site = site = replace(self.site, catalog=catalog, addresses=addresses, screening=self._screened())
            files = dict(SiteWriter(site, self.frames).files(self.hand_written))
        own = HandWritten(site)
        filled = {f"{address}index.html": partial(own.filled, text, address) for address, text in self._raw.items()}
        self.served.change({**files, **filled})


def fingerprint(folders: Iterable[Path]) -> str:
    """Eight characters that change with any file of the folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:8]


def build_date() -> datetime.date:
    """The day of the build, or that of SOURCE_DATE_EPOCH where builds must be repeatable."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.datetime.now(datetime.UTC).date()
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise PluginError(f"SOURCE_DATE_EPOCH is {epoch!r}; it must be a count of seconds since 1970") from None


def _frame_source(frame: str, current: str) -> str:
    return f"---\ntitle: Atlas\nframe: '{frame}'\ncurrent: '{current}'\nhide: [navigation, toc]\n---\n\n{token('content')}\n"


def _written(page: Page) -> WrittenPage:
    headings = " ".join(anchor.title for top in page.toc for anchor in (top, *top.children))
    line = str(page.meta.get("description", ""))
    return WrittenPage(page.url.lstrip("./"), str(page.title), html.unescape(f"{headings} {line}"), line)
