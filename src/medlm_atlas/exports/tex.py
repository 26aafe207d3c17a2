"""Plain Unicode text to TeX: specials escaped, braces that protect capitals kept."""

from __future__ import annotations

import re
import unicodedata

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
_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k",
    "\u0331": "b",
}  # fmt: skip
"""Combining marks and the command that sets each."""
_LETTERS = {"Æ": r"\AE", "Ø": r"\O", "Ł": r"\L", "Œ": r"\OE", "æ": r"\ae", "ø": r"\o", "ł": r"\l", "œ": r"\oe"}
"""Letters of their own shape whose command every reader knows; pandoc drops those of Đ, Ð and Þ."""
_SET_BY_T1 = "ǍǎǏǐǑǒǓǔǢǣǦǧǨǩǪǫǰǴǵȘșȚțȲȳḂḃḍḞḟḠḡḥḰḱḷṃṅṇṛṣṭẎẏẐẑẞỲỳ"
"""What T1 fonts have beyond Latin Extended-A."""
_GREEK_SMALL = [
    "alpha", "beta", "gamma", "delta", "varepsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
    "xi", "o", "pi", "rho", "varsigma", "sigma", "tau", "upsilon", "varphi", "chi", "psi", "omega",
]  # fmt: skip
_GREEK_LARGE = {
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
_MATHS = {
    "−": "-", "∗": "*", "′": "'", "∙": r"\bullet", "⋅": r"\cdot", "∘": r"\circ", "≤": r"\leq", "≥": r"\geq",
    "≠": r"\neq", "≈": r"\approx", "≃": r"\simeq", "≅": r"\cong", "≡": r"\equiv", "∼": r"\sim", "∝": r"\propto",
    "≪": r"\ll", "≫": r"\gg", "∞": r"\infty", "∂": r"\partial", "∇": r"\nabla", "∑": r"\sum", "∏": r"\prod",
    "√": r"\surd", "∫": r"\int", "∈": r"\in", "∉": r"\notin", "∅": r"\emptyset", "∩": r"\cap", "∪": r"\cup",
    "⊂": r"\subset", "⊆": r"\subseteq", "∀": r"\forall", "∃": r"\exists", "⊕": r"\oplus", "⊗": r"\otimes",
    "↔": r"\leftrightarrow", "⇒": r"\Rightarrow", "⇐": r"\Leftarrow", "⇔": r"\Leftrightarrow", "ℓ": r"\ell",
    "ϵ": r"\epsilon", "ϕ": r"\phi", "ϑ": r"\vartheta",
}  # fmt: skip


def _table() -> dict[str, str]:
    """What to write for each character that pdflatex, with T1 fonts and no further package, does not set itself."""
    small = (chr(code) for code in range(ord("α"), ord("ω") + 1))
    maths = dict(zip(small, (name if name == "o" else f"\\{name}" for name in _GREEK_SMALL), strict=True))
    maths |= {letter: f"\\{name}" for letter, name in _GREEK_LARGE.items()} | _MATHS
    scripts = {chr(0x2080 + digit): f"{{\\textsubscript{{{digit}}}}}" for digit in range(10)}
    scripts |= {chr(0x2070 + digit): f"{{\\textsuperscript{{{digit}}}}}" for digit in (0, 4, 5, 6, 7, 8, 9)}
    return {letter: f"{{${tex}$}}" for letter, tex in maths.items()} | scripts


_ESCAPED = str.maketrans(_SPECIALS)
_FOR_PDFLATEX = str.maketrans(_SPECIALS | _table())
_FOR_CELLS = str.maketrans(_SPECIALS | _table() | {"{": r"\{", "}": r"\}"})
_BEYOND_T1 = re.compile(rf"(?![{_SET_BY_T1}])[\u01cd-\u1fff]")
_INITIAL = re.compile(r"(?<![^\s.\-])[^\x00-\x7f]")


def escape(text: str) -> str:
    """Escape what TeX would act on. Braces stay: in stored titles they protect capitals and are balanced."""
    return text.translate(_ESCAPED)


def for_pdflatex(text: str) -> str:
    """Escape, and turn what pdflatex does not set from UTF-8 into TeX where TeX has a command for it.

    Commands are in a form that most readers of BibTeX turn back. Greek letters, mathematical signs, raised and lowered digits and letters with one accent are turned; Latin letters
    of Europe stay UTF-8, and so does what no command sets (CJK, letters with two accents): it needs a Unicode engine.
    """
    return _BEYOND_T1.sub(lambda found: _accented(found[0]), text.translate(_FOR_PDFLATEX))


def cell_for_pdflatex(text: str) -> str:
    """As `for_pdflatex`, for a text that is no BibTeX field: braces are characters like others."""
    return _BEYOND_T1.sub(lambda found: _accented(found[0]), text.translate(_FOR_CELLS))


def name_for_bibtex(part: str) -> str:
    """A part of a person's name: as for pdflatex, with each first letter beyond ASCII as a command.

    Styles that abbreviate names keep the first byte of a word, which is half of such a letter in UTF-8. Letters of
    other scripts stay as they are, since as mathematics they would no longer be a name.
    """
    latin = _BEYOND_T1.sub(lambda found: _accented(found[0]), part.translate(_ESCAPED))
    return _INITIAL.sub(lambda found: _accented(found[0]), latin)


def _accented(letter: str) -> str:
    """A letter with one accent, or of its own shape, as a command in braces; any other as it is."""
    if letter in _LETTERS:
        return f"{{{_LETTERS[letter]}}}"
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if len(marks) != 1 or marks[0] not in _ACCENTS or not base.isascii():
        return letter
    return f"{{\\{_ACCENTS[marks[0]]}{{{base}}}}}"
