"""LaTeX: a booktabs table that cites every model's papers, with the matching .bib, in one archive that compiles."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from medlm_atlas.catalog import Catalog
from medlm_atlas.exports import bibtex
from medlm_atlas.exports.joined import Format, Joined
from medlm_atlas.exports.readable import COLUMNS
from medlm_atlas.exports.tex import cell_for_pdflatex
from medlm_atlas.schema.model import Model
from medlm_atlas.views import Views

MAIN = r"""% A document around models.tex: pdflatex main, bibtex main, pdflatex main, pdflatex main.
% With lualatex or xelatex in place of pdflatex, letters that pdflatex cannot set are set as well.
\documentclass{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage{lmodern}
\else
  \usepackage{fontspec}
\fi
\usepackage[a4paper,landscape,margin=2cm]{geometry}
\usepackage{array,booktabs,longtable}
\begin{document}
\footnotesize
\input{models}
\bibliographystyle{plain}
\bibliography{references}
\end{document}
"""
"""The document of the archive; it is the same for every selection."""
_WIDTHS = {"Model": 0.15, "Modality": 0.14, "Application": 0.15, "Licence of the weights": 0.12}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def rows(views: Views) -> Joined[Model]:
    """The table to be read into a paper that uses array, booktabs and longtable, one line per model."""
    headings = ("Model", *COLUMNS)
    widths = "".join(
        f">{{\\raggedright\\arraybackslash}}p{{{_WIDTHS.get(heading, 0.08)}\\linewidth}}" for heading in headings
    )
    head = (
        f"% Needs \\usepackage{{array,booktabs,longtable}}\n\\begin{{longtable}}{{@{{}}{widths}@{{}}}}\n\\toprule\n"
        f"{' & '.join(headings)} \\\\\n\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n"
    )
    return Joined(lambda model: _row(views, model), head=head, tail="\\end{longtable}\n")


def _row(views: Views, model: Model) -> str:
    """A line of the table; it begins with {}, since a bracket or star there would belong to the line before it."""
    citing = f"~\\cite{{{','.join(model.keys)}}}" if model.keys else ""
    name, *cells = (
        cell_for_pdflatex(text) for text in (model.name, *(cell(views, model) for cell in COLUMNS.values()))
    )
    return f"{{}}{' & '.join((name + citing, *cells))} \\\\\n"


def archive(files: Mapping[str, str]) -> bytes:
    """A zip of these texts, stored without compression and without the day, so that equal texts give equal bytes."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archived:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            archived.writestr(info, text.encode())
    return data.getvalue()


@dataclass(frozen=True)
class _Archive(Format):
    def render(self, catalog: Catalog) -> bytes:
        """The archive: the table, the entries it cites and a document around both."""
        cited = catalog.selection(catalog.models).references.values()
        return archive({"main.tex": MAIN, "models.tex": self.text(catalog), "references.bib": bibtex.render(cited)})


FORMAT = _Archive("LaTeX table with its .bib", "zip", "application/zip", "models", rows)
