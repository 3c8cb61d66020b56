"""A page as data, and the ways to show it: on a terminal, as HTML in a notebook, as Markdown."""

from __future__ import annotations

import html as escaping
import io
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

WIDTH = 80  # columns of a page in a file


@dataclass(frozen=True)
class Bar:
    """A share drawn as a small bar."""

    share: float

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Fill the cell, in plain characters where the terminal has no others."""
        full, empty = ("#", ".") if options.ascii_only else ("█", "░")
        cells = round(self.share * options.max_width)
        yield Text(full * cells + empty * (options.max_width - cells), no_wrap=True)

    def html(self) -> str:
        """Draw it in the colour of the text around it."""
        return (
            '<div style="width:8em;border:1px solid;height:.7em">'
            f'<div style="width:{100 * self.share:.1f}%;height:100%;background:currentColor">'
            "</div></div>"
        )


@dataclass(frozen=True)
class Command:
    """Something to type, on a line of its own."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows under a header.

    Attributes
    ----------
    header : sequence of str
    rows : sequence of sequence of str or Bar
    numbers : collection of int
        The columns that hold numbers and are set to the right.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str | Bar]]
    numbers: Sequence[int] = ()


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    items: Sequence[str | Table | Command]


@dataclass(frozen=True)
class Page:
    """A title, what matters most, and the rest in sections."""

    title: str
    question: str
    lead: Sequence[str]
    sections: Sequence[Section]


def show(page: Page, console: Console) -> None:
    """Print a page; headings stand out by their indent, with or without colour."""
    console.print(Text(page.title, style="bold"))
    if page.question:
        console.print(Text(page.question, style="italic"))
    for paragraph in page.lead:
        console.print()
        console.print(Text(paragraph))
    for section in page.sections:
        console.print()
        console.print(Text(section.title, style="bold"))
        for item in section.items:
            if isinstance(item, Command):  # never broken into lines, so that it can be copied
                console.print(Text(f"  {item.text}", style="bold"), soft_wrap=True)
            else:
                console.print(Padding(_renderable(item), (0, 0, 0, 2)))


def text(page: Page) -> str:
    """Return a page as plain text, as it goes into a file."""
    file = io.StringIO()
    show(page, Console(file=file, width=WIDTH, color_system=None, force_terminal=False))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def html(page: Page) -> str:
    """Return a page as a fragment of HTML, in the notebook's own fonts and colours."""
    parts = [f"<h3>{_safe(page.title)}</h3>"]
    if page.question:
        parts.append(f"<p><em>{_safe(page.question)}</em></p>")
    parts += [f"<p>{_safe(paragraph)}</p>" for paragraph in page.lead]
    for section in page.sections:
        parts.append(f"<h4>{_safe(section.title)}</h4>")
        parts += [_html_item(item) for item in section.items]
    return f'<div style="max-width:60em">{"".join(parts)}</div>'


def markdown(page: Page) -> str:
    """Return a page as Markdown, for a document.

    Examples
    --------
    >>> table = Table(("case", "share"), [("june", "35%")], numbers=[1])
    >>> print(markdown(Page("A page", "", ["Hello."], [Section("Shares", [table])])), end="")
    # A page
    <BLANKLINE>
    Hello.
    <BLANKLINE>
    ## Shares
    <BLANKLINE>
    | case | share |
    |---|---:|
    | june | 35% |
    """
    parts = [f"# {page.title}", *([f"*{page.question}*"] if page.question else []), *page.lead]
    for section in page.sections:
        parts += [f"## {section.title}", *map(_markdown_item, section.items)]
    return "\n\n".join(parts) + "\n"


def _markdown_item(item: str | Table | Command) -> str:
    if isinstance(item, Command):
        return f"    {item.text}"
    if isinstance(item, str):
        return item
    marks = ("---:" if column in item.numbers else "---" for column in range(len(item.header)))
    lines = [_markdown_row(item.header), f"|{'|'.join(marks)}|", *map(_markdown_row, item.rows)]
    return "\n".join(lines)


def _markdown_row(cells: Sequence[str | Bar]) -> str:
    """One line of a table; a bar says its share, and an indent stays one."""
    return f"| {' | '.join(map(_markdown_cell, cells))} |"


def _markdown_cell(cell: str | Bar) -> str:
    if isinstance(cell, Bar):
        return f"{cell.share:.0%}"
    return "&emsp;" * (indented(cell) // 2) + " ".join(cell.replace("|", "/").split())


def _renderable(item: str | Table) -> Text | Grid:
    if isinstance(item, str):
        return Text(item)
    grid = Grid(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for column, title in enumerate(item.header):
        is_number = column in item.numbers
        justify: JustifyMethod = "right" if is_number else "left"
        grid.add_column(title, justify=justify, no_wrap=is_number, overflow="fold")
    for row in item.rows:
        grid.add_row(*map(_cell, row))
    return grid


def _cell(cell: str | Bar) -> Text | Padding | Bar:
    """A cell; the lines of an indented one are indented alike."""
    if isinstance(cell, Bar):
        return cell
    indent = indented(cell)
    return Padding(Text(cell.lstrip()), (0, 0, 0, indent)) if indent else Text(cell)


def indented(cell: str) -> int:
    """Return by how many characters a cell is indented."""
    return len(cell) - len(cell.lstrip(" "))


def _html_item(item: str | Table | Command) -> str:
    if isinstance(item, str):
        return f"<p>{_safe(item)}</p>"
    if isinstance(item, Command):
        return f"<pre>{_safe(item.text)}</pre>"
    header = _html_row("th", item.header, item.numbers)
    rows = "".join(_html_row("td", row, item.numbers) for row in item.rows)
    return f"<table><thead>{header}</thead><tbody>{rows}</tbody></table>"


def _html_row(tag: str, cells: Sequence[str | Bar], numbers: Sequence[int]) -> str:
    shown = "".join(
        f'<{tag} style="{_html_style(cell, column in numbers)}">'
        f"{_safe(cell) if isinstance(cell, str) else cell.html()}</{tag}>"
        for column, cell in enumerate(cells)
    )
    return f"<tr>{shown}</tr>"


def _html_style(cell: str | Bar, is_number: bool) -> str:
    style = f"text-align:{'right' if is_number else 'left'}"
    indent = indented(cell) if isinstance(cell, str) else 0
    return f"{style};padding-left:{indent // 2 + 0.5:g}em" if indent else style


def _safe(shown: str) -> str:
    return escaping.escape(shown).replace("\n", "<br>")


def as_typed(command: str, *words: str | None, **options: object) -> str:
    """Write a command as it can be typed again.

    Examples
    --------
    >>> as_typed("compare", "a.yaml", None, set=["time.horizon=8"], drop=None, runs=50)
    'tracktwo compare a.yaml --set time.horizon=8 --runs 50'
    """
    line = ["tracktwo", command, *filter(None, words)]
    for name, given in options.items():
        for value in given if isinstance(given, list) else [given]:
            line += [f"--{name.replace('_', '-')}", str(value)] if value is not None else []
    return shlex.join(line)
