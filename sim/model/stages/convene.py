"""Before the table.

Demands, concessions, pressure, waivers, and who comes (prenegotiation, Saunders 1985).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.model.beliefs import SITTING
from sim.model.kernels import Terms, comings, passing
from sim.model.prospect import Prospect
from sim.model.stages.choice import Act, worth
from sim.model.stages.demands import RAISED, REFUSED, WAIVED, Demands
from sim.model.tables import Tie
from sim.model.world import World

PURPOSES = ("attend", "concede")  # what a patron can press for
REASONING_STEPS = 2


@dataclass
class Outlook:
    """What coming is worth to each party in some state of the world, and who is expected to come.

    Arrays have one row for each live run. above: (n, parties, types + 1), ``V(talks) - r(no
    talks)``; blame: (n, parties); firmness: (n, parties, types + 1); come: (n, parties), chance
    that a seat comes; others: (n, parties), chance that all the other required seats do; no_talks:
    (n, parties).
    """

    above: np.ndarray
    blame: np.ndarray
    firmness: np.ndarray
    come: np.ndarray
    others: np.ndarray
    no_talks: np.ndarray


@dataclass
class Answer:
    """A controller's answer to a demand, in the live runs `rows` in which the demand is open."""

    demand: int
    party: int
    rows: np.ndarray
    yes: np.ndarray
    learned: np.ndarray
    act: Act
    granted: Outlook


