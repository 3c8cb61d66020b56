"""What sitting down is worth, V, worked by hand on the war of red and blue."""

from __future__ import annotations

import math

import numpy as np
import pytest

import sim
from sim.model.prospect import Prospect
from tests.model.small import bystander, chance, softplus, talks, war

ROW = np.array([0])
BLUE, RED, US = 0, 1, 2


def looked(data: dict):
    model = talks(data)
    model.forum.look(ROW)
    return model


def test_without_noise_the_shared_rule_is_expected():
    """Protects V at zero noise: of three packages only the shared rule has a gain for both.

    Each expects 0.6 against 0.4: 0.2, less its cost of talking (red 0.05); nobody is blamed.
    """
    data = war()
    data["parties"]["red"]["talking_cost"] = 0.05
    prospect = looked(data).forum.prospect
    assert prospect.gain[0, BLUE, -1] == pytest.approx([-0.4, 0.2, 0.6])
    assert prospect.gain[0, RED, -1] == pytest.approx([0.6, 0.2, -0.4])
    assert prospect.passes[0] == pytest.approx([0, 1, 0])
    assert prospect.expect[0, :, -1] == pytest.approx([0.2, 0.2])
    assert prospect.above_no_talks()[0, BLUE] == pytest.approx([0.2] * 6)
    assert prospect.above_no_talks()[0, RED] == pytest.approx([0.15] * 6)


def test_with_noise_the_mixture_by_hand():
    """Protects the mixture of packages: pi ~ [a_i N_blue N_red]^2 and the option value, written
    out.
    """
    prospect = looked(war(noise=0.1)).forum.prospect
    gain = {BLUE: (-0.4, 0.2, 0.6), RED: (0.6, 0.2, -0.4)}
    n = {i: [softplus(g, 0.1) for g in gain[i]] for i in gain}
    for i, other in ((BLUE, RED), (RED, BLUE)):
        a = [chance(g / 0.1) for g in gain[other]]
        share = [(a[x] * n[0][x] * n[1][x]) ** 2 for x in range(3)]
        expect = sum(share[x] / sum(share) * a[x] * n[i][x] for x in range(3))
        assert prospect.agree[0, i] == pytest.approx(a)
        assert prospect.expect[0, i, -1] == pytest.approx(expect)


def test_failed_talks_and_no_talks_differ():
    """Protects the ways of having no deal: failure arms blue x 3, and that is its baseline at the
    table.

    r(failed) is 0.75 - 0.1 for blue and 0.25 - 0.1 for red. The shared rule is worth 0.6 - 0.65 < 0
    to blue, so no deal is expected and V = r(failed): 0.25 above no talks for blue, 0.25 below for
    red.
    """
    data = war()
    data["threats"] = {
        "cover": {
            "by": "blue",
            "when": {"act": "failed"},
            "then": {"strength": {"blues": 3}},
            "credibility": 1,
        }
    }
    prospect = looked(data).forum.prospect
    assert prospect.expect[0, :, -1] == pytest.approx([0, 0])
    assert prospect.above_no_talks()[0, BLUE, -1] == pytest.approx(0.25)
    assert prospect.above_no_talks()[0, RED, -1] == pytest.approx(-0.25)


def test_blame_is_what_refusing_costs():
    """Protects D: if red refuses, blue x 3 with chance 1/2: red falls from 1/2 to (1/2 + 1/4) /
    2.
    """
    data = war()
    data["threats"] = {
        "arm": {
            "by": "blue",
            "when": {"party": "red", "act": "refuse"},
            "then": {"strength": {"blues": 3}},
            "credibility": 0.5,
        }
    }
    prospect = looked(data).forum.prospect
    assert prospect.blame()[0, RED] == pytest.approx(0.125)
    assert prospect.blame()[0, BLUE] == pytest.approx(0)


def keeping(temptation: dict, guarantee: float, foresight="full", noise=0.0) -> dict:
    data = war(stages=("convene", "bargain", "implement"), noise=noise)
    data["foresight"] = foresight
    for name, phi in temptation.items():
        data["parties"][name]["temptation"] = phi
    data["issues"]["deal"]["effects"] = {"x1": {"guarantee": guarantee}}
    return data


