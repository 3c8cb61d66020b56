"""Marks: a row for each question of everybody, and one for whatever cannot be read or run."""

from __future__ import annotations

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.scenario.errors import ScenarioError
from sim.teaching import check
from sim.teaching.marks import COLUMNS, marks
from sim.teaching.sheets import read_sheet, sheet
from tests.teaching import solving

nbformat = pytest.importorskip("nbformat", reason="the extra 'notebooks' is not installed")


def hand_in(folder, student, *, of=None, **given):
    """An answer sheet of a student, with the right answers of one (`of`) but those given."""
    about = check.exercise("ultimatum")
    quick = [name for name, each in about.questions.items() if not each.slow]
    said = {name: about.truth(name, about.yours(of or student)) for name in quick} | given
    (own := folder / student).mkdir(parents=True)
    path = sheet("ultimatum", of or student, own)
    text = path.read_text(encoding="utf-8")
    for name, answer in said.items():
        text = text.replace(f"\n  {name}:\n", f"\n  {name}: {answer}\n")
    path.write_text(text, encoding="utf-8")
    return path


def points(table, student):
    mine = table[(table.student == student) & table.points.notna()]
    return dict(zip(mine.question, mine.points, strict=True))


def test_sheets_are_marked_by_whose_folder_they_lie_in(tmp_path):
    hand_in(tmp_path, "ada")
    hand_in(tmp_path, "ben", of="ada")
    hand_in(tmp_path, "cyd", least=0.99)
    table = marks(tmp_path)
    assert list(table.columns) == COLUMNS
    assert sum(points(table, "ada").values()) == 8
    assert sum(points(table, "ben").values()) < 8
    copied = table[(table.student == "ben") & (table.question == "least")]
    assert copied.hint.str.endswith("(it has the numbers of 'ada')").all()
    assert points(table, "cyd")["least"] == 0
    unread = table[table.points.isna()]
    assert list(unread.hint) == ["to be read"] * 3


def test_a_sheet_is_refused_with_all_that_is_wrong(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("exercise: ultimatum\nstudent: 3\nanswers:\n  leest: 1\ngrade: 6\n")
    with pytest.raises(ScenarioError) as wrong:
        read_sheet(path)
    assert [problem.line for problem in wrong.value.problems] == [2, 4, 5]
    assert "Did you mean least" in str(wrong.value)


def test_a_sheet_that_is_there_is_not_written_over(tmp_path):
    sheet("ultimatum", "ada", tmp_path)
    with pytest.raises(FileExistsError, match="is there already and may hold answers"):
        sheet("ultimatum", "ada", tmp_path)


def test_what_cannot_be_read_is_a_row_that_says_so(tmp_path):
    for student, name, text in [
        ("ada", "a.ipynb", "{}"),
        ("ben", "b.ipynb", nbformat.writes(nbformat.v4.new_notebook())),
        ("cyd", "c.yaml", "exercise: chess\nstudent: cyd\n"),
        ("dan", "notes.yaml", "no: sheet\n"),
    ]:
        (tmp_path / student).mkdir()
        (tmp_path / student / name).write_text(text, encoding="utf-8")
    table = marks(tmp_path)
    assert list(table.student) == ["ada", "ben", "cyd"]
    assert (table.points == 0).all()
    assert table.hint[0].startswith("no notebook: ")
    assert table.hint[1].startswith("its metadata name no exercise")
    assert table.hint[2].startswith("no exercise 'chess'")


def test_a_folder_without_work_is_said(tmp_path):
    with pytest.raises(FileNotFoundError, match="no notebook and no answer sheet"):
        marks(tmp_path)


def notebook(*sources):
    """A notebook of the first exercise that holds what a student wrote, and nothing else."""
    found = nbformat.v4.new_notebook()
    found.metadata["tracktwo"] = {"exercise": "ultimatum"}
    found.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return found


@pytest.mark.slow
def test_notebooks_are_run_and_marked_whatever_is_in_them(tmp_path):
    """An answer that is there counts, whatever fails around it."""
    pytest.importorskip("nbclient", reason="the extra 'notebooks' is not installed")
    right = check.exercise("ultimatum").truth("least", check.yours("ultimatum", "ada"))
    work = {
        "ada": notebook(
            "student = 'ada'", f"least = {right}", "1 / 0", "raise NotImplementedError"
        ),
        "ben": notebook("import os", "os._exit(1)"),
        "cyd": notebook("student = 'ada'", "import numpy as np", f"least = np.float64({right})"),
    }
    for student, found in work.items():
        (tmp_path / student).mkdir()
        nbformat.write(found, tmp_path / student / "01.ipynb")
    table = marks(tmp_path)
    assert points(table, "ada")["least"] == 2
    assert "cell 3: ZeroDivisionError" in table[table.student == "ada"].hint.iloc[1]
    assert "does not run to the end" in table[table.student == "ben"].hint.iloc[0]
    assert points(table, "cyd")["least"] == 0
    assert "(it has the numbers of 'ada')" in table[table.student == "cyd"].hint.iloc[0]


@pytest.mark.slow
def test_the_solved_notebook_has_full_marks_and_the_stripped_one_none(tmp_path):
    pytest.importorskip("nbclient", reason="the extra 'notebooks' is not installed")
    master = solving.make.masters()[0]
    for student, folder in [("ada", solving.make.SOLUTIONS), ("ben", solving.make.STUDENT)]:
        (tmp_path / student).mkdir()
        path = solving.make.path_of(master, folder)
        (tmp_path / student / path.name).write_bytes(path.read_bytes())
    table = marks(tmp_path)
    read = table[table.points.notna()]
    assert (read.points == read.of)[read.student == "ada"].all()
    assert (read.points == 0)[read.student == "ben"].all()


def test_commands_write_check_and_mark(tmp_path):
    runner = CliRunner()

    def command(*words):
        return runner.invoke(app, [str(word) for word in words])

    assert "An ultimatum" in command("exercise").output
    own = tmp_path / "ada"
    wrote = command("exercise", "ultimatum", "--student", "ada", "--folder", own)
    assert wrote.exit_code == 0
    assert {path.name for path in own.iterdir()} == {
        "ultimatum-answers.yaml",
        "ultimatum-yours.yaml",
    }
    again = command("exercise", "ultimatum", "--student", "ada", "--folder", own)
    assert again.exit_code == 2
    checked = command("check", own / "ultimatum-answers.yaml")
    assert checked.exit_code == 1
    assert "0 of 11 points" in checked.output
    marked = command("marks", tmp_path, "--out", tmp_path / "marks.csv")
    assert marked.exit_code == 0
    assert "0 of 11, 4 to be read" in marked.output
    table = pd.read_csv(tmp_path / "marks.csv")
    assert list(table.columns) == COLUMNS
    assert len(table) == 7


def test_what_is_no_sheet_at_all_is_told_once(tmp_path):
    """Protects against a line for every key of, say, a scenario."""
    path = tmp_path / "a.yaml"
    path.write_text("format: 1\nname: somewhere\nparties: {}\n")
    with pytest.raises(
        ScenarioError, match="an answer sheet has exercise, student and answers"
    ) as e:
        read_sheet(path)
    assert len(e.value.problems) == 1
