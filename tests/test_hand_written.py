"""Links, citations and records in hand-written pages: filled, or told by the page that names nothing."""

from __future__ import annotations

import datetime
import re

import pytest

from medlm_atlas.addresses import Addresses, DeadLinkError
from medlm_atlas.guide import example
from medlm_atlas.loading import Reading
from medlm_atlas.pages import Site
from medlm_atlas.site import HandWritten


def filled(reading: Reading, kind: str, name: str, text: str = "") -> str:
    catalog = reading.catalog.published
    site = Site(catalog, Addresses(catalog, ("about/",)), "0", datetime.date(2026, 11, 24))
    return HandWritten(site).filled(f'<a href="atlas:{kind}/{name}">{text}</a>', "about/")


@pytest.mark.parametrize(
    ("kind", "name", "text", "made"),
    [("model", "toy-ct", "", '<a href="../models/toy-ct/">Toy-CT</a>'),
     ("cite", "muster2024toy", "", '<a href="../references/muster2024toy/">Muster et al. 2024</a>'),
     ("reference", "muster2024toy", "", '<a href="../references/muster2024toy/">Muster et al. 2024</a>'),
     ("study", "toy-outside", "a study", '<a href="../studies/toy-outside/">a study</a>'),
     ("term", "modality/3d", "", '<a href="../terms/modality/3d/">3D models</a>'),
     ("term", "modality", "the facet", '<a href="../terms/modality/">the facet</a>'),
     ("page", "maps/", "maps", '<a href="../maps/">maps</a>'),
     ("count", "models", "", '<span class="num">2</span>')],
)  # fmt: skip
def test_a_link_by_id_is_filled(tiny: Reading, kind: str, name: str, text: str, made: str) -> None:
    assert filled(tiny, kind, name, text) == made


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [("model", "toy-ctt", "nothing stands at 'models/toy-ctt/'"),
     ("colour", "red", "atlas:colour/red is no kind of link"),
     ("count", "colours", "nothing of that name is counted"),
     ("page", "maps/", "[](atlas:page/maps/) has no text"),
     ("term", "modality", "[](atlas:term/modality) has no text")],
)  # fmt: skip
def test_a_link_that_leads_nowhere_or_has_no_name_is_told(tiny: Reading, kind: str, name: str, said: str) -> None:
    with pytest.raises(DeadLinkError, match=re.escape(said)):
        filled(tiny, kind, name)


def test_a_record_that_is_not_there_is_called_by_its_name(tiny: Reading) -> None:
    with pytest.raises(KeyError, match="models/toy-ctt"):
        example(tiny, "models/toy-ctt")
