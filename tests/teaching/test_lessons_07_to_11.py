"""Exercises 7 to 11: they hold for everybody, and the engine ends where theory says."""

from __future__ import annotations

import pytest

from sim.teaching import check
from sim.theory.commitment import kept_deals
from sim.theory.crisis import bargaining_range, demand, demand_on_grid
from sim.theory.stationary import baron_ferejohn

MANY = 300


def everybody(name: str, count: int = MANY):
    about = check.exercise(name)
    return about, [about.yours(f"student-{number}") for number in range(count)]


def test_half_and_half_and_nash_never_fit():
    """Protects the clash of 07: Nash's division is a whole hundredth, and leaves the first less."""
    about, numbers = everybody("demand")
    for each in numbers:
        nash = about.truth("nash", each)
        assert round(100 * nash) == pytest.approx(100 * nash)
        assert about.truth("clash", each) > 0.005
        assert each["first"] < about.truth("doubtful", each) < nash


def test_to_propose_more_often_brings_more_only_above_no_gain():
    """Protects 1 / (3 - d) of 08, which no function of `sim.theory` says, and the draws above."""
    about, numbers = everybody("legislature", 12)
    for each in numbers:
        limit = about.truth("no_gain", each)
        assert each["chance"] > limit + 0.01
        for chance, gains in ((limit - 0.005, False), (limit + 0.005, True)):
            rest = (1 - chance) / 2
            expected = baron_ferejohn(each["patience"], [chance, rest, rest]).values[0]
            assert (expected > 1 / 3 + 1e-9) == gains


def test_the_vote_binds_where_09_says_so_and_the_delegate_where_it_says_that():
    about, numbers = everybody("setter")
    for each in numbers:
        bound = about.truth("with_delegate", each)
        assert each["last_year"] < bound < about.truth("budget", each) - 0.01 < 1 - 0.01
        assert about.truth("after_boom", each) == each["boom"]


def test_a_secret_always_risks_a_war_and_five_types_always_a_greater_one():
    """Protects what 10 says of the engine: it aims at the middle type, above the best offer."""
    about, numbers = everybody("crisis")
    for each in numbers:
        costs = (0.0, each["highest"])
        assert 0.1 < about.truth("war", each) < 0.47
        assert demand_on_grid(costs, each["own_cost"]).cost == pytest.approx(costs[1] / 2)
        assert about.truth("aimed_at", each) == demand(costs, each["own_cost"]).cost
        strength = each["strength"]
        war_for_defender = 1 - bargaining_range(strength / (strength + 2), 0, costs[1]).highest
        assert war_for_defender >= 0


def test_no_deal_is_kept_without_a_guarantee_and_some_are_with_the_students():
    about, numbers = everybody("commitment")
    for each in numbers:
        costs = each["rebels_cost"], each["government_cost"]
        p = each["strength"] / (each["strength"] + 1)
        shift = about.truth("shift", each)
        assert about.truth("needed", each) > 0.04
        deals = kept_deals(p, shift, costs, each["guarantee"])
        assert deals.highest - deals.lowest > 0.03
        assert each["left"] < about.truth("enough_left", each) < 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "theory", "step"),
    [
        ("demand", lambda about, each: about.truth("nash", each), 1e-9),
        ("legislature", lambda about, each: 1 - about.truth("price", each), 0.05),
        ("setter", lambda about, each: about.truth("budget", each), 0.02),
        ("commitment", lambda about, each: about.truth("better_than_war", each)[0], 0.01),
        ("crisis", lambda about, each: 50, 12),
    ],
)
def test_the_engine_ends_within_a_step_of_theory(name, theory, step):
    """Protects `played`: 12 percentage points are 4 standard errors of 300 runs."""
    about, numbers = everybody(name, 15)
    question = "fought" if name == "crisis" else "played"
    for each in numbers:
        assert abs(about.truth(question, each) - theory(about, each)) < step + 1e-9, each
