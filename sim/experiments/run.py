"""`sim.run`: one scenario, many runs, both uncertainties."""

from __future__ import annotations

from sim.experiments.progress import watching
from sim.experiments.results import Results
from sim.experiments.simulate import Job, simulate
from sim.experiments.trial import RUNS_PER_DRAW, Effort, Watch, nested, ticks
from sim.experiments.uncertainty import Spread
from sim.scenario.scenario import Scenario

NOISE_LEVELS = (0.02, 0.05, 0.10)  # small noise alone stretches the range over assumptions to 0-1


def run(
    scenario: Scenario | str,
    runs: int = 10_000,
    seed: int = 0,
    *,
    draws: int = 100,
    workers: int = 1,
    progress: Watch | bool | None = None,
) -> Results:
    """Run a scenario many times.

    Parameters
    ----------
    scenario : Scenario or str
        One that is loaded, or a path or name to load.
    runs : int
        Runs of the headline pass, each under assumptions of its own; at least 1.
    seed : int
        Run k depends on scenario, seed and k alone.
    draws : int
        Assumption draws of the nested pass that shows what we do not know, with 50 runs under each,
        at three levels of noise and the scenario's own. 0 leaves it out.
    workers : int
        Threads. No number depends on it.
    progress : callable or bool, optional
        True shows a bar, on a terminal or in a notebook. A callable is called with the name of the
        pass, the runs done in it and their number.

    Returns
    -------
    Results

    Raises
    ------
    ScenarioError
        If the file is wrong; all errors at once.
    ValueError
        If `runs` is below 1 or `draws` below 0.

    Examples
    --------
    >>> import sim
    >>> results = sim.run("geneva-2013", runs=20, draws=0)
    >>> len(results.runs)
    20
    """
    effort = Effort(runs, seed, draws, workers)
    scenario = Scenario.load(scenario) if isinstance(scenario, str) else scenario

    headline = Job(scenario, effort.runs, seed)
    with watching(progress, total(scenario, runs, draws)) as watch:
        table, blocks = simulate(headline, workers, ticks(watch, "runs", runs))
        found = Results(scenario, seed, table, blocks, [], table.iloc[:0], blocks.iloc[:0])
        for noise in levels(scenario) if draws else ():
            tick = ticks(watch, f"assumptions at noise {noise:g}", draws * RUNS_PER_DRAW)
            known, in_the_way = nested(scenario, draws, seed, workers, tick, noise=noise)
            found.spreads.append(Spread.of(known.outcome, noise, RUNS_PER_DRAW))
            if noise == scenario.spec.noise:
                found.nested, found.nested_blocks = known, in_the_way
    return found


def levels(scenario: Scenario) -> list[float]:
    """Return the levels of noise of the nested pass: three, and the scenario's own."""
    return sorted({*NOISE_LEVELS, scenario.spec.noise})


def total(scenario: Scenario, runs: int, draws: int) -> int:
    """Return the runs of all passes of `run`."""
    return runs + draws * RUNS_PER_DRAW * len(levels(scenario))
