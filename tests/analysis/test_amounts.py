"""Pies and scales in words: amounts, not the names of a hundred options."""

from __future__ import annotations

import pytest

import sim
from sim.analysis import layout
from sim.analysis.inputs import page as shown
from sim.analysis.page import page
from sim.model.narration.story import story
from sim.model.telling import retell
from tests.model.small import pie

PIE = {"pie": {"among": ["north_bank", "south_bank"], "steps": 100}}
LAW = {"scale": {"steps": 20}, "status_quo": 0.3}


def cities(issue: dict, **more) -> sim.Scenario:
    """Two banks of a river that divide it, or choose a number."""
    data = pie(4, protocol="alternating_offers")
    own = {"weights": {"river": 1}, "reservation": 0, "strategy": {"name": "equilibrium"}} | more
    data["issues"] = {"river": issue}
    data["parties"] = {"north_bank": own, "south_bank": own}
    data["forums"]["summit"] |= {"seats": ["north_bank", "south_bank"], "agenda": ["river"]}
    return sim.Scenario.from_data(data)


def test_show_says_a_pie_in_a_line():
    """Protects a reader of `show` from a hundred rows."""
    text = layout.text(shown(cities(PIE)))
    assert "a pie of 100 pieces, divided" in text
    assert "its own share" in text
    assert "p50_50" not in text
    assert "south bank 0.5" not in text
    assert len(text.splitlines()) < 80


@pytest.mark.parametrize(
    ("curve", "said"),
    [
        ({"peak": 0.4}, "the nearer to 0.4 the better"),
        ({"rises": 2}, "the more the better, to the power 2"),
        ({"falls": 1}, "the less the better"),
    ],
)
def test_show_says_a_scale_in_a_line(curve, said):
    text = " ".join(layout.text(shown(cities(LAW, curves={"river": curve}))).split())
    assert "a number from 0 to 1, in 20 steps" in text
    assert said in text
    assert "0.3 now" in text


def test_values_that_are_written_are_shown():
    """Protects exceptions from the curve: what stands in the file is what is shown."""
    plainly = cities({"pie": {"among": ["north_bank", "south_bank"], "steps": 3}}).written_out()
    text = layout.text(shown(plainly))
    assert "north bank 0.667, south bank 0.333" in " ".join(text.split())


def test_the_page_and_the_story_say_shares():
    scenario = cities(PIE)
    results = sim.run(scenario, runs=2, draws=0)
    said = layout.text(page(results))
    assert "north bank 0, south bank 1" in said  # south has the last of four rounds
    assert "in words" not in said  # which would say the same again
    told = " ".join(str(story(scenario, retell(scenario, 0, 0), 0, 0)).split())
    assert "north bank 0, south bank 1" in told
    assert "drawn by lot" not in told  # nobody has reasons of its own


def test_a_game_has_one_uncertainty():
    """Protects the page of a game from talk of what is not known."""
    results = sim.run(cities(PIE), runs=2, draws=2)
    said = " ".join(layout.text(page(results)).split())
    assert "Everything else is known to everybody." in said
    assert "at several levels of noise" not in said
