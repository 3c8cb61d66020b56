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
def test_a_game_is_let_be(name):
    assert not found(game(), name)


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
