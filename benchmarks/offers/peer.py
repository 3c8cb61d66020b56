"""Play the work with NegMAS, in an environment of its own, at its best setting.

For each line of JSON on its input, a list of negotiations with the preferences of each party, it
prints one: the CPU and the wall seconds of all negotiations, and what came of each. Preferences
come as numbers and the space of outcomes is made once; neither is counted, nor is importing NegMAS.

What was tried (NegMAS 0.16, negotiations per CPU second at 2, 6 and 8 parties, medians of four, all
with the same agreements):

- `LinearAdditiveUtilityFunction` with `BruteForceInverseUtilityFunction`: 58, 15, 11;
- a `MappingUtilityFunction` of all outcomes, worked out before: 77, 17, 13;
- the same without callbacks, checkpoints, and the catching of errors, and with `sync_calls`, which
  is what plays here: 61, 22, 16. With `rational_only` besides: 73, 19, 17, the same within noise.

The usual inverter, which sorts, took longer (45 and 13 at 2 and 6 parties), `Adaptive` about as
long as that; `AttributePlanning`, `BIDS` and `Sampling` took longer still, and offer what is not
the cheapest outcome. The tolerance is 0: see `benchmarks/negmas/peer.py`.
"""

from __future__ import annotations

import json
import sys
import time
from functools import reduce
from itertools import product

import numpy as np
from negmas import make_issue
from negmas.outcomes import make_os
from negmas.preferences import MappingUtilityFunction
from negmas.preferences.inv_ufun import BruteForceInverseUtilityFunction
from negmas.sao import AspirationNegotiator, SAOMechanism


def utilities(party: dict) -> list[float]:
    """What each outcome is worth, the option of the last issue fastest: sums issue by issue."""
    both = zip(party["weights"], party["values"], strict=True)
    worth = [weight * np.array(values) for weight, values in both]
    return reduce(lambda sums, issue: np.add.outer(sums, issue).ravel(), worth).tolist()


def negotiate(space, outcomes: list, parties: list[dict], setting: dict) -> list:
    """The outcome agreed, or None, and the round."""
    mechanism = SAOMechanism(
        outcome_space=space,
        n_steps=setting["rounds"],
        extra_callbacks=False,
        checkpoint_every=0,
        ignore_negotiator_exceptions=True,
        sync_calls=True,
    )
    for k, party in enumerate(parties):
        negotiator = AspirationNegotiator(
            name=f"p{k}",
            aspiration_type=setting["exponent"],
            tolerance=0.0,
            ufun_inverter=BruteForceInverseUtilityFunction,
        )
        utility = MappingUtilityFunction(
            dict(zip(outcomes, utilities(party), strict=True)),
            outcome_space=space,
            reserved_value=setting["reservation"],
        )
        mechanism.add(negotiator, ufun=utility)
    state = mechanism.run()
    return [state.agreement, state.step if state.agreement else 0]


def main() -> None:
    """Answer line by line."""
    for line in sys.stdin:
        asked = json.loads(line)
        scales = [len(values) for values in asked["runs"][0][0]["values"]]
        space = make_os([make_issue(n, name=f"i{k}") for k, n in enumerate(scales)])
        outcomes = list(product(*map(range, scales)))
        cpu, wall = time.process_time(), time.perf_counter()
        agreed = [negotiate(space, outcomes, parties, asked) for parties in asked["runs"]]
        took = [time.process_time() - cpu, time.perf_counter() - wall]
        print(json.dumps({"took": took, "agreed": agreed}), flush=True)


if __name__ == "__main__":
    main()
