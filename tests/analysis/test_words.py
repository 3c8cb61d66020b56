"""Numbers and names as a person says them; most examples are in the docstrings."""

from __future__ import annotations

import pytest

import sim
from sim.analysis.words import Names, about, duration, percent, possessive, satisfaction, span


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "none"),
        (0.0001, "hardly any"),
        (0.0199, "hardly any"),
        (0.02, "fewer than 1 in 20"),
        (0.05, "about 1 in 10"),
        (0.149, "about 1 in 10"),
        (0.25, "about 3 in 10"),
        (0.5, "about 5 in 10"),
        (0.949, "about 9 in 10"),
        (0.951, "more than 19 in 20"),
        (0.981, "nearly all"),
        (0.9999, "nearly all"),
        (1.0, "all"),
    ],
)
def test_a_share_as_one_says_it(share, said):
    assert about(share) == said
    assert about(share, of="of") == said.replace(" in ", " of ")


def test_more_is_never_said_to_be_less():
    order = [
        "none",
        "hardly any",
        "fewer than 1 in 20",
        *(f"about {k} in 10" for k in range(1, 10)),
    ]
    order += ["more than 19 in 20", "nearly all", "all"]
    places = [order.index(about(k / 1000)) for k in range(1001)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("share", "digits", "written"),
    [(0.0, 0, "0%"), (1.0, 0, "100%"), (0.004, 0, "<1%"), (0.996, 0, ">99%"), (0.996, 1, "99.6%"),
     (0.0004, 1, "<0.1%"), (0.9996, 1, ">99.9%")],
)  # fmt: skip
def test_what_is_not_quite_none_or_all_is_not_rounded_to_it(share, digits, written):
    assert percent(share, digits) == written


def test_small_words():
    assert span(0.0, 1.0) == "0 to 100%"
    assert satisfaction(-0.004, sign=True) == "0"
    assert satisfaction(-0.116, sign=True) == "-12"
    assert duration(59.6) == "60 seconds"
    assert possessive("the rebels") == "the rebels'"


def test_nobody_is_met_for_the_first_time_on_a_page():
    names = Names(sim.Scenario.load("geneva-2013"))
    assert names.who("smc") == names.who("smc") == "the Supreme Military Council"
    assert names.title("smc") == "Supreme Military Council"
    assert names.title("coalition.hawks") == "Hawks of the National Coalition"


def test_a_demand_says_its_range_and_what_would_do_instead():
    said = Names(sim.Scenario.load("geneva-2013")).demand("smc", "balance")
    assert said.startswith("at least 40-50% of all strength for the rebels; or else ")
    assert "weapons against armour" in said
