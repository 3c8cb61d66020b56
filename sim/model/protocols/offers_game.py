"""What protocols have in common in which one seat proposes and the others answer: equilibria."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from sim.model.game import Game, Plan
from sim.model.protocols.base import Protocol
from sim.theory.packages import TOLERANCE
from sim.theory.sequential import Ballot, Waiting, backward_induction

_MOST_KEPT = 20_000  # rows; more are met only where values change all the time


class Steps(NamedTuple):
    """How everybody acts in one run, in each of the states through which rounds go in turn.

    Attributes
    ----------
    packages : ndarray of int, shape (states, seats, k)
        What each seat proposes where it may, one of k; -1 for nothing.
    chances : ndarray, shape (states, seats, k)
        With what chance: they add up to 1, or to 0 where a seat proposes nothing.
    least : ndarray, shape (states, seats)
        What going on is worth to each.
    """

    packages: np.ndarray
    chances: np.ndarray
    least: np.ndarray


class OffersGame(Protocol):
    """One seat proposes, the others answer, and the next round may be another's.

    Its equilibrium is worked out once for all runs that are alike, and kept for the rounds to come.
    """

    solutions = ("backward_induction", "stationary")
    foresees = False

    def recognition(self, game: Game) -> np.ndarray:
        """The chance of each seat to propose in each round: (n, rounds, seats)."""
        raise NotImplementedError

    def steady(self, game: Game, indifferent: str) -> Iterable[Steps]:
        """How everybody acts in the stationary equilibrium: one for each run."""
        raise NotImplementedError

    def equilibrium(
        self, game: Game, solution: str, *, indifferent: str = "accept", **options
    ) -> Plan:
        """How the party that looks acts now: see `Protocol.equilibrium`.

        indifferent : whether a seat to which an offer is worth what going on is accepts it.
        """
        extra = 0.0 if indifferent == "accept" else 2 * TOLERANCE
        packages = game.utility.shape[1]
        plan = Plan(np.zeros((len(game.round), packages)), np.zeros(len(game.round)))
        for steps, rows in self._solved(game, solution, indifferent):
            state = (game.round[rows] - 1) % len(steps.least)
            offered, chance = steps.packages[state, game.me], steps.chances[state, game.me]
            here, which = np.nonzero(chance > 0)
            np.add.at(plan.offers, (rows[here], offered[here, which]), chance[here, which])
            plan.least[rows] = steps.least[state, game.me] + extra
        return plan

    def _solved(self, game: Game, solution: str, indifferent: str):
        """Yield how to act, and the runs in which that is how: `Steps`, (n,) integers."""
        known: dict[bytes, Steps] = self.__dict__.setdefault("_known", {})
        alike: dict[bytes, list[int]] = {}
        for row, key in enumerate(_keys(game, solution, indifferent)):
            alike.setdefault(key, []).append(row)
        if len(known) > _MOST_KEPT:
            known.clear()
        new = [key for key in alike if key not in known]
        if new:
            few = _rows(game, np.array([alike[key][0] for key in new]))
            if solution == "stationary":
                known.update(zip(new, self.steady(few, indifferent), strict=True))
            else:
                known.update(zip(new, self._from_the_end(few, indifferent), strict=True))
        for key, rows in alike.items():
            yield known[key], np.array(rows)

    def _from_the_end(self, game: Game, indifferent: str) -> Iterable[Steps]:
        """Backward induction: one `Steps` for each run, with a state for each round."""
        solved = backward_induction(
            game.utility, game.reservation, self.recognition(game),
            waiting=Waiting(game.patience, game.flow, game.cost),
            ballot=ballot(game), allowed=game.allowed & game.present[:, None, :],
            indifferent=indifferent,
        )  # fmt: skip
        for offers, least in zip(solved.offers, solved.least, strict=True):
            yield Steps(offers[..., None], (offers[..., None] >= 0).astype(float), least)


def ballot(game: Game) -> Ballot:
    """The decision rule of a table in terms of theory: who stays away says yes, or no."""
    rule, away = game.rule, ~game.present
    if not rule.absent_agrees:
        return Ballot(rule.weight, rule.quota, np.broadcast_to(rule.veto, away.shape))
    quota = rule.quota.copy()
    for k in range(away.shape[1]):
        quota -= np.where(away[:, k], rule.weight[:, k], 0.0)
    return Ballot(rule.weight, quota, rule.veto & game.present)


class Among(NamedTuple):
    """A table in one run, in terms of theory: those who came alone.

    Attributes
    ----------
    seats : ndarray of int, shape (n,)
        Their places among the seats.
    utility : ndarray, shape (packages, n)
    reservation : ndarray, shape (n,)
    waiting : Waiting
    ballot : Ballot
    allowed : ndarray of bool, shape (packages, n), or None
        None where nobody has a red line.
    """

    seats: np.ndarray
    utility: np.ndarray
    reservation: np.ndarray
    waiting: Waiting
    ballot: Ballot
    allowed: np.ndarray | None


def among_present(game: Game, row: int) -> Among:
    """The table in one run, without the seats that stayed away."""
    here = np.flatnonzero(game.present[row])
    rule, away = ballot(game), ~game.present[row]
    blocked = (np.broadcast_to(rule.vetoes, game.present.shape)[row] & away).any()
    quota = np.inf if blocked else rule.quota[row]
    allowed = game.allowed[:, here]
    return Among(
        here, game.utility[row][:, here], game.reservation[row, here],
        Waiting(game.patience[row, here], game.flow[row, here], game.cost[row, here]),
        Ballot(rule.weights[row, here], quota, game.rule.veto[here]),
        None if allowed.all() else allowed,
    )  # fmt: skip


def _keys(game: Game, solution: str, indifferent: str) -> Iterable[bytes]:
    """All that an equilibrium hangs on, in a few bytes a run."""
    shared = repr((game.seats, game.rounds, solution, indifferent, game.rule.absent_agrees))
    start = blake2b(shared.encode(), digest_size=16)
    start.update(game.allowed.tobytes())
    start.update(game.rule.veto.tobytes())
    parts = (
        game.utility, game.reservation, game.patience, game.flow, game.cost, game.present,
        game.rule.weight, game.rule.quota[:, None],
    )  # fmt: skip
    each = [np.ascontiguousarray(part, float) for part in parts]
    for row in range(len(game.round)):
        key = start.copy()
        for part in each:
            key.update(part[row])
        yield key.digest()


def _rows(game: Game, rows: np.ndarray) -> Game:
    """The same table in some of the runs."""
    own = ("present", "utility", "reservation", "patience", "flow", "cost", "round")
    few = {name: getattr(game, name)[rows] for name in own}
    rule = game.rule._replace(weight=game.rule.weight[rows], quota=game.rule.quota[rows])
    return Game(**(vars(game) | few | {"rule": rule}))
