"""Results to show: real ones, small, and made-up ones with any mix of outcomes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiments.results import Results, Spread
from sim.scenario.scenario import EXAMPLE, Scenario

EVERYTHING_MORE = Path(__file__).parents[1] / "scenario" / "everything_more.yaml"
BLOCK_COLUMNS = ["run", "forum", "party", "kind", "over", "refused_by", "sole"]
SIGNED = {"not_ratified", "collapsed", "held", "agreed"}

Block = tuple[int, str, str, str, str, bool]  # run, party, kind, over, refused by, sole


@pytest.fixture(scope="session")
def geneva() -> Results:
    return sim.run("geneva-2013", runs=150, draws=4)


@pytest.fixture(scope="session")
def several() -> Results:
    """Two forums, factions that vote on coming, ways back, and a war that may be won."""
    scenario = sim.Scenario.load(EVERYTHING_MORE)
    eased = {
        "noise": 0.3,
        "shared.fear": {"uniform": [0, 0.05]},
        "conflict.decision": {"uniform": [0.9, 0.99]},
        "conflict.sides.rebels.drift": 0,
    }
    return sim.run(scenario.with_(eased), runs=200, seed=3, draws=2)


@pytest.fixture
def made_up() -> Callable[..., Results]:
    return make


def make(
    outcomes: list[str | None], blocks: list[Block] = (), draws: float | None = None
) -> Results:
    """Make results up: one run for each outcome, None for a run that failed.

    In `draws`, the share of runs that held in each of four draws.
    """
    scenario = Scenario.from_data(EXAMPLE)
    runs = pd.DataFrame([_row(number, outcome) for number, outcome in enumerate(outcomes)])
    rows = [(run, "summit", party, *rest) for run, party, *rest in blocks]
    spreads = []
    if draws is not None:
        held = np.full((4, 50), "not_convened", dtype=object)
        held[:, : round(50 * draws)] = "held"
        spreads.append(Spread(scenario.spec.noise, 50, held))
    return Results(scenario, 7, runs, pd.DataFrame(rows, columns=BLOCK_COLUMNS), spreads)


def _row(number: int, outcome: str | None) -> dict[str, object]:
    row = {"cell": 0, "run": number, "outcome": outcome, "run_status": "ok", "error": ""}
    if outcome is None:
        return row | {"run_status": "failed", "error": "RuntimeError: no idea"}
    gain = 0.2 if outcome in SIGNED else 0.0
    values = {
        f"{what}.{party}": 0.3 for what in ("utility", "no_talks") for party in ("north", "south")
    }
    package = {"package.water": "shared" if outcome in SIGNED else None}
    ended = {"stage": "", "period": 3, "ended_by": "", "ended_over": ""}
    ended |= {"attempts": 1, "first_failure": ""}
    met, signed = outcome != "not_convened", outcome in SIGNED
    ended |= {"convened_period": 1 if met else None, "signed_period": 2 if signed else None}
    ended |= {"signed_by": "north, south" if signed else None}
    return row | values | package | ended | {"utility.north": 0.3 + gain}
