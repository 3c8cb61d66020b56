"""`tracktwo show`: the input on the screen and in a file, in each format."""

from __future__ import annotations

import sys
import zipfile

import pytest
from typer.testing import CliRunner

from sim.cli import app


@pytest.fixture
def show():
    """Type `tracktwo show`; gives exit code, standard output, and what went to standard error."""

    def typed(*words: object):
        done = CliRunner().invoke(app, ["show", *map(str, words)])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.stdout, done.stderr

    return typed


def test_on_the_screen(show):
    code, said, _ = show("geneva-2013")
    assert code == 0
    assert said.startswith("The Geneva conference of June 2013")
    assert "What the Supreme Military Council wants" in said
    assert "What rests on what" in said


@pytest.mark.parametrize(
    ("form", "begins"),
    [("md", "# The Geneva conference"), ("html", "<!doctype html>"), ("text", "The Geneva conf")],
)
def test_each_format_of_text_goes_to_the_screen_or_a_file(form, begins, show, tmp_path):
    code, said, _ = show("geneva-2013", "--format", form)
    assert code == 0
    assert said.startswith(begins)
    file = tmp_path / "input"
    code, said, _ = show("geneva-2013", "--format", form, "--out", file)
    assert (code, said) == (0, f"The input is in {file}.\n")
    assert file.read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.docx", b"PK"), ("a.HTML", b"<!doctype"), ("a.md", b"# The"), ("a.txt", b"The"),
     ("a", b"The")],
)  # fmt: skip
def test_the_ending_of_the_file_says_the_format(name, begins, show, tmp_path):
    assert show("geneva-2013", "--out", tmp_path / name)[0] == 0
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_an_ending_that_no_page_has_is_no_text(show, tmp_path):
    """Protects who opens a file called .pdf, or passes it on, and would find plain text in it."""
    code, _, complaint = show("geneva-2013", "--out", tmp_path / "a.pdf")
    assert code == 2
    assert "a.pdf: no page ends in .pdf; end it in .txt, .md, .html, .htm, .docx" in complaint
    assert not (tmp_path / "a.pdf").exists()
    assert show("geneva-2013", "--format", "md", "--out", tmp_path / "a.markdown")[0] == 0


def test_a_document_for_word_says_the_same(show, tmp_path):
    file = tmp_path / "geneva.docx"
    file.write_text("of before")
    assert show("geneva-2013", "--out", file)[0] == 0
    with zipfile.ZipFile(file) as archive:
        text = archive.read("word/document.xml").decode()
    for said in ("What Russia wants", "Jihadist fear", "may_kerry_threat", "0.28 to 0.6"):
        assert said in text


def test_the_same_input_is_shown_the_same(show):
    assert show("khatib-2013") == show("khatib-2013")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--format", "docx"), "--format docx: is no text; say where it goes with --out FILE.docx"),
        (("--format", "doc"), "--format doc: is unknown; there are text, md, html, docx"),
    ],
)
def test_a_format_that_cannot_be(words, complaint, show):
    code, said, wrong = show("geneva-2013", *words)
    assert (code, said) == (2, "")
    assert wrong.startswith(complaint)


def test_without_python_docx_nothing_is_written(show, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    code, _, wrong = show("geneva-2013", "--out", tmp_path / "a.docx")
    assert code == 2
    assert (
        wrong == "a document for Word needs python-docx; install it: pip install 'tracktwo[docx]'\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written(show, tmp_path):
    code, _, wrong = show("geneva-2013", "--out", tmp_path / "nowhere" / "a.md")
    assert code == 3
    assert wrong.endswith("a.md: cannot be written: No such file or directory\n")
