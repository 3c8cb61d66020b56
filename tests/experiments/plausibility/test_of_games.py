"""A game of complete information is not told that nothing is uncertain; whatever is not one is."""

from __future__ import annotations

import pytest

from tests.experiments.plausibility.odd import found
from tests.model.small import one_issue

SPLIT = {"left": (0, 0.6, 1), "right": (1, 0.6, 0)}


def game(noise=0.0, stages=("bargain",), reservation=0.1):
    data = one_issue(SPLIT, {"left": reservation, "right": 0.1})
    data["noise"] = noise
    for forum in data["forums"].values():
        forum["stages"] = list(stages)
    return data


@pytest.mark.parametrize("name", ["nothing_uncertain", "forced_outcome"])
@pytest.mark.parametrize("stages", [("bargain",), ("bargain", "implement")])
def test_a_game_is_let_be(name, stages):
    assert not found(game(stages=stages), name)


def test_steps_of_a_scale_are_there_whoever_likes_them():
    """Protects a scale of a hundred steps from a hundred warnings; options named are told of."""
    alike = {"left": (0, 0.5, 1), "right": (0, 0.5, 1)}
    data = one_issue(alike, {"left": 0.1, "right": 0.1})
    assert len(found(data, "option_nobody_wants")) == 1
    data["issues"]["deal"] = {"scale": {"from": 0, "to": 1, "steps": 2}, "status_quo": 0}
    for party in data["parties"].values():
        party.pop("values")
        party["curves"] = {"deal": {"rises": 1}}
    assert not found(data, "option_nobody_wants")


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ({"noise": 0.001}, "nothing_uncertain"),
        ({"noise": 0.001}, "forced_outcome"),
        ({"stages": ("convene", "bargain")}, "nothing_uncertain"),
        ({"reservation": {"uniform": [0.1, 0.11]}}, "forced_outcome"),
    ],
)
def test_what_is_not_quite_a_game_is_told(what, name):
    assert found(game(**what), name)
