"""Textbook games of conflict: the engine's own strategies land on the published numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import sim
from sim.model.strategies import Bayesian
from sim.model.tables import PRIOR, RESOLVE
from sim.theory.commitment import factor_of_shift, kept_deals, largest_shift
from sim.theory.crisis import at_cost, bargaining_range, demand, demand_on_grid
from sim.theory.setter import hardest_to_please, median_peak, setter_outcome


def play(scenario, runs=1, **strategies):
    """The talks, played to their end, with other strategies for some parties."""
    return sim.Talks(scenario, runs=runs, rng=5, strategies=strategies).run()


def amounts(scenario, talks, issue):
    """What was settled on an issue: its amounts, or what the status quo gives, run by run."""
    body = scenario.spec.issues[issue]
    levels = talks.world.levels[:, talks.tables.issues.index(issue)]
    return [body.amounts.get(body.option_names[level]) for level in levels]


def shares(scenario, talks, issue, of):
    """A party's share in what was settled; NaN where nothing was."""
    place = scenario.spec.issues[issue].pie.among.index(of)
    found = amounts(scenario, talks, issue)
    return np.array([np.nan if share is None else share[place] for share in found])


class Stays(Bayesian):
    """Bayesian, but never leaves: so that every other choice at the table can be tried."""

    def decides(self, question):
        return np.ones(question.answer.shape, bool)


class TriesEach(Stays):
    """Proposes package k in run k: every proposal at once."""

    def propose(self, view):
        return view._rows.copy()


class Contrary(Stays):
    """Answers the other way round."""

    def accepts(self, view):
        return ~super().accepts(view)


def packages(scenario):
    """How many packages the agenda makes."""
    [forum] = scenario.spec.forums.values()
    sizes = [len(scenario.spec.issues[issue].options) for issue in forum.agenda]
    return int(np.prod(sizes))


# -- the numbers of the page ------------------------------------------------------------------

VARIANTS = [
    ("setter-and-median", {"issues.budget.status_quo": 0.3}),
    ("setter-and-median", {"parties.town.curves.budget.peak": 0.36}),
    ("crisis-known", {"parties.defender.war_cost": 0.052}),
    ("crisis-known", {"conflict.sides.defender.strength": 0.7}),
    ("shifting-power", {"issues.arms.effects.disarmed.guarantee": 0.1}),
    ("shifting-power", {"parties.rebels.war_cost": 0.15}),
    ("spoiler", {}),
    ("ripeness", {}),
]


@pytest.mark.parametrize(("name", "changes"), VARIANTS)
def test_the_number_of_theory(name, changes):
    """Protects the page, also of changed scenarios: theory follows the file."""
    for check in sim.textbook.find(name):
        found = check.compare(sim.Scenario.load(name).with_(changes))
        assert found.holds, f"{check.what}: {found}"


def test_a_wrong_number_is_noticed():
    """Protects the checks themselves: who gives way by the clock is not where theory says."""
    generous = {"parties.challenger.strategy": {"name": "time_dependent", "exponent": 0.2}}
    [check] = sim.textbook.find("crisis-known")
    assert not check.compare(sim.Scenario.load("crisis-known").with_(generous)).holds


# -- the setter and the median -------------------------------------------------------------

PEAKS = "parties.town.factions.{}.curves.budget.peak"


@pytest.mark.parametrize("status_quo", [0.0, 0.2, 0.34, 0.5, 0.6])
@pytest.mark.parametrize("median", [0.4, 0.5])
def test_the_setter_gets_the_mirror_image_of_the_status_quo(status_quo, median):
    """Protects Romer & Rosenthal's min(setter, 2m - q), to one step of the grid."""
    scenario = sim.Scenario.load("setter-and-median").with_(
        {"issues.budget.status_quo": status_quo, PEAKS.format("middle"): median}
    )
    [[budget]] = amounts(scenario, play(scenario), "budget")
    assert budget == pytest.approx(setter_outcome(1, median, status_quo), abs=0.02 + 1e-9)


def test_an_agency_that_wants_less_than_it_could_get_gets_what_it_wants():
    """Protects the first half of the minimum, and a status quo above everybody."""
    scenario = sim.Scenario.load("setter-and-median").with_(
        {"parties.agency.curves.budget": {"peak": 0.6}}
    )
    for status_quo, budget in ((0.2, 0.6), (0.9, 0.6), (0.56, 0.56)):
        here = scenario.with_({"issues.budget.status_quo": status_quo})
        assert amounts(here, play(here), "budget") == [(budget,)]
        assert setter_outcome(0.6, 0.5, status_quo) == pytest.approx(budget)


