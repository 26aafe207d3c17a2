"""The command line door."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from medlm_atlas import __version__, catalog_folder, checks
from medlm_atlas.catalog import KINDS, Catalog
from medlm_atlas.drafting import Pasted, draft_from
from medlm_atlas.errors import Problem, did_you_mean
from medlm_atlas.exports import FORMATS
from medlm_atlas.exports.json_schema import schemas
from medlm_atlas.loading import Reading, read
from medlm_atlas.query import QueryError, folded, select, words_of
from medlm_atlas.readers.text import decode
from medlm_atlas.writing import canonical_text

_catalog_option = click.option(
    "--catalog",
    "folder",
    type=click.Path(path_type=Path),
    default=None,
    help="Catalog folder; by default ./catalog, else the one that ships with the package.",
)
_where = click.option(
    "--where", default="", help="Only models that meet a query, such as 'modality:3d weights:open year:2023..'."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="medlm-atlas")
def main() -> None:
    """Read, check, build and export MedLM Atlas, a sourced catalog of medical large models."""


def _folder(given: Path | None) -> Path:
    if given:
        return given
    here = Path("catalog")
    return here if here.is_dir() else catalog_folder()


def _own_folder(given: Path | None) -> Path:
    """The catalog folder to write into: never the one that ships with the package."""
    if not given and not Path("catalog").is_dir():
        raise click.UsageError("there is no folder ./catalog here; go to a checkout, or name the folder with --catalog")
    return given or Path("catalog")


def _checked(folder: Path) -> Catalog:
    reading = read(folder)
    _refuse(reading.problems)
    return reading.catalog.published


def _refuse(problems: Iterable[Problem]) -> None:
    """End with the problems, if there are any; the standard output stays free for what was asked for."""
    if found := list(problems):
        _report(found, "human", err=True)
        sys.exit(1)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--format",
    "style",
    type=click.Choice(["human", "json", "github"]),
    default="human",
    help="How problems are printed.",
)
@_catalog_option
def check(paths: tuple[Path, ...], style: str, folder: Path | None) -> None:
    """Check the catalog and print every problem with its place.

    PATHS narrow the report to files or folders; the whole catalog is read all the same, since records name each other.
    Exit code 0: no problem; 1: problems; 2: wrong use.
    """
    reading = read(_folder(folder))
    problems = checks.run(reading)
    shown = [problem for problem in problems if _within(problem, paths)]
    _report(shown, style)
    if style == "human":
        click.echo(_summary(reading, len(shown)), err=True)
    sys.exit(1 if shown else 0)


def _within(problem: Problem, paths: tuple[Path, ...]) -> bool:
    at = problem.path.resolve()
    return not paths or any(at == path.resolve() or path.resolve() in at.parents for path in paths)


def _summary(reading: Reading, count: int) -> str:
    counts = ", ".join(f"{len(getattr(reading.catalog, kind))} {kind}" for kind in KINDS)
    return f"{count} problem{'' if count == 1 else 's'} in {counts}" if count else f"No problem in {counts}"


def _report(problems: Iterable[Problem], style: str, *, err: bool = False) -> None:
    if style == "json":
        fields = ("line", "column", "field", "what", "why", "tip")
        click.echo(
            json.dumps(
                [{"path": str(p.path), **{name: getattr(p, name) for name in fields}} for p in problems],
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    for problem in problems:
        click.echo(_annotation(problem) if style == "github" else _printable(str(problem)), err=err)


def _annotation(problem: Problem) -> str:
    escape = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
    in_property = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
    message = " ".join(
        part for part in (f"{problem.field}: {problem.what}".lstrip(": "), problem.why, problem.tip) if part
    )
    return f"::error file={str(problem.path).translate(in_property)},line={problem.line},col={problem.column}::{message.translate(escape)}"


def _printable(text: str) -> str:
    """Text that cannot steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)


@main.command("format")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a file would change.")
@_catalog_option
def format_(paths: tuple[Path, ...], only_check: bool, folder: Path | None) -> None:
    """Rewrite records in canonical form. Files with problems are left as they are and told."""
    reading = read(_own_folder(folder))
    changed = 0
    for kind, record_id, record in reading.all_records():
        place = reading.place(kind, record_id)
        unwritable = any(problem.path == place.path for problem in reading.problems)
        text = canonical_text(kind, record_id, record)
        if unwritable or text == place.text or not _within(Problem(place.path, 1, 1, "", ""), paths):
            continue
        changed += 1
        click.echo(f"{'would change' if only_check else 'changed'} {place.path}")
        if not only_check:
            _replace(place.path, text.encode())
    unread = [problem for problem in reading.problems if _within(problem, paths)]
    _report(unread, "human")
    sys.exit(1 if unread or (only_check and changed) else 0)


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old bytes or the new ones, never half of them."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        aside.write_bytes(data)
        if path.exists():
            shutil.copymode(path, aside)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None


@main.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("site"),
    help="Where the site goes; the old one stays until the new one is whole.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, exists=True),
    default=Path("mkdocs.yml"),
    help="The site's configuration.",
)
def build(output: Path, config: Path) -> None:
    """Build the site aside and exchange it for the old one when it is whole."""
    output = output.resolve()
    if output.exists() and not (output / "index.html").exists() and (not output.is_dir() or any(output.iterdir())):
        raise click.ClickException(f"{output} exists and is no built site; give another folder with -o")
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=".atlas-build-") as aside:
        made = Path(aside) / "site"
        click.echo("Building the site …", err=True)
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", str(config), "-d", str(made)],
            check=False,
        )
        if done.returncode:
            raise click.ClickException("the site was not built; the old one is untouched")
        old = Path(aside) / "old"
        if output.exists():
            output.rename(old)
        made.rename(output)
    pages = sum(1 for _ in output.rglob("index.html"))
    click.echo(f"{pages} pages in {output}", err=True)


