"""What is odd about a scenario that nevertheless is one: warnings, each with why it may be meant.

A check is a small function with a registered name. Those of the file alone are in `of_file` and
`idle`; those that ask the model, before anything has happened, in `of_demands` and `of_deals`; and
what comes out the same in every trial run is in `of_runs`.
"""

from __future__ import annotations

from sim.experiments.plausibility import idle, of_deals, of_demands, of_file, of_runs
from sim.experiments.plausibility.check import CHECKS, Warning, look
from sim.experiments.plausibility.desk import Desk
from sim.scenario.scenario import Scenario

__all__ = ["CHECKS", "Warning", "warnings"]

_ROOMS = (idle, of_deals, of_demands, of_file, of_runs)  # in which checks register themselves


def warnings(scenario: Scenario) -> list[Warning]:
    """Look for what is odd about a scenario.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    list of Warning
        By line; without a file, by path. A check that fails is a warning too.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> river = Scenario.from_data(EXAMPLE)
    >>> [(warning.path, warning.name) for warning in warnings(river)]
    [('parties.south.reservation', 'worse_than_now')]
    >>> lasting = river.with_({"parties.south.values.water.south": 0.3})
    >>> warnings(lasting)
    []
    >>> [warning.name for warning in warnings(lasting.with_({"parties.north.reservation": 0.3}))]
    ['nothing_uncertain']
    """
    return sorted(
        look(Desk(scenario)), key=lambda warning: (warning.line or 0, warning.path, warning.name)
    )
