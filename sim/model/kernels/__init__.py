"""The inner loops: compiled, one pass over the live runs, every sum written out in order.

They may call one another and read each other's constants within this package, and nothing of any
other: `sim.compiled` compiles all of them anew when one file of it changes. None uses ``fastmath``,
threads or BLAS, so a run's numbers do not depend on the block it is computed in.

`shapes` says what they are given; `rows` is arithmetic on rows of packages, `chances` that of a
logistic shock; `ballots` counts votes, on `diagrams`; `beliefs` is what acts teach; `gains` what
deals are worth, `appraisal` the table seen from before it, and `expectations` what sitting down
there is worth; `waiting` what stands before that, `coming` who comes, of all who have `minds` or
vote on it from `homes`; `acts` what acts before the table are worth.

Notation, as in the model's description (docs/explanation/model.md): a voice is a party or a faction
of one; a type is a point of a party's resolve, the last column being the party's own; ``s`` the
scale of a voice's private payoff shock, which is logistic and known to the others to lie in ``(lo,
hi)``.
"""

from __future__ import annotations

from sim.model.kernels.acts import Stand, act_thresholds, act_values
from sim.model.kernels.appraisal import appraise
from sim.model.kernels.beliefs import learn, passing, posteriors
from sim.model.kernels.chances import falling, logistic
from sim.model.kernels.coming import coming_thresholds, comings
from sim.model.kernels.gains import gains_alone
from sim.model.kernels.shapes import (
    Bodies,
    Cases,
    Factions,
    Known,
    OnTable,
    Reasoning,
    Rule,
    Seen,
    Stakes,
    Terms,
    Voices,
)
from sim.model.kernels.waiting import Ahead, Seats, Ties, above_no_talks, pressure

__all__ = [
    "Ahead",
    "Bodies",
    "Cases",
    "Factions",
    "Known",
    "OnTable",
    "Reasoning",
    "Rule",
    "Seats",
    "Seen",
    "Stakes",
    "Stand",
    "Terms",
    "Ties",
    "Voices",
    "above_no_talks",
    "act_thresholds",
    "act_values",
    "appraise",
    "coming_thresholds",
    "comings",
    "falling",
    "gains_alone",
    "learn",
    "logistic",
    "passing",
    "posteriors",
    "pressure",
]
