"""Every reference says what was opened, and enough of it to trust the author list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from medlm_atlas.errors import Problem
from medlm_atlas.loading import Reading

NAME = "provenance"
SCOPE = "x-source of every reference and the level that follows from it."
HOSTS: Mapping[str, tuple[str, ...]] = {
    "arxiv": ("arxiv.org",),
    "pubmed": ("pubmed.ncbi.nlm.nih.gov", "pubmed.gov", "pesquisa.bvsalud.org"),
    "pmc": ("pmc.ncbi.nlm.nih.gov", "www.ncbi.nlm.nih.gov", "europepmc.org"),
}
"""Where a record of that kind stands (the Virtual Health Library shows MEDLINE); a copy elsewhere is a list."""


def check(reading: Reading) -> Iterator[Problem]:
    """Report references that rest on too little."""
    for key, reference in reading.catalog.references.items():
        place = reading.place("references", key)
        if not reference.x_source:
            yield place.problem(
                (), "has no x-source", "a reader must be able to see what the entry was taken from",
                "Add x-source = {kind address day}, such as {arxiv https://arxiv.org/abs/2303.00915 2026-11-24}.",
            )  # fmt: skip
        for opened in reference.x_source:
            host = urlsplit(opened.url).hostname or ""
            if not any(host == own or host.endswith(f".{own}") for own in HOSTS.get(opened.kind, (host,))):
                yield place.problem(
                    ("x-source",), f"calls {host} {opened.kind}", "a copy on another host is not the record itself",
                    f"Write list {opened.url}, or open the record at {HOSTS[opened.kind][0]}.",
                )  # fmt: skip
        if reference.x_source and reference.level == "weak":
            yield place.problem(
                ("x-source",), "rests on one list, readme or card", "one in ten such author lists differs from the publisher's",
                "Open the publisher's, PubMed's or arXiv's record, or find a second independent list that is equal.",
            )  # fmt: skip
