"""Tables of predictions: read and checked, with earlier versions, and scored by the rule."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiments.paired import Difference
from sim.experiments.predictions import (
    HIT,
    MISS,
    UNDECIDED,
    Prediction,
    score,
    staked,
    tables,
    totals,
    verdict,
)
from sim.experiments.trial import Effort
from sim.scenario import ScenarioError, library
from sim.scenario.scenario import EXAMPLE, Scenario

TABLE = """
softer:
  change: {parties.south.reservation: 0.1}
  quantity: P(convene)
  sign: up
  reason: less to lose
stubborn:
  change: {parties.south.reservation: 0.1}
  quantity: P(convene)
  sign: down
  reason: none at all
same:
  change: {parties.south.patience: 1}
  quantity: E(utility.north)
  sign: up
  reason: it says what is so by default
never:
  quantity: P(outcome)
  sign: none_above
  of: {outcome: held, package: {water: south}, at_most: 0.001}
  reason: north would have to give everything away
often:
  quantity: P(agree|convened)
  forum: summit
  sign: none_below
  at_least: 1
  reason: whoever comes signs
"""


def put(folder: Path, name: str, table: str | None = TABLE, **changes) -> Path:
    """Write a scenario, and a table beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.yaml"
    file.write_text(Scenario.from_data(EXAMPLE).with_(changes).dump())
    if table is not None:
        (folder / f"{name}.predictions.yaml").write_text(table)
    return file


def test_a_table_is_scored_by_the_rule(tmp_path):
    """Protects the verdicts: each by the interval of its own paired difference, or by its share."""
    [table] = tables(str(put(tmp_path, "river")))
    scored = {each.stake.name: each for each in score(table, Effort(400, 1, 0))}
    softer = scored["softer"].difference
    changed = Scenario.from_data(EXAMPLE).with_({"parties.south.reservation": 0.1})
    alone = sim.compare(Scenario.from_data(EXAMPLE), changed, 400, 1, draws=0)
    same = alone.difference("P(convene)")
    assert (softer.a, softer.b, softer.low, softer.high) == (same.a, same.b, same.low, same.high)
    assert softer.low > 0
    assert {name: each.verdict for name, each in scored.items()} == {
        "softer": HIT,
        "stubborn": MISS,
        "same": UNDECIDED,
        "never": HIT if scored["never"].difference.a <= 0.001 else MISS,
        "often": MISS if scored["often"].difference.a < 1 else HIT,
    }
    assert scored["same"].difference.change == 0
    assert sum(totals(list(scored.values())).values()) == 5


def test_a_change_made_twice_is_run_once(tmp_path):
    """Protects the time of a command: as written, softer (twice); the default written out is the
    scenario as written.
    """
    [table] = tables(str(put(tmp_path, "river")))
    assert table.passes() == 2
    seen = {}
    score(table, Effort(20, 1, 0), lambda name, done, total: seen.update({name: (done, total)}))
    assert seen == {"river: 1 of 2": (20, 20), "river: 2 of 2": (20, 20)}


@pytest.mark.parametrize(
    ("sign", "ends", "expected"),
    [
        ("up", (0.01, 0.2), HIT),
        ("up", (-0.2, -0.01), MISS),
        ("up", (-0.01, 0.2), UNDECIDED),
        ("up", (0.0, 0.2), UNDECIDED),
        ("down", (-0.2, -0.01), HIT),
        ("down", (0.01, 0.2), MISS),
        ("down", (float("nan"), float("nan")), UNDECIDED),
    ],
)
def test_the_rule(sign, ends, expected):
    """Protects docs/predictions.md: an interval that holds 0, its ends included, is no hit."""
    stake = Prediction(quantity="P(held)", sign=sign, reason="", drop=["threats.x"])
    assert verdict(stake, Difference(0.5, 0.5, 0.0, *ends)) == expected


@pytest.mark.parametrize(
    ("bound", "share", "expected"),
    [
        ({"sign": "none_above", "at_most": 0.01}, 0.01, HIT),
        ({"sign": "none_above", "at_most": 0.01}, 0.011, MISS),
        ({"sign": "none_above", "of": {"outcome": "held", "at_most": 0.01}}, 0.02, MISS),
        ({"sign": "none_below", "at_least": 0.9}, 0.9, HIT),
        ({"sign": "none_below", "at_least": 0.9}, 0.89, MISS),
        ({"sign": "none_below", "at_least": 0.9}, float("nan"), UNDECIDED),
    ],
)
def test_bounds(bound, share, expected):
    stake = Prediction(quantity="P(held)", reason="", **bound)
    assert verdict(stake, Difference(share, share, 0.0, 0.0, 0.0)) == expected


def test_earlier_versions_are_scored_too(tmp_path):
    """Protects the record: the current table, then the earlier ones, each with its own scenario;
    an earlier version without a table has nothing to score.
    """
    current = put(tmp_path, "river", noise=0.1)
    put(tmp_path / "earlier", "river.v2", noise=0.08)
    put(tmp_path / "earlier", "river.v10", noise=0.07)
    put(tmp_path / "earlier", "river.v3", table=None)
    put(tmp_path / "earlier", "riverbed.v1")
    found = tables(str(current))
    assert [(table.title, table.scenario.spec.noise) for table in found] == [
        ("river", 0.1),
        ("river, version 10 (earlier)", 0.07),
        ("river, version 2 (earlier)", 0.08),
    ]


