"""Plain Unicode text to TeX: specials escaped, braces that protect capitals kept."""

from __future__ import annotations

_SPECIALS = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_TABLE = str.maketrans(_SPECIALS)


def escape(text: str) -> str:
    """Escape what TeX would act on. Braces stay: in stored titles they protect capitals and are balanced."""
    return text.translate(_TABLE)
