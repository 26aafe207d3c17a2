"""How numbers and countries are said, on pages and in exports alike."""

from __future__ import annotations

from decimal import Decimal

from babel import Locale

_SCALES = ((10**12, "T"), (10**9, "B"), (10**6, "M"))


def number(value: Decimal | int | float) -> str:
    """A number with thousands separators and the digits it was printed with; millions and more without a bare zero."""
    if value >= 10**6 and value == int(value):
        return f"{int(value):,}"
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def short_number(value: Decimal | int) -> str:
    """A large count with a unit of scale: 7 B, 86.6 M."""
    for scale, letter in _SCALES:
        if round(Decimal(value) * 1000 / scale, 3) >= 1000:  # what would be 1000 M is 1 B
            digits = f"{Decimal(value) / scale:.3f}".rstrip("0").rstrip(".")
            return f"{digits} {letter}"
    return number(value)


def country(code: str) -> str:
    """The English name of a country."""
    return str(Locale("en").territories.get(code, code))
