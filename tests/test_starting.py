"""Commands start quickly: what they load, in which order, and what they leave undone until asked.

Nothing here asserts a time. What was measured once is protected by what it came from.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import sim
from sim.analysis.page import page
from sim.scenario.scenario import EXAMPLE, Scenario

LOOK = """
import gc, json, sys
import sim
usual = gc.get_threshold()
from sim.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code
ours = [
    (name, vars(module)) for name, module in sys.modules.items()
    if name.startswith("sim.") and not name.startswith("sim.model.kernels")
]
kernels = [
    (name, kernel) for module, names in ours for name, kernel in names.items()
    if hasattr(kernel, "signatures") and kernel.py_func.__module__ != module
]  # those that the model calls: what other kernels alone call is compiled into these
found = {
    "modules": list(sys.modules),
    "usual": gc.get_threshold() == usual,
    "frozen": gc.get_freeze_count(),
    "signatures": {name: len(kernel.signatures) for name, kernel in kernels},
}
print(json.dumps(found), file=sys.stderr)
"""


def after(*words: str) -> dict:
    """What a process looks like once it has done a command."""
    command = [sys.executable, "-c", LOOK, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stderr.splitlines()[-1])


@pytest.fixture(scope="module")
def run() -> dict:
    """After a run of a scenario in which somebody guarantees a deal."""
    return after("run", "chemical-weapons-2013", "--runs", "50", "--draws", "0", "--quiet")


def test_the_help_of_a_command_loads_no_model():
    loaded = set(after("run", "--help")["modules"])
    assert not {"mesa", "numba", "numpy", "pandas", "sim.model"} & loaded


def test_a_run_loads_nothing_that_it_does_not_use(run):
    """Protects the second run: figures, statistics and extras are loaded where they are needed."""
    unused = {"matplotlib", "scipy.stats", "scipy.optimize", "scipy.integrate", "IPython",
              "ipywidgets", "sklearn", "SALib", "docx", "openpyxl", "distributed", "duckdb",
              "sim.analysis.figures", "sim.teaching", "sim.experiments.sweep",
              "sim.experiments.study"}  # fmt: skip
    assert not unused & set(run["modules"])


def test_mesa_is_loaded_first(run):
    """Protects 0.2 s: it searches all modules that are loaded when it is imported."""
    place = {name: n for n, name in enumerate(run["modules"])}
    later = ("numba", "ruamel.yaml", "sim.scenario.scenario", "sim.model.talks")
    assert all(place["mesa"] < place[name] for name in later)


def test_garbage_is_looked_for_once_the_work_begins_and_not_in_what_was_loaded(run):
    """Protects 0.3 s, and the memory of whatever runs for long."""
    assert run["usual"]
    assert run["frozen"] > 100_000


def test_each_kernel_is_compiled_for_one_layout_of_its_arrays(run):
    """Protects the first run, which compiles each, and every later one, which loads them."""
    used = {name: count for name, count in run["signatures"].items() if count}
    assert {"appraise", "comings"} <= set(used)
    assert {name for name, count in used.items() if count > 1} <= {"differ"}  # of any numbers


def test_a_page_does_not_write_the_scenario_out():
    """Protects 0.1 s: what made the results is known without their manifest."""
    results = sim.run(Scenario.from_data(EXAMPLE), runs=20, draws=0)
    page(results)
    assert "manifest" not in vars(results)
    assert results.made_with.items() <= results.manifest.items()
