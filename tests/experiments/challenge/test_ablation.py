"""Each mechanism can be switched off, alone, and its absence is felt where it mattered."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiments.challenge.ablation import ABLATIONS, ablated, compare_ablations
from sim.experiments.challenge.bench import Bench, Effort
from sim.scenario.distributions import Distribution
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.model.small import demanding, war

BENCH = Bench(Effort(runs=100), seed=3)


def everything() -> dict:
    """A scenario with every mechanism that can be switched off."""
    data = demanding(noise=0.05, stages=("convene", "bargain", "ratify", "implement"))
    data["conflict"]["shock"] = 0.1
    data["issues"]["deal"]["effects"] = {"x1": {"strength": {"reds": 1.1}, "guarantee": 0.1}}
    data["parties"]["red"] |= {
        "red_lines": {"line": {"issue": "deal", "at_most": "x1"}},
        "war_cost": {"uniform": [0, 0.2]},
        "talking_cost": 0.01,
        "staying_cost": 0.01,
        "temptation": 0.05,
        "patience": 0.9,
        "quota": 1,
        "factions": {
            "one": {
                "seats": 1,
                "weights": {"deal": 1},
                "values": {"deal": {"x0": 1, "x1": 0.6, "x2": 0}},
                "red_lines": {"own": {"issue": "deal", "at_most": "x1"}},
            }
        },
    }
    data["forums"]["summit"]["resume"] = {"again": {"after": ["deadlock"], "wait": 2}}
    data["ties"] = {"t": {"patron": "blue", "client": "red", "leverage": 0.1}}
    then = {"strength": {"reds": 0.9}}
    when = {"act": "failed"}
    data["threats"] = {"t": {"by": "blue", "when": when, "then": then, "credibility": 0.5}}
    data["events"] = {"e": {"period": 2, "probability": 0.5, "then": then}}
    return data


GONE = {
    "foresight": lambda s: s.foresight == "none",
    "noise": lambda s: s.noise == 0,
    "private resolve": lambda s: s.parties["red"].war_cost == 0.1,
    "preconditions": lambda s: not s.parties["red"].preconditions,
    "red lines": lambda s: (
        not s.parties["red"].red_lines and not s.parties["red"].factions["one"].red_lines
    ),
    "ratification": lambda s: "ratify" not in s.forums["summit"].stages,
    "ways back": lambda s: not s.forums["summit"].resume,
    "costs of talking": lambda s: s.parties["red"].talking_cost == 0,
    "costs of staying": lambda s: s.parties["red"].staying_cost == 0,
    "costs of conceding": lambda s: not s.parties["blue"].conceding_cost,
    "temptation": lambda s: s.parties["red"].temptation == 0,
    "impatience": lambda s: s.parties["red"].patience == 1,
    "guarantees": lambda s: s.issues["deal"].effects["x1"].guarantee == 0,
    "effects on strength": lambda s: not s.issues["deal"].effects["x1"].strength,
    "drift of strengths": lambda s: s.conflict.shock == 0,
    "ties": lambda s: not s.ties,
    "threats": lambda s: not s.threats,
    "events": lambda s: not s.events,
}


def test_each_is_off_in_its_own_variant_alone():
    """Protects one at a time: what one switches off is on in all the others."""
    variants = ablated(Scenario.from_data(everything()))
    assert set(variants) == set(GONE)
    for name, variant in variants.items():
        off = {check for check, is_gone in GONE.items() if is_gone(variant.spec)}
        assert off == {name}


@pytest.fixture(scope="module")
def more() -> Scenario:
    """Several forums, actions, ways back, guarantors, shared numbers, variants."""
    return Scenario.load(Path(__file__).parents[2] / "scenario" / "everything_more.yaml")


LATER = {
    "a later opening": lambda s: s.forums["relief"].opens == 1,
    "actions": lambda s: not s.actions,
    "changes of outlook": lambda s: not s.parties["militia"].outlooks["weary"].values,
    "burdens": lambda s: not s.issues["force"].effects["monitors"].burden,
    "consent of all": lambda s: s.issues["town"].control == "any",
    "deals within the war": lambda s: s.forums["relief"].ends_war,
    "drift of strengths": lambda s: s.conflict.sides["government"].drift == 0,
    "effects on seats": lambda s: not s.issues["force"].effects["monitors"].seats,
    "guarantees": lambda s: s.issues["force"].effects["monitors"].guarantee == 0,
    "guarantors' choice": lambda s: not s.issues["force"].effects["monitors"].guarantors,
    "item by item": lambda s: s.forums["peace"].protocol.name == "single_text",
    "limits on attendance": lambda s: s.parties["patron"].forums_at_once is None,
    "military decision": lambda s: s.conflict.decision is None,
    "pressure to comply": lambda s: "comply" not in s.ties["patronage"].for_,
    "pressure to stay away": lambda s: "stay_away" not in s.ties["patronage"].for_,
    "standing demands": lambda s: not s.parties["rebels"].preconditions["siege"].standing,
    "threats against defiance": lambda s: not s.threats,
    "variants": lambda s: not s.variants,
    "votes on coming": lambda s: s.parties["rebels"].votes_on == ("ratify",),
    "ways back": lambda s: not s.forums["peace"].resume,
}


def test_what_came_later_can_be_switched_off(more):
    """Protects the newer mechanisms: each is off in its own variant, and in no other but where one
    goes with another.
    """
    variants = ablated(more)
    together = {"guarantors' choice": {"guarantees"}, "threats against defiance": {"threats"}}
    together |= {name: {"ties"} for name in ("pressure to comply", "pressure to stay away")}
    together["standing demands"] = {"preconditions"}
    for name, is_gone in LATER.items():
        off = {other for other, variant in variants.items() if _holds(is_gone, variant.spec)}
        assert off == {name} | together.get(name, set()), name


def _holds(is_gone, spec) -> bool:
    try:
        return is_gone(spec)
    except KeyError:  # what it was about has gone altogether
        return True


def test_cases_of_variants_lose_what_has_gone(more):
    """Protects variants: a case that sets a number of a part which is off sets the rest."""
    both = more.with_({"variants.role.cases.weak.set.ties": {"patronage": {"leverage": 0.1}}})
    sets = ablated(both)["ties"].spec.variants["role"].cases
    assert set(sets["weak"].set) == {"conflict", "parties"}
    assert sets["strong"].numbers == more.spec.variants["role"].cases["strong"].numbers
    only = {"strong": {"probability": 0.5, "set": {"ties": {"patronage": {"leverage": 0.1}}}},
            "weak": {"probability": 0.5}}  # fmt: skip
    alone = more.with_({"variants": {"role": {"cases": only}}})
    assert ablated(alone)["ties"].spec.variants == {}


def test_shared_numbers_stay_shared(more):
    """Protects references, in cases of variants too, where another part goes."""
    set_ = {"parties": {"rebels": {"war_cost": {"shared": "taste"}}}, "ties": {"patronage": {
        "leverage": 0.1}}}  # fmt: skip
    shared = more.with_({"variants.role.cases.weak.set": set_})
    path = "variants.role.cases.weak.set.parties.rebels.war_cost"
    assert ablated(shared)["ties"].ties[path] == "taste"


def test_every_entry_of_the_table_is_tried_here():
    assert set(ABLATIONS) <= {*GONE, *LATER}


def test_what_is_absent_has_no_variant():
    assert set(ablated(Scenario.from_data(EXAMPLE))) == {"foresight", "noise"}


def test_geneva_without_citations_to_what_is_gone():
    """Protects against evidence that speaks of a part which has been dropped."""
    variants = ablated(Scenario.load("geneva-2013"))
    known = variants["private resolve"].parameters
    private = [p for p in known if p.endswith((".war_cost", ".firmness"))]
    assert not any(isinstance(known[path], Distribution) for path in private)
    assert {"preconditions", "red lines", "ratification", "ties", "threats"} <= set(variants)
    assert variants["red lines"].spec.parties["us"].red_lines == {}


def test_what_carries_the_result_is_seen_to():
    """Protects the difference: only the demand keeps red away, in every run."""
    data = demanding(firmness=3.0, cost=5.0)
    scenario = Scenario.from_data(data)
    others = {name: BENCH.headline(s, name) for name, s in ablated(scenario).items()}
    table = compare_ablations(BENCH.headline(scenario, "own"), others)
    gone = table.loc[("preconditions", "convened")]
    assert gone[["own", "share", "difference", "low", "high"]].tolist() == [0, 1, 1, 1, 1]


def test_what_does_nothing_changes_no_run():
    """Protects the pairing: a threat that never bites is worth exactly nothing."""
    data = war(noise=0.05)
    then = {"strength": {"reds": 1.5}}
    when = {"party": "red", "act": "refuse"}
    data["threats"] = {"idle": {"by": "blue", "when": when, "then": then, "credibility": 0}}
    scenario = Scenario.from_data(data)
    others = {"threats": BENCH.headline(ablated(scenario)["threats"], "")}
    table = compare_ablations(BENCH.headline(scenario, "own"), others)
    assert (table[["difference", "low", "high"]] == 0).all(axis=None)


@pytest.mark.parametrize("stages", [["bargain"], ["convene", "bargain"]])
def test_nothing_to_switch_off(stages):
    data = war(stages=tuple(stages)) | {"foresight": "none"}
    assert compare_ablations(BENCH.headline(Scenario.from_data(data), ""), {}).empty
    assert ablated(Scenario.from_data(data)) == {}
