"""Build the exercises: from each master a notebook for students, and a solved one for teachers.

    make exercises                          # all of them
    python notebooks/exercises/make.py 01   # those whose names begin so

A master is a Jupytext text whose cells say what they are for:

    # %% answer="least"                what a student writes; the solution stands between marks
    # %% check="least"                 marks the answer; locked; its points are the exercise's
    # %% [markdown] written="why"      what a student writes for somebody to read, with a rubric
    # %% locked="numbers"              what a student runs and does not change

From these the builder writes the metadata that nbgrader reads. Solved notebooks are run and stored
with what comes of them; `nbgrader generate_assignment` takes them as they are, and makes of them
what stands in `student/` (tests/notebooks/test_exercises.py holds both side by side).
"""

from __future__ import annotations

import copy
import importlib.util
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jupytext
import nbformat

from sim.teaching.check import Exercise, exercise

FOLDER = Path(__file__).resolve().parent
MASTERS, SOLUTIONS, STUDENT = (FOLDER / name for name in ("masters", "solutions", "student"))
KINDS = ("answer", "check", "written", "locked")
CODE_STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")  # nbgrader's, so are these
TEXT_STUB = ("YOUR ANSWER HERE",)
REGION = re.compile(
    r"^(?P<indent>[ \t]*)### BEGIN SOLUTION\n.*?### END SOLUTION$", re.MULTILINE | re.DOTALL
)


def masters(names: list[str] | None = None) -> list[Path]:
    """Return the masters whose names begin with one of `names`, in order; all without."""
    found = sorted(MASTERS.glob("*.py"))
    return [path for path in found if not names or path.stem.startswith(tuple(names))]


def exercise_of(master: Path) -> Exercise:
    """Return the exercise that a master is about: its name without the number."""
    return exercise(master.stem.partition("-")[2])


def solved(master: Path) -> Any:
    """Return the solved notebook of a master, as it is before it has run."""
    found, about = jupytext.read(master, fmt="py:percent"), exercise_of(master)
    found.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "tracktwo": {"exercise": about.name},
        }
    )
    found.nbformat, found.nbformat_minor = 4, 5
    for place, cell in enumerate(found.cells, 1):
        said = {kind: cell.metadata[kind] for kind in KINDS if kind in cell.metadata}
        cell["id"], cell["metadata"] = f"cell-{place:02}", _metadata(said, about, place)
    return found


def _metadata(said: dict[str, str], about: Exercise, place: int) -> Any:
    """What nbgrader reads of a cell."""
    if not said:
        return nbformat.from_dict({})
    ((kind, name),) = said.items()
    read: dict[str, Any] = {
        "grade": kind in ("check", "written"),
        "grade_id": {"check": f"{name}-check", "locked": f"{name}-locked"}.get(kind, name),
        "locked": kind in ("check", "locked"),
        "schema_version": 3,
        "solution": kind in ("answer", "written"),
        "task": False,
    }
    if kind == "check":
        read["points"] = about.questions[name].points
    elif kind == "written":
        read["points"] = about.written[name][0]
    return nbformat.from_dict({"nbgrader": read})


def stripped(notebook: Any) -> Any:
    """Return a solved notebook as students get it: no solutions, nothing that has been run."""
    found = copy.deepcopy(notebook)
    for cell in found.cells:
        stub = CODE_STUB if cell.cell_type == "code" else TEXT_STUB
        cell.source = REGION.sub(
            lambda region, stub=stub: "\n".join(region["indent"] + line for line in stub),
            cell.source,
        )
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return found


def path_of(master: Path, folder: Path) -> Path:
    """Return where a notebook of a master is stored: in a folder of its own, as for nbgrader."""
    return folder / master.stem / f"{master.stem}.ipynb"


def store(notebook: Any, path: Path) -> None:
    """Write a notebook."""
    nbformat.validate(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def runner() -> Any:
    """Return the module that runs the other notebooks."""
    spec = importlib.util.spec_from_file_location("text", FOLDER.parent / "text" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(names: list[str]) -> None:
    """Build the exercises whose names begin with one of `names`; all where there is none."""
    run = runner()
    for master in masters(names):
        print(master.stem, flush=True)
        notebook = solved(master)
        store(stripped(notebook), path_of(master, STUDENT))
        with TemporaryDirectory() as folder:
            store(run.execute(notebook, Path(folder)), path_of(master, SOLUTIONS))


if __name__ == "__main__":
    main(sys.argv[1:])
