"""Sets of blockers are counted whole, and parties alone or with others."""

from __future__ import annotations

import pytest

import sim
from sim.experiments.jointly import alone_or_jointly, jointly
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.analysis.conftest import make

NORTH, SOUTH = ("north", "refusal", "coming"), ("south", "demand", "water")
OUTCOMES = ["not_convened"] * 5 + ["held"] * 5
BLOCKS = [
    (0, *NORTH, "", False), (0, *SOUTH, "north", False),
    (1, *SOUTH, "north", False), (1, *NORTH, "", False),
    (2, *NORTH, "", True),
    (3, *SOUTH, "north", False), (3, "south", "refusal", "coming", "", False),
    (4, *NORTH, "", True),
]  # fmt: skip


def test_sets_of_causes_by_hand():
    """Protects the sets: order plays no part, and each run counts once."""
    table = jointly(make(OUTCOMES, BLOCKS))
    assert dict(zip(table.blockers, table.share, strict=True)) == {
        (NORTH,): 0.2,
        (NORTH, SOUTH): 0.2,
        (SOUTH, ("south", "refusal", "coming")): 0.1,
    }
    assert table["size"].tolist() == [1, 2, 2]
    assert table.share.sum() == pytest.approx(0.5)


def test_a_party_with_two_reasons_is_alone():
    """Protects the difference between sets of causes and sets of parties."""
    table = jointly(make(OUTCOMES, BLOCKS), of="parties")
    found = dict(zip(table.blockers, table.share, strict=True))
    assert found == {(("north",),): 0.2, (("north",), ("south",)): 0.2, (("south",),): 0.1}


def test_alone_and_jointly_by_hand():
    table = alone_or_jointly(make(OUTCOMES, BLOCKS)).set_index(["blocker", "how"])
    assert table.share.to_dict() == {
        (("north",), "alone"): 0.2,
        (("north",), "jointly"): 0.2,
        (("south",), "alone"): 0.1,
        (("south",), "jointly"): 0.2,
    }
    assert table["with"][("south",), "jointly"] == (("north",),)
    assert table["with"][("south",), "alone"] == ()


def test_both_uncertainties_and_the_same_total_as_the_blockers():
    """Protects the nested pass: ranges are there, and shares agree with `Results.blockers`."""
    results = sim.run(Scenario.from_data(EXAMPLE), runs=150, seed=4, draws=6)
    table = jointly(results)
    assert table.range_low.notna().all()
    assert ((table.low <= table.share + 1e-12) & (table.share <= table.high)).all()
    for cause, row in results.blockers.iterrows():
        of_it = [cause in blockers for blockers in table.blockers]
        assert table.share[of_it].sum() == pytest.approx(row.share)
    stopped = results.blocks.run.nunique() / len(results.finished)
    assert table.share.sum() == pytest.approx(stopped)


def test_nobody_in_the_way_and_sets_of_nothing():
    assert jointly(make(["held"] * 3)).empty
    assert alone_or_jointly(make(["held"] * 3)).empty
    with pytest.raises(ValueError, match="sets are of parties or causes; found 'kinds'"):
        jointly(make(["held"]), of="kinds")
