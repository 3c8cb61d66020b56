"""An offer is put to the others, and everybody learns from what they say."""

from __future__ import annotations

import numpy as np

from sim.model.beliefs import SIGNING


def ask(talks, party, rows: np.ndarray, *, answers: bool) -> np.ndarray:
    """Put the offer on the table to one party in some runs, and return its answers.

    The others learn from them.

    answers : whether refusing leads to another offer rather than to failure.
    """
    view = talks.table.view(party, rows, talks.prospect, answers=answers)
    accepted = party.accepts(view)
    threshold = party.strategy.threshold(view)
    if threshold is not None:
        talks.beliefs.learn(SIGNING, party.index, rows, accepted, threshold)
    talks.record(
        rows, party.name, "accept", accepted, package=view.offer,
        value=view.at(view.gain, view.offer),
        needed=np.zeros(len(rows)) if threshold is None else threshold[:, -1] + view.at(
            view._type_gain[:, -1], view.offer),
        crossed=~view.allowed[view.offer],
        over=talks.sore_point(party.index, rows, view.offer),
    )  # fmt: skip
    return accepted
