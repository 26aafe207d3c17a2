"""Pages of benchmarks, datasets, studies, findings and organisations."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from medlm_atlas.pages.narrowing import Narrowing
from medlm_atlas.pages.page import Page, Site
from medlm_atlas.schema.evidence import Benchmark, Dataset
from medlm_atlas.schema.terms import Organisation
from medlm_atlas.writing import SCHEMA_NAMES

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
            f"{kind}/", f"{kind}.html", title, description,
            partial(dict, records=records, lead=description, uses=site.views.uses),
        )  # fmt: skip
    yield from (_benchmark(site, each) for each in site.catalog.benchmarks.values())
    yield from (_dataset(site, each) for each in site.catalog.datasets.values())
    for kind in ("studies", "findings"):
        for record in site.catalog.entries(kind).values():
            address = site.addresses.record(kind, record.id)
            yield site.page(
                address,
                f"{SCHEMA_NAMES[kind]}.html",
                record.name,
                record.summary or record.name,
                partial(dict, record=record),
            )
    yield from (_organisation(site, each) for each in site.catalog.organisations.values())


def _organisation(site: Site, organisation: Organisation) -> Page:
    address, name = site.addresses.record("organisations", organisation.id), organisation.name
    return site.page(
        address, "organisation.html", name, f"Models by {name} in the atlas.",
        lambda: {"record": organisation, "models": site.views.uses.made_by(organisation.id)},
    )  # fmt: skip


def _benchmark(site: Site, benchmark: Benchmark) -> Page:
    return site.page(
        site.addresses.record("benchmarks", benchmark.id),
        "benchmark.html",
        benchmark.name,
        benchmark.summary or benchmark.name,
        lambda: _measured(site, benchmark),
    )


def _measured(site: Site, benchmark: Benchmark) -> dict[str, object]:
    measurements = site.views.measurements
    numbers = measurements.by_benchmark.get(benchmark.id, [])
    return {
        "record": benchmark,
        "boards": measurements.leaderboards(benchmark.id),
        "narrowing": Narrowing(site, numbers),
        "corrected": [each for each in numbers if each.row.superseded_by],
    }


def _dataset(site: Site, dataset: Dataset) -> Page:
    return site.page(
        site.addresses.record("datasets", dataset.id),
        "dataset.html",
        dataset.name,
        dataset.summary or dataset.name,
        lambda: {
            "record": dataset,
            "trained": site.views.uses.trained_on(dataset.id),
            "tested": site.views.uses.tested_on(dataset.id),
        },
    )
