"""Games of conflict: a setter and a vote, crises, deals that shift power, waiting, and trade."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.draws import Floats
from sim.experiments.textbook.check import Check, Found, register, runs_to_show
from sim.model.talks import Talks
from sim.scenario.scenario import Scenario
from sim.theory import attrition, commitment, crisis, setter, trade

BLOCK = 2000  # runs in one model


def played(scenario: Scenario, runs: int = 1, seed: int = 0) -> Iterator[Talks]:
    """Yield a scenario played to its end, a block of runs at a time.

    Examples
    --------
    >>> [talks] = played(Scenario.load("crisis-known"), runs=3)
    >>> talks.outcome.tolist()
    ['agreed', 'agreed', 'agreed']
    """
    for first in range(0, runs, BLOCK):
        yield Talks(scenario, min(BLOCK, runs - first), first, seed).run()


def settled(scenario: Scenario, talks: Talks, issue: str, place: int = 0) -> Floats:
    """The amount at which a pie or a scale stands in the end: (runs,), NaN where at none.

    place : of whom, among those whom a pie is divided among, sorted by name.
    """
    body = scenario.spec.issues[issue]
    amounts = [body.amounts.get(option, (np.nan,) * (place + 1)) for option in body.option_names]
    levels = talks.world.levels[:, talks.tables.issues.index(issue)]
    return np.array([amount[place] for amount in amounts])[levels]


def mean(values: Floats) -> Found:
    """A mean over random runs, with its standard error."""
    return Found(float(values.mean()), float(values.std() / np.sqrt(len(values))))


def _number(scenario: Scenario, path: str) -> float:
    """A number of the file, which is a point."""
    return float(scenario.parameters[path])  # type: ignore[arg-type]


def _step(scenario: Scenario, issue: str) -> float:
    """One step of a pie or a scale, as a share of it."""
    body = scenario.spec.issues[issue]
    form = body.pie or body.scale
    return 1 / form.steps  # type: ignore[union-attr]


def _ends(scenario: Scenario, path: str) -> tuple[float, float]:
    """Between what numbers a number of the file is drawn."""
    drawn = scenario.parameters[path]
    return float(drawn.lo), float(drawn.hi)  # type: ignore[union-attr]


# -- the setter and the median ---------------------------------------------------------------


def _budget(scenario: Scenario) -> float:
    """What Romer and Rosenthal say comes out, delegate and median both asked."""
    town, status_quo = scenario.spec.parties["town"], scenario.spec.issues["budget"]
    groups = list((town.factions or {}).values())
    peaks = [group.curves["budget"].peak for group in groups]
    votes = [float(group.seats) for group in groups]  # type: ignore[arg-type]
    median = setter.median_peak(peaks, votes)  # type: ignore[arg-type]
    asked = [float(town.curves["budget"].peak or 0), median]
    [now] = status_quo.amounts[status_quo.status_quo]
    return setter.hardest_to_please(asked, setter=1, status_quo=now)


def _voted(scenario: Scenario) -> Found:
    [talks] = played(scenario)
    return Found(float(settled(scenario, talks, "budget")[0]))


register(
    Check(
        name="setter-and-median",
        source="Romer & Rosenthal 1978",
        shows="The worse the fallback, the more whoever proposes can ask of the median voter.",
        what="the budget",
        formula="min(setter, 2 m - q)",
        ties="who is indifferent says no",
        grid="one step below the mirror image, where that lies on the grid",
        theory=_budget,
        engine=_voted,
        tolerance=lambda scenario: _step(scenario, "budget"),
    )
)

# -- crises ------------------------------------------------------------------------------------


def _chance(scenario: Scenario, side: str) -> float:
    """A side's chance of victory, at decisiveness 1."""
    strengths = {
        name: _number(scenario, f"conflict.sides.{name}.strength")
        for name in scenario.spec.side_names
    }
    return strengths[side] / sum(strengths.values())


def _left_to_the_defender(scenario: Scenario) -> float:
    costs = [_number(scenario, f"parties.{p}.war_cost") for p in ("challenger", "defender")]
    return 1 - crisis.bargaining_range(_chance(scenario, "challenger"), *costs).highest


