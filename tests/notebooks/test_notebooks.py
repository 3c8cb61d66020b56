"""Notebooks run from top to bottom on what is public, and are stored with what comes of them."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import json
from pathlib import Path

import pytest

import sim

pytest.importorskip("nbclient", reason="the extra 'notebooks' is not installed")
pytest.importorskip("ipykernel", reason="the extra 'notebooks' is not installed")
nbformat = pytest.importorskip("nbformat")

FOLDER = Path(__file__).parents[2] / "notebooks"
FIRST = "01-a-first-look"
PUBLIC_MODULES = {"sim", "numpy", "pandas", "pathlib", "matplotlib.pyplot"}
NEEDS = {"05-sensitivity-and-discovery": ("SALib", "sklearn")}


def _maker():
    spec = importlib.util.spec_from_file_location("make_notebooks", FOLDER / "text" / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make = _maker()
NAMES = [text.stem for text in make.texts()]
TOLD = [name for name in NAMES if name != make.PAGE]


def stored(name: str):
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def code(notebook) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_eight_and_the_page_of_levers():
    assert [name[:2] for name in TOLD] == [f"{n:02}" for n in range(1, 9)]
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_says_what_its_text_says(name):
    """Whoever changes the one and forgets the other finds out here: `make notebooks`."""
    text, notebook = make.notebook_of(FOLDER / "text" / f"{name}.py"), stored(name)
    said = [(cell.cell_type, cell.source) for cell in text.cells]
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == said
    assert notebook.metadata == text.metadata


@pytest.mark.parametrize("name", TOLD)
def test_it_is_stored_whole_and_without_an_error(name):
    notebook = stored(name)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    kinds = {output.output_type for output in outputs}
    assert kinds <= {"execute_result", "display_data", "stream"}
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert len(outputs) >= 4


@pytest.mark.parametrize("name", TOLD)
def test_it_says_both_uncertainties_what_it_does_not_say_and_what_to_try(name):
    told = " ".join(cell.source for cell in stored(name).cells if cell.cell_type == "markdown")
    words = " ".join(told.split())
    assert "imulation noise" in words
    assert "hat we do not know" in words
    assert "**What this does not say.**" in words
    assert "**Try this.**" in stored(name).cells[-1].source


@pytest.mark.parametrize("name", TOLD)
def test_nothing_of_the_moment_is_stored(name):
    notebook = stored(name)
    assert [cell.id for cell in notebook.cells] == [
        f"cell-{place:02}" for place in range(1, len(notebook.cells) + 1)
    ]
    assert all(not cell.metadata for cell in notebook.cells)
    raw = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")
    assert "widget-view" not in raw
    assert " at 0x" not in raw
    assert "/tmp" not in raw
    assert str(Path.home()) not in raw


@pytest.mark.parametrize("name", NAMES)
def test_it_uses_only_what_is_public(name):
    for source in code(stored(name)):
        for node in ast.walk(ast.parse(source)):
            _refuse_private(node)


def _refuse_private(node: ast.AST) -> None:
    if isinstance(node, ast.Import):
        assert {alias.name for alias in node.names} <= PUBLIC_MODULES
    elif isinstance(node, ast.ImportFrom):
        assert node.module in PUBLIC_MODULES
        if node.module == "sim":
            assert {alias.name for alias in node.names} <= set(sim.__all__)
    elif isinstance(node, ast.Attribute):
        assert not node.attr.startswith("_") or node.attr in ("__init__",), node.attr
        _refuse_unknown(node)


def _refuse_unknown(node: ast.Attribute) -> None:
    """What is named below `sim` is public there, or in the module of figures, or a registry's."""
    match node.value:
        case ast.Name(id="sim"):
            assert node.attr in sim.__all__
        case ast.Attribute(value=ast.Name(id="sim"), attr="figures"):
            assert node.attr in sim.figures.__all__


def test_the_first_look_has_ten_cells():
    notebook = stored(FIRST)
    assert len(notebook.cells) == 10
    assert {cell.cell_type for cell in notebook.cells} == {"code", "markdown"}


def test_the_first_look_runs(tmp_path):
    run_again(FIRST, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in TOLD if name != FIRST])
def test_every_notebook_runs(name, tmp_path):
    for library in NEEDS.get(name, ()):
        pytest.importorskip(library, reason=f"{library} is not installed")
    run_again(name, tmp_path)


def run_again(name: str, folder: Path) -> None:
    """Run a notebook from top to bottom: as stored, it has outputs in the same cells."""
    found = make.execute(make.notebook_of(FOLDER / "text" / f"{name}.py"), folder)
    before = [_kinds(cell) for cell in stored(name).cells if cell.cell_type == "code"]
    assert [_kinds(cell) for cell in found.cells if cell.cell_type == "code"] == before


def _kinds(cell) -> list[tuple[str, list[str]]]:
    return [(o.output_type, sorted(o.get("data", {}))) for o in cell.outputs]


@pytest.mark.slow
def test_the_same_notebook_twice_is_the_same_bytes(tmp_path):
    def once(folder: str) -> str:
        (tmp_path / folder).mkdir()
        text = FOLDER / "text" / "07-your-own-scenario-in-python.py"
        return nbformat.writes(make.execute(make.notebook_of(text), tmp_path / folder))

    assert once("a") == once("b")


def test_the_page_of_levers_is_stored_without_its_widgets():
    assert all(not cell.get("outputs") for cell in stored(make.PAGE).cells)
    assert "voila notebooks/explore.ipynb" in json.dumps(stored(make.PAGE))
