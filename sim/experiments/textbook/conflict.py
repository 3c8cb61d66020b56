"""Games of conflict: a setter and a vote, crises, deals that shift power, spoilers, ripeness."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.draws import Floats
from sim.experiments.textbook.check import Check, Found, register, runs_to_show
from sim.model.talks import Talks
from sim.scenario.scenario import Scenario
from sim.theory import commitment, crisis, setter

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


def number(scenario: Scenario, path: str) -> float:
    """A number of the file, which is a point."""
    return float(scenario.parameters[path])  # type: ignore[arg-type]


def step_of(scenario: Scenario, issue: str) -> float:
    """One step of a pie or a scale, as a share of it."""
    body = scenario.spec.issues[issue]
    form = body.pie or body.scale
    return 1 / form.steps  # type: ignore[union-attr]


def ends(scenario: Scenario, path: str) -> tuple[float, float]:
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
        tolerance=lambda scenario: step_of(scenario, "budget"),
    )
)

# -- crises ------------------------------------------------------------------------------------


def _chance(scenario: Scenario, side: str) -> float:
    """A side's chance of victory, at decisiveness 1."""
    strengths = {
        name: number(scenario, f"conflict.sides.{name}.strength")
        for name in scenario.spec.side_names
    }
    return strengths[side] / sum(strengths.values())


def _left_to_the_defender(scenario: Scenario) -> float:
    costs = [number(scenario, f"parties.{p}.war_cost") for p in ("challenger", "defender")]
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
        tolerance=lambda scenario: step_of(scenario, "territory"),
    )
)


def _offered(scenario: Scenario) -> crisis.Demand:
    """The best offer against the belief that the engine holds."""
    costs = ends(scenario, "parties.defender.war_cost")
    return crisis.demand_on_grid(costs, number(scenario, "parties.challenger.war_cost"))


def _war_if_offered(scenario: Scenario) -> float:
    costs = ends(scenario, "parties.defender.war_cost")
    return crisis.at_cost(_offered(scenario).cost, costs, 0).war


def _wars(scenario: Scenario) -> Found:
    runs = runs_to_show(0.5)
    return mean(np.concatenate([t.outcome != "agreed" for t in played(scenario, runs)]))


def _step_of_costs(scenario: Scenario) -> float:
    """One piece of what is divided, as a share of the support of the cost."""
    low, high = ends(scenario, "parties.defender.war_cost")
    return step_of(scenario, "territory") / (high - low)


def _just_taken(scenario: Scenario) -> float:
    return 1 - _chance(scenario, "challenger") - _offered(scenario).cost


def _largest_taken(scenario: Scenario) -> Found:
    [talks] = played(scenario, 200)
    return Found(float(np.nanmax(settled(scenario, talks, "territory", place=1))))


for _what, _formula, _theory, _engine, _tolerance in (
    ("share offered to the defender", "1 - p - x, x greatest P(cost >= x)(x + c) over five types",
     _just_taken, _largest_taken, lambda s: step_of(s, "territory")),
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
    factor = number(scenario, "issues.arms.effects.disarmed.strength.rebels")
    return p, p - factor * p / (factor * p + 1 - p)


def _deals(scenario: Scenario) -> commitment.Deals:
    """The deals that would be signed and kept."""
    p, shift = _shift(scenario)
    costs = tuple(number(scenario, f"parties.{who}.war_cost") for who in ("rebels", "government"))
    guarantee = number(scenario, "issues.arms.effects.disarmed.guarantee")
    temptation = number(scenario, "parties.government.temptation")
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

# -- only a direction is known -------------------------------------------------------------------


def shares_of(outcome: str, scenario: Scenario, path: str, settings: list[Any]) -> list[float]:
    """How often it comes to an outcome under each setting of a number, on the same 200 draws."""
    changed = [scenario.with_(dict.fromkeys(path.split(","), to)) for to in settings]
    return [float((t.outcome == outcome).mean()) for s in changed for t in played(s, 200)]


def _falls(scenario: Scenario) -> Found:
    """1 where no harder attack leaves more deals in force."""
    path = "actions.attack.then.strength.government_side"
    held = shares_of("held", scenario, path, [1.0, 0.7, 0.5, 0.4, 0.3])
    return Found(float(held == sorted(held, reverse=True) and held[0] > held[-1]))


def _rises(scenario: Scenario) -> Found:
    """1 where no dearer war brings fewer to the table."""
    costs = [{"uniform": [low / 20, low / 20 + 0.1]} for low in range(0, 8, 2)]
    path = "parties.government.war_cost,parties.rebels.war_cost"
    away = shares_of("not_convened", scenario, path, costs)
    return Found(float(away == sorted(away, reverse=True) and away[0] > away[-1]))


for _name, _source, _shows, _what, _engine in (
    ("spoiler", "Stedman 1997; Kydd & Walter 2002",
     "Who has no seat may undo a peace, and a guarantee blunts that.",
     "1 if deals hold less often the harder the attack", _falls),
    ("ripeness", "Zartman 1985, 2000", "Enemies come when the war hurts both.",
     "1 if talks convene more often the dearer the war is to both", _rises),
):  # fmt: skip
    register(
        Check(
            name=_name,
            source=_source,
            shows=_shows,
            what=_what,
            formula="none is known to us: only the direction",
            ties="who is indifferent does nothing",
            grid="shares move in jumps, so the direction holds weakly",
            theory=lambda scenario: 1.0,
            engine=_engine,
        )
    )
