"""A model: one announced model, system or agent, with its variants."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import ConfigDict, Field, JsonValue, model_validator

from medlm_atlas.schema.base import (
    Count,
    Day,
    Identifier,
    Language,
    Line,
    Link,
    Name,
    PartialDate,
    Record,
    Text,
    Truth,
)
from medlm_atlas.schema.fact import Claim, Fact, Several
from medlm_atlas.schema.parts import Entry, Remark

Level = TypeVar("Level")
WeightsAccess = Literal["open", "gated", "on-request", "api", "closed"]
CodeAccess = Literal["full", "inference", "none"]
DataAccess = Literal["open", "registration", "credentialed", "partly-open", "closed"]


def one_of(*fields: str) -> dict[str, JsonValue]:
    """What JSON Schema says where exactly one of some fields is written."""
    return {"oneOf": [{"required": [field]} for field in fields]}


class Membership(Claim):
    """An organisation behind a model."""

    id: Identifier
    """Its id in `catalog/organisations`."""
    role: Literal["lead", "partner"] = "lead"
    """lead or partner."""


class AccessFact(Fact[Level], Generic[Level]):
    """How something can be had."""

    how: Line | None = None
    """By which means: a licence form, a request by mail."""


class Access(Record):
    """Whether weights, code and training data can be had: three separate facts."""

    weights: AccessFact[WeightsAccess] | None = None
    """open | gated | on-request | api | closed."""
    code: AccessFact[CodeAccess] | None = None
    """full (training and inference) | inference | none."""
    data: AccessFact[DataAccess] | None = None
    """open | registration | credentialed | partly-open | closed."""


class Licences(Record):
    """Under which terms: three separate facts, each with its day."""

    code: Fact[Line] | None = None
    """Licence of the code, an id of `catalog/vocabulary/licences.yaml`."""
    weights: Fact[Line] | None = None
    """Licence of the weights."""
    data: Fact[Line] | None = None
    """Licence of the training data."""


class Channel(Claim):
    """One kind of input or output."""

    kind: Line
    """text, image, volume, signal, molecule, protein, graph, record codes."""
    size: Line | None = None
    """Its size, such as 336 px or 2,048 codes."""
    format: Line | None = None
    """DICOM, NIfTI, WSI, SMILES, FASTA."""


class TrainingData(Claim):
    """Data a model was taught with: a dataset of the catalog, or a description of data that has no record."""

    model_config = ConfigDict(json_schema_extra=one_of("dataset", "described"))

    dataset: Identifier | None = None
    """Its id in `catalog/datasets`."""
    described: Line | None = None
    """What it is, in our own words, where it has no record."""
    role: Literal["pretrain", "align", "fine-tune", "supervise", "retrieve"]
    """What it was used for."""
    size: Count | None = None
    """How much of it was used."""
    unit: Line | None = None
    """What `size` counts."""

    @model_validator(mode="after")
    def _one_of_both(self) -> TrainingData:
        if (self.dataset is None) == (self.described is None):
            raise ValueError("needs `dataset:` (an id) or `described:` (a text), one of them")
        return self


class Training(Record):
    """What a model was taught with."""

    datasets: Several[TrainingData] | None = None
    """The data."""
    compute: Fact[Line] | None = None
    """The computing power used, as reported."""


class Parameters(Fact[Count]):
    """A count of parameters."""

    of: Line | None = None
    """The part that was counted, where it is not the whole."""
    basis: Literal["stated", "computed", "from-name"] | None = None
    """stated in the source, computed from the weights, or read from the name."""
    active: Count | None = None
    """Parameters active per token, for a mixture of experts."""


class Derivation(Claim):
    """One parent of a variant."""

    model_config = ConfigDict(json_schema_extra=one_of("model", "described"))

    model: Identifier | None = None
    """The parent's id in `catalog/models`."""
    described: Line | None = None
    """The parent in words, where it has no record."""
    variant: Identifier | None = None
    """Which variant of the parent."""
    part: Line | None = None
    """Which part comes from it."""
    relation: Literal[
        "fine-tuned",
        "continued-pretraining",
        "initialised",
        "frozen-part",
        "distilled",
        "merged",
        "prompted",
        "component",
    ]
    """How it comes from it."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Derivation:
        if (self.model is None) == (self.described is None):
            raise ValueError("needs `model:` (an id) or `described:` (a text), one of them")
        return self


class Variant(Record):
    """One size or checkpoint of a model."""

    id: Identifier
    """Unique within the model; `default` if there is only one."""
    name: Name | None = None
    """Its own name, where it has one."""
    weights: Link | None = None
    """Where the weights are."""
    released: Fact[PartialDate] | None = None
    """When it was first public, where it differs from the model's."""
    parameters: Parameters | None = None
    """How many parameters."""
    context_tokens: Fact[Count] | None = None
    """Longest input in tokens."""
    derived_from: Several[Derivation] | None = None
    """What it was made from; not-applicable when trained from scratch."""


