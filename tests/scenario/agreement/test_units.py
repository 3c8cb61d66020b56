"""Agreement is asked of what both coders had before them, whatever each called it."""

from __future__ import annotations

import math

import pytest

from sim.scenario import Scenario
from sim.scenario.agreement.compared import agreement
from sim.scenario.agreement.matching import matched
from sim.scenario.agreement.units import kinds, written_down
from sim.scenario.scenario import EXAMPLE


def example(**parts) -> Scenario:
    return Scenario.from_data(EXAMPLE | parts)


def kind(a: Scenario, b: Scenario, name: str):
    return next(kind for kind in kinds(a, b) if kind.name == name)


@pytest.fixture(scope="module")
def geneva() -> Scenario:
    return Scenario.load("geneva-2013")


def test_a_coding_agrees_with_itself(geneva):
    found = agreement(geneva, geneva)
    assert found.differences == []
    for each in found.by_kind:
        assert each.same == len(each.kind.paths) == each.found.units
        assert math.isnan(each.found.alpha) or each.found.alpha == 1
    meet, numbers = found.overlapping
    assert meet == numbers > 50


def test_what_neither_demands_counts():
    """Protects against alpha of presences alone, which no agreement could raise above 0."""
    made = {"demand": {"issue": "water", "at_least": "shared"}, "firmness": 0.1}
    a = example().with_({"parties.north.preconditions": {"first": made}})
    found = kind(a, example(), "Who demands something, and on what")
    assert found.paths == (
        "parties.north.preconditions (water)",
        "parties.south.preconditions (water)",
    )
    assert found.a == ("yes", "no")
    assert found.b == ("no", "no")


def test_only_what_both_wrote_down_is_compared():
    third = EXAMPLE["parties"] | {"east": EXAMPLE["parties"]["north"]}
    a, b = example(parties=third), example()
    assert written_down(a, b)["parties"] == (["north", "south"], ["east"], [])
    assert not any("east" in path for each in kinds(a, b) for path in each.paths)


def test_names_of_ties_threats_and_demands_do_not_matter(geneva):
    """A tie that is called otherwise is the same tie, with all that is said of it elsewhere."""
    tie = "ties.iran_regime"
    data = {"ties": geneva.spec.ties["iran_regime"].as_data()}
    renamed = geneva.drop(tie).with_({"ties.tehran": data["ties"]})
    assert renamed.hash != geneva.hash
    back, told = matched(geneva, renamed)
    assert told == [("ties.tehran", "iran_regime")]
    assert back.hash == geneva.hash
    assert agreement(geneva, renamed).differences == []


def test_a_renamed_demand_takes_its_evidence_and_its_variants_along(geneva):
    demand = geneva.spec.parties["coalition"].preconditions["detainees"].as_data()
    path = "parties.coalition.preconditions"
    cases = {
        "high": {
            "probability": 0.5,
            "set": {"parties": {"coalition": {"preconditions": {"free_them": {"firmness": 0.3}}}}},
        },
        "low": {"probability": 0.5},
    }
    other = (
        geneva.drop(f"{path}.detainees")
        .with_({f"{path}.free_them": demand})
        .with_({"variants.firm": {"cases": cases}})
        .with_({"parties.coalition.evidence": {"preconditions.free_them": "why"}})
    )
    back, told = matched(geneva, other)
    assert told == [(f"{path}.free_them", "detainees")]
    evidence = back.spec.parties["coalition"].evidence
    assert evidence["preconditions.detainees"].assumption == "why"
    assert "variants.firm.cases.high.set." + f"{path}.detainees.firmness" in back.parameters


def test_ranges_count_by_their_means_and_weights_by_mean_shares():
    a = example().with_({"parties.south.reservation": {"uniform": [0.2, 0.4]}})
    found = kind(a, example(), "Values of no agreement")
    assert found.a == pytest.approx((0.3, 0.3))
    assert found.b == pytest.approx((0.3, 0.4))
    issues = {i: {"options": ["no", "yes"], "status_quo": "no"} for i in ("aid", "arms")}
    values = {i: {"no": 0, "yes": 1} for i in issues}

    def weighing(weights):
        parties = {
            p: {"weights": weights, "values": values, "reservation": 0} for p in ("north", "south")
        }
        forums = {"summit": {"seats": ["north", "south"], "agenda": ["aid", "arms"]}}
        return example(issues=issues, parties=parties, forums=forums)

    ranked, pointed = weighing({"rank": ["arms", "aid"]}), weighing({"arms": 1, "aid": 3})
    found = kind(ranked, pointed, "Weights of issues")
    assert found.paths[0] == "parties.north.weights.aid"
    assert found.a[:2] == pytest.approx((0.25, 0.75), abs=0.02)
    assert found.b[:2] == (0.75, 0.25)
    order = kind(ranked, pointed, "Order of issues")
    assert order.scale == "ordinal"
    assert (order.a, order.b) == ((1, 2, 1, 2), (2, 1, 2, 1))


def test_options_chosen_are_places_on_one_scale():
    """Options of an issue on which the coders have other scales have no common place."""
    a = example()
    b = example(issues={"water": EXAMPLE["issues"]["water"] | {"status_quo": "shared"}})
    found = kind(a, b, "Where things stand now")
    assert (found.a, found.b) == ((0.0,), (0.5,))
    turned = {"water": {"options": ["north", "shared", "south"], "status_quo": "south"}}
    names = [each.name for each in kinds(a, example(issues=turned))]
    assert "Where things stand now" not in names


def test_differences_come_worst_first_with_what_they_rest_on(geneva):
    other = geneva.with_({
        "parties.regime.war_cost": 0.9,
        "ties.qatar_smc.leverage": {"uniform": [0.05, 0.36]},
    })  # fmt: skip
    first, second = agreement(geneva, other).differences
    assert (first.path, first.b) == ("parties.regime.war_cost", "0.9")
    assert first.weight > second.weight
    assert "may_idris_regime_sustained" in first.rests[0].cite
    assert second.a == "0.04 to 0.36"


def test_ranges_that_do_not_meet_are_counted():
    a = example().with_({"parties.north.reservation": {"uniform": [0.1, 0.2]}})
    b = example().with_({"parties.north.reservation": {"uniform": [0.3, 0.5]}})
    meet, numbers = agreement(a, b).overlapping
    assert numbers - meet == 1
