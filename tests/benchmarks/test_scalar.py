"""The scalar Mesa model: right where the answer is known, and the same as the engine everywhere.

It was written from docs/explanation/model.md, so what is compared here is the description as well.
"""

from __future__ import annotations

import copy
import itertools
import subprocess
import sys
from collections import Counter

import pytest

import sim
from benchmarks.scalar import HARBOUR, compare
from benchmarks.scalar.model import Talks
from benchmarks.scalar.story import Story

STORY = Story.load(HARBOUR)


def certain(war_cost: float, talking_cost: float) -> Story:
    """The harbour without uncertainty: the middle of every range, next to no noise."""
    data = copy.deepcopy(STORY.data)

    def settle(body: dict) -> None:
        for key, inside in body.items():
            if isinstance(inside, dict) and "uniform" in inside:
                body[key] = sum(inside["uniform"]) / 2
            elif isinstance(inside, dict):
                settle(inside)

    settle(data)
    data["noise"] = 1e-7
    for party in data["parties"].values():
        party |= {"war_cost": war_cost, "talking_cost": talking_cost, "staying_cost": 0}
    data["parties"]["hills"]["preconditions"]["siege"]["firmness"] = 0
    data["parties"]["coast"]["conceding_cost"]["siege"] = 1  # so it never lifts the siege
    return Story(data)


def gains(story: Story) -> dict[tuple[str, str], list[float]]:
    """What each package is worth to each party above war, worked out by hand."""
    harbours, tolls = (story.data["issues"][issue]["options"] for issue in ("harbour", "tolls"))
    coast, hills = 1.2**1.5, 0.9**1.5
    won = coast / (coast + hills)
    found: dict[tuple[str, str], list[float]] = {}
    for package in itertools.product(harbours, tolls):
        found[package] = []
        for party in story.data["parties"].values():
            total = sum(party["weights"].values())

            def worth(harbour, toll, party=party, total=total):
                weights, values = party["weights"], party["values"]
                both = weights["harbour"] * values["harbour"][harbour]
                return (both + weights["tolls"] * values["tolls"][toll]) / total

            war = won * worth("kept", "kept") + (1 - won) * worth("taken", "split")
            found[package].append(worth(*package) - war + party["war_cost"])
    return found


def test_without_uncertainty_the_package_of_nash_is_signed_at_once():
    story = certain(war_cost=0.3, talking_cost=0)
    products = {
        package: above[0] * above[1] * above[2]
        for package, above in gains(story).items()
        if min(above) > 0
    }
    assert len(products) > 1
    talks = Talks(story)
    while talks.running:
        talks.step()
    signed = tuple(talks.packages[talks.package].values())
    # refused in week 1, waived in week 2, together in week 3, signed in week 4
    assert (talks.outcome, talks.demand, talks.convened, talks.steps) == ("agreed", "waived", 3, 4)
    assert signed == max(products, key=products.get)


def test_without_uncertainty_nobody_comes_for_nothing():
    story = certain(war_cost=0, talking_cost=0.05)
    assert not any(min(above) > 0 for above in gains(story).values())
    talks = Talks(story)
    while talks.running:
        talks.step()
    assert (talks.outcome, talks.convened, talks.steps) == ("not_convened", None, 6)


def test_every_run_ends_as_in_the_engine_on_the_same_draws():
    assert compare.apart(STORY, sim.Scenario.load(HARBOUR), runs=150, seed=21) == []


def test_runs_that_differ_are_found():
    """The comparison would notice: here the engine plays a louder scenario."""
    louder = sim.Scenario.load(HARBOUR).with_({"noise": 0.2})
    assert compare.apart(STORY, louder, runs=60, seed=21)


def test_the_model_needs_nothing_of_ours():
    script = "import benchmarks.scalar.model, sys; sys.exit('sim' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(("moved", "alike"), [(0, True), (250, False)])
def test_shares_are_told_apart_where_they_differ(moved, alike):
    one = Counter({"agreed a": 900 - moved, "agreed b": 40, "walkout": 1060 + moved, "rare": 1})
    other = Counter({"agreed a": 9000, "agreed b": 400, "walkout": 10600, "rarer": 3})
    assert (compare.same_chance(one, other) > compare.BY_CHANCE) == alike


@pytest.mark.slow
def test_many_runs_end_as_in_the_engine():
    assert compare.apart(STORY, sim.Scenario.load(HARBOUR), runs=3000, seed=4) == []


@pytest.mark.slow
def test_shares_agree_on_draws_of_its_own():
    theirs = compare.scalar_ends(STORY, compare.batch(STORY, 2000))
    ours = compare.ends(STORY, compare.ours(sim.Scenario.load(HARBOUR), 20_000))
    assert compare.same_chance(compare.kinds(theirs), compare.kinds(ours)) > compare.BY_CHANCE