def test_of_five_factions_the_one_with_the_median_vote_decides():
    """Protects the vote: seats are counted, not factions, and whose peak it is does not matter."""
    factions = {
        f"f{k}": {"seats": seats, "weights": {"budget": 1}, "curves": {"budget": {"peak": peak}}}
        for k, (peak, seats) in enumerate([(0.9, 1), (0.2, 2), (0.5, 1), (0.42, 4), (0.7, 3)])
    }
    scenario = sim.Scenario.load("setter-and-median").with_(
        {"parties.town.factions": factions, "parties.town.quota": 6}
    )
    median = median_peak([0.9, 0.2, 0.5, 0.42, 0.7], votes=[1, 2, 1, 4, 3])
    assert median == 0.42
    [[budget]] = amounts(scenario, play(scenario), "budget")
    assert budget == pytest.approx(setter_outcome(1, median, 0.2), abs=0.02 + 1e-9)


@pytest.mark.parametrize("delegate", [0.1, 0.3, 0.4, 0.5, 0.9])
def test_whoever_is_harder_to_please_binds(delegate):
    """Protects what the file says of the delegate: below the median it binds, above it the vote."""
    scenario = sim.Scenario.load("setter-and-median").with_(
        {"parties.town.curves.budget.peak": delegate}
    )
    [[budget]] = amounts(scenario, play(scenario), "budget")
    assert budget == pytest.approx(hardest_to_please([delegate, 0.5], 1, 0.2), abs=0.02 + 1e-9)


# -- a crisis with nothing to hide -----------------------------------------------------------


@pytest.mark.parametrize("strength", [0.5, 1, 3])
@pytest.mark.parametrize("costs", [(0.1, 0.15), (0.02, 0.31), (0.2, 0.04)])
def test_a_crisis_with_nothing_to_hide_ends_at_the_end_of_the_range(strength, costs):
    """Protects Fearon 1995: the defender gets what war is worth to it, and there is no war."""
    challenger, defender = costs
    scenario = sim.Scenario.load("crisis-known").with_(
        {
            "conflict.sides.challenger.strength": strength,
            "conflict.sides.defender.strength": 1,
            "parties.challenger.war_cost": challenger,
            "parties.defender.war_cost": defender,
        }
    )
    talks = play(scenario, runs=3)
    found = bargaining_range(strength / (1 + strength), challenger, defender)
    assert found.width == pytest.approx(sum(costs))
    assert (talks.outcome == "agreed").all()
    got = shares(scenario, talks, "territory", "challenger")
    assert got == pytest.approx(min(found.highest, 1), abs=0.01 + 1e-9)
    assert (got <= found.highest + 1e-9).all()


def test_costs_of_less_than_two_steps_make_a_war_that_theory_does_not_know():
    """Protects what the file says of the grid: this is where it should break, and it does."""
    costs = {"parties.challenger.war_cost": 0.004, "parties.defender.war_cost": 0.004}
    scenario = sim.Scenario.load("crisis-known").with_(
        {"conflict.sides.challenger.strength": 0.625 / 0.375 * 2, **costs}
    )
    assert (play(scenario).outcome != "agreed").all()


@pytest.mark.parametrize(("name", "changes", "proposer", "other"), [
    ("crisis-known", {}, "challenger", "defender"),
    ("setter-and-median", {}, "agency", "town"),
    ("shifting-power", {}, "government", "rebels"),
    ("shifting-power", {"issues.arms.effects.disarmed.guarantee": 0.1}, "government", "rebels"),
])  # fmt: skip
def test_no_other_offer_and_no_other_answer_gains(name, changes, proposer, other):
    """Protects the equilibrium: every one-shot deviation of both, tried in the engine."""
    scenario = sim.Scenario.load(name).with_(changes)
    n = packages(scenario)
    base = play(scenario, **{proposer: Stays(), other: Stays()})
    tried = play(scenario, n, **{proposer: TriesEach(), other: Stays()})
    contrary = play(scenario, **{proposer: Stays(), other: Contrary()})
    me, you = (base.tables.parties.index(who) for who in (proposer, other))
    assert n > 50
    assert tried.utility[:, me].max() <= base.utility[0, me] + 1e-9
    assert contrary.utility[0, you] <= base.utility[0, you] + 1e-9


