"""Programs written elsewhere that judge the site and the workflows; `npm ci` in `js/` brings most of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MODULES = HERE / "js" / "node_modules"


def needs_judges(*programs: str) -> pytest.MarkDecorator:
    """Skip where the judges of npm, or the programs that run them, are not installed; `scripts/test` installs them all."""
    missing = [program for program in programs if shutil.which(program) is None]
    missing += [] if MODULES.is_dir() else ["tests/judges/js/node_modules"]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")
