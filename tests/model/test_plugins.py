"""A user's own strategy, protocol and rule, in a file of their own and named in YAML."""

from __future__ import annotations

import contextlib
import textwrap

import numpy as np
import pandas as pd
import pytest

import sim
from sim.experiments.simulate import Job, simulate
from sim.scenario.errors import ScenarioError
from tests.model.small import one_issue, over

MINE = '''
import numpy as np

import sim


@sim.strategies.register("mine")
class Mine(sim.Strategy):
    """Gives way by the clock and tosses a coin when it is close."""

    def __init__(self, exponent: float = 1.0):
        self.exponent = exponent

    def wants(self, view):
        return 1 - (view.round / (view.rounds + 1)) ** self.exponent - 0.1 * view.draw("mood")

    def propose(self, view):
        good = view.allowed & (view.utility >= self.wants(view)[:, None])
        cheapest = np.where(good, view.utility, np.inf).argmin(axis=1)
        return np.where(good.any(axis=1), cheapest, -1)

    def accepts(self, view):
        return view.utility[np.arange(view.runs), view.offer] >= self.wants(view)


@sim.strategies.register("mine_one_by_one")
@sim.one_run
class MineOneByOne(sim.Strategy):
    """The same, thought out for one run."""

    def __init__(self, exponent: float = 1.0):
        self.exponent = exponent

    def wants(self, view):
        return 1 - (view.round / (view.rounds + 1)) ** self.exponent - 0.1 * view.draw("mood")

    def propose(self, view):
        good = [x for x, u in enumerate(view.utility) if view.allowed[x] and u >= self.wants(view)]
        return min(good, key=lambda x: view.utility[x]) if good else -1

    def accepts(self, view):
        return view.utility[view.offer] >= self.wants(view)


@sim.strategies.register("reckless")
class Reckless(sim.Strategy):
    """Proposes its first package and accepts anything, red lines or not."""

    def propose(self, view):
        return np.zeros(view.runs, int)

    def accepts(self, view):
        return np.ones(view.runs, bool)
'''


@pytest.fixture(scope="module", autouse=True)
def plugin(tmp_path_factory):
    """The file of a user, loaded as `--plugin` loads it."""
    file = tmp_path_factory.mktemp("user") / "mine.py"
    file.write_text(textwrap.dedent(MINE))
    sim.load_plugin(file)
    sim.load_plugin(file)  # twice is once
    return file


YAML = """
format: 1
name: by-a-user
title: Two haggle
time: {{unit: round, flow: none}}
noise: 0.05
issues:
  price: {{options: [p0, p1, p2, p3, p4, p5, p6], status_quo: p0}}
parties:
  buyer:
    weights: {{price: 1}}
    values: {{price: {{p0: 1, p1: 0.85, p2: 0.6, p3: 0.5, p4: 0.4, p5: 0.2, p6: 0}}}}
    reservation: {{uniform: [0, 0.3]}}
    strategy: {strategy}
    staying_cost: -1
  seller:
    weights: {{price: 1}}
    values: {{price: {{p0: 0, p1: 0.1, p2: 0.3, p3: 0.5, p4: 0.6, p5: 0.8, p6: 1}}}}
    reservation: {{uniform: [0, 0.3]}}
    strategy: {strategy}
    staying_cost: -1
forums:
  market:
    seats: [buyer, seller]
    agenda: [price]
    protocol: alternating_offers
    deadline: 8
    stages: [bargain]
"""


def rows(tmp_path, strategy: str) -> pd.DataFrame:
    file = tmp_path / "user.yaml"
    file.write_text(YAML.format(strategy=strategy))
    return simulate(Job(sim.Scenario.load(str(file)), 120, 3))[0]


@pytest.mark.parametrize("options", ["", ", exponent: 2"])
def test_a_strategy_of_ones_own_on_arrays_and_for_one_run(tmp_path, options):
    """Protects the two ways to write a strategy, in a file outside the package, named in YAML.

    Byte for byte the same rows come of both.
    """
    many = rows(tmp_path, f"{{name: mine{options}}}")
    one = rows(tmp_path, f"{{name: mine_one_by_one{options}}}")
    pd.testing.assert_frame_equal(many, one, check_exact=True)
    assert (many.outcome == "agreed").any()
    assert many["package.price"].nunique() > 1  # the coin matters


def test_a_bare_name_is_the_strategy_with_its_defaults(tmp_path):
    """Protects `strategy: mine`, and that the option matters."""
    bare = rows(tmp_path, "mine")
    pd.testing.assert_frame_equal(
        bare, rows(tmp_path, "{name: mine, exponent: 1}"), check_exact=True
    )
    assert not bare.period.equals(rows(tmp_path, "{name: mine, exponent: 2}").period)


@pytest.mark.parametrize(
    ("strategy", "said"),
    [
        ("mime", "Did you mean mine?"),
        ("{name: mine, exponnt: 2}", "Did you mean exponent?"),
        ("{name: mine, exponent: steep}", "exponent"),
    ],
)
def test_a_wrong_name_is_told_the_nearest(tmp_path, strategy, said):
    """Protects messages about plug-ins: a typo in the name or an option of it, with its line."""
    with pytest.raises(ScenarioError) as error:
        rows(tmp_path, strategy)
    assert said in str(error.value)
    assert "user.yaml:" in str(error.value)


def test_nothing_is_signed_across_a_red_line_whatever_the_strategy():
    """Protects red lines under a reckless strategy: it would propose and accept x0, which is across
    its own.
    """
    values = {"a": (1.0, 0.0, 0.5), "b": (1.0, 0.5, 0.0)}
    data = one_issue(values, {"a": 0.0, "b": 0.0}, protocol={"name": "alternating_offers"})
    for name in values:
        data["parties"][name] |= {"strategy": "reckless", "staying_cost": -1}
    assert over(data).forum.package[0] == 0
    for who in ("a", "b"):
        crossed = {"no": {"issue": "deal", "at_least": "x1"}}
        data["parties"][who]["red_lines"] = crossed
        assert over(data).forum.package[0] != 0
        data["parties"][who].pop("red_lines")


def test_the_view_shows_no_run_numbers_and_nothing_of_others():
    """Protects privacy: two blocks of the same runs show a strategy the same view but for their
    slice.
    """
    public = {f for f in sim.View.__annotations__ if not f.startswith("_")}
    assert "first" not in public
    assert public == {
        "party", "runs", "utility", "gain", "reservation", "agree", "allowed", "refused", "offer",
        "round", "rounds", "answers", "patience", "wait", "seats", "history", "game",
    }  # fmt: skip


def test_a_strategy_cannot_spoil_the_model_through_its_view():
    """Protects the model: what a strategy scribbles into its view is its own copy."""

    @sim.strategies.register("scribbler")
    class Scribbler(sim.Strategy):
        def propose(self, view):
            for mine, junk in ((view.utility, 0), (view.refused, True), (view.allowed, False)):
                with contextlib.suppress(ValueError):  # read-only is as good as a copy
                    mine[:] = junk
            return np.ones(view.runs, int)

        def accepts(self, view):
            return np.ones(view.runs, bool)

    values = {"a": (1.0, 0.0), "b": (0.0, 0.5)}
    data = one_issue(values, {"a": 0.0, "b": 0.0}, protocol={"name": "alternating_offers"})
    for name in values:
        data["parties"][name] |= {"strategy": "scribbler", "staying_cost": -1}
    done = over(data)
    assert done.forum.package[0] == 1
    assert done.forum.tables.allowed.all()
