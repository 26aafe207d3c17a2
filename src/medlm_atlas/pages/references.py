"""A page for every reference, and the bibliography by year, author and venue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from markupsafe import Markup

from medlm_atlas.exports import biblatex, bibtex
from medlm_atlas.pages.page import Page, Site, head_meta
from medlm_atlas.schema.reference import Reference

ORDERS: tuple[tuple[str, str, str], ...] = (
    ("bibliography/", "Year", "by year"),
    ("bibliography/authors/", "Author", "by first author"),
    ("bibliography/venues/", "Venue", "by venue"),
)


def pages(site: Site) -> Iterator[Page]:
    """The bibliography in its three orders, then every reference."""
    references = tuple(site.catalog.references.values())
    for address, name, order in ORDERS:
        files = _whole(references) if address == "bibliography/" else {}
        yield site.page(
            address, "bibliography.html", "Bibliography", f"All {len(references)} references of the atlas {order}, with BibTeX.",
            groups=_grouped(name, references), orders=ORDERS, current=address, count=len(references), files=files,
        )  # fmt: skip
    for reference in references:
        address = site.addresses.record("references", reference.key)
        yield site.page(
            address, "reference.html", reference.plain_title, f"{reference.short_authors} ({reference.year}). {reference.plain_title}. {reference.venue}.",
            reference=reference, bibtex=bibtex.render_one(reference), biblatex=biblatex.render_one(reference),
            cited_by=site.views.citing.of(reference.key), head=_highwire(reference),
            files={f"references/{reference.key}.bib": bibtex.render_one(reference)},
        )  # fmt: skip


def _whole(references: Iterable[Reference]) -> Mapping[str, str]:
    return {"bibliography.bib": bibtex.render(references), "bibliography.biblatex.bib": biblatex.render(references)}


_KEYS: Mapping[str, Callable[[Reference], str]] = {
    "Year": lambda reference: str(reference.year),
    "Author": lambda reference: reference.sort_name[:1].upper(),
    "Venue": lambda reference: reference.venue,
}


def _grouped(name: str, references: Iterable[Reference]) -> list[tuple[str, list[Reference]]]:
    groups: dict[str, list[Reference]] = defaultdict(list)
    for reference in sorted(references, key=lambda each: (each.sort_name, each.year, each.key)):
        groups[_KEYS[name](reference)].append(reference)
    return sorted(groups.items(), key=lambda pair: pair[0].casefold(), reverse=name == "Year")


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
