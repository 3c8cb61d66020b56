"""What is made of two codings holds both of them, says who has what, and is valid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.draws import Draws
from sim.scenario import Scenario
from sim.scenario.agreement.matching import matched
from sim.scenario.agreement.merging import merge
from sim.scenario.assumptions import draw
from sim.scenario.distributions import Distribution, support
from sim.scenario.evidence import resting_on
from sim.scenario.places import is_weight
from sim.scenario.scenario import EXAMPLE


@pytest.fixture(scope="module")
def geneva() -> Scenario:
    return Scenario.load("geneva-2013")


def example(**parts) -> Scenario:
    return Scenario.from_data(EXAMPLE | parts)


def outcome(notes) -> dict[str, str]:
    return {note.path: note.what for note in notes}


def is_inside(coding: Scenario, merged: Scenario) -> list[str]:
    """Return the numbers of a coding that are not within the merged ones."""
    outside = []
    for path, number in coding.parameters.items():
        span = merged.parameters.get(path)
        if is_weight(tuple(path.split("."))) or not isinstance(number, float | Distribution):
            continue
        if not support(span)[0] <= support(number)[0] <= support(number)[1] <= support(span)[1]:
            outside.append(path)
    return outside


def numbers_that_may_change(scenario: Scenario) -> list[str]:
    return [
        path
        for path, number in scenario.parameters.items()
        if isinstance(number, float | Distribution)
        and scenario.is_written(path)
        and not is_weight(tuple(path.split(".")))
        and not path.startswith(("variants", "parties.coalition.quota"))
        and "seats" not in path
    ]


@settings(max_examples=12)
@given(st.data())
def test_every_number_of_both_lies_inside(geneva, data):
    """Protects against a span that leaves out a coder: any numbers changed, in either coding."""
    codings = []
    paths = st.sampled_from(numbers_that_may_change(geneva))
    for _ in "ab":
        changes = {}
        for path in data.draw(st.lists(paths, max_size=8)):
            low, high = support(geneva.parameters[path])
            ends = sorted(data.draw(st.floats(0, 1)) * (high - low) + low for _ in "lh")
            changes[path] = {"uniform": ends} if data.draw(st.booleans()) else ends[0]
        codings.append(geneva.with_(changes))
    merged, notes = merge(*codings, "both")
    for coding in codings:
        assert is_inside(coding, merged) == []
    assert {note.what for note in notes} <= {"spans both"}
    a, b = (coding.parameters for coding in codings)
    differing = {path for path in a if a[path] != b[path]}
    assert {p for p in a if merged.parameters[p] != a[p]} <= differing


def test_the_oracle_can_say_no():
    wide = example().with_({"parties.south.reservation": {"uniform": [0.1, 0.9]}})
    assert is_inside(wide, example()) == ["parties.south.reservation"]


def test_a_coding_with_itself_is_itself(geneva):
    merged, notes = merge(geneva, geneva, geneva.name)
    assert notes == []
    assert merged.hash == geneva.hash
    assert merged.spec.draft


@pytest.mark.parametrize("name", ["khatib-2013", "geneva-ii-2014", "ankara-2016"])
def test_even_two_conflicts_give_a_valid_scenario(geneva, name):
    """Protects against a merge that breaks where much differs: all that fits is kept."""
    other, _ = matched(geneva, Scenario.load(name))
    merged, notes = merge(geneva, other, "both")
    assert set(merged.spec.parties) == {*geneva.spec.parties, *other.spec.parties}
    assert {"spans both", "only A", "only B"} <= {note.what for note in notes}


def test_a_number_one_left_to_its_default_is_spanned():
    merged, notes = merge(example(), example().with_({"parties.north.war_cost": 0.2}), "both")
    assert support(merged.parameters["parties.north.war_cost"]) == (0, 0.2)
    assert outcome(notes) == {"parties.north.war_cost": "spans both"}


def test_what_only_one_has_is_kept_and_marked():
    tie = {"patron": "north", "client": "south", "leverage": 0.2, "evidence": {"self": "a guess"}}
    merged, notes = merge(example(), example(ties={"hold": tie}), "both")
    assert outcome(notes) == {"ties.hold": "only B"}
    assert resting_on(merged, "ties.hold").assumption == "a guess; only coder B has this"
    line = {"red_lines": {"some": {"issue": "water", "at_least": "shared"}}}
    north = EXAMPLE["parties"]["north"] | line
    merged, _ = merge(example(parties=EXAMPLE["parties"] | {"north": north}), example(), "both")
    found = resting_on(merged, "parties.north.red_lines.some")
    assert found.assumption == "only coder A has this"


def test_a_choice_is_that_of_a_and_what_b_chose_is_marked():
    b = example(issues={"water": EXAMPLE["issues"]["water"] | {"status_quo": "north"}})
    merged, notes = merge(example(), b, "both")
    assert merged.spec.issues["water"].status_quo == "south"
    assert outcome(notes) == {"issues.water.status_quo": "A's kept"}
    assert "coder B has north" in resting_on(merged, "issues.water.status_quo").assumption


def test_lists_of_names_hold_those_of_both():
    controlled = {"water": EXAMPLE["issues"]["water"] | {"controlled_by": ["south"]}}
    a, b = (
        example(issues={"water": controlled["water"] | {"controlled_by": [who]}})
        for who in ("north", "south")
    )
    merged, notes = merge(a, b, "both")
    assert merged.spec.issues["water"].controlled_by == ("north", "south")
    assert outcome(notes) == {"issues.water.controlled_by": "both kept"}


def test_an_option_that_only_one_has_gets_values_from_that_one_or_from_nobody():
    longer = {"water": {"options": ["south", "shared", "leased", "north"], "status_quo": "south"}}
    parties = {
        name: body | {"values": {"water": body["values"]["water"] | {"leased": 0.7}}}
        for name, body in EXAMPLE["parties"].items()
    }
    third = EXAMPLE["parties"]["north"]
    a = example(parties=EXAMPLE["parties"] | {"east": third})
    merged, notes = merge(a, example(issues=longer, parties=parties), "both")
    assert "leased" in merged.spec.issues["water"].options
    assert merged.parameters["parties.north.values.water.leased"] == 0.7
    nobody = "parties.east.values.water.leased"
    assert support(merged.parameters[nobody]) == (0, 1)
    assert outcome(notes)[nobody] == "nobody's"
    assert "no coder gave this" in resting_on(merged, nobody).assumption


def test_orders_hold_what_both_keep():
    """Draws of the merged scenario keep the order that both keep, and each coder's draws too."""

    def ordered(order):
        parties = {**EXAMPLE["parties"]}
        parties["north"] = {"weights": {"water": 1}, "orders": {"water": order}, "reservation": 0.1}
        return example(parties=parties)

    a, b = ordered(["south", "shared", "north"]), ordered(["shared", "south", "north"])
    merged, notes = merge(a, b, "both")
    kept = merged.spec.parties["north"].orders["water"]
    assert len(kept) == 2
    assert kept[1] == "north"
    assert outcome(notes)["parties.north.orders.water"] == "spans both"
    for coding in (a, b, merged):
        drawn = draw(coding, Draws(3), np.arange(300))
        worse, better = (drawn[f"parties.north.values.water.{option}"] for option in kept)
        assert (worse <= better).all()
    for coding in (a, b):
        assert is_inside(coding, merged) == []


