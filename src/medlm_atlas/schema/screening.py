"""A candidate for the atlas: a work that lists or people name, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from medlm_atlas.schema.base import Day, Identifier, Line, Link, Record

Decision = Literal["included", "duplicate", "excluded", "waiting"]
Reason = Literal[
    "duplicate-of",
    "not-a-model",
    "no-public-description",
    "not-medical",
    "single-task-no-reuse",
    "card-without-training",
    "id-belongs-to-another-work",
    "not-yet-read",
    "read-source-missing",
    "needs-the-paper",
    "meets-the-rule",
]
REASONS: Mapping[Decision, Mapping[Reason, str]] = {
    "included": {},
    "duplicate": {"duplicate-of": "The same as a model that has its entry"},
    "excluded": {
        "not-a-model": "A review, benchmark, dataset, comparison or method without a trained model of its own",
        "no-public-description": "No paper, card or release describes it",
        "not-medical": "Not made for, adapted to or tested in medicine or biomedicine",
        "single-task-no-reuse": "Made for one task; what was read shows no other task and no reuse",
        "card-without-training": "A card that does not say how it was trained",
        "id-belongs-to-another-work": "Its identifier is that of another work, and nothing else leads to it",
    },
    "waiting": {
        "not-yet-read": "Nobody has opened its sources yet",
        "read-source-missing": "Its source was looked for and could not be opened",
        "needs-the-paper": "What was opened does not decide; the paper has to be read",
        "meets-the-rule": "Opened and found to meet the rule; its entry is to be written",
    },
}
"""Reasons for each decision, in the order in which they are told; they follow the inclusion rule."""
UNREAD = "none"
_PAPER = re.compile(
    r"https://arxiv\.org/abs/(?:\d{4}\.\d{4,5}|[a-z.-]+/\d{7})\Z|https://doi\.org/10\.\d{4,9}/[^A-Z]+\Z"
)


def _plain_link(link: str) -> str:
    host = link.split("/")[2].casefold()
    if host in ("arxiv.org", "www.arxiv.org", "doi.org", "dx.doi.org") and not _PAPER.match(link):
        raise ValueError(
            f"{link} is not the plain form of this identifier; write https://arxiv.org/abs/ and the id without "
            "its version, or https://doi.org/ and the DOI in lower case"
        )
    if link.endswith(("/", ".git")):
        raise ValueError(f"{link} ends in a slash or .git; take it away, so that equal addresses are equal")
    return link


class Candidate(Record):
    """One row of the screening log."""

    id: Identifier
    """Made from its first identifier; never reused."""
    name: Line | None = None
    """The name that lists give it; for a work without name and identifier its title."""
    identifiers: Annotated[
        tuple[Annotated[Link, AfterValidator(_plain_link)], ...],
        BeforeValidator(lambda value: value.split(" ") if isinstance(value, str) else value),
    ] = ()
    """arXiv id, DOI and repository as links; each stands in one row only."""
    found_in: Annotated[int, Field(ge=0)]
    """How many entries of public lists name it; 0 if it was found otherwise."""
    decision: Decision
    """What came of it."""
    reason: Reason | None = None
    """Why; none for what is included."""
    record: Identifier | None = None
    """The model of the catalog that it is, for what is included or a duplicate."""
    decided_on: Day | None = None
    """The day of the decision; none for what nobody has looked at."""
    read: Line = UNREAD
    """What was opened before the decision; `none` if nothing was."""
    note: Line | None = None
    """What the next reader should know, in our own words."""

    @model_validator(mode="after")
    def _consistent(self) -> Candidate:
        allowed = REASONS[self.decision]
        if (self.reason not in allowed) if self.reason else allowed:
            raise ValueError(
                f"has the reason {self.reason or 'none'}; for {self.decision} it is one of: {', '.join(allowed) or 'none'}"
            )
        if len({link.casefold() for link in self.identifiers}) < len(self.identifiers):
            raise ValueError("names an identifier twice")
        if (self.record is None) == (self.decision in ("included", "duplicate")):
            raise ValueError("names a record if, and only if, it is included or a duplicate")
        if (self.decided_on is None) != (self.reason == "not-yet-read"):
            raise ValueError("has the day of the decision in `decided_on`, unless it is not yet read")
        if self.reason != "duplicate-of" and (self.read == UNREAD) != (
            self.reason in ("not-yet-read", "read-source-missing")
        ):
            raise ValueError(f"says in `read` what was opened, and {UNREAD!r} where nothing was")
        return self

    @property
    def papers(self) -> frozenset[str]:
        """Its identifiers that are arXiv ids and DOIs."""
        return frozenset(link for link in self.identifiers if _PAPER.match(link))

    @property
    def addresses(self) -> frozenset[str]:
        """Its other identifiers, such as repositories, in lower case."""
        return frozenset(link.casefold() for link in self.identifiers if not _PAPER.match(link))
