"""The command line door."""

from __future__ import annotations

import datetime
import errno
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path

import click

from medlm_atlas import __version__, catalog_folder, checks
from medlm_atlas.catalog import KINDS, Catalog
from medlm_atlas.drafting import Pasted, draft_from
from medlm_atlas.errors import Problem, did_you_mean, printable
from medlm_atlas.exports import FORMATS
from medlm_atlas.exports.json_schema import schemas
from medlm_atlas.files import exchange, replace_bytes, replace_text, workshop
from medlm_atlas.loading import Reading, read
from medlm_atlas.query import Condition, QueryError, folded, select, written
from medlm_atlas.readers.text import decode
from medlm_atlas.rereading import KINDS as REREAD
from medlm_atlas.rereading import Sitting, answers_of, filled, form
from medlm_atlas.schema.rereading import MOST_ROUNDS
from medlm_atlas.screening import UPDATE, Log, in_step, log_of, read_log
from medlm_atlas.screening import written as log_text
from medlm_atlas.views.agreement import agreements, read_again, totals
from medlm_atlas.views.citing import Citing
from medlm_atlas.views.coverage import OUTCOMES, coverage
from medlm_atlas.views.screening import Step, flow, queue
from medlm_atlas.writing import SCHEMA_NAMES, canonical_text

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
_config = click.option(
    "--config",
    type=click.Path(path_type=Path, exists=True),
    default=Path("mkdocs.yml"),
    help="The site's configuration.",
)
_SYSTEM_FAULT = re.compile(r"\w+Error: (\[Errno \d+\] .+)\Z")


class _Door(click.Group):
    """Says what the operating system refuses in a line, instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            raise click.ClickException(printable(f"{error.filename or 'output'}: {error.strerror or error}")) from error


@click.group(cls=_Door, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="medlm-atlas")
def main() -> None:
    """Read, check, build and export MedLM Atlas, a sourced catalog of medical large models."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


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
    _refuse(checks.run(reading))
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
    shown = [problem for problem in problems if _within(problem.path, paths)]
    _report(shown, style)
    if style == "human":
        click.echo(_summary(reading, len(shown)), err=True)
    sys.exit(1 if shown else 0)


def _within(path: Path, paths: tuple[Path, ...]) -> bool:
    at = path.resolve()
    return not paths or any(at.is_relative_to(each.resolve()) for each in paths)


def _summary(reading: Reading, count: int) -> str:
    held = ((len(getattr(reading.catalog, kind)), kind) for kind in KINDS)
    counts = ", ".join(
        f"{number} {SCHEMA_NAMES.get(kind, 'reference') if number == 1 else kind}" for number, kind in held
    )
    return f"{count} problem{'' if count == 1 else 's'} in {counts}" if count else f"No problem in {counts}"


def _report(problems: Iterable[Problem], style: str, *, err: bool = False) -> None:
    if style == "json":
        click.echo(json.dumps([asdict(problem) for problem in problems], indent=1, default=str))
        return
    for problem in problems:
        click.echo(_annotation(problem) if style == "github" else str(problem), err=err)


def _annotation(problem: Problem) -> str:
    escape = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
    in_property = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
    message = " ".join(
        part for part in (f"{problem.field}: {problem.what}".lstrip(": "), problem.why, problem.tip) if part
    )
    path = printable(str(problem.path)).translate(in_property)
    return f"::error file={path},line={problem.line},col={problem.column}::{printable(message).translate(escape)}"


@main.command("format")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if a file would change.")
@_catalog_option
def format_(paths: tuple[Path, ...], only_check: bool, folder: Path | None) -> None:
    """Rewrite records in canonical form. Files with problems are left as they are and told."""
    reading = read(_own_folder(folder))
    changed, unwritable = 0, {problem.path for problem in reading.problems}
    for kind, record_id, record in reading.all_records():
        place = reading.place(kind, record_id)
        text = canonical_text(kind, record_id, record)
        if place.path in unwritable or text == place.text or not _within(place.path, paths):
            continue
        changed += 1
        click.echo(printable(f"{'would change' if only_check else 'changed'} {place.path}"))
        if not only_check:
            replace_text(place.path, text)
    unread = [problem for problem in reading.problems if _within(problem.path, paths)]
    _report(unread, "human")
    sys.exit(1 if unread or (only_check and changed) else 0)


