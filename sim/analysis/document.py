"""A page as a document of its own: plain text, Markdown, a web page, or a file for Word."""

from __future__ import annotations

import html as escaping
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis import layout
from sim.analysis.layout import Bar, Command, Figure, Page, Section, Table
from sim.experiments.folder import refusing
from sim.extras import NotInstalled as NotInstalled
from sim.extras import needs
from sim.files import undated, whole

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

_STYLE = """
body { font-family: Georgia, serif; line-height: 1.4; margin: 2em auto; max-width: 62em;
  padding: 0 1em; }
h3 { font-size: 1.6em; } h4 { margin: 2em 0 .5em; font-size: 1.15em; }
table { border-collapse: collapse; margin: .6em 0 1em; font-size: .92em; }
th, td { border-bottom: 1px solid #ccc; } thead th { border-color: currentColor; }
th, td { padding: .2em .9em .2em 0; vertical-align: top; }
"""
_INDENT = 0.2  # centimetres for each character of an indented cell
_PAGE = 17.0  # centimetres between the margins
_WIDTH = 14.0  # centimetres of a figure: the first page then has room for the first of them
_NARROW, _WIDE = 10, 50  # characters that a column has room for, at least and at most


def web_page(page: Page) -> str:
    """Return a page as a whole web page, in UTF-8 and with nothing to load.

    Examples
    --------
    >>> print(web_page(Page("Who wants what", "", [], []))[:32])
    <!doctype html>
    <html lang="en">
    """
    title = escaping.escape(page.title)
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n{layout.html(page)}\n</html>\n"
    )


def for_word(page: Page, *, numbered: bool = False) -> bytes:
    """Return a page as a document for Word (Office Open XML). Same page, same bytes.

    Parameters
    ----------
    page : Page
    numbered : bool
        Whether each table has a number and a caption; figures have them always.

    Raises
    ------
    NotInstalled
        If python-docx is not there.
    """
    ready_for_word()
    from docx import Document

    document = Document()
    _set_up(document, page)
    writer = _Writer(document, numbered)
    for section in page.sections:
        writer.section(section, 1)
    file = io.BytesIO()
    document.save(file)
    return undated(file.getvalue())


def ready_for_word() -> None:
    """Make sure that a document for Word can be made.

    Raises
    ------
    NotInstalled
        If python-docx is not there.
    """
    try:
        import docx  # noqa: F401
    except ImportError:
        raise needs("a document for Word", "python-docx", "docx") from None


FORMATS: dict[str, Callable[[Page], str | bytes]] = {
    "text": layout.text,
    "md": layout.markdown,
    "html": web_page,
    "docx": for_word,
}
ENDINGS = {".txt": "text", ".md": "md", ".html": "html", ".htm": "html", ".docx": "docx"}


def save(page: Page, path: Path, form: str) -> None:
    """Write a page into a file, whole or not at all.

    Parameters
    ----------
    page : Page
    path : pathlib.Path
    form : str
        One of `FORMATS`.

    Raises
    ------
    NotInstalled
        If what writes the format is not there.
    FolderRefused
        If the file cannot be written.
    """
    write(path, FORMATS[form](page))


def write(path: Path, made: str | bytes) -> None:
    """Write a document that is made into a file, whole or not at all; a text in UTF-8.

    Raises
    ------
    FolderRefused
        If the file cannot be written.
    """
    content = made.encode("utf-8") if isinstance(made, str) else made
    with refusing(path), whole(path) as part:
        part.write_bytes(content)


# -- parts of a document for Word ----------------------------------------------------------------


def _set_up(document: Document, page: Page) -> None:
    """Set title, margins and letters, and write what comes before the sections."""
    from docx.shared import Cm, Pt, RGBColor

    document.core_properties.title, document.core_properties.author = page.title, "Track Two"
    document.core_properties.comments = ""
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
    document.styles["Normal"].font.size = Pt(10)
    document.styles["Caption"].font.color.rgb = RGBColor(0x33, 0x33, 0x33)
    document.add_heading(page.title, level=0)
    if page.question:
        document.add_paragraph().add_run(page.question).italic = True
    for paragraph in page.lead:
        document.add_paragraph(paragraph)


class _Writer:
    """Writes sections into a document, and numbers what is in them."""

    def __init__(self, document: Document, numbered: bool) -> None:
        self._document, self._numbered = document, numbered
        self._tables = self._figures = 0

    def section(self, section: Section, level: int) -> None:
        """Write a section, those inside it one level below."""
        self._document.add_heading(section.title, level=level)
        for item in section.items:
            if isinstance(item, Section):
                self.section(item, level + 1)
            elif isinstance(item, Command):
                self._document.add_paragraph().add_run(item.text).font.name = "Courier New"
            elif isinstance(item, str):
                self._document.add_paragraph(item)
            elif isinstance(item, Figure):
                self._figure(item)
            else:
                self._table(item, section.title)

    def _table(self, item: Table, title: str) -> None:
        if self._numbered:
            self._tables += 1
            caption = f"Table {self._tables}. {item.caption or title}"
            self._caption(caption).paragraph_format.keep_with_next = True
        _add_table(self._document, item)

    def _figure(self, item: Figure) -> None:
        """Write a picture, with its caption as what is read aloud in its place."""
        from docx.shared import Cm

        self._figures += 1
        paragraph = self._document.add_paragraph()
        picture = paragraph.add_run().add_picture(
            io.BytesIO(item.picture("png", "page")), Cm(_WIDTH)
        )
        paragraph.paragraph_format.keep_with_next = True
        picture._inline.docPr.set("descr", item.caption)
        self._caption(f"Figure {self._figures}. {item.caption}")

    def _caption(self, text: str) -> Paragraph:
        return self._document.add_paragraph(text, style="Caption")


def _add_table(document: Document, item: Table) -> None:
    """Add a table whose header comes again on each page."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table = document.add_table(rows=0, cols=len(item.header), style="Table Grid")
    table.autofit = False
    widths = _widths(item)
    header = [" ".join(title.split()) for title in item.header]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in (header, *item.rows):
        added = table.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        cells = added.cells
        for column, shown in enumerate(row):
            cells[column].width = Cm(widths[column])
            _fill(cells[column], shown, column in item.numbers)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph()


def _widths(item: Table) -> list[float]:
    """Share the width of the page out among the columns, more to those with longer texts."""
    rows = [item.header, *item.rows]
    lengths = [
        max(len(cell) if isinstance(cell, str) else 0 for cell in column)
        for column in zip(*rows, strict=True)
    ]
    wanted = [min(max(length, _NARROW), _WIDE) for length in lengths]
    return [_PAGE * each / sum(wanted) for each in wanted]


def _fill(cell: _Cell, shown: str | Bar, is_number: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    text = f"{shown.share:.0%}" if isinstance(shown, Bar) else shown
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text.strip())
    run.font.size = Pt(9)
    paragraph.paragraph_format.left_indent = Cm(_INDENT * layout.indented(text))
    if is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
