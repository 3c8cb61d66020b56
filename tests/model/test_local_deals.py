"""Deals that do not end the war, what undoes them, and what one forum does to another."""

from __future__ import annotations

import copy

import numpy as np
import pytest

import sim
from sim.model import listing
from tests.model.small import PAY, acts, insisted, levels, over, talks, utility, war

STAGES = ["bargain", "implement"]


def arming(stages=("bargain",), **blue) -> dict:
    """Blue and red sign that the blues get arms, in a war that goes on.

    With them the blues are three times as strong: the lottery gives 3/4 to blue and 1/4 to red, who
    had 1/2 each. Where they have to keep the deal red rather likes it: its rule is worth 0.4 to it,
    blue's 0.5, so that the lottery rises from 0.45 to 0.475. blue : laid over blue.
    """
    data = war(stages=list(stages))
    data["issues"]["arms"] = {
        "options": ["none", "sent"],
        "status_quo": "none",
        "effects": {"sent": {"strength": {"blues": 3}}},
    }
    data["forums"]["summit"] |= {"agenda": ["arms"], "ends_war": False}
    data["parties"]["blue"] |= blue
    if "implement" in stages:
        data["parties"]["red"]["values"]["deal"] = {"x0": 0.4, "x1": 0.6, "x2": 0.5}
    return insisted(data, 1)


# -- what they are worth ---------------------------------------------------------------------


def test_a_deal_under_which_the_war_goes_on_is_worth_the_lottery():
    """Protects 7.2: in force the deal is worth 3/4 to blue and 1/4 to red less a war cost that goes
    on; above failed talks, where the war costs as much, 1/4 and -1/4, to every type.
    """
    data = arming()
    data["parties"]["blue"]["war_cost"] = {"uniform": [0.0, 0.6]}
    model = talks(data, 5)
    model.forum.look(np.arange(5))
    blue, red = (model.tables.parties.index(name) for name in ("blue", "red"))
    assert model.forum.prospect.utility[:, blue] == pytest.approx(np.tile([0.5, 0.75], (5, 1)))
    gain = model.forum.prospect.gain
    assert gain[:, blue, :, 1] == pytest.approx(np.full((5, 6), 0.25))
    assert gain[:, red, :, 1] == pytest.approx(np.full((5, 6), -0.25))
    done = model.run()
    cost = model.tables.war_cost[:, blue, -1]
    assert utility(done)["blue"] - PAY == pytest.approx(0.75 - cost)
    assert utility(done)["red"] - PAY == pytest.approx(np.full(5, 0.25 - 0.1))
    assert not done.at_peace.any()


def test_a_party_with_a_reservation_value_of_its_own_goes_by_the_levels():
    """Protects given reservation values: to such a party the deal is worth the utility of its
    levels, here that of red's rule.
    """
    data = arming(reservation=0.2)
    del data["parties"]["blue"]["war_cost"]
    model = talks(data)
    model.forum.look(np.arange(1))
    blue = model.tables.parties.index("blue")
    assert model.forum.prospect.utility[0, blue] == pytest.approx([0, 0])
    assert model.forum.prospect.gain[0, blue, -1, 1] == pytest.approx(-0.2)


@pytest.mark.parametrize("flow", ["levels", "none"])
@pytest.mark.parametrize("ends_war", [True, False])
def test_what_waiting_pays_counts_the_war_cost_on_both_sides(flow, ends_war):
    """Protects the answer to an offer: a period of waiting pays the flow, war cost included,
    against failed talks, war cost included: 0 - 1/2 to blue under red's rule, the war cost
    cancelling; without flows the war cost of failed talks is spared.
    """
    seen = []

    @sim.strategies.register(f"spy_wait_{flow}_{ends_war}")
    class Spy(sim.Strategy):
        def propose(self, view):
            if view.party == "blue":
                seen.append(float(view.wait[0]))
            return np.full(view.runs, -1)

        def accepts(self, view):
            return np.zeros(view.runs, bool)

    data = arming(strategy=Spy.__name__)
    data["parties"]["blue"]["strategy"] = f"spy_wait_{flow}_{ends_war}"
    data["forums"]["summit"]["ends_war"] = ends_war
    data["time"]["flow"] = flow
    over(data)
    assert seen[0] == pytest.approx(-0.5 if flow == "levels" else -0.5 + 0.1)


# -- how they end ----------------------------------------------------------------------------