def _defender_has(scenario: Scenario) -> Found:
    [talks] = played(scenario)
    return Found(float(settled(scenario, talks, "territory", place=1)[0]))


register(
    Check(
        name="crisis-known",
        source="Fearon 1995",
        shows="War only wastes; with nothing to hide there is always a deal, and never war.",
        what="share of the defender",
        formula="1 - p - c_defender",
        ties="who is indifferent refuses",
        grid="rounded up to a piece; costs of less than two pieces together leave no deal",
        theory=_left_to_the_defender,
        engine=_defender_has,
        tolerance=lambda scenario: _step(scenario, "territory"),
    )
)


def _offered(scenario: Scenario) -> crisis.Demand:
    """The best offer against the belief that the engine holds."""
    costs = _ends(scenario, "parties.defender.war_cost")
    return crisis.demand_on_grid(costs, _number(scenario, "parties.challenger.war_cost"))


def _war_if_offered(scenario: Scenario) -> float:
    costs = _ends(scenario, "parties.defender.war_cost")
    return crisis.at_cost(_offered(scenario).cost, costs, 0).war


def _wars(scenario: Scenario) -> Found:
    runs = runs_to_show(0.5)
    return mean(np.concatenate([t.outcome != "agreed" for t in played(scenario, runs)]))


def _step_of_costs(scenario: Scenario) -> float:
    """One piece of what is divided, as a share of the support of the cost."""
    low, high = _ends(scenario, "parties.defender.war_cost")
    return _step(scenario, "territory") / (high - low)


def _just_taken(scenario: Scenario) -> float:
    return 1 - _chance(scenario, "challenger") - _offered(scenario).cost


def _largest_taken(scenario: Scenario) -> Found:
    [talks] = played(scenario, 200)
    return Found(float(np.nanmax(settled(scenario, talks, "territory", place=1))))


for _what, _formula, _theory, _engine, _tolerance in (
    ("share offered to the defender", "1 - p - x, x greatest P(cost >= x)(x + c) over five types",
     _just_taken, _largest_taken, lambda s: _step(s, "territory")),
    ("chance of war", "(x - low) / (high - low)", _war_if_offered, _wars, _step_of_costs),
):  # fmt: skip
    register(
        Check(
            name="crisis-private",
            source="Fearon 1995",
            shows="A secret makes war a risk worth taking, although a deal is better for both.",
            what=_what,
            formula=_formula,
            ties="who is indifferent refuses",
            grid="one piece moves who refuses; the five points of the belief move x itself",
            theory=_theory,
            engine=_engine,
            tolerance=_tolerance,
        )
    )

# -- deals that shift power ------------------------------------------------------------------


def _shift(scenario: Scenario) -> tuple[float, float]:
    """The rebels' chance of victory, and by how much disarming lowers it."""
    p = _chance(scenario, "rebels")
    factor = _number(scenario, "issues.arms.effects.disarmed.strength.rebels")
    return p, p - factor * p / (factor * p + 1 - p)


def _deals(scenario: Scenario) -> commitment.Deals:
    """The deals that would be signed and kept."""
    p, shift = _shift(scenario)
    costs = tuple(_number(scenario, f"parties.{who}.war_cost") for who in ("rebels", "government"))
    guarantee = _number(scenario, "issues.arms.effects.disarmed.guarantee")
    temptation = _number(scenario, "parties.government.temptation")
    return commitment.kept_deals(p, shift, (costs[0], costs[1]), guarantee, temptation)


def _kept(scenario: Scenario) -> Found:
    [talks] = played(scenario)
    return Found(float(talks.outcome[0] == "held"))


register(
    Check(
        name="shifting-power",
        source="Fearon 1995; Powell 2006",
        shows="A deal that shifts power by more than war costs both cannot be kept.",
        what="whether a deal is signed and kept",
        formula="1 iff shift <= c_rebels + c_government + guarantee",
        ties="who is indifferent neither signs nor keeps",
        grid="within two pieces of the threshold there may be no division that fits",
        theory=lambda scenario: float(_deals(scenario).exist),
        engine=_kept,
    )
)

