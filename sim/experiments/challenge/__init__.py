"""The audit of a result: how much of it was put in, and how much came out.

Five parts, a module each: what is entailed, structure only, a placebo, ablation, and whose numbers
move the result.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from sim.experiments.challenge.ablation import ablated, compare_ablations
from sim.experiments.challenge.bench import Bench, Effort
from sim.experiments.challenge.entailed import Entailed, entailed
from sim.experiments.challenge.placebo import Placebo, compare_placebos, placebos
from sim.experiments.challenge.structure import Structure, compare_structure, structure_only
from sim.experiments.challenge.variance import Variance, variance
from sim.experiments.progress import watching
from sim.experiments.results import Results
from sim.experiments.trial import Watch
from sim.scenario.scenario import Scenario

__all__ = ["Audit", "Challenge", "Effort", "challenge"]


@dataclass(frozen=True)
class Audit:
    """What came of challenging a scenario's results.

    Attributes
    ----------
    own : Results
        The scenario's own runs, with a nested pass.
    entailed : Entailed
    structure : Structure
    placebo : Placebo
    ablation : pandas.DataFrame
        See `sim.experiments.challenge.ablation.compare_ablations`.
    variance : Variance
    failed : dict of str to int
        How many runs failed, by pass; passes without any left out.
    lost : dict of str to str
        Why the first run failed, by pass of which no run came to an end.
    """

    own: Results
    entailed: Entailed
    structure: Structure
    placebo: Placebo
    ablation: pd.DataFrame
    variance: Variance
    failed: dict[str, int] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        """The scenario that was challenged."""
        return self.own.scenario

    def __repr__(self) -> str:
        return (
            f"Audit({self.scenario.name!r}, {len(self.own.runs)} runs each, seed {self.own.seed})"
        )

    @property
    def failures(self) -> int:
        """How many runs failed, over all passes."""
        return sum(self.failed.values())

    def _repr_html_(self) -> str:
        from sim.analysis import layout
        from sim.analysis.audit import audit_page

        return layout.html(audit_page(self))


class Challenge:
    """An audit that is planned: all its variants are made, and nothing has been run.

    Parameters
    ----------
    scenario : Scenario
    effort : Effort
    seed : int
        The same for all variants, so that run k of each shares its draws.

    Attributes
    ----------
    total : int
        Runs of all passes.
    """

    def __init__(self, scenario: Scenario, effort: Effort, seed: int = 0) -> None:
        scenario = scenario.written_out()  # single values are taken out and exchanged
        self._scenario, self._effort, self._seed = scenario, effort, seed
        self._alone = structure_only(scenario)
        self._placebos = placebos(scenario, effort.permutations, seed)
        self._ablated = ablated(scenario)
        variants = 2 + len(self._placebos) + len(self._ablated)
        self.total = effort.runs * variants + 2 * effort.draws * effort.runs_per_draw

    def run(self, workers: int = 1, progress: Watch | None = None) -> Audit:
        """Run all of it.

        Parameters
        ----------
        workers : int
            Threads. No number depends on it.
        progress : callable, optional
            Called with the name of a pass, the runs done in it and their number.
        """
        bench = Bench(self._effort, self._seed, workers, progress)
        own, nested = bench.both(self._scenario, "the scenario")
        alone, _ = bench.both(self._alone, "structure only")
        dealt = [
            (deal, bench.headline(other, f"placebo {number}"))
            for number, (deal, other) in enumerate(self._placebos, start=1)
        ]
        off = {n: bench.headline(other, f"without {n}") for n, other in self._ablated.items()}
        return Audit(
            own,
            entailed(nested),
            compare_structure(own, alone),
            compare_placebos(own, dealt),
            compare_ablations(own, off),
            variance(own, nested),
            bench.failed,
            bench.lost,
        )


def challenge(
    scenario: Scenario | str,
    runs: int = 2_000,
    seed: int = 0,
    *,
    draws: int = 100,
    runs_per_draw: int = 50,
    permutations: int = 6,
    workers: int = 1,
    progress: Watch | bool | None = None,
) -> Audit:
    """Audit a scenario's results.

    Parameters
    ----------
    scenario : Scenario or str
        One that is loaded, or a path or name to load.
    runs, draws, runs_per_draw, permutations : int
        See `sim.experiments.challenge.bench.Effort`.
    seed : int
        Run k of each variant depends on the variant, seed and k alone.
    workers : int
        Threads. No number depends on it.
    progress : callable or bool, optional
        True shows a bar; for a callable see `Challenge.run`.

    Returns
    -------
    Audit

    Raises
    ------
    ScenarioError
        If the file is wrong; all errors at once.
    ValueError
        If a number of runs, draws or placebos is too low.

    Examples
    --------
    >>> import sim
    >>> from sim.scenario.scenario import EXAMPLE
    >>> audit = sim.challenge(sim.Scenario.from_data(EXAMPLE), runs=40, draws=20, runs_per_draw=5)
    >>> audit.ablation.index.unique("without").tolist()
    ['foresight', 'noise']
    """
    scenario = Scenario.load(scenario) if isinstance(scenario, str) else scenario
    effort = Effort(runs, draws, runs_per_draw, permutations)
    planned = Challenge(scenario, effort, seed)
    with watching(progress, planned.total) as watch:
        return planned.run(workers, watch)