@pytest.mark.parametrize(("temptation", "kept"), [(0.2, True), (0.3, False)])
def test_a_broken_deal_is_undone(temptation, kept):
    """Protects breach: blue, who gains 1/4 by the deal, keeps it unless tempted by more; then the
    arms are gone, the war is fought from where it stood, and red has lost blue's temptation.
    """
    data = arming(STAGES, temptation=temptation)
    done = over(data)
    assert done.outcome.tolist() == ["held" if kept else "collapsed"]
    assert levels(done, "arms") == [int(kept)]
    blue = 0.75 - 0.1 if kept else 0.5 - 0.1 + temptation
    assert utility(done)["blue"] - PAY == pytest.approx([blue])
    red = 0.475 - 0.1 if kept else 0.45 - 0.1 - temptation
    assert utility(done)["red"] - PAY == pytest.approx([red])


@pytest.mark.parametrize("ends_war", [True, False])
def test_what_a_breach_sets_off_is_not_undone_with_the_deal(ends_war):
    """Protects the order of a period's end: a threat on breach that moves an issue of the broken
    deal comes on top of what is left of the deal, as everybody reckoned.
    """
    data = war(stages=STAGES)
    data["forums"]["summit"]["ends_war"] = ends_war
    data["parties"]["blue"]["temptation"] = 3
    data["threats"] = {
        "rule": {
            "by": "red",
            "when": {"act": "breach", "party": "blue"},
            "then": {"move": {"deal": "x2"}},
            "credibility": 1,
        }
    }
    done = over(insisted(data, 1))
    assert done.outcome.tolist() == ["collapsed"]
    assert levels(done) == [2]


def test_only_what_the_deal_has_moved_goes_back():
    """Protects dated events: what has moved since, and what the deal never moved because nobody
    complied, stays where it is when the deal is undone.
    """
    data = arming(STAGES, temptation=0.2)
    for name in ("camp", "road"):
        data["issues"][name] = {"options": ["shut", "open", "gone"], "status_quo": "shut"}
    data["issues"]["road"]["controlled_by"] = ["us"]
    data["parties"]["us"] = {
        "weights": {"road": 1},
        "values": {"road": {"shut": 0.1, "open": 0, "gone": 0}},
        "reservation": 0,
    }
    data["forums"]["summit"]["agenda"] = ["arms", "camp", "road"]
    # Packages are numbered with the last issue fastest: arms sent, camp open, road open.
    insisted(data, 9 + 3 + 1)
    # When events raise the reds' strength the arms bring blue less than its temptation.
    then = {"move": {"camp": "gone", "road": "gone"}, "strength": {"reds": 9}}
    data["events"] = {"e": {"period": 2, "probability": 1, "then": then}}
    data["time"]["horizon"] = 9
    done = over(data)
    assert done.outcome.tolist() == ["collapsed"]
    assert levels(done, "arms") == [0]
    assert levels(done, "camp") == [2]
    assert levels(done, "road") == [2]


# -- two forums ------------------------------------------------------------------------------


def with_peace(local: dict, period: int = 1) -> dict:
    """A second forum in which blue and red make peace: the shared rule, 0.6 to each."""
    local["forums"]["summit"]["primary"] = True
    peace = {
        "seats": ["blue", "red"],
        "agenda": ["deal"],
        "stages": ["bargain"],
        "deadline": 4,
    }
    local["forums"]["annex"] = copy.deepcopy(local["forums"]["summit"]) | peace
    local["forums"]["annex"] |= {"primary": False, "ends_war": True}
    return local


def test_what_a_breach_brings_is_not_lost_when_another_forum_has_made_peace():
    """Protects the accounts of several forums: blue breaks the local deal while peace holds; it has
    its temptation and red its loss, and nobody the war.
    """
    data = with_peace(arming(STAGES, temptation=0.9))
    done = over(data)  # in the annex package 1 is the shared rule
    assert {f.name: f.endings.outcome[0] for f in done.forums} == {
        "annex": "agreed",
        "summit": "collapsed",
    }
    assert done.at_peace.all()
    assert utility(done)["blue"] - 2 * PAY == pytest.approx([0.6 + 0.9])
    assert utility(done)["red"] - 2 * PAY == pytest.approx([0.6 - 0.9])


