"""A page as data, and the ways to show it: on a terminal, as HTML in a notebook, as Markdown."""

from __future__ import annotations

import io
import shlex
from collections.abc import Callable, Sequence
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
            f'<div role="img" aria-label="{self.share:.0%}"'
            ' style="width:8em;border:1px solid;height:.7em">'
            f'<div style="width:{100 * self.share:.1f}%;height:100%;background:currentColor">'
            "</div></div>"
        )


class Note(str):
    """Small print: what the columns of a table are and how its numbers were made."""

    __slots__ = ()


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
    caption : str
        What it shows, where tables are numbered; the title of its section unless given.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str | Bar]]
    numbers: Sequence[int] = ()
    caption: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture, what it shows in words, and what is drawn in it.

    Attributes
    ----------
    caption : str
    data : Table
    picture : callable
        (kind, size) -> the bytes of its file: ``svg`` or ``png``, at one of the figures' sizes.
    """

    caption: str
    data: Table
    picture: Callable[[str, str], bytes]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, other sections among it."""

    title: str
    items: Sequence[Item]


Item = str | Table | Command | Figure | Section


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
        _show(section, console)


def _show(section: Section, console: Console) -> None:
    console.print()
    console.print(Text(section.title, style="bold"))
    for item in section.items:
        if isinstance(item, Command):  # never broken into lines, so that it can be copied
            console.print(Text(f"  {item.text}", style="bold"), soft_wrap=True)
        elif isinstance(item, Section):
            _show(item, console)
        else:
            console.print(Padding(renderable(item), (0, 0, 0, 2)))


def text(page: Page) -> str:
    """Return a page as plain text, as it goes into a file."""
    file = io.StringIO()
    show(page, Console(file=file, width=WIDTH, color_system=None, force_terminal=False))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def html(page: Page, level: int = 3) -> str:
    """Return a page as a fragment of HTML, in the notebook's own fonts and colours.

    Parameters
    ----------
    page : Page
    level : int
        Of the heading that is its title: 1 to 5.
    """
    from sim.analysis.markup import Markup

    return f'<div style="max-width:60em">{Markup(level).page(page)}</div>'


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
    parts += [_markdown_section(section, 2) for section in page.sections]
    return "\n\n".join(parts) + "\n"


def _markdown_section(section: Section, level: int) -> str:
    items = [
        _markdown_section(item, level + 1) if isinstance(item, Section) else _markdown_item(item)
        for item in section.items
    ]
    return "\n\n".join([f"{'#' * level} {section.title}", *items])


def _markdown_item(item: str | Table | Command | Figure) -> str:
    if isinstance(item, Command):
        return f"    {item.text}"
    if isinstance(item, str):
        return item
    if isinstance(item, Figure):
        return f"{item.caption}\n\n{_markdown_item(item.data)}"
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


def renderable(item: str | Table | Figure) -> Text | Grid:
    """Return a part of a page as it is printed; of a figure, its caption."""
    if isinstance(item, str | Figure):
        return Text(item if isinstance(item, str) else item.caption)
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
