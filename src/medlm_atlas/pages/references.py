"""A page for every reference, and the bibliography by year, author and venue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from markupsafe import Markup

from medlm_atlas.exports import biblatex, bibtex
from medlm_atlas.pages import words
from medlm_atlas.pages.page import Page, Site, head_meta
from medlm_atlas.schema.reference import Reference
from medlm_atlas.views.paging import cut_groups

ORDERS: tuple[tuple[str, str, str], ...] = (
    ("bibliography/", "Year", "by year"),
    ("bibliography/authors/", "Author", "by first author"),
    ("bibliography/venues/", "Venue", "by venue"),
)


REFERENCES = 250
"""References on one page of the bibliography."""
MOST_JUMPS = 40
"""Groups that are offered as jumps; more would be a wall."""


def pages(site: Site) -> Iterator[Page]:
    """The bibliography in its three orders, then every reference."""
    references = tuple(site.catalog.references.values())
    for order in ORDERS:
        yield from _ordered(site, order, references)
    yield from (_page(site, reference) for reference in references)


def _page(site: Site, reference: Reference) -> Page:
    title = reference.plain_title
    return site.page(
        site.addresses.record("references", reference.key),
        "reference.html",
        title,
        f"{reference.short_authors} ({reference.year}). {title}. {reference.venue}.",
        lambda: {
            "reference": reference,
            "bibtex": bibtex.render_one(reference),
            "biblatex": biblatex.render_one(reference),
            "cited_by": site.views.citing.of(reference.key),
            "head": _highwire(reference),
        },
        {f"references/{reference.key}.bib": lambda: bibtex.render_one(reference)},
    )


def _ordered(site: Site, order: tuple[str, str, str], references: tuple[Reference, ...]) -> Iterator[Page]:
    first, name, order_words = order
    parts = cut_groups(_grouped(name, references), REFERENCES)
    listed = site.addresses.list_pages(first, len(parts))
    jumps = [(group, address) for address, part in zip(listed, parts, strict=True) for group, _ in part]
    values = {
        "orders": ORDERS, "current": first, "count": len(references), "listed": listed,
        "jumps": dict(reversed(jumps)) if len(dict(jumps)) < MOST_JUMPS else {},
    }  # fmt: skip
    for address, part in zip(listed, parts, strict=True):
        yield site.page(
            address, "bibliography.html", "Bibliography" if address == first else f"Bibliography {order_words}, page {address.split('/')[-2]}",
            f"All {len(references)} references of the atlas {order_words}, with BibTeX.",
            partial(dict, values, groups=part), _whole(references) if address == "bibliography/" else {},
        )  # fmt: skip


def _whole(references: Iterable[Reference]) -> Mapping[str, Callable[[], str]]:
    return {
        "bibliography.bib": lambda: bibtex.render(references),
        "bibliography.biblatex.bib": lambda: biblatex.render(references),
    }


_KEYS: Mapping[str, Callable[[Reference], str]] = {
    "Year": lambda reference: str(reference.year),
    "Author": lambda reference: reference.sort_name[:1].upper(),
    "Venue": lambda reference: reference.venue,
}


def _grouped(name: str, references: Iterable[Reference]) -> list[tuple[str, list[Reference]]]:
    """References by group; names that differ in case and punctuation alone are one group."""
    groups: dict[str, tuple[str, list[Reference]]] = {}
    for reference in sorted(references, key=lambda each: (each.sort_name, each.year, each.key)):
        group = _KEYS[name](reference)
        groups.setdefault(words.slug(group), (group, []))[1].append(reference)
    return sorted(groups.values(), key=lambda pair: pair[0].casefold(), reverse=name == "Year")


def _highwire(reference: Reference) -> Markup:
    """Citation data in the form that reference managers read from a page."""
    pairs = [("citation_title", reference.plain_title)]
    pairs += [("citation_author", str(person).strip("{}")) for person in reference.author]
    pairs.append(("citation_publication_date", str(reference.year)))
    optional = {
        "citation_journal_title": reference.journal,
        "citation_conference_title": reference.booktitle,
        "citation_volume": reference.volume,
        "citation_issue": reference.number,
        "citation_firstpage": (reference.pages or "").split("--")[0] or None,
        "citation_doi": reference.doi,
        "citation_arxiv_id": reference.arxiv_id,
        "citation_pmid": reference.pmid,
    }
    return head_meta([*pairs, *((name, value) for name, value in optional.items() if value)])
