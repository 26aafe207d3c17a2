"""What is measured and shown: datasets, benchmarks, results, studies, findings."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from medlm_atlas.schema.base import (
    Count,
    Country,
    Day,
    Identifier,
    Language,
    Line,
    Name,
    Number,
    PartialDate,
    Record,
    Text,
)
from medlm_atlas.schema.fact import Claim, Fact
from medlm_atlas.schema.parts import Amount, Entry, Remark

Stage = Literal["internal-validation", "external-validation", "reader-study", "prospective", "randomised-trial"]
Direction = Literal["favourable", "mixed", "null", "unfavourable", "harm"]
Mode = Literal[
    "zero-shot",
    "few-shot",
    "linear-probe",
    "fine-tuned",
    "supervised",
    "ensemble",
    "prompted",
    "not-reported",
]


class DataAccessFact(Fact[Literal["open", "registration", "gated", "credentialed", "on-request", "closed"]]):
    """How a dataset or benchmark can be had."""

    how: Line | None = None
    """By which means."""


class Annotation(Fact[Text]):
    """Who annotated the data and how."""

    annotators: Count | None = None
    """How many annotators."""
    agreement: Line | None = None
    """Their agreement, as reported."""


class Dataset(Entry):
    """Data that models were trained or tested on."""

    languages: tuple[Language, ...] = ()
    """Languages of its texts."""
    released: Fact[PartialDate] | None = None
    """When it was first public."""
    size: Amount | None = None
    """Its main size."""
    sizes: tuple[Amount, ...] = ()
    """Further sizes, such as patients beside images."""
    access: DataAccessFact | None = None
    """open | registration | gated | credentialed | on-request | closed."""
    licence: Fact[Line] | None = None
    """An id of `catalog/vocabulary/licences.yaml`."""
    annotation: Annotation | None = None
    """Who annotated it and how."""
    population: Fact[Text] | None = None
    """Whose data it is."""


class Split(Record):
    """A part of a benchmark on which numbers are reported."""

    id: Identifier
    """Its id, such as test."""
    size: Count | None = None
    """How many items."""
    unit: Line | None = None
    """What `size` counts."""
    source: Line | None = None
    """Where that was read."""
    at: Line | None = None
    """The place in the source."""
    note: Text | None = None
    """What a reader must know."""


class Benchmark(Entry):
    """What is measured: task, metrics, splits, caveats."""

    datasets: tuple[Identifier, ...] = ()
    """The data it is made of."""
    metrics: tuple[Identifier, ...] = Field(min_length=1)
    """Ids of `catalog/vocabulary/metrics.yaml`; the first is the main one."""
    splits: tuple[Split, ...] = Field(min_length=1)
    """The parts on which numbers are reported."""
    size: Amount | None = None
    """Its size."""
    access: DataAccessFact | None = None
    """How it can be had."""
    licence: Fact[Line] | None = None
    """An id of `catalog/vocabulary/licences.yaml`."""
    caveats: tuple[Remark, ...] = ()
    """What to know before numbers are compared."""


class Setting(Record):
    """How a number was obtained. Numbers are ranked together only when all of it agrees."""

    mode: Mode
    """zero-shot, few-shot, linear-probe, fine-tuned, supervised, ensemble, prompted or not-reported."""
    k: Count | None = None
    """Examples shown or, for few-shot learning, examples per class."""
    prompt: Line | None = None
    """The prompting strategy."""
    tools: Line | None = None
    """Tools the model could use."""
    note: Line | None = None
    """What else differs: the subset, the question type, the protocol."""


class Row(Record):
    """One number."""

    LAST = ("at", "note", "superseded_by")

    model: Identifier
    """The measured model."""
    variant: Identifier | None = None
    """Which of its variants."""
    benchmark: Identifier
    """On what."""
    split: Identifier
    """On which part of it."""
    metric: Identifier
    """By which metric."""
    value: Number
    """The number as printed."""
    unit: Line | None = None
    """percent, fraction or the metric's own unit."""
    setting: Setting
    """How it was obtained."""
    ci: tuple[Number, Number] | None = None
    """95 % confidence interval, if given."""
    n: Count | None = None
    """Items measured on, if it differs from the split."""
    at: Line
    """The place in the source."""
    note: Text | None = None
    """What a reader must know."""
    superseded_by: Identifier | None = None
    """The key of a later source that corrects the number."""


class Signature(Record):
    """Who did it and when."""

    by: Name
    """The handle."""
    on: Day
    """The day."""


class Result(Record):
    """The numbers transcribed from one source."""

    NOT_WRITTEN = ("id",)

    id: Identifier
    """The file name, which is the citation key."""
    reference: Identifier
    """The source's citation key."""
    organisations: tuple[Identifier, ...] = ()
    """Of the source's authors; tells makers from independent measurers."""
    transcribed: Signature
    """Who copied the numbers."""
    second_reader: Signature | None = None
    """Who compared them with the source again."""
    rows: tuple[Row, ...] = Field(min_length=1)
    """The numbers."""


class Outcome(Fact[Text]):
    """What a study found."""

    direction: Direction | None = None
    """favourable | mixed | null | unfavourable | harm, for the model."""


class Study(Entry):
    """One clinical, reader or validation study, also when null or unfavourable."""

    models: tuple[Identifier, ...] = Field(min_length=1)
    """The models studied."""
    application: Identifier
    """What they were used for, a term of the application facet."""
    stage: Stage
    """internal-validation | external-validation | reader-study | prospective | randomised-trial."""
    design: Fact[Text]
    """How it was done."""
    comparator: Fact[Text] | None = None
    """Compared with what."""
    patients: Amount
    """In how many patients, scans or questions."""
    readers: Amount | None = None
    """By how many readers."""
    sites: Amount | None = None
    """At how many sites."""
    countries: tuple[Country, ...] = ()
    """In which countries."""
    outcome: Outcome
    """What came out."""
    independence: Fact[Literal["makers", "mixed", "independent"]]
    """Who did it, seen from the model."""
    registration: Fact[Line] | None = None
    """Its registration number."""


class Evidence(Claim):
    """One piece of evidence for or against a finding."""

    stance: Literal["supports", "contradicts", "qualifies"]
    """What it does to the claim."""
    models: tuple[Identifier, ...] = ()
    """The models concerned."""
    text: Text
    """What was found there, in our own words."""


class Finding(Entry):
    """A claim of the survey literature with the evidence for and against it."""

    claim: Text
    """The claim in one sentence of our own."""
    made_by: tuple[Identifier, ...] = ()
    """Citation keys of the surveys that make it."""
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    """The evidence."""