def test_a_deal_that_will_be_broken_is_worth_less_at_the_table():
    """Protects the link from keeping to signing, at zero noise.

    Red would gain 0.3 by breaking the shared rule: 0.5 - 0.1 + 0.3 = 0.7 > 0.6, so it breaks.
    Signing is then worth 0.7 - 0.4 to red and 0.5 - 0.1 - 0.3 - 0.4 = -0.3 to blue, its victim.
    """
    prospect = looked(keeping({"red": 0.3}, 0)).forum.prospect
    assert prospect.hold[0, 1] == 0
    assert prospect.gain[0, RED, -1, 1] == pytest.approx(0.3)
    assert prospect.gain[0, BLUE, -1, 1] == pytest.approx(-0.3)


def test_a_guarantee_makes_it_hold():
    """Protects guarantees: with 0.2 on it, breaking is worth 0.5 < 0.6 and both gain 0.2 again."""
    prospect = looked(keeping({"red": 0.3, "blue": 0.3}, 0.2)).forum.prospect
    assert prospect.hold[0, 1] == 1
    assert prospect.gain[0, :, -1, 1] == pytest.approx([0.2, 0.2])


def test_keeping_with_noise_by_hand():
    """Protects the chance that a deal holds, and the option to break it.

    Noise 0.1; breaking is worth 0.7 to either, keeping 0.6: each keeps with F(-1). To a party that
    the other keeps it with, the deal is worth 0.7 + 0.1 log(1 + e^-1); if the other breaks, 0.5 -
    0.1 - 0.3.
    """
    prospect = looked(keeping({"red": 0.3, "blue": 0.3}, 0, noise=0.1)).forum.prospect
    h = chance(-1)
    gain = h * (0.7 + 0.1 * math.log(1 + math.exp(-1))) + (1 - h) * 0.1 - 0.4
    assert prospect.hold[0, 1] == pytest.approx(h * h)
    assert prospect.gain[0, :, -1, 1] == pytest.approx([gain, gain])


def test_without_foresight_a_signature_is_taken_for_a_deal():
    """Protects the ablation: h is 1 whatever the temptation."""
    prospect = looked(keeping({"red": 0.3}, 0, foresight="none")).forum.prospect
    assert prospect.gain[0, :, -1, 1] == pytest.approx([0.2, 0.2])
    assert prospect.expect[0, :, -1] == pytest.approx([0.2, 0.2])


def test_without_foresight_nobody_counts_on_the_vote_at_home():
    """Protects the ablation for ratification: a is 1, so a package that red's hawks are sure to
    refuse is still expected.

    Only the shared rule is a gain for both parties, 0.2; the hawks, who want all, would refuse it.
    """
    data = war(stages=("convene", "bargain", "ratify"))
    data["foresight"] = "none"
    values = {"deal": {"x0": 1, "x1": 0, "x2": 0}}
    data["parties"]["red"]["factions"] = {
        "hawks": {"seats": 1, "weights": {"deal": 1}, "values": values}
    }
    data["parties"]["red"]["quota"] = 1
    assert looked(data).forum.prospect.expect[0, :, -1] == pytest.approx([0.2, 0.2])


def test_a_party_without_a_seat_expects_what_the_others_will_sign():
    """Protects V of patrons and bystanders: us wants the shared rule (1 against 0.3), which is
    expected.
    """
    prospect = looked(bystander(war(), (0, 1, 0), 0.3)).forum.prospect
    assert prospect.above_no_talks()[0, US, -1] == pytest.approx(0.7)


def third_seat(rule, **us) -> dict:
    """Us has an optional seat beside blue and red."""
    data = bystander(war(), (0, 1, 0), 0.3, **us)
    data["forums"]["summit"] |= {
        "seats": ["blue", "red", "us"],
        "required": ["blue", "red"],
        "rule": rule,
    }
    return data


def test_an_optional_seat_compares_with_talks_that_go_on_without_it():
    """Protects optional seats: under unanimity the others sign the same without us, so coming
    brings it nothing.
    """
    prospect = looked(third_seat("unanimity")).forum.prospect
    assert prospect.above_no_talks()[0, US, -1] == pytest.approx(0)


