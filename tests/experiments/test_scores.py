"""Scores agree with closed forms and reward honesty; rivals are what they say they are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.scores import (
    brier,
    climatology,
    coarse,
    count_of_demands,
    log_score,
    uniform,
)

OUTCOMES = ("not_convened", "walkout", "deadlock", "held")


def forecasts():
    """Distributions over the outcomes, none of them quite 0."""
    weights = st.lists(st.floats(0.01, 1), min_size=len(OUTCOMES), max_size=len(OUTCOMES))
    return weights.map(lambda w: dict(zip(OUTCOMES, (np.array(w) / sum(w)).tolist(), strict=True)))


# -- scores ------------------------------------------------------------------------------------


def test_certainty():
    """Protects the ends of the scale: right costs nothing, wrong costs 2, or infinitely much."""
    sure = dict.fromkeys(OUTCOMES, 0.0) | {"held": 1.0}
    assert brier(sure, "held") == log_score(sure, "held") == 0
    assert brier(sure, "walkout") == 2
    assert log_score(sure, "walkout") == math.inf


def test_known_examples():
    """Protects the formulas: worked by hand."""
    said = {"not_convened": 0.5, "walkout": 0.3, "deadlock": 0.2, "held": 0.0}
    assert brier(said, "not_convened") == pytest.approx(0.25 + 0.09 + 0.04)
    assert brier(said, "held") == pytest.approx(0.25 + 0.09 + 0.04 + 1)
    assert log_score(said, "deadlock") == pytest.approx(math.log(5))
    assert brier(uniform(OUTCOMES), "held") == pytest.approx(1 - 1 / len(OUTCOMES))


def test_two_categories_are_twice_the_half_score():
    """Protects Brier's own sum over categories, which is twice the (1 - p)^2 often quoted."""
    assert brier({"yes": 0.7, "no": 0.3}, "yes") == pytest.approx(2 * 0.3**2)


def test_the_floor_holds_and_only_below_it():
    said = {"held": 0.001, "deadlock": 0.999}
    assert log_score(said, "held", floor=0.01) == pytest.approx(math.log(100))
    assert log_score(said, "deadlock", floor=0.01) == log_score(said, "deadlock")


@given(truth=forecasts(), other=forecasts())
@pytest.mark.parametrize("score", [brier, log_score])
def test_no_forecast_beats_the_truth_in_expectation(score, truth, other):
    """Protects propriety: whoever believes `truth` expects to lose by saying anything else."""

    def expected(said):
        return sum(p * score(said, outcome) for outcome, p in truth.items())

    assert expected(truth) <= expected(other) + 1e-12


@pytest.mark.parametrize("score", [brier, log_score])
def test_saying_something_else_costs(score):
    """Protects the test above from passing because everything scores the same."""

    def expected(p):
        said = {"yes": p, "no": 1 - p}
        return 0.8 * score(said, "yes") + 0.2 * score(said, "no")

    assert expected(0.8) < min(expected(0.6), expected(0.95)) - 1e-3


def test_coarse_adds_up():
    two = coarse({"not_convened": 0.4, "walkout": 0.35, "held": 0.25}, {"walkout", "held"})
    assert two == pytest.approx({"yes": 0.6, "no": 0.4})


# -- rivals ------------------------------------------------------------------------------------


def test_climatology_counts_a_case_once():
    """Protects against a case with many labels outweighing others."""
    said = climatology([["held"], ["walkout", "deadlock"]], OUTCOMES)
    assert said == pytest.approx(
        {"not_convened": 1 / 6, "walkout": 1.5 / 6, "deadlock": 1.5 / 6, "held": 2 / 6}
    )


def test_climatology_leaves_out_what_cannot_be():
    assert climatology([["agreed"], ["held"]], ["walkout", "held"]) == pytest.approx(
        {"walkout": 1 / 3, "held": 2 / 3}
    )


def test_climatology_of_nothing_is_uniform():
    assert climatology([], OUTCOMES) == uniform(OUTCOMES)


@pytest.mark.parametrize("unmet", [0, 1, 2.5])
def test_each_unmet_demand_halves_the_chance_of_convening(unmet):
    said = count_of_demands(unmet, OUTCOMES)
    assert 1 - said["not_convened"] == pytest.approx(0.75 * 0.5**unmet)
    assert said["walkout"] == said["deadlock"] == said["held"] > 0
    assert math.fsum(said.values()) == pytest.approx(1)


def test_without_a_stage_to_convene_demands_say_nothing():
    assert count_of_demands(3, ["walkout", "held"]) == uniform(["walkout", "held"])
