"""Whether parties that do not come wait for one another: a problem of coordination.

What a party reckons with is the chance that all the others come. The model finds it by two steps of
reasoning from a joint chance of one half (Stahl & Wilson 1994). Here it is thought through, until
no step changes anything much, from three beginnings. Where the same parties, in the same run, come
if everybody begins by taking the others' coming for certain, and do not if everybody begins by
ruling it out, each would come if the others did: more than one set of expectations comes true, and
it is a matter of coordination which does (Schelling 1960, ch. 4; Harsanyi & Selten 1988 on which is
selected). Where the answer is the same from both ends, nobody stays away for want of trust in the
others' coming.

That holds where each comes the sooner, the surer the others are to come. A party that would rather
have no talks and comes to escape the blame for refusing is the other way round: it comes the less,
the surer the others do. With such a party the steps can go to and fro without end, and the last of
them is then no expectation that comes true.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.experiments.funnel import EVENTS
from sim.experiments.paired import Difference, Ratio, difference
from sim.experiments.results import Results
from sim.experiments.simulate import Job, Tables, simulate
from sim.experiments.trial import RUNS_PER_DRAW, Watch, ticks
from sim.experiments.uncertainty import Probability, range_over_draws, wilson
from sim.model.kernels import Reasoning
from sim.model.stages.anteroom import REASONING

STARTS = (0.0, 0.5, 1.0)  # nobody, as likely as not, everybody
THROUGH = 20  # steps, after which hardly any run comes out otherwise


@dataclass(frozen=True)
class Coordination:
    """The same runs, thought through from three different beginnings, and as the model has them.

    Attributes
    ----------
    results : Results
        Those asked about.
    starts : pandas.DataFrame
        Indexed by ``start``: the share of runs in which talks convene, as of `Probability`.
    as_modelled : Probability
        The same with the model's own two steps from one half.
    parties : pandas.DataFrame
        Indexed by ``party``, of the required seats: the share of all runs in which talks do not
        convene and it stands in the way, from each start (``from_0``, ``from_half``, ``from_1``,
        ``as_modelled``); ``change``, ``low``, ``high``, ``range_low``, ``range_high`` of that from
        0 to 1, paired.
    gap : Difference
        Of the chance that talks convene, from 0 to 1: the runs in which it is a matter of
        coordination, less any the other way.
    undecided : Probability
        The runs in which talks convene from 1 and not from 0.
    undecided_met : float
        Of these, the share in which they convene as modelled; NaN where there are none.
    jointly : Probability
        The runs in which, as modelled, several parties stood in the way together.
    jointly_freed : float
        Of these, the share in which talks would convene from 1; NaN where there are none.
    runs : int
        Behind the numbers.
    failures : int
        Runs that failed from any start; they are in no number.
    """

    results: Results
    starts: pd.DataFrame
    as_modelled: Probability
    parties: pd.DataFrame
    gap: Difference
    undecided: Probability
    undecided_met: float
    jointly: Probability
    jointly_freed: float
    runs: int
    failures: int


def coordination(
    results: Results,
    runs: int | None = None,
    *,
    draws: int | None = None,
    workers: int = 1,
    progress: Watch | None = None,
) -> Coordination:
    """Think the runs of a scenario through from three beginnings, on the same draws.

    Parameters
    ----------
    results : Results
        Of which scenario and seed.
    runs : int, optional
        How many of its runs; 1,000 or all there are unless given.
    draws : int, optional
        Assumption draws, with 50 runs under each; 20, or as many as behind `results`, unless given,
        and 0 leaves the range out.
    workers : int
        Threads. No number depends on it.
    progress : callable, optional
        Called with the name of the pass, the runs done in it and their number.

    Raises
    ------
    ValueError
        If the primary forum has no `convene` stage: nobody has to come.

    Examples
    --------
    >>> import sim
    >>> from sim.scenario.scenario import EXAMPLE, Scenario
    >>> found = coordination(sim.run(Scenario.from_data(EXAMPLE), runs=50, draws=0))
    >>> bool((found.starts.share == found.starts.share[0.5]).all())  # nobody demands anything
    True
    """
    scenario = results.scenario
    if "convene" not in scenario.spec.forum[1].stages:
        raise ValueError(f"in '{scenario.name}' all are at the table from the start: nobody comes")
    runs = runs or min(len(results.runs), 1_000)
    if draws is None:
        draws = min(results.draws, 20)
    passes, known = [], []
    for reasoning in (*(Reasoning(start, THROUGH) for start in STARTS), REASONING):
        name = f"from {reasoning.start:g} in {reasoning.steps} steps"
        tick = ticks(progress, name, runs + draws * RUNS_PER_DRAW)
        passes.append(
            simulate(Job(scenario, runs, results.seed, reasoning=reasoning), workers, tick)
        )
        if draws:
            job = Job(scenario, draws * RUNS_PER_DRAW, results.seed, RUNS_PER_DRAW,
                      reasoning=reasoning)  # fmt: skip
            known.append(simulate(job, workers, tick))
    return _found(results, passes, known)


def _found(results: Results, passes: list[Tables], known: list[Tables]) -> Coordination:
    fine = _finished(passes)
    every = _finished(known).reshape(-1, RUNS_PER_DRAW) if known else None
    convened = [_convened(runs) for runs, _ in passes]
    nested = [_convened(runs).reshape(-1, RUNS_PER_DRAW) for runs, _ in known]

    def share(event: np.ndarray, of_draws: np.ndarray | None) -> Probability:
        hits, n = int((event & fine).sum()), int(fine.sum())
        ends = (float("nan"), float("nan"))
        if of_draws is not None and every is not None:
            ends = range_over_draws((of_draws & every).sum(axis=1), every.sum(axis=1))
        return Probability(hits / n if n else float("nan"), *wilson(hits, n), *ends)

    lists: list[np.ndarray | None] = list(nested) or [None] * len(convened)
    *of_starts, modelled = map(share, convened, lists)
    starts = {start: vars(of_start) for start, of_start in zip(STARTS, of_starts, strict=True)}
    pairs = [(convened[0], convened[2])] + ([(nested[0], nested[2])] if nested else [])
    only_from_1 = [after & ~before for before, after in pairs]
    in_the_way = [_several(runs, blocks, results) for runs, blocks in (passes[-1], *known[-1:])]
    hangs, together = only_from_1[0] & fine, in_the_way[0] & fine
    return Coordination(
        results,
        pd.DataFrame.from_dict(starts, orient="index").rename_axis("start"),
        modelled,
        _parties(results, passes, known),
        _difference(pairs, fine, every),
        share(only_from_1[0], only_from_1[1] if nested else None),
        _share_of(convened[-1], hangs),
        share(in_the_way[0], in_the_way[1].reshape(-1, RUNS_PER_DRAW) if nested else None),
        _share_of(convened[2], together),
        int(fine.sum()),
        int((~fine).sum()),
    )


def _share_of(event: np.ndarray, given: np.ndarray) -> float:
    return float(event[given].mean()) if given.any() else float("nan")


def _finished(passes: list[Tables]) -> np.ndarray:
    """Runs that failed from no start: (runs,)."""
    return np.all([runs.run_status.eq("ok") for runs, _ in passes], axis=0)


def _convened(runs: pd.DataFrame) -> np.ndarray:
    """As a step of the funnel: a war that is won is no talks, whenever it is won."""
    return runs.outcome.isin(EVENTS["convened"]).to_numpy(bool)


def _difference(
    pairs: list[tuple[np.ndarray, np.ndarray]], fine: np.ndarray, every: np.ndarray | None
) -> Difference:
    """How often something is so in the second pass rather than in the first, paired."""
    ratios = [
        tuple(Ratio((each & counted).astype(float), counted.astype(float)) for each in pair)
        for pair, counted in zip(pairs, (fine, every), strict=False)
        if counted is not None
    ]
    (a, b), *rest = ratios
    return difference(a, b, (rest[0][0], rest[0][1]) if rest else None)


def _blocking(tables: Tables, results: Results, party: str) -> np.ndarray:
    """Where talks do not convene and a party, or a faction of it, stands in the way: (runs,)."""
    runs, blocks = tables
    mine = blocks.forum.eq(results.scenario.spec.primary)
    mine &= blocks.party.eq(party) | blocks.party.str.startswith(f"{party}.")
    return runs.run.isin(blocks.run[mine]).to_numpy(bool) & ~_convened(runs)


def _several(runs: pd.DataFrame, blocks: pd.DataFrame, results: Results) -> np.ndarray:
    """Where talks do not convene and several parties stand in the way: (runs,)."""
    seats = results.scenario.spec.forum[1].required
    number = sum(_blocking((runs, blocks), results, party).astype(int) for party in seats)
    return np.asarray(number) > 1


def _parties(results: Results, passes: list[Tables], known: list[Tables]) -> pd.DataFrame:
    """For whom the answer differs."""
    rows = {}
    fine = _finished(passes)
    every = _finished(known).reshape(-1, RUNS_PER_DRAW) if known else None
    for party in results.scenario.spec.forum[1].required:
        blocking = [_blocking(each, results, party) for each in passes]
        nested = [_blocking(each, results, party).reshape(-1, RUNS_PER_DRAW) for each in known]
        pairs = [(blocking[0], blocking[2])] + ([(nested[0], nested[2])] if nested else [])
        changed = _difference(pairs, fine, every)
        shares = [float(each[fine].mean()) if fine.any() else float("nan") for each in blocking]
        rows[party] = (*shares, changed.change, changed.low, changed.high, changed.range_low,
                       changed.range_high)  # fmt: skip
    columns = ["from_0", "from_half", "from_1", "as_modelled", "change", "low", "high", "range_low",
               "range_high"]  # fmt: skip
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.rename_axis("party").sort_values("change", kind="stable")
