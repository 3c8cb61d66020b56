r"""A page as LaTeX: headings, paragraphs, commands, and tables that may run over pages.

Needs booktabs and longtable. Nothing of what a page says is read as a command.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sim.analysis.layout import Bar, Command, Figure, Item, Page, Section, Table

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", '"': r"\textquotedbl{}", "|": r"\textbar{}",
    "±": r"\textpm{}", "→": r"\textrightarrow{}", "−": "--", "≤": r"\ensuremath{\leq}",
    "≥": r"\ensuremath{\geq}", "[": "{[}", "]": "{]}",
}  # fmt: skip
_HEADINGS = ("section", "subsection", "subsubsection", "paragraph")
_BREAK = re.compile(r"(?<=[._/])(?=[a-z])")  # where a long path may go on in the next line
_LEAST, _MOST = 6, 45  # characters that a column has room for

_HEAD = r"""\documentclass[a4paper,10pt]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{textcomp}
\usepackage[margin=20mm]{geometry}
\usepackage{array}
\usepackage{booktabs}
\usepackage{longtable}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setlength{\LTleft}{0pt}
"""


def escape(text: str) -> str:
    r"""Write a text so that LaTeX prints it as it is.

    Examples
    --------
    >>> print(escape("50% of a_b & {c}"))
    50\% of a\_b \& \{c\}
    """
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def document(page: Page, end: str = "") -> str:
    """Return a page as a whole document.

    Parameters
    ----------
    page : Page
    end : str
        LaTeX that goes before the end, such as a bibliography.
    """
    parts = [rf"{_HEAD}\title{{{escape(page.title)}}}", r"\date{}", r"\begin{document}"]
    parts += [r"\maketitle", *([rf"\emph{{{escape(page.question)}}}"] if page.question else [])]
    parts += [escape(paragraph) for paragraph in page.lead]
    parts += [_section(section, 0) for section in page.sections]
    return "\n\n".join([*parts, *([end] if end else []), r"\end{document}"]) + "\n"


def table(item: Table) -> str:
    r"""Return a table, its header again on each page that it runs over.

    Examples
    --------
    >>> print(table(Table(("case", "share"), [("june", "35%")], (1,))).splitlines()[2])
    case & share \\
    """
    columns = "".join(_column(width, k in item.numbers) for k, width in enumerate(_widths(item)))
    header = [" ".join(title.split()) for title in item.header]
    lines = [
        rf"\begin{{longtable}}{{@{{}}{columns}@{{}}}}",
        r"\toprule",
        _row(header),
        r"\midrule",
        r"\endhead",
        *map(_row, item.rows),
        r"\bottomrule",
        r"\end{longtable}",
    ]
    return "\n".join(lines)


def _section(section: Section, depth: int) -> str:
    heading = rf"\{_HEADINGS[min(depth, 3)]}{{{escape(section.title)}}}"
    return "\n\n".join([heading, *(_item(item, depth) for item in section.items)])


def _item(item: Item, depth: int) -> str:
    if isinstance(item, Section):
        return _section(item, depth + 1)
    if isinstance(item, Command):
        return rf"\texttt{{{_breakable(item.text)}}}"
    if isinstance(item, Table):
        return rf"{{\small{chr(10)}{table(item)}{chr(10)}}}"
    if isinstance(item, Figure):
        return f"{escape(item.caption)}\n\n{table(item.data)}"
    return escape(item)


def _row(cells: Sequence[str | Bar]) -> str:
    return " & ".join(map(_cell, cells)) + r" \\"


def _cell(cell: str | Bar) -> str:
    if isinstance(cell, Bar):
        return escape(f"{cell.share:.0%}")
    return r" \newline ".join(_breakable(line.strip()) for line in cell.split("\n"))


def _breakable(text: str) -> str:
    """Let paths be broken into lines."""
    return r"\allowbreak{}".join(map(escape, _BREAK.split(text)))


def _widths(item: Table) -> list[float]:
    """Share the width of the page out among the columns, more to those with longer texts."""
    rows = [item.header, *item.rows]
    longest = [
        max((len(line) for cell in column if isinstance(cell, str) for line in cell.split("\n")),
            default=0)
        for column in zip(*rows, strict=True)
    ]  # fmt: skip
    wanted = [min(max(length, _LEAST), _MOST) for length in longest]
    return [0.98 * each / sum(wanted) for each in wanted]


def _column(width: float, is_number: bool) -> str:
    side = r"\raggedleft" if is_number else r"\raggedright"
    return rf">{{{side}\arraybackslash}}p{{\dimexpr{width:.3f}\linewidth-2\tabcolsep\relax}}"
