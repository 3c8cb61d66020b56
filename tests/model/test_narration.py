"""A run told as a story: every act's sentence, every ending, and nothing beyond the trace."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.model.narration import sentences, story
from sim.model.narration.context import ACTS
from sim.model.narration.opening import opening
from sim.model.record import COLUMNS, NUMBERS
from sim.model.telling import retell
from tests.model.test_item_by_item import paced, storm
from tests.model.test_resume import after_congress

CITIES = {
    "format": 1,
    "name": "two-cities",
    "title": "Two cities",
    "time": {"unit": "round", "horizon": 3},
    "issues": {
        "water_share": {"options": ["none", "half", "all_of_it"], "status_quo": "none"},
        "road": {"options": ["closed", "open"], "status_quo": "closed"},
    },
    "parties": {
        "north": {
            "weights": {"water_share": 0.6, "road": 0.4},
            "values": {
                "water_share": {"none": 1, "half": 0.6, "all_of_it": 0},
                "road": {"closed": 0, "open": 1},
            },
            "reservation": {"uniform": [0.4, 0.9]},
            "patience": 0.9,
        },
        "south": {
            "weights": {"water_share": 0.8, "road": 0.2},
            "values": {
                "water_share": {"none": 0, "half": 0.5, "all_of_it": 1},
                "road": {"closed": 1, "open": 0},
            },
            "reservation": {"uniform": [0.3, 0.6]},
            "patience": 0.9,
        },
    },
    "forums": {
        "talks": {
            "seats": ["north", "south"],
            "agenda": ["water_share", "road"],
            "protocol": "alternating_offers",
            "deadline": 6,
            "stages": ["bargain"],
        }
    },
}
EVERYTHING = Path(__file__).parents[1] / "scenario" / "everything.yaml"
MORE = sim.Scenario.load(EVERYTHING.with_name("everything_more.yaml"))
EASED = MORE.drop("conflict.decision").with_(  # in which talks get further
    {
        "noise": 0.3,
        "shared.fear": {"uniform": [0, 0.1]},
        "parties.militia.values.town.open": 0.8,
        "events": {"flood": {"period": 3, "probability": 0.5, "then": {"move": {"arms": "heavy"}}}},
    }
)


def rows(*acts: dict) -> pd.DataFrame:
    """A trace written by hand."""
    blank = dict.fromkeys((*COLUMNS, *NUMBERS)) | {"run": 0, "period": 1, "stage": "convene"}
    return pd.DataFrame([blank | act for act in acts], columns=[*COLUMNS, *NUMBERS])


def told(scenario, *acts: dict) -> list[str]:
    return [text for _, text in sentences(scenario, rows(*acts))]


@pytest.fixture(scope="module")
def geneva():
    return sim.run("geneva-2013", runs=300, seed=7, draws=0)


@pytest.fixture(scope="module")
def everything():
    return sim.run(sim.Scenario.load(EVERYTHING), runs=120, seed=3, draws=0)


@pytest.fixture(scope="module")
def cities():
    return sim.run(sim.Scenario.from_data(CITIES), runs=80, seed=3, draws=0)


# -- each act ----------------------------------------------------------------------------

PACKAGE = {"apparatus": "kept", "guarantees": "us_russian", "transition": "interim"}
COMING = {"chance": 0.4, "blame": 0.0, "cost": 0.0}
SAID = {
    "demand of a balance, with a floor": (
        {"actor": "smc", "act": "demand", "about": "balance", "needed": 0.46, "value": 0.28},
        "Before it would come, the Supreme Military Council (Gen. Idris) demanded at least 46% of "
        "all strength for the rebels, against the 28% that they had then, or, failing that, at "
        'least "weapons against armour, besides small arms" on "Heavy weapons for the military '
        'command" (its "balance" demand).',
    ),
    "refused, with a veto": (
        {
            "actor": "us", "act": "concede", "answer": False, "target": "smc", "about": "balance",
            "value": -0.12, "chance": 0.37, "chance_without": 0.04, "cost": 0.27,
        },
        'The Obama administration refused to meet the "balance" demand of the Supreme Military '
        "Council (Gen. Idris) in its lesser form: it reckoned that this would raise the chance "
        "that all the others came from 4% to 37%, but cost it 27 points and leave it 12 points "
        "worse off all told; without it the demand could not be met.",
    ),
    "conceded": (
        {
            "actor": "regime", "act": "concede", "answer": True, "target": "coalition",
            "about": "detainees", "value": 0.03, "chance": 0.5, "chance_without": 0.5, "cost": 0.0,
        },
        'The Government of Bashar al-Assad met the "detainees" demand of the National Coalition: '
        "it reckoned that this would hardly change the chance that all the others came (50%) and "
        "leave it 3 points better off.",
    ),
    "pressed": (
        {"actor": "russia", "act": "press", "target": "regime", "about": "attend", "value": 0.05},
        "Russia began to press the Government of Bashar al-Assad to come, reckoning to gain 5 "
        "points by it, the cost of pressing deducted.",
    ),
    "came": (
        {"actor": "russia", "act": "attend", "answer": True, "value": 0.3, **COMING},
        "Russia said that it would come: talks were worth 30 points more to it than no talks.",
    ),
    "came for fear of blame": (
        {
            "actor": "regime", "act": "attend", "answer": True, "value": -0.06, "chance": 0.04,
            "blame": 0.02, "cost": 0.0,
        },
        "The Government of Bashar al-Assad said that it would come, although talks were worth 6 "
        "points less to it than no talks: staying away would have cost it 2 points through what "
        'the Obama administration might then have done ("Heavy weapons for the military command" '
        'would have moved to "weapons against armour, besides small arms"), and there was only a '
        "chance of 4% that all the others came.",
    ),
    "stayed away": (
        {"actor": "russia", "act": "attend", "answer": False, "value": -0.3, **COMING},
        "Russia refused to come: talks were worth 30 points less to it than no talks.",
    ),
    "held to its demand": (
        {
            "actor": "coalition", "act": "waive", "answer": False, "about": "detainees",
            "value": 0.34, "chance": 0.41, "blame": 0.0, "cost": 0.16,
        },
        'The National Coalition held to its "detainees" demand and stayed away: talks were worth '
        "34 points more to it than no talks, with a chance of 41% that all the others came; but "
        "backing down would have cost it 16 points, which counted for more.",
    ),
    "gave up its demand": (
        {
            "actor": "coalition", "act": "waive", "answer": True, "about": "detainees",
            "value": 0.34, "chance": 0.91, "blame": 0.0, "cost": 0.16,
        },
        'The National Coalition gave up its "detainees" demand and said that it would come: talks '
        "were worth 34 points more to it than no talks, with a chance of 91% that all the others "
        "came; that outweighed the 16 points that backing down cost it.",
    ),
    "convened": (
        {"actor": "geneva", "act": "convene"},
        "With every required seat taken, the Geneva conference convened.",
    ),
    "text": (
        {"actor": "the envoy", "act": "table", "package": PACKAGE, "chance": 0.6},
        "A text from the envoy was put on the table; by common reckoning it had a chance of 60% of "
        'being agreed and ratified: "What becomes of the security and military apparatus": '
        'institutions, army and their leaders stay; "Who stands behind the settlement": joint '
        'guarantees by Washington and Moscow; "Who governs in the transition": a shared '
        'transitional government, with Assad in place for its first months.',
    ),
    "nothing to offer": (
        {"actor": "russia", "act": "propose", "answer": False},
        "Russia had nothing to gain by any offer that might be accepted, and passed.",
    ),
    "refused across a red line": (
        {
            "actor": "us", "act": "accept", "answer": False, "package": PACKAGE, "value": 0.1,
            "needed": np.inf, "crossed": True, "over": "transition",
        },
        'The Obama administration refused: it crossed a line on "Who governs in the transition" '
        "across which it would sign nothing.",
    ),
    "refused": (
        {
            "actor": "us", "act": "accept", "answer": False, "package": PACKAGE, "value": -0.1,
            "needed": 0.0, "crossed": False, "over": "transition",
        },
        "The Obama administration refused: it was worth 10 points less to it than no deal; what it "
        'minded most was "Who governs in the transition".',
    ),
    "refused in hope of better": (
        {
            "actor": "us", "act": "accept", "answer": False, "package": PACKAGE, "value": 0.1,
            "needed": 0.2, "crossed": False, "over": "transition",
        },
        "The Obama administration refused: it was worth 10 points more to it than no deal, but it "
        'hoped for more by holding out; what it minded most was "Who governs in the transition".',
    ),
    "refused in boundless hope": (
        {
            "actor": "us", "act": "accept", "answer": False, "package": PACKAGE, "value": 0.1,
            "needed": np.inf, "crossed": False, "over": "transition",
        },
        "The Obama administration refused: it was worth 10 points more to it than no deal, but it "
        'hoped for more by holding out; what it minded most was "Who governs in the transition".',
    ),
    "took what is worth just no deal": (
        {
            "actor": "us", "act": "accept", "answer": True, "package": PACKAGE, "value": 0.0,
            "needed": 0.0, "crossed": False,
        },
        "The Obama administration accepted: it was worth as much to it as no deal.",
    ),
    "refused what is worth just no deal": (
        {
            "actor": "us", "act": "accept", "answer": False, "package": PACKAGE, "value": 0.0,
            "needed": 0.0, "crossed": False, "over": "transition",
        },
        "The Obama administration refused: it was worth as much to it as no deal; what it minded "
        'most was "Who governs in the transition".',
    ),
    "demanded what is worth just no deal": (
        {
            "actor": "us", "act": "claim", "answer": True, "package": PACKAGE, "value": 0.0,
        },
        'The Obama administration demanded a package, worth as much to it as no deal: "What '
        'becomes of the security and military apparatus": institutions, army and their leaders '
        'stay; "Who stands behind the settlement": joint guarantees by Washington and Moscow; "Who '
        'governs in the transition": a shared transitional government, with Assad in place for its '
        "first months.",
    ),
    "walked out": (
        {"actor": "russia", "act": "walk_out", "value": 0.03, "shock": -0.06, "blame": 0.0},
        "Russia walked out: the talks still promised it 3 points, but reasons of its own against "
        "them counted for 6 points.",
    ),
    "walked out by a hair": (
        {"actor": "russia", "act": "walk_out", "value": 0.011, "shock": -0.013, "blame": 0.0},
        "Russia walked out: the talks still promised it 1 point, but reasons of its own against "
        "them counted for slightly more.",
    ),
    "signed": (
        {"actor": "geneva", "act": "sign", "package": PACKAGE},
        "The package was signed, since all at the table had agreed, and went home for "
        "ratification.",
    ),
    "voted": (
        {
            "actor": "coalition.hawks", "act": "vote", "answer": False, "seats": 41.0,
            "value": -0.001, "crossed": False, "over": "transition",
        },
        "The hawks of the National Coalition (41 seats) voted no: the deal was worth slightly less "
        'to them than no deal, and what they minded most was "Who governs in the transition".',
    ),
    "ratified": (
        {"actor": "coalition", "act": "ratify", "answer": False, "seats": 29.0, "needed": 47.0},
        "The National Coalition did not ratify the deal (29 in favour, 47 needed).",
    ),
    "kept": (
        {"actor": "russia", "act": "keep", "answer": True, "value": 0.6, "without": 0.4},
        "Russia kept the deal: keeping it was worth 20 points more to it than breaking it.",
    ),
    "broke": (
        {
            "actor": "russia", "act": "keep", "answer": False, "value": 0.6, "without": 0.5,
            "over": "apparatus",
        },
        "Russia broke the deal: keeping it was worth 10 points more to it than breaking it, but "
        "reasons of its own counted for more; what it minded most was "
        '"What becomes of the security and military apparatus".',
    ),
    "threat carried out": (
        {"actor": "us", "act": "carry_out", "answer": True, "about": "arm_on_refusal"},
        "As the Government of Bashar al-Assad had not come, the Obama administration did what "
        'others had thought it might do: "Heavy weapons for the military command" moved to '
        '"weapons against armour, besides small arms".',
    ),
    "threat not carried out": (
        {"actor": "us", "act": "carry_out", "answer": False, "about": "arm_on_failure"},
        "As the talks had failed, the Obama administration might now have acted, so that "
        '"Heavy weapons for the military command" would have moved to "weapons against armour, '
        'besides small arms", but did not.',
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SAID)
def test_an_act_in_words(case):
    act, expected = SAID[case]
    assert told(sim.Scenario.load("geneva-2013"), act) == [expected]


WATER = {"force": "none", "town": "open", "arms": "heavy", "shared": "no"}
PEACE, RELIEF = {"forum": "peace"}, {"forum": "relief"}
SAID_LATER = {
    "an action": (
        {"actor": "patron", "act": "act", "about": "arm_rebels", "value": 0.2, "cost": 0.1},
        'The patron took a step outside the talks ("The patron ships guns"): "arms" moved to '
        '"heavy", the rebels grew stronger and the rebels had cause to think again; it reckoned to '
        "gain 20 points by that, at a cost of 10 points.",
    ),
    "an action against a deal": (
        {
            "actor": "patron", "act": "act", "about": "arm_rebels", "value": 0.2, "cost": 0.1,
            "stage": "implement",
        },
        'The patron took a step outside the talks ("The patron ships guns"): "arms" moved to '
        '"heavy", the rebels grew stronger and the rebels had cause to think again; with the deal '
        "of the peace talks in force it reckoned to gain 20 points by that, at a cost of 10 "
        "points.",
    ),
    "did its part": (
        {
            "actor": "militia", "act": "comply", "answer": True, "about": "town", "value": 0.1,
            "shock": 0.02, "cost": 0.0,
        },
        "The militia, without having signed it, did its part of the deal on \"town\": doing so was "
        "worth 12 points more to it than refusing.",
    ),
    "defied": (
        {
            "actor": "militia", "act": "comply", "answer": False, "about": "town", "value": -0.3,
            "shock": 0.02, "cost": 0.0,
        },
        "The militia, without having signed it, would not do its part of the deal on \"town\": "
        "doing so was worth 28 points less to it than refusing.",
    ),
    "a threat on defiance": (
        {"actor": "patron", "act": "carry_out", "answer": True, "about": "storm"},
        "As the militia had not done its part of the deal, the patron did what others had thought "
        "it might do: the government side grew weaker and the militia had cause to think again.",
    ),
    "another outlook": (
        {"actor": "militia", "act": "outlook", "about": "weary"},
        'From then on the militia saw things differently: "A militia that has had enough".',
    ),
    "another outlook without a title": (
        {"actor": "rebels", "act": "outlook", "about": "bold"},
        'From then on the rebels saw things differently: "bold".',
    ),
    "a demand given up at the table": (
        {"actor": "rebels", "act": "give_up_demand", "about": "siege", "cost": 0.2},
        'The rebels stayed at the table and gave up their "siege" demand, unmet there too, which '
        "cost them 20 points.",
    ),
    "a walkout over a demand": (
        {
            "actor": "rebels", "act": "walk_out", "about": "siege", "value": 0.1, "shock": -0.02,
            "blame": 0.0, "cost": 0.0, "needed": 0.2,
        },
        'The rebels walked out over their "siege" demand: backing down would have cost them 20 '
        "points, and all told staying was worth 12 points less to them than leaving.",
    ),
    "a faction's vote on coming": (
        {
            "actor": "rebels.hawks", "act": "vote", "answer": False, "about": "coming",
            "seats": 20.0, "value": -np.inf,
        },
        "The hawks of the rebels (20 seats) voted against coming.",
    ),
    "not let come": (
        {"actor": "rebels", "act": "mandate", "answer": False, "seats": 20.0, "needed": 26.0},
        "The factions of the rebels kept them from coming (20 seats in favour, 26 needed).",
    ),
    "pressed to stay away": (
        {
            "actor": "patron", "act": "press", "target": "militia", "about": "stay_away",
            "value": 0.1,
        },
        "The patron began to press the militia not to come, reckoning to gain 10 points by it, the "
        "cost of pressing deducted.",
    ),
    "a body outside": (
        {
            "actor": "senate", "act": "vote", "answer": False, "seats": 1.0, "value": -0.24,
            "crossed": False, "over": "arms",
        },
        "The senate, not at the table, did not ratify the deal: it was worth 24 points less to it "
        'than no deal; what it minded most was "arms".',
    ),
    "put off": (
        {"actor": "peace", "act": "adjourn", "about": "walkout", "target": "again"},
        'With that the peace talks broke up; another attempt ("again"), the second of at most 4, '
        "was to follow after 4 months.",
    ),
    "started again": (
        {"actor": "peace", "act": "resume", "about": "again"},
        'The peace talks started again ("again"), with everything open once more, and by then the '
        "rebels had grown weaker.",
    ),
    "an item settled": (
        {
            "actor": "the mediator", "act": "settle", "about": "town",
            "package": {"arms": "none", "force": "none", "shared": "no", "town": "open"},
        },
        'With that "town" was settled, at "open", as part of a deal yet to be made.',
    ),
    "an item opened again": (
        {"actor": "the mediator", "act": "reopen", "about": "town"},
        "No text that anybody could hope for was left within what had been settled, so that "
        '"town" was opened again.',
    ),
    "started again with others to ratify": (
        {"actor": "peace", "act": "resume", "about": "without_the_senate"},
        'The peace talks started again ("without the senate"), with everything open once more; '
        "from then on nobody without a seat there had to ratify a deal.",
    ),
    "a deal under which the war goes on": (
        {"actor": "relief", "act": "sign", "package": {"town": "open"}} | RELIEF,
        "The package of the relief talks was signed, since all at the table had agreed, and went "
        "home for ratification; under this deal the war went on.",
    ),
    "broken and undone": (
        {
            "actor": "relief", "act": "end", "about": "collapsed", "target": "regime",
            "over": "town",
        } | RELIEF,
        "The deal of the relief talks did not last, and what it had brought was undone: the regime "
        'had broken it over "town".',
    ),
    "outvoted at home": (
        {
            "actor": "peace", "act": "end", "about": "not_convened", "target": "rebels.hawks",
            "over": "coming",
        },
        "Time ran out before the peace talks could convene: the hawks of the rebels had voted "
        "against coming.",
    ),
    "walked out over a demand": (
        {
            "actor": "peace", "act": "end", "about": "walkout", "target": "rebels",
            "over": "siege",
        },
        "The peace talks ended without a deal: the rebels had walked out over their \"siege\" "
        "demand, which nobody had met.",
    ),
    "the war won": (
        {
            "actor": "peace", "act": "end", "about": "military_decision", "target": "nature",
            "over": "rebels",
        },
        "The rebels won the war while no deal to end it was in force, and with that ended "
        "whatever talks there still were.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SAID_LATER)
def test_a_later_act_in_words(case):
    act, expected = SAID_LATER[case]
    assert told(MORE, PEACE | act) == [expected]


def test_a_client_is_pressed_by_a_patron_who_has_signed():
    scenario = MORE.with_({"forums.peace.seats": ["patron", "rebels", "regime"]})
    answer = {"answer": True, "package": WATER, "value": 0.1, "needed": 0.0, "crossed": False}
    accepted = PEACE | {"actor": "patron", "act": "accept"} | answer
    comply = PEACE | {"actor": "militia", "act": "comply", "answer": True, "about": "town"}
    comply |= {"package": WATER, "value": 0.1, "shock": 0.0, "cost": -0.3}
    *_, last = told(scenario, accepted, comply)
    assert ' on "town", with the patron pressing it to: ' in last


def test_each_forum_has_its_own_memory_and_a_demand_is_explained_once():
    demand = {"actor": "rebels", "act": "demand", "about": "siege"}
    come = {"actor": "regime", "act": "attend", "answer": True, "value": 0.1, **COMING}
    texts = told(
        MORE,
        RELIEF | demand,
        RELIEF | come,
        PEACE | demand,
        PEACE | come,
        PEACE | come | {"period": 2},
        PEACE
        | {"actor": "peace", "act": "adjourn", "about": "deadlock", "target": "again", "period": 2},
        PEACE | demand | {"period": 7},
        PEACE | come | {"period": 7},
    )
    assert texts[0] == (
        'Before they would come, the rebels demanded "open" on "town" (their "siege" demand).'
    )
    assert texts[2] == 'The rebels made their "siege" demand here too.'
    assert texts[5] == 'The rebels made their "siege" demand again.'
    said = (
        "The regime said that it would come: talks were worth 10 points more to it than no talks."
    )
    assert [texts[1], texts[3], texts[6]] == [said] * 3
    assert len(texts) == 7


def test_items_that_take_several_rounds_are_said_to():
    """Protects the opening: why nothing is told of most rounds."""
    scenario = sim.Scenario.from_data(paced(99, 3))
    told_ = story(scenario, retell(scenario, 0, 0), 0, 0)
    assert (
        'took one issue after another, in this order: "a", "b" and "d"; each was worked on for '
        "3 rounds before a text on it was tabled; nothing was agreed until everything was."
    ) in told_
    assert "Round 2\n" not in told_
    assert "Round 9\n" in told_


def test_items_settled_one_by_one_read_as_one_text_that_stays_on_the_table():
    """Protects the story of a text that is agreed to again: it is put in words once, and who now
    says no to it is told so.
    """
    scenario = sim.Scenario.from_data(storm(2))
    told_ = story(scenario, retell(scenario, 0, 0), 0, 0)
    for said in (
        'took one issue a round, in this order: "a", "b" and "d"; nothing was agreed until '
        "everything was.",
        'With that "a" was settled, at "a0", as part of a deal yet to be made.',
        'Round 2\n\nThe same text was agreed to once more, and "b" was settled too, at "b0".',
        "Round 3\n\nWhen the mediator put the same package forward again, Right now refused: it "
        "was worth 5 points less to it than no deal",
        'so that "b" was opened again.',
        "Round 6\n\nAnother text was put on the table; by common reckoning it had a chance of more "
        'than 99% of being agreed: "a": a1; "b": b1; "d": d1.',
        "Round 8\n\nThe package was signed, since all at the table had agreed.",
    ):
        assert said in told_
    assert told_.count("was put on the table") == 2


@pytest.mark.parametrize("keeps", [True, False])
def test_what_is_kept_when_talks_start_again_is_told(keeps):
    data = storm(1)
    data["parties"]["left"]["reservation"] = 0.6
    calm = {"after": ["walkout"], "wait": 2, "then": {"move": {"weather": "calm"}}}
    data["forums"]["summit"]["resume"] = {"calm": calm | {"keeps_settled": keeps}}
    scenario = sim.Scenario.from_data(data)
    told_ = story(scenario, retell(scenario, 0, 0), 0, 0)
    kept = ", with whatever had been settled by then" * keeps
    assert f"After a walkout the talks could start again 2 rounds later, once{kept}." in told_
    state = 'this still settled ("a": a0)' if keeps else "everything open once more"
    again = f'The talks started again, with {state}, and by then "weather" had moved to "calm".'
    assert again in told_
    assert told_.count('"a" was settled') == (1 if keeps else 2)


def test_a_deal_goes_home_where_somebody_ratifies_it_then():
    """Protects the words of a vote: nobody is asked the second time, and nothing goes home."""
    scenario = sim.Scenario.from_data(after_congress([]))
    told_ = story(scenario, retell(scenario, 0, 0), 0, 0)
    first, second = told_.split("The talks started again")
    assert "start again 1 round later, once, with nobody to ratify from outside." in first
    assert "of being agreed and ratified" in first
    assert "and went home for ratification" in first
    assert "from then on nobody without a seat there had to ratify a deal." in second
    assert "ratified:" not in second
    assert "went home" not in second


def test_a_war_won_ends_all_talks_in_one_sentence():
    end = {"act": "end", "about": "military_decision", "target": "nature", "over": "rebels"}
    ends = rows(RELIEF | end, PEACE | end)
    assert len(sentences(MORE, ends)) == 1
    assert "\n\nOutside the talks:\n\nThe rebels won the war" in story(MORE, ends, 0, 0)


def test_who_was_not_let_come_is_not_said_to_have_refused():
    out = {"answer": False, "period": 1}
    texts = told(
        MORE,
        PEACE | {"actor": "rebels", "act": "mandate", "seats": 20.0, "needed": 26.0} | out,
        PEACE | {"actor": "rebels", "act": "attend", "value": 0.3, **COMING} | out,
        PEACE | {"actor": "peace", "act": "adjourn", "about": "not_convened", "target": "again"},
    )
    assert len(texts) == 2
    assert "the factions of the rebels had not let them come" in texts[1]


def test_the_opening_says_which_talks_there_are_and_under_which_case_it_ran():
    cases = MORE.spec.variants["role"].cases
    told = set()
    for run in range(12):
        text = opening(MORE, 3, run)
        [case] = [case for case in cases if f'comes out as "{case}"' in text]
        [place] = sim.draws.Draws(3).uniform(("variant", "role"), run, 1)
        assert case == ("strong" if place < 0.4 else "weak")
        told.add(case)
    assert told == {"strong", "weak"}
    assert "the relief talks and the peace talks; the outcome of this history is that of" in text
    assert "A deal of the relief talks would not end the war." in text
    assert "had also to be ratified by who had no seat there: the senate." in text
    assert "After a failure to convene, a walkout or a deadlock the peace talks could start" in text


def test_what_happens_is_told_forum_by_forum(more):
    text = more.tell(0)
    for period in re.split(r"\n\nMonth \d+\n\n", text)[1:]:
        places = re.findall(
            r"(?m)^(At the relief talks|At the peace talks|Outside the talks):$", period
        )
        order = ["At the relief talks", "At the peace talks", "Outside the talks"]
        assert places
        assert places == sorted(places, key=order.index)
        assert period.startswith(places[0])


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, marks=pytest.mark.slow),
        pytest.param({"noise": 0.1, "parties.rebels.quota": 45}, marks=pytest.mark.slow),
        pytest.param(
            {
                "forums.peace.protocol": "alternating_offers",
                "forums.peace.resume.again.keeps_settled": False,
                "parties.militia.values.town.open": 0,
            },
            marks=pytest.mark.slow,
        ),
        {"conflict.decision": {"uniform": [0.7, 0.9]}},
    ],
)
def test_every_act_of_many_histories_has_a_sentence_without_raw_names(changes):
    scenario = EASED.with_(changes)
    for run in range(25):
        for row, text in sentences(scenario, retell(scenario, 5, run)):
            assert row.act in ACTS
            assert not re.search(r"nan|None|inf\b|_|\{|  |,,|\.\.|nature", text), text


def test_events_and_several_demands():
    scenario = sim.Scenario.load(EVERYTHING)
    first, second, event = told(
        scenario,
        {"actor": "rebels", "act": "demand", "about": "balance", "needed": 0.4, "value": 0.3},
        {"actor": "rebels", "act": "demand", "about": "release"},
        {"actor": "nature", "act": "event", "about": "offensive"},
    )
    assert first.startswith("Before they would come, the rebels demanded at least 40%")
    assert second == 'They also demanded "free" on "detainees" (their "release" demand).'
    assert event.endswith("by no decision of the parties: those in power grew stronger.")


def test_every_recorded_act_has_a_sentence():
    recorded = set()
    for path in Path(sim.__file__).parent.glob("model/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record":
                recorded |= {arg.value for arg in node.args[2:3] if isinstance(arg, ast.Constant)}
    assert recorded <= set(ACTS)
    assert {"table", "convene", "sign", "event", "end"} <= recorded


def test_an_act_of_a_plug_in_is_told_too():
    act = {"actor": "russia", "act": "raise_hand", "answer": True}
    assert told(sim.Scenario.load("geneva-2013"), act) == ["Russia: raise hand (yes)."]


# -- what is told again, and how ---------------------------------------------------------


def test_the_same_answer_is_not_told_twice_and_a_new_one_is():
    scenario = sim.Scenario.load("geneva-2013")
    attend = {"actor": "regime", "act": "attend", **COMING}
    press = {"actor": "russia", "act": "press", "target": "regime", "about": "attend"}
    texts = told(
        scenario,
        attend | {"answer": False, "value": -0.1},
        press | {"value": 0.1},
        attend | {"answer": False, "value": -0.1, "period": 2},
        attend | {"answer": True, "value": 0.1, "period": 3},
        attend | {"answer": True, "value": 0.1, "period": 4},
    )
    assert len(texts) == 3
    assert texts[2].startswith("Pressed by Russia, the Government of Bashar al-Assad now said")


def test_what_others_say_likewise_is_told_in_short_within_a_period():
    attend = {"act": "attend", "answer": True, "value": 0.2, **COMING}
    texts = told(
        sim.Scenario.load("geneva-2013"),
        attend | {"actor": "russia"},
        attend | {"actor": "us"},
        attend | {"actor": "smc", "period": 2},
    )
    assert texts[1] == "So did the Obama administration (20 points more)."
    assert texts[2].startswith("The Supreme Military Council (Gen. Idris) said that it would come")


def test_a_text_that_is_nearly_the_last_one_is_told_by_what_is_new():
    table = {"actor": "the envoy", "act": "table", "chance": 0.5}
    _, second = told(
        sim.Scenario.load("geneva-2013"),
        table | {"package": PACKAGE},
        table | {"package": PACKAGE | {"guarantees": "none"}, "period": 2},
    )
    assert second.startswith("Another text from the envoy was put on the table; ")
    assert second.endswith('as before, but now "Who stands behind the settlement": nobody.')


def test_a_changed_answer_to_an_old_proposal_says_whose_it_was():
    offer = {"road": "open", "water_share": "half"}
    propose = {"actor": "north", "act": "propose", "answer": True, "package": offer}
    propose |= {"value": 0.1, "chance": 0.5}
    answer = {"actor": "south", "act": "accept", "package": offer, "needed": 0.0, "crossed": False}
    texts = told(
        sim.Scenario.from_data(CITIES),
        propose,
        answer | {"answer": False, "value": -0.1, "over": "road"},
        propose | {"period": 3},
        answer | {"answer": True, "value": 0.1, "over": "road", "period": 3},
    )
    assert len(texts) == 3
    assert texts[2].startswith("When North put the same package forward again, South now accepted")


def test_who_comes_once_its_demand_is_met_is_told_so():
    scenario = sim.Scenario.load("geneva-iii-2016")
    demand = {"actor": "council", "act": "demand", "about": "offensive"}
    come = {"actor": "council", "act": "attend", "period": 2, "value": 0.1, **COMING}
    given_up = {"actor": "council", "act": "waive", "about": "offensive", "value": 0.1, **COMING}
    called = "the opposition's negotiating council"
    assert told(scenario, demand, come | {"answer": True})[1] == (
        f'With its "offensive" demand met, {called} said that it would come: talks were worth 10 '
        "points more to it than no talks."
    )
    refused = told(scenario, demand, given_up | {"answer": False}, come | {"answer": False})
    assert refused[2].startswith(
        f'Although its "offensive" demand was met, {called} refused to come: '
    )
    waived = told(scenario, demand, given_up | {"answer": True}, come | {"answer": False})
    assert waived[2].startswith("The opposition's negotiating council now refused to come: ")


def test_who_is_not_there_when_talks_convene_is_told_so():
    scenario = sim.Scenario.load("geneva-iii-2016")
    come = {"actor": "army_of_islam", "act": "attend", "answer": True, "value": 0.1, **COMING}
    convene = {"actor": "geneva", "act": "convene"}
    assert told(scenario, convene) == [
        "With every required seat taken, the Geneva talks convened, without the Army of Islam."
    ]
    assert told(scenario, come, convene)[1].endswith("the Geneva talks convened.")
    for run in range(40):  # whoever is said to be missing has no say on any text
        trace = retell(scenario, 0, run)
        answered = "army_of_islam" in set(trace.actor[trace.act == "accept"])
        texts = [text for row, text in sentences(scenario, trace) if row.act == "convene"]
        if texts and "accept" in set(trace.act):
            assert answered != ("without the Army" in texts[0])


def test_a_controller_that_was_pressed_concedes_under_pressure():
    concede = {"actor": "regime", "act": "concede", "target": "council", "about": "offensive"}
    concede |= {"value": 0.001, "chance": 0.5, "chance_without": 0.1, "cost": 0.0}
    press = {"actor": "russia", "act": "press", "target": "regime", "value": 0.1}
    texts = told(
        sim.Scenario.load("geneva-iii-2016"),
        concede | {"answer": False},
        press | {"about": "attend"},
        press | {"about": "concede"},
        concede | {"answer": True, "period": 2},
    )
    assert texts[2] == (
        "Russia pressed it also to meet what was demanded, reckoning to gain 10 points by that."
    )
    assert texts[3].startswith("Pressed by Russia, the Government of Bashar al-Assad was now ready")
    assert texts[3].endswith("and leave it slightly better off.")


def test_who_answers_a_demand_likewise_is_told_in_short():
    concede = {"act": "concede", "answer": False, "target": "army_of_islam", "about": "missiles"}
    concede |= {"value": -0.2, "chance": 0.5, "chance_without": 0.1, "cost": 0.3}
    texts = told(
        sim.Scenario.load("geneva-iii-2016"),
        concede | {"actor": "saudi"},
        concede | {"actor": "us", "value": -0.4},
        concede | {"actor": "qatar", "value": 0.1, "answer": True},
    )
    assert texts[1] == (
        "So did the Obama administration (a cost of 30 points; 40 points worse off all told)."
    )
    assert texts[2].startswith('Qatar met the "missiles" demand of the Army of Islam: ')
    assert texts[2].endswith("from 10% to 50%, cost it 30 points and yet leave it 10 points better "
                             "off all told.")  # fmt: skip


def test_a_threat_on_refusal_says_whether_its_target_stayed_away_or_left():
    scenario = sim.Scenario.load("geneva-2013")
    leave = {"actor": "regime", "act": "walk_out", "value": 0.0, "shock": -0.03, "blame": 0.0}
    act = {"actor": "us", "act": "carry_out", "answer": True, "about": "arm_on_refusal"}
    left, acted = told(scenario, leave, act)
    assert left == (
        "The Government of Bashar al-Assad walked out: the talks promised it hardly anything, and "
        "all told staying was worth 3 points less to it than leaving."
    )
    assert acted.startswith("As the Government of Bashar al-Assad had walked out, the Obama")
    assert told(scenario, act | {"about": "arm_on_failure"}, act)[1] == (
        "It had another reason to do so: the Government of Bashar al-Assad had not come."
    )


def test_several_who_ended_talks_for_one_reason_share_a_clause():
    scenario = sim.Scenario.load("geneva-2013")
    end = {"actor": "geneva", "act": "end", "target": "us, russia", "over": "staying, staying"}
    refuse = {"actor": "regime", "act": "accept", "answer": False, "package": PACKAGE}
    refuse |= {"value": -0.1, "needed": 0.0, "crossed": False, "over": "transition"}
    both = "The Geneva conference ended without a deal: the Obama administration and Russia had"
    assert told(scenario, end | {"about": "walkout"}) == [f"{both} walked out."]
    assert told(scenario, refuse, end | {"about": "walkout"})[1] == (
        f"{both} walked out, after a no from the Government of Bashar al-Assad over "
        '"Who governs in the transition".'
    )
    demands = {"target": "coalition, smc", "over": "detainees, balance", "about": "not_convened"}
    [apart] = told(scenario, end | demands)
    assert apart.count(" held to its ") == 2


def test_who_complies_in_several_parts_is_named_once():
    scenario = sim.Scenario.load("ankara-2016")
    comply = {"act": "comply", "value": 0.1, "shock": 0.0, "cost": 0.0, "forum": "ankara"}
    regime = comply | {"actor": "regime"}
    first, second = told(
        scenario,
        regime | {"answer": True, "about": "aid"},
        regime | {"answer": False, "about": "assault", "value": -0.2},
    )
    assert first.startswith("The Government of Bashar al-Assad, without having signed it, did its")
    assert second == (
        'On "The assault on east Aleppo" it would not do its part, that being worth 20 points less '
        "to it than refusing."
    )


def test_bodies_outside_that_agree_are_told_in_short():
    vote = {"act": "vote", "answer": True, "seats": 1.0, "value": 0.1, "crossed": False}
    _, second = told(
        sim.Scenario.load("chemical-weapons-2013"),
        vote | {"actor": "france"},
        vote | {"actor": "china", "value": 0.2},
    )
    assert second == "So did China (20 points more)."


def test_the_opening_says_who_sits_where_and_what_moves_by_itself():
    ankara = opening(sim.Scenario.load("ankara-2016"), 0, 0)
    assert "with these at the table: Moscow and the Obama administration." in ankara
    assert "The rebels of east Aleppo grew weaker by every day of fighting." in ankara
    geneva = opening(sim.Scenario.load("geneva-iii-2016"), 0, 0)
    assert "There was a seat, too, for the Army of Islam, without whom" in geneva
    assert "grew weaker" not in geneva
    for text in (ankara, geneva):
        assert "oneself included, may break it" in text
    assert "may break it" not in opening(sim.Scenario.from_data(CITIES), 0, 0)


@pytest.mark.parametrize(
    "name",
    [
        "khatib-2013", "geneva-2013", "chemical-weapons-2013", "geneva-ii-2014",
        "geneva-iii-2016", "ankara-2016",
    ],
)  # fmt: skip
def test_the_stories_of_the_shipped_scenarios_read_well(name):
    scenario = sim.Scenario.load(name)
    for run in range(12):
        for _, text in sentences(scenario, retell(scenario, 0, run)):
            assert not re.search(r"nan|None|inf\b|_|\{|  |,,|\.\.|nature", text), text
            assert not re.search(r"\b(\w+) \1\b", text), text


# -- whole stories -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def more():
    return sim.run(EASED, runs=60, seed=5, draws=0)


@pytest.mark.parametrize("name", ["geneva", "everything", "cities", "more"])
def test_each_sentence_comes_from_one_row(name, request):
    results = request.getfixturevalue(name)
    for outcome in results.outcomes.index:
        run = results.pick(outcome)
        trace, text = results.trace(run), results.tell(run).rstrip()
        pairs = sentences(results.scenario, trace)
        index = [row.index for row, _ in pairs]
        assert index == sorted(set(index))
        assert all(trace.act[row.index] == row.act for row, _ in pairs)
        body = text.split("\n\n")[1 + len(opening(results.scenario, 0, run).split("\n\n")) :]
        headings = {p for p in body if not p.endswith(".")}
        told = " ".join(p for p in body if p not in headings).strip()
        assert told == " ".join(sentence for _, sentence in pairs)
        periods = {p for p in headings if not p.endswith(":")}
        assert len(periods) == len({row.period for row, _ in pairs})


@pytest.mark.parametrize("name", ["geneva", "everything", "cities", "more"])
def test_the_story_is_that_of_the_trace(name, request):
    results = request.getfixturevalue(name)
    run = results.pick()
    assert results.tell(run) == story(results.scenario, results.trace(run), results.seed, run)


@pytest.mark.parametrize("name", ["geneva", "everything", "cities"])
def test_every_ending_names_who_stood_in_the_way_and_over_what(name, request):
    results = request.getfixturevalue(name)
    spec = results.scenario.spec
    for outcome in results.outcomes.index:
        ended = results.finished[results.finished.outcome == outcome].run
        for run in ended.head(4):
            [*_, (row, last)] = sentences(results.scenario, results.trace(run))
            assert row.act == "end"
            assert row.about == outcome
            for block in results.blocks[results.blocks.run == run].itertuples():
                party = spec.parties[block.party.split(".")[0]]
                called = party.title.split("(")[0].strip().removeprefix("The ")
                called = called or block.party.split(".")[0]
                assert called.lower() in last.lower()
                if block.kind == "demand":
                    assert f'"{block.over}"' in last
                elif block.over in spec.issues:
                    over = spec.issues[block.over].title or block.over.replace("_", " ")
                    assert f'"{over}"' in last


def test_no_story_shows_what_only_the_machine_knows(geneva, everything, cities, more):
    for results in (geneva, everything, cities, more):
        for outcome in results.outcomes.index:
            text = results.tell(results.pick(outcome))
            assert not re.search(r"nan|None|inf\b|_|\{|  |,,|\.\.", text)


def test_a_world_without_dates_and_texts(cities):
    text = cities.tell(cities.pick("agreed"))
    assert text.startswith("Two cities: run ")
    assert "\n\nRound 1\n\nNorth proposed a package" in text
    assert '"water share": ' in text
    assert "fighting" not in text


@pytest.mark.parametrize(
    ("unit", "period", "heading"),
    [
        ("day", 2, "Day 2 (1 February 2013)"),
        ("week", 3, "Week 3 (from 14 February 2013)"),
        ("month", 2, "Month 2 (from 28 February 2013)"),
        ("round", 2, "Round 2"),
    ],
)
def test_the_calendar(unit, period, heading):
    time = {"unit": unit, "start": "2013-01-31"}
    scenario = sim.Scenario.from_data(CITIES | {"time": time})
    trace = rows({"actor": "north", "act": "propose", "answer": False, "period": period})
    assert f"\n\n{heading}\n\n" in story(scenario, trace, 0, 0)
