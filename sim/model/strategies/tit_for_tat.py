"""Concession in reply to concession."""

from __future__ import annotations

import numpy as np

from sim.model.strategies import past
from sim.model.strategies.base import View
from sim.model.strategies.time_dependent import TimeDependent
from sim.registry import strategies

VARIANTS = ("absolute", "relative")


@strategies.register("tit_for_tat")
class TitForTat(TimeDependent):
    """Gives way by as much as the other has given way to it, and takes back when the other does.

    Until the other has made two offers there is nothing to reply to, and it asks for what
    `time_dependent` would. What it asks for in the round of the other's second offer is where it
    starts from; after that the clock plays no part. It accepts what reaches what it asks for, and
    proposes the cheapest package that does, never asking for more than its best or less than its
    worst or failed talks.

    (Faratin, Sierra & Jennings 1998, section 4.3, two of the behaviour-dependent tactics, for two
    parties: the absolute one without its random part, eq. 9, and the relative one, eq. 8.) In the
    source each issue is answered by itself and step by step; here a concession is what it is worth
    to this party, the whole package at once, and all steps since the start are added up, so that no
    small concession is lost between packages.

    Two of it go on only as far as their first offers take them: where both keep to the same
    package at first, neither ever moves.

    Parameters
    ----------
    variant : str
        ``absolute``: it asks for less by as many points of its own utility as the other's offers
        have gained since the first. ``relative``: by the same share; since the first offer that
        was worth more than 0.
    exponent : float
        Of the first rounds, as in `time_dependent`: above 1 it holds out. Positive.

    Examples
    --------
    >>> TitForTat("averaged")
    Traceback (most recent call last):
    ValueError: variant is 'averaged'; write absolute or relative
    """

    knows = "offers"
    most_parties = 2
    only_protocols = ("alternating_offers", "stacked_alternating_offers", "simultaneous_demands")
    remembers = True

    def __init__(self, variant: str = "absolute", exponent: float = 1.0):
        if variant not in VARIANTS:
            raise ValueError(f"variant is {variant!r}; write {' or '.join(VARIANTS)}")
        super().__init__(exponent)
        self.variant = variant

    def propose(self, view: View) -> np.ndarray:
        """The cheapest package that gives it what it asks for; none below failed talks."""
        return view.cheapest(self.enough(view, self.aspiration(view)))

    def accepts(self, view: View) -> np.ndarray:
        """Whether the offer gives it what it asks for, and as much as failed talks."""
        return view.of(view.offer) >= self.enough(view, self.aspiration(view))

    def aspiration(self, view: View) -> np.ndarray:
        """The utility it asks for now: (n,)."""
        offers = past.others(view)
        made = offers >= 0
        replies = made.sum(axis=-1) >= 2
        second = (np.cumsum(made, axis=-1) >= 2).argmax(axis=-1) + 1  # the round of it
        start = self.by_the_clock(view, np.where(replies, second, view.round))
        worth = np.stack([view.of(of_round) for of_round in offers.T], axis=-1)
        latest = view.of(past.last(offers))
        asked = self._reply(start, worth, made, latest)
        least, best = self.range(view)
        return np.where(replies, np.clip(asked, least, np.maximum(best, least)), start)

    def _reply(self, start, worth, made, latest) -> np.ndarray:
        """What it asks for in reply to offers: (n,).

        worth, made : what each is worth, and which there are: (n, deadline)
        """
        counted = made & (worth > 0) if self.variant == "relative" else made
        first = worth[np.arange(len(worth)), counted.argmax(axis=-1)]
        if self.variant == "absolute":
            return start - (latest - first)
        known = counted.any(axis=-1) & (latest > 0)
        return np.where(known, start * first / np.where(known, latest, 1.0), start)
