"""Bands over time: over runs, and over the assumptions alone."""

from __future__ import annotations

import numpy as np
import pytest

from sim.experiments.over_time import bands
from sim.scenario.scenario import EXAMPLE, Scenario


def first(table, name):
    return table[(table.period == 1) & (table.what == "no_talks") & (table.name == name)].iloc[0]


def test_a_point_has_no_bands_and_a_range_has_both():
    """Protects the two uncertainties: what is known is a line, and at first all is assumption."""
    table = bands(Scenario.from_data(EXAMPLE), runs=200, draws=40)
    known, drawn = first(table, "south"), first(table, "north")
    bounds = ["middle", "low", "high", "range_low", "range_high"]
    assert known[bounds].tolist() == pytest.approx([0.4] * 5)
    assert drawn.low == pytest.approx(0.14, abs=0.03)  # the 10% point of 0.1 to 0.5
    assert drawn.high == pytest.approx(0.46, abs=0.03)
    assert drawn.range_low == pytest.approx(0.14, abs=0.05)
    assert drawn.range_high == pytest.approx(0.46, abs=0.05)
    assert drawn.runs == 200
    assert (table[table.period == 1].going_on == 1).all()
    assert table.going_on.iloc[-1] == 0


def test_chance_is_in_the_wide_band_alone():
    """Protects the range over assumptions: a strength that is shaken, with nothing else unknown."""
    data = EXAMPLE | {
        "conflict": {
            "shock": 0.3,
            "sides": {"reds": {"strength": 1}, "blues": {"strength": 1}},
        },
        "forums": {"summit": EXAMPLE["forums"]["summit"] | {"stages": ["convene", "bargain"]}},
    }
    data["parties"] = {
        name: body | {"reservation": 2, "preconditions": {}} for name, body in
        EXAMPLE["parties"].items()
    }  # fmt: skip
    table = bands(Scenario.from_data(data), runs=150, draws=20)
    later = table[(table.period == 6) & (table.what == "share") & (table.name == "reds")].iloc[0]
    assert later.high - later.low > 0.2
    assert later.range_high - later.range_low < 0.35 * (later.high - later.low)
    assert np.isnan(bands(Scenario.from_data(data), runs=5, draws=0).range_low).all()


def test_what_cannot_be_asked_is_refused():
    """Protects the message."""
    with pytest.raises(ValueError, match="runs is 0 and draws 40; at least 1 and at least 0"):
        bands(Scenario.from_data(EXAMPLE), runs=0)
