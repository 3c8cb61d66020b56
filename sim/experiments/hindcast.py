"""Scenarios scored against what happened, beside three simple rivals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from sim.experiments.funnel import STEPS, reachable
from sim.experiments.history import History
from sim.experiments.history_file import Case
from sim.experiments.progress import watching
from sim.experiments.scores import (
    Forecast,
    brier,
    climatology,
    coarse,
    count_of_demands,
    log_score,
    uniform,
)
from sim.experiments.trial import Effort, Trial, Watch
from sim.experiments.trial import trial as run
from sim.experiments.uncertainty import Probability, Spread, wilson
from sim.model.endings import OUTCOMES
from sim.model.record import Recorder
from sim.model.talks import Talks
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Forum

MODEL = "model"
RIVALS = ("climatology", "uniform", "demands")
FORECASTERS = (MODEL, *RIVALS)
REDUCED = ("convened", "agreed")  # questions with two answers, as in the funnel of results
SCORES = ("brier", "log", *(f"{q}_{s}" for q in REDUCED for s in ("brier", "log")))
COUNTED = 200  # runs whose first period is looked at to count demands


class EveryRunFailed(Exception):
    """There is nothing to score; the message says in which case, and how the first run failed."""


@dataclass(frozen=True)
class Tried:
    """One case: what the model and its rivals gave each outcome.

    Attributes
    ----------
    case : Case
    scenario : Scenario
    reachable : tuple of str
        Outcomes that the scenario can come to.
    outcomes : tuple of str
        These, and any label that it cannot come to; in the order of the stages.
    model : dict of str to Probability
        With both uncertainties.
    forecasts : dict of str to forecast
        By forecaster, `FORECASTERS`.
    unmet, demands : float, int
        Demands of required seats: those unmet at first on average, and all.
    failed : int
        Runs that failed; they are in no number.
    """

    case: Case
    scenario: Scenario
    reachable: tuple[str, ...]
    outcomes: tuple[str, ...]
    model: dict[str, Probability]
    forecasts: dict[str, Forecast]
    unmet: float
    demands: int
    failed: int


@dataclass(frozen=True)
class Hindcast:
    """Scores of scenarios against what happened.

    Attributes
    ----------
    history : History
    runs, seed, draws : int
    trials : dict of str to Tried
        By case.
    """

    history: History
    runs: int
    seed: int
    draws: int
    trials: dict[str, Tried]

    def __repr__(self) -> str:
        cases = ", ".join(self.trials)
        return f"Hindcast({self.runs:,} runs each of {cases}; seed {self.seed})"

    def _repr_html_(self) -> str:
        from sim.analysis import layout
        from sim.analysis.hindsight import page

        return layout.html(page(self))

    @property
    def floor(self) -> float:
        """What a probability below it counts as in the log score: half a run."""
        return 1 / (2 * self.runs)

    @property
    def failures(self) -> int:
        """How many runs failed, over all cases."""
        return sum(trial.failed for trial in self.trials.values())

    @cached_property
    def probabilities(self) -> pd.DataFrame:
        """One row for each case and outcome: what everybody gave it, and whether it happened.

        The model's with simulation noise (``low``, ``high``) and the range over draws of the
        assumptions (``range_low``, ``range_high``).
        """
        rows = []
        for name, trial in self.trials.items():
            for outcome in trial.outcomes:
                happened, can = outcome in trial.case.labels, outcome in trial.reachable
                row = {"case": name, "outcome": outcome, "happened": happened, "reachable": can}
                given = {who: trial.forecasts[who][outcome] for who in FORECASTERS}
                noise = {k: v for k, v in vars(trial.model[outcome]).items() if k != "share"}
                rows.append(row | given | noise)
        return pd.DataFrame(rows)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """One row for each case, label and forecaster: the probability given, and `SCORES`.

        All are losses, 0 at best. Those of a question that the case leaves no choice are NaN.
        """
        rows = []
        for name, trial in self.trials.items():
            for label in trial.case.labels:
                for who in FORECASTERS:
                    forecast = trial.forecasts[who]
                    row = {"case": name, "label": label, "forecaster": who}
                    given = {"probability": forecast[label], **self._scored(forecast, label)}
                    rows.append({**row, **given})
        return pd.DataFrame(rows)

    def by_label(self, score: str) -> pd.DataFrame:
        """Return one score: a row for each case and label, a column for each forecaster."""
        return self.scores.set_index(["case", "label", "forecaster"])[score].unstack()

    def by_case(self, score: str) -> pd.DataFrame:
        """Each forecaster's score in each case: the mean, best and worst over its labels."""
        grouped = self.scores.groupby(["case", "forecaster"], sort=False)[score]
        return grouped.agg(mean="mean", best="min", worst="max")

    def totals(self, score: str) -> pd.DataFrame:
        """Each forecaster's mean over cases, with the range over the choice of labels.

        Columns: ``cases`` that count; ``mean``, with equal parts for the labels of a case; ``best``
        and ``worst`` over the choices of labels; ``lead_low`` and ``lead_high``, the range of the
        model's mean less this one's, both under the same choice: below 0 the model is ahead.
        """
        wide = self.by_label(score).dropna()
        rows = {}
        for who in FORECASTERS:
            own = wide[who].groupby("case").agg(["mean", "min", "max"]).mean()
            lead = (wide[MODEL] - wide[who]).groupby("case").agg(["min", "max"]).mean()
            cases = wide.index.get_level_values("case").nunique()
            rows[who] = (cases, *own, *lead)
        columns = ["cases", "mean", "best", "worst", "lead_low", "lead_high"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns)

    def _scored(self, forecast: Forecast, label: str) -> dict[str, float]:
        row = {"brier": brier(forecast, label), "log": log_score(forecast, label, self.floor)}
        for question in REDUCED:
            passed = STEPS[question]
            two, answer = coarse(forecast, passed), "yes" if label in passed else "no"
            open_ = len({outcome in passed for outcome in forecast}) == 2
            row[f"{question}_brier"] = brier(two, answer) if open_ else math.nan
            row[f"{question}_log"] = log_score(two, answer, self.floor) if open_ else math.nan
        return row


