"""One value, compared everywhere: what the talks promise a party, from some state of the world.

``V_i = r_i(failed) + sum_x pi_i(x) [ A0_i(x) G_i(x) + (a_i(x) - A0_i(x)) N_i(x) ] - kappa_i``

G is what package x is worth once signed less what failed talks are worth, with the chance that it
is kept; N its option value, ``E[(G + shock)+]``; a the chance that x is agreed and ratified if i
signs, A0 that it passes without i (0 under unanimity). At zero noise this is the sum over packages
of ``a (h u + (1 - h) r(breach)) + (1 - a) r(failed)`` less kappa.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.model.beliefs import SIGNING, ForumBeliefs
from sim.model.kernels import Ahead, OnTable, Seen, above_no_talks, appraise
from sim.model.listing import Listing
from sim.model.lists import Lists
from sim.model.packages import AtStake, at_stake_for, newly_at_stake
from sim.model.plans import Plans, differ
from sim.model.tables import RESOLVE
from sim.model.world import Fought, World

_ALL = slice(None)


class Prospect:
    """The talks as everybody sees them from one state of the world, for every run of a block.

    What everybody expects is worked out from the packages that can be agreed. Of the world as it is
    the others can be asked for, too, as parties may speak of them.

    Attributes
    ----------
    no_talks, failed : ndarray, shape (runs, voices)
        War values, before war costs, when talks do not convene with nobody to blame, or fail.
    if_refuses, if_walks : ndarray, shape (runs, parties)
        The same to each party after it has itself refused to come, or walked out.
    expect, without : ndarray, shape (runs, parties, types + 1)
        What a party expects above failed talks with its seat, and if they went on without it.
    utility : ndarray, shape (runs, voices, packages)
        Worth of a package in force.
    hold : ndarray, shape (runs, packages)
        Chance that all signatories keep a package.
    gain : ndarray, shape (runs, voices, types + 1, packages)
        Worth of a signed package less that of failed talks; the last type is the party's own.
    yes : ndarray, shape (runs, voices, packages)
        Public chance that a voice says yes. This and what follows is 0 of a package that cannot be
        agreed: nobody is asked.
    agree, against : ndarray, shape (runs, parties, packages)
        Chance that a package is agreed and ratified if the party signs it, and if it does not.
    passes : ndarray, shape (runs, packages)
        Public chance that a package is agreed and ratified.
    score : ndarray, shape (runs, packages)
        ``a(x) prod_j N_j(x)``: the mediator's criterion; 0 for a package that was refused.

    Parameters
    ----------
    signable : ndarray of int
        The packages that can be agreed.
    foreseen : bool
        Whether anybody asks what everybody expects.
    thought_of : bool
        Whether it is of a state of the world that is only thought of. `expect` and `without` are
        kept of it, and nothing of each package.
    """

    def __init__(
        self,
        listing: Listing,
        signable: np.ndarray,
        *,
        foreseen: bool = True,
        thought_of: bool = False,
    ):
        self._t, self._war = listing.tables, listing.conflict
        self.signable, self.foreseen, self._thought_of = signable, foreseen, thought_of
        t, runs = self._t, self._t.runs
        parties, voices = len(t.parties), len(t.voices)
        self.no_talks, self.failed = np.zeros((2, runs, voices))
        self.if_refuses, self.if_walks = np.zeros((2, runs, parties))
        narrow = thought_of or (foreseen and len(signable) < len(t.packages))
        self._listed = Lists(listing, self.failed, signable if narrow else None)
        self._every = Lists(listing, self.failed) if narrow else self._listed
        self._kept = (self._listed,) if thought_of or not narrow else (self._listed, self._every)
        self._place = np.full(len(t.packages), -1)  # of each package among those that are listed
        self._place[signable if narrow else slice(None)] = np.arange(self._listed.packages)
        self.plans = Plans(runs)
        self._levels = np.full((runs, len(t.issues)), -1)  # of the world last looked at
        self._factor = np.ones_like(t.strength)
        self._signing = np.zeros((runs, parties), bool)  # who would sign, when last looked at
        self._tested = np.zeros_like(self._war.tested)  # threats that no longer counted then
        self._outlook = np.zeros_like(self._war.outlooks.number)  # what everybody wanted then
        self.seats_held = np.zeros((runs, voices))  # of those who vote at home

    # -- arrays over packages, which most tables of strategies that mind their own never need ----

    @cached_property
    def _seen(self) -> Seen:
        """What everybody expects of everybody, and of the packages that are looked at."""
        if not self.foreseen:
            raise LookupError("nobody here says that it reckons with what everybody expects")
        t, types = self._t, len(RESOLVE) + 1
        runs = 1 if self._thought_of else t.runs  # of which it keeps all about packages
        parties, packages = len(t.parties), self._listed.packages
        agree, against = np.zeros((2, runs, parties, packages))
        passes, score = np.zeros((2, runs, packages))
        expect, without = np.zeros((2, t.runs, parties, types))
        yes = np.zeros((runs, len(t.voices), packages))
        at_home = np.zeros((t.runs, len(t.attending.voice), types))
        signed = self._listed.room(kept=not self._thought_of)
        return Seen(*signed, yes, agree, against, passes, score, expect, without, at_home)

    @cached_property
    def _refused(self) -> np.ndarray:
        """Which of the packages that are listed have been refused: (runs, packages) booleans."""
        return np.zeros((self._t.runs, self._listed.packages), bool)

    @cached_property
    def _last(self) -> np.ndarray:
        """What each run was looked at with last, for `sim.model.kernels.is_news`."""
        t, of_each = self._t, 3  # whether it is present, and asked, and what is known of it
        last = np.empty((t.runs, len(t.parties) * of_each + self._listed.packages))
        last[:, 0] = np.nan  # no look yet: one is enough, as nothing equals that
        return last

    @property
    def few(self) -> Seen:
        """What everybody expects, and of packages only those that can be agreed."""
        self._refuse_thoughts()
        return self._seen

    @property
    def every(self) -> Lists:
        """What all packages are worth, those included that cannot be agreed."""
        self._refuse_thoughts()
        return self._every

    def of_all(self, few: np.ndarray) -> np.ndarray:
        """What is said of those that can be agreed, for all packages: 0 for the others."""
        if self._listed is self._every:
            return few
        out = np.zeros((*few.shape[:-1], len(self._place)))
        out[..., self.signable] = few
        return out

    def _refuse_thoughts(self) -> None:
        if self._thought_of:
            raise LookupError(
                "of a state of the world that is only thought of, nothing is kept of each package: "
                "ask for expect or without"
            )

    utility = property(lambda self: self.every.utility)
    gain = property(lambda self: self.every.gain)
    hold = property(lambda self: self.every.hold)
    yes = property(lambda self: self.of_all(self.few.yes))
    agree = property(lambda self: self.of_all(self.few.agree))
    against = property(lambda self: self.of_all(self.few.against))
    passes = property(lambda self: self.of_all(self.few.passes))
    score = property(lambda self: self.of_all(self.few.score))
    expect = property(lambda self: self._seen.expect)
    without = property(lambda self: self._seen.without)

    def gain_of(self, rows: np.ndarray, voice: int, package: np.ndarray) -> np.ndarray:
        """`gain` of one package a run, for every type: (n, types + 1). package: (n,)."""
        self._refuse_thoughts()
        place = self._place[package]
        if (place < 0).any():
            return self.gain[rows, voice, :, package]
        return self._listed.gain[rows, voice, :, place]

    def chance_of(self, rows: np.ndarray, package: np.ndarray) -> np.ndarray:
        """`passes` of one package a run: (n,). package: (n,)."""
        place = self._place[package]
        return np.where(place < 0, 0.0, self.few.passes[rows, place])

    def look(
        self,
        world: World,
        rows: np.ndarray,
        beliefs: ForumBeliefs,
        table,
    ) -> Prospect:
        """Bring everything up to date in some runs.

        Parameters
        ----------
        world : World
            The whole block's, or a hypothetical one.
        rows : ndarray of int
            The runs to do.
        beliefs : ForumBeliefs
            Public beliefs, whose posteriors are up to date.
        table : Table
            Who is present, under which rule, and what has been refused.
        """
        self.see(world, rows, beliefs, table)
        if self.foreseen:
            self.foresee(rows, beliefs, table)
        return self

    def foresee(self, rows: np.ndarray, beliefs: ForumBeliefs, table) -> None:
        """Work out what everybody expects of everybody, from the world that has been taken in."""
        t, lists = self._t, self._listed
        bodies = t.ratifiers._replace(weight=self.seats_held, outside=table.asked)
        stakes, seated = lists.to_weigh(rows, kept=not self._thought_of), self.on_table(table, rows)
        appraise(
            rows, stakes, lists.voices, beliefs.known(SIGNING), seated, table.rule,
            bodies, t.attending, t.foresight, lists.keeping, self._seen, self._last,
        )  # fmt: skip

    def on_table(self, table, rows: np.ndarray) -> OnTable:
        """Who sits there, and which of the packages that are looked at can be signed, in `rows`."""
        t, refused, allowed = self._t, table.refused, self._t.allowed
        if self._listed is not self._every:
            self._refused[rows] = refused[rows].take(self.signable, axis=1)
            refused, allowed = self._refused, allowed.take(self.signable, axis=1)
        return OnTable(t.seats, table.present, refused, allowed)

    def see(
        self,
        world: World,
        rows: np.ndarray,
        beliefs: ForumBeliefs,
        table,
        *,
        at_stake: bool = False,
    ) -> np.ndarray:
        """Take in where the world stands; the runs in which it has moved.

        at_stake : only those, please, in which that changes what is at stake here.
        """
        for lists in self._kept:
            lists.look_again(rows, beliefs.posterior, table.present)
        moved = rows[self._moved(world, table, rows)]
        if not moved.size:
            return moved
        self._levels[moved], self._factor[moved] = world.levels[moved], world.factor[moved]
        self._signing[moved] = table.signing[moved]
        self._tested[moved] = self._war.tested[moved]
        self._outlook[moved] = self._war.outlooks.number[moved]
        self.plans.forget(moved)
        return self._take_in(world[moved], moved, table, at_stake)

    def _take_in(self, world: World, rows: np.ndarray, table, at_stake: bool) -> np.ndarray:
        """Value a world that has moved; where it has, or where that changes what is at stake."""
        # Where nothing happens only who comes can have changed: nothing has been said there yet.
        still = self._t.still and not self.foreseen
        at_stake &= not still
        stake = at_stake_for(rows, self._answering[0], self._at_stake) if at_stake else None
        self._values(world, rows)
        for lists in self._kept:
            lists.see(world, rows, self._signing[rows])
        if not still:
            self._listed.list(rows)
        if stake is None:
            return rows
        places, answering = self._place[self.signable], self._answering
        new = newly_at_stake(rows, stake, self._at_stake, places, *answering, table.asked)
        return rows[np.asarray(new)]

    @property
    def _at_stake(self) -> AtStake:
        """All that those who answer a text here weigh, beliefs aside."""
        stakes = self._listed.stakes
        return AtStake(
            self.failed, self.seats_held, stakes.utility, stakes.breach, stakes.guarantee
        )

    @cached_property
    def _answering(self) -> tuple[np.ndarray, np.ndarray]:
        """The voices that answer a text here; and as which party, where one has to be asked."""
        t = self._t
        voices = np.union1d(t.seats, np.flatnonzero(t.ratifiers.party >= 0))
        owner = t.owner[voices]
        return voices, np.where(np.isin(owner, t.seats), -1, owner)

    def _moved(self, world: World, table, rows: np.ndarray) -> np.ndarray:
        """Where the world, or what is wanted, is not as it was when last looked at: (n,)."""
        moved = np.zeros(len(rows), bool)
        differ(rows, self._levels, world.levels, moved)
        differ(rows, self._factor, world.factor, moved)
        differ(rows, self._signing, table.signing, moved)
        differ(rows, self._tested, self._war.tested, moved)
        differ(rows, self._outlook, self._war.outlooks.number, moved)
        return moved

    def _values(self, world: World, rows: np.ndarray) -> None:
        """War values of the ways of having no deal, and the seats that vote at home."""
        if self.foreseen:
            self._last[rows, 0] = np.nan
        t, fought = self._t, Fought()
        ends = ("no_talks", self.no_talks, self.if_refuses), ("failed", self.failed, self.if_walks)
        for act, value, if_refuses in ends:
            threats = self._war.hanging_on((act, None))
            value[rows] = self._war.threatened(world, rows, threats, known=fought)
            if_refuses[rows] = value[rows, : len(t.parties)]
            for j in t.seats:
                more = self._war.hanging_on((act, None), ("refuse", t.parties[j]))
                if len(more) > len(threats):  # of which only the one who refuses need think
                    known = {struck: all_[:, [j]] for struck, all_ in fought.items()}
                    own = self._war.threatened(world, rows, more, voices=np.array([j]), known=known)
                    if_refuses[rows, j] = own[:, 0]
        self.seats_held[rows] = t.seats_held(t.ratifiers, world.levels, rows)

    # -- what follows from it ------------------------------------------------------------

    def above_no_talks(self, rows=_ALL) -> np.ndarray:
        """``V(talks) - r(no talks)`` of all voices, for every type: (rows, voices, types + 1).

        A seat that is not required compares with talks that go on without it, and so does a faction
        that votes on its coming. 0 for the other factions, which are not asked.
        """
        t, seen = self._t, self._seen
        rows = np.arange(t.runs)[rows]
        ahead = Ahead(seen.expect, seen.without, seen.at_home, self.no_talks, self.failed)
        above = np.zeros((len(rows), len(t.voices), seen.expect.shape[-1]))
        above_no_talks(rows, ahead, t.seats_asked, above)
        return above

    def blame(self, rows=_ALL) -> np.ndarray:
        """What refusing to come would cost each party through threats: (rows, parties)."""
        return self.no_talks[rows, : len(self._t.parties)] - self.if_refuses[rows]