# -- waiting, and trade ------------------------------------------------------------------------


def _war(scenario: Scenario) -> attrition.Attrition:
    """The equilibrium of the war of attrition, worked out from the file."""
    [prize] = scenario.spec.issues
    sides = scenario.spec.party_names
    worth = [
        [_number(scenario, f"parties.{who}.values.{prize}.to_{to}") for who in sides]
        for to in sides
    ]
    of_both = {
        field: [_number(scenario, f"parties.{who}.{field}") for who in sides]
        for field in ("reservation", "staying_cost", "patience")
    }
    win, lose = np.diag(worth), np.diag(worth[::-1])[::-1]
    return attrition.attrition(win, lose, *of_both.values(), rounds=scenario.spec.forum[1].deadline)


def _over_at_once(scenario: Scenario) -> float:
    """The chance that somebody gives in in the first round."""
    return float(attrition.lasts(_war(scenario).concede)[0])


def _first_rounds(scenario: Scenario) -> Found:
    runs = runs_to_show(0.4)
    return mean(np.concatenate([t.forum.endings.period == 1 for t in played(scenario, runs)]))


def _worth_waiting(scenario: Scenario) -> float:
    """What the first side expects before the first round."""
    cost = _number(scenario, f"parties.{scenario.spec.party_names[0]}.staying_cost")
    return float(_war(scenario).value[0, 0] - cost)


def _left_after(scenario: Scenario) -> Found:
    first = np.concatenate([t.utility[:, 0] for t in played(scenario, 500)])
    runs = runs_to_show(float(first.std()))
    return mean(np.concatenate([t.utility[:, 0] for t in played(scenario, runs, 1)]))


for _what, _formula, _theory, _engine in (
    ("chance that it ends in a round", "1 - (1 - q)^2, q = 1 + k - sqrt(1 + k^2)",
     _over_at_once, _first_rounds),
    ("what one is left with", "q / 2 - k", _worth_waiting, _left_after),
):  # fmt: skip
    register(
        Check(
            name="war-of-attrition",
            source="Maynard Smith 1974; Hendricks, Weiss & Wilson 1988",
            shows="All that is to be won is spent on waiting for it.",
            what=_what,
            formula=_formula,
            ties="a coin if both concede; who is indifferent at the deadline stands",
            grid="none; near a deadline the chances go up and down",
            theory=_theory,
            engine=_engine,
        )
    )


def _supports(scenario: Scenario) -> tuple[trade.Support, trade.Support]:
    """Between what numbers cost and value are drawn."""
    low, high = _ends(scenario, "parties.buyer.reservation")
    return _ends(scenario, "parties.seller.reservation"), (1 - high, 1 - low)


def _gains(scenario: Scenario) -> float:
    supports = _supports(scenario)
    return trade.gains_from_trade(trade.linear_bids(*supports).gap, *supports)


def gained(talks: Talks) -> Floats:
    """What both together gain above no trade: (runs,)."""
    return (talks.utility - talks.value_of_no_talks).sum(axis=-1)


def _gained(scenario: Scenario) -> Found:
    [some] = played(scenario, 500)
    runs = runs_to_show(float(gained(some).std()))
    return mean(np.concatenate([gained(talks) for talks in played(scenario, runs, 1)]))


def _lost(scenario: Scenario) -> float:
    """What steps of the price lose, doubled for what is left out of the first order."""
    return 2 * trade.lost_to_steps(_step(scenario, "price"), *_supports(scenario))


register(
    Check(
        name="bilateral-trade",
        source="Chatterjee & Samuelson 1983; Myerson & Satterthwaite 1983",
        shows="Two secrets waste trades, and no rules can prevent it.",
        what="expected gains of both",
        formula="9/64 of a possible 1/6",
        ties="a bid equal to the ask trades",
        grid="asks are rounded up and bids down, which loses 0.14 of a step",
        theory=_gains,
        engine=_gained,
        tolerance=_lost,
    )
)
