"""Games about dividing a pie land on the published numbers, and nobody gains by deviating.

Parameters are varied, so that no number can be right by being written down.
"""

from __future__ import annotations

import pytest

import sim
from sim.experiments.textbook.check import runs_to_show
from sim.experiments.textbook.pies import shares, step

ROUNDING = 1e-9
STEPS = "issues.pie.pie.steps"


def game(name: str, changes: dict | None = None) -> sim.Scenario:
    return sim.Scenario.load(name).with_(changes or {})


def playing(*parties: str, **options) -> dict:
    """Changes by which parties play an equilibrium with other options."""
    return {f"parties.{p}.strategy": {"name": "equilibrium", **options} for p in parties}


def patience(**of) -> dict:
    return {f"parties.{party}.patience": d for party, d in of.items()}


def curve(party: str, power: float) -> dict:
    return {f"parties.{party}.curves": {"pie": {"share": power}}}


REFUSING = playing("proposer", "responder", indifferent="refuse")
AT_ODDS = {"parties.first.reservation": 0.45, "parties.second.reservation": 0.2}

VARIANTS = [
    ("ultimatum", {}),
    ("ultimatum", {STEPS: 7}),
    ("ultimatum", REFUSING),
    ("ultimatum", {"parties.responder.reservation": 0.52, STEPS: 30}),
    ("ultimatum", {"parties.responder.reservation": 0.5, STEPS: 8, **REFUSING}),
    ("finite-offers", {}),
    ("finite-offers", {"forums.table.deadline": 3, **patience(first=0.6, second=0.95)}),
    ("finite-offers", {"forums.table.deadline": 4, **patience(first=0.99, second=0.99)}),
    ("finite-offers", {STEPS: 250, "forums.table.deadline": 2}),
    ("rubinstein", {}),
    ("rubinstein", patience(first=0.5, second=0.95)),
    ("rubinstein", {STEPS: 40, **patience(first=0.8, second=0.6)}),
    ("rubinstein-three", {}),
    ("rubinstein-three", {STEPS: 20, **patience(first=0.5, second=0.7, third=0.6)}),
    ("nash-demand", {}),
    ("nash-demand", AT_ODDS),
    ("divide-the-pie-nash", {}),
    ("divide-the-pie-nash", {STEPS: 60, **curve("cautious", 0.25)}),
    ("divide-the-pie-nash", {**curve("bold", 0.5), **curve("cautious", 0.5)}),
    ("divide-the-pie-kalai-smorodinsky", {}),
    ("divide-the-pie-kalai-smorodinsky", {STEPS: 60, **curve("cautious", 0.25)}),
]


@pytest.mark.parametrize(("name", "changes"), VARIANTS)
def test_the_number_of_theory(name, changes):
    """Protects the promise of the page: within one step of the grid."""
    for check in sim.textbook.find(name):
        found = check.compare(game(name, changes))
        assert found.holds, f"{check.what}: {found}"
        if not changes:
            assert abs(found.value - found.theory) <= step(game(name)) + ROUNDING


def test_a_wrong_number_is_noticed():
    """Protects the checks themselves: who plays otherwise is not within a step of theory."""
    [check] = sim.textbook.find("rubinstein")
    stubborn = {"parties.first.strategy": {"name": "time_dependent", "exponent": 4}}
    assert not check.compare(game("rubinstein", stubborn)).holds


# -- no one-shot deviation gains -----------------------------------------------------------------

SMALL = [
    ("ultimatum", {STEPS: 12}, None),
    ("ultimatum", {STEPS: 12, **REFUSING}, None),
    ("finite-offers", {STEPS: 12}, None),
    ("finite-offers", {STEPS: 9, **playing("first", "second", indifferent="refuse")}, None),
    ("nash-demand", {STEPS: 20}, None),
    ("divide-the-pie-nash", {STEPS: 20}, None),
    ("divide-the-pie-kalai-smorodinsky", {STEPS: 20}, None),
    ("rubinstein", {STEPS: 20}, [1, 2]),
    ("rubinstein-three", {STEPS: 8}, [1, 2]),
]
WHOLE = [
    ("ultimatum", {}, None),
    ("finite-offers", {"forums.table.deadline": 7}, None),
    ("nash-demand", {}, None),
    ("divide-the-pie-nash", {}, None),
    ("divide-the-pie-kalai-smorodinsky", {}, None),
    ("rubinstein", {}, [1, 2, 3]),
    ("rubinstein-three", {STEPS: 20}, [1, 2]),
]


def gains(name, changes, rounds, **options):
    """Two plays of each where demands are made at once, since lots might be drawn there."""
    scenario = game(name, changes)
    if scenario.spec.forum[1].protocol.name == "simultaneous_demands":
        options = {"runs": 2} | options
    return sim.deviations(scenario, rounds=rounds, **options)


@pytest.mark.parametrize(("name", "changes", "rounds"), SMALL)
def test_no_deviation_gains(name, changes, rounds):
    """Protects the equilibria, off the path of play too."""
    found = gains(name, changes, rounds)
    assert len(found) > 10
    assert found.gain.max() <= ROUNDING, found.head()
    assert found.gain.min() < -0.05  # some of them cost a lot, so that something was tried


@pytest.mark.slow
@pytest.mark.parametrize(("name", "changes", "rounds"), WHOLE)
def test_no_deviation_gains_on_the_whole_grid(name, changes, rounds):
    assert gains(name, changes, rounds).gain.max() <= ROUNDING


def test_no_deviation_gains_in_a_legislature():
    """Protects the mixed choice of partners; gains are means over the same draws."""
    found = gains("baron-ferejohn", {}, [1], runs=30, parties=["east"])
    assert (found.gain <= 4 * found.error + ROUNDING).all()
    assert found.gain.min() < -0.05


@pytest.mark.slow
def test_no_deviation_gains_in_a_whole_legislature():
    found = gains("baron-ferejohn", {}, [1, 2, 3], runs=60)
    assert (found.gain <= 4 * found.error + ROUNDING).all()


# -- what is drawn -------------------------------------------------------------------------------


def test_how_many_runs_show_an_error():
    assert runs_to_show(0.5, 0.01) == (6 * 0.5 / 0.01) ** 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {STEPS: 12, **patience(east=0.5, north=0.5, west=0.5)},
    ],
)
def test_shares_in_a_legislature(changes):
    """Protects recognition by lot and the draw of partners: every one's share is a third."""
    scenario = game("baron-ferejohn", changes)
    for check in sim.textbook.find("baron-ferejohn"):
        found = check.compare(scenario)
        assert found.holds, f"{check.what}: {found}"
    partners = (shares(scenario, 2000)[:, 1:] > 0).mean(axis=0)
    assert abs(partners - 2 / 3).max() < 4 * (2 / 9 / 2000) ** 0.5