def test_what_ships_with_a_table_is_found_by_name(tmp_path, monkeypatch):
    """Protects `tracktwo predictions` without a name, and `tracktwo list` from earlier versions."""
    monkeypatch.setattr(library, "_PACKAGE", tmp_path / "sim")
    shipped = tmp_path / "sim" / "_data" / "scenarios"
    put(shipped, "bare", table=None)
    put(shipped, "river")
    put(shipped, "lake", table=None)
    put(shipped / "earlier", "lake.v1")
    assert library.names() == ["bare", "lake", "river"]
    assert staked() == ["lake", "river"]
    assert [table.title for table in tables("lake")] == ["lake, version 1 (earlier)"]
    with pytest.raises(ScenarioError, match=r"bare\.predictions\.yaml: there is no such table"):
        tables("bare")


def test_every_table_that_ships_can_be_scored():
    """Protects what is staked: each path, quantity and package is one that its scenario has."""
    assert "geneva-2013" in staked()
    for name in staked():
        for table in tables(name):
            assert table.stakes
            assert all(stake.prediction.reason for stake in table.stakes)
    current = tables("geneva-2013")[-1]
    assert "kerry_threat_convenes" in {stake.name for stake in current.stakes}


STAKE = "\n  {}\n  quantity: P(held)\n  sign: up\n  reason: yes\n"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", r"is empty"),
        ("{}", r"this needs at least 1 entry, and has 0"),
        ("[a]", r":1: the file: a list stands here; it must be a mapping of names"),
        ("A:" + STAKE.format("change: {noise: 0.1}"), r":1: A: 'A' is no name; write small"),
        ("a: {}", r":1: a: 'quantity' is missing(.|\n)*a: 'reason' is missing"),
        ("a:" + STAKE.format("chang: {noise: 0.1}"), r":2: a: 'chang' is unknown .*mean change"),
        ("a:" + STAKE.format("change: noise"), r":2: a.change: 'noise' stands here; .* mapping"),
        ("a:" + STAKE.format("drop: noise"), r":2: a.drop: this must be a list of names"),
        ("a:" + STAKE.format("of: {outcom: held}"), r":2: a.of: 'outcom' .* Did you mean outcome"),
        ("a:" + STAKE.format("at_most: much"), r":2: a.at_most: 'much' stands here; .* a number"),
        ("a:" + STAKE.replace("up", "upp").format("drop: []"), r":4: a.sign: 'upp' is not one of"),
        ("a:" + STAKE.format("drop: []"), r":1: a: nothing is changed; 'up' needs change: or drop"),
        (
            "a:" + STAKE.format("change: {noise: 0.1, parties.suth.war_cost: 1}"),
            r":2: a: the path 'parties.suth.war_cost' leads nowhere: .* Did you mean south",
        ),
        (
            "a:" + STAKE.format("change:\n    noise: 0.1\n    parties.south.war_cost: -1"),
            r":4: a: parties.south.war_cost: -1 is too low",
        ),
        (
            "a:" + STAKE.format("drop:\n    - parties.south.reservation\n    - parties.suth"),
            r":\d: a: ",
        ),
        (
            "a:" + STAKE.replace("held", "hold").format("change: {noise: 0.1}"),
            r":3: a.quantity: 'hold' in P\(hold\) is no event. Did you mean held",
        ),
        (
            "a:" + STAKE.format("{change: {noise: 0.1}, forum: sumit}").replace("  {change", "  x"),
            r"this is not YAML",
        ),
        (
            "a:" + STAKE.format("change: {noise: 0.1}\n  forum: sumit"),
            r"a.quantity: 'sumit' is no forum. Did you mean summit",
        ),
        (
            "a:" + STAKE.format("change: {noise: 0.1}\n  at_most: 0.1"),
            r":3: a: 'at_most' says nothing to sign 'up'",
        ),
        ("a:" + STAKE.replace("up", "none_above").format("of: {}"), r":4: .* needs at_most"),
        (
            "a:" + STAKE.replace("up", "none_below").format("of: {at_least: 1}\n  at_least: 1"),
            r"'at_least' stands twice",
        ),
        (
            "a:" + STAKE.replace("up", "none_above").format("at_most: 1\n  change: {noise: 1}"),
            r"is about the scenario as written; leave the change out",
        ),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path, table, message):
    """Protects whoever writes a table: file, line, what is wrong and what would be right."""
    with pytest.raises(ScenarioError, match=rf"river\.predictions\.yaml.*{message}"):
        tables(str(put(tmp_path, "river", table)))


def test_every_mistake_is_told_at_once(tmp_path):
    both = "a:" + STAKE.format("drop: []") + "b:" + STAKE.replace("held", "hold").format("of: {}")
    with pytest.raises(ScenarioError) as caught:
        tables(str(put(tmp_path, "river", both)))
    assert [problem.line for problem in caught.value.problems] == [1, 6, 8]
