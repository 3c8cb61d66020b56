"""Predictions staked before the runs: their tables, and how they come out.

A stake is a hit if the 95% interval of the paired difference leaves out 0 on the side it named, a
miss if on the other, and undecided if the interval holds 0.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.experiments.case_files import CaseFile
from sim.experiments.compare import Comparison
from sim.experiments.paired import Difference
from sim.experiments.quantities import Quantity
from sim.experiments.trial import Effort, Trial, Watch, trial
from sim.scenario import library
from sim.scenario.errors import Path, Problem, ScenarioError
from sim.scenario.fields import Name, Names
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Body

HIT, MISS, UNDECIDED = "hit", "miss", "undecided"
_SUFFIX = ".predictions.yaml"
_DIRECTION = {"up": 1, "down": -1}


class Which(Body):
    """Which outcome is meant by ``P(outcome)``, and how often at most or at least."""

    outcome: str | None = None
    package: dict[str, str] = Field(default_factory=dict)
    at_most: float | None = None
    at_least: float | None = None


class Prediction(Body):
    """One stake, as it is written."""

    change: dict[str, Any] = Field(default_factory=dict)
    drop: Names = ()
    quantity: str
    forum: str | None = None
    of: Which = Which()
    sign: Literal["up", "down", "none_above", "none_below"]
    at_most: float | None = None
    at_least: float | None = None
    reason: str

    def bound(self, which: Literal["at_most", "at_least"]) -> float | None:
        """The bound, which stands beside the sign or under ``of``."""
        beside: float | None = getattr(self, which)
        return beside if beside is not None else getattr(self.of, which)


Predictions = Annotated[dict[Name, Prediction], Field(min_length=1)]


@dataclass(frozen=True)
class Stake:
    """A prediction, ready to be scored.

    Attributes
    ----------
    name : str
    prediction : Prediction
    quantity : Quantity
    changed : Scenario or None
        The scenario with the change; None where nothing is changed.
    """

    name: str
    prediction: Prediction
    quantity: Quantity
    changed: Scenario | None


@dataclass(frozen=True)
class Table:
    """The predictions about one version of a scenario.

    Attributes
    ----------
    title : str
        The scenario's name, and for an earlier version which.
    scenario : Scenario
    stakes : tuple of Stake
    """

    title: str
    scenario: Scenario
    stakes: tuple[Stake, ...]

    def passes(self) -> int:
        """How many scenarios have to be run to score it."""
        return len({self.scenario.hash, *(s.changed.hash for s in self.stakes if s.changed)})


@dataclass(frozen=True)
class Scored:
    """How a stake came out.

    Attributes
    ----------
    stake : Stake
    difference : Difference
        Of the scenario as written and changed; with itself where nothing is changed.
    verdict : str
        ``hit``, ``miss`` or ``undecided``.
    failures : int
        Pairs of runs left out because one of them failed.
    """

    stake: Stake
    difference: Difference
    verdict: str
    failures: int


def tables(source: str) -> list[Table]:
    """Read the predictions about a scenario, and those about earlier versions of it.

    They stand beside it in ``NAME.predictions.yaml``; those about an earlier version N, with that
    version, in ``earlier/NAME.vN.predictions.yaml`` and ``earlier/NAME.vN.yaml``.

    Parameters
    ----------
    source : str
        A file, or the name of a scenario that ships.

    Returns
    -------
    list of Table
        The current one, then earlier ones, the latest first.

    Raises
    ------
    ScenarioError
        If there are none, or something is wrong with one; with the lines.

    Examples
    --------
    >>> tables("geneva-2013")[-1].stakes[0].name
    'kerry_threat_convenes'
    """
    path = library.locate(source)
    files = [(path.stem, path), *_earlier(path)]
    found = [(title, file) for title, file in files if _beside(file).is_file()]
    if not found:
        problem = Problem((), None, "there is no such table of predictions")
        raise ScenarioError(str(_beside(path)), [problem])
    return [_table(title, file) for title, file in found]


def staked() -> list[str]:
    """Return the names of the scenarios that ship with a table, for any of their versions."""
    paths = {name: library.find(name) for name in library.names()}
    return [
        name
        for name, path in paths.items()
        if any(_beside(file).is_file() for file in (path, *(f for _, f in _earlier(path))))
    ]


def _beside(path: FilePath) -> FilePath:
    return path.with_name(path.stem + _SUFFIX)


def _earlier(path: FilePath) -> list[tuple[str, FilePath]]:
    """Titles and files of earlier versions, the latest first."""
    pattern = re.compile(re.escape(path.stem) + r"\.v([0-9]+)\.yaml")
    files = (path.parent / "earlier").glob(f"{path.stem}.v*.yaml")
    versions = {int(m[1]): file for file in files if (m := pattern.fullmatch(file.name))}
    titles = {n: f"{path.stem}, version {n} (earlier)" for n in versions}
    return [(titles[n], versions[n]) for n in sorted(versions, reverse=True)]


def _table(title: str, path: FilePath) -> Table:
    file = CaseFile(_beside(path), Scenario.load(path))
    predictions = file.fit(Predictions)
    stakes = [_stake(file, name, prediction) for name, prediction in predictions.items()]
    file.refuse()
    return Table(title, file.scenario, tuple(stake for stake in stakes if stake))


def _stake(file: CaseFile, name: str, prediction: Prediction) -> Stake | None:
    """Check one prediction against the scenario."""
    where: Path = (name,)
    _sensible(file, where, prediction)
    scenarios: list[Scenario] = [file.scenario]
    changed = None
    if prediction.change or prediction.drop:
        changed = file.changed(where, prediction.change, prediction.drop)
        scenarios += [changed] if changed else []
    of = prediction.of
    asked = file.quantity(
        (name, "quantity"), prediction.quantity, scenarios,
        forum=prediction.forum, outcome=of.outcome, package=of.package,
    )  # fmt: skip
    return Stake(name, prediction, asked, changed) if asked else None


def _sensible(file: CaseFile, where: Path, prediction: Prediction) -> None:
    """Find stakes that could not be scored: no change where one is compared, no bound, or two."""
    sign, said = prediction.sign, f"{where[0]}: "
    changes = bool(prediction.change or prediction.drop)
    if sign in _DIRECTION and not changes:
        file.wrong(where, f"{said}nothing is changed; '{sign}' needs change: or drop:")
    if sign not in _DIRECTION and changes:
        file.wrong(where, f"{said}'{sign}' is about the scenario as written; leave the change out")
    needed = {"none_above": "at_most", "none_below": "at_least"}.get(sign)
    bounds: tuple[Literal["at_most"], Literal["at_least"]] = ("at_most", "at_least")
    for bound in bounds:
        given = prediction.bound(bound) is not None
        if bound == needed and not given:
            file.wrong((*where, "sign"), f"{said}'{sign}' needs {bound}:, as in {bound}: 0.01")
        if bound != needed and given:
            file.wrong((*where, bound), f"{said}'{bound}' says nothing to sign '{sign}'; drop it")
        if getattr(prediction, bound) is not None and getattr(prediction.of, bound) is not None:
            file.wrong((*where, bound), f"{said}'{bound}' stands twice; keep the one by the sign")


def score(table: Table, effort: Effort, progress: Watch | None = None) -> list[Scored]:
    """Run a scenario and its changes on the same draws, and score each stake.

    Parameters
    ----------
    table : Table
    effort : Effort
        No nested pass is needed: the rule asks for simulation noise alone.
    progress : callable, optional
        Called with the name of the pass, the runs done in it and their number.
    """
    done: dict[str, Trial] = {}

    def run(scenario: Scenario) -> Trial:
        if scenario.hash not in done:
            name = f"{table.title}: {len(done) + 1} of {table.passes()}"
            done[scenario.hash] = trial(scenario, effort, progress, name)
        return done[scenario.hash]

    base = run(table.scenario)
    return [
        _scored(stake, Comparison(base, run(stake.changed or table.scenario)))
        for stake in table.stakes
    ]


def _scored(stake: Stake, comparison: Comparison) -> Scored:
    found = comparison.difference(stake.quantity)
    return Scored(stake, found, verdict(stake.prediction, found), comparison.failures)


def verdict(prediction: Prediction, found: Difference) -> str:
    """Judge a stake by the rule it was made under.

    Examples
    --------
    >>> stake = Prediction(quantity="P(held)", sign="up", reason="", drop=["threats.war"])
    >>> [verdict(stake, Difference(0.5, 0.6, 0.1, *ends)) for ends in [(0.05, 0.15), (-0.1, 0.3)]]
    ['hit', 'undecided']
    """
    if prediction.sign in _DIRECTION:
        signs = {_DIRECTION[prediction.sign]: HIT, -_DIRECTION[prediction.sign]: MISS}
        return signs.get(found.sign, UNDECIDED)
    if found.a != found.a:  # NaN: no run meets the condition
        return UNDECIDED
    most, least = prediction.bound("at_most"), prediction.bound("at_least")
    kept = (most is None or found.a <= most) and (least is None or found.a >= least)
    return HIT if kept else MISS


def totals(scored: Sequence[Scored]) -> dict[str, int]:
    """Count hits, misses and undecided stakes."""
    counts = Counter(each.verdict for each in scored)
    return {verdict: counts[verdict] for verdict in (HIT, MISS, UNDECIDED)}
