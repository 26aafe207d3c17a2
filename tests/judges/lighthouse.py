"""Lighthouse over the pages of a site that is served on this machine."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from tests.browser.conftest import FLAGS
from tests.judges import HERE

PAGES = MappingProxyType({"home": "", "models": "models/", "model": "models/txgnn/"})
"""The pages that are held to its scores."""
FORMS = ("mobile", "desktop")
STEADY = ("accessibility", "best-practices", "seo")
"""Categories whose scores do not hang on the speed of the machine."""
HASTE: Mapping[str, Any] = MappingProxyType(
    {
        "throttlingMethod": "provided",
        "pauseAfterFcpMs": 0,
        "pauseAfterLoadMs": 500,
        "networkQuietThresholdMs": 500,
        "cpuQuietThresholdMs": 500,
    }
)
"""Settings that do not wait for what only the speed is measured by."""


def audit(
    base: str, categories: Sequence[str], *, forms: Sequence[str] = FORMS, patience: Mapping[str, Any] = HASTE
) -> list[dict[str, Any]]:
    """The scores of every page in every form, in percent, with each audit that takes something off.

    `patience` are settings of Lighthouse; empty, it measures as it does on the command line.
    """
    asked = {
        "chromium": shutil.which("chromium"),
        "flags": FLAGS,
        "forms": forms,
        "addresses": [base + page for page in PAGES.values()],
        "categories": categories,
        "patience": dict(patience),
    }
    command = ["node", str(HERE / "js" / "audit.mjs"), json.dumps(asked)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
