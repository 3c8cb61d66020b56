"""Whose numbers move the result, against games and regressions in which that is known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiments.challenge.bench import Bench, Effort
from sim.experiments.challenge.parameters import uncertain
from sim.experiments.challenge.variance import (
    NOT_CAPTURED,
    Regression,
    between_draws,
    variance,
)
from sim.scenario.evidence import Claims, evidence_table
from sim.scenario.scenario import EXAMPLE, Scenario

CLAIM = "may_kerry_threat"  # any that ships


def backed(path: str, noise: float = 0.1) -> Scenario:
    """Both have an uncertain number; only north's reservation matters, and a claim is under it."""
    evidence = {
        "parties.north.evidence": {path: [CLAIM]},
        "parties.south.evidence": {"reservation": "made up"},
    }
    changes = {
        "noise": noise,
        "parties.north.reservation": {"uniform": [0.1, 1.1]},
        "parties.south.reservation": {"uniform": [0.19, 0.21]},
        "forums.summit.stages": ["convene", "bargain"],
    }
    return Scenario.from_data(EXAMPLE).with_(changes).with_(evidence)


def measured(scenario: Scenario, runs: int = 1500, draws: int = 200):
    bench = Bench(Effort(runs=runs, draws=draws, runs_per_draw=20), seed=6)
    return variance(*bench.both(scenario, ""))


def test_the_one_number_that_matters_gets_the_variance():
    """Protects the attribution: it rests on a claim, so claims carry the result."""
    found = measured(backed("reservation"))
    assert found.parameters == {"claim": 1, "assumption": 1}
    claim, assumed, rest = found.shares.loc["convened"].share
    assert claim > 0.7
    assert abs(assumed) < 0.02
    assert claim + assumed + rest == pytest.approx(1)
    row = found.shares.loc[("convened", "assumption")]
    assert row.low < 0 < row.high


def test_without_its_claim_the_same_number_counts_as_resting_on_nothing():
    """Protects the grouping: the share moves with what is under the number."""
    found = measured(backed("values"))
    assert found.shares.loc[("convened", "missing"), "share"] > 0.7


def test_without_noise_the_assumptions_account_for_everything():
    found = measured(backed("reservation", noise=0), runs=400, draws=60)
    assert found.explained.share["convened"] == pytest.approx(1, abs=0.02)


def test_where_nothing_varies_nothing_is_estimated():
    data = backed("reservation", noise=0).with_({"parties.north.reservation": 0.1})
    found = measured(data, runs=100, draws=20)
    assert found.shares.share.isna().all()
    assert (found.explained.share == 0).all()


def test_too_few_runs_are_said_to_be():
    geneva = Scenario.load("geneva-2013")
    bench = Bench(Effort(runs=60, draws=4, runs_per_draw=5), seed=0)
    found = variance(*bench.both(geneva, ""))
    assert found.shares.share.isna().all()
    assert found.runs_needed > 2 * 2 * sum(found.parameters.values())


def test_every_uncertain_number_is_in_the_group_of_its_evidence():
    """Protects the reading of evidence: on Geneva, counted by hand from the table of evidence."""
    geneva = Scenario.load("geneva-2013")
    groups, counts = uncertain(geneva, 0, np.arange(50))
    table = evidence_table(geneva, Claims.around(geneva))
    for status, count in counts.items():
        rows = [row for row in table if row.status == status]
        variants = [
            row for row in rows if row.path.removeprefix("variants.") in geneva.spec.variants
        ]
        rows = [row for row in rows if row.path in geneva.parameters]
        drawn = [r for r in rows if "uniform" in r.value or "discrete" in r.value]
        ranked = [row for row in rows if row.path.endswith(".weights")]
        assert count == len(drawn) + len(ranked) + len(variants)
        cases = [len(geneva.spec.variants[row.path.split(".")[1]].cases) for row in variants]
        width = sum(cases) - len(cases) + len(drawn) + len(geneva.spec.issue_names) * len(ranked)
        assert groups[status].shape == (50, width)


def test_weights_written_as_ranges_count_too():
    share = {"uniform": [0.2, 0.8]}
    changes = {
        "issues.land": {"options": ["here", "there"], "status_quo": "here"},
        "parties.north.values.land": {"here": 0, "there": 1},
        "parties.north.weights": {"water": share, "land": share},
        "forums.summit.agenda": ["land", "water"],
    }
    groups, counts = uncertain(Scenario.from_data(EXAMPLE).with_(changes), 3, np.arange(40))
    assert counts == {"missing": 3}  # two weights and north's reservation
    assert groups["missing"][:, 1:].sum(axis=1) == pytest.approx(np.ones(40))


def test_an_order_counts_once_and_so_do_swing_points():
    """Protects the grouping: what an order fills in rests on what the order rests on."""
    toll = {"options": ["none", "low", "high", "full"], "status_quo": "none"}
    changes = {
        "issues.toll": toll,
        "parties.north.weights": {"swing": {"water": 100, "toll": {"uniform": [20, 60]}}},
        "parties.north.values.toll": {"high": {"uniform": [0.2, 0.9]}},
        "parties.north.orders": {"toll": ["none", "low", "high", "full"]},
        "parties.south.weights": {"swing": {"water": 100, "toll": 30}},
        "parties.south.values.toll": {"none": 0, "low": 0, "high": 1, "full": 1},
        "parties.north.evidence": {"orders.toll": [CLAIM], "values": "made up"},
        "forums.summit.agenda": ["toll", "water"],
    }
    groups, counts = uncertain(Scenario.from_data(EXAMPLE).with_(changes), 3, np.arange(40))
    assert counts == {
        "claim": 1,
        "assumption": 1,
        "missing": 2,
    }  # order; high; weights, reservation
    [low], [high] = groups["claim"].T, groups["assumption"].T
    assert (low <= high).all()
    assert np.ptp(low) > 0.1
    assert high.min() >= 0.2
    assert groups["missing"].shape == (40, 1 + 2)  # reservation, and a column for each weight


