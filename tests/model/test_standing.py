"""Demands that are made at the table too."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from sim.experiments.simulate import block_table
from tests.model.small import acts, over, shock, utility, war


def besieged(firmness: float, noise: float = 0.0, held: bool = True, **more) -> dict:
    """Red demands, at the table, that a town be open; it is besieged, and blue controls it."""
    data = war(stages=("bargain",), noise=noise)
    data["issues"]["town"] = {
        "options": ["open", "besieged"],
        "status_quo": "besieged",
        "controlled_by": ["blue"] if held else [],
    }
    demand = {"issue": "town", "is": "open"}
    body = {"demand": demand, "firmness": firmness, "standing": True} | more
    data["parties"]["red"]["preconditions"] = {"calm": body}
    return data


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize(("firmness", "stays"), [(0.19, True), (0.21, False)])
def test_red_leaves_over_a_demand_firmer_than_what_it_expects(firmness, stays, held):
    """Protects the choice to stay by hand: 0.2 is expected; giving up costs the firmness, once.

    The block is over the demand, and names who could have met it.
    """
    data = besieged(firmness, held=held)
    done = over(data)
    if stays:
        assert done.outcome[0] == "agreed"
        assert utility(done)["red"] == pytest.approx([0.6 - firmness])
        [gave_up] = [a for a in acts(data) if a["act"] == "give_up_demand"]
        assert (gave_up["actor"], gave_up["about"]) == ("red", "calm")
        return
    assert done.outcome[0] == "walkout"
    [row] = block_table(done).to_dict("records")
    assert (row["party"], row["kind"], row["over"]) == ("red", "demand", "calm")
    assert row["refused_by"] == ("blue" if held else "")
    assert (done.forum.endings.ended_by[0], done.forum.endings.ended_over[0]) == ("red", "calm")
    assert utility(done)["red"] == pytest.approx([0.4])


def test_a_demand_that_does_not_stand_is_not_made_at_the_table():
    """Protects the default: without `standing` the same demand stops nobody at the table."""
    data = besieged(1.0)
    data["parties"]["red"]["preconditions"]["calm"]["standing"] = False
    assert over(data).outcome[0] == "agreed"


def test_giving_up_is_paid_once():
    """Protects "once": red pays its firmness in the first of two rounds.

    Both like to stay, and nothing can be agreed before an event in period 1.
    """
    data = besieged(0.1)
    data["conflict"]["sides"]["blues"]["strength"] = 3  # worth 0.65 to blue: no deal at first
    weaker = {"strength": {"blues": 1 / 3}}
    data["events"] = {"defeat": {"period": 1, "probability": 1, "then": weaker}}
    for name in ("blue", "red"):
        data["parties"][name]["staying_cost"] = -1
    done = over(data)
    assert done.outcome[0] == "agreed"
    given = [a["period"] for a in acts(data) if a["act"] == "give_up_demand"]
    assert given == [1]
    rounds = done.forum.endings.period[0]
    assert utility(done)["red"] == pytest.approx([0.6 - 0.1 + rounds])


def test_leaving_over_a_demand_with_noise():
    """Protects the threshold in 1000 runs: red stays iff what it expects - 0.2 + e > 0.

    Blue has no demand, and stays iff what it expects + e > 0. Whoever leaves is named: red over
    its demand, blue over staying.
    """
    data = besieged(0.2, noise=0.1)
    done = over(data, 1000)
    expect = _expected(data)
    red = expect["red"] - 0.2 + shock("sitting", "red", 0.1, 1000) > 0
    blue = expect["blue"] + shock("sitting", "blue", 0.1, 1000) > 0
    first = (done.outcome == "walkout") & (done.forum.endings.period == 1)
    np.testing.assert_array_equal(first, ~(red & blue))
    over_ = block_table(done).set_index("run")
    both = first & ~red & ~blue
    assert set(over_.loc[np.flatnonzero(first & ~red & blue), "over"]) == {"calm"}
    assert set(over_.loc[np.flatnonzero(first & red & ~blue), "over"]) == {"staying"}
    assert (done.forum.endings.ended_by[both] == "several").all()


def _expected(data: dict) -> dict[str, float]:
    from tests.model.small import talks

    model = talks(data)
    model.forum.look(np.array([0]))
    of = model.forum.prospect.expect[0, :, -1]
    return dict(zip(model.tables.parties, of, strict=True))


def test_a_demand_conceded_before_the_table_and_broken_at_it_is_open_again():
    """Protects "if it stops being met there": blue opens the town, red comes, an event shuts it.

    Period 1 blue grants, 2 both come, and the siege is back; 3 red, who expects 0.2, leaves for
    0.3.
    """
    data = besieged(0.3)
    data["forums"]["summit"]["stages"] = ["convene", "bargain"]
    shut = {"move": {"town": "besieged"}}
    data["events"] = {"siege": {"period": 2, "probability": 1, "then": shut}}
    done = over(data)
    assert (done.outcome[0], done.forum.endings.period[0]) == ("walkout", 3)
    assert done.forum.endings.ended_over[0] == "calm"
    data["parties"]["red"]["preconditions"]["calm"]["firmness"] = 0.1
    done = over(data)
    assert done.outcome[0] == "agreed"
    assert utility(done)["red"] == pytest.approx([0.5])


def test_what_was_waived_before_the_table_is_not_asked_for_again():
    """Protects "unmet and not waived": red pays 0.1 in the anteroom and no more."""
    data = besieged(0.1, held=False)
    data["forums"]["summit"]["stages"] = ["convene", "bargain"]
    done = over(data)
    assert done.outcome[0] == "agreed"
    assert not [a for a in acts(data) if a["act"] == "give_up_demand"]
    assert utility(done)["red"] == pytest.approx([0.5])


def test_a_concession_that_breaks_another_demand_is_weighed_with_it():
    """Protects the outlook of a concession: opening the town meets red's demand and breaks that of
    us, who would not come then. Blue, whose concession would bring nobody, keeps its 0.05.
    """
    data = besieged(1.0, standing=False)
    data["parties"]["blue"]["conceding_cost"] = {"town": 0.05}
    data["parties"]["us"] = copy.deepcopy(data["parties"]["blue"])
    demand = {"demand": {"issue": "town", "is": "besieged"}, "firmness": 1.0}
    data["parties"]["us"] |= {"conceding_cost": {}, "preconditions": {"siege": demand}}
    forum = data["forums"]["summit"]
    forum |= {"seats": ["blue", "red", "us"], "stages": ["convene", "bargain"]}
    forum.pop("required", None)
    answers = [a["answer"] for a in acts(data) if a["act"] == "concede"]
    assert answers
    assert not any(answers)
    del data["parties"]["us"]["preconditions"]
    assert [a["answer"] for a in acts(data) if a["act"] == "concede"] == [True]