def test_an_order_is_dropped_where_the_other_coder_values_otherwise():
    parties = {**EXAMPLE["parties"]}
    parties["north"] = parties["north"] | {"orders": {"water": ["south", "shared", "north"]}}
    a = example(parties=parties)
    b = example().with_({"parties.north.values.water.shared": 0})
    assert merge(a, b, "both")[0].spec.parties["north"].orders["water"] == (
        "south", "shared", "north",
    )  # fmt: skip
    turned = example().with_(
        {"parties.north.values.water": {"south": 1, "shared": 0.6, "north": 0}}
    )
    assert merge(a, turned, "both")[0].spec.parties["north"].orders == {}


def test_evidence_is_that_of_both():
    a, b = (
        example().with_({"parties.south.reservation": value, "parties.south.evidence": evidence})
        for value, evidence in ((0.2, {"reservation": ["letter"]}), (0.5, {"self": "a guess"}))
    )
    found = resting_on(merge(a, b, "both")[0], "parties.south.reservation")
    assert found.cite == ("letter",)
    assert found.assumption == "coder B: a guess"


def test_evidence_of_neither_is_not_written():
    """Protects against an empty entry that hides what holds for the whole body."""
    merged, _ = merge(example(), example().with_({"parties.south.reservation": 0.5}), "both")
    assert "evidence" not in merged.dump()


