"""The smallest change by one party: scenarios in which it is known."""

from __future__ import annotations

import math

import pytest

from sim.analysis import layout
from sim.analysis.explaining.change import page
from sim.experiments.challenge.editing import unevidenced
from sim.experiments.explain.minimal import Search, smallest_change
from sim.experiments.explain.moves import apply, catalogue, compatible
from sim.experiments.trial import RUNS_PER_DRAW, Effort, trial
from sim.scenario.scenario import Scenario
from tests.experiments.explain.walls import walled

EFFORT, SEARCH = Effort(30, 5, 2), Search(20, 30)


def least(scenario, party="left", target=0.5, quantity="P(convene)", search=SEARCH):
    return smallest_change(scenario, party, target, quantity, search=search, effort=EFFORT)


def names(found):
    return [move.name for move in found.best.moves]


WALL = "parties.left.preconditions.wall"


def test_the_one_change_that_is_enough_is_found():
    """Protects the search: to ask for less is not enough where nothing is granted, to drop is."""
    found = least(walled({"left": 0.6}))
    assert found.found
    assert names(found) == [f"{WALL}: dropped"]
    assert (found.as_written.share, found.best.chance.share) == (0, 1)
    assert found.best.difference.change == 1
    assert found.tried.value.tolist() == [0, 0, 1]
    assert {move.name for move in found.catalogue} == {
        f"{WALL}: dropped", f"{WALL}.demand.at_least: low"
    }  # fmt: skip


def test_of_two_that_are_enough_the_one_that_goes_less_far():
    """Protects what is smallest: firmness to the end of its range goes half as far as to drop."""
    scenario = walled({"left": 0.6}).with_({f"{WALL}.firmness": {"uniform": [0.0, 2.0]}})
    found = least(scenario, target=0.9)
    assert names(found) == [f"{WALL}.firmness: 0"]
    assert found.best.moves[0].size == 0.5


def test_two_changes_where_one_is_not_enough():
    """Protects pairs: a second demand that stands in the way as well."""
    data = walled({"left": 0.6}).as_data()
    other = {"demand": {"issue": "wall_of_right", "is": "down"}, "firmness": 0.6}
    data["parties"]["left"]["preconditions"]["other"] = other
    found = least(Scenario.from_data(data))
    assert names(found) == ["parties.left.preconditions.other: dropped", f"{WALL}: dropped"]
    assert (found.tried.steps == 2).any()
    assert found.tried[found.tried.steps == 1].value.max() == 0


def test_nothing_is_enough_where_another_stands_in_the_way():
    """Protects an honest no: what came closest, and how far off it is."""
    found = least(walled({"left": 0.6, "right": 0.6}))
    assert not found.found
    assert found.best.chance.share == 0
    told = layout.text(page(found))
    assert "Nothing that was tried is enough" in " ".join(told.split())
    assert "50.0 percentage points short of 50%" in " ".join(told.split())
    assert "Experimental" in told


def test_what_is_found_is_run_again_on_other_draws():
    """Protects against the winner's curse: luck that a search of one run found does not last."""
    lucky = smallest_change(
        walled({"left": 0.1, "right": 0.1}, noise=0.3), "left", 0.9, "P(convene)",
        search=Search(2, 30), effort=Effort(60, 2, 0),
    )  # fmt: skip
    assert lucky.tried.value.max() == 1
    assert 0.3 < lucky.best.chance.share < 0.8
    assert not lucky.found


def test_nothing_has_to_change_where_the_target_is_reached():
    """Protects the trivial answer."""
    found = least(walled({}))
    assert found.found
    assert found.best.moves == ()
    assert "Nothing: as the scenario is written" in layout.text(page(found))


def test_a_budget_that_runs_out_is_said():
    """Protects the count of what was left untried."""
    found = least(walled({"left": 0.6, "right": 0.6}), search=Search(20, 2))
    assert found.left == {1: 1}
    assert len(found.tried) == 2
    assert "Left untried for want of budget: 1 single change" in " ".join(
        layout.text(page(found)).split()
    )


def test_moves_on_one_thing_are_not_combined():
    """Protects combinations: a demand is not asked for less and dropped at once."""
    drop, less = sorted(catalogue(walled({"left": 0.6}), "left"), key=lambda move: -move.size)
    assert not compatible((drop, less))
    assert compatible((drop,))


def test_every_move_gives_a_scenario():
    """Protects the catalogue: each move can be made, and changes what is run."""
    bare = unevidenced(Scenario.load("ankara-2016"))
    moves = [move for party in bare.spec.parties for move in catalogue(bare, party)]
    assert len(moves) > 5
    hashes = {apply(bare, [move]).hash for move in moves} - {bare.hash}
    assert len(hashes) == len({move.name for move in moves})


@pytest.mark.parametrize(
    ("asked", "match"),
    [
        ({"party": "lef"}, "'lef' is no party of 'walls'. Did you mean left?"),
        ({"target": 1.0}, "the target is 1; a chance above 0 and below 1 is needed"),
        ({"quantity": "E(utility.left)"}, r"E\(utility.left\) is no probability"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked, match):
    """Protects the messages."""
    with pytest.raises(ValueError, match=match):
        least(walled({"left": 0.6}), **asked)


def test_what_came_closest_counts_if_it_is_enough_on_other_draws():
    """Protects the answer: bad luck in the search does not hide what exceeds the target after."""
    unlucky = smallest_change(
        walled({"left": 0.25, "right": 0.25}, noise=0.15), "left", 0.5, "P(convene)",
        search=Search(2, 30, 1), effort=Effort(60, 4, 0),
    )  # fmt: skip
    assert unlucky.tried.value.max() == 0.5  # no more than the target
    assert unlucky.best.chance.share > 0.5
    assert unlucky.found


def test_a_chance_among_few_has_no_range():
    """Protects the rule of paired differences: at least 10 runs under each of half of the draws."""
    effort = Effort(60, 5, 4)
    few = trial(walled({"left": 0.9}, noise=0.2), effort)
    come = few.nested.outcome.ne("not_convened").to_numpy().reshape(4, RUNS_PER_DRAW).sum(axis=1)
    assert ((come > 1) & (come < 10)).all()
    found = smallest_change(few.scenario, "left", 0.01, "P(sign|convened)", effort=effort)
    assert found.best.moves == ()
    assert found.as_written.share > 0.01
    assert math.isnan(found.as_written.range_low)


def test_what_cannot_be_asked_as_written_is_not_reached():
    """Protects the search: of no talks no share signs, and that is no reason to look no further."""
    found = least(walled({"left": 0.6}), quantity="P(sign|convened)")
    assert math.isnan(found.as_written.share)
    assert names(found) == [f"{WALL}: dropped"]
    assert "nan" not in layout.text(page(found))


def test_where_nothing_can_be_asked_there_is_no_answer():
    """Protects the page: no closest change is named where none can be compared."""
    found = least(walled({"left": 0.6, "right": 0.6}), quantity="P(sign|convened)")
    assert not found.found
    assert "There is no answer" in layout.text(page(found))
