"""One run again, with somebody taking it down."""

from __future__ import annotations

import pandas as pd

from sim.model.record import COLUMNS, NUMBERS, Recorder, Watcher
from sim.model.strategies.person import refuse_persons
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
    _record(scenario, seed, run, recorder)
    return pd.DataFrame(recorder.rows, columns=[*COLUMNS, *NUMBERS])


def over_time(scenario, seed: int, run: int) -> pd.DataFrame:
    """Simulate one run again and return how things stood as each period began.

    Parameters
    ----------
    scenario : Scenario
    seed, run : int
        As of `retell`.

    Returns
    -------
    pandas.DataFrame
        ``period``, ``what``, ``name``, ``value`` and ``label``, sorted by period; what there is
        says `sim.model.states.States`. The period after the last one is how that has left things.
        Of a ``level`` the value is the option's place on its scale, and the label its name; of a
        ``stage`` the label is the stage and the value missing.

    Examples
    --------
    >>> import sim
    >>> from sim.scenario.scenario import EXAMPLE
    >>> table = over_time(sim.Scenario.from_data(EXAMPLE), seed=0, run=0)
    >>> first = table[table.period == 1].set_index(["what", "name"])
    >>> first.label["level", "water"], float(first.value["no_talks", "south"])
    ('south', 0.4)
    """
    watcher, lines = Watcher(), []
    _record(scenario, seed, run, watcher)
    for period, state in enumerate(watcher.states.periods, start=1):
        for (what, name), values in state.items():
            value, label = values[0], None
            if what == "level":
                label = scenario.spec.issues[name].option_names[value]
            elif what == "stage":
                value, label = float("nan"), value
            lines.append((period, what, name, float(value), label))
    return pd.DataFrame(lines, columns=["period", "what", "name", "value", "label"])


def _record(scenario, seed: int, run: int, recorder: Recorder) -> None:
    refuse_persons(scenario)
    Talks(scenario, runs=1, first=run, rng=seed, recorder=recorder).run()