@main.command()
@click.option("-a", "--address", default="127.0.0.1:8000", show_default=True, help="Where to listen.")
@click.option(
    "--config",
    type=click.Path(path_type=Path, exists=True),
    default=Path("mkdocs.yml"),
    help="The site's configuration.",
)
def serve(address: str, config: Path) -> None:
    """Serve the site and rebuild it when a record, page or template changes."""
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "-f", str(config), "-a", address]
    click.echo(f"Serving on http://{address}/ (stop with Ctrl+C)", err=True)
    sys.exit(subprocess.run(command, check=False).returncode)


@main.command()
@click.argument("style", metavar="FORMAT", type=click.Choice(tuple(FORMATS)))
@_where
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="File to write; by default the standard output.",
)
@_catalog_option
def export(style: str, where: str, output: Path | None, folder: Path | None) -> None:
    """Export references or models, all of them or those that meet a query.

    Of references: bibtex, biblatex, ris, csl-json; with --where, the papers of the models that meet the query.
    Of models: csv, json, markdown, and latex, which is a zip of a booktabs table, the .bib it cites and a document.
    """
    catalog = _checked(_folder(folder))
    chosen = _selected(catalog, where) if where else catalog
    made = FORMATS[style]
    data = made.render(chosen)
    if output is None and made.ending == "zip" and sys.stdout.isatty():
        raise click.UsageError(f"{made.title} is a zip archive; name a file with -o")
    if output is None:
        click.echo(data, nl=False)
        return
    _replace(output, data)
    click.echo(f"{len(chosen.entries(made.of))} {made.of} in {output}", err=True)


def _selected(catalog: Catalog, where: str) -> Catalog:
    try:
        return select(catalog, where)
    except QueryError as error:
        raise click.UsageError(str(error)) from None


@main.command()
@click.argument("record")
@click.option("--kind", type=click.Choice(KINDS), default=None, help="Where to look, if ids repeat.")
@_catalog_option
def show(record: str, kind: str | None, folder: Path | None) -> None:
    """Print one record by its id or citation key, in canonical form."""
    catalog = _checked(_folder(folder))
    for each in [kind] if kind else KINDS:
        if found := getattr(catalog, each).get(record):
            click.echo(canonical_text(each, record, found), nl=False)
            return
    known = [name for each in KINDS for name in getattr(catalog, each)]
    raise click.ClickException(f"there is no record {record!r}. {did_you_mean(record, known)}".strip())


@main.command()
@click.argument("words", nargs=-1)
@_where
@_catalog_option
def search(words: tuple[str, ...], where: str, folder: Path | None) -> None:
    """Find models by words in names, terms and their synonyms, makers and summaries."""
    catalog = _checked(_folder(folder))
    chosen = _selected(catalog, where).models.values()
    wanted = [folded(word) for word in words]
    found = [model for model in chosen if all(word in folded(" ".join(words_of(catalog, model))) for word in wanted)]
    for model in found:
        click.echo(f"{model.id:28} {model.name}: {_printable(model.summary or '')[:100]}")
    if not found:
        raise click.ClickException("nothing found; try fewer or broader words")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_catalog_option
def stats(as_json: bool, folder: Path | None) -> None:
    """Count records by kind, modality and application."""
    catalog = _checked(_folder(folder))
    medical = [model for model in catalog.models.values() if model.scope == "medical"]
    counts: dict[str, dict[str, int]] = {
        "records": {kind: len(getattr(catalog, kind)) for kind in KINDS} | {"numbers": len(catalog.rows)},
        "medical models by primary modality": dict(
            Counter(catalog.primary_modality(model) for model in medical).most_common()
        ),
        "medical models by application": {
            top.id: sum(top.id in catalog.all_terms_of(model, "application") for model in medical)
            for top in catalog.tops("application")
        },
        "references by level": dict(
            Counter(reference.level for reference in catalog.references.values()).most_common()
        ),
    }
    if as_json:
        click.echo(json.dumps(counts, indent=1))
        return
    for title, rows in counts.items():
        click.echo(title)
        for name, count in rows.items():
            click.echo(f"  {name:24} {count:6,}")


@main.command()
@click.argument("bibtex", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@click.option("--name", required=True, help="The model's name.")
@click.option(
    "--opened",
    default="",
    metavar="'KIND ADDRESS'",
    help="Where the entry was read, such as 'arxiv https://arxiv.org/abs/2303.00915'; kept as x-source with today's date.",
)
@_catalog_option
def new(bibtex: Path, name: str, opened: str, folder: Path | None) -> None:
    """Start a draft entry with its reference from a BibTeX file (- for the standard input)."""
    target = _own_folder(folder)
    with click.open_file(str(bibtex), "rb") as file:
        text, problems = decode(file.read(), bibtex)
    _refuse(problems)
    written, problems = draft_from(Pasted(text, bibtex, opened), name, target)
    _refuse(problems)
    for path, content in written.items():
        _replace(path, content.encode())
        click.echo(f"wrote {path}")
    click.echo("Next: fill in the draft, then run `medlm-atlas check`.", err=True)


@main.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("schema"),
    show_default=True,
    help="Folder for the JSON Schema files.",
)
@_catalog_option
def schema(output: Path, folder: Path | None) -> None:
    """Write the JSON Schema of every kind of record, with today's terms, for editors."""
    files = schemas(_checked(_folder(folder)))
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be made: {error.strerror}") from None
    for name, text in files.items():
        _replace(output / name, text.encode())
    click.echo(f"{len(files)} schemas in {output}", err=True)
