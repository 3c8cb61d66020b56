"""One item after another, and nothing agreed until everything is."""

from __future__ import annotations

import numpy as np

from sim.model.protocols.single_text import SingleText
from sim.registry import protocols


@protocols.register("item_by_item")
class ItemByItem(SingleText):
    """The mediator has one item of the agenda settled a round; the last one makes the deal.

    Each round a text is tabled as in `SingleText`: the best whole package among those that agree
    with what has been settled. Where it has the consents it needs, the next item is settled as it
    stands in that text, and nothing else; once the last item is, the package is signed. Where no
    text with any hope is left within what has been settled, the item settled last is opened again,
    which takes the round; with nothing settled the mediator gives up.

    An item may need more than a round: then a text is tabled only once the open item has been
    worked on for `rounds_per_item` rounds, with whatever happens in between. A text refused is
    followed by the next one in the next round; an item that is opened again is worked on from the
    start; with no item open there is nothing to wait for.

    (Fershtman 1990 on the order of items; Raiffa 1982, ch. 14, on the text.) Whoever answers weighs
    the whole text, and nobody is bound before the end; so what a party expects of the table takes
    in all texts that have not been refused.

    Parameters
    ----------
    order : sequence of issues, optional
        Every item of the agenda, the first to be settled first; by name unless given.
    rounds_per_item : int, optional
        Rounds of work on an item, that of the first text on it included: 1 or more. How long an
        item takes is the analyst's to say; no source gives a rule for it.

    Examples
    --------
    >>> ItemByItem(("land", "arms"), rounds_per_item=6).rounds_per_item
    6
    >>> ItemByItem(rounds_per_item=0)
    Traceback (most recent call last):
    ValueError: rounds_per_item is 0; write a whole number of rounds, 1 or more
    """

    #: Items are settled at this table: talks that start again may keep them so.
    settles = True

    def __init__(self, order: tuple | None = None, rounds_per_item: int = 1):
        if rounds_per_item != int(rounds_per_item) or rounds_per_item < 1:
            wrong = f"rounds_per_item is {rounds_per_item:g}"
            raise ValueError(f"{wrong}; write a whole number of rounds, 1 or more")
        self.order, self.rounds_per_item = order, int(rounds_per_item)

    def play(self, forum, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Play one round in `rows`: the package agreed or -1, and where no text is left."""
        items, table, agreed = self._items(forum), forum.table, np.full(len(rows), -1)
        settled = (table.settled[rows][:, items] >= 0).sum(axis=-1)
        due, refused = (
            self._due(forum, rows, settled < len(items)),
            table.refused[rows].any(axis=-1),
        )
        thought = np.flatnonzero(due | refused)  # elsewhere nobody thinks of a text
        text, hope = self.text(forum, rows[thought])
        stuck = ~hope & refused[thought]
        hopeless = self._reopen(forum, rows, settled, thought[stuck])
        forum.record(rows[hopeless], self.mediator(forum), "give_up")
        tabled = due[thought] & ~stuck
        here, text = thought[tabled], text[tabled]
        last = settled[here] >= len(items) - 1
        passed = self._put(forum, rows[here], text, last)
        self._settle(forum, rows[here][passed], text[passed], settled[here][passed])
        agreed[here] = np.where(passed & last, text, -1)
        return agreed, hopeless

    def _items(self, forum) -> np.ndarray:
        """The issues of the agenda in the order in which they are settled: (items,)."""
        t = forum.tables
        return np.array([t.issues.index(name) for name in self.order] if self.order else t.agenda)

    def _due(self, forum, rows: np.ndarray, still_open: np.ndarray) -> np.ndarray:
        """One more round of work on the open item: where a text on it is to be tabled, (n,).

        still_open : whether there is an item left to work on: (n,) booleans.
        """
        forum.table.worked[rows] += 1
        return ~still_open | (forum.table.worked[rows] >= self.rounds_per_item)

    def _put(self, forum, rows: np.ndarray, text: np.ndarray, last: np.ndarray) -> np.ndarray:
        """Put a text to everybody: where it has the consents it needs, (n,).

        A text that has them and settles but one item leaves the table again: what the talks are
        stuck over, if they come to nothing, is the text that was refused last.

        last : whether only one item is left, or none: (n,) booleans.
        """
        offer, refusals = forum.table.offer[rows], forum.endings.last_refusals[rows]
        passed = self.put(forum, rows, text)
        back = passed & ~last
        forum.table.offer[rows[back]] = offer[back]
        forum.endings.last_refusals[rows[back]] = refusals[back]
        return passed

    def _settle(self, forum, rows: np.ndarray, text: np.ndarray, settled: np.ndarray) -> None:
        """The next item is settled as it stands in a text. settled: how many are, (n,)."""
        t, items = forum.tables, self._items(forum)
        forum.table.worked[rows] = 0
        for place, item in enumerate(items):
            here = settled == place
            forum.table.settled[rows[here], item] = t.packages[text[here], item]
            if place < len(items) - 1:  # the last one is signed with all the others
                about, who = t.issues[item], self.mediator(forum)
                forum.record(rows[here], who, "settle", about=about, package=text[here])

    def _reopen(
        self, forum, rows: np.ndarray, settled: np.ndarray, stuck: np.ndarray
    ) -> np.ndarray:
        """The item settled last is open again; where there is none, (n,) booleans.

        settled : how many are, (n,); stuck : the places in question.
        """
        forum.table.worked[rows[stuck]] = 0
        for place, item in enumerate(self._items(forum), start=1):
            here = rows[stuck[settled[stuck] == place]]
            forum.table.settled[here, item] = -1
            forum.record(here, self.mediator(forum), "reopen", about=forum.tables.issues[item])
        hopeless = np.zeros(len(rows), bool)
        hopeless[stuck] = settled[stuck] == 0
        return hopeless
