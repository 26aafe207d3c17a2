"""Pages of benchmarks, datasets, studies, findings and organisations."""

from __future__ import annotations

from collections.abc import Iterator

from medlm_atlas.pages.narrowing import Narrowing
from medlm_atlas.pages.page import Page, Site

LISTS: tuple[tuple[str, str, str], ...] = (
    ("benchmarks", "Benchmarks", "What models are measured on, with every number grouped by comparable setting."),
    ("datasets", "Datasets", "What models are trained and tested on: size, access, licence, annotation."),
    ("studies", "Studies", "Clinical, reader and validation studies of the models, also the unfavourable ones."),
    ("findings", "Findings", "Claims about medical large models with the evidence for and against each."),
    ("organisations", "Organisations", "Who makes the models of the atlas."),
)


def pages(site: Site) -> Iterator[Page]:
    """For each kind the list, then every record."""
    for kind, title, description in LISTS:
        records = sorted(getattr(site.catalog, kind).values(), key=lambda record: record.name.casefold())
        yield site.page(
            f"{kind}/", f"{kind}.html", title, description, records=records, lead=description, uses=site.views.uses
        )
    yield from _benchmarks(site)
    yield from _datasets(site)
    for kind in ("studies", "findings"):
        for record in site.catalog.entries(kind).values():
            address = site.addresses.record(kind, record.id)
            yield site.page(
                address,
                f"{kind[:-3] + 'y' if kind == 'studies' else kind[:-1]}.html",
                record.name,
                record.summary or record.name,
                record=record,
            )
    for organisation in site.catalog.organisations.values():
        address = site.addresses.record("organisations", organisation.id)
        yield site.page(
            address, "organisation.html", organisation.name, f"Models by {organisation.name} in the atlas.",
            record=organisation, models=site.views.uses.made_by(organisation.id),
        )  # fmt: skip


def _benchmarks(site: Site) -> Iterator[Page]:
    measurements = site.views.measurements
    for benchmark in site.catalog.benchmarks.values():
        numbers = measurements.by_benchmark.get(benchmark.id, [])
        yield site.page(
            site.addresses.record("benchmarks", benchmark.id), "benchmark.html", benchmark.name, benchmark.summary or benchmark.name,
            record=benchmark, boards=measurements.leaderboards(benchmark.id), narrowing=Narrowing(site, numbers),
            corrected=[each for each in numbers if each.row.superseded_by],
        )  # fmt: skip


def _datasets(site: Site) -> Iterator[Page]:
    for dataset in site.catalog.datasets.values():
        yield site.page(
            site.addresses.record("datasets", dataset.id), "dataset.html", dataset.name, dataset.summary or dataset.name,
            record=dataset, trained=site.views.uses.trained_on(dataset.id), tested=site.views.uses.tested_on(dataset.id),
        )  # fmt: skip
