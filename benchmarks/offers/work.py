"""The work that all sides do: stacked alternating offers over 4096 packages, 20 rounds at most.

Six issues with four options each. Every party draws its preferences afresh for every negotiation:
weights uniform on the simplex, values uniform. All hold out until late (Boulware, exponent 4; see
Faratin, Sierra & Jennings 1998), and none goes below 0.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

import sim
from sim.draws import Draws
from sim.experiments.simulate import Job, simulate
from sim.scenario.assumptions import draw

ISSUES, OPTIONS, ROUNDS = 6, 4, 20
EXPONENT, RESERVATION = 4.0, 0.3

Agreed = tuple[tuple[int, ...] | None, int]
"""The option of every issue, or None without a deal; and the round, from 1, or 0."""


def scenario(parties: int) -> sim.Scenario:
    """The work as a scenario."""
    names = [f"p{k}" for k in range(parties)]
    options = [f"o{o}" for o in range(OPTIONS)]
    issues = {f"i{k}": {"options": options, "status_quo": "o0"} for k in range(ISSUES)}
    forum = {
        "seats": names,
        "agenda": list(issues),
        "protocol": {"name": "stacked_alternating_offers", "order": names},
        "stages": ["bargain"],
        "deadline": ROUNDS,
        "walkouts": False,
    }
    return sim.Scenario.from_data(
        {
            "format": 1,
            "name": "offers",
            "title": "Offers in turn over 4096 packages",
            "time": {"unit": "round", "flow": "none", "horizon": ROUNDS},
            "noise": 0,
            "issues": issues,
            "parties": {name: _party(list(issues), options) for name in names},
            "forums": {"table": forum},
        }
    )


def _party(issues: list[str], options: list[str]) -> dict[str, Any]:
    anything = {"uniform": [0, 1]}
    return {
        "weights": dict.fromkeys(issues, anything),
        "values": {issue: dict.fromkeys(options, anything) for issue in issues},
        "reservation": RESERVATION,
        "strategy": {"name": "time_dependent", "exponent": EXPONENT},
    }


def streams(parties: int) -> list[tuple[str, str]]:
    """The addresses of a party's values, issue by issue, and then of its weights; of each party."""
    paths = [f"values.i{i}.o{o}" for i in range(ISSUES) for o in range(OPTIONS)]
    return [
        ("assumption", f"parties.p{k}.{path}")
        for k in range(parties)
        for path in (*paths, "weights")
    ]


def preferences(work: sim.Scenario, first: int, runs: int) -> list[list[dict[str, Any]]]:
    """What the parties of some negotiations draw, as plain numbers: by run and party."""
    drawn = draw(work, Draws(0), first + np.arange(runs))
    given = []
    for party in work.spec.party_names:
        path = f"parties.{party}.values"
        values = np.array(
            [[drawn[f"{path}.i{i}.o{o}"] for o in range(OPTIONS)] for i in range(ISSUES)]
        )  # (issues, options, runs)
        weights = drawn.weights(f"parties.{party}")  # (runs, issues)
        given.append(
            [
                {"weights": weights[k].tolist(), "values": values[..., k].tolist()}
                for k in range(runs)
            ]
        )
    return [list(parties) for parties in zip(*given, strict=True)]


def play(work: sim.Scenario, runs: int) -> pd.DataFrame:
    """Play here: one thread, one process, all runs in one call."""
    return simulate(Job(work, runs, seed=0))[0]


def agreed(rows: pd.DataFrame) -> Iterator[Agreed]:
    """What came of each run here."""
    options = rows[[f"package.i{i}" for i in range(ISSUES)]].itertuples(index=False)
    for package, round in zip(options, rows["signed_period"], strict=True):
        if pd.isna(round):
            yield None, 0
        else:
            yield tuple(int(option.removeprefix("o")) for option in package), int(round)
