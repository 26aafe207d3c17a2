"""Lighthouse takes nothing off for accessibility, best practices and findability; its speed is measured in benchmarks/."""

from __future__ import annotations

from pathlib import Path

from tests.judges import needs_judges
from tests.judges.lighthouse import FORMS, PAGES, STEADY, audit
from tests.serving import serve

pytestmark = needs_judges("node", "chromium")


def test_scores_are_whole(site: Path) -> None:
    server, base = serve(site)
    found = audit(base, STEADY)
    server.shutdown()
    server.server_close()
    assert len(found) == len(PAGES) * len(FORMS)
    faults = [(each["form"], each["address"].removeprefix(base), fault) for each in found for fault in each["faults"]]
    assert faults == []
    assert all(each["scores"] == dict.fromkeys(STEADY, 100) for each in found)
