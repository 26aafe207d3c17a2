"""Rows of CSV in which no spreadsheet finds a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

_FORMULA = tuple("=+-@\t\r＝＋－＠")


def line(cells: Iterable[str], end: str = "\r\n") -> str:
    """A row with its end, which is that of RFC 4180 unless another is named."""
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerow([neutral(cell) for cell in cells])
    return text.getvalue()


def neutral(cell: str) -> str:
    """The cell, behind an apostrophe if a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