def test_an_optional_seat_whose_vote_is_needed_gains_by_coming():
    """Protects the same under a quota of all three votes: without us nothing passes, so its seat is
    worth the 0.7.
    """
    prospect = looked(third_seat({"name": "quota", "quota": 3})).forum.prospect
    assert prospect.above_no_talks()[0, US, -1] == pytest.approx(0.7)


def test_what_is_only_thought_of_says_nothing_of_packages():
    """Protects against stale numbers: there is room for one run, so nobody may read it."""
    model = talks(war(noise=0.1), runs=3)
    rows, forum = np.arange(3), model.forum
    thought = forum.new_prospect().look(model.world, rows, forum.beliefs, forum.table)
    for name in ("utility", "gain", "hold", "yes", "agree", "against", "passes", "score"):
        with pytest.raises(LookupError, match=r"only thought of.*ask for expect or without"):
            getattr(thought, name)


LINES = {"free": {}, "some": {"mine": {"issue": "deal", "is": "x2"}}}
LINES["all"] = LINES["some"] | {"nor": {"issue": "deal", "is": "x0"}}


@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
@pytest.mark.parametrize("rule", ["unanimity", {"name": "quota", "quota": 1}], ids=["all", "one"])
def test_what_nobody_could_sign_may_be_left_out(lines, rule):
    """Protects the shortcut: packages that cross a red line of who must agree change nothing."""
    data = war(noise=0.1)
    data["parties"]["red"]["red_lines"] = lines
    next(iter(data["forums"].values()))["rule"] = rule
    model = talks(data, runs=3)
    same_as_with_all_packages(model.forum, np.arange(3))
    everything = not lines or rule != "unanimity" or len(lines) == 2
    assert len(model.forum.table.signable) == (3 if everything else 1)


def test_what_an_optional_seat_would_stop_can_be_signed_without_it():
    """Protects the same shortcut where the seat whose red line it is has stayed away."""
    data = third_seat("unanimity", red_lines={"mine": {"issue": "deal", "is": "x0"}})
    model = talks(data | {"noise": 0.1}, runs=3)
    model.forum.table.present[:, US] = False
    same_as_with_all_packages(model.forum, np.arange(3))
    assert model.forum.prospect.passes[:, 1:].all()


NARROW = ["ankara-2016", "colombia-2012", "geneva-2013", "geneva-ii-2014", "geneva-iii-2016"]


@pytest.mark.parametrize("name", NARROW)
def test_history_is_the_same_with_all_packages(name):
    """Protects the shortcut where types, factions, guarantors and breaches come into it."""
    model = sim.Talks(sim.Scenario.load(name), 8, rng=5)
    left_out = 0
    for forum in model.forums:
        same_as_with_all_packages(forum, np.arange(8))
        left_out += len(forum.tables.packages) - len(forum.table.signable)
    assert left_out


def same_as_with_all_packages(forum, rows):
    """What is seen of the signable packages is what is seen of all, to the last bit but of sums."""
    forum.look(rows)
    few, signable, everything = forum.prospect, forum.table.signable, forum.tables.packages
    every = Prospect(forum.listing, np.arange(len(everything)))
    every.look(forum.world, rows, forum.beliefs, forum.table)
    thought = forum.new_prospect().look(forum.world, rows, forum.beliefs, forum.table)
    for name in ("expect", "without"):
        sums = getattr(every, name)
        np.testing.assert_allclose(getattr(few, name), sums, rtol=1e-12, atol=1e-15)
        np.testing.assert_array_equal(getattr(thought, name), getattr(few, name))
    for name in ("utility", "gain", "hold"):
        np.testing.assert_array_equal(getattr(few, name), getattr(every, name))
    for name in ("yes", "agree", "against", "passes", "score"):
        of_all = getattr(every, name)
        np.testing.assert_array_equal(getattr(few, name)[..., signable], of_all[..., signable])
    others = np.setdiff1d(np.arange(len(everything)), signable)
    for name in ("against", "passes", "score"):
        assert not getattr(few, name)[..., others].any()
        assert not getattr(every, name)[..., others].any()
    for package in range(len(everything)):
        one = np.full(len(rows), package)
        np.testing.assert_array_equal(few.chance_of(rows, one), few.passes[:, package])
        np.testing.assert_array_equal(few.gain_of(rows, 0, one), few.gain[:, 0, :, package])
