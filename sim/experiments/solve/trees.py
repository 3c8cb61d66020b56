"""A scenario's talks written out as a game tree: who moves when, and what everybody gets.

What is written out is the table: rounds of the primary forum's protocol up to the deadline, with
payoffs as the engine's. An agreement in round t is worth ``patience**(t - 1)`` times its utility,
failing at the deadline T ``patience**(T - 1)`` times the reservation value, and every period before
pays its flow; each round costs what staying costs, paid as it begins. Nobody walks out. A package
that crosses somebody's red line has no node at which that party could accept it; and once it is
settled whether an offer passes, nobody else is asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sim.experiments.solve.at_table import NothingToSolve, table_of
from sim.model.game import Game
from sim.model.protocols.random_proposer import RandomProposer
from sim.model.protocols.simultaneous_demands import SimultaneousDemands
from sim.scenario.scenario import Scenario
from sim.theory.efg import NODES
from sim.theory.packages import TOLERANCE
from sim.theory.solutions import max_min
from sim.theory.tree import Chance, Choice, End, Node, Tree, count


def tree(scenario: Scenario, seed: int = 0, draws: int = 1, *, at_once: bool = True) -> Tree:
    """Write the talks of a finite scenario out as a game tree.

    Parameters
    ----------
    scenario : Scenario
        Its primary forum begins at the table (``stages: [bargain]``), under one of the protocols
        `PROTOCOLS`.
    seed, draws : int
        Over whose assumptions utilities, patience, and the like are averaged.
    at_once : bool
        Whether votes that the protocol takes at once are cast without seeing those of others;
        otherwise they are cast one after another, which is what backward induction can solve. In
        an equilibrium in which everybody votes as if its vote decided, both come to the same.

    Raises
    ------
    NothingToSolve
        If there is no such tree, or it is too large to be written; with what would help.

    Examples
    --------
    >>> from sim.theory.tree import backward_induction
    >>> game = tree(Scenario.load("ultimatum"))
    >>> count(game.root), backward_induction(game).value.tolist()
    (308, [1.0, 0.0])
    """
    forum = scenario.spec.forums[scenario.spec.primary]
    if wrong := _obstacles(scenario):
        raise NothingToSolve(f"{scenario.name} has no game tree: {'; '.join(wrong)}")
    game, packages = table_of(scenario, seed, draws)
    table = _Table(game, packages)
    root = PROTOCOLS[forum.protocol.name](table, at_once)
    size = count(root)
    if size > NODES:
        raise NothingToSolve(_too_large(size, table))
    return Tree(scenario.title, game.seats, root)


def _too_large(size: int, table: _Table) -> str:
    return (
        f"the game tree has {_rough(size)} nodes, and at most {NODES:,} are written: there are"
        f" {len(table.packages):,} packages and {table.rounds} rounds; give"
        " pies and scales fewer steps, or the forum an earlier deadline"
    )


def _rough(size: int) -> str:
    """A count of nodes; of a huge one how many digits it has."""
    digits = len(str(size))
    return f"{size:,}" if digits < 13 else f"about 10 to the power of {digits - 1}"


def _obstacles(scenario: Scenario) -> list[str]:
    """Why a scenario is no game that can be written as a tree, each with what would help."""
    spec = scenario.spec
    forum, wrong = spec.forums[spec.primary], []
    if forum.protocol.name not in PROTOCOLS:
        known = ", ".join(sorted(PROTOCOLS))
        wrong.append(f"the protocol {forum.protocol.name} is not written out; {known} are")
    if list(forum.stages) != ["bargain"]:
        stages = ", ".join(forum.stages)
        wrong.append(f"the talks have the stages {stages}; a tree has stages: [bargain] alone")
    if forum.protocol.name == "simultaneous_demands" and forum.deadline > 1:
        wrong.append(f"demands in {forum.deadline} rounds are not written out; give deadline: 1")
    for what in ("threats", "actions", "events"):
        if getattr(spec, what):
            wrong.append(f"it has {what}, which are not written out; leave them out")
    if len(spec.forums) > 1:
        wrong.append(f"it has {len(spec.forums)} forums; leave one")
    return wrong


class _Table:
    """The table of one run, as the builders of trees ask for it."""

    def __init__(self, game: Game, packages: tuple[str, ...]):
        self.game, self.packages, self.seats = game, packages, game.seats
        self.rounds, self.places = game.rounds, range(len(game.seats))
        self._ends: dict[tuple[int, int], End] = {}

    def end(self, package: int, t: int) -> End:
        """Agreement on a package in round t, or with -1 none at the deadline."""
        if (package, t) not in self._ends:
            game = self.game
            final = game.utility[0, package] if package >= 0 else game.reservation[0]
            weight = game.patience[0] ** np.arange(t)[:, None]  # (rounds, seats)
            waited = ((1 - game.patience[0]) * weight[:-1] * game.flow[0]).sum(axis=0)
            spent = (weight * game.cost[0]).sum(axis=0)
            worth = waited + weight[-1] * final - spent
            agreed = package >= 0
            said = f"{self.packages[package]} in round {t}" if agreed else "no agreement"
            self._ends[package, t] = End(tuple(map(float, worth)), said, t if agreed else t + 1)
        return self._ends[package, t]

    def passes(self, yes: frozenset[int]) -> bool:
        """Whether the decision rule is satisfied."""
        rule = self.game.rule
        weight = sum(rule.weight[0, k] for k in yes)
        vetoed = any(rule.veto[k] and k not in yes for k in self.places)
        return bool(not vetoed and weight >= rule.quota[0] - 1e-12)

    def round(self, proposer: int, t: int, others: list[int], after: Node, at_once: bool) -> Node:
        """A seat proposes, the others answer; without agreement it goes on with `after`."""
        answers = self._vote if at_once else self._answer
        actions = [
            (said, answers(x, t, others, frozenset([proposer]), after))
            for x, said in enumerate(self.packages)
            if self.game.allowed[x, proposer]
        ]
        who = self.seats[proposer]
        return Choice(proposer, (*actions, ("pass", after)), f"{who} proposes in round {t}")

    def _answer(self, x: int, t: int, asked: list[int], yes: frozenset[int], after: Node) -> Node:
        """Those asked answer one after another, until it is settled whether the offer passes."""
        if self.passes(yes):
            return self.end(x, t)
        willing = [k for k in asked if self.game.allowed[x, k]]
        if not self.passes(yes | frozenset(willing)):
            return after
        first, rest = willing[0], willing[1:]
        actions = (
            ("accept", self._answer(x, t, rest, yes | {first}, after)),
            ("refuse", self._answer(x, t, rest, yes, after)),
        )
        return Choice(first, actions, f"{self.seats[first]} answers in round {t}")

    def _vote(
        self, x: int, t: int, asked: list[int], yes: frozenset[int], after: Node, cast: int = 0
    ) -> Node:
        """Those asked vote at once: nobody sees how the others do."""
        willing = [k for k in asked if self.game.allowed[x, k]]
        if not willing:
            return self.end(x, t) if self.passes(yes) else after
        first, rest = willing[0], willing[1:]
        actions = (
            ("accept", self._vote(x, t, rest, yes | {first}, after, cast + 1)),
            ("refuse", self._vote(x, t, rest, yes, after, cast + 1)),
        )
        return Choice(first, actions, f"{self.seats[first]} votes in round {t}", cast)


def _alternating_offers(table: _Table, at_once: bool) -> Node:
    """Rubinstein (1982): the next round is the next seat's; answers are given one by one."""
    given = getattr(table.game.protocol, "order", None) or table.seats
    order = [table.seats.index(name) for name in given]
    node: Node = table.end(-1, table.rounds)
    for t in range(table.rounds, 0, -1):
        k = (t - 1) % len(order)
        node = table.round(order[k], t, order[k + 1 :] + order[:k], node, False)
    return node


