"""The smallest change by one party that would turn the outcome. Experimental.

All single moves of the catalogue are tried, then all pairs, then all triples, as far as a budget of
simulated scenarios goes. They share their draws, so that moves can be compared (Glasserman & Yao
1992); but the best of many is best in part by luck, so that whatever is found is run again on
another seed, and only those numbers are reported (the winner's curse: Capen, Clapp & Campbell 1971;
Smith & Winkler 2006). The others stay as the model has them: they answer the move, and do not
bargain over it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

import pandas as pd

from sim.draws import Draws
from sim.experiments.around import share_of_some
from sim.experiments.challenge.editing import unevidenced
from sim.experiments.compare import Comparison
from sim.experiments.explain.moves import CannotAsk, Move, apply, catalogue, compatible
from sim.experiments.paired import Difference
from sim.experiments.quantities import Quantity
from sim.experiments.quantities import quantity as read
from sim.experiments.simulate import Job, simulate
from sim.experiments.trial import RUNS_PER_DRAW, Effort, Trial, Watch, ticks, trial
from sim.experiments.uncertainty import Probability
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import Scenario

Moves = tuple[Move, ...]


@dataclass(frozen=True)
class Search:
    """How far to search.

    Attributes
    ----------
    runs : int
        Of each scenario that is tried.
    budget : int
        Scenarios to try at most, the one as written included.
    most : int
        Moves to combine at most.
    confirm : int
        Finds to run again on another seed at most, the smallest first. Whichever holds up is
        reported, so that more of them bring back a little of the luck.
    """

    runs: int = 400
    budget: int = 60
    most: int = 3
    confirm: int = 3

    def __post_init__(self) -> None:
        if min(self.runs, self.budget, self.most, self.confirm) < 1:
            raise ValueError("runs, budget, most and confirm of a search are at least 1")


@dataclass(frozen=True)
class Confirmed:
    """What some moves bring, on draws on which they were not found.

    Attributes
    ----------
    moves : tuple of Move
    chance : Probability
        With both uncertainties.
    difference : Difference
        From the scenario as written, paired.
    own_utility : Difference
        The same of what the party is left with, on average.
    failures : int
        Pairs of runs that are in no number.
    """

    moves: Moves
    chance: Probability
    difference: Difference
    own_utility: Difference
    failures: int


@dataclass
class SmallestChange:
    """The smallest change found, or what came closest.

    Attributes
    ----------
    scenario : Scenario
    party, quantity : str
    target : float
        The chance to be exceeded.
    search : Search
    effort : Effort
        Of the confirmation, under a seed that follows from the search's.
    catalogue : list of Move
        What the party could decide otherwise.
    tried : pandas.DataFrame
        ``moves`` (a tuple), ``steps``, ``size``, ``value`` on the draws of the search; the scenario
        as written first. Not to be reported: the best of many.
    left : dict of int to int
        Steps -> combinations that the budget left untried.
    impossible : int
        Combinations that give no scenario.
    confirmed : list of Confirmed
        What was run again, in order; the last is the one found, or the one that came closest.
    found : bool
        Whether the last of these exceeds the target.
    failures : int
        Runs of the search that failed, and are in no number.
    """

    scenario: Scenario
    party: str
    quantity: str
    target: float
    search: Search
    effort: Effort
    catalogue: list[Move]
    tried: pd.DataFrame = field(default_factory=pd.DataFrame)
    left: dict[int, int] = field(default_factory=dict)
    impossible: int = 0
    confirmed: list[Confirmed] = field(default_factory=list)
    found: bool = False
    failures: int = 0

    @property
    def best(self) -> Confirmed:
        """The change found, or what came closest."""
        return self.confirmed[-1]

    @property
    def as_written(self) -> Probability:
        """The chance in the scenario as written, on the draws of the confirmation."""
        return self.confirmed[0].chance


def smallest_change(
    scenario: Scenario | str,
    party: str,
    target: float = 0.5,
    quantity: str = "P(held)",
    *,
    search: Search | None = None,
    effort: Effort | None = None,
    progress: Watch | None = None,
) -> SmallestChange:
    """Look for the smallest change by one party that lifts a chance above a target.

    The fewest moves count as smallest, then the shortest (see `sim.experiments.explain.moves`),
    then what lifts the chance most.

    Parameters
    ----------
    scenario : Scenario or str
    party : str
        Who moves; everybody else answers as the model has it.
    target : float
        In (0, 1).
    quantity : str
        A probability, in the language of `sim.experiments.quantities`.
    search : Search, optional
        400 runs of 60 scenarios unless given.
    effort : Effort, optional
        Of the confirmation; 2,000 runs and 40 draws of the assumptions unless given. Its seed is
        that of the search; the confirmation is under another, which follows from it.
    progress : callable, optional
        Called with the name of a pass, the runs done in it and their number.

    Raises
    ------
    CannotAsk
        If there is no such party, the target is no chance, or the quantity no probability.
    """
    if not 0 < target < 1:
        raise CannotAsk(f"the target is {target:g}; a chance above 0 and below 1 is needed")
    scenario = Scenario.load(scenario) if isinstance(scenario, str) else scenario
    asked = read(quantity, scenario)
    if asked.event is None:
        raise CannotAsk(f"{quantity} is no probability; write P(held), P(convene), ...")
    moves = catalogue(scenario, party)
    effort = effort or Effort(2_000, 0, 40)
    out = SmallestChange(scenario, party, quantity, target, search or Search(), effort, moves)
    desk = _Desk(unevidenced(scenario), asked, out, progress)
    desk.value(())
    out.found = desk.confirm(()).chance.share > target  # not where it cannot be asked of any run
    if not out.found:
        _look(desk, out)
    out.tried = pd.DataFrame(desk.tried, columns=["moves", "steps", "size", "value"])
    return out


def most_runs(search: Search, effort: Effort) -> int:
    """Return how many runs a search takes at most."""
    return search.budget * search.runs + (2 + search.confirm) * effort.total


# -- the search ----------------------------------------------------------------------------------


def _look(desk: _Desk, out: SmallestChange) -> None:
    """Single moves, then pairs, then triples, until one of them is found and confirmed."""
    again = out.search.confirm
    for steps in range(1, out.search.most + 1):
        reached = [line for line in desk.all_of(steps) if line[3] > out.target]
        for moves, *_ in sorted(reached, key=lambda line: (line[2], -line[3]))[:again]:
            again -= 1
            if desk.confirm(moves).chance.share > out.target:
                out.found = True
                return
        if not again:
            break
    others = [line for line in desk.tried if line[0] and line[3] == line[3]]
    if others:
        closest = max(others, key=lambda line: (line[3], -line[1], -line[2]))[0]
        known = next((each for each in out.confirmed if each.moves == closest), None)
        if known:
            out.confirmed.append(known)
        else:
            out.found = desk.confirm(closest).chance.share > out.target


class _Desk:
    """Where changed scenarios are run, each distinct one once."""

    def __init__(self, bare: Scenario, asked: Quantity, out: SmallestChange, progress) -> None:
        self.tried: list[tuple[Moves, int, float, float]] = []
        self._bare, self._asked, self._out, self._progress = bare, asked, out, progress
        self._known: dict[str, float] = {}
        self._own: Trial | None = None

    def all_of(self, steps: int) -> list[tuple[Moves, int, float, float]]:
        """What all combinations of so many moves bring; the most promising first."""
        alone = {line[0][0].name: line[3] for line in self.tried
                 if line[1] == 1 and line[3] == line[3]}  # fmt: skip
        here = [c for c in combinations(self._out.catalogue, steps) if compatible(c)]
        here.sort(key=lambda moves: -sum(alone.get(move.name, 0.0) for move in moves))
        for place, moves in enumerate(here):
            if self.value(moves) is None:
                self._out.left[steps] = len(here) - place
                break
        return [line for line in self.tried if line[1] == steps]

    def value(self, moves: Moves) -> float | None:
        """What some moves bring on the draws of the search; None where that cannot be tried."""
        out = self._out
        try:
            changed = apply(self._bare, moves) if moves else self._bare
        except ScenarioError:
            out.impossible += 1
            return float("nan")
        if changed.hash not in self._known:
            if len(self._known) >= out.search.budget:
                return None
            self._known[changed.hash] = self._simulated(changed)
        value = self._known[changed.hash]
        self.tried.append((moves, len(moves), sum(move.size for move in moves), value))
        return value

    def _simulated(self, changed: Scenario) -> float:
        search, effort = self._out.search, self._out.effort
        tick = ticks(self._progress, f"trying {len(self._known) + 1}", search.runs)
        runs, _ = simulate(Job(changed, search.runs, effort.seed), effort.workers, tick)
        self._out.failures += int(runs.run_status.ne("ok").sum())
        over, under = self._asked.counts(runs)
        return float(over.sum() / under.sum()) if under.any() else float("nan")

    def confirm(self, moves: Moves) -> Confirmed:
        """Run some moves again, on another seed, and beside the scenario as written."""
        effort = self._out.effort
        other = Effort(effort.runs, _another(effort.seed), effort.draws, effort.workers)
        name = f"confirming {len(self._out.confirmed) + 1}"
        changed = trial(
            apply(self._bare, moves) if moves else self._bare, other, self._progress, name
        )
        self._own = self._own or changed
        both = Comparison(self._own, changed)
        found = Confirmed(
            moves,
            _probability(changed, self._asked),
            both.difference(self._asked),
            both.difference(f"E(utility.{self._out.party})"),
            both.failures,
        )
        self._out.confirmed.append(found)
        return found


def _another(seed: int) -> int:
    """A seed that follows from one and is not it."""
    return int(Draws(seed).uniform(("confirmation",), 0, 1)[0] * 2**31)


def _probability(found: Trial, asked: Quantity) -> Probability:
    """A chance with both uncertainties."""
    hits, runs = (int(count.sum()) for count in asked.counts(found.runs))
    nested = None
    if len(found.nested):
        hit, of = (
            count.reshape(-1, RUNS_PER_DRAW).sum(axis=1).astype(int)
            for count in asked.counts(found.nested)
        )
        nested = hit, of
    return Probability(*share_of_some(hits, runs, nested))
