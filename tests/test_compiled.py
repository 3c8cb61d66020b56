"""Compiling works where nothing can be kept: a read-only installation, a home that is none."""

import ast
import os
import pickle
import runpy
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from numba.core.errors import NumbaError

from sim import compiled


def without_a_file(name: str):
    """A function for which Numba finds no place to keep anything."""
    space: dict = {}
    exec(f"def {name}(x):\n    return 2 * x", space)
    return space[name]


def test_without_a_place_to_keep_it_the_function_still_works_and_the_user_is_told_once():
    compiled._say_so.cache_clear()
    with pytest.warns(RuntimeWarning, match="Set NUMBA_CACHE_DIR to a folder of yours"):
        assert compiled.compiled(without_a_file("twice"))(4) == 8
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compiled.compiled(without_a_file("again"))(5) == 10


def test_what_an_older_version_kept_is_compiled_anew(tmp_path):
    """Protects upgrades: an index may name a class that is no more, which Numba cannot read."""
    (file := tmp_path / "module_of_its_own.py").write_text(
        "from sim.compiled import compiled\n\n@compiled\ndef twice(x):\n    return 2 * x\n"
    )
    twice = runpy.run_path(str(file))["twice"]
    assert twice(4) == 8
    index = Path(twice._cache._cache_file._index_path)
    with index.open("rb") as kept:
        version = pickle.load(kept)
    index.write_bytes(pickle.dumps(version) + b"cbuiltins\nno_such_class\n.")
    assert runpy.run_path(str(file))["twice"](5) == 10


CALLER = """
from sim.compiled import compiled
from other import change

@compiled
def changed(x):
    return change(x)
"""
CALLED = """
from sim.compiled import compiled

@compiled
def change(x):
    return {} * x
"""


@pytest.mark.slow
def test_an_edit_of_what_a_kernel_calls_in_another_file_is_noticed(tmp_path):
    """Protects against old machine code, which Numba alone would go on using without a word."""
    (folder := tmp_path / "kernels").mkdir()
    (folder / "caller.py").write_text(CALLER)
    told = []
    for factor in (2, 2, 3):
        (folder / "other.py").write_text(CALLED.format(factor))
        code = "from caller import changed as c; print(c(5), sum(c.stats.cache_hits.values()))"
        place = {"NUMBA_CACHE_DIR": str(tmp_path / "kept"), "PYTHONPATH": str(folder)}
        done = subprocess.run(
            [sys.executable, "-c", code], env=os.environ | place, capture_output=True, text=True
        )
        told.append(done.stdout.strip() or done.stderr)
    assert told == ["10 0", "10 1", "15 0"]


def test_what_borrows_makes_no_array():
    """Nor does it return one: nobody would count who holds it."""

    def made(n):
        return np.zeros(n)

    with pytest.raises(NumbaError, match="Only accept returning of array passed into the function"):
        compiled.borrowing(made)(3)


def test_what_borrows_hands_no_array_on_but_to_those_who_borrow():
    """Numba would take a tuple of arrays, which would be freed under whoever else got them."""
    functions = all_functions()
    lending = {x.name for x, how in functions if how - {"compiled"} and makes_a_tuple(x)}
    assert lending
    for function, how in functions:
        if "compiled" in how:
            assert not lending & called(function), function.name


def test_no_compiled_function_unpacks_an_array():
    """Numba would not know that the numbers of each piece are neighbours, and a loop over it would
    work on one at a time."""
    for function, how in all_functions():
        for x in ast.walk(function):
            if how and isinstance(x, ast.Assign) and isinstance(x.targets[0], ast.Tuple):
                assert not made_by_numpy(x.value), f"{function.name}, line {x.lineno}"


def made_by_numpy(value: ast.expr) -> bool:
    """Whether it is what one call of NumPy returns."""
    made = isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)
    return made and getattr(value.func.value, "id", "") == "np"


def all_functions() -> list[tuple[ast.FunctionDef, set[str]]]:
    """All functions of the package, and how each is compiled, if it is."""
    return [
        (x, {getattr(d, "id", "") for d in x.decorator_list} & {"compiled", "borrowing", "inlined"})
        for file in sorted(Path(compiled.__file__).parent.rglob("*.py"))
        for x in ast.walk(ast.parse(file.read_text()))
        if isinstance(x, ast.FunctionDef)
    ]


def makes_a_tuple(function: ast.FunctionDef) -> bool:
    """Whether what it returns is a tuple of arrays, by its name."""
    values = [x.value for x in ast.walk(function) if isinstance(x, ast.Return) and x.value]
    return any(name[:1].isupper() for value in values for name in called(value))


def called(tree: ast.AST) -> set[str]:
    """The names that are called there."""
    return {getattr(x.func, "id", "") for x in ast.walk(tree) if isinstance(x, ast.Call)}
