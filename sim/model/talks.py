"""The talks: one Mesa model that steps a block of runs through the calendar."""

from __future__ import annotations

from collections.abc import Mapping

import mesa
import numpy as np

from sim.draws import Draws
from sim.model.beliefs import Beliefs
from sim.model.entries import Action
from sim.model.forum import Forum
from sim.model.kernels import Reasoning
from sim.model.parties import Party
from sim.model.record import Recorder
from sim.model.stages.anteroom import REASONING
from sim.model.strategies.base import Strategy
from sim.model.tables import Tables
from sim.model.world import ACTS, Change, Changes, Conflict, World
from sim.registry import strategies as registered
from sim.scenario.scenario import Scenario


class Talks(mesa.Model):
    """A scenario in a block of runs.

    One `step` is one period of calendar time for every run that has not ended.

    Parameters
    ----------
    scenario : Scenario
    runs : int
        How many runs the block holds; 1 is the ordinary single negotiation.
    first : int
        The number of the block's first run. Run k is the same in every block.
    rng : int or Draws
        The seed, or what is drawn from instead.
    runs_per_draw : int
        Runs that share one draw of all assumptions (see `sim.experiments.uncertainty`).
    noise : float, optional
        Replaces the scenario's noise, as a share of each party's utility range.
    recorder : Recorder, optional
        Takes down every act, and how things stand in every period: see `sim.model.record`.
    reasoning : Reasoning
        How everybody reckons with the coming of the others; another start than one half serves to
        ask whether they wait for one another.
    strategies : mapping of str to Strategy, optional
        Who acts otherwise than the scenario says, such as a person: party -> strategy.

    Attributes
    ----------
    period : int
        Periods begun.
    forums : list of Forum
        In the order of their priority.
    forum : Forum
        The primary one, whose outcome is the run's.
    at_peace : ndarray of bool, shape (runs,)
        Where a deal that ends the war was in force as the period began.
    utility : ndarray, shape (runs, parties)
        What each party is left with, once a run has ended.

    Examples
    --------
    >>> import sim
    >>> talks = sim.Talks(sim.Scenario.load("geneva-2013"), runs=2, rng=7)
    >>> while talks.running:
    ...     talks.step()
    >>> len(talks.outcome)
    2
    """

    def __init__(
        self,
        scenario: Scenario,
        runs: int = 1,
        first: int = 0,
        rng: int | Draws = 0,
        *,
        runs_per_draw: int = 1,
        noise: float | None = None,
        recorder: Recorder | None = None,
        reasoning: Reasoning = REASONING,
        strategies: Mapping[str, Strategy] | None = None,
    ):
        draws = rng if isinstance(rng, Draws) else Draws(int(rng))
        super().__init__(rng=abs(draws.seed))
        self.scenario, self.recorder, self.reasoning = scenario, recorder, reasoning
        self.tables = t = Tables(scenario, draws, first, runs, runs_per_draw, noise)
        self.conflict = Conflict(t)
        self.world = World(np.tile(t.status_quo, (runs, 1)), np.ones_like(t.strength))
        names = t.spec.forum_names
        self.beliefs = Beliefs(t, len(names))
        others = strategies or {}
        self.parties = [
            Party(self, j, others.get(name) or self._strategy(name))
            for j, name in enumerate(t.parties)
        ]
        getattr(mesa.Agent, "_ids", {}).pop(self, None)  # in which Mesa 3.3 keeps every model
        self.period = 0
        self.forums = [Forum(self, name, place) for place, name in enumerate(names)]
        self.forum = self.forums[names.index(t.spec.primary)]
        self._changes = Changes()
        self.at_peace = np.zeros(runs, bool)
        everybody = np.arange(runs)
        #: What each party could expect without talks as things stood at first: (runs, parties).
        self.value_of_no_talks = self.conflict.reservation(self.world, everybody, "no_talks")
        self.utility = np.zeros((runs, len(t.parties)))
        self.aftermath = np.zeros((runs, len(t.parties)))  # what a breach brought, besides the war
        self.acted = np.zeros((runs, len(t.actions)), bool)
        self.tested = np.zeros((runs, len(t.threats)), bool)  # threats set off so far
        self._acting = np.zeros_like(self.acted)  # in this period
        self.decided = np.zeros(runs, bool)  # the war has been won
        self._over = np.zeros(runs, bool)
        self._moving = (t.shock > 0) | (t.drift != 0).any(axis=-1)  # where strengths do so
        self._flows = np.zeros((runs, len(t.parties)))  # received so far, at present worth

    def _strategy(self, name: str):
        choice = self.tables.spec.parties[name].strategy
        return registered.get(choice.name)(**choice.options)

    # -- who and where -------------------------------------------------------------------

    def party(self, name: str) -> Party:
        """A party by name."""
        return self.parties[self.tables.parties.index(name)]

    def __repr__(self) -> str:
        runs, left = self.tables.runs, int(self.going_on.sum())
        runs_said = "1 run" if runs == 1 else f"{runs} runs"
        return f"Talks({self.scenario.name!r}: {runs_said}, period {self.period}, {left} going on)"

    @property
    def outcome(self) -> np.ndarray:
        """How each run ended, empty while its primary forum goes on: (runs,)."""
        return self.forum.endings.outcome

    @property
    def going_on(self) -> np.ndarray:
        """Which runs have not ended in every forum: (runs,) booleans."""
        out = np.zeros(self.tables.runs, bool)
        for forum in self.forums:
            out |= forum.going_on
        return out

    # -- time ----------------------------------------------------------------------------

    def step(self) -> None:
        """One period of calendar time, in every run that has not ended.

        All forums read the state at its start; what they change takes effect together at its end.
        """
        self.period += 1
        self.stir(self.beliefs.update())
        self._take_down()
        attended = np.zeros((self.tables.runs, len(self.parties)), int)
        for forum in self.forums:
            forum.step(forum.has_time(attended))
        self._take_effect()
        self._turn_the_world(np.flatnonzero(self.going_on))
        going_on = self.going_on
        self._settle(np.flatnonzero(~going_on & ~self._over))
        self._over = ~going_on
        self._receive_flows(np.flatnonzero(going_on))
        for forum in self.forums:
            forum.turn_over()
        self.running = bool(going_on.any())
        if not self.running:
            self._take_down()

    def _take_down(self) -> None:
        """Have the recorder, if there is one, take down how things stand."""
        if self.recorder is not None:
            self.recorder.begin(self)

    def run(self) -> Talks:
        """Step until every run has ended."""
        while self.running:
            self.step()
        return self

    # -- the world -----------------------------------------------------------------------

    def change(self, change: Change, turn: int = ACTS) -> None:
        """Let the world change at the end of this period: see `Changes`."""
        self._changes.add(change, turn)

    def act(self, rows: np.ndarray, number: int, action: Action) -> None:
        """A party acts, once in a run, whichever forum it acts in."""
        where = np.zeros(self.tables.runs, bool)
        where[rows] = True
        self._acting[rows, number] = True
        self.change(Change(where, action.moves, action.factor, action.outlooks))

    def has_acted(self, rows: np.ndarray, number: int) -> np.ndarray:
        """Where an action has been taken, this period included: (n,) booleans."""
        return self.acted[rows, number] | self._acting[rows, number]

    def _take_effect(self) -> None:
        """What the period has changed takes effect, and everybody thinks again where it has."""
        for together in self._changes.due():
            self._move_to(self.world.after(together), together)
        self.stir((self.tested != self.conflict.tested).any(axis=-1))
        self.conflict.tested[:] = self.tested
        self.acted |= self._acting
        self._acting[:] = False
        self.at_peace[:] = False
        for forum in self.forums:
            if forum.tables.ends_war:
                self.at_peace |= forum.deal_in_force

    def _move_to(self, after: World, changes: list[Change]) -> None:
        """Everybody thinks again where the world has been changed, or what somebody wants."""
        self.world = after
        for j, name, rows in self.conflict.outlooks.change(changes):
            self.forum.record(rows, self.tables.parties[j], "outlook", about=name)
        for change in changes:
            self.stir(change.done)

    def stir(self, where) -> None:
        """Have every forum think again in some runs."""
        for forum in self.forums:
            forum.quiet[where] = False

    def _turn_the_world(self, rows: np.ndarray) -> None:
        """Dated events, drift and shocks of strength; and the war may be won.

        Everybody sees them in the next period.
        """
        if rows.size:
            self._happen(rows)
            self._fight(rows)
            self._decide(rows)

    def _happen(self, rows: np.ndarray) -> None:
        """Dated events come to pass, or not."""
        t, changes = self.tables, []
        for event in t.events:
            if event.period != self.period:
                continue
            hit = np.zeros(t.runs, bool)
            u = t.draws.uniform(("event", event.name), t.first, t.runs)[rows]
            hit[rows] = u < event.probability[rows]
            changes.append(Change(hit, event.moves, event.factor, event.outlooks))
            self.forum.record(np.flatnonzero(hit), "nature", "event", about=event.name)
        if changes:
            self._move_to(self.world.after(changes), changes)

    def _fight(self, rows: np.ndarray) -> None:
        """Strengths drift and are shaken: a random walk of their logarithms (Smith & Stam 2004)."""
        t, shaken = self.tables, bool(self.tables.shock.any())
        rows = rows[np.where(self.at_peace[rows], t.shock[rows] > 0, self._moving[rows])]
        if not rows.size:
            return
        for k, side in enumerate(t.sides):
            step = np.where(self.at_peace[rows], 0.0, t.drift[rows, k])  # fighting brings it about
            if shaken:
                step += t.shock[rows] * self._shock(side)[rows]
            self.world.factor[rows, k] *= np.exp(step)
        self.world.rescale()
        self.stir(rows)

    def _shock(self, side: str) -> np.ndarray:
        """A standard normal number for a side in this period: (runs,)."""
        from scipy.special import ndtri  # only where strengths are shaken

        t = self.tables
        u = t.draws.uniform(("shock", "strength", side), t.first, t.runs, self.period)
        return np.asarray(ndtri(u))

    def _decide(self, rows: np.ndarray) -> None:
        """Where a side has reached the share of all strength that wins the war, it has won."""
        t = self.tables
        if np.isinf(t.decision).all():
            return
        rows = rows[~self.at_peace[rows]]
        world = self.world[rows]  # as it is before anybody's victory
        for k, side in enumerate(t.sides):
            won = rows[self.conflict.share(world, rows, k) >= t.decision[rows]]
            imposed = t.victory[k] >= 0
            self.world.levels[np.ix_(won, imposed)] = t.victory[k, imposed]
            self.decided[won] = True
            for forum in self.forums:
                forum.endings.decided(won[forum.going_on[won]], side)

    # -- payoffs -------------------------------------------------------------------------

    def flow(self, rows: np.ndarray) -> np.ndarray:
        """What a period pays in the present state: (n, parties).

        War costs, and the burdens of the options in force, fall while no deal ends the war.
        """
        t = self.tables
        if t.spec.time.flow == "none":
            return np.zeros((len(rows), len(t.parties)))
        levels = self.conflict.utilities(self.world[rows], rows)[:, : len(t.parties)]
        fighting = t.war_cost[rows, :, -1] + self.conflict.burden(self.world[rows], rows)
        return levels - np.where(self.at_peace[rows, None], 0.0, fighting)

    def _receive_flows(self, rows: np.ndarray) -> None:
        patience = self.tables.patience[rows]
        if (patience < 1).any():
            share = (1 - patience) * patience ** (self.period - 1)
            self._flows[rows] += share * self.flow(rows)

    def _settle(self, rows: np.ndarray) -> None:
        """What everybody is left with in runs that are over.

        Flows received, plus the final state's present worth, less what was spent.
        """
        if not rows.size:
            return
        t = self.tables
        peace = self.conflict.utilities(self.world[rows], rows)[:, : len(t.parties)]
        final = peace + self.aftermath[rows]
        fights = np.flatnonzero(~self.at_peace[rows])
        if fights.size:
            final[fights] = self._of_war(rows[fights], peace[fights])
        worth = self._flows[rows] + t.patience[rows] ** (self.period - 1) * final
        for party in self.parties:
            worth[:, party.index] -= party.spent[rows]
        self.utility[rows] = worth

    def _of_war(self, rows: np.ndarray, peace: np.ndarray) -> np.ndarray:
        """What the war leaves everybody with where it goes on or is won: (n, parties).

        peace : ndarray, shape (n, parties)
            What the options in force are worth.
        """
        t, world = self.tables, self.world[rows]
        war = self.conflict.lottery(world, rows)[:, : len(t.parties)]
        war = np.where(self.decided[rows, None], peace - self.conflict.burden(world, rows), war)
        war += self.aftermath[rows] - t.war_cost[rows, :, -1]
        return war