@main.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("site"),
    help="Where the site goes; the old one stays until the new one is whole.",
)
@_config
def build(output: Path, config: Path) -> None:
    """Build the site aside and exchange it for the old one when it is whole."""
    output = output.resolve()
    if output.exists() and not (output / "index.html").exists() and (not output.is_dir() or any(output.iterdir())):
        raise click.ClickException(f"{output} exists and is no built site; give another folder with -o")
    with workshop(output) as (aside, lock):
        made = aside / "site"
        click.echo("Building the site …", err=True)
        done = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", str(config), "-d", str(made)],
            check=False, pass_fds=(lock,), stderr=subprocess.PIPE, text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
        click.echo(_without_trace(done.stderr), err=True, nl=False)
        if done.returncode:
            raise click.ClickException("the site was not built; the old one is untouched")
        pages = sum(1 for _ in made.rglob("index.html"))
        exchange(made, output)
    click.echo(f"{pages} pages in {output}", err=True)


def _without_trace(said: str) -> str:
    """What the generator said; of a traceback that ends in a refusal of the operating system only that refusal."""
    refused = _SYSTEM_FAULT.search(said.rstrip())
    return f"{refused[1]}\n" if refused else said


@main.command()
@click.option("-a", "--address", default="127.0.0.1:8000", show_default=True, help="Where to listen.")
@_config
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
    replace_bytes(output, data)
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
    kinds = (kind,) if kind else KINDS
    for each in kinds:
        if found := getattr(catalog, each).get(record):
            click.echo(canonical_text(each, record, found).encode(), nl=False)
            return
    known = [name for each in kinds for name in getattr(catalog, each)]
    raise click.ClickException(f"there is no record {record!r}. {did_you_mean(record, known)}".strip())


@main.command()
@click.argument("words", nargs=-1)
@_where
@_catalog_option
def search(words: tuple[str, ...], where: str, folder: Path | None) -> None:
    """Find models by words in names, terms and their synonyms, makers and summaries."""
    catalog = _checked(_folder(folder))
    asked = [Condition("", (word.replace('"', " "),)) for word in words if folded(word)]
    found = _selected(catalog, f"{where} {written(asked)}").models.values()
    for model in found:
        click.echo(f"{model.id:28} {model.name}: {printable(model.summary or '')[:100]}")
    if not found:
        raise click.ClickException("nothing found; try fewer or broader words")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--coverage", "covered", is_flag=True, help="Print for each field of models how often it is known.")
@click.option(
    "--screening", "screened", is_flag=True, help="Print how many works were found, read, included, excluded."
)
@_catalog_option
def stats(as_json: bool, covered: bool, screened: bool, folder: Path | None) -> None:
    """Count records by kind, modality and application, or show how much is known of the models and how they were chosen."""
    catalog = _checked(_folder(folder))
    if screened:
        _print_flow(flow(_log(_folder(folder)).candidates, catalog), as_json)
        return
    if covered:
        _print_coverage(catalog, as_json)
        return
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


def _log(folder: Path) -> Log:
    if log := read_log(folder):
        return log
    raise click.ClickException(f"there is no {log_of(folder)}; the log of candidates does not ship with the package")


def _print_flow(steps: Iterable[Step], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([asdict(step) for step in steps], indent=1))
        return
    for step in steps:
        _print_count(step.label, step.count, step.parts)
        for left in step.exits:
            _print_count(f"  {left.label}", left.count, left.parts)


def _print_count(label: str, number: int, parts: Iterable[tuple[str, int]]) -> None:
    click.echo(f"{label:56} {number:6,}")
    for text, part in parts:
        click.echo(f"      {text}: {part:,}")


@main.command()
@click.option("--update", is_flag=True, help="Bring the log in step with the catalog, in canonical form.")
@click.option("-n", "--first", default=20, show_default=True, type=click.IntRange(min=1), help="How many to print.")
@_catalog_option
def screening(update: bool, first: int, folder: Path | None) -> None:
    """Print the candidates that wait, those that most lists name first, or bring the log in step with the catalog.

    The log is `curation/screening.csv` beside the catalog folder.
    """
    folder = _own_folder(folder) if update else _folder(folder)
    log = _log(folder)
    if update:
        _update(log, folder)
        return
    _refuse(log.problems)
    for row in queue(log.candidates)[:first]:
        link = row.identifiers[0] if row.identifiers else ""
        click.echo(printable(f"{row.found_in:3}  {row.reason or '':20} {row.name or row.id:40.40} {link}"))


def _update(log: Log, folder: Path) -> None:
    """Rows must be readable and records sound; that rows are missing or out of order is what is mended here."""
    _refuse(problem for problem in log.problems if problem.tip != UPDATE)
    reading = read(folder)
    _refuse(reading.problems)
    text = log_text(in_step(log.candidates, reading.catalog, datetime.date.today()))
    changed = len(set(text.splitlines()) - set(log_text(log.candidates).splitlines()))
    replace_text(log.path, text)
    click.echo(f"{changed} row{'' if changed == 1 else 's'} new or changed in {log.path}", err=True)


