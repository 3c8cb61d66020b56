"""What packages are worth to everybody: in force, once they are broken, and signed."""

from __future__ import annotations

import weakref
from functools import cached_property

import numpy as np

from sim.model.kernels import Stakes, Voices, gains_alone
from sim.model.listing import Listing, stakes_of
from sim.model.tables import RESOLVE
from sim.model.world import World
from sim.model.worths import Worths

Arrays = tuple[np.ndarray, np.ndarray]


class Lists:
    """The worth of packages, of all or of some of them, in the runs in which anybody asks for that.

    See `sim.model.prospect.Prospect` for `utility`, `gain` and `hold`. At most tables of strategies
    that mind their own nobody does; `worths` then finds what they look for.

    Parameters
    ----------
    failed : ndarray, shape (runs, voices)
        What failed talks are worth.
    some : ndarray of int, optional
        The packages that are listed, if not all.

    Attributes
    ----------
    stakes : Stakes
        The utility, what a breach leads to, and what it costs whoever breaks first, in the runs in
        which they have been listed.
    voices : Voices
    worths : Worths
        Of all packages.
    """

    def __init__(
        self,
        listing: Listing,
        failed: np.ndarray,
        some: np.ndarray | None = None,
    ):
        self._listing, self._failed, self._t = listing, failed, listing.tables
        t, self._searched = self._t, some is None
        self._some = np.arange(len(t.packages)) if some is None else some
        self._deals, runs = listing.deals, t.runs
        self.voices = Voices(t.owner, t.scale, t.range, t.cost_ended, t.temptation, t.opposed)
        self._world = World(np.zeros((runs, len(t.issues)), np.int64), np.ones_like(t.strength))
        self._signing = np.zeros((runs, len(t.parties)), bool)
        self._unlisted = np.zeros(runs, bool)  # where no list has been made of what was seen
        self._unweighed = np.zeros(runs, bool)  # nor of what signing would gain
        self._belief = self._keepers = np.empty(0)

    @property
    def keeping(self) -> bool:
        """Whether anybody thinks of keeping a deal, or of breaking it."""
        return self._t.foresight and "implement" in self._t.stages

    # -- what is seen --------------------------------------------------------------------

    def look_again(self, rows: np.ndarray, belief: np.ndarray, keepers: np.ndarray) -> None:
        """Go by these beliefs, and by these signatories, who may keep a deal or break it."""
        self._belief, self._keepers = belief, keepers
        if self.keeping:
            self._unweighed[rows] = True

    def see(self, world: World, rows: np.ndarray, signing: np.ndarray) -> None:
        """Take in the world of some runs, and who would sign there. world, signing: n rows."""
        self._world.levels[rows], self._world.factor[rows] = world.levels, world.factor
        self._signing[rows] = signing
        self._unlisted[rows], self._unweighed[rows] = True, True
        if self._searched:
            self.worths.see(world, rows, self._deals.as_signed(signing, rows))

    # -- what is asked for ---------------------------------------------------------------

    @cached_property
    def worths(self) -> Worths:
        """What all packages are worth in force, for who looks for some."""
        here = weakref.proxy(self)  # so that all of it goes with the block, and waits for no cycle
        return Worths(self._t, self._listing.conflict, lambda: here.utility)

    @property
    def utility(self) -> np.ndarray:
        """What every package is worth in force: (runs, voices, packages)."""
        self.list(np.flatnonzero(self._unlisted))
        return self.stakes.utility

    @property
    def gain(self) -> np.ndarray:
        """What signing each package gains: (runs, voices, types + 1, packages)."""
        self._weigh(np.flatnonzero(self._unweighed))
        return self._signed[0]

    @property
    def hold(self) -> np.ndarray:
        """The chance that all signatories keep each package: (runs, packages)."""
        self._weigh(np.flatnonzero(self._unweighed))
        return self._signed[1]

    def to_weigh(self, rows: np.ndarray, *, kept: bool) -> Stakes:
        """The stakes in some runs. kept: whether the caller fills in `gain` and `hold` there."""
        self.list(rows[self._unlisted[rows]])
        if kept:
            self._unweighed[rows] = False
        return self.stakes

    def room(self, *, kept: bool) -> Arrays:
        """`gain` and `hold`, or room for what they are in one run where they are not kept."""
        return self._signed if kept else self._room(1)

    # -- working it out ------------------------------------------------------------------

    @cached_property
    def stakes(self) -> Stakes:
        """See `Stakes`; of no use in runs that have not been listed."""
        stakes = stakes_of(self._t, self._deals, self.packages)
        return stakes._replace(failed=self._failed)

    @property
    def packages(self) -> int:
        """How many packages are looked at."""
        return len(self._some)

    @cached_property
    def _signed(self) -> Arrays:
        return self._room(self._t.runs)

    def _room(self, runs: int) -> Arrays:
        gain = np.zeros((runs, len(self._t.voices), len(RESOLVE) + 1, self.packages))
        return gain, np.zeros((runs, self.packages))

    def _weigh(self, rows: np.ndarray) -> None:
        """What signing every package would gain in some runs."""
        if rows.size:
            stakes = self.to_weigh(rows, kept=True)
            gains_alone(
                rows, stakes, self.voices, self._belief, self._keepers, self.keeping, *self._signed
            )

    def list(self, rows: np.ndarray) -> None:
        """What every package is worth in force, and once it is broken, in some runs.

        Where a package has but one way, and there is nothing else to weigh, `Worths` finds the same
        without a list.
        """
        if not rows.size:
            return
        self._unlisted[rows] = False
        signing = self._signing[rows]
        self._listing.write(self._world[rows], rows, signing, self._some, self.stakes)
