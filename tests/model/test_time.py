"""Who has time for how many forums, and patrons who keep their clients away."""

from __future__ import annotations

import copy

import pytest

from tests.model.small import acts, bystander, over, utility, war
from tests.model.worlds import blocks_of, rows_of, same

# -- forums at once --------------------------------------------------------------------------


def two_tables(limit: int | None, priority: int = 1) -> dict:
    """The war, which is talked about at two tables; blue has time for so many of them at once."""
    data = war()
    first = data["forums"].pop("summit")
    second = copy.deepcopy(first) | {"priority": priority}
    data["forums"] = {"alpha": first | {"primary": True}, "beta": second}
    if limit is not None:
        data["parties"]["blue"]["forums_at_once"] = limit
    return data


def periods(data: dict, act: str) -> dict[str, list[int]]:
    """In which periods an act was done in each forum."""
    rows = [a for a in acts(data) if a["act"] == act]
    return {f: sorted({a["period"] for a in rows if a["forum"] == f}) for f in ("alpha", "beta")}


def test_with_time_for_both_both_meet_at_once():
    """Protects the default: both convene in period 1 and sign in period 2."""
    assert periods(two_tables(None), "attend") == {"alpha": [1], "beta": [1]}
    assert periods(two_tables(None), "sign") == {"alpha": [2], "beta": [2]}


@pytest.mark.parametrize(("priority", "order"), [(1, ("alpha", "beta")), (-1, ("beta", "alpha"))])
def test_with_time_for_one_the_other_waits(priority, order):
    """Protects the limit by hand: the forum that comes first meets in periods 1 and 2, and its deal
    is in force; the other in 3 and 4, on the same terms.
    """
    data = two_tables(1, priority)
    first, second = order
    attended, signed = periods(data, "attend"), periods(data, "sign")
    assert (attended[first], attended[second]) == ([1], [3])
    assert (signed[first], signed[second]) == ([2], [4])


def test_who_ratifies_or_keeps_a_deal_needs_no_time_for_it():
    """Protects "meeting": while a deal of the first forum is kept, the second may meet."""
    data = two_tables(1)
    for forum in data["forums"].values():
        forum["stages"] = ["convene", "bargain", "implement"]
    attended = periods(data, "attend")
    assert attended["beta"][0] == 3
    done = over(data)
    assert done.forum.endings.period[0] == 4


def test_as_much_time_as_there_are_forums_is_no_limit():
    """Protects whoever writes the limit down: 2 of 2 changes no byte."""
    a, b = over(two_tables(None), 3), over(two_tables(2), 3)
    same(rows_of(a), rows_of(b))
    same(blocks_of(a), blocks_of(b))


def test_the_clock_of_a_forum_that_waits_goes_on():
    """Protects the end: the second forum's time to convene is over before it could meet at all; it
    meets once, where everybody has time, and that is all.
    """
    data = two_tables(1)
    data["parties"]["red"]["talking_cost"] = 1
    data["forums"]["alpha"]["convene_by"] = 4
    data["forums"]["beta"]["convene_by"] = 2
    done = over(data)
    ends = {forum.name: int(forum.endings.period[0]) for forum in done.forums}
    assert ends == {"alpha": 4, "beta": 5}
    assert {forum.endings.outcome[0] for forum in done.forums} == {"not_convened"}


# -- staying away ----------------------------------------------------------------------------


def kept_away(cost: float, leverage: float, worth: float = 0.0) -> dict:
    """Red would gain 0.2 by coming; its patron, whom talks leave with `worth`, would keep 0.5."""
    data = bystander(war(), (0, worth, 0), 0.5)
    data["ties"] = {
        "hold": {
            "patron": "us", "client": "red", "leverage": leverage, "cost": cost,
            "for": ["stay_away"],
        }
    }  # fmt: skip
    return data


def test_a_patron_keeps_its_client_from_coming():
    """Protects pressure to stay away by hand: leverage 0.3 of red's range of 1 makes 0.2 to -0.1.

    Pressing takes effect at the end of the period; red has said by then that it comes. So us, who
    presses in the first, is heard in the second: an open demand gives it the time.
    """
    data = kept_away(0.05, 0.3)
    data["issues"]["town"] = {"options": ["open", "shut"], "status_quo": "shut"}
    demand = {"demand": {"issue": "town", "is": "open"}, "firmness": 0.01}
    data["parties"]["red"]["preconditions"] = {"calm": demand}
    press = [a for a in acts(data) if a["act"] == "press"]
    assert [(a["period"], a["about"], a["target"]) for a in press] == [(1, "stay_away", "red")]
    assert press[0]["value"] == pytest.approx(0.5 - 0.05)
    done = over(data)
    assert done.outcome[0] == "not_convened"
    assert utility(done)["us"] == pytest.approx([0.45])
    assert utility(done)["red"] == pytest.approx([0.4])


@pytest.mark.parametrize(
    ("cost", "leverage", "worth"), [(0.55, 0.3, 0.0), (0.05, 0.15, 0.0), (0.05, 0.3, 0.6)]
)
def test_a_patron_does_not_press_in_vain_too_dearly_or_against_itself(cost, leverage, worth):
    """Protects the choice: 0.55 > 0.5; leverage 0.15 leaves red 0.05; talks worth 0.6 > 0.5."""
    data = kept_away(cost, leverage, worth)
    without = copy.deepcopy(data)
    del without["ties"]
    assert not [a for a in acts(data) if a["act"] == "press"]
    same(rows_of(over(data)), rows_of(over(without)))


def test_pressure_both_ways_is_the_difference():
    """Protects two patrons against one another: 0.3 either way leaves red's own 0.2."""
    data = kept_away(0.05, 0.3)
    data["parties"]["france"] = copy.deepcopy(data["parties"]["us"]) | {"reservation": 0.3}
    data["parties"]["france"]["values"]["deal"]["x1"] = 1
    data["ties"]["push"] = {
        "patron": "france", "client": "red", "leverage": 0.3, "cost": 0.05, "for": ["attend"],
    }  # fmt: skip
    demand = {"demand": {"issue": "town", "is": "open"}, "firmness": 0.01}
    data["issues"]["town"] = {"options": ["open", "shut"], "status_quo": "shut"}
    data["parties"]["red"]["preconditions"] = {"calm": demand}
    press = [(a["period"], a["actor"]) for a in acts(data) if a["act"] == "press"]
    assert press == [(1, "us"), (2, "france")]
    assert over(data).outcome[0] == "agreed"