def hindcast(
    history: History | str | Path | None = None,
    runs: int = 10_000,
    seed: int = 0,
    *,
    draws: int = 100,
    workers: int = 1,
    progress: Watch | bool | None = None,
) -> Hindcast:
    """Run the scenario of every case, and score it against what happened.

    Parameters
    ----------
    history : History, str or Path, optional
        What happened, or a file that says so; the six cases that ship unless given.
    runs, seed, draws, workers
        As of `sim.run`, for each case. The draws are made at the scenario's own level of noise.
    progress : callable or bool, optional
        True shows a bar. A callable is called with the name of a case, the runs done for it and
        their number.

    Returns
    -------
    Hindcast

    Raises
    ------
    ScenarioError
        If the history or a scenario is wrong; all errors at once.
    ValueError
        If `runs` is below 1 or `draws` below 0.
    EveryRunFailed
        If every run of a case failed.
    """
    effort = Effort(runs, seed, draws, workers)
    history = history if isinstance(history, History) else History.load(history)
    scenarios, done = history.scenarios(), {}
    with watching(progress, effort.total * len(scenarios)) as watch:
        for name, scenario in scenarios.items():
            done[name] = run(scenario, effort, watch, name)
            _refuse_if_all_failed(name, done[name])
    trials = {name: _scored(history, name, each, seed) for name, each in done.items()}
    return Hindcast(history, runs, seed, draws, trials)


def _refuse_if_all_failed(name: str, done: Trial) -> None:
    if done.results.finished.empty:
        first = done.runs.error.iloc[0]
        raise EveryRunFailed(f"case '{name}': every run failed, the first with: {first}")


def _scored(history: History, name: str, done: Trial, seed: int) -> Tried:
    """Put together what is known of one case."""
    scenario = done.scenario
    place, forum = history.forum(name, scenario)
    column = f"forum.{place}.outcome"
    model = _probabilities(done.results.finished[column], done.spread(column))
    unmet = unmet_demands(scenario, forum, seed)
    return _tried(history, name, scenario, forum, model, unmet, done.failures)


def _probabilities(ends: pd.Series, spread: Spread | None) -> dict[str, Probability]:
    """Each outcome's share of the runs that finished, with both uncertainties."""
    found = {}
    for outcome in OUTCOMES:
        hits = int((ends == outcome).sum())
        unknown = spread.range({outcome}) if spread else (np.nan, np.nan)
        found[outcome] = Probability(hits / len(ends), *wilson(hits, len(ends)), *unknown)
    return found


def _tried(
    history: History,
    name: str,
    scenario: Scenario,
    forum: Forum,
    model: dict[str, Probability],
    unmet: float,
    failed: int,
) -> Tried:
    """Set what the model gave beside the rivals' forecasts over the same outcomes."""
    case = history.cases[name]
    can = reachable(scenario, forum)
    outcomes = tuple(o for o in OUTCOMES if o in can or o in case.labels)
    others = [tuple(other.labels) for key, other in history.cases.items() if key != name]
    forecasts: dict[str, Forecast] = {
        MODEL: {outcome: model[outcome].share for outcome in outcomes},
        "climatology": climatology(others, outcomes),
        "uniform": uniform(outcomes),
        "demands": count_of_demands(unmet, outcomes),
    }
    parties = scenario.spec.parties
    demands = sum(len(parties[seat].preconditions) for seat in forum.required)
    given = {outcome: model[outcome] for outcome in outcomes}
    return Tried(case, scenario, can, outcomes, given, forecasts, unmet, demands, failed)


def unmet_demands(scenario: Scenario, forum: Forum, seed: int = 0) -> float:
    """How many demands of a forum's required seats are unmet at first, by the model's own rule.

    The average over runs, since a demand for a share of strength hangs on what is drawn.

    Examples
    --------
    >>> geneva = Scenario.load("geneva-2013")
    >>> 1 <= unmet_demands(geneva, geneva.spec.forum[1]) <= 2
    True
    """
    recorder = Recorder()
    Talks(scenario, runs=COUNTED, rng=seed, recorder=recorder).step()
    raised = {
        (row["run"], row["actor"], row["about"])
        for row in recorder.rows
        if row["act"] == "demand" and row["actor"] in forum.required
    }
    return len(raised) / COUNTED
