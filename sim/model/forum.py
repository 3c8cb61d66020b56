"""A forum: one set of talks in every run of a block, from the anteroom to the deal in force."""

from __future__ import annotations

import numpy as np

from sim.model.deals import Deals
from sim.model.delegations import Delegation
from sim.model.endings import Endings
from sim.model.forum_tables import ForumTables
from sim.model.in_force import InForce
from sim.model.listing import Listing
from sim.model.prospect import Prospect
from sim.model.stages import Bargain, Compliance, Convene, Implement, Initiative, Ratify
from sim.model.stages.demands import Demands
from sim.model.strategies.base import FORESEEING, Strategy
from sim.model.table import Table
from sim.model.ways_back import WaysBack
from sim.model.world import ACTS, Change, Conflict, World

ENDED, WAITING = -1, -2  # stages of a run that is over, and of one that has yet to start, or again

MEETING = ("convene", "bargain")  # the stages in which parties meet, or say whether they will

_KINDS: dict[str, type] = {
    "convene": Convene,
    "bargain": Bargain,
    "ratify": Ratify,
    "implement": Implement,
}


class Forum:
    """A forum of the scenario in every run of a block.

    It reads the state of the world at the start of a period; what it changes there takes effect at
    the end, together with what other forums and events change.

    Attributes
    ----------
    name : str
    tables : ForumTables
    table : Table
        Who sits there, and what lies on it.
    deal : InForce
    prospect : Prospect
        What everybody expects of it.
    delegations : list of Delegation
        Every party as it acts here, by its place in the tables.
    stage : ndarray of int, shape (runs,)
        Place in `stages`, `WAITING` or `ENDED`.
    quiet : ndarray of bool, shape (runs,)
        Where nothing has changed since the stage last acted.
    package : ndarray of int, shape (runs,)
        What was signed, or -1.
    signatory : ndarray of bool, shape (runs, parties)
    deal_in_force : ndarray of bool, shape (runs,)
    deal_age : ndarray of int, shape (runs,)
        Periods that the deal has been kept.
    first_convened, first_signed : ndarray of int, shape (runs,)
        The period in which talks first convened, and in which a package was first signed, whatever
        came of it; 0 where that has not happened.
    since : ndarray of int, shape (runs,)
        Periods that had gone by when the present attempt began, or will have when the next does.
    ways_back : WaysBack
    endings : Endings
    """

    def __init__(self, talks, name: str, place: int):
        self.talks, self.name = talks, name
        self.tables = t = ForumTables(talks.tables, name)
        self.conflict = Conflict(t, talks.conflict)
        self.beliefs = talks.beliefs.of(place)
        self.table = Table(t)
        self.deals = Deals(t, self.conflict)
        self.demands = Demands(t, self.conflict)
        self.compliance = Compliance(self)
        self.deal = InForce(self)
        self.initiative = Initiative(self)
        self.foreseen = self._foreseen()
        self.listing = Listing(t, self.conflict, self.deals)
        self.prospect = Prospect(self.listing, self.table.signable, foreseen=self.foreseen)
        self.delegations = [Delegation(self, party) for party in talks.parties]
        self.deals.delegations = self.delegations
        remembering = (self.table.protocol, *(party.strategy for party in self.seated))
        if any(one.remembers for one in remembering):
            self.table.keep_history()
        self.stages = [_KINDS[stage](self) for stage in t.stages]
        names = [*t.stages, "waiting", "ended"]  # WAITING and ENDED are the last two
        self._stage_names = np.array(names, dtype=object)
        self.stage = np.full(t.runs, 0 if t.forum.opens == 1 else WAITING)
        self._next_stage = self.stage.copy()
        self.quiet = np.zeros(t.runs, bool)
        self.package = np.full(t.runs, -1)
        self.signatory = np.zeros((t.runs, len(t.parties)), bool)
        self.deal_in_force = np.zeros(t.runs, bool)
        self.deal_age = np.zeros(t.runs, int)
        self.first_convened, self.first_signed = np.zeros((2, t.runs), int)
        self.since = np.full(t.runs, t.forum.opens - 1)
        self.ways_back = WaysBack(self)
        self.endings = Endings(self)

    def _foreseen(self) -> bool:
        """Whether anybody reckons with what everybody expects of everybody here.

        Before the table, whoever may leave it, acts, or knows more than its own values; or the
        protocol does. What is told of a run says it too.
        """
        t = self.tables
        asked = (
            party.strategy
            for party in self.talks.parties
            if party.index in t.seats or type(party.strategy).decides is not Strategy.decides
        )
        return (
            self.recorded
            or "convene" in t.stages
            or t.forum.walkouts
            or bool(t.actions)
            or self.table.protocol.foresees
            or any(each.knows in FORESEEING for each in asked)
        )

    @property
    def recorded(self) -> bool:
        """Whether anybody takes down what is done."""
        return self.talks.recorder is not None

    def new_prospect(self) -> Prospect:
        """What everybody would expect of it in a state of the world yet to be looked at."""
        return Prospect(self.listing, self.table.signable, thought_of=True)

    def __repr__(self) -> str:
        return f"<Forum {self.name} in {self.tables.runs} runs>"

    # -- who and where -------------------------------------------------------------------

    @property
    def seated(self) -> list[Delegation]:
        """The parties with a seat here, by name."""
        return [self.delegations[j] for j in self.tables.seats]

    def delegation(self, name: str) -> Delegation:
        """A party as it acts here."""
        return self.delegations[self.tables.parties.index(name)]

    @property
    def world(self) -> World:
        """The state of the world, as the period began."""
        return self.talks.world

    @property
    def period(self) -> int:
        """Periods begun."""
        return self.talks.period

    @property
    def going_on(self) -> np.ndarray:
        """Which runs have not ended here: (runs,) booleans."""
        return self._next_stage != ENDED

    def stage_names(self) -> np.ndarray:
        """The stage that each run is in: (runs,)."""
        return self._stage_names[self.stage]

    def stage_next(self, rows: np.ndarray) -> np.ndarray:
        """The stage that each of `rows` will be in next period, or ``ended``: (n,)."""
        return self._stage_names[self._next_stage[rows]]

    # -- time ----------------------------------------------------------------------------

    def step(self, has_time: np.ndarray) -> None:
        """One period, in every run that has not ended here.

        has_time : where everybody has time to meet; elsewhere who would meet waits. (runs,)
        """
        for place, stage in enumerate(self.stages):
            here = self.stage == place
            if stage.name in MEETING:
                here &= has_time
            rows = np.flatnonzero(here)
            if rows.size:
                stage.step(rows)
        self.ways_back.start(np.flatnonzero(self.stage == WAITING))

    def has_time(self, attended: np.ndarray) -> np.ndarray:
        """Where every seat has time to meet here in this period: (runs,) booleans.

        attended : ndarray of int, shape (runs, parties)
            Forums that each has attended; those of this one are counted in.
        """
        if (self.tables.forums_at_once >= len(self.talks.forums)).all():  # nobody is ever busy
            return np.ones(self.tables.runs, bool)
        meeting = np.zeros(self.tables.runs, bool)
        for place, stage in enumerate(self.stages):
            if stage.name in MEETING:
                meeting |= self.stage == place
        rows, out = np.flatnonzero(meeting), np.ones(self.tables.runs, bool)
        wanted = self.table.present[rows]
        busy = (wanted & (attended[rows] >= self.tables.forums_at_once)).any(axis=-1)
        out[rows[busy]] = False
        attended[rows[~busy]] += wanted[~busy]
        return out

    def turn_over(self) -> None:
        """The period ends: runs are in the stage to which they have moved."""
        self.stage[:] = self._next_stage

    # -- what the stages do --------------------------------------------------------------

    def look(self, rows: np.ndarray, *, again: bool = False) -> None:
        """Bring the prospects of some runs up to date with the state of the world.

        again : whether what has been said at the table counts no more where anything else is at
            stake.
        """
        changed = self.prospect.see(self.world, rows, self.beliefs, self.table, at_stake=again)
        if again:
            self.table.think_again(changed)
        if self.foreseen:
            self.prospect.foresee(rows, self.beliefs, self.table)
        if self.talks.recorder is not None:
            self.talks.recorder.look(self, rows)

    def record(self, rows: np.ndarray, actor: str, act: str, answer=None, **details) -> None:
        """Have the recorder, if there is one, take down an act in some runs."""
        if self.recorded and len(rows):
            self.talks.recorder.take(self, rows, actor, act, answer, details)

    def sore_point(self, voice: int, rows: np.ndarray, package: np.ndarray) -> list[str] | None:
        """Over which issue a voice minds a package, for the recorder alone: None without one."""
        return self.endings.sore_point(voice, rows, package) if self.talks.recorder else None

    def go_on(self, rows: np.ndarray, stage: str) -> None:
        """Move runs to another stage from the next period on."""
        self._next_stage[rows] = self.tables.stages.index(stage)
        self.quiet[rows] = False

    def wait(self, rows: np.ndarray, until: int) -> None:
        """Runs will start again, after a period."""
        self.since[rows] = until
        self._next_stage[rows] = WAITING

    def end(self, rows: np.ndarray) -> None:
        """Runs are over here from the end of this period on."""
        self._next_stage[rows] = ENDED

    def convened(self, rows: np.ndarray, coming: np.ndarray, declined: np.ndarray) -> None:
        """Talks convene with those who come. coming, declined: (n, parties) booleans."""
        if not rows.size:
            return
        self._date(self.first_convened, rows)
        self.table.present[rows] = coming
        self.table.signing[rows] = coming
        for party in self.seated:
            here = rows[coming[:, party.index]]
            party.spend(here, self.tables.talking_cost[here, party.index])
        seats = {("refuse", party.name): declined[:, party.index] for party in self.seated}
        self.carry_out(rows, seats)
        self.record(rows, self.name, "convene")
        self.go_on(rows, "bargain")

    def refused(self, rows: np.ndarray, package: np.ndarray) -> None:
        """A package has been refused for good."""
        self.table.refused[rows, package] = True
        self.quiet[rows] = False

    def signed(self, rows: np.ndarray, package: np.ndarray) -> None:
        """A package has been agreed; it goes home for ratification, or into force."""
        if not rows.size:
            return
        self._date(self.first_signed, rows)
        self.package[rows] = package
        self.signatory[rows] = self.table.present[rows] & self.table.said_yes[rows]
        self.table.signing[rows] = self.signatory[rows]
        self.record(rows, self.name, "sign", package=package)
        home = self.table.goes_home(rows)
        if home.any():
            self.go_on(rows[home], "ratify")
        self.in_force(rows[~home])

    def _date(self, first: np.ndarray, rows: np.ndarray) -> None:
        """Write down this period, where it is the first in which something happens."""
        first[rows] = np.where(first[rows] > 0, first[rows], self.period)

    def in_force(self, rows: np.ndarray) -> None:
        """A deal changes the world."""
        if not rows.size:
            return
        self.compliance.carry_out(rows)
        self.deal_in_force[rows] = True
        if "implement" in self.tables.stages:
            self.go_on(rows, "implement")
        else:
            self.endings.agreed(rows)

    def undo(self, rows: np.ndarray) -> None:
        """A deal has been broken; one under which the war went on is undone."""
        self.deal_in_force[rows] = False
        if not self.tables.ends_war:
            self.compliance.undo(rows)

    def guarantee(self, rows: np.ndarray) -> np.ndarray:
        """What the levels in force add to the cost of breaking a deal: (n,)."""
        return self.deals.guarantee(self.world[rows], self.compliance.without_deal(rows), rows)

    def carry_out(
        self, rows: np.ndarray, acts: dict[tuple[str, str | None], np.ndarray], turn: int = ACTS
    ) -> None:
        """Threats are carried out, each with its credibility, where an act has set them off.

        Each threat is put to the test once in a run.
        """
        t = self.tables
        for number, threat in enumerate(t.threats):
            hit = np.zeros(len(rows), bool)
            for (act, party), where in acts.items():
                if threat.hangs_on(act, party):
                    hit |= where
            here = rows[hit & ~self.talks.tested[rows, number]]
            if not here.size:
                continue
            self.talks.tested[here, number] = True
            u = t.draws.uniform(("threat", threat.name), t.first, t.runs)[here]
            done = u < threat.credibility[here]
            everywhere = np.zeros(t.runs, bool)
            everywhere[here] = done
            done_here = Change(everywhere, threat.moves, threat.factor, threat.outlooks)
            self.talks.change(done_here, turn)
            self.record(here, threat.by, "carry_out", done, about=threat.name)
