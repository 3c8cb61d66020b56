"""Play the problems with NegMAS, in an environment of its own: print one JSON line for each.

    python benchmarks/negmas/peer.py FIRST COUNT

Each party is an `AspirationNegotiator` that looks for the cheapest outcome at or above its
aspiration, with the inverter that searches all outcomes. Its tolerance is
0: with the usual 0.001 it offers outcomes that lie as much below the aspiration as that, and
parties agree earlier in about one problem of twenty.
"""

from __future__ import annotations

import json
import sys

from negmas import make_issue
from negmas.outcomes import make_os
from negmas.preferences import LinearAdditiveUtilityFunction
from negmas.preferences.inv_ufun import BruteForceInverseUtilityFunction
from negmas.preferences.value_fun import TableFun
from negmas.sao import AspirationNegotiator, SAOMechanism
from problems import problem


def play(given: dict) -> dict:
    """The package agreed, as places of options, or None; and the round, from 1."""
    issues = [make_issue(n, name=f"i{k}") for k, n in enumerate(given["scales"])]
    space = make_os(issues)
    mechanism = SAOMechanism(outcome_space=space, n_steps=given["rounds"])
    for k, party in enumerate(given["parties"]):
        utility = LinearAdditiveUtilityFunction(
            values=[TableFun(dict(enumerate(values))) for values in party["values"]],
            weights=party["weights"],
            outcome_space=space,
            reserved_value=party["reservation"],
        )
        negotiator = AspirationNegotiator(
            name=f"p{k}",
            aspiration_type=party["exponent"],
            tolerance=0.0,
            ufun_inverter=BruteForceInverseUtilityFunction,
        )
        mechanism.add(negotiator, ufun=utility)
    state = mechanism.run()
    agreed = None if state.agreement is None else list(state.agreement)
    return {"number": given["number"], "package": agreed, "round": state.step}


if __name__ == "__main__":
    first, count = map(int, sys.argv[1:])
    for number in range(first, first + count):
        print(json.dumps(play(problem(number))), flush=True)