# -- a crisis with a secret -------------------------------------------------------------------

SUPPORTS = [(0, 0.4), (0.01, 0.41), (0.1, 0.3), (0.2, 0.3), (0, 0.8), (0.05, 0.25)]
COSTS = [0.1, 0.02, 0.3, 0.1, 0.02, 0.1]


@pytest.mark.parametrize(("support", "cost"), [*zip(SUPPORTS, COSTS, strict=True), ((0, 0.4), 0.3)])
def test_the_offer_trades_risk_against_return(support, cost):
    """Protects the offer against the belief on five points, and who refuses it: run by run."""
    scenario = sim.Scenario.load("crisis-private").with_(
        {"parties.defender.war_cost": {"uniform": support}, "parties.challenger.war_cost": cost}
    )
    talks = play(scenario, 60)
    costs = talks.tables.war_cost[:, talks.tables.parties.index("defender"), -1]
    best = demand_on_grid(support, cost)
    refuses = talks.outcome != "agreed"
    sure = np.abs(costs - best.cost) > 0.005
    assert (refuses == (costs < best.cost))[sure].all()
    offered = shares(scenario, talks, "territory", "defender")[~refuses]
    assert offered == pytest.approx(0.4 - best.cost, abs=0.005 + 1e-9)
    assert len(np.unique(offered)) == 1


@pytest.mark.slow
def test_war_comes_as_often_as_the_offer_says():
    """Protects the chance of war at a size that would show a 1% error, to 4 standard errors."""
    scenario = sim.Scenario.load("crisis-private").with_(
        {
            "issues.territory": {"pie": {"among": ["challenger", "defender"], "steps": 40}},
            "conflict.sides.challenger.victory.territory": "p40_0",
            "conflict.sides.defender.victory.territory": "p0_40",
            "parties.challenger.values": {},
            "parties.defender.values": {},
        }
    )
    results = sim.run(scenario, runs=160_000, draws=0, seed=11)
    war = (results.runs.outcome != "agreed").mean()
    offered = at_cost(0.175, (0, 0.4), 0.1)  # 0.2, rounded to the division that is just better
    assert war == pytest.approx(offered.war, abs=4 * np.sqrt(0.25 / 160_000))


@pytest.mark.parametrize("support", SUPPORTS[1:2])
def test_no_other_offer_promises_more_to_who_believes_in_five_types(support):
    """Protects the offer as a best one: every offer is tried against every type in the engine."""
    scenario = sim.Scenario.load("crisis-private").with_(
        {"parties.defender.war_cost": {"uniform": support}}
    )
    talks = play(scenario, 1, defender=Stays())
    chosen = talks.forum.table.offer[0]
    expected = np.zeros(packages(scenario))
    for mass, resolve in zip(PRIOR, RESOLVE, strict=True):
        cost = support[0] + resolve * (support[1] - support[0])
        of_type = scenario.with_({"parties.defender.war_cost": cost})
        tried = play(of_type, len(expected), challenger=TriesEach(), defender=Stays())
        expected += mass * tried.utility[:, 0]
    assert expected[chosen] == pytest.approx(expected.max(), abs=1e-9)
    assert expected.max() - 0.5 == pytest.approx(
        demand_on_grid(support, 0.1).gain, abs=0.005 + 1e-9
    )


def test_five_points_of_belief_cost_a_little_and_never_gain():
    """Protects the comparison of the two optima: the offer for five types is never the better."""
    for low in (0, 0.02, 0.1, 0.25):
        for width in (0.05, 0.2, 0.4, 0.7):
            for cost in (0, 0.05, 0.1, 0.3):
                support = (low, low + width)
                best, grid = demand(support, cost), demand_on_grid(support, cost)
                lost = best.gain - at_cost(grid.cost, support, cost).gain
                assert -1e-12 <= lost <= width / 4


# -- deals that shift power -------------------------------------------------------------------


