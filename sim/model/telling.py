"""One run again, with somebody taking it down."""

from __future__ import annotations

import pandas as pd

from sim.model.record import COLUMNS, NUMBERS, Recorder
from sim.model.talks import Talks


def retell(scenario, seed: int, run: int) -> pd.DataFrame:
    """Simulate one run again and return its acts.

    Parameters
    ----------
    scenario : Scenario
    seed, run : int
        The very run of the Monte Carlo under this seed.

    Returns
    -------
    pandas.DataFrame
        One row an act, in order; columns as in `sim.model.record`.
    """
    recorder = Recorder()
    Talks(scenario, runs=1, first=run, rng=seed, recorder=recorder).run()
    return pd.DataFrame(recorder.rows, columns=[*COLUMNS, *NUMBERS])
