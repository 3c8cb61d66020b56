"""Games in which lots are drawn: a war of attrition, and trade between two who keep secrets."""

from __future__ import annotations

import numpy as np

from sim.draws import Floats
from sim.experiments.textbook.check import Check, Found, register, runs_to_show
from sim.experiments.textbook.conflict import ends, mean, number, played, step_of
from sim.model.talks import Talks
from sim.scenario.scenario import Scenario
from sim.theory import attrition, trade


def _war(scenario: Scenario) -> attrition.Attrition:
    """The equilibrium of the war of attrition, worked out from the file."""
    [prize] = scenario.spec.issues
    sides = scenario.spec.party_names
    worth = [
        [number(scenario, f"parties.{who}.values.{prize}.to_{to}") for who in sides] for to in sides
    ]
    of_both = {
        field: [number(scenario, f"parties.{who}.{field}") for who in sides]
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
    cost = number(scenario, f"parties.{scenario.spec.party_names[0]}.staying_cost")
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
    low, high = ends(scenario, "parties.buyer.reservation")
    return ends(scenario, "parties.seller.reservation"), (1 - high, 1 - low)


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
    return 2 * trade.lost_to_steps(step_of(scenario, "price"), *_supports(scenario))


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
