"""Whether anybody gains by acting otherwise once: every one-shot deviation, tried in the engine.

A profile of strategies is a subgame-perfect equilibrium of a game with finitely many rounds, or
with discounting, if and only if no party gains by deviating from it once, anywhere, on the path or
off it, and going back to it at once (Blackwell 1965; Hendon, Jacobsen & Sloth 1996, Games and
Economic Behavior 12). So an equilibrium can be checked without any theory of it: play every such
deviation and compare payoffs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.draws import Replayed
from sim.experiments.scripted import ANSWER, PROPOSE, STAY, Cases, Script, Scripted
from sim.model.protocols import AlternatingOffers
from sim.model.strategies.base import Strategy
from sim.model.talks import Talks
from sim.registry import strategies as registered
from sim.scenario.errors import listed
from sim.scenario.scenario import Scenario

ACTS = ("propose", "answer", "stay")
BLOCK = 500  # runs in one model
COLUMNS = [
    "party", "round", "act", "offer", "deviation",
    "value_equilibrium", "value_deviation", "gain", "error", "runs",
]  # fmt: skip


def deviations(
    scenario: Scenario,
    *,
    parties: Iterable[str] | None = None,
    rounds: Iterable[int] | None = None,
    runs: int = 1,
    seed: int = 0,
    strategies: Mapping[str, Callable[[], Strategy]] | None = None,
) -> pd.DataFrame:
    """Try every one-shot deviation from the strategies of a scenario, in the engine itself.

    In each round, each party whose turn it is proposes every package instead of its own, and none;
    answers every package that could have been proposed to it the other way; and leaves instead of
    staying. All rounds before are made to fail, whatever the strategies say, and where answers are
    given in turn, those before it accept; all others and all that comes later go by the strategies.

    Parameters
    ----------
    scenario : Scenario
        One forum whose stages are ``[bargain]``, in which parties make the offers.
    parties : iterable of str, optional
        Whose deviations; everybody's unless given.
    rounds : iterable of int, optional
        In which rounds, from 1; in all up to the deadline unless given.
    runs : int
        How often each is played; more than 1 where something is drawn. The same draws are replayed
        for all, so that differences are not due to chance.
    seed : int
    strategies : mapping of str to callable, optional
        Who plays something else than the scenario says: party -> what makes its strategy.

    Returns
    -------
    pandas.DataFrame
        One row a deviation, the largest gain first. ``party``, ``round``, ``act`` (propose, answer,
        stay); ``offer``, what it answers, or what it would have proposed; ``deviation``, what it
        does instead; ``value_equilibrium`` and ``value_deviation``, what it is left with on
        average, as of the start; ``gain``, their difference, and its standard ``error``; ``runs``,
        in how many it came to that.

    Raises
    ------
    ValueError
        Of a scenario that is not of that kind, or where something is drawn and `runs` is 1.

    Examples
    --------
    >>> import sim
    >>> tough = {"responder": lambda: sim.strategies.get("time_dependent")(exponent=2)}
    >>> game = sim.Scenario.load("ultimatum").with_({"issues.pie.pie.steps": 4})
    >>> found = deviations(game, parties=["responder"], strategies=tough)
    >>> found.loc[0, ["offer", "deviation"]].tolist(), float(found.gain[0].round(3))
    (['p2_2', 'accept'], 0.707)
    """
    bench = _Bench(scenario, runs, seed, dict(strategies or {}))
    seats = [p for p in bench.seats if parties is None or p in set(parties)]
    last = scenario.spec.forum[1].deadline
    tried = range(1, last + 1) if rounds is None else sorted(set(rounds))
    cases = _cases(bench, [bench.parties.index(p) for p in seats], list(tried))
    return _table(bench.packages(), bench.parties, cases, bench.play(cases))


class Played(NamedTuple):
    """What came of cases: arrays (cases, runs).

    Attributes
    ----------
    value : ndarray
        What the party that is looked at is left with.
    chosen : ndarray of int
        What it did: see `Script`.
    reached : ndarray of bool
        Where it came to its choice.
    """

    value: np.ndarray
    chosen: np.ndarray
    reached: np.ndarray


class _Bench:
    """Where cases are played."""

    def __init__(
        self,
        scenario: Scenario,
        runs: int,
        seed: int,
        others: dict[str, Callable[[], Strategy]],
    ) -> None:
        self.scenario, self.runs, self.others = scenario, runs, others
        self.draws = Replayed(seed, runs)
        self.parties = scenario.spec.party_names
        self.seats = sorted(scenario.spec.forum[1].seats)
        table = Talks(scenario, runs=1, rng=self.draws).forum.table
        self.in_turn = isinstance(table.protocol, AlternatingOffers)
        self._refuse_what_is_not_tried(table.protocol)

    def _refuse_what_is_not_tried(self, protocol: Any) -> None:
        spec = self.scenario.spec
        name, forum = spec.forum
        if len(spec.forums) > 1:
            raise ValueError(
                f"deviations are tried in one forum; there are {listed(spec.forums)}; "
                "take a scenario with one of them"
            )
        if forum.stages != ("bargain",):
            raise ValueError(
                f"deviations are tried at the table; the stages of forum '{name}' are "
                f"{listed(forum.stages)}; write stages: [bargain]"
            )
        if self.runs == 1 and (protocol.random or spec.noise > 0):
            what = f"the protocol {forum.protocol.name}" if protocol.random else "the noise"
            raise ValueError(
                f"what {what} draws decides what a deviation brings, and runs is 1; "
                "give more runs, such as 200"
            )

    def play(self, cases: Cases) -> Played:
        """Play each case in all runs."""
        shape = len(cases), self.runs
        value, reached, chosen = np.zeros(shape), np.zeros(shape, bool), np.zeros(shape, int)
        for first, script, talks in self._blocks(cases):
            block = slice(first, first + len(script.case))
            who = cases.party[script.case]
            value.reshape(-1)[block] = talks.utility[np.arange(len(who)), who]
            reached.reshape(-1)[block] = script.reached
            chosen.reshape(-1)[block] = script.chosen
        return Played(value, chosen, reached)

    def turns(self, rounds: list[int]) -> tuple[np.ndarray, ...]:
        """Who proposes and who answers in each of some rounds: (rounds, parties) booleans."""
        nobody = len(self.parties)
        pilots = ((ANSWER, -1), (ANSWER, 0), (PROPOSE, -1))  # all say yes, or all say no
        cases = Cases.of(
            [(nobody, round, act, offer, -1, 0, 0) for round in rounds for act, offer in pilots]
        )
        shape = len(cases), self.runs, nobody
        proposes, answers = np.zeros((2, *shape), bool)
        for first, script, _ in self._blocks(cases):
            block = slice(first, first + len(script.case))
            proposes.reshape(-1, nobody)[block] = script.proposed
            answers.reshape(-1, nobody)[block] = script.answered
        if (proposes & answers).any():
            name = self.scenario.spec.forum[1].protocol.name
            raise ValueError(
                f"deviations are tried where a round is one offer; under {name} a party answers "
                "and proposes in the same round"
            )
        each = (len(rounds), -1, nobody)
        return tuple(np.any(turn.reshape(each), axis=1) for turn in (proposes, answers))

    def _blocks(self, cases: Cases) -> Iterator[tuple[int, Script, Talks]]:
        """Play block by block: the first run of each, what was forced in it, and how it ended."""
        for first in range(0, len(cases) * self.runs, BLOCK):
            numbers = np.arange(first, min(first + BLOCK, len(cases) * self.runs))
            script = Script(cases, numbers // self.runs, self.in_turn, len(self.parties))
            made = {
                name: Scripted(self._strategy(name), self.parties.index(name), script)
                for name in self.parties
            }
            talks = Talks(self.scenario, len(numbers), first, self.draws, strategies=made)
            yield first, script, talks.run()

    def _strategy(self, party: str) -> Strategy:
        if party in self.others:
            return self.others[party]()
        choice = self.scenario.spec.parties[party].strategy
        return registered.get(choice.name)(**choice.options)

    def packages(self) -> list[str]:
        """What every package is called."""
        forum = Talks(self.scenario, runs=1, rng=self.draws).forum
        numbers = range(len(forum.tables.packages))
        return ["; ".join(forum.tables.package_name(x).values()) for x in numbers]


def _cases(bench: _Bench, parties: list[int], rounds: list[int]) -> Cases:
    """Every deviation, each after the case that it is compared with."""
    packages = range(len(bench.packages()))
    proposes, answers = bench.turns(rounds)
    if not proposes.any():
        raise ValueError("deviations are tried where parties make the offers; here nobody does")
    rows: list[tuple] = []

    def add(party: int, round: int, act: int, offer: int, instead: Iterable[int]) -> None:
        base = len(rows)
        rows.append((party, round, act, offer, -1, 0, base))
        rows.extend((party, round, act, offer, package, 1, base) for package in instead)

    for place, round in enumerate(rounds):
        for party in parties:
            if proposes[place, party]:
                add(party, round, PROPOSE, -1, [-1, *packages])
            if answers[place, party]:
                for offer in packages:
                    add(party, round, ANSWER, offer, [-1])
            add(party, round, STAY, -1, [-1])
    return Cases.of(rows)


def _table(packages: list[str], parties: Sequence[str], cases: Cases, done: Played) -> pd.DataFrame:
    """One row a deviation, averaged over the runs that came to it, the largest gain first."""
    rows = []
    for k in np.flatnonzero(cases.deviates & done.reached.any(axis=1)):
        base, act, here = cases.against[k], int(cases.act[k]), done.reached[k]
        own, instead = done.chosen[base, here], done.chosen[k, here]
        if (own == instead).all():
            continue
        before, after = done.value[base, here], done.value[k, here]
        gain, number = after - before, int(here.sum())
        offer = np.full(1, cases.offer[k]) if act == ANSWER else own
        rows.append((
            parties[cases.party[k]], int(cases.round[k]), ACTS[act],
            "" if act == STAY else _said(PROPOSE, offer, packages), _said(act, instead, packages),
            before.mean(), after.mean(), gain.mean(),
            gain.std(ddof=1) / np.sqrt(number) if number > 1 else np.nan, number,
        ))  # fmt: skip
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values("gain", ascending=False, kind="stable", ignore_index=True)


def _said(act: int, chosen: np.ndarray, packages: list[str]) -> str:
    """What was done, which may differ from run to run."""
    if (chosen != chosen[0]).any():
        return "several"
    if act == PROPOSE:
        return packages[chosen[0]] if chosen[0] >= 0 else "nothing"
    return (("refuse", "accept") if act == ANSWER else ("leave", "stay"))[chosen[0]]
