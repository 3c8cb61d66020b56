"""How CPU time grows with runs, rounds, parties and packages: exponents of a power law.

    python -m benchmarks growth

Two families of generated scenarios, with fresh preferences in every run. *Stacked offers*: parties
who go by the clock (`time_dependent`, Boulware) make offers in turn, so that the round in which
they agree grows with the deadline. *Single text*: `bayesian` parties, noise 0.05, and a mediator
who tables one package a round, under unanimity or majority; all have so much without a deal that
most runs go on to the deadline, at any size.

Time is CPU time, less that of one run of the smallest size: the fixed cost of a job. All sizes of a
family have as many runs as take long enough at the smallest; packages, of which a run takes up to
four thousand times as long, each as many as take long enough there, and time is told for each run.
An exponent is the slope of the logarithm of time against that of size, by least squares over all
sizes of one repeat; between neighbouring sizes it is told besides.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

import sim
from benchmarks.measure import REPEATS, Row, clocked
from sim.experiments.simulate import Job, simulate

ENOUGH = 0.06  # CPU seconds beyond the fixed cost that can be timed
DOUBLED = (2, 4, 8, 16, 32)
MEANS = "exponent of CPU time"


class Family(NamedTuple):
    """Scenarios of several sizes, alike but for one thing."""

    name: str
    sizes: tuple[int, ...]
    of_size: Callable[[int], sim.Scenario]
    goal: float = 1.2
    apart: bool = False  # whether each size is timed with a number of runs of its own


def families() -> Iterator[Family]:
    """What grows: the first part of each name, and in which scenarios."""
    yield Family("rounds 16 to 256, stacked offers", (16, 32, 64, 128, 256),
                 lambda rounds: stacked(2, rounds=rounds), 1.1)  # fmt: skip
    yield Family("parties 2 to 32, stacked offers", DOUBLED, stacked)
    yield Family("parties 2 to 32, single text, unanimity", DOUBLED, text)
    yield Family("parties 2 to 32, single text, majority", DOUBLED,
                 lambda parties: text(parties, rule=majority(parties)))  # fmt: skip
    yield Family("packages 16 to 65,536, stacked offers", tuple(4**k for k in range(2, 9)),
                 lambda packages: stacked(2, round(math.log(packages, 4))),
                 apart=True)  # fmt: skip
    yield Family("packages 16 to 4,096, majority of 5", tuple(4**k for k in range(2, 7)),
                 lambda packages: text(5, round(math.log(packages, 4)), majority(5)),
                 apart=True)  # fmt: skip


def majority(parties: int) -> dict:
    """More than half of the seats."""
    return {"name": "quota", "quota": parties // 2 + 1}


def stacked(parties: int, issues: int = 2, rounds: int = 20) -> sim.Scenario:
    """Offers in turn by the clock, over issues of four options each."""
    names = [f"p{k:02d}" for k in range(parties)]
    clock = {"reservation": 0.3, "strategy": {"name": "time_dependent", "exponent": 4}}
    protocol = {"name": "stacked_alternating_offers", "order": names}
    return _scenario(names, issues, clock, noise=0, deadline=rounds, protocol=protocol)


def text(parties: int, issues: int = 2, rule: str | dict = "unanimity") -> sim.Scenario:
    """A mediator's texts, over issues of four options each."""
    names = [f"p{k:02d}" for k in range(parties)]
    party = {"reservation": {"uniform": [0.8, 1]}}
    return _scenario(names, issues, party, noise=0.05, deadline=6, rule=rule)


def _scenario(names: list[str], issues: int, party: dict, noise: float, **forum) -> sim.Scenario:
    agenda = [f"i{k}" for k in range(issues)]
    options = ["a", "b", "c", "d"]
    drawn = {
        "weights": {issue: {"uniform": [0.1, 1]} for issue in agenda},
        "values": {issue: {o: {"uniform": [0, 1]} for o in options} for issue in agenda},
        "staying_cost": -1,  # so that nobody leaves
    }
    return sim.Scenario.from_data(
        {
            "format": 1, "name": "growth", "title": "Growth", "noise": noise,
            "time": {"unit": "round", "flow": "none", "horizon": forum["deadline"]},
            "issues": {issue: {"options": options, "status_quo": "a"} for issue in agenda},
            "parties": {name: {**drawn, **party} for name in names},
            "forums": {"table": {"seats": names, "agenda": agenda, "stages": ["bargain"], **forum}},
        }
    )  # fmt: skip


def took(scenario: sim.Scenario, runs: int) -> float:
    """CPU seconds of a job."""
    return clocked(lambda: simulate(Job(scenario, runs, 0))).cpu


def enough(scenario: sim.Scenario, start: float) -> int:
    """How many runs take long enough, beyond the start of a job, to be timed."""
    runs = 2
    while took(scenario, runs) < start + max(start, ENOUGH):
        runs *= 2
    return runs


def refuse_unlike(scenario: sim.Scenario) -> None:
    """Stop unless the first runs of a larger job are the runs of a smaller one, row by row."""
    few, _ = simulate(Job(scenario, 3, 0))
    more, _ = simulate(Job(scenario, 7, 0), workers=2)
    if not (few.run_status == "ok").all() or not more[:3].equals(few):
        raise SystemExit(f"{scenario.title}: jobs of 3 and of 7 runs differ")


def slope(sizes: tuple[int, ...], seconds: list[float]) -> float:
    """The exponent of a power law, by least squares.

    >>> round(slope((1, 2, 4), [3.0, 12.0, 48.0]), 9)
    2.0
    """
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def row(family: Family, repeats: list[list[float]]) -> Row:
    """The line of a family. repeats: the seconds at each size."""
    sizes = family.sizes
    middle = [statistics.median(at_size) for at_size in zip(*repeats, strict=True)]
    between = [
        f"{a:,} to {b:,}: {slope((a, b), pair):.2f}"
        for (a, b), *pair in zip(itertools.pairwise(sizes), middle, middle[1:], strict=False)
    ]
    spent = ", ".join(f"{1e6 * seconds:.3g}" for seconds in middle)
    said = f"exponents between neighbours {'; '.join(between)}; microseconds {spent}"
    ratios = tuple(slope(sizes, seconds) for seconds in repeats)
    return Row(family.name, "itself", ratios, MEANS, family.goal, at_most=True, said=said)


def of_runs(sizes: tuple[int, ...] = (1000, 2000, 4000, 8000)) -> Row:
    """How a whole job grows with its runs."""
    scenario = stacked(2)
    took(scenario, sizes[0])
    seconds = [[took(scenario, runs) for runs in sizes] for _ in range(REPEATS)]
    return row(Family("runs 1,000 to 8,000, stacked offers", sizes, stacked, 1.1), seconds)


def rows() -> Iterator[Row]:
    """Exponents in runs, rounds, parties and packages."""
    refuse_unlike(stacked(2))
    yield of_runs()
    for family in families():
        scenarios = [family.of_size(size) for size in family.sizes]
        for scenario in scenarios:
            refuse_unlike(scenario)
        start = min(took(scenarios[0], 1) for _ in range(3))
        runs = [enough(scenarios[0], start)] * len(scenarios)
        if family.apart:
            runs = [enough(scenario, start) for scenario in scenarios]
        repeats = [
            [max(took(*job) - start, 1e-6) / job[1] for job in zip(scenarios, runs, strict=True)]
            for _ in range(REPEATS)
        ]
        yield row(family, repeats)
