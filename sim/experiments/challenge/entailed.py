"""What is entailed: the same whatever we assume within the ranges, and so by construction."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.experiments.challenge.bench import seated
from sim.experiments.funnel import reachable
from sim.experiments.results import Results
from sim.experiments.uncertainty import ENTAILED, by_construction
from sim.model.endings import OUTCOMES

_MISS = 0.05  # how often a bound may be wrong


@dataclass(frozen=True)
class Entailed:
    """What is the same in every draw of the assumptions.

    Attributes
    ----------
    statements : pandas.DataFrame
        Indexed by ``kind`` (``step`` of the funnel, ``outcome``, ``party`` that blocks, ``demand``
        that stands in the way) and ``name``. ``share`` of all runs in which it is so; ``least`` and
        ``most`` over draws; ``settled``, the share of draws in which it is so in at least .99 or at
        most .01 of the runs; ``verdict``: ``always`` or ``never`` by construction, or empty.
    draws, runs_per_draw : int
    """

    statements: pd.DataFrame
    draws: int
    runs_per_draw: int

    @property
    def by_construction(self) -> pd.DataFrame:
        """The statements that are entailed."""
        return self.statements[self.statements.verdict != ""]

    @property
    def chance_shown(self) -> float:
        """The chance that passing the check shows for one draw.

        The one-sided 95% bound (Clopper & Pearson 1934) where just enough of its runs agree.
        """
        from scipy.stats import beta  # slow to load, and asked for by the audit alone

        agree = math.ceil(ENTAILED * self.runs_per_draw)
        return float(beta.ppf(_MISS, agree, self.runs_per_draw - agree + 1))

    @property
    def draws_otherwise(self) -> float:
        """What share of all possible draws might fail where none of these did (95% bound)."""
        return 1 - _MISS ** (1 / self.draws)

    @property
    def runs_needed(self) -> int:
        """Runs in a draw, all of them agreeing, that would show .99 for it with 95% confidence."""
        return math.ceil(math.log(_MISS) / math.log(ENTAILED))


def entailed(nested: Results) -> Entailed:
    """Ask of each statement whether it is the same in every draw.

    Parameters
    ----------
    nested : Results
        Of a nested pass: runs in the order of their draws.

    Examples
    --------
    >>> from sim.experiments.challenge.bench import Bench, Effort
    >>> from sim.scenario.scenario import EXAMPLE, Scenario
    >>> bench = Bench(Effort(draws=20, runs_per_draw=5), seed=0)
    >>> found = entailed(bench.nested(Scenario.from_data(EXAMPLE), "example"))
    >>> found.statements.loc[("step", "agreed"), "verdict"]
    ''
    """
    draws, each = nested.spreads[0].outcome.shape
    finished = (nested.runs.run_status == "ok").to_numpy().reshape(draws, each)
    rows = {}
    for key, so in _statements(nested):
        hits = (so.reshape(draws, each) & finished).sum(axis=1)
        rows[key] = _row(hits, finished.sum(axis=1))
    columns = ["share", "least", "most", "settled", "verdict"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table.index = pd.MultiIndex.from_tuples(table.index, names=["kind", "name"])
    return Entailed(table, draws, each)


def _row(hits: np.ndarray, runs: np.ndarray) -> tuple[float, float, float, float, str]:
    if not runs.any():
        unknown = float("nan")
        return unknown, unknown, unknown, unknown, ""
    shares = hits[runs > 0] / runs[runs > 0]
    settled = (shares >= ENTAILED) | (shares <= 1 - ENTAILED)
    share = float(hits.sum() / runs.sum())
    ends = float(shares.min()), float(shares.max())
    return share, *ends, float(settled.mean()), by_construction(hits, runs)


def _statements(nested: Results) -> Iterator[tuple[tuple[str, str], np.ndarray]]:
    """Each statement, and whether it is so in each run: (runs,)."""
    runs, blocks, spec = nested.runs, nested.blocks, nested.scenario.spec
    for step in nested.funnel_stages:
        passes = nested.passed(step).reindex(runs.index, fill_value=False)
        yield ("step", step), passes.to_numpy(bool)
    for outcome in possible(nested):
        yield ("outcome", outcome), (runs.outcome == outcome).to_numpy(bool)

    def among(rows: np.ndarray) -> np.ndarray:
        return runs.run.isin(blocks.run[rows]).to_numpy(bool)

    seats = seated(nested.scenario)
    for party in sorted({*seats, *blocks.party}):
        yield ("party", party), among((blocks.party == party).to_numpy(bool))
    for party in seats:
        for demand in spec.parties[party].preconditions:
            over = (blocks.party == party) & (blocks.kind == "demand") & (blocks.over == demand)
            yield ("demand", f"{party}.{demand}"), among(over.to_numpy(bool))


def possible(results: Results) -> list[str]:
    """The outcomes that the stages of the primary forum allow, and any other that came about."""
    scenario = results.scenario
    found = {*reachable(scenario, scenario.spec.forum[1]), *results.outcomes.index}
    return [outcome for outcome in OUTCOMES if outcome in found]