def _random_proposer(table: _Table, at_once: bool) -> Node:
    """Baron & Ferejohn (1989): whoever is drawn proposes, and all others vote at once."""
    protocol = table.game.protocol
    assert isinstance(protocol, RandomProposer)
    drawn = protocol.recognition(table.game)[0]  # (rounds, seats)
    node: Node = table.end(-1, table.rounds)
    for t in range(table.rounds, 0, -1):
        ways = []
        for k, chance in enumerate(drawn[t - 1]):
            if chance > 0:
                others = [j for j in table.places if j != k]
                then = table.round(k, t, others, node, at_once)
                ways.append((table.seats[k], float(chance), then))
        node = Chance(tuple(ways), f"who proposes in round {t}")
    return node


def _simultaneous_demands(table: _Table, at_once: bool) -> Node:
    """Everybody demands a package at once; see the protocol for what is agreed then."""
    protocol, n = table.game.protocol, len(table.seats)
    assert isinstance(protocol, SimultaneousDemands)
    size = sum(
        math.prod(int(k) + 1 for k in table.game.allowed.sum(axis=0)[:m]) for m in range(n + 1)
    )
    if size > NODES:
        raise NothingToSolve(_too_large(size, table))
    outcomes: dict[tuple[int, ...], Node] = {}

    def demands(made: tuple[int, ...]) -> Node:
        if len(made) == n:
            fits = tuple(_met(table, made, protocol.on_overlap))
            if fits not in outcomes:
                outcomes[fits] = _drawn(table, fits)
            return outcomes[fits]
        k = len(made)
        may = [x for x in range(len(table.packages)) if table.game.allowed[x, k]]
        actions = [(table.packages[x], demands((*made, x))) for x in may]
        said = f"{table.seats[k]} demands"
        return Choice(k, (*actions, ("nothing", demands((*made, -1)))), said, k * at_once)

    return demands(())


def _met(table: _Table, made: tuple[int, ...], on_overlap: str) -> list[int]:
    """The packages that meet all demands, of which one is agreed."""
    game = table.game
    if min(made) < 0:
        return []
    worth = np.where(game.allowed, game.utility[0], -np.inf)  # (packages, seats)
    over = worth - worth[list(made), range(len(made))]
    fits = np.asarray((over >= -TOLERANCE).all(axis=1))
    if on_overlap == "split":
        fits = max_min(over, fits)
    else:
        fits &= np.isin(np.arange(len(fits)), made)
    return [int(x) for x in np.flatnonzero(fits)]


def _drawn(table: _Table, packages: tuple[int, ...]) -> Node:
    """One of some packages, each as likely as another; no agreement if there are none."""
    if len(packages) < 2:
        return table.end(packages[0] if packages else -1, 1)
    ways = ((table.packages[x], 1 / len(packages), table.end(x, 1)) for x in packages)
    return Chance(tuple(ways), "what is agreed")


#: How the talks of each protocol are written out: (table, at_once) -> the root.
PROTOCOLS: dict[str, Callable[[_Table, bool], Node]] = {
    "alternating_offers": _alternating_offers,
    "random_proposer": _random_proposer,
    "simultaneous_demands": _simultaneous_demands,
}
