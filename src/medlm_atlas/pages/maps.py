"""The maps: plots of the field, and the family tree of every base."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from medlm_atlas.pages.page import Here, Page, Site
from medlm_atlas.pages.words import RELATIONS
from medlm_atlas.plots import Plot, family, field_plots, svg


def pages(site: Site) -> Iterator[Page]:
    """The overview, then a page for every plot."""
    plots = field_plots(site.views)
    yield site.page(
        "maps/",
        "maps.html",
        "Maps",
        "The field of medical large models in plots: growth, size, openness, evidence, gaps and families.",
        lambda: {
            "plots": [(plot, Markup(svg.picture((plot.preview or plot.draw)(svg.NARROW)))) for plot in plots],  # noqa: S704  escaped by the XML writer
            "families": site.views.lineage.families,
        },
    )
    for plot in plots:
        yield _page(site, f"maps/{plot.name}/", plot)
    for base in site.views.lineage.families:
        yield _page(site, f"maps/family/{base}/", family(site.views, base, RELATIONS), base)


def _page(site: Site, address: str, plot: Plot, base: str | None = None) -> Page:
    file = address.rstrip("/")
    foot = f"MedLM Atlas, data version {site.version}, {site.date.isoformat()}. CC BY 4.0."
    return site.page(
        address,
        "plot.html",
        plot.title,
        plot.sentence,
        lambda: {"file": file, "base": base, **drawn(site, address, plot)},
        {f"{file}.svg": lambda: svg.alone(plot.draw(svg.WIDE), plot.title, foot), f"{file}.csv": lambda: plot.csv},
    )


def drawn(site: Site, address: str, plot: Plot) -> dict[str, object]:
    """A plot in both layouts with the links of the page that it stands on, and where its rows lead."""
    here = Here(site, address, {})
    drawings = [
        (name, Markup(svg.inline(plot.draw(width), lambda target: _url(here, target))))  # noqa: S704  as above
        for name, width in (("wide", svg.WIDE), ("narrow", svg.NARROW))
    ]
    return {"plot": plot, "drawings": drawings, "leads": [_url(here, target) for target in plot.leads]}


def _url(here: Here, target: str) -> str:
    address, mark, query = target.partition("?")
    return here.url(address) + mark + query
