"""The state of the world, and what fighting on from it is worth."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.model.entries import Threat
from sim.model.outlooks import Outlooks
from sim.model.tables import Tables
from sim.model.wars import Kinds, War, levels_worth, victories, war_values


@dataclass
class World:
    """Where every issue stands, and how far strengths have been moved.

    Attributes
    ----------
    levels : ndarray of int, shape (rows, issues)
        The option in force on each issue.
    factor : ndarray of float, shape (rows, sides)
        Product of all changes of strength that are not the effect of a level.
    """

    levels: np.ndarray
    factor: np.ndarray

    def __getitem__(self, rows: np.ndarray | slice) -> World:
        if isinstance(rows, slice):
            return World(self.levels[rows], self.factor[rows])
        rows = np.asarray(rows)
        if rows.dtype == bool:
            rows = np.flatnonzero(rows)
        return World(self.levels.take(rows, axis=0), self.factor.take(rows, axis=0))  # row by row

    @property
    def parts(self) -> tuple[np.ndarray, np.ndarray]:
        """Its arrays."""
        return self.levels, self.factor

    def copy(self) -> World:
        """A world of its own that is the same."""
        return World(self.levels.copy(), self.factor.copy())

    def beside(self, other: World) -> World:
        """Its rows, and those of another world after them."""
        return World(*map(np.concatenate, zip(self.parts, other.parts, strict=True)))

    def rescale(self) -> None:
        """Put factors that have run far off in units of their largest; only ratios count."""
        top = self.factor.max(axis=-1, keepdims=True)
        far = (top > 1e100) | (top < 1e-100)
        self.factor /= np.where(far, top, 1.0)

    def after(self, changes: list[Change]) -> World:
        """This world after several acts or events at once.

        Where two move an issue to different options it stays, so that no name decides.
        """
        changes = [change for change in changes if change.done.any()]
        if not changes:
            return self
        out = self.copy()
        for issue in {issue for change in changes for issue, _ in change.moves}:
            moves = [(c.done, o) for c in changes for moved, o in c.moves if moved == issue]
            aimed, clash = np.where(moves[0][0], moves[0][1], -1), np.False_
            for done, option in moves[1:]:
                clash = clash | (done & (aimed >= 0) & (aimed != option))
                aimed = np.where(done, option, aimed)
            out.levels[:, issue] = np.where((aimed >= 0) & ~clash, aimed, self.levels[:, issue])
        for change in changes:
            if change.factor is not None:
                out.factor *= np.where(change.done[:, None], change.factor, 1.0)
        return out


class Change(NamedTuple):
    """What an act or event does to a world, in the rows in which it is done."""

    done: np.ndarray  # (rows,) booleans
    moves: tuple[tuple[int, int | np.ndarray], ...]  # (issue, option); the same in all rows, or not
    factor: np.ndarray | None  # (rows, sides), of strength; None leaves it
    #: (party, number) of outlooks that parties come to; no part of a world, see `Outlooks`.
    outlooks: tuple[tuple[int, int], ...] = ()


#: In which order the changes of a period take effect: broken deals are undone, acts change the
#: world together, then new deals do, and then what those have set off who do not carry them out.
UNDOING, ACTS, DEALS, DEFIANCE = range(4)


class Changes:
    """What is to change in a period, of which nothing takes effect before its end."""

    def __init__(self) -> None:
        self._of_turn: tuple[list[Change], ...] = ([], [], [], [])

    def add(self, change: Change, turn: int) -> None:
        """Put a change in its turn."""
        if change.done.any():
            self._of_turn[turn].append(change)

    def due(self) -> Iterator[list[Change]]:
        """Yield what takes effect together, turn by turn; nothing is left then.

        Of two deals on one issue the first one put in, that of the forum with the higher priority,
        is the last to take effect.
        """
        for turn, changes in enumerate(self._of_turn):
            if turn in (UNDOING, DEALS):
                yield from ([change] for change in reversed(changes))
            elif changes:
                yield list(changes)
            changes.clear()


#: What worlds are worth by the threats that have come true, as far as that has been worked out.
Fought = dict[tuple[str, ...], np.ndarray]
Value = Callable[[World, np.ndarray, np.ndarray | None], np.ndarray]


class Conflict:
    """Costly-lottery values (Fearon 1995) of any world, for every voice of a block of runs.

    Attributes
    ----------
    tested : ndarray of bool, shape (runs, threats)
        Threats that have been put to the test, once and for all: nobody reckons with them any more.
    outlooks : Outlooks
        What everybody wants by now: every world, hypothetical ones too, is weighed by that.
    """

    def __init__(self, tables: Tables, of_talks: Conflict | None = None):
        self._t = tables
        self._number = {threat.name: k for k, threat in enumerate(tables.threats)}
        self._everybody = np.arange(len(tables.voices))
        self.as_it_is = Kinds(np.full((len(tables.issues), 1), -1), np.zeros(1, np.int64))
        self._hanging: dict[tuple, list[Threat]] = {}  # on acts that have been asked about
        self.tested: np.ndarray
        self.outlooks: Outlooks
        if of_talks is None:
            self.tested = np.zeros((tables.runs, len(tables.threats)), bool)
            self.outlooks = Outlooks(tables)
        else:  # what all forums of the talks share
            self.tested, self.outlooks = of_talks.tested, of_talks.outlooks

    @property
    def worth(self) -> np.ndarray:
        """What every option is worth to everybody now: (runs, voices, issues, options)."""
        return self.outlooks.worth

    @cached_property
    def counting(self) -> np.ndarray:
        """Issues on whose options fighting on hangs in any way: (n,)."""
        left_open = np.flatnonzero((self._t.victory < 0).any(axis=0))
        return np.unique([*self._fought.shifting, *self._fought.burdening, *left_open]).astype(int)

    @cached_property
    def _fought(self) -> War:
        """What fighting on hangs on."""
        t = self._t
        issues = range(len(t.issues))
        shifting = [i for i in issues if (t.effect[:, i] != 1).any()]
        burdening = [i for i in issues if (t.burden[:, i] != 0).any()]
        return War(
            t.effect, t.victory, t.strength, t.decisiveness, t.burden, t.given, t.owner,
            np.array(shifting, np.int64), np.array(burdening, np.int64),
        )  # fmt: skip

    def kinds(self, option: np.ndarray) -> Kinds:
        """What a world may become. option: (issues, kinds), see `Kinds`."""
        shifts = option[self._fought.shifting].T
        _, first, like = np.unique(shifts, axis=0, return_index=True, return_inverse=True)
        return Kinds(np.ascontiguousarray(option), first[like.reshape(-1)])

    def lottery(
        self, world: World, rows: np.ndarray, voices: np.ndarray | None = None
    ) -> np.ndarray:
        """Expected utility of fighting on from `world`, before war costs.

        Parameters
        ----------
        world : World
            One row for each of `rows`.
        rows : ndarray of int, shape (n,)
            The run of each row; a run may come more than once.
        voices : ndarray of int, optional
            Whose; everybody's without it.

        Returns
        -------
        ndarray, shape (n, voices)
            May lie outside [0, 1] only if the file's values do; never clamped or rescaled.
            A party with a reservation value of its own gets that.
        """
        return self.lotteries(world, rows, self.as_it_is, voices)[..., 0]

    def lotteries(
        self, world: World, rows: np.ndarray, kinds: Kinds, voices: np.ndarray | None = None
    ) -> np.ndarray:
        """The same of all that each world may become: (n, voices, kinds)."""
        voices = self._everybody if voices is None else voices
        out = np.empty((len(rows), len(voices), kinds.like.size))
        war_values(rows, world.levels, world.factor, kinds, self.worth, self._fought, voices, out)
        return out

    def burden(self, world: World, rows: np.ndarray) -> np.ndarray:
        """What the options in force add to the cost of fighting on: (n, parties)."""
        out = np.zeros((len(rows), len(self._t.parties)))
        for i in range(len(self._t.issues)):
            out += self._t.burden[rows, i, world.levels[:, i]]
        return out

    def threatened(
        self,
        world: World,
        rows: np.ndarray,
        threats: list[Threat],
        value_of: Value | None = None,
        voices: np.ndarray | None = None,
        known: Fought | None = None,
    ) -> np.ndarray:
        """The lottery when each of `threats` is carried out with its credibility: (n, voices).

        value_of : the value of each of the worlds that may follow, if not the lottery.
        known : the values of these worlds by the threats carried out, as far as they have been
            worked out for other threats; what is missing is added.
        """
        value = value_of or self.lottery

        def then(struck: list[Threat]) -> np.ndarray:
            return value(self.struck(world, struck, rows), rows, voices)

        return self.mean_over(rows, threats, then, known)

    def mean_over(
        self,
        rows: np.ndarray,
        threats: list[Threat],
        value_of: Callable[[list[Threat]], np.ndarray],
        known: Fought | None = None,
    ) -> np.ndarray:
        """The mean of what follows as threats are carried out, each with its credibility: (n, ...).

        value_of : what follows if some of them are; known : see `threatened`.
        """
        known = Fought() if known is None else known

        def value(struck: list[Threat]) -> np.ndarray:
            names = tuple(threat.name for threat in struck)
            if names not in known:
                known[names] = value_of(struck)
            return known[names]

        if not threats or not len(rows):
            return value([])
        mean = 0.0
        for chance, struck in self.futures(rows, threats):
            after = value(struck)
            mean = mean + chance.reshape(-1, *[1] * (after.ndim - 1)) * after
        return np.asarray(mean)

    def struck(self, world: World, threats: list[Threat], rows: np.ndarray) -> World:
        """A hypothetical world of each of `rows`, in which threats have been carried out."""
        return world.after([self.carried_out(threat, rows) for threat in threats])

    def futures(
        self, rows: np.ndarray, threats: list[Threat]
    ) -> Iterator[tuple[np.ndarray, list[Threat]]]:
        """Yield each set of threats that may be carried out, and how likely it is: (n,)."""
        credible = [self.credibility(threat, rows) for threat in threats]
        for carried in itertools.product((False, True), repeat=len(threats)):
            chance = np.ones(len(rows))
            for likely, done in zip(credible, carried, strict=True):
                chance = chance * (likely if done else 1 - likely)
            if chance.any():  # a threat that has been tested hangs over nobody
                yield chance, list(itertools.compress(threats, carried))

    def carried_out(self, threat: Threat, rows: np.ndarray) -> Change:
        """What a threat does to a hypothetical world of each of `rows`."""
        factor = threat.factor[rows] if threat.name in self._arming else None
        return Change(np.ones(len(rows), bool), threat.moves, factor)

    @cached_property
    def _arming(self) -> set[str]:
        """The threats that change strengths."""
        return {threat.name for threat in self._t.threats if (threat.factor != 1).any()}

    def reservation(self, world: World, rows: np.ndarray, act: str) -> np.ndarray:
        """What each party expects of a war with nobody to blame for it: (n, parties).

        act : ``no_talks`` or ``failed``; the threats that hang on it count as far as they are
            believed, and each party's own war cost is deducted.
        """
        war = self.threatened(world, rows, self.hanging_on((act, None)))
        return war[:, : len(self._t.parties)] - self._t.war_cost[rows, :, -1]

    def credibility(self, threat: Threat, rows: np.ndarray) -> np.ndarray:
        """The chance that a threat is carried out once it is set off: (n,)."""
        tested = self.tested[rows, self._number[threat.name]]
        return np.where(tested, 0.0, threat.credibility[rows])

    def hanging_on(self, *acts: tuple[str, str | None]) -> list[Threat]:
        """The threats that any of the given (act, party) sets off."""
        if acts not in self._hanging:
            threats = self._t.threats
            self._hanging[acts] = [t for t in threats if any(t.hangs_on(*act) for act in acts)]
        return self._hanging[acts]

    def share(self, world: World, rows: np.ndarray, side: int) -> np.ndarray:
        """A side's share of all strength: (n,)."""
        strengths = self.strengths(world, rows)
        total = strengths[:, 0].copy()
        for k in range(1, strengths.shape[1]):
            total += strengths[:, k]
        return strengths[:, side] / total

    def strengths(self, world: World, rows: np.ndarray) -> np.ndarray:
        """Each side's strength with the effects of all levels in force: (n, sides)."""
        m = self._t.strength[rows] * world.factor
        for i in range(len(self._t.issues)):
            m = m * self._t.effect[rows, i, world.levels[:, i]]
        return m

    def chances(self, world: World, rows: np.ndarray) -> np.ndarray:
        """The chance that each side wins the war, as `lottery` reckons with it: (n, sides)."""
        return np.asarray(victories(self.strengths(world, rows), self._t.decisiveness[rows]))

    def utilities(
        self, world: World, rows: np.ndarray, voices: np.ndarray | None = None
    ) -> np.ndarray:
        """Utility of the levels in force: (n, voices). The parameters are those of `lottery`."""
        voices = self._everybody if voices is None else voices
        total = np.empty((len(rows), len(voices)))
        levels_worth(rows, world.levels, self.worth, voices, total)
        return total
