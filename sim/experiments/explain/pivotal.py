"""Each lever alone, against the scenario as it is written."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.experiments.explain.desk import Desk, changed
from sim.experiments.explain.granted import LeftOut
from sim.experiments.explain.levers import Lever
from sim.experiments.paired import Difference

KEYS = ["kind", "name", "how", "quantity"]
COLUMNS = [*KEYS, *Difference.__dataclass_fields__]


def pivotal(desk: Desk, alone: Sequence[Lever]) -> tuple[pd.DataFrame, list[LeftOut]]:
    """Try each lever, and each way of it, alone.

    Returns
    -------
    table : pandas.DataFrame
        Columns ``kind``, ``name``, ``how``, ``quantity`` and those of `Difference`: ``a`` as
        written, ``b`` changed.
    left_out : list of LeftOut
        Changes that leave no scenario.
    """
    rows, left_out = [], []
    for lever in alone:
        scenario = changed(desk.own.scenario, [lever])
        if isinstance(scenario, str):
            left_out.append(LeftOut(lever.kind, lever.name, lever.how, scenario))
            continue
        found = desk.found(scenario, f"{lever.kind} {lever.name}: {lever.how}")
        rows += [
            (lever.kind, lever.name, lever.how, quantity, *row)
            for quantity, *row in found.table.itertuples(name=None)
        ]
    return pd.DataFrame(rows, columns=COLUMNS), left_out
