"""How far talks come: what has happened in a run that ended so, and what a forum can end in."""

from __future__ import annotations

from sim.model.endings import OUTCOMES
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Forum

_SIGNED = frozenset({"not_ratified", "collapsed", "held", "agreed"})

#: The outcomes that a run in which something happened can have.
EVENTS: dict[str, frozenset[str]] = {
    **{outcome: frozenset({outcome}) for outcome in OUTCOMES},
    "convened": _SIGNED | {"walkout", "deadlock"},
    "signed": _SIGNED,
    "agreed": _SIGNED - {"not_ratified"},
    "ratified": _SIGNED - {"not_ratified"},
    "held": frozenset({"held", "agreed"}),
}

#: The steps of the funnel, and the outcomes of the runs that pass each. A deal that is signed has
#: been agreed at the table, whether it is ratified or not.
STEPS: dict[str, frozenset[str]] = {
    "convened": EVENTS["convened"],
    "agreed": EVENTS["signed"],
    "ratified": EVENTS["ratified"],
    "held": EVENTS["held"],
}
#: How a quantity names each step: ``P(convene)``.
EVENT_OF = {"convened": "convene", "agreed": "sign", "ratified": "ratify", "held": "held"}

_STAGE_OF = {"convened": "convene", "agreed": "bargain", "ratified": "ratify", "held": "implement"}

#: What a deal comes to where the scenario looks beyond it.
KEPT = ("collapsed", "held")


def steps(forum: Forum) -> tuple[str, ...]:
    """Return the steps of the funnel that a forum has the stages for.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> steps(Scenario.from_data(EXAMPLE).spec.forum[1])
    ('convened', 'agreed', 'held')
    """
    return tuple(step for step in STEPS if _STAGE_OF[step] in forum.stages)


def reachable(scenario: Scenario, forum: Forum) -> tuple[str, ...]:
    """Return the outcomes that a forum can end in by its stages, in the order of `OUTCOMES`.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> scenario = Scenario.from_data(EXAMPLE)
    >>> reachable(scenario, scenario.spec.forum[1])
    ('not_convened', 'walkout', 'deadlock', 'collapsed', 'held')
    """
    ends = {
        "convene": ("not_convened",),
        "bargain": ("walkout", "deadlock"),
        "ratify": ("not_ratified",),
        "implement": KEPT,
    }
    can = {outcome for stage in forum.stages for outcome in ends[stage]}
    if "implement" not in forum.stages:
        can.add("agreed")
    if "conflict.decision" in scenario.parameters:
        can.add("military_decision")
    return tuple(outcome for outcome in OUTCOMES if outcome in can)