class Convene:
    """Each period demands are answered and waived, patrons press, and seats say who comes.

    All of it is decided on the state at the start of the period and takes effect at its end, so a
    concession is seen in the next. The choices look ahead to one another in the order attend,
    waive, concede, press: a controller that weighs a concession counts on the waiver that may
    follow its refusal.
    """

    name = "convene"

    def __init__(self, talks):
        self._talks, self._t = talks, talks.tables
        self.demands = Demands(self._t, talks.conflict)
        self._prospects = [Prospect(self._t, talks.conflict) for _ in self.demands.all]
        runs = self._t.runs
        self.pressed = np.zeros((runs, len(self._t.ties), 2), bool)  # to attend, to concede
        self.coming = np.zeros((runs, len(self._t.parties)), bool)  # as last said

    # -- one period ----------------------------------------------------------------------

    def step(self, rows: np.ndarray) -> None:
        """Play one period in `rows`."""
        talks = self._talks
        stirred = rows[~talks.quiet[rows]]
        if stirred.size:
            self._period(stirred)
        if talks.period >= self._t.forum.convene_by:
            self._close(rows[talks.stage_next(rows) == "convene"])

    def _close(self, rows: np.ndarray) -> None:
        """The time to convene is over."""
        open_ = self.demands.open(self._talks.world[rows], rows)
        self._talks.endings.not_convened(rows, open_, self.coming[rows], self.demands)

    def _period(self, rows: np.ndarray) -> None:
        talks = self._talks
        world = talks.world[rows]
        open_ = self.demands.open(world, rows)
        talks.look(rows)
        now = self._outlook(rows, talks.prospect, open_)
        self._tell_demands(rows, open_)
        answers = self._answers(rows, world, open_, now)
        conceded, learned = self._granted(answers, open_)
        pressed = self._pressure(rows, answers, now)
        coming, waived, taught = self._attendance(rows, open_, conceded, now)
        changed = self._settle(rows, open_, conceded, waived, pressed, coming)
        self._move(rows, conceded, answers)
        ready = self._all_required(coming)
        talks.quiet[rows] = ~(changed | learned | taught | ready)
        talks.convened(rows[ready], coming[ready])

    # -- what everybody expects ----------------------------------------------------------

    def _outlook(self, rows, prospect: Prospect, open_) -> Outlook:
        t = self._t
        parties = range(len(t.parties))
        above = np.stack([prospect.above_no_talks(j, rows) for j in parties], axis=1)
        above = above + self._pressure_on(rows, "attend")[:, :, None]
        blame = np.stack([prospect.blame(j, rows) for j in parties], axis=1)
        firmness = self.demands.firmness(open_, rows)
        come, others = self._reckon(rows, above, blame, firmness)
        no_talks = prospect.no_talks[rows][:, : len(t.parties)] - t.war_cost[rows, :, -1]
        return Outlook(above, blame, firmness, come, others, no_talks)

    def _reckon(self, rows, above, blame, firmness):
        """Who is expected to come: see `comings`."""
        t = self._t
        come, others = np.zeros((2, len(rows), len(t.parties)))
        terms = Terms(above, blame, firmness)
        known = self._talks.beliefs.known(SITTING, rows)
        comings(terms, known, t.scale[rows], t.required, t.seats, REASONING_STEPS, come, others)
        return come, others

    def _pressure_on(self, rows, purpose: str) -> np.ndarray:
        """How much a client's cost of coming, or of conceding, has been shifted: (n, parties)."""
        t = self._t
        shift = np.zeros((len(rows), len(t.parties)))
        column = PURPOSES.index(purpose)
        for k, tie in enumerate(t.ties):
            force = tie.leverage[rows] * t.range[rows, tie.client]
            shift[:, tie.client] += np.where(self.pressed[rows, k, column], force, 0.0)
        return shift

    def _all_required(self, coming) -> np.ndarray:
        ready = np.ones(len(coming), bool)
        for j in self._t.required:
            ready &= coming[:, j]
        return ready

    def _tell_demands(self, rows, open_) -> None:
        """Have demands taken down when raised, with the share asked for and the share held."""
        if self._talks.recorder is None:
            return
        for d, demand in enumerate(self.demands.all):
            first = rows[open_[:, d] & (self.demands.status[rows, d] == RAISED)]
            share: dict = {}
            if demand.side is not None:
                held = self._talks.conflict.share(self._talks.world[first], first, demand.side)
                share = {"needed": demand.share[first], "value": held}
            self._talks.record(
                first, self._t.parties[demand.party], "demand", about=demand.name, **share
            )

    # -- concessions ---------------------------------------------------------------------

    def _answers(self, rows, world: World, open_, now: Outlook) -> list[Answer]:
        """Every controller answers every open demand."""
        answers = []
        for d, demand in enumerate(self.demands.all):
            here = np.flatnonzero(open_[:, d])
            if not demand.controllers or not here.size:
                continue
            granted = self._if_granted(rows[here], open_[here], d)
            for j in demand.controllers:
                party = self._talks.party_at(j)
                cost = self._t.conceding_cost[rows[here], j, demand.issue]
                cost = cost - self._pressure_on(rows[here], "concede")[:, j]
                act = self._weigh(j, now, here, granted, cost)
                shock = party.sitting[rows[here]]
                yes = act.chosen(shock)
                learned = self._talks.beliefs.learn(SITTING, j, rows[here], yes, act.threshold())
                answers.append(Answer(d, j, here, yes, learned, act, granted))
                self._talks.record(
                    rows[here], party.name, "concede", yes, about=demand.name,
                    target=self._t.parties[demand.party], value=act.value(shock),
                    chance=act.q1[:, -1], chance_without=act.q0[:, -1], cost=cost,
                )  # fmt: skip
        return answers

    def _if_granted(self, rows, open_, d: int) -> Outlook:
        """The outlook if one demand were met by moving its issue."""
        demand = self.demands.all[d]
        after = self._talks.world.copy()
        after.levels[rows, demand.issue] = demand.concession
        prospect = self._prospects[d]
        prospect.look(after, rows, self._talks.beliefs, self._talks.table)
        rest = open_ & self.demands.open(after[rows], rows)
        rest[:, d] = False
        return self._outlook(rows, prospect, rest)

    def _weigh(self, j: int, now: Outlook, here, granted: Outlook, cost) -> Act:
        """What a concession is worth to a party, and to it of each type."""
        return worth(
            self._t,
            j,
            now.others[here, j],
            granted.others[:, j],
            (now.above[here, j], granted.above[:, j]),
            granted.no_talks[:, j] - now.no_talks[here, j],
            cost,
        )

    def _granted(self, answers: list[Answer], open_):
        """Which demands are met, by any or all of those who control the issue; what was learnt."""
        yes, asked = np.zeros((2, *open_.shape), int)
        learned = np.zeros(len(open_), bool)
        for answer in answers:
            yes[answer.rows, answer.demand] += answer.yes
            asked[answer.rows, answer.demand] += 1
            learned[answer.rows] |= answer.learned
        every = np.array([demand.consent == "all" for demand in self.demands.all], bool)
        return (yes > 0) & (~every | (yes == asked)), learned

    # -- pressure ------------------------------------------------------------------------

    def _pressure(self, rows, answers: list[Answer], now: Outlook) -> np.ndarray:
        """Which patrons press now, to attend and to concede: (n, ties, 2) booleans."""
        out = np.zeros((len(rows), len(self._t.ties), 2), bool)
        for k, tie in enumerate(self._t.ties):
            patron = self._t.parties[tie.patron]
            for column, purpose in enumerate(PURPOSES):
                if purpose not in tie.purposes:
                    continue
                if purpose == "attend":
                    gain = self._press_to_attend(rows, tie, now)
                else:
                    gain = self._press_to_concede(rows, tie, now, answers)
                presses = ~self.pressed[rows, k, column] & (gain > 0)
                out[:, k, column] = presses
                self._talks.record(
                    rows[presses], patron, "press", about=purpose,
                    target=self._t.parties[tie.client], value=gain[presses],
                )  # fmt: skip
        return out

    def _press_to_attend(self, rows, tie: Tie, now: Outlook) -> np.ndarray:
        """What the patron gains from making it dearer for its client to stay away: (n,)."""
        if tie.client not in self._t.seats:
            return np.full(len(rows), -np.inf)
        above = now.above.copy()
        above[:, tie.client] += (tie.leverage[rows] * self._t.range[rows, tie.client])[:, None]
        _, others = self._reckon(rows, above, now.blame, now.firmness)
        mine = now.above[:, tie.patron]
        act = worth(
            self._t, tie.patron, now.others[:, tie.patron], others[:, tie.patron], (mine, mine),
            np.zeros(len(rows)), tie.cost[rows],
        )  # fmt: skip
        return act.value(self._talks.party_at(tie.patron).sitting[rows])

    def _press_to_concede(self, rows, tie: Tie, now: Outlook, answers: list[Answer]) -> np.ndarray:
        """The gain from a concession times how much likelier it becomes, less the cost: (n,)."""
        gain = np.full(len(rows), -np.inf)
        shock = self._talks.party_at(tie.patron).sitting
        for answer in answers:
            if answer.party != tie.client:
                continue
            here = rows[answer.rows]
            force = tie.leverage[here] * self._t.range[here, tie.client]
            likelier = self._chance(here, tie.client, answer.act.cheaper(force))
            likelier -= self._chance(here, tie.client, answer.act)
            own = self._weigh(
                tie.patron, now, answer.rows, answer.granted, np.zeros(len(here))
            ).value(shock[here])
            gain[answer.rows] = np.maximum(gain[answer.rows], likelier * own - tie.cost[here])
        return gain

    def _chance(self, rows, party: int, act: Act) -> np.ndarray:
        """Public chance that a party does what `act` weighs: (n,)."""
        beliefs = self._talks.beliefs
        lo, hi = beliefs.interval(SITTING, party, rows)
        out = np.zeros(len(rows))
        passing(
            act.threshold(), beliefs.posterior[rows, party], lo, hi, self._t.scale[rows, party], out
        )
        return out

    # -- waivers and attendance ----------------------------------------------------------

    def _attendance(self, rows, open_, conceded, now: Outlook):
        """Who comes, who gives up its refused demands, and whether anything was learnt."""
        talks, t = self._talks, self._t
        coming = np.zeros((len(rows), len(t.parties)), bool)
        waived = np.zeros_like(open_)
        learned = np.zeros(len(rows), bool)
        for j in t.seats:
            party, mine = talks.party_at(j), self.demands.held_by(j)
            open_mine = open_[:, mine]
            has_open = open_mine.any(axis=-1)
            refused = (self.demands.status[rows][:, mine] == REFUSED) & ~conceded[:, mine]
            asked = ~has_open | (~open_mine | refused).all(axis=-1)
            n = np.flatnonzero(asked)
            side = now.blame[n, j, None] - now.firmness[n, j]
            threshold = party.coming_threshold(now.above[n, j], now.others[n, j], side)
            yes = party.comes(rows[n], threshold)
            learned[n] |= talks.beliefs.learn(SITTING, j, rows[n], yes, threshold)
            coming[n, j] = yes & ~has_open[n]
            backs_down = yes & has_open[n]
            for d in mine:
                waived[n, d] = backs_down & open_[n, d]
            party.spend(rows[n], np.where(backs_down, now.firmness[n, j, -1], 0.0))
            self._tell_attendance(rows[n], party, yes, open_[n], now, n)
        return coming, waived, learned

    def _tell_attendance(self, rows, party, yes, open_, now: Outlook, n) -> None:
        """Have it taken down who comes or gives up its open demands. open_: (n, demands)."""
        if self._talks.recorder is None:
            return
        mine = self.demands.held_by(party.index)
        has_open = open_[:, mine].any(axis=-1)
        names = [", ".join(self.demands.all[d].name for d in mine if row[d]) for row in open_]
        for act, which in (("attend", ~has_open), ("waive", has_open)):
            k = n[which]
            self._talks.record(
                rows[which], party.name, act, yes[which],
                about=[name or None for name, told in zip(names, which, strict=True) if told],
                value=now.above[k, party.index, -1] + party.sitting[rows[which]],
                chance=now.others[k, party.index], blame=now.blame[k, party.index],
                cost=now.firmness[k, party.index, -1],
            )  # fmt: skip

    # -- the end of the period -----------------------------------------------------------

    def _settle(self, rows, open_, conceded, waived, pressed, coming) -> np.ndarray:
        """Write down what was decided; where anything is new."""
        status = self.demands.status[rows]
        new = np.where(waived, WAIVED, np.where(open_ & ~conceded, REFUSED, status))
        new = np.where(conceded, RAISED, new)
        changed = (new != status).any(axis=-1) | pressed.any(axis=(1, 2))
        changed |= (coming != self.coming[rows]).any(axis=-1)
        self.demands.status[rows] = new
        self.coming[rows] = coming
        self.pressed[rows] |= pressed
        for k, tie in enumerate(self._t.ties):
            times = pressed[:, k].sum(axis=-1)
            self._talks.party_at(tie.patron).spend(rows, times * tie.cost[rows])
        return changed

    def _move(self, rows, conceded, answers: list[Answer]) -> None:
        """Conceded issues move, and those who moved them bear the cost."""
        for d, demand in enumerate(self.demands.all):
            if demand.controllers:
                self._talks.world.levels[rows[conceded[:, d]], demand.issue] = demand.concession
        for answer in answers:
            moved = answer.yes & conceded[answer.rows, answer.demand]
            self._talks.party_at(answer.party).spend(
                rows[answer.rows], np.where(moved, answer.act.cost, 0.0)
            )
