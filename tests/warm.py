"""Compile what many tests run, before several processes do so side by side, each for itself.

Run as ``python -m tests.warm``; nothing is compiled that is kept from before.
"""

from __future__ import annotations

from pathlib import Path

from tests.conftest import keep_kernels

ROOT = Path(__file__).parents[1]

if __name__ == "__main__":
    keep_kernels(ROOT)  # before Numba is loaded

    from sim.analysis.described import page
    from sim.cli import warm
    from sim.experiments.run import run
    from sim.scenario.scenario import Scenario

    warm()
    for file in sorted((ROOT / "tests" / "scenario").glob("*.yaml")):
        run(Scenario.load(file), runs=2, draws=0)
    page("strategies")  # plays each; some search packages, which no scenario that ships needs