def shifted(p, shift, costs, **changes):
    """The scenario with a chance of victory, a shift of it, and costs of war."""
    return sim.Scenario.load("shifting-power").with_(
        {
            "conflict.sides.rebels.strength": p / (1 - p),
            "issues.arms.effects.disarmed.strength.rebels": factor_of_shift(p, shift),
            "parties.rebels.war_cost": costs[0],
            "parties.government.war_cost": costs[1],
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("p", "costs", "guarantee"),
    [(0.5, (0.05, 0.05), 0.1), (0.6, (0.11, 0.05), 0.06), (0.4, (0.03, 0.12), 0)],
)
def test_a_deal_is_made_iff_it_would_be_kept(p, costs, guarantee):
    """Protects the commitment problem, on both sides of its threshold and two steps around it."""
    limit = largest_shift(costs, guarantee)
    for shift in (limit - 0.08, limit - 0.021, limit + 0.001, limit + 0.05):
        scenario = shifted(p, shift, costs, **{"issues.arms.effects.disarmed.guarantee": guarantee})
        talks = play(scenario)
        deals = kept_deals(p, shift, costs, guarantee)
        assert (talks.outcome[0] == "held") == deals.exist == (shift <= limit)
        if deals.exist:  # the government proposes, and keeps all that it can
            got = shares(scenario, talks, "country", "rebels")
            assert got == pytest.approx(deals.lowest, abs=0.01 + 1e-9)


def test_without_the_shift_there_is_always_a_deal():
    """Protects what the problem is about: the same costs, and arms that do not matter."""
    scenario = sim.Scenario.load("shifting-power")
    assert play(scenario).outcome.tolist() == ["walkout"]
    harmless = scenario.with_({"issues.arms.effects.disarmed.strength.rebels": 1.0})
    assert play(harmless).outcome.tolist() == ["held"]


def test_who_does_not_look_ahead_signs_what_is_then_broken():
    """Protects foresight as the reason: without it the same deal is signed, and collapses."""
    scenario = sim.Scenario.load("shifting-power").with_({"foresight": "none"})
    talks = play(scenario)
    assert talks.outcome.tolist() == ["collapsed"]
    rebels = talks.tables.parties.index("rebels")
    assert talks.utility[0, rebels] == pytest.approx(1 / 3 - 0.05)  # war, and disarmed


def test_a_temptation_counts_against_a_guarantee():
    """Protects the last term of the condition."""
    limit = largest_shift((0.05, 0.05), guarantee=0.1, temptation=0.07)
    assert limit == pytest.approx(0.13)
    for shift, outcome in ((limit - 0.021, "held"), (limit + 0.001, "walkout")):
        scenario = shifted(0.5, shift, (0.05, 0.05), **{
            "issues.arms.effects.disarmed.guarantee": 0.1, "parties.government.temptation": 0.07,
        })  # fmt: skip
        assert play(scenario).outcome.tolist() == [outcome]


# -- only a direction is known ----------------------------------------------------------------


def held(changes, runs=100):
    """Where the deal held, run by run on the same draws."""
    scenario = sim.Scenario.load("spoiler").with_(changes)
    return play(scenario, runs).outcome == "held"


@pytest.mark.parametrize(("path", "settings"), [
    ("actions.attack.then.strength.government_side", [0.6, 0.5, 0.3]),
    ("actions.attack.cost", [0.5, 0.3, 0.2]),
    ("issues.monitors.effects.present.guarantee", [0.1, 0.05, 0]),
    ("parties.patron.enforcing_cost", [0.1, 0.6]),
])  # fmt: skip
def test_a_stronger_or_cheaper_attack_and_a_weaker_guarantee_save_no_deal(path, settings):
    """Protects the direction, run by run: no run that holds under the worse holds not before."""
    found = [held({path: setting}) for setting in settings]
    for better, worse in itertools.pairwise(found):
        assert not (worse & ~better).any()
    assert found[0].sum() > found[-1].sum() + 15  # and it matters


def test_a_war_that_hurts_both_more_brings_more_to_the_table():
    """Protects the direction of ripeness, on the same draws."""
    scenario = sim.Scenario.load("ripeness")
    came = []
    for low in np.arange(0, 0.4, 0.06):
        cost = {"uniform": [float(low), float(low) + 0.1]}
        changes = {f"parties.{who}.war_cost": cost for who in ("government", "rebels")}
        came.append((play(scenario.with_(changes), 200).outcome != "not_convened").mean())
    assert (np.diff(came) >= 0).all()
    assert came[0] < 0.1
    assert came[-1] > 0.95
