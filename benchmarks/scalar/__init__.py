"""What somebody would write with Mesa alone: one negotiation a model, run by `mesa.batch_run`.

`model.py` and what it imports are a scalar model of `harbour.yaml`, by docs/explanation/model.md
and not by the engine: one `mesa.Model` a run, one `mesa.Agent` a party, a `DataCollector`, and
loops over six packages and five types. Nothing of `sim` and nothing of NumPy is in them. So they
are a test as well: fed with the engine's draws they must end every run as the engine does, and with
draws of their own by Python's `random` they must give the same shares.

What is fair in it: the same rules to the last comparison, checked before anything is timed;
`batch_run` in its cheapest setting (one process, data of the last step alone, no bar), against
`sim.run` on one thread without its nested pass; and CPU seconds. The scalar model has the
optimisation that pays most by hand: chances and option values hang on a party's shock of signing
alone, so they are worked out once a world and again only after an answer, where the engine works
them out in every period. It saves much of the time that the model would take.

What is not: the scalar model can do this one kind of scenario, and it gives five values a run,
where `sim.run` gives utilities, who stood in the way over what, and who signed. It would gain a
little more from tuples in place of objects, and lose what made it worth writing with Mesa. What
`batch_run` and the `DataCollector` add is lost in the noise of the machine; Mesa 3.3 keeps every
model in memory besides.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.measure import Row

HARBOUR = Path(__file__).parent / "harbour.yaml"


def rows() -> Iterator[Row]:
    """Check that both models do the same, and measure."""
    from benchmarks.scalar.compare import measured  # here: the scalar model itself needs no `sim`

    yield from measured()
