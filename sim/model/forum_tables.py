"""A forum as arrays: who sits there, over which packages, and what they demand before they come."""

from __future__ import annotations

import itertools

import numpy as np

from sim.model.entries import Demand
from sim.model.kernels import Bodies
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
        self._agenda()
        self._seats()
        self.demands = list(self._demands())

    # -- what can be signed --------------------------------------------------------------

    def _agenda(self) -> None:
        """Packages: one option for every issue on the agenda that the seats can move."""
        seats = np.isin(self.parties, self.forum.seats)
        can_move = self.movers(seats[None])[0]
        self.agenda = [
            i for i, n in enumerate(self.issues) if n in self.forum.agenda and can_move[i]
        ]
        scales = [range(len(self.spec.issues[self.issues[i]].option_names)) for i in self.agenda]
        options = np.array(list(itertools.product(*scales)), dtype=np.int64)
        self.packages = np.full((len(options), len(self.issues)), -1)  # -1: not on the agenda
        for column, i in enumerate(self.agenda):
            self.packages[:, i] = options[:, column]
        self.allowed = np.ones((len(self.voices), len(self.packages)), bool)
        self.crossed = np.full(self.allowed.shape, -1)  # the issue of the red line crossed
        for v, (_, holder) in enumerate(self.holders()):
            for line in (holder.red_lines or {}).values():
                i = self.issues.index(line.issue)
                option = self.signed_option(line.issue, np.arange(len(self.packages)))
                fine = self.enough(line)[option]
                self.allowed[v] &= fine
                self.crossed[v, ~fine] = i

    def package_name(self, x: int) -> dict[str, str]:
        """A package as issue -> option."""
        return {
            self.issues[i]: self.spec.issues[self.issues[i]].option_names[self.packages[x, i]]
            for i in self.agenda
        }

    def signed_option(self, issue: str, package: np.ndarray) -> np.ndarray:
        """The option that a package sets on an issue of the agenda: (n,).

        Its status quo, if nobody at the table can move it. package: (n,).
        """
        i = self.issues.index(issue)
        return np.where(i in self.agenda, self.packages[package, i], self.status_quo[i])

    # -- the table -----------------------------------------------------------------------

    def _seats(self) -> None:
        self.seats = np.array([self.parties.index(name) for name in sorted(self.forum.seats)])
        self.required = np.array([self.parties.index(name) for name in self.forum.required])
        self.bodies = self._bodies()

    def _bodies(self) -> Bodies:
        """The factions at home whose votes the seats need."""
        party = np.full(len(self.voices), -1)
        weight = np.zeros((self.runs, len(self.voices)))
        quota = np.zeros((self.runs, len(self.parties)))
        for v, (name, faction) in enumerate(self.factions, start=len(self.parties)):
            j = self.parties.index(name)
            if "ratify" in self.stages and j in self.seats:
                party[v] = j
                weight[:, v] = self.number(f"parties.{name}.factions.{faction}.seats")
                quota[:, j] = self.number(f"parties.{name}.quota")
        return Bodies(party, np.unique(party[party >= 0]), weight, quota)

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages of the forum, in order."""
        return tuple(self.forum.stages)

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
            j, name, conditions, issue, enough, side, share, controllers, consent, firmness
        )