class Clearance(Claim):
    """A regulatory fact about a product that is, or contains, the model."""

    authority: Name
    """The regulator."""
    id: Line
    """Its number there."""
    product: Name
    """The product's name."""
    relation: Literal["is", "part-of"]
    """Whether the model is the product or a part of it."""
    date: Day | None = None
    """The day of the decision."""


class Status(Fact[Literal["active", "superseded", "archived", "withdrawn", "announced"]]):
    """How things stand with the model."""

    successor: Identifier | None = None
    """The model that replaces it."""


class Model(Entry):
    """One announced model (a paper, a card or a release); its sizes and checkpoints are variants."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"scope": {"const": "general"}}, "required": ["scope"]},
            "then": {"required": ["inclusion"]},
        }
    )

    draft: Truth = False
    """A draft is checked and counted, but neither shown nor exported."""
    family: Name | None = None
    """The family its makers count it to."""
    kind: Literal["model", "system", "agent"]
    """A model; a system of several parts; or an agent that plans and calls tools."""
    scope: Literal["medical", "general"]
    """Made for, adapted to or evaluated in medicine; or general, with `inclusion`."""
    inclusion: Text | None = None
    """Why a general model is in the atlas."""
    languages: tuple[Language, ...] = ()
    """Languages it reads or writes."""
    organisations: Several[Membership] | None = None
    """Who made it."""
    released: Fact[PartialDate] | None = None
    """When it was first public."""
    access: Access | None = None
    """Whether weights, code and data can be had."""
    licences: Licences | None = None
    """Under which terms."""
    inputs: tuple[Channel, ...] = ()
    """What it takes in."""
    outputs: tuple[Channel, ...] = ()
    """What it gives."""
    training: Training | None = None
    """What it was taught with."""
    variants: Annotated[tuple[Variant, ...], Field(max_length=40)] = ()
    """Its sizes and checkpoints."""
    hardware: Fact[Line] | None = None
    """What is needed to run it."""
    intended_use: Fact[Text] | None = None
    """What the makers say it is for."""
    out_of_scope: Fact[Text] | None = None
    """What the makers say it is not for."""
    population: Fact[Text] | None = None
    """In whom and where it was developed or tested."""
    limitations: Several[Remark] | None = None
    """Its limits, in our own words."""
    safety: Fact[Text] | None = None
    """What is known of its safety."""
    regulatory: Several[Clearance] | None = None
    """Decisions of regulators."""
    status: Status | None = None
    """How things stand."""

    @model_validator(mode="after")
    def _general_needs_reason(self) -> Model:
        if self.scope == "general" and not self.inclusion:
            raise ValueError("scope is general without `inclusion:`; say why it is in the atlas")
        return self

    @property
    def variant_ids(self) -> tuple[str, ...]:
        """The ids of its variants, in order."""
        return tuple(variant.id for variant in self.variants)
