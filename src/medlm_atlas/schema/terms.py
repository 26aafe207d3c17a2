"""The atlas's own words: facets and terms, organisations, licences, metrics."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from medlm_atlas.schema.base import Country, Identifier, Line, Link, Name, Number, Record, Ror, Text, Truth
from medlm_atlas.schema.fact import Fact
from medlm_atlas.schema.parts import Links, Source


class Term(Record):
    """One term of a facet."""

    id: Identifier
    """Its slug, unique in the facet."""
    label: Name
    """Its name."""
    parents: tuple[Identifier, ...] = ()
    """Broader terms; the first is the main one."""
    definition: Text
    """What it means."""
    scope_note: Text | None = None
    """What belongs here and what does not."""
    synonyms: tuple[Name, ...] = ()
    """Other words for it; search finds them."""
    mesh: Line | None = None
    """MeSH descriptor id."""
    dicom: Line | None = None
    """DICOM modality code."""
    former_ids: tuple[Identifier, ...] = ()
    """Slugs it had before."""
    kept_because: Text | None = None
    """Why it exists while no entry has it."""


class Facet(Record):
    """One way to classify: a file of `catalog/taxonomy`."""

    NOT_WRITTEN = ("id",)

    id: Identifier
    """The file name."""
    label: Name
    """Its name."""
    field: Line
    """The key that holds its terms in records."""
    definition: Text
    """What it tells."""
    terms: tuple[Term, ...] = Field(min_length=1)
    """Its terms, in the order in which they are shown."""


class Organisation(Record):
    """Who makes models."""

    NOT_WRITTEN = ("id",)

    id: Identifier
    """The file name."""
    name: Name
    """Its name."""
    aliases: tuple[Name, ...] = ()
    """Other names in use."""
    former_ids: tuple[Identifier, ...] = ()
    """Ids it had before."""
    country: Fact[Country] | None = None
    """Where its seat is."""
    sector: Literal["academia", "industry", "hospital", "government", "non-profit", "consortium", "community"]
    """What kind it is."""
    ror: Ror | None = None
    """Its id in the Research Organization Registry, where verified."""
    sources: dict[Identifier, Source] = Field(default_factory=dict)
    """Sources that are no papers."""
    links: Links | None = None
    """Where to go next."""


Permission = Literal["allowed", "forbidden", "conditional"]


class Licence(Record):
    """A licence and what it allows."""

    id: Line
    """SPDX identifier, or a name of our own for other terms."""
    name: Name
    """Its full name."""
    spdx: Truth
    """Whether `id` is an SPDX identifier."""
    kind: Literal["permissive", "share-alike", "non-commercial", "research-only", "use-restricted", "proprietary"]
    """What class of terms."""
    commercial_use: Permission
    """Whether commercial use is allowed."""
    url: Link | None = None
    """Where its text is."""


class Metric(Record):
    """A metric: which way is better and which values it can take."""

    id: Identifier
    """Its slug."""
    label: Name
    """Its name."""
    definition: Text
    """What it measures."""
    direction: Literal["up", "down"]
    """Whether higher or lower is better."""
    minimum: Number | None = None
    """Smallest possible value, as a fraction where it is a rate."""
    maximum: Number | None = None
    """Largest possible value."""
    rate: Truth = False
    """Whether it may be printed as a fraction or in percent."""
    share: Truth = False
    """Whether it is a share of all items measured on, so that an interval follows from their number."""


class LicenceList(Record):
    """`catalog/vocabulary/licences.yaml`."""

    licences: tuple[Licence, ...]
    """The licences."""


class MetricList(Record):
    """`catalog/vocabulary/metrics.yaml`."""

    metrics: tuple[Metric, ...]
    """The metrics."""
