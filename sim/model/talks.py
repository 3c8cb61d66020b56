"""The talks: one Mesa model that steps a block of runs through the calendar."""

from __future__ import annotations

import mesa
import numpy as np

from sim.draws import Draws
from sim.model.beliefs import Beliefs
from sim.model.endings import Endings
from sim.model.parties import Party
from sim.model.prospect import Prospect
from sim.model.record import Recorder
from sim.model.stages import Bargain, Convene, Implement, Ratify
from sim.model.table import Table
from sim.model.tables import Tables
from sim.model.world import Change, Conflict, World
from sim.registry import strategies
from sim.scenario.scenario import Scenario

ENDED = -1  # the stage of a run that is over


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
    rng : int
        The seed.
    runs_per_draw : int
        Runs that share one draw of all assumptions (see `sim.experiments.uncertainty`).
    noise : float, optional
        Replaces the scenario's noise, as a share of each party's utility range.
    recorder : Recorder, optional
        Takes down every act: see `sim.model.record`.

    Attributes
    ----------
    period : int
        Periods begun.
    outcome : ndarray of str objects, shape (runs,)
        Empty while a run goes on.

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
        rng: int = 0,
        *,
        runs_per_draw: int = 1,
        noise: float | None = None,
        recorder: Recorder | None = None,
    ):
        super().__init__(rng=abs(int(rng)))
        self.scenario, self.recorder = scenario, recorder
        self.tables = t = Tables(scenario, Draws(int(rng)), first, runs, runs_per_draw, noise)
        self.conflict = Conflict(t)
        self.world = World(np.tile(t.status_quo, (runs, 1)), np.ones_like(t.strength))
        self.beliefs = Beliefs(t)
        self.table = Table(t)
        self.prospect = Prospect(t, self.conflict)
        self._parties = [Party(self, j, self._strategy(name)) for j, name in enumerate(t.parties)]
        getattr(mesa.Agent, "_ids", {}).pop(self, None)  # in which Mesa 3.3 keeps every model
        kinds: dict[str, type] = {
            "convene": Convene,
            "bargain": Bargain,
            "ratify": Ratify,
            "implement": Implement,
        }
        self.stages = [kinds[name](self) for name in t.stages]
        self._stage_names = np.array([*t.stages, "ended"], dtype=object)  # ENDED is the last
        self.period = 0
        self.stage = np.zeros(runs, int)  # place in `stages`, or ENDED
        self._next_stage = self.stage.copy()
        self.quiet = np.zeros(runs, bool)  # nothing has changed since the stage last acted
        self.package = np.full(runs, -1)  # signed
        self.signatory = np.zeros((runs, len(t.parties)), bool)
        self.at_peace = np.zeros(runs, bool)  # a deal is in force
        self.deal_age = np.zeros(runs, int)
        self.endings = Endings(self)
        everybody = np.arange(runs)
        no_talks = self.conflict.hanging_on(("no_talks", None))
        war = self.conflict.threatened(self.world, everybody, no_talks)
        #: What each party could expect without talks as things stood at first: (runs, parties).
        self.value_of_no_talks = war[:, : len(t.parties)] - t.war_cost[:, :, -1]
        self._flows = np.zeros((runs, len(t.parties)))  # received so far, at present worth

    def _strategy(self, name: str):
        choice = self.tables.spec.parties[name].strategy
        return strategies.get(choice.name)(**choice.options)

    # -- who and where -------------------------------------------------------------------

    @property
    def seated(self) -> list[Party]:
        """The parties with a seat, by name."""
        return [self._parties[j] for j in self.tables.seats]

    def party(self, name: str) -> Party:
        """A party by name."""
        return self._parties[self.tables.parties.index(name)]

    def party_at(self, index: int) -> Party:
        """A party by its place in the tables."""
        return self._parties[index]

    @property
    def outcome(self) -> np.ndarray:
        """How each run ended, empty while it goes on: (runs,)."""
        return self.endings.outcome

    def stage_names(self) -> np.ndarray:
        """The stage that each run is in: (runs,)."""
        return self._stage_names[self.stage]

    def stage_next(self, rows: np.ndarray) -> np.ndarray:
        """The stage that each of `rows` will be in next period, or ``ended``: (n,)."""
        return self._stage_names[self._next_stage[rows]]

    # -- time ----------------------------------------------------------------------------

    def step(self) -> None:
        """One period of calendar time, in every run that has not ended."""
        self.period += 1
        for place, stage in enumerate(self.stages):
            rows = np.flatnonzero(self.stage == place)
            if rows.size:
                stage.step(rows)
        alive = np.flatnonzero(self._next_stage != ENDED)
        self._turn_the_world(alive)
        self._receive_flows(alive)
        self.stage[:] = self._next_stage
        self.running = bool(alive.size)

    def run(self) -> Talks:
        """Step until every run has ended."""
        while self.running:
            self.step()
        return self

    def _turn_the_world(self, rows: np.ndarray) -> None:
        """Shocks to strength and dated events, which everybody sees in the next period."""
        t = self.tables
        if not rows.size:
            return
        due = [event for event in t.events if event.period == self.period]
        changes = []
        for event in due:
            u = t.draws.uniform(("event", event.name), t.first, t.runs)[rows]
            hit = u < event.probability[rows]
            changes.append(Change(hit, event.moves, event.factor[rows]))
            self.record(rows[hit], "nature", "event", about=event.name)
        self._change(rows, changes)
        if (t.shock > 0).any():
            from scipy.special import ndtri  # only where strengths move by themselves

            for k, side in enumerate(t.sides):
                u = t.draws.uniform(("shock", "strength", side), t.first, t.runs, self.period)
                self.world.factor[rows, k] *= np.exp(t.shock * ndtri(u))[rows]
            self.quiet[rows[t.shock[rows] > 0]] = False

    def _change(self, rows: np.ndarray, changes: list[Change]) -> None:
        """Acts and events change the world, and everybody thinks again where they did."""
        if not changes:
            return
        after = self.world[rows].after(changes)
        self.world.levels[rows], self.world.factor[rows] = after.levels, after.factor
        for change in changes:
            self.quiet[rows[change.done]] = False

    def flow(self, rows: np.ndarray) -> np.ndarray:
        """What a period pays in the present state: (n, parties).

        War costs fall while no deal is in force.
        """
        t = self.tables
        if t.spec.time.flow == "none":
            return np.zeros((len(rows), len(t.parties)))
        levels = self.conflict.utilities(self.world[rows], rows)[:, : len(t.parties)]
        peace = self.at_peace[rows, None]
        return levels - np.where(peace, 0.0, t.war_cost[rows, :, -1])

    def _receive_flows(self, rows: np.ndarray) -> None:
        patience = self.tables.patience[rows]
        if (patience < 1).any():
            share = (1 - patience) * patience ** (self.period - 1)
            self._flows[rows] += share * self.flow(rows)

    def payoff(self, rows: np.ndarray, final: np.ndarray) -> np.ndarray:
        """Flows received, plus the final state's present worth, less what was spent."""
        t = self.tables
        worth = self._flows[rows] + t.patience[rows] ** (self.period - 1) * final
        for party in self._parties:
            worth[:, party.index] -= party.spent[rows]
        return worth

    # -- what the stages do --------------------------------------------------------------

    def look(self, rows: np.ndarray) -> None:
        """Bring beliefs and prospects of some runs up to date with the state of the world."""
        self.beliefs.update(rows)
        self.prospect.look(self.world, rows, self.beliefs, self.table)

    def record(self, rows: np.ndarray, actor: str, act: str, answer=None, **details) -> None:
        """Have the recorder, if there is one, take down an act in some runs."""
        if self.recorder is not None and len(rows):
            self.recorder.take(self, rows, actor, act, answer, details)

    def sore_point(self, voice: int, rows: np.ndarray, package: np.ndarray) -> list[str] | None:
        """Over which issue a voice minds a package, for the recorder alone: None without one."""
        return self.endings.sore_point(voice, rows, package) if self.recorder else None

    def go_on(self, rows: np.ndarray, stage: str) -> None:
        """Move runs to another stage from the next period on."""
        self._next_stage[rows] = self.tables.stages.index(stage)
        self.quiet[rows] = False

    def end(self, rows: np.ndarray) -> None:
        """Runs are over from the end of this period on."""
        self._next_stage[rows] = ENDED

    def convened(self, rows: np.ndarray, coming: np.ndarray, declined: np.ndarray) -> None:
        """Talks convene with those who come. coming, declined: (n, parties) booleans."""
        if not rows.size:
            return
        self.table.present[rows] = coming
        self.table.movable[rows] = self.tables.movers(coming)
        for party in self.seated:
            here = rows[coming[:, party.index]]
            party.spend(here, self.tables.talking_cost[here, party.index])
        seats = {("refuse", party.name): declined[:, party.index] for party in self.seated}
        self.carry_out(rows, seats)
        self.record(rows, self.tables.forum_name, "convene")
        self.go_on(rows, "bargain")

    def signed(self, rows: np.ndarray, package: np.ndarray) -> None:
        """A package has been agreed; it goes home for ratification, or into force."""
        if not rows.size:
            return
        self.package[rows] = package
        self.signatory[rows] = self.table.present[rows] & self.table.said_yes[rows]
        self.table.movable[rows] = self.tables.movers(self.signatory[rows])
        self.record(rows, self.tables.forum_name, "sign", package=package)
        if "ratify" in self.tables.stages:
            self.go_on(rows, "ratify")
        else:
            self.in_force(rows)

    def in_force(self, rows: np.ndarray) -> None:
        """A deal changes the world."""
        if not rows.size:
            return
        after = self.conflict.after_deal(
            self.world[rows], self.package[rows], self.table.movable[rows]
        )
        self.world.levels[rows] = after.levels
        self.at_peace[rows] = True
        if "implement" in self.tables.stages:
            self.go_on(rows, "implement")
        else:
            self.endings.agreed(rows)

    def breach_value(self, rows: np.ndarray, party: int) -> np.ndarray:
        """What breaking the deal in force first would be worth to a party now: (n,)."""
        t = self.tables
        threats = self.conflict.hanging_on(("breach", t.parties[party]))
        war = self.conflict.threatened(self.world[rows], rows, threats)[:, party]
        own = t.temptation[rows, party] - t.war_cost[rows, party, -1]
        return war + own - self.guarantee(rows)

    def guarantee(self, rows: np.ndarray) -> np.ndarray:
        """What the levels in force add to the cost of breaking a deal: (n,)."""
        guarantee = np.zeros(len(rows))
        for i in range(len(self.tables.issues)):
            guarantee += self.tables.guarantees[rows, i, self.world.levels[rows, i]]
        return guarantee

    def carry_out(self, rows: np.ndarray, acts: dict[tuple[str, str | None], np.ndarray]) -> None:
        """Threats are carried out, each with its credibility, where an act has set them off."""
        t = self.tables
        changes = []
        for threat in t.threats:
            hit = np.zeros(len(rows), bool)
            for (act, party), where in acts.items():
                if threat.hangs_on(act, party):
                    hit |= where
            u = t.draws.uniform(("threat", threat.name), t.first, t.runs)[rows]
            done = u < threat.credibility[rows]
            changes.append(Change(hit & done, threat.moves, threat.factor[rows]))
            self.record(rows[hit], threat.by, "carry_out", done[hit], about=threat.name)
        self._change(rows, changes)