def test_other_preferences_of_a_party_are_spanned_too():
    def coming_to_see(**outlook):
        north = EXAMPLE["parties"]["north"] | {"outlooks": {"after_vote": outlook}}
        return example(parties=EXAMPLE["parties"] | {"north": north})

    a, b = (
        coming_to_see(values={"water": {"south": 1, "shared": shared, "north": 0}})
        for shared in (0.3, 0.6)
    )
    merged, notes = merge(a, b, "both")
    path = "parties.north.outlooks.after_vote.values.water"
    assert support(merged.parameters[f"{path}.shared"]) == (0.3, 0.6)
    assert outcome(notes) == {path: "spans both"}


def test_a_shared_number_stays_shared():
    parties = {
        name: body | {"war_cost": {"shared": "fear"}} for name, body in EXAMPLE["parties"].items()
    }
    a, b = (example(parties=parties, shared={"fear": fear}) for fear in (0.1, 0.3))
    merged, _ = merge(a, b, "both")
    assert merged.ties == a.ties
    assert support(merged.parameters["shared.fear"]) == (0.1, 0.3)


def test_what_does_not_fit_is_left_out_and_said():
    other = {"market": EXAMPLE["forums"]["summit"]}
    merged, notes = merge(example(), example(forums=other), "both")
    assert list(merged.spec.forums) == ["summit"]
    [left_out] = [note for note in notes if note.what == "left out"]
    assert left_out.path == "forums.market"
    assert "primary" in left_out.told


def test_names_of_b_that_do_not_fit_are_left_out_of_a_list():
    """A asks a party at home that B seats at the table: it cannot be both."""
    parties = EXAMPLE["parties"] | {"east": EXAMPLE["parties"]["north"]}
    summit = EXAMPLE["forums"]["summit"]
    a = example(parties=parties, forums={"summit": summit | {"ratified_by": ["east"]}})
    b = example(parties=parties, forums={"summit": summit | {"seats": ["north", "south", "east"]}})
    merged, notes = merge(a, b, "both")
    assert merged.spec.forums["summit"].seats == ("north", "south")
    assert merged.spec.forums["summit"].ratified_by == ("east",)
    assert outcome(notes)["forums.summit.seats"] == "left out"


def test_an_order_is_not_kept_across_an_option_that_one_coding_has_not_got():
    """Protects the span: B has no shared river, and would rather the south had all of it than the
    north, which an order from south over shared to north rules out.
    """
    wants = {"north": EXAMPLE["parties"]["north"] | {"values": {"water": {"south": 1, "north": 0}}}}
    wants["south"] = EXAMPLE["parties"]["south"] | {"values": {"water": {"south": 1, "north": 0}}}
    scale = {"water": {"options": ["south", "north"], "status_quo": "south"}}
    b = example(parties=wants, issues=scale)
    north = EXAMPLE["parties"]["north"] | {"orders": {"water": ["south", "shared", "north"]}}
    a = example(parties=EXAMPLE["parties"] | {"north": north | {"values": {}}})
    merged, _ = merge(a, b, "both")
    assert merged.spec.parties["north"].orders["water"] != ("south", "shared", "north")
    drawn = draw(merged, Draws(1), np.arange(200))
    south, all_of_it = (drawn[f"parties.north.values.water.{o}"] for o in ("south", "north"))
    assert (south > all_of_it).any()
