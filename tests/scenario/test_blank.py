"""What a second coder is given: the whole structure, valid, and nothing that was judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import Scenario, library
from sim.scenario.blank import blank
from sim.scenario.distributions import Uniform
from sim.scenario.drafting import create, draft
from sim.scenario.plain import plain
from sim.scenario.reader import parse
from sim.scenario.scenario import EXAMPLE
from sim.scenario.schema import Body, Rank, inside

HERE = Path(__file__).parent
EVERYTHING = [HERE / "everything.yaml", HERE / "everything_more.yaml"]
SHIPPED = [name if name == "geneva-2013" else pytest.param(name, marks=pytest.mark.slow)
           for name in library.names()]  # fmt: skip


@pytest.fixture(scope="module", params=[*EVERYTHING, *SHIPPED], ids=str)
def pair(request):
    scenario = Scenario.load(request.param)
    return scenario, blank(scenario)


def names(place, path=()):
    """The path of every body and of every issue, option, seat and the like that is named."""
    for key, child in inside(place).items():
        if key in ("evidence", "shared", "variants", "weights", "values", "orders"):
            continue
        if isinstance(child, Body):
            yield (*path, key)
        if isinstance(child, str | bool | int | tuple) and not isinstance(child, float):
            yield (*path, key), child
        yield from names(child, (*path, key))


def test_the_structure_is_the_same(pair):
    """Protects the comparison of two codings: whatever has a name, a text or a date stays."""
    first, second = pair
    texts = {told for told in names(first.spec) if told[0] != ("draft",)}
    assert {told for told in names(second.spec) if told[0] != ("draft",)} == texts
    assert len(texts) > 30
    assert second.spec.draft


def test_everything_that_was_judged_says_nothing(pair):
    """Protects independence: no number is left that the schema does not give, or the guide."""
    _, second = pair
    for holder in second.spec.holders.values():
        if holder.weights is not None:
            assert holder.weights == Rank(rank=(second.spec.issue_names,))
        values = [value for options in holder.values.values() for value in options.values()]
        assert set(values) <= {Uniform(lo=0, hi=1)}
        assert not holder.orders
    written = {
        path: value
        for path, value in second.parameters.items()
        if second.is_written(path) and ".protocol." not in path
    }
    assert all(isinstance(value, Uniform | Rank) for value in written.values())
    assert not second.spec.shared
    assert not second.spec.variants
    assert "evidence" not in second.dump().replace(second.spec.about, "")


def test_what_is_blank_does_not_hang_on_what_was_judged():
    """Protects the second coder: whatever the first one judged, the blank is the same."""
    first = Scenario.load(EVERYTHING[0])
    others = first.with_(
        {
            "conflict.sides.government.strength": 0.2,
            "conflict.shock": 0.3,
            "issues.arms.effects.heavy.guarantee": 0.9,
            "issues.arms.effects.heavy.strength.rebels": 1.9,
            "parties.regime.weights": {"detainees": 1, "arms": 3},
            "parties.regime.values.arms.light": 0.1,
            "parties.regime.war_cost": 0.7,
            "parties.regime.conceding_cost.detainees": 0.6,
            "parties.regime.strategy.exponent": 0.4,
            "parties.rebels.preconditions.balance.demand.share_at_least": 0.9,
            "parties.rebels.preconditions.balance.firmness": 0.9,
            "parties.rebels.factions.hawks.seats": 7,
            "parties.rebels.factions.hawks.orders": {
                "arms": ["heavy", "none", "light"], "detainees": ["free", "held"],
            },
            "parties.rebels.quota": 8,
            "ties.patronage.leverage": 0.9,
            "threats.walk_away.then.strength.rebels": 0.1,
            "threats.walk_away.credibility": 0.1,
            "events.offensive.probability": 0.9,
            "forums.talks.rule.quota": 1,
            "forums.talks.rule.weights.regime": 5,
            "noise": 0.2,
            "evidence": {},
        }
    )  # fmt: skip
    assert others.hash != first.hash
    assert blank(others).dump() == blank(first).dump()


def test_it_is_a_draft_that_can_be_worked_in(pair, tmp_path):
    """Protects who opens the file: valid as it is written, and blank for good."""
    _, second = pair
    written = create(tmp_path / "again.yaml", second)
    assert written.hash == Scenario.from_data(second.as_data() | {"name": "again"}).hash
    text = draft(second, "again")
    assert blank(Scenario.from_data(parse(text)[0])).as_data() == written.as_data()


def test_numbers_that_are_asked_for_have_their_widest_range():
    """By hand, from the limits and the low and high numbers of the guide."""
    given = blank(Scenario.load(EVERYTHING[0])).as_data()
    anything = {"uniform": [0, 1]}
    assert given["ties"]["patronage"]["leverage"] == anything
    assert "cost" not in given["ties"]["patronage"]  # it has a default
    assert given["threats"]["arm_on_refusal"]["credibility"] == anything
    assert given["threats"]["walk_away"]["then"] == {"strength": {"rebels": {"uniform": [0.5, 2]}}}
    assert given["events"]["offensive"]["period"] == 4  # the calendar is structure
    rebels = given["parties"]["rebels"]
    assert rebels["preconditions"]["balance"] == {
        "demand": {"side": "rebels", "share_at_least": anything},
        "floor": {"issue": "arms", "at_least": "light"},
        "firmness": anything,
    }
    assert rebels["factions"]["hawks"]["seats"] == {"uniform": [5, 50]}
    assert rebels["quota"] == {"uniform": [26, 50]}
    assert set(rebels["factions"]["hawks"]["values"]) == {"arms", "detainees"}
    assert not {"war_cost", "talking_cost", "temptation", "patience"} & set(rebels)
    assert given["parties"]["regime"]["strategy"] == "time_dependent"
    assert "reservation" not in given["parties"]["senate"]  # it follows from the war
    rule = given["forums"]["talks"]["rule"]
    assert rule == {"name": "quota", "quota": {"uniform": [1, 3]}, "vetoes": ["rebels"]}
    assert given["issues"]["arms"]["effects"] == {
        "heavy": {"strength": {"rebels": {"uniform": [0.5, 2]}}, "guarantee": anything}
    }


def test_without_a_war_the_value_of_no_agreement_is_asked_for():
    given = blank(Scenario.from_data(EXAMPLE)).as_data()["parties"]
    assert [party["reservation"] for party in given.values()] == [{"uniform": [0, 1]}] * 2


def test_what_an_option_changes_elsewhere_stays():
    effects = blank(Scenario.load(EVERYTHING[1])).as_data()["issues"]["force"]["effects"]
    assert effects["monitors"] == {
        "guarantee": {"uniform": [0, 1]},
        "guarantors": ["patron", "senate"],
        "burden": {"regime": {"uniform": [-1, 1]}, "rebels": {"uniform": [-1, 1]}},
        "seats": {"rebels": {"from": "hawks", "to": "doves", "number": {"uniform": [0, 20]}}},
    }


def test_an_outlook_speaks_of_the_same_issues():
    parties = blank(Scenario.load(EVERYTHING[1])).spec.parties
    assert set(parties["militia"].outlooks["weary"].values) == {"town"}
    assert parties["militia"].outlooks["weary"].weights is None
    bold = parties["rebels"].outlooks["bold"]
    assert plain(bold)["weights"] == {"rank": [["arms", "force", "shared", "town"]]}