def test_a_case_and_what_it_sets_are_counted_apart():
    """Protects variants: the case is a column, and a number counts while it is in force, off its
    mean; what the case itself moves is the variant's.
    """
    wide, narrow = {"uniform": [0.6, 1.0]}, {"uniform": [0.1, 0.5]}
    case = {"probability": 0.5, "set": {"parties": {"north": {"reservation": wide}}}}
    cases = {"firm": case, "soft": {"probability": 0.5}}
    changes = {
        "parties.north.reservation": narrow,
        "variants": {"who": {"cases": cases, "evidence": {"self": [CLAIM]}}},
        "parties.north.evidence": {"reservation": "made up"},
    }
    groups, counts = uncertain(Scenario.from_data(EXAMPLE).with_(changes), 5, np.arange(300))
    assert sum(counts.values()) == 3
    columns = np.hstack(list(groups.values()))
    [dummy] = [x for x in columns.T if set(x) == {0.0, 1.0}]
    off = [x for x in columns.T if set(x) != {0.0, 1.0}]
    assert len(off) == 2
    assert all((np.abs(x) <= 0.2).all() for x in off)
    assert ((off[0] == 0) != (off[1] == 0)).all()  # in each run one of them is in force
    assert {tuple(np.unique(dummy[x != 0])) for x in off} == {(0.0,), (1.0,)}


def test_a_shared_number_is_one():
    shared = {"shared": {"fear": {"uniform": [0.1, 0.5]}}}
    places = {f"parties.{p}.reservation": {"shared": "fear"} for p in ("north", "south")}
    _, counts = uncertain(Scenario.from_data(EXAMPLE).with_(shared | places), 0, np.arange(9))
    assert counts == {"missing": 1}


# -- the estimator -----------------------------------------------------------------------------


def drawn(runs: int, columns: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((runs, columns))


def test_shapley_gives_independent_groups_their_shares():
    """Protects the regression: variances 9, 1 and 0 of 20 in all, half of it noise."""
    x = drawn(20_000, 4)
    z = (x - 0.5) * np.sqrt(12)
    y = 3 * z[:, [0]] + z[:, [1]] + np.sqrt(10) * z[:, [3]]
    got = Regression({"a": x[:, [0]], "b": x[:, [1]], "c": x[:, [2]]}, y).shapley()[0]
    assert got == pytest.approx([0.45, 0.05, 0], abs=0.015)


def test_shapley_splits_what_two_groups_share():
    """Protects the fairness: the same number in both groups is halved (LMG)."""
    x = drawn(5_000, 2)
    got = Regression({"a": x, "b": x[:, [0]]}, x[:, [0]]).shapley()[0]
    assert got == pytest.approx([0.5, 0.5], abs=1e-6)


def test_squares_are_seen():
    x = drawn(5_000, 1)
    assert Regression({"a": x}, (x - 0.5) ** 2).shapley()[0] == pytest.approx([1], abs=1e-6)


def test_many_idle_numbers_explain_nothing_on_average():
    """Protects the adjustment: 40 columns of noise in 200 runs, an R2 of .2 without it."""
    got = [
        Regression({"a": drawn(200, 20, seed)}, drawn(200, 1, seed + 1000)).shapley()[0, 0]
        for seed in range(100)
    ]
    assert np.mean(got) == pytest.approx(0, abs=0.025)


def test_leaving_out_a_part_is_the_regression_without_those_runs():
    """Protects the jackknife's shortcut through cross products."""
    x, noise = drawn(400, 2), drawn(400, 1, seed=9)
    y = x[:, [0]] + noise
    short = Regression({"a": x}, y).shapley(left_out=3)[0, 0]
    kept = np.arange(400) * 20 // 400 != 3
    design = np.column_stack([np.ones(kept.sum()), x[kept], x[kept] ** 2])
    residual = y[kept] - design @ np.linalg.lstsq(design, y[kept], rcond=None)[0]
    r2 = 1 - residual.var() / y[kept].var()
    assert short == pytest.approx(1 - (1 - r2) * 379 / 375)


def test_between_draws_of_a_known_population():
    """Protects what there is to explain: chances uniform on (0, 1) have a third of the variance."""
    random = np.random.default_rng(5)
    chance = random.random(20_000)
    hits = random.binomial(10, chance) / 10
    assert between_draws(hits[:, None], 10)[0] == pytest.approx(1 / 3, abs=0.01)
    same = random.binomial(10, 0.3, 20_000) / 10
    assert between_draws(same[:, None], 10)[0] == pytest.approx(0, abs=0.01)


def test_shares_add_up_with_what_is_not_captured():
    found = measured(backed("reservation"), runs=300, draws=40)
    assert found.shares.share.groupby("stage").sum().to_numpy() == pytest.approx(np.ones(2))
    assert NOT_CAPTURED in found.shares.loc["convened"].index