def _print_coverage(catalog: Catalog, as_json: bool) -> None:
    lines = coverage(catalog)
    if as_json:
        rows = [{"field": line.field, "modality": line.modality, **line.counts} for line in lines]
        click.echo(json.dumps(rows, indent=1))
        return
    click.echo(f"{'field':18} {'modality':11}" + "".join(f"{outcome:>16}" for outcome in OUTCOMES))
    for line in lines:
        shares = "".join(f"{line.share(outcome):>16.0%}" for outcome in OUTCOMES)
        click.echo(f"{line.field:18} {line.modality:11}{shares}")


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
    written, problems = draft_from(Pasted(_text_of(bibtex), bibtex, opened), name, target)
    _refuse(problems)
    for path, content in written.items():
        replace_text(path, content)
        click.echo(f"wrote {path}")
    click.echo("Next: fill in the draft, then run `medlm-atlas check`.", err=True)


def _text_of(path: Path) -> str:
    """The text of a file that a contributor names, `-` for the standard input; what forbids reading it ends the command."""
    with click.open_file(str(path), "rb") as file:
        text, problems = decode(file.read(), path)
    _refuse(problems)
    return text


@main.command()
@click.argument("record")
@click.option(
    "--answers",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True),
    help="A form with answers (- for the standard input), to be kept beside the record.",
)
@click.option("--by", default=None, help="The handle of the second reader; needed with --answers.")
@click.option(
    "--round",
    "number",
    default=1,
    show_default=True,
    type=click.IntRange(1, MOST_ROUNDS),
    help="Which round of second readings it belongs to.",
)
@_catalog_option
def reread(record: str, answers: Path | None, by: str | None, number: int, folder: Path | None) -> None:
    """Print the form of a second reading of RECORD (kind/id, such as models/txgnn), or keep a filled one.

    The form names sources and fields, never the first reading. Behind each answer goes the source it was read from: a
    name from the head of the form, or the address of a page that the record does not name. With --answers the two
    readings are compared, and the comparison goes to `catalog/rereadings`.
    """
    folder = _own_folder(folder) if answers else _folder(folder)
    reading = read(folder)
    _refuse(reading.problems)
    catalog = reading.catalog
    kind, _, record_id = record.partition("/")
    found = getattr(catalog, kind, {}).get(record_id) if kind in REREAD else None
    if found is None:
        raise click.UsageError(
            f"there is no {record!r} to read again; write one of {', '.join(REREAD)}, a slash and an id"
        )
    sources = Citing(catalog).sources(found)
    if answers is None:
        click.echo(form(record, found, sources), nl=False)
        return
    if not by:
        raise click.UsageError("--answers needs --by, the handle of the second reader")
    try:
        given = answers_of(_text_of(answers))
        filled_form = filled(record, found, given, Sitting(by, datetime.date.today(), number, sources))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    path = folder / "rereadings" / f"{filled_form.id}.yaml"
    if path.exists():
        raise click.UsageError(f"{path} keeps an earlier second reading; take it out first if this one is to stand")
    path.parent.mkdir(exist_ok=True)
    replace_text(path, canonical_text("rereadings", filled_form.id, filled_form))
    differ = sum(not value.agrees for value in filled_form.values)
    click.echo(f"wrote {path}: {len(filled_form.values)} values, {differ} written differently", err=True)


@main.command("agreement")
@_catalog_option
def agreement_(folder: Path | None) -> None:
    """Print how far first and second readings agree, field by field; a field under 95 % is marked.

    "right" counts also the differences in which a further look at the source bore out the first reading; "same
    sources" are the values for which the second reader needed no source that the record does not name.
    """
    catalog = _checked(_folder(folder))
    for line in (*agreements(catalog), *totals(catalog)):
        name = f"{line.kind:11} {line.field:24}" if line.kind else f"{'all':36}"
        shares = f"{line.agreed:5} of {line.read:5} {line.share:7.1%}  right {line.held_share:6.1%}"
        if line.same_share is not None:
            shares += f"  same sources {line.same_agreed} of {line.same} {line.same_share:6.1%}"
        click.echo(f"{line.round} {name} {shares}" + ("  under 95 %" if line.kind and not line.enough else ""))
    for again in read_again(catalog):
        click.echo(f"{again.field:26} {again.blind:5} read blind {again.again:5} read again {again.once:5} read once")


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
        replace_text(output / name, text)
    click.echo(f"{len(files)} schemas in {output}", err=True)
