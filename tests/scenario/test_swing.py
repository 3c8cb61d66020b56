"""Swing points drawn as weights: ratios to the greatest within ranges, uniform on the shares."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from sim.draws import Draws
from sim.scenario import swing
from sim.scenario.assumptions import draw
from sim.scenario.distributions import Uniform
from sim.scenario.scenario import EXAMPLE, Scenario
from sim.scenario.schema import Swing
from sim.scenario.swing import from_swing
from tests.scenario.moments import assert_same_moments

RUNS = 20_000
STREAM = ("assumption", "parties.smc.weights")
TIERS = {"options": ["none", "full"], "status_quo": "none"}


@st.composite
def points(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    """Ranges of points, some of them points, one of them 100."""
    ends = st.tuples(st.floats(0, 100), st.floats(0, 100)).map(sorted)
    drawn = draw(st.lists(ends | st.floats(0, 100).map(lambda x: [x, x]), max_size=5))
    drawn.insert(draw(st.integers(0, len(drawn))), [100.0, 100.0])
    return [lo for lo, _ in drawn], [hi for _, hi in drawn]


def test_points_alone_are_shares_of_their_sum():
    drawn = from_swing([100, 60, 40], [100, 60, 40], Draws(7), STREAM, 0, 3)
    assert np.allclose(drawn, [0.5, 0.3, 0.2])


@pytest.mark.parametrize(
    ("lo", "hi"),
    [
        ([100, 40], [100, 60]),
        ([100, 0, 0], [100, 100, 100]),
        ([100, 0, 20], [100, 100, 60]),
        ([10, 30, 100, 0], [90, 70, 100, 100]),
        ([60, 50, 100], [100, 90, 100]),
    ],
)
def test_ranges_are_uniform_on_the_part_of_the_simplex_with_such_ratios(lo, hi):
    """Protects the mixture: the slow way is uniform shares, of which those that fit are kept."""
    shares = np.random.default_rng(1).dirichlet(np.ones(len(lo)), 400_000)
    ratios = 100 * shares / shares[:, [lo.index(100)]]
    kept = shares[((ratios >= lo) & (ratios <= hi) | (np.array(lo) == hi)).all(axis=1)]
    assert len(kept) > 3_000
    assert_same_moments(from_swing(lo, hi, Draws(7), STREAM, 0, RUNS), kept)


def test_points_beside_ranges_leave_a_slice_on_which_shares_are_uniform():
    """Two issues of 100 points and one of 50 are 2.5 of the greatest; the slow way draws the rest.

    With ratios r1, r2 the shares are uniform in (w1, w2) on the triangle under w1 + w2 = 1, where
    the fixed issues share what remains.
    """
    lo, hi = [100, 100, 50, 20, 0], [100, 100, 50, 80, 40]
    shares = np.random.default_rng(1).dirichlet(np.ones(3), 400_000)
    ratios = 2.5 * shares[:, 1:] / shares[:, :1]
    kept = shares[((ratios >= [0.2, 0]) & (ratios <= [0.8, 0.4])).all(axis=1)]
    drawn = from_swing(lo, hi, Draws(7), STREAM, 0, RUNS)
    assert np.allclose(drawn[:, :2] / drawn[:, 2:3], 2)
    assert_same_moments(drawn[:, 3:], kept[:, 1:])


def test_two_issues_by_hand():
    """With two issues the second share is uniform from 0.4/1.4 to 0.6/1.6. Kolmogorov-Smirnov."""
    drawn = np.sort(from_swing([100, 40], [100, 60], Draws(7), STREAM, 0, RUNS)[:, 1])
    lo, hi = 0.4 / 1.4, 0.6 / 1.6
    assert lo <= drawn[0] < drawn[-1] <= hi
    gap = np.abs((drawn - lo) / (hi - lo) - (np.arange(RUNS) + 0.5) / RUNS).max()
    assert gap < 2.23 / math.sqrt(RUNS)


@pytest.mark.parametrize("issues", [2, 3, 4, 5, 6])
def test_nothing_known_but_which_comes_first_gives_the_rank_order_centroid(issues):
    """Barron & Barrett (1996): the greatest has 1/n (1 + 1/2 + ... + 1/n) on average, the others
    an equal part of the rest."""
    drawn = from_swing([100] + [0] * (issues - 1), [100] * issues, Draws(7), STREAM, 0, RUNS)
    greatest = sum(1 / k for k in range(1, issues + 1)) / issues
    expected = [greatest] + [(1 - greatest) / (issues - 1)] * (issues - 1)
    assert (np.abs(drawn.mean(axis=0) - expected) < 5 * drawn.std(axis=0) / math.sqrt(RUNS)).all()


@pytest.mark.parametrize(
    ("lo", "hi", "fixed"),
    [((0.0,), (1.0,), 1.0), ((0.0,) * 8, (1.0,) * 8, 1.0), ((0.9, 0.1), (0.99, 0.2), 3.5)],
)
def test_the_table_of_the_mixture_is_within_its_bound(lo, hi, fixed):
    """Protects the only step that is not exact: quantiles of t, against numerical integration."""

    def density(log_t: float) -> float:
        t = math.exp(log_t)
        cut = sum(
            math.log(-math.expm1(-t * (b - a)) / t) - t * a for a, b in zip(lo, hi, strict=True)
        )
        return math.exp((len(lo) + 1) * log_t - t * fixed + cut)

    cdf, logs = swing._table(lo, hi, fixed)
    places = np.linspace(np.interp(1e-6, cdf, logs), np.interp(1 - 1e-6, cdf, logs), 23)
    whole = quad(density, logs[0], logs[-1], points=places[1:-1:4], epsabs=0, epsrel=1e-11)[0]
    for place in places:
        below = quad(density, logs[0], place, epsabs=0, epsrel=1e-11, limit=200)[0]
        assert abs(np.interp(place, logs, cdf) - below / whole) < 1e-6


@given(points())
def test_ratios_keep_to_their_ranges_and_shares_sum_to_one(ranges):
    lo, hi = np.array(ranges)
    drawn = from_swing(lo, hi, Draws(7), STREAM, 0, 50)
    assert np.abs(drawn.sum(axis=1) - 1).max() < 1e-12
    ratios = 100 * drawn / drawn.max(axis=1, keepdims=True)
    assert (ratios >= lo - 1e-9).all()
    assert (ratios <= hi + 1e-9).all()


@given(points(), st.integers(0, 2**40), st.integers(1, 60), st.data())
def test_a_run_alone_draws_the_points_of_its_block(ranges, first, count, data):
    lo, hi = ranges
    k = data.draw(st.integers(0, count - 1))
    block = from_swing(lo, hi, Draws(7), STREAM, first, count)
    alone = from_swing(lo, hi, Draws(7), STREAM, first + k, 1)
    assert block[k].tobytes() == alone[0].tobytes()


@pytest.mark.parametrize(("lo", "hi"), [([90, 40], [100, 60]), ([100, 40], [100, 101])])
def test_points_without_a_greatest_of_100(lo, hi):
    with pytest.raises(ValueError, match="the issue that matters most has 100 points, and none"):
        from_swing(lo, hi, Draws(7), STREAM, 0, 1)


# In a scenario


@pytest.fixture
def scenario() -> Scenario:
    """The example with three issues, and north's weights as swing points."""
    points = {"water": 100, "toll": {"uniform": [40, 60]}, "arms": 20}
    return Scenario.from_data(
        EXAMPLE
        | {
            "issues": EXAMPLE["issues"] | {"toll": TIERS, "arms": TIERS},
            "parties": EXAMPLE["parties"]
            | {
                "north": {
                    "weights": {"swing": points},
                    "values": {
                        "water": {"south": 0, "shared": 0.6, "north": 1},
                        "toll": {"none": 0, "full": 1},
                        "arms": {"none": 0, "full": 1},
                    },
                    "reservation": 0.3,
                }
            },
        }
    )


def test_swing_points_are_one_parameter_and_drawn_as_weights(scenario):
    given = Swing(swing={"water": 100.0, "toll": Uniform(lo=40, hi=60), "arms": 20.0})
    assert scenario.parameters["parties.north.weights"] == given
    assert not [path for path in scenario.parameters if ".swing" in path]
    assumed = draw(scenario, Draws(7), np.arange(200))
    weights = assumed.weights("parties.north")
    assert not [path for path in assumed if "north.weights" in path]
    names = scenario.spec.issue_names
    arms, toll, water = (weights[:, names.index(name)] for name in ("arms", "toll", "water"))
    assert np.allclose(arms, 0.2 * water)
    assert (toll / water).min() >= 0.4 - 1e-12
    assert (toll / water).max() <= 0.6 + 1e-12
    assert np.ptp(toll / water) > 0.15


def test_swing_points_survive_being_written_and_count(scenario, tmp_path):
    (tmp_path / "x.yaml").write_text(scenario.dump())
    assert Scenario.load(tmp_path / "x.yaml").hash == scenario.hash
    other = {"parties.north.weights.swing.arms": 30}
    assert scenario.with_(other).hash != scenario.hash
