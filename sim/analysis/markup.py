"""A page as HTML: headings without gaps, tables with headers that say what they head."""

from __future__ import annotations

import html as escaping
from collections.abc import Sequence

from sim.analysis.layout import Bar, Command, Figure, Item, Page, Section, Table, indented
from sim.analysis.pictures import inline

SIZES = ("page", "column")  # of a figure: for a wide screen or paper, and for a narrow screen


class Markup:
    """Writes the parts of a page as HTML.

    Parameters
    ----------
    level : int
        Of the heading that is the page's title; sections are one below, and so on.
    numbered : bool
        Whether each table and figure has a number and a caption, and each section a name that a
        link can lead to: in a document of its own. In a notebook there may be many pages.

    Examples
    --------
    >>> Markup(2).section(Section("Shares", ["So many."]))
    '<h3>Shares</h3><p>So many.</p>'
    """

    def __init__(self, level: int, numbered: bool = False) -> None:
        self.level, self.numbered = level, numbered
        self._tables = self._figures = 0

    def page(self, page: Page) -> str:
        """Write it all."""
        sections = (self.section(section) for section in page.sections)
        return self.head(page) + "".join(sections)

    def head(self, page: Page) -> str:
        """Write the title, the question, and what comes before the sections."""
        parts = [f"<h{self.level}>{safe(page.title)}</h{self.level}>"]
        if page.question:
            parts.append(f"<p><em>{safe(page.question)}</em></p>")
        parts += [f"<p>{safe(paragraph)}</p>" for paragraph in page.lead]
        return "".join(parts)

    def section(self, section: Section, depth: int = 1, name: str = "") -> str:
        """Write a section, those inside it one level below.

        Parameters
        ----------
        section : Section
        depth : int
            How far below the title.
        name : str
            What a link calls it.
        """
        tag = f"h{min(self.level + depth, 6)}"
        named = f' id="{name}"' if name else ""
        heading = f"<{tag}{named}>{safe(section.title)}</{tag}>"
        return heading + "".join(self._item(item, section, depth) for item in section.items)

    def _item(self, item: Item, within: Section, depth: int) -> str:
        if isinstance(item, str):
            return f"<p>{safe(item)}</p>"
        if isinstance(item, Command):
            return f"<pre>{safe(item.text)}</pre>"
        if isinstance(item, Section):
            return self.section(item, depth + 1)
        if isinstance(item, Figure):
            return self._figure(item)
        return self._table(item, within.title) if self.numbered else table(item)

    def _table(self, item: Table, title: str) -> str:
        """Write a table that can be scrolled, with the keyboard too, where it is too wide."""
        self._tables += 1
        name, number = f"table-{self._tables}", f"Table {self._tables}"
        caption = f'<caption id="{name}">{number}. {safe(item.caption or title)}</caption>'
        return scrolled(table(item, caption), name)

    def _figure(self, item: Figure) -> str:
        """Write a figure, once for each width of screen, and what is drawn in it as a table."""
        self._figures += 1
        name, number = f"figure-{self._figures}", f"Figure {self._figures}"
        drawn = "".join(
            f'<div class="{size}">{inline(item.picture("svg", size), f"{name}-{size}", name)}</div>'
            for size in SIZES
        )
        caption = f'<caption id="{name}-data">The numbers in figure {self._figures}</caption>'
        data = scrolled(table(item.data, caption), f"{name}-data")
        return (
            f'<figure>{drawn}<figcaption id="{name}">{number}. {safe(item.caption)}</figcaption>'
            f"<details><summary>The numbers in figure {self._figures}</summary>{data}</details>"
            "</figure>"
        )


def table(item: Table, caption: str = "") -> str:
    """Write a table; the first cell of a row heads it where that is no number."""
    header = _row(item.header, item.numbers, "col")
    rows = "".join(_row(row, item.numbers, "row") for row in item.rows)
    return f"<table>{caption}<thead>{header}</thead><tbody>{rows}</tbody></table>"


def scrolled(shown: str, label: str) -> str:
    """Let what is too wide be scrolled, and be reached with the keyboard."""
    return f'<div class="wide" tabindex="0" role="group" aria-labelledby="{label}">{shown}</div>'


def safe(shown: str) -> str:
    """Write a text so that it is read as text, its lines as lines."""
    return escaping.escape(shown).replace("\n", "<br>")


def _row(cells: Sequence[str | Bar], numbers: Sequence[int], heads: str) -> str:
    shown = "".join(
        _cell(cell, column in numbers, heads if heads == "col" or not column else "")
        for column, cell in enumerate(cells)
    )
    return f"<tr>{shown}</tr>"


def _cell(cell: str | Bar, is_number: bool, heads: str) -> str:
    """Write a cell; one that is empty, or a number that begins a row, heads nothing."""
    style = f"text-align:{'right' if is_number else 'left'}"
    if not isinstance(cell, str):
        return f'<td style="{style}">{cell.html()}</td>'
    if indent := indented(cell):
        style += f";padding-left:{indent // 2 + 0.5:g}em"
    is_head = heads and cell.strip() and not (heads == "row" and is_number)
    if is_head and heads == "row":
        style += ";font-weight:normal"
    opening, tag = (f'th scope="{heads}"', "th") if is_head else ("td", "td")
    return f'<{opening} style="{style}">{safe(cell)}</{tag}>'
