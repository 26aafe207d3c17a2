"""BibTeX, biber and three engines of TeX set the exports, and every title is found again in the PDF."""

from __future__ import annotations

import io
import subprocess
import unicodedata
import zipfile
from pathlib import Path

import pytest

from medlm_atlas.exports import FORMATS, biblatex, bibtex, latex, tex
from medlm_atlas.loading import Reading
from medlm_atlas.views import Views
from tests.clients.conftest import Bibliography, needs
from tests.test_exports import HOSTILE

needs_pdflatex = needs("pdflatex", "bibtex", "pdftotext")
needs_biblatex = needs("pdflatex", "lualatex", "biber", "pdftotext", "kpsewhich")
PLAIN_STYLES = ("plain", "abbrv", "alpha", "unsrt", "ieeetr", "acm", "siam", "apalike", "plainnat")
BIBTEX = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{lmodern,url}
\pagestyle{empty}
\begin{document}
\nocite{*}
\bibliographystyle{STYLE}
\bibliography{references}
\end{document}
"""
BIBLATEX = r"""\documentclass{article}
PREAMBLE
\usepackage[backend=biber,maxbibnames=99]{biblatex}
\addbibresource{references.bib}
\pagestyle{empty}
\begin{document}
\nocite{*}
\printbibliography
\end{document}
"""
PDFLATEX_FONTS = r"\usepackage[T1]{fontenc}\usepackage{lmodern}"
UNICODE_FONTS = r"""\usepackage{fontspec}
\directlua{luaotfload.add_fallback("atlas", {"DejaVuSans:mode=node;", "DroidSansFallback:mode=node;"})}
\setmainfont{DejaVuSerif.ttf}[RawFeature={fallback=atlas}]"""


def run(folder: Path, *command: str, worst: int = 0) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    said = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode <= worst, said[-3000:]
    return said


def compiled(folder: Path, main: str, engine: str, processor: str) -> str:
    """The letters and digits of the PDF that the engine makes of `main`.tex with the references of a processor."""
    engine_command = (engine, "-interaction=nonstopmode", "-halt-on-error", main)
    run(folder, *engine_command)
    run(folder, processor, main)
    for _ in range(2):
        run(folder, *engine_command)
    log = (folder / f"{main}.log").read_text(encoding="utf-8", errors="replace")
    assert "Missing character" not in log
    assert "Citation" not in log or "undefined" not in log
    return letters(run(folder, "pdftotext", "-raw", f"{main}.pdf", "-"))


def letters(text: str) -> str:
    """Letters and digits without case and accents, since some styles lower titles and TeX may set an accent apart."""
    decomposed = unicodedata.normalize("NFKD", text).replace("\N{INCREMENT}", "\N{GREEK CAPITAL LETTER DELTA}")
    return "".join(c for c in decomposed.casefold() if c.isalnum())


def missing_titles(bibliography: Bibliography, text: str) -> list[str]:
    return [key for key, reference in bibliography.references.items() if letters(reference.plain_title) not in text]


@needs_pdflatex
def test_bibtex_and_pdflatex_set_every_title_of_the_catalog(whole: Bibliography, tmp_path: Path) -> None:
    (tmp_path / "references.bib").write_bytes(whole.file("bibtex").read_bytes())
    (tmp_path / "main.tex").write_text(BIBTEX.replace("STYLE", "plain"), encoding="utf-8")
    assert missing_titles(whole, compiled(tmp_path, "main", "pdflatex", "bibtex")) == []


@needs_pdflatex
@pytest.mark.parametrize("style", PLAIN_STYLES)
def test_bibtex_and_pdflatex_set_what_is_hard(hard: Bibliography, style: str, tmp_path: Path) -> None:
    (tmp_path / "references.bib").write_bytes(hard.file("bibtex").read_bytes())
    (tmp_path / "main.tex").write_text(BIBTEX.replace("STYLE", style), encoding="utf-8")
    assert missing_titles(hard, compiled(tmp_path, "main", "pdflatex", "bibtex")) == []


@needs_biblatex
def test_biblatex_and_biber_set_every_title_of_the_catalog(whole: Bibliography, tmp_path: Path) -> None:
    (tmp_path / "references.bib").write_bytes(whole.file("biblatex").read_bytes())
    (tmp_path / "main.tex").write_text(BIBLATEX.replace("PREAMBLE", PDFLATEX_FONTS), encoding="utf-8")
    assert missing_titles(whole, compiled(tmp_path, "main", "pdflatex", "biber")) == []


@needs_biblatex
def test_a_unicode_engine_sets_what_pdflatex_cannot(hard: Bibliography, scripts: Bibliography, tmp_path: Path) -> None:
    both = Bibliography({**hard.references, **scripts.references}, tmp_path)
    (tmp_path / "references.bib").write_text(biblatex.render(both.references.values()), encoding="utf-8")
    (tmp_path / "main.tex").write_text(BIBLATEX.replace("PREAMBLE", UNICODE_FONTS), encoding="utf-8")
    text = compiled(tmp_path, "main", "lualatex", "biber")
    assert missing_titles(both, text) == []
    for reference in scripts.references.values():
        assert [person.natural for person in reference.author if letters(person.natural) not in text] == []


@needs_pdflatex
def test_pdflatex_sets_every_sign_that_is_turned_for_it(tmp_path: Path) -> None:
    signs = "".join(map(chr, tex._FOR_PDFLATEX)) + tex._SET_BY_T1 + "ạẹịọụỹȧẓḏ" + "".join(tex._LETTERS) + "ÉÅÇŐŞİŽ"
    set_in_text = "\n\n".join(f"X{tex.for_pdflatex(sign)}X" for sign in signs)
    set_in_names = "\n\n".join(f"X{tex.name_for_bibtex(sign)}X" for sign in signs if sign.isalpha() and sign < "\u0370")
    document = BIBTEX.split(r"\nocite", maxsplit=1)[0] + f"{set_in_text}\n\n{set_in_names}\n\\end{{document}}\n"
    (tmp_path / "main.tex").write_text(document, encoding="utf-8")
    run(tmp_path, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "main")
    assert len(signs) > 150
    assert "Missing character" not in (tmp_path / "main.log").read_text(encoding="utf-8", errors="replace")


@needs("biber")
@pytest.mark.parametrize("name", ["whole", "hard", "scripts"])
def test_biber_finds_nothing_to_say(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    bibliography: Bibliography = request.getfixturevalue(name)
    (tmp_path / "references.bib").write_bytes(bibliography.file("biblatex").read_bytes())
    said = run(tmp_path, "biber", "--tool", "--validate-datamodel", "references.bib")
    assert [line for line in said.splitlines() if line.startswith(("WARN", "ERROR"))] == []
    assert (tmp_path / "references_bibertool.bib").read_text(encoding="utf-8").count("@") >= len(
        bibliography.references
    )


@needs_pdflatex
def test_the_latex_table_compiles_with_its_references(real: Reading, tmp_path: Path) -> None:
    catalog = real.catalog.published
    with zipfile.ZipFile(io.BytesIO(FORMATS["latex"].render(catalog))) as archive:
        archive.extractall(tmp_path)
    text = compiled(tmp_path, "main", "pdflatex", "bibtex")
    assert [model.id for model in catalog.models.values() if letters(model.name) not in text] == []
    papers = {key for model in catalog.models.values() for key in model.keys}
    cited = Bibliography({key: catalog.references[key] for key in papers}, tmp_path)
    assert missing_titles(cited, text) == []


@needs_pdflatex
def test_the_latex_table_compiles_whatever_models_are_called(tiny: Reading, tmp_path: Path) -> None:
    catalog = tiny.catalog.published
    parts = FORMATS["latex"].joined(Views(catalog))
    names = ["[1cm] x", "* star", *HOSTILE, "TNF-α ≥ 5 % of H₂O & #1 {x} ^ ~ $ _ \\end{longtable}"]
    rows = "".join(parts.fragment(catalog.models["toy-ct"].model_copy(update={"name": name})) for name in names)
    (tmp_path / "models.tex").write_text(parts.head + rows + parts.tail, encoding="utf-8")
    (tmp_path / "main.tex").write_text(latex.MAIN, encoding="utf-8")
    (tmp_path / "references.bib").write_text(bibtex.render(catalog.references.values()), encoding="utf-8")
    text = compiled(tmp_path, "main", "pdflatex", "bibtex")
    assert [name for name in names if letters(name) not in text] == []
