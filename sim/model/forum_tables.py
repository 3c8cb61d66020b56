"""A forum as arrays: who sits there, over which packages, and what they demand before they come."""

from __future__ import annotations

import numpy as np

from sim.model.entries import Demand, WayBack
from sim.model.kernels import Bodies, Factions, Seats
from sim.model.tables import Tables


class ForumTables(Tables):
    """The tables of a block of runs, and what belongs to one forum besides.

    Parameters
    ----------
    tables : Tables
        The block's, whose arrays are shared.
    name : str
        The forum's.
    """

    def __init__(self, tables: Tables, name: str):
        self.__dict__.update(tables.__dict__)
        self.forum_name, self.forum = name, self.spec.forums[name]
        self.ends_war = self.forum.ends_war
        #: War costs that a deal ends: none where the war goes on. (runs, parties, types + 1)
        self.cost_ended = self.war_cost if self.ends_war else np.zeros_like(self.war_cost)
        self.ways_back = [self._way_back(*way) for way in sorted(self.forum.resume.items())]
        self._agenda()
        self._seats()
        self.demands = list(self._demands())

    # -- what can be signed --------------------------------------------------------------

    def _agenda(self) -> None:
        """Packages: one option for every issue on the agenda."""
        self.agenda = [i for i, name in enumerate(self.issues) if name in self.forum.agenda]
        scales = [len(self.spec.issues[self.issues[i]].option_names) for i in self.agenda]
        options = np.indices(scales).reshape(len(scales), -1).T  # the last issue's change first
        self.packages = np.full((len(options), len(self.issues)), -1)  # -1: not on the agenda
        for column, i in enumerate(self.agenda):
            self.packages[:, i] = options[:, column]
        self.allowed = np.ones((len(self.voices), len(self.packages)), bool)
        self.crossed = np.full(self.allowed.shape, -1)  # the issue of the red line crossed
        for v, (_, holder) in enumerate(self.holders()):
            for line in holder.red_lines.values():
                i = self.issues.index(line.issue)
                if i in self.agenda:
                    fine = self.enough(line)[self.packages[:, i]]
                    self.allowed[v] &= fine
                    self.crossed[v, ~fine] = i

    def package_name(self, x: int) -> dict[str, str]:
        """A package as issue -> option."""
        return {
            self.issues[i]: self.spec.issues[self.issues[i]].option_names[self.packages[x, i]]
            for i in self.agenda
        }

    # -- who sits, and who votes at home -------------------------------------------------

    def _seats(self) -> None:
        self.seats = np.array([self.parties.index(name) for name in sorted(self.forum.seats)])
        self.has_seat = np.isin(np.arange(len(self.parties)), self.seats)
        self.required = np.array([self.parties.index(name) for name in self.forum.required])
        #: Who ratifies from outside at first, and at any time: (parties,) booleans.
        self.asked_first = np.isin(self.parties, self.forum.ratified_by)
        ever = [way.asked for way in self.ways_back if way.asked is not None]
        self.asked_ever = np.any([self.asked_first, *ever], axis=0)
        bodies = tuple(name for j, name in enumerate(self.parties) if self.asked_ever[j])
        ratifying = (*self.forum.seats, *bodies) if "ratify" in self.stages else ()
        self.ratifiers = self._bodies("ratify", ratifying)
        self.electors = self._bodies("attend", self.forum.seats)
        voice = np.flatnonzero(self.electors.party >= 0)
        voice = voice[voice >= len(self.parties)]
        party = self.owner[voice]
        self.attending = Factions(voice, party, ~np.isin(party, self.required))
        optional = self.has_seat & ~np.isin(np.arange(len(self.parties)), self.required)
        self.seats_asked = Seats(self.has_seat, optional, self.attending, self.talking_cost)

    def _bodies(self, purpose: str, parties: tuple[str, ...]) -> Bodies:
        """Those at home who vote for some of the parties: their factions, or a body alone."""
        party = np.full(len(self.voices), -1)
        outside = np.tile(self.asked_first, (self.runs, 1))
        weight = np.zeros((self.runs, len(self.voices)))
        quota = np.ones((self.runs, len(self.parties)))
        for name in parties:
            j, body = self.parties.index(name), self.spec.parties[name]
            if body.factions and purpose in body.votes_on:
                quota[:, j] = self.number(f"parties.{name}.quota")
                for faction in body.factions:
                    v = self.voices.index(f"{name}.{faction}")
                    party[v] = j
                    weight[:, v] = self.number(f"parties.{name}.factions.{faction}.seats")
            elif self.asked_ever[j]:
                party[j], weight[:, j] = j, 1.0
        return Bodies(party, np.unique(party[party >= 0]), outside, weight, quota)

    def seats_held(self, bodies: Bodies, levels: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The seats of everybody who votes, with the options in force: (n, voices).

        Where options move seats from one faction to another, never more than it has.
        """
        held = bodies.weight[rows].copy()
        for shift in self.seat_shifts:
            here = levels[:, shift.issue] == shift.option
            moved = np.where(here, np.minimum(shift.number[rows], held[:, shift.giver]), 0.0)
            held[:, shift.giver] -= moved
            held[:, shift.taker] += np.where(bodies.party[shift.taker] >= 0, moved, 0.0)
        return held

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages of the forum, in order."""
        return tuple(self.forum.stages)

    @property
    def still(self) -> bool:
        """Whether nothing changes the world, or what is wanted, but what is signed here."""
        happens = self.threats or self.events or self.actions or len(self.spec.forums) > 1
        return not happens and not self.shock.any() and not self.drift.any()

    def _way_back(self, name: str, body) -> WayBack:
        path = f"forums.{self.forum_name}.resume.{name}"
        then = None if body.then is None else self._then(body.then, path)
        asked = None if body.ratified_by is None else np.isin(self.parties, body.ratified_by)
        return WayBack(name, body.after, body.wait, body.times, then, body.keeps_settled, asked)

    # -- what is demanded ----------------------------------------------------------------

    def _demands(self):
        for j in self.seats:
            party = self.parties[j]
            for name, body in sorted((self.spec.parties[party].preconditions or {}).items()):
                yield self._demand(int(j), party, name, body)

    def _demand(self, j: int, party: str, name: str, body) -> Demand:
        path = f"parties.{party}.preconditions.{name}"
        wanted = body.floor or body.demand
        conditions = tuple(
            (self.issues.index(c.issue), self.all_options(c))
            for c in (body.demand, body.floor)
            if c is not None and c.issue is not None
        )
        side = share = issue = None
        enough = np.zeros(self.most_options, bool)
        controllers: tuple[int, ...] = ()
        consent = "any"
        if body.demand.side is not None:
            side = self.sides.index(body.demand.side)
            share = self.number(f"{path}.demand.share_at_least")
        if wanted.issue is not None:
            issue, enough = self.issues.index(wanted.issue), self.all_options(wanted)
            held = self.spec.issues[wanted.issue]
            others = [self.parties.index(c) for c in held.controlled_by]
            controllers = tuple(c for c in others if c != j)  # nobody demands of itself
            consent = held.control
        firmness = self.by_resolve(f"{path}.firmness", tough_is_low=False)
        return Demand(
            j, name, conditions, issue, enough, side, share, controllers, consent, firmness,
            body.standing,
        )  # fmt: skip
