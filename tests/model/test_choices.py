"""Every choice of a party is its strategy's, and is the model's where the strategy says nothing."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.model.strategies.base import ACTS, Strategy
from sim.model.strategies.bayesian import Bayesian
from sim.model.strategies.person import Person
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import EXAMPLE, Scenario

#: Scenarios in which, together, every choice comes up; and in how many runs that is looked for.
RUNS = {"geneva-2013": 6, "ankara-2016": 2, "chemical-weapons-2013": 4}


class Asked(Bayesian):
    """Does what it would have done, and remembers what it was asked."""

    def __init__(self):
        self.acts, self.abouts = set(), set()

    def decides(self, question):
        assert len(question.answer) == len(question.value) == len(question.cost)
        self.acts.add(question.act)
        self.abouts |= {(question.act, name) for name in question.about or ()}
        assert question.view.runs == len(question.answer)
        return question.answer


class Never(Asked):
    """Refuses one act."""

    def __init__(self, act):
        super().__init__()
        self.act = act

    def decides(self, question):
        super().decides(question)
        no = np.zeros(len(question.answer), bool)
        return no if question.act == self.act else None


class Always(Never):
    """Does one act."""

    def decides(self, question):
        said = super().decides(question)
        return None if said is None else ~said


def asked_in(name, runs):
    """What parties are asked in a block, and the block, with everybody asked and with nobody."""
    scenario = Scenario.load(name)
    strategies = {party: Asked() for party in scenario.spec.party_names}
    asked = sim.Talks(scenario, runs=runs, rng=5, strategies=strategies).run()
    alone = {party: Bayesian() for party in scenario.spec.party_names}
    return strategies, asked, sim.Talks(scenario, runs=runs, rng=5, strategies=alone).run()


@pytest.fixture(scope="module")
def historical():
    return {name: asked_in(name, RUNS[name]) for name in RUNS}


def test_being_asked_changes_nothing(historical):
    """Protects every result: who answers as the one value does leaves the same bytes."""
    for _, asked, alone in historical.values():
        assert asked.outcome.tolist() == alone.outcome.tolist()
        assert asked.utility.tobytes() == alone.utility.tobytes()
        assert asked.forum.package.tobytes() == alone.forum.package.tobytes()


def test_each_choice_is_asked_and_named(historical):
    """Protects strategies that decide: a choice that the model makes over their heads."""
    acts = {
        a for strategies, _, _ in historical.values() for s in strategies.values() for a in s.acts
    }
    assert acts == set(ACTS)
    geneva = historical["geneva-2013"][0]
    assert ("concede", "smc.balance") in geneva["senate"].abouts
    assert ("waive", "balance") in geneva["smc"].abouts
    assert ("press", "russia_regime.attend") in geneva["russia"].abouts
    assert ("enforce", "guarantees") in geneva["us"].abouts


def test_a_no_to_coming_is_the_end_of_talks():
    talks = sim.Talks(Scenario.load("geneva-2013"), 8, strategies={"russia": Never("attend")}).run()
    assert set(talks.outcome) == {"not_convened"}


def test_a_deal_that_nobody_means_to_keep_is_broken():
    scenario = Scenario.load("geneva-2013")
    breaker = {"russia": Never("keep")}
    assert "held" not in sim.Talks(scenario, 12, strategies=breaker).run().outcome
    assert "held" in sim.Talks(scenario, 12).run().outcome


def test_a_demand_is_met_by_who_says_so():
    """The regime releases the detainees though it would not, and pays for it."""
    scenario = Scenario.load("geneva-2013")
    talks = sim.Talks(scenario, 4, strategies={"regime": Always("concede")})
    talks.step()
    issue = talks.tables.issues.index("detainees")
    released = scenario.spec.issues["detainees"].option_names.index("released")
    assert (talks.world.levels[:, issue] == released).all()
    assert (talks.party("regime").spent > 0).all()


def test_one_run_lifts_a_choice_too():
    """Protects who writes for one run: `decides` sees numbers, and only where it is written."""

    class Firm(Strategy):
        def propose(self, view):
            return int(view.utility.argmax())

        def accepts(self, view):
            return False

        def decides(self, question):
            assert isinstance(float(question.value), float)
            assert question.view.utility.ndim == 1
            return question.act != "attend"

    scenario = Scenario.from_data(EXAMPLE)
    talks = sim.Talks(scenario, 5, strategies={"north": sim.one_run(Firm)()}).run()
    assert set(talks.outcome) == {"not_convened"}
    del Firm.decides
    assert sim.one_run(Firm).decides is Strategy.decides


def test_a_strategy_without_a_word_on_choices_is_not_asked():
    """Protects speed: no view is made, no names are looked up, where nobody would read them."""
    talks = sim.Talks(Scenario.from_data(EXAMPLE), 3)
    delegation = talks.forum.delegation("north")

    def names():
        raise AssertionError("nobody asked")

    rows = np.arange(3)
    assert delegation.decides("stay", rows, np.array([-1.0, 0.0, 1.0]), names).tolist() == [
        False,
        False,
        True,
    ]


# -- a person ------------------------------------------------------------------------------------


def with_person():
    return Scenario.from_data(EXAMPLE).with_({"parties.north.strategy": "person"})


def test_a_person_is_not_run_by_itself():
    """Protects against results in which nobody played: told before anything runs, with the cure."""
    for way in (lambda s: sim.run(s, runs=5, draws=0), lambda s: sim.compare(s, s, runs=5)):
        with pytest.raises(ScenarioError, match=r"'north' is played by a person.*tracktwo play"):
            way(with_person())


def test_a_person_plays_one_run():
    with pytest.raises(ValueError, match="one run at a time"):
        sim.Talks(Scenario.from_data(EXAMPLE), 2, strategies={"north": Person()}).run()


def test_a_person_that_is_not_there_says_so():
    with pytest.raises(LookupError, match="nobody is there to be asked"):
        sim.Talks(Scenario.from_data(EXAMPLE), strategies={"north": Person()}).run()


def test_a_scenario_with_a_person_is_checked_as_others():
    """Protects `tracktwo validate`: trial runs take the usual strategy in a person's place."""
    from sim.experiments.plausibility import warnings

    found = {(w.path, w.name) for w in warnings(with_person())}
    assert found == {(w.path, w.name) for w in warnings(Scenario.from_data(EXAMPLE))}


def test_before_talks_fail_a_person_is_asked_again():
    """Nothing changes after the first refusals, and yet there is a last call: three periods."""
    periods = []

    def never(asked):
        if asked.act == "attend":
            periods.append(talks.period)
        return False

    scenario = Scenario.from_data(EXAMPLE).with_({"forums.summit.convene_by": 9})
    talks = sim.Talks(scenario, strategies={"north": Person.asking(never)})
    talks.run()
    assert talks.outcome[0] == "not_convened"
    assert periods[-3:] == [7, 8, 9]
    assert len(periods) < 9