def test_a_local_deal_moves_what_the_other_forum_expects():
    """Protects forums that share a war: once the arms are sent, failed talks elsewhere are worth
    3/4 to blue, whose gain from the shared rule falls from 0.2 to -0.05.
    """
    data = with_peace(arming())
    annex = data["forums"]["annex"]
    annex["stages"], annex["convene_by"] = ["convene", "bargain"], 3
    for name in ("blue", "red"):
        data["parties"][name]["talking_cost"] = 500  # nobody ever comes
    model = talks(data)
    forum = next(f for f in model.forums if f.name == "annex")
    blue = model.tables.parties.index("blue")
    model.step()
    assert forum.prospect.gain[0, blue, -1, 1] == pytest.approx(0.6 - 0.4)
    assert forum.quiet.tolist() == [False]  # stirred by the arms
    model.step()
    assert forum.prospect.gain[0, blue, -1, 1] == pytest.approx(0.6 - 0.65)


def test_a_threat_that_has_been_put_to_the_test_counts_no_more():
    """Protects several forums against reckoning twice with one threat: once failure in one forum
    has set it off, failure in the other is worth the world as it has left it.
    """
    data = with_peace(war(stages=["bargain"]))
    data["threats"] = {
        "arm": {
            "by": "red", "when": {"act": "failed"}, "then": {"strength": {"reds": 3}},
            "credibility": 0.5,
        }
    }  # fmt: skip
    data["forums"]["summit"]["deadline"] = 1
    annex = data["forums"]["annex"] | {"stages": ["convene", "bargain"], "convene_by": 4}
    data["forums"]["annex"] = annex
    for name in ("blue", "red"):
        data["parties"][name] |= {"talking_cost": 500, "strategy": "insist", "staying_cost": -PAY}
    data["parties"]["red"]["red_lines"] = {"never": {"issue": "deal", "at_least": "x2"}}
    data["parties"]["blue"]["red_lines"] = {"never": {"issue": "deal", "at_most": "x0"}}
    model = talks(data, 40)
    forum = next(f for f in model.forums if f.name == "annex")
    blue = model.tables.parties.index("blue")
    model.step()
    assert set(model.forum.endings.outcome) == {"deadlock"}
    assert forum.prospect.failed[:, blue] == pytest.approx(np.full(40, 0.5 * 0.5 + 0.5 * 0.25))
    model.step()
    armed = model.world.factor[:, 1] > 1
    assert 0 < armed.sum() < 40
    assert forum.prospect.failed[:, blue] == pytest.approx(np.where(armed, 0.25, 0.5))


def test_a_refused_text_comes_again_only_where_other_things_are_at_stake():
    """Protects the table against news that is none: another forum's deal on what nobody here minds
    brings no refused text back; one that shifts the war does.
    """

    def offers(strength: float) -> int:
        data = war(stages=["bargain"])
        for name in ("blue", "red"):
            data["parties"][name] |= {"staying_cost": -PAY}
        data["parties"]["blue"]["values"]["deal"]["x1"] = 0.45
        data["parties"]["red"]["values"]["deal"]["x1"] = 0.35  # war gives it 0.4
        data["issues"]["bridge"] = {
            "options": ["none", "built"], "status_quo": "none",
            "effects": {"built": {"strength": {"reds": strength}}},
        }  # fmt: skip
        for name in ("east", "west"):
            data["parties"][name] = {
                "weights": {"bridge": 1},
                "values": {"bridge": {"none": 0, "built": 1}},
                "reservation": 0,
            }
        data["forums"]["summit"] |= {"primary": True, "deadline": 4}
        data["forums"]["annex"] = {
            "seats": ["east", "west"], "agenda": ["bridge"], "stages": ["bargain"],
            "ends_war": False,
        }  # fmt: skip
        rows = acts(data)
        return len([a for a in rows if a["forum"] == "summit" and a["act"] == "table"])

    assert offers(1.0) == 1  # one text, refused; then the mediator gives up
    assert offers(1.01) >= 2


# -- how many are looked at together ---------------------------------------------------------


def test_nothing_hangs_on_how_many_runs_are_looked_at_together(monkeypatch):
    """Protects the worth of packages in large blocks, which are listed a stretch at a time."""
    scenario = sim.Scenario.load("ankara-2016")
    worth = []
    for at_once in (listing.AT_ONCE, 3):
        monkeypatch.setattr(listing, "AT_ONCE", at_once)
        model = sim.Talks(scenario, 4, rng=1)
        model.forum.look(np.arange(4))
        stakes = model.forum.prospect.every.stakes
        worth.append((stakes.utility, stakes.breach, stakes.guarantee))
    for whole, cut in zip(*worth, strict=True):
        assert np.array_equal(whole, cut)
