"""Run the notebooks' texts from top to bottom, and store what comes of them beside this folder.

    make notebooks                          # all of them
    python notebooks/text/make.py 01 03     # those whose names begin so

Outputs are the same bytes whenever nothing has changed: what tells of the moment, the kernel or a
bar that has gone is left out.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

TEXTS = Path(__file__).resolve().parent
FOLDER = TEXTS.parent
PAGE = "explore"  # served by Voilà: its widgets live only while a kernel does, and are not stored
PAIRED = "ipynb,text//py:percent"
TIMEOUT = 600  # seconds a cell


def texts() -> list[Path]:
    """Return the texts of all notebooks, in order."""
    return [path for path in sorted(TEXTS.glob("*.py")) if path != Path(__file__).resolve()]


def notebook_of(text: Path) -> Any:
    """Return the notebook of a text, as it is before it has run: its cells are named by place."""
    found = jupytext.read(text, fmt="py:percent")
    found.metadata = nbformat.from_dict(
        {
            "jupytext": {"formats": PAIRED},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    found.nbformat, found.nbformat_minor = 4, 5
    for place, cell in enumerate(found.cells, 1):
        cell["id"], cell["metadata"] = f"cell-{place:02}", {}
    return found


def execute(notebook: Any, folder: Path) -> Any:
    """Run a notebook in a folder, and leave out of its outputs what is not the same twice."""
    NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        coalesce_streams=True,  # in how many pieces a text comes is chance
    ).execute()
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell["metadata"].pop("execution", None)  # when it began and ended
        if cell.cell_type == "code":
            cell["outputs"] = [output for output in cell.outputs if not _is_empty(output)]
    return notebook


def _is_empty(output: Any) -> bool:
    """Whether there is nothing in it: what a bar that has gone leaves behind."""
    return output.output_type == "display_data" and not any(output.data.values())


def main(names: list[str]) -> None:
    """Run the notebooks whose names begin with one of `names`; all of them where there is none."""
    for text in texts():
        if names and not text.stem.startswith(tuple(names)):
            continue
        print(text.stem, flush=True)
        notebook = notebook_of(text)
        if text.stem != PAGE:
            with TemporaryDirectory() as folder:
                execute(notebook, Path(folder))
        nbformat.validate(notebook)
        nbformat.write(notebook, FOLDER / f"{text.stem}.ipynb")


if __name__ == "__main__":
    main(sys.argv[1:])
