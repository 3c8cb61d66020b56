"""What decides: demands, parties, ties, guarantees and threats, taken out alone and together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.experiments.explain.attribution import attributed, planned
from sim.experiments.explain.desk import Desk
from sim.experiments.explain.explanation import Explanation, as_table
from sim.experiments.explain.granted import LeftOut, granted
from sim.experiments.explain.levers import KINDS, Lever, levers
from sim.experiments.explain.pivotal import pivotal
from sim.experiments.explain.shapley import USUAL
from sim.experiments.progress import watching
from sim.experiments.results import Results
from sim.experiments.subjects import wanted
from sim.experiments.trial import Effort, Watch, trial
from sim.registry import did_you_mean
from sim.scenario.scenario import Scenario

__all__ = ["Explaining", "Explanation", "Lever", "explain", "levers"]


class Explaining:
    """An explanation that is planned: what is taken out is known, and nothing has been run.

    Parameters
    ----------
    subject : Scenario or Results
        Of results, scenario and seed are taken, and they are what is explained.
    effort : Effort
        Of each variant.
    kinds : sequence of str
        Only these kinds of levers; all unless given.
    most : int
        Up to how many levers of a kind are taken out in all subsets.

    Attributes
    ----------
    scenario : Scenario
    total : int
        Runs of all passes, at most.
    """

    def __init__(
        self,
        subject: Scenario | Results,
        effort: Effort,
        kinds: Sequence[str] = (),
        most: int = USUAL,
    ) -> None:
        wanted(subject, "explain", "Scenario", "Results")
        kinds = (kinds,) if isinstance(kinds, str) else kinds
        for kind in kinds:
            if kind not in KINDS:
                near = did_you_mean(kind, KINDS) or f"; there are {', '.join(KINDS)}"
                raise ValueError(f"'{kind}' is no kind of lever{near}")
        self._results = subject if isinstance(subject, Results) else None
        self.scenario = subject.scenario if isinstance(subject, Results) else subject
        self._effort, self._most = effort, most
        self._levers = levers(self.scenario, kinds)
        asked = not kinds or "precondition" in kinds
        found = list(granted(self.scenario)) if asked else []
        self._granted = [each for each in found if isinstance(each, Lever)]
        self._left_out = [each for each in found if isinstance(each, LeftOut)]
        alone = len(self._levers) + len(self._granted)
        self.total = effort.total * (1 + alone + planned(self._levers, most))

    def run(self, progress: Watch | None = None) -> Explanation:
        """Run all of it.

        Parameters
        ----------
        progress : callable, optional
            Called with the name of a pass, the runs done in it and their number.
        """
        desk = Desk(trial(self.scenario, self._effort, progress, "as written"), progress)
        alone, missing = pivotal(desk, [*self._levers, *self._granted])
        shares = attributed(desk, self._levers, self._most)
        results = self._results
        if results is None:
            results, spread = desk.own.results, desk.own.spread()
            results.spreads = [spread] if spread else []
        return Explanation(
            results,
            self._effort,
            self._levers,
            alone,
            shares.attribution,
            shares.total,
            shares.together,
            as_table([*self._left_out, *missing, *shares.left_out]),
            desk.failed,
            desk.scenarios,
            desk.quantities,
            desk.quantities[0] if desk.quantities else "",
        )


def explain(
    subject: Scenario | Results | str,
    runs: int = 1_000,
    seed: int = 0,
    *,
    draws: int = 40,
    kinds: Sequence[str] = (),
    most: int = USUAL,
    workers: int = 1,
    progress: Watch | bool | None = None,
) -> Explanation:
    """Find out what a scenario's results hang on.

    Each demand, each seat, each tie, each guarantee and each threat is taken out, alone and, within
    its kind, together with the others, on the same draws.

    Parameters
    ----------
    subject : Scenario, Results, str or Path
        One that is loaded, or a path or name to load; or results, whose scenario and seed are
        taken, and which are then what the rest of the page is about. A folder of results is opened
        with `sim.open_results`.
    runs, draws : int
        Of each variant; draws of the assumptions are for what we do not know, 0 leaves them out.
    seed : int
        Run k of each variant depends on the variant, seed and k alone. Results have their own.
    kinds : sequence of str, or str
        Only these: ``precondition``, ``party``, ``tie``, ``guarantee``, ``threat``.
    most : int
        Up to how many levers of a kind all subsets are tried, at most 10: 2 to that power are
        scenarios.
    workers : int
        Threads. No number depends on it.
    progress : callable or bool, optional
        True shows a bar. A callable is called with the name of a pass, the runs done in it and
        their number.

    Returns
    -------
    Explanation

    Raises
    ------
    ScenarioError
        If the file is wrong; all errors at once.
    TypeError
        If it is something else.
    ValueError
        If a kind is none, `runs` is below 1 or `draws` below 0.

    Examples
    --------
    >>> import sim
    >>> found = sim.explain("geneva-2013", runs=20, draws=0, kinds=["threat"])
    >>> sorted(found.pivotal.name.unique())
    ['arm_on_failure', 'arm_on_refusal']
    >>> found.scenarios
    4
    """
    if isinstance(subject, str | Path):
        subject = Scenario.load(subject)
    seed = subject.seed if isinstance(subject, Results) else seed
    planned = Explaining(subject, Effort(runs, seed, draws, workers), kinds, most)
    with watching(progress, planned.total) as watch:
        return planned.run(watch)
