"""An offer is made and put to the others, and everybody learns from what they say."""

from __future__ import annotations

import numpy as np

from sim.model.beliefs import SIGNING


def ask(forum, party, rows: np.ndarray, *, answers: bool | np.ndarray) -> np.ndarray:
    """Put the offer on the table to one party in some runs, and return its answers.

    The others learn from them.

    answers : whether refusing leads to another offer rather than to failure: see `Table.view`.
    """
    if not rows.size:
        return np.zeros(0, bool)
    view = forum.table.view(party, rows, forum.prospect, answers=answers)
    accepted = party.accepts(view)
    threshold = party.strategy.threshold(view)
    if threshold is not None:
        forum.beliefs.learn(SIGNING, party.index, rows, accepted, threshold)
    if forum.recorded:
        own = threshold if threshold is None else threshold[:, -1]
        forum.record(
            rows, party.name, "accept", accepted, package=view.offer,
            value=view.at(view.gain, view.offer),
            needed=np.zeros(len(rows)) if own is None else own
            + view._type_gain_of(view.offer)[:, -1],
            crossed=~view.allowed[view.offer],
            over=forum.sore_point(party.index, rows, view.offer),
        )  # fmt: skip
    return accepted


def offer(forum, party, rows: np.ndarray) -> np.ndarray:
    """Have one party put a package of its own on the table in some runs: (n,), or -1 for none."""
    view = forum.table.view(party, rows, forum.prospect, answers=True)
    package = party.proposes(view)
    forum.table.proposed(rows, party.index, package)
    if forum.recorded:
        chance = forum.prospect.agree[rows, party.index, package]
        forum.record(
            rows, party.name, "propose", package >= 0, package=package, chance=chance,
            value=view.at(view.gain, package),
        )  # fmt: skip
    return package
