"""Survey prose: what a term's page says before its lists, every claim cited."""

from __future__ import annotations

from pydantic import Field

from medlm_atlas.schema.base import Identifier, Name, Record, Text
from medlm_atlas.schema.parts import Review


class Passage(Record):
    """One or a few sentences of our own and the references they rest on."""

    text: Text
    """What is said, in our own words."""
    cites: tuple[Identifier, ...] = Field(min_length=1)
    """Citation keys of the references that say it."""


class Paragraph(Record):
    """A paragraph: passages in order, under a heading where it opens a new matter."""

    heading: Name | None = None
    """The heading above it."""
    passages: tuple[Passage, ...] = Field(min_length=1)
    """Its passages."""


class Survey(Record):
    """The survey of one term."""

    NOT_WRITTEN = ("id",)

    id: Identifier
    """The file name: facet and term, such as modality-llm."""
    facet: Identifier
    """The facet of the term."""
    term: Identifier
    """The term."""
    paragraphs: tuple[Paragraph, ...] = Field(min_length=1)
    """What these models are, how they are built, how far they are proven, what is open."""
    review: tuple[Review, ...] = ()
    """Who read the sources."""

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(passage.text.split()) for paragraph in self.paragraphs for passage in paragraph.passages)
