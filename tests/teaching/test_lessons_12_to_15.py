"""Exercises 12 to 15: the lesson holds with everybody's numbers, and in the engine as in theory."""

from __future__ import annotations

import pytest

from sim.scenario import Scenario
from sim.teaching import check
from sim.teaching.check.played import RUNS, reached, signed_as


def truths(name: str, count: int, *questions: str):
    """What is right, by student: the numbers, and then one truth for each question."""
    about = check.exercise(name)
    for place in range(count):
        numbers = about.yours(f"student-{place}")
        yield numbers, *(about.truth(question, numbers) for question in questions)


def test_a_war_of_attrition_is_worth_less_than_nothing_and_the_weaker_wins_more():
    for _, worth, wins in truths("attrition", 300, "worth", "south_wins"):
        assert worth < 0
        assert 0.6 < wins < 0.75


def test_no_rules_beat_the_bids_and_none_bring_all():
    found = truths("trade", 300, "gains", "possible", "at_posted", "best")
    for _, gains, possible, posted, best in found:
        assert posted + 0.01 < gains < possible - 0.01
        assert best == pytest.approx(gains, abs=1e-9)


def test_in_a_market_for_gloves_those_paid_by_shapley_would_leave():
    for numbers, average, leaving in truths("gloves", 100, "on_average", "would_leave"):
        assert numbers["pair"] / 2 < average < numbers["pair"]
        assert leaving > 0.5


def test_a_cartel_is_paid_more_than_its_members_were():
    for numbers, average, together in truths("gloves", 100, "on_average", "cartel"):
        before = numbers["left"] * (numbers["pair"] - average)
        assert together == pytest.approx(numbers["left"] * numbers["pair"] / 2)
        assert together > before + 1


def test_the_deal_of_the_seminar_is_one_that_both_prefer_and_an_attack_undoes():
    for numbers, zone, needed, hurting in truths("seminar", 300, "zone", "needed", "hurting"):
        assert zone[0] < numbers["share"] < zone[1]
        assert needed > 0.02
        assert hurting > 0


@pytest.mark.parametrize(
    ("name", "question", "theory"),
    [("attrition", "played", "south_wins"), ("trade", "played", "chance")],
)
def test_the_engine_agrees_with_the_sums_but_for_luck(name, question, theory):
    for _, played, chance in truths(name, 2, question, theory):
        error = (chance * (1 - chance) / RUNS) ** 0.5
        assert abs(played / 100 - chance) < 4 * error


def test_attacks_undo_deals_guarantees_keep_them_and_hurt_brings_both():
    """Directions are all that is claimed of these games; with these numbers they can be seen."""
    for numbers, harder, held, kept, ripe in truths(
        "seminar", 2, "harder", "held", "guaranteed", "ripe"
    ):
        assert harder < held < kept
        assert ripe > reached(Scenario.load("ripeness"), numbers["seed"], "convened")


def test_what_is_signed_adds_up():
    war = Scenario.load("war-of-attrition")
    sides = [signed_as(war, 7, "prize", option) for option in ("to_north", "to_south")]
    assert sum(sides) == pytest.approx(reached(war, 7, "agreed"))
    assert min(sides) > 0
