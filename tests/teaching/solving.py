"""Masters of exercises, run cell by cell without a kernel."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
from functools import cache
from pathlib import Path

from sim.teaching.check.identity import STUDENT

EXERCISES = Path(__file__).parents[2] / "notebooks" / "exercises"


def builder():
    """The module that builds the exercises."""
    spec = importlib.util.spec_from_file_location("make_exercises", EXERCISES / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def purpose(cell) -> str:
    """What a cell of code is for: the name under which nbgrader knows it; empty if it has none."""
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def cells_of(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@contextlib.contextmanager
def handed_in_by(student: str, folder: Path):
    """As if `student` had handed it in: whose numbers count, and where files go."""
    before, here = os.environ.get(STUDENT), Path.cwd()
    os.environ[STUDENT] = student
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            yield said
    finally:
        os.chdir(here)
        if before is None:
            del os.environ[STUDENT]
        else:
            os.environ[STUDENT] = before


@cache
def code_of(master: Path):
    """The cells of code of a solved notebook: what each is for, and its source."""
    return [(purpose(cell), cell.source) for cell in cells_of(make.solved(master))]


def run(source: str, found: dict) -> None:
    """Run a cell of code."""
    exec(compile(source, "<cell>", "exec"), found)


def solve(master: Path, student: str, folder: Path, but: set[str] | None = None) -> dict:
    """Answer an exercise by its master's solutions. but: cells to leave out, and all pictures."""
    found: dict = {}
    with handed_in_by(student, folder):
        for name, source in code_of(master):
            left_out = but is not None and (name in but or name.startswith("plot"))
            if not left_out and not name.endswith("-check"):
                run(source, found)
    return found


make = builder()
