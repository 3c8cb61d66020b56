"""Stacked alternating offers against NegMAS and against a plain C loop of the same work.

Ours is the whole path of any other scenario: its preferences are drawn, every run is played, and a
row of results is made of each. The loop writes two whole numbers a negotiation, and knows nothing
but this protocol and this strategy. NegMAS is handed the preferences as numbers. It also offers
what is up to a millionth below what a party asks for, which changes a few agreements in a hundred;
the loop is played with that slack too, so that what both sides compute can be compared.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import sim
from benchmarks.measure import REPEATS, Row, Took, pace, turns
from benchmarks.offers.plain import FLAGS, Loop, compiler
from benchmarks.offers.there import Peer
from benchmarks.offers.work import Agreed, agreed, play, preferences, scenario

RUNS = 10_000  # here and in C, a repeat
THERE = 40  # at NegMAS, a repeat
CHECKED = 1000
GOALS = {2: 100, 6: 250, 8: None}
WITHIN = 2.5
SLACK = 1e-6  # of NegMAS's search, which has no setting for it


def rows() -> Iterator[Row]:
    """Both comparisons, with 2, 6 and 8 parties."""
    with tempfile.TemporaryDirectory() as folder, Peer() as peer:
        for parties in GOALS:
            work = scenario(parties)
            here = list(agreed(play(work, CHECKED)))
            loop = Loop(Path(folder), parties)
            yield _against_loop(work, parties, loop, here)  # first: the other relies on the loop
            yield _against_negmas(work, parties, peer, loop)


def _against_negmas(work: sim.Scenario, parties: int, peer: Peer, loop: Loop) -> Row:
    batches = iter([preferences(work, k * THERE, THERE) for k in range(REPEATS)])
    there: list[Agreed] = []

    def negmas() -> Took:
        took, came = peer.play(next(batches))
        there.extend(came)
        return took

    took = turns(negmas, lambda: play(work, RUNS), share=RUNS / THERE)
    same = _same(list(loop.agreed(len(there), SLACK)), there, "NegMAS", most=1)
    as_they_are = zip(agreed(play(work, len(there))), there, strict=True)
    alike = sum(a == b for a, b in as_they_are)
    return Row(
        f"offers in turn, {parties} parties", "NegMAS", took.cpu, "theirs / ours", GOALS[parties],
        said=f"{RUNS:,} runs here and {THERE} there a repeat; {pace(took.ours, RUNS)} a negotiation"
        f" here, {pace(took.theirs, THERE)} there. {same}, the"
        f" loop in our place, with its slack of {SLACK:g}; ours without it, in {alike}. NegMAS is"
        " spared drawing the"
        " preferences, importing, and rows of results; see `benchmarks/offers/peer.py` for its"
        " settings.",
        wall=took.wall,
    )  # fmt: skip


def _against_loop(work: sim.Scenario, parties: int, loop: Loop, here: Sequence[Agreed]) -> Row:
    same = _same(here, list(loop.agreed(CHECKED)), "the loop", most=CHECKED // 1000)
    took = turns(lambda: loop.play(RUNS), lambda: play(work, RUNS))
    ours = tuple(1 / ratio for ratio in took.cpu)
    return Row(
        f"offers in turn, {parties} parties", "a plain C loop", ours, "ours / theirs", WITHIN,
        at_most=True,
        said=f"{RUNS:,} runs each; {pace(took.ours, RUNS)} a negotiation here, "
        f"{pace(took.theirs, RUNS)} there ({compiler()}, {' '.join(FLAGS)}). {same}. It draws the "
        "same numbers, and is spared rows of results and everything that a scenario might say.",
        wall=tuple(1 / ratio for ratio in took.wall),
    )  # fmt: skip


def _same(here: Sequence[Agreed], there: Sequence[Agreed], whose: str, most: int) -> str:
    """How many negotiations end alike: all but a few at most."""
    apart = [k for k, (a, b) in enumerate(zip(here, there, strict=True)) if a != b]
    if len(apart) > most:
        k = apart[0]
        raise SystemExit(
            f"{len(apart)} of {len(here)} negotiations end otherwise than with {whose}; the"
            f" first is run {k}: {here[k]} here, {there[k]} there"
        )
    deals = sum(round > 0 for _, round in here)
    alike = len(here) - len(apart)
    return (
        f"The same package in the same round, or none, in {alike:,} of {len(here):,} negotiations;"
        f" {deals} end in a deal"
    )
