"""Demands made by all at once."""

from __future__ import annotations

import numpy as np

from sim.draws import one_of
from sim.model.game import Game, Plan
from sim.model.protocols.base import Protocol
from sim.registry import protocols
from sim.theory.packages import TOLERANCE
from sim.theory.solutions import SOLUTIONS, max_min

WAYS = ("offer", "split")


@protocols.register("simultaneous_demands")
class SimultaneousDemands(Protocol):
    """Each round everybody demands a package at once, without seeing what the others demand.

    Agreed is a package that gives everybody at least what its own demand would. With
    ``on_overlap: offer`` it has to be one that somebody has demanded; where several will do, lots
    are drawn (Rosenschein & Zlotkin 1994, ch. 3). With ``split`` it may be any package of the
    agenda, and what the demands leave over is shared equally: the least gain over one's own demand
    is made as large as it can be, then the second least, and lots are drawn among ties. For a price
    that is the mean of both bids (Chatterjee & Samuelson 1983, with k = 1/2); with shares of a pie
    it is the Nash demand game, in which nothing is left over in equilibrium (Nash 1953).

    What a package is worth is its worth once signed, as the party sees it. Nobody is asked whether
    it accepts: it has said so with its demand; a package across anybody's red line is never agreed.
    Whoever demands nothing blocks the round. At the deadline those stood in the way who would have
    had less by somebody else's demand than by their own, each over the best of those demands.

    Parameters
    ----------
    on_overlap : str
        ``offer`` or ``split``: what is agreed where the demands can be met together.
    monotonic : bool
        The monotonic concession protocol (Rosenschein & Zlotkin 1994, ch. 3): no demand may be
        worth more to whoever makes it than its last one, which stands otherwise; and once nobody
        moves the talks are over.

    Examples
    --------
    >>> SimultaneousDemands("share")
    Traceback (most recent call last):
    ValueError: on_overlap is 'share'; write offer or split
    """

    only_rules = ("unanimity",)
    solutions = ("nash", "kalai_smorodinsky", "egalitarian")
    foresees = False
    random = True

    def __init__(self, on_overlap: str = "offer", monotonic: bool = False):
        if on_overlap not in WAYS:
            raise ValueError(f"on_overlap is {on_overlap!r}; write {' or '.join(WAYS)}")
        if not isinstance(monotonic, bool):
            raise ValueError(f"monotonic is {monotonic!r}; write true or false")
        self.on_overlap, self.monotonic = on_overlap, monotonic
        self.remembers = monotonic

    def play(self, forum, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Play one round in `rows`: the package agreed or -1, and where nobody has moved."""
        table, seats = forum.table, forum.tables.seats
        here = table.present[np.ix_(rows, seats)]
        worth = forum.prospect.gain[rows[:, None], seats, -1]  # (n, seats, packages)
        worth = np.where(forum.tables.allowed[seats], worth, -np.inf)
        last = table.last_round(rows) if self.monotonic else np.full(here.shape, -1)
        demand = self._demands(forum, rows)
        if self.monotonic:
            more = _at(worth, demand) > _at(worth, last) + TOLERANCE
            demand = np.where((last >= 0) & ((demand < 0) | more), last, demand)
        self._put(forum, rows, demand)
        agreed = self._agreed(forum, rows, worth, np.where(here, demand, -1))
        table.offer[rows] = agreed
        table.said_yes[rows] = table.present[rows] & (agreed >= 0)[:, None]
        still = (table.round[rows] > 1) & (demand == last).all(axis=-1)
        still &= self.monotonic & (agreed < 0)
        self._in_the_way(forum, rows, worth, demand, here)
        forum.record(rows[agreed >= 0], forum.name, "overlap", package=agreed[agreed >= 0])
        forum.record(rows[still], forum.name, "stand_still")
        return agreed, still

    def equilibrium(self, game: Game, solution: str, **options) -> Plan:
        """All demand the package that a solution of the bargaining problem picks.

        No one alone gains by another demand, as the package is efficient: what gives a party more
        gives another less than its own demand. The same holds of every efficient package that pays
        all who came; which of them is played is a choice among these equilibria (Nash 1953). Ties:
        the first in order. Where no package pays everybody, nobody demands anything. The least that
        is accepted is what the package is worth.
        """
        plan = Plan(np.zeros(game.utility.shape[:2]), np.zeros(len(game.round)))
        for here in np.unique(game.present, axis=0):
            rows = np.flatnonzero((game.present == here).all(axis=1))
            least = game.reservation[rows][:, here]
            barred = np.logical_not(game.allowed[:, here]).any(
                axis=1
            )  # a package across a red line pays nobody
            worth = np.where(barred[:, None], least[:, None] - 1, game.utility[rows][..., here])
            picked = SOLUTIONS[solution](worth, least)
            first, some = picked.argmax(axis=1), picked.any(axis=1)
            plan.offers[rows[some], first[some]] = 1.0
            own = game.utility[rows, first, game.me]
            plan.least[rows] = np.where(some, own, np.inf)
        return plan

    def _demands(self, forum, rows: np.ndarray) -> np.ndarray:
        """What each seat demands of its own accord, -1 for nothing or nobody: (n, seats)."""
        table, demand = forum.table, np.full((len(rows), len(forum.seated)), -1)
        table.offer[rows] = -1  # nobody sees what the others demand
        for k, party in enumerate(forum.seated):
            there = table.present[rows, party.index]
            if there.any():
                view = table.view(party, rows[there], forum.prospect, answers=True)
                demand[there, k] = party.proposes(view)
        return demand

    def _put(self, forum, rows: np.ndarray, demand: np.ndarray) -> None:
        """Put all demands on the table at once."""
        for party, package in zip(forum.seated, demand.T, strict=True):
            there = forum.table.present[rows, party.index]
            mine, what = rows[there], package[there]
            forum.table.proposed(mine, party.index, what)
            value = forum.prospect.gain[mine, party.index, -1, what] + party.signing[mine]
            forum.record(mine, party.name, "claim", what >= 0, package=what, value=value)

    def _agreed(self, forum, rows, worth: np.ndarray, demand: np.ndarray) -> np.ndarray:
        """The package that gives everybody what it demands, or -1: (n,).

        worth : (n, seats, packages), -inf across a red line; demand : (n, seats)
        """
        table, t = forum.table, forum.tables
        absent = ~table.present[np.ix_(rows, t.seats)]
        least = np.where(demand >= 0, _at(worth, demand), np.inf)
        over = np.where(absent[..., None], np.inf, worth - least[..., None])
        fits = np.asarray((over >= -TOLERANCE).all(axis=1))  # (n, packages)
        if self.on_overlap == "split":
            fits = max_min(over.transpose(0, 2, 1), fits)
        else:
            demanded = np.zeros(fits.shape, bool)
            for package in demand.T:
                made = np.flatnonzero(package >= 0)
                demanded[made, package[made]] = True
            fits &= demanded
        stream = ("protocol", t.forum_name, "overlap")
        return one_of(fits, t.draws.at_rounds(stream, t.first, table.round)[rows])

    def _in_the_way(self, forum, rows, worth, demand, here) -> None:
        """Whoever would have less by another's demand than by its own, and over which demand.

        worth : (n, seats, packages); demand, here : (n, seats)
        """
        made = demand >= 0
        for k, j in enumerate(forum.tables.seats):
            theirs = np.take_along_axis(worth[:, k], demand, axis=-1)  # worth to j: (n, seats)
            less = made & made[:, k, None] & (theirs < theirs[:, k, None] - TOLERANCE)
            best = np.where(less, np.maximum(theirs, -1e300), -np.inf).argmax(axis=-1)
            over = np.where(less.any(axis=-1), demand[np.arange(len(rows)), best], -1)
            blocks = less.any(axis=-1) | ~made[:, k]
            forum.endings.last_refusals[rows, j] = here[:, k] & blocks
            forum.endings.refused_last[rows, j] = over


def _at(worth: np.ndarray, package: np.ndarray) -> np.ndarray:
    """What a package is worth to each seat: (n, seats), of (n, seats, packages)."""
    return np.take_along_axis(worth, package[..., None], axis=-1)[..., 0]
