"""What a notebook that was handed in answers: found by running it, in a kernel of its own.

This runs whatever the student wrote, as the user who marks it: see `docs/how-to/teach-with-it.md`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from sim.extras import needs
from sim.teaching.check.identity import STUDENT

SECONDS = 120  # that one cell may take
_BEGINS = "tracktwo answers: "


class Collected(NamedTuple):
    """What became of a notebook.

    Attributes
    ----------
    answers : dict
        Question -> answer, of those that there are; and ``student``, as the notebook says.
    error : str
        The first mistake in it that is not a missing answer, and in which cell; empty if none.
    """

    answers: dict[str, Any]
    error: str


def hand_over(found: dict[str, Any], names: Iterable[str]) -> None:
    """Print some variables of a notebook, for whoever marks it.

    Examples
    --------
    >>> hand_over({"least": 0.25, "other": 1}, ["least", "keep"])
    tracktwo answers: {"least": 0.25}
    """
    given = {name: found[name] for name in names if name in found}
    print(_BEGINS + json.dumps(given, default=_plain))


def _plain(value: Any) -> Any:
    """Arrays and their numbers as Python's; sets as lists; anything else as it shows itself."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return sorted(value, key=str) if isinstance(value, set | frozenset) else repr(value)


def collect(path: Path, names: Iterable[str], student: str | None = None) -> Collected:
    """Run a notebook from top to bottom, and return what it answers.

    Cells that mark are left out: nothing that the notebook says of its own points counts.

    Parameters
    ----------
    path : Path
        A copy of it is run, in a copy of its folder if that is the student's own.
    names : iterable of str
        The variables that are asked for.
    student : str, optional
        Under whose name it was handed in; whose numbers count.

    Raises
    ------
    NotInstalled
        Without the extra 'notebooks'.
    """
    try:
        import nbformat
        from nbclient import NotebookClient
        from nbclient.exceptions import CellTimeoutError, DeadKernelError
    except ImportError as error:
        raise needs("Running notebooks", "nbclient", "notebooks") from error
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not _marks(cell)]
    asked = ["student", *names]
    last = f"from sim.teaching.answers import hand_over\nhand_over(globals(), {asked!r})"
    notebook.cells.append(nbformat.v4.new_code_cell(last))
    environment = os.environ | ({STUDENT: student} if student else {})
    with TemporaryDirectory() as folder:
        if student:
            shutil.copytree(
                path.parent, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*")
            )
        client = NotebookClient(
            notebook,
            timeout=SECONDS,
            kernel_name="python3",
            allow_errors=True,
            resources={"metadata": {"path": folder}},
        )
        try:
            client.execute(env=environment)
        except (CellTimeoutError, DeadKernelError) as error:
            return Collected({}, f"it does not run to the end: {str(error).splitlines()[0]}")
    return Collected(_handed_over(notebook), _first_error(notebook))


def _marks(cell: Any) -> bool:
    """Whether a cell marks what others answer."""
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get("grade"))


def _handed_over(notebook: Any) -> dict[str, Any]:
    said = "".join(output.get("text", "") for output in notebook.cells[-1].get("outputs", []))
    lines = [line for line in said.splitlines() if line.startswith(_BEGINS)]
    return json.loads(lines[-1].removeprefix(_BEGINS)) if lines else {}


def _first_error(notebook: Any) -> str:
    """The first error that does not come of an answer that was left out."""
    for place, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "error" and output.ename != "NotImplementedError":
                return f"cell {place}: {output.ename}: {output.evalue}"
    return ""
