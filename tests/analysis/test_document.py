"""A page says the same as a document for Word, as a web page, and in a file."""

from __future__ import annotations

import io
import sys
from html.parser import HTMLParser

import pytest

from sim.analysis import document
from sim.analysis.layout import Bar, Command, Page, Section, Table
from sim.experiments.folder import FolderRefused

docx = pytest.importorskip("docx")

ROWS = [("Water & <wells>", "first", "61%"), ("  all of it", "0.2 to 0.6", "0.40")]
PAGE = Page(
    "Two cities",
    "Who gets the wäter?",
    ["It is dry.", "It stays dry."],
    [
        Section("What they want", [Table(("", "as\ngiven", "mean"), ROWS, (2,)), "A note."]),
        Section("Again", [Command("tracktwo show x"), Table(("a",), [(Bar(0.25),)])]),
    ],
)


@pytest.fixture
def word():
    return docx.Document(io.BytesIO(document.for_word(PAGE)))


def test_a_document_for_word_has_every_text_under_its_heading(word):
    said = [(p.style.name, p.text) for p in word.paragraphs if p.text]
    assert said == [
        ("Title", "Two cities"),
        ("Normal", "Who gets the wäter?"),
        ("Normal", "It is dry."),
        ("Normal", "It stays dry."),
        ("Heading 1", "What they want"),
        ("Normal", "A note."),
        ("Heading 1", "Again"),
        ("Normal", "tracktwo show x"),
    ]
    assert word.core_properties.title == "Two cities"


def test_tables_of_a_document_for_word(word):
    want, again = word.tables
    assert [[cell.text for cell in row.cells] for row in want.rows] == [
        ["", "as given", "mean"],
        ["Water & <wells>", "first", "61%"],
        ["all of it", "0.2 to 0.6", "0.40"],
    ]
    assert again.rows[1].cells[0].text == "25%"
    left = [row.cells[0].paragraphs[0].paragraph_format.left_indent for row in want.rows]
    assert left[1] == 0
    assert left[2] > 0
    aligned = [cell.paragraphs[0].alignment for cell in want.rows[1].cells]
    assert [str(each) for each in aligned] == ["None", "None", "RIGHT (2)"]
    widths = [cell.width for cell in want.rows[0].cells]
    assert sum(widths) == pytest.approx(docx.shared.Cm(17), rel=1e-3)
    assert widths[0] > widths[1] >= widths[2]
    assert [run.bold for row in want.rows for run in row.cells[1].paragraphs[0].runs] == [
        True, None, None,
    ]  # fmt: skip
    marks = [row._tr.xpath("./w:trPr/w:tblHeader") for row in want.rows]
    assert [bool(mark) for mark in marks] == [True, False, False]  # it comes again on each page


def test_without_python_docx_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(document.NotInstalled, match=r"pip install 'tracktwo\[docx\]'$"):
        document.for_word(PAGE)


class Web(HTMLParser):
    """What a browser would show, and the tags that are open at the end."""

    def __init__(self, text: str):
        super().__init__()
        self.text, self.loads, self.cells, self.heads = "", [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.loads += [value for key, value in attributes if key in ("src", "href")]
        given = dict(attributes)
        self.cells += [given.get("style", "")] if tag in ("td", "th") else []
        self.heads += [given["scope"]] if tag == "th" else []

    def handle_data(self, data):
        self.text += data


def test_a_web_page_stands_alone():
    text = document.web_page(PAGE)
    web = Web(text)
    assert text.startswith("<!doctype html>")
    assert '<meta charset="utf-8">' in text
    for said in ("Two cities", "Who gets the wäter?", "Water & <wells>", "A note."):
        assert said in web.text
    assert web.loads == []
    indented = ["padding-left" in style for style in web.cells]
    assert indented == [*[False] * 6, True, *[False] * 4]
    assert web.heads == ["col", "col", "row", "row", "col"]  # none for an empty cell, or a bar


@pytest.mark.parametrize("form", sorted(document.FORMATS))
def test_a_file_is_written_whole_or_not_at_all(form, tmp_path):
    file = tmp_path / "page"
    file.write_text("what was there")
    document.save(PAGE, file, form)
    assert "what was there" not in file.read_bytes().decode("utf-8", errors="replace")
    assert [found.name for found in tmp_path.iterdir()] == ["page"]
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(FolderRefused, match="folder: cannot be written: "):
        document.save(PAGE, folder, form)
    with pytest.raises(FolderRefused, match="nowhere/page: cannot be written: No such file"):
        document.save(PAGE, tmp_path / "nowhere" / "page", form)
    assert sorted(found.name for found in tmp_path.iterdir()) == ["folder", "page"]


def test_text_in_a_file_has_utf_8_and_unix_lines(tmp_path):
    document.save(PAGE, tmp_path / "page.md", "md")
    raw = (tmp_path / "page.md").read_bytes()
    assert "wäter".encode() in raw
    assert b"\r" not in raw
