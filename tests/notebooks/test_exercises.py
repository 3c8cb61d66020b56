"""Exercises as they are stored: no solution in what students get, all of it for teachers."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("nbclient", reason="the extra 'notebooks' is not installed")
pytest.importorskip("jupytext", reason="the extra 'notebooks' is not installed")
nbformat = pytest.importorskip("nbformat")

from tests.teaching import solving  # noqa: E402

make = solving.make
MASTERS = make.masters()
PARTS = [
    "**Goals.**", "**Time.**", "**Story.**", "## Predict", "## Play", "## Compare with theory",
    "## One question on history", "## Write",
]  # fmt: skip


@pytest.fixture(params=MASTERS, ids=[master.stem for master in MASTERS])
def master(request):
    return request.param


def stored(master: Path, folder: Path):
    return nbformat.read(make.path_of(master, folder), as_version=4)


def said(notebook):
    """All that a builder decides."""
    return [(c.id, c.cell_type, c.source, c.metadata) for c in notebook.cells], notebook.metadata


def test_the_notebooks_say_what_their_master_says(master):
    """Whoever changes the one and forgets the others finds out here: `make exercises`."""
    solved = make.solved(master)
    assert said(stored(master, make.SOLUTIONS)) == said(solved)
    assert said(stored(master, make.STUDENT)) == said(make.stripped(solved))


def test_no_notebook_is_left_of_a_master_that_has_gone():
    for folder in (make.SOLUTIONS, make.STUDENT):
        assert sorted(path.stem for path in folder.rglob("*.ipynb")) == [m.stem for m in MASTERS]


def test_nothing_of_a_solution_is_in_what_students_get(master):
    text = make.path_of(master, make.STUDENT).read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    assert "ubric" not in text
    given = "\n".join(cell.source for cell in stored(master, make.STUDENT).cells)
    for cell in make.solved(master).cells:
        for region in make.REGION.finditer(cell.source):
            lines = region[0].splitlines()[1:-1]
            secret = [line for line in lines if len(line) > 7 and "import" not in line]
            assert [line for line in secret if line in given] == []
    assert all(not cell.get("outputs") for cell in stored(master, make.STUDENT).cells)


def test_the_solved_one_ran_to_the_end(master):
    cells = [cell for cell in stored(master, make.SOLUTIONS).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    kinds = {output.output_type for cell in cells for output in cell.outputs}
    assert "error" not in kinds
    raw = make.path_of(master, make.SOLUTIONS).read_text(encoding="utf-8")
    assert "/tmp" not in raw
    assert " at 0x" not in raw  # where something lay in memory
    assert all(len(pieces) == len(set(pieces)) for pieces in map(streams, cells))


def streams(cell):
    """What texts a cell printed: each is one piece, so that stored bytes are the same twice."""
    return [output.name for output in cell.outputs if output.output_type == "stream"]


def test_it_has_all_its_parts(master):
    cells = make.solved(master).cells
    told = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert [part for part in PARTS if part not in told] == []


def test_questions_and_cells_are_the_same_and_have_the_same_points(master):
    about, cells = make.exercise_of(master), make.solved(master).cells
    found = [cell.metadata["nbgrader"] for cell in cells if "nbgrader" in cell.metadata]
    ids = [each["grade_id"] for each in found]
    assert len(ids) == len(set(ids))
    graded = {each["grade_id"]: each["points"] for each in found if each["grade"]}
    questions = {f"{name}-check": each.points for name, each in about.questions.items()}
    assert graded == questions | {name: points for name, (points, _) in about.written.items()}
    answered = {each["grade_id"] for each in found if each["solution"] and not each["grade"]}
    assert about.questions.keys() <= answered


def test_written_answers_have_a_rubric_that_adds_up(master):
    about = make.exercise_of(master)
    assert about.written
    rubrics = {
        cell.metadata["nbgrader"]["grade_id"]: cell.source
        for cell in make.solved(master).cells
        if cell.cell_type == "markdown" and "nbgrader" in cell.metadata
    }
    assert rubrics.keys() == about.written.keys()
    for name, (points, _) in about.written.items():
        text = rubrics[name]
        assert f"**Rubric** ({points:g} points)" in text
        each = [line for line in text.splitlines() if line.startswith("- ")]
        assert sum(float(line[2:].partition(":")[0]) for line in each) == points


@pytest.mark.slow
def test_every_solved_one_runs(master, tmp_path):
    """As stored; tests/teaching/test_exercises.py runs their cells without a kernel, for many."""
    notebook = make.runner().execute(make.solved(master), tmp_path)
    before = [c.execution_count for c in stored(master, make.SOLUTIONS).cells if "outputs" in c]
    assert [c.execution_count for c in notebook.cells if c.cell_type == "code"] == before


# -- nbgrader --------------------------------------------------------------------------------------


def nbgrader(course, *words):
    command = [sys.executable, "-m", "nbgrader", *words]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]


def plain(answer):
    """As somebody types it."""
    return answer.tolist() if hasattr(answer, "tolist") else answer


def literal(notebook, answers):
    """A notebook in which somebody has typed numbers, as a neighbour could copy them."""
    for cell in notebook.cells:
        name = solving.purpose(cell)
        if cell.cell_type == "code" and name in answers:
            cell.source = f"{name} = {answers[name]!r}"
    return notebook


@pytest.mark.slow
def test_nbgrader_takes_them_as_they_are(tmp_path):
    """Generates what we store, marks by whose folder it is, and exports: 0.9 does."""
    pytest.importorskip("nbgrader", reason="the extra 'nbgrader' is not installed")
    master = MASTERS[0]
    about, name = make.exercise_of(master), master.stem
    shutil.copytree(make.SOLUTIONS / name, tmp_path / "source" / name)
    nbgrader(tmp_path, "generate_assignment", name, "--create")
    ours = stored(master, make.STUDENT)
    theirs = nbformat.read(tmp_path / "release" / name / f"{name}.ipynb", as_version=4)
    assert [cell.source for cell in theirs.cells] == [cell.source for cell in ours.cells]
    ada = solving.solve(master, "ada", tmp_path)
    answers = {key: plain(ada[key]) for key in about.questions} | {"student": "ada"}
    for student in ("ada", "ben"):
        (own := tmp_path / "submitted" / student / name).mkdir(parents=True)
        nbformat.write(literal(stored(master, make.STUDENT), answers), own / f"{name}.ipynb")
    nbgrader(tmp_path, "autograde", name)
    nbgrader(tmp_path, "generate_feedback", name)
    nbgrader(tmp_path, "export")
    rows = (tmp_path / "grades.csv").read_text().splitlines()
    scores = {row.split(",")[3]: float(row.split(",")[7]) for row in rows[1:]}
    assert scores["ada"] == sum(each.points for each in about.questions.values())
    assert scores["ben"] < scores["ada"]
    assert list((tmp_path / "feedback").rglob("*.html"))
