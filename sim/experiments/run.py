"""`sim.run`: one scenario, many runs, both uncertainties."""

from __future__ import annotations

from collections.abc import Callable

from sim.experiments.results import Results, Spread
from sim.experiments.simulate import Job, simulate
from sim.scenario.scenario import Scenario

NOISE_LEVELS = (0.02, 0.05, 0.10)  # small noise alone stretches the range over assumptions to 0-1
RUNS_PER_DRAW = 50

Watch = Callable[[str, int, int], None]


def run(
    scenario: Scenario | str,
    runs: int = 10_000,
    seed: int = 0,
    *,
    draws: int = 100,
    workers: int = 1,
    progress: Watch | None = None,
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
    progress : callable, optional
        Called with the name of the pass, the runs done in it and their number.

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
    if runs < 1 or draws < 0:
        raise ValueError(f"runs is {runs} and draws {draws}; at least 1 and at least 0 are needed")
    scenario = Scenario.load(scenario) if isinstance(scenario, str) else scenario

    headline = Job(scenario, runs, seed)
    table, blocks = simulate(headline, workers, ticks(progress, "runs", runs))
    spreads = []
    levels = sorted({*NOISE_LEVELS, scenario.spec.noise}) if draws else []
    for noise in levels:
        job = Job(scenario, draws * RUNS_PER_DRAW, seed, RUNS_PER_DRAW, noise)
        watch = ticks(progress, f"assumptions at noise {noise:g}", job.runs)
        nested, _ = simulate(job, workers, watch)
        outcome = nested.outcome.fillna("").to_numpy(object)
        spreads.append(Spread(noise, RUNS_PER_DRAW, outcome.reshape(draws, RUNS_PER_DRAW)))
    return Results(scenario, seed, table, blocks, spreads)


def ticks(progress: Watch | None, name: str, total: int) -> Callable[[int], None]:
    """Add up the runs done in a pass, for `progress`."""
    done = 0

    def tick(more: int) -> None:
        nonlocal done
        done += more
        if progress is not None:
            progress(name, done, total)

    return tick
