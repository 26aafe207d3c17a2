"""Pieces that several kinds of record share."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from medlm_atlas.schema.base import Classified, Count, Day, Identifier, Line, Link, Name, Record, Text
from medlm_atlas.schema.fact import Claim, Fact


class Source(Record):
    """A source that is no paper, declared once per record and cited by its id."""

    kind: Literal[
        "model-card",
        "repository",
        "regulator",
        "project-page",
        "leaderboard",
        "release",
        "documentation",
        "dataset-page",
        "trial-registry",
        "licence-text",
        "web-page",
    ]
    """What it is."""
    url: Link
    """Its https address."""
    revision: Line | None = None
    """The commit or version that was read."""
    opened: Day
    """The day it was read."""
    note: Text | None = None
    """How it was read, where that matters."""


class Paper(Record):
    """A paper of a record and what it does for it."""

    key: Identifier
    """Its citation key, the name of a file in `catalog/references`."""
    role: Literal["introduces", "describes", "extends", "evaluates", "reports", "protocol"] = "introduces"
    """introduces | describes | extends | evaluates; a study's papers report it or are its protocol."""


Reviewed = Literal[
    "released",
    "organisations",
    "modalities",
    "applications",
    "access.weights",
    "access.code",
    "access.data",
    "licences.code",
    "licences.weights",
    "training.datasets",
    "variants.parameters",
    "variants.derived_from",
    "status",
]


class Review(Record):
    """One reading of the record's sources by a curator."""

    by: Name
    """The handle of the reader."""
    on: Day
    """The day of the reading."""
    how: Literal["read-paper", "read-excerpt", "read-abstract", "read-repository", "read-card"]
    """What was read."""
    fields: tuple[Reviewed, ...] | None = None
    """The fields that were read again from the sources, where the reading was of these alone."""


class Links(Record):
    """Addresses that a reader would want to open next."""

    home: Link | None = None
    """The home page."""
    project: Link | None = None
    """The project page."""
    code: Link | None = None
    """The source code."""
    data: Link | None = None
    """The data."""
    demo: Link | None = None
    """A demonstration."""
    docs: Link | None = None
    """The documentation."""
    api: Link | None = None
    """A programming interface."""


class Amount(Fact[Count]):
    """A counted quantity: the number as printed and what it counts."""

    unit: Line | None = None
    """What is counted: images, patients, question-answer pairs."""


class Remark(Claim):
    """A sourced remark in our own words."""

    text: Text
    """The remark."""
    stated_by: Literal["makers", "independent"] | None = None
    """Whose remark it is."""


class Entry(Classified):
    """What every record with a page of its own has."""

    FIRST = (
        "name", "aliases", "family", "former_ids", "distinct_from", "kind", "scope", "inclusion", "added", "draft",
        "claim", "made_by", "summary", "models", "application", "stage", "terms", "languages", "organisations",
        "papers", "no_paper", "sources", "released",
    )  # fmt: skip
    LAST = ("limitations", "caveats", "safety", "regulatory", "status", "links", "review")
    NOT_WRITTEN = ("id",)

    id: Identifier
    """The file name without ending; never reused."""
    name: Name
    """The name as its makers write it."""
    aliases: tuple[Name, ...] = ()
    """Other names in use."""
    former_ids: tuple[Identifier, ...] = ()
    """Ids this record had before; the site redirects them."""
    distinct_from: tuple[Identifier, ...] = ()
    """Ids of look-alikes that are something else."""
    added: Day
    """The day the record came into the atlas."""
    summary: Text | None = None
    """What it is, in our own words."""
    papers: tuple[Paper, ...] = ()
    """Its papers; the first that introduces it is the one to cite."""
    no_paper: Line | None = None
    """Why there is none."""
    sources: dict[Identifier, Source] = Field(default_factory=dict)
    """Sources that are no papers, by an id of the contributor's choice."""
    links: Links | None = None
    """Where to go next."""
    review: tuple[Review, ...] = ()
    """Who read the sources, when and how."""

    @property
    def reviewed(self) -> datetime.date | None:
        """The day of the newest reading, None if there was none."""
        return max((review.on for review in self.review), default=None)

    @property
    def keys(self) -> tuple[str, ...]:
        """The citation keys of its papers, in order."""
        return tuple(paper.key for paper in self.papers)
