"""What a run takes in memory, and how many runs are therefore looked at together."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

AT_ONCE = 400_000_000  # bytes that the runs of one block may take
_EACH = 1_500  # numbers of a run whatever its packages: draws, and its row
_OF_A_LOOK = 500  # for each state of the world that is looked at, or thought of: wars, expectations
_OF_A_VOICE = 11  # for each package: what it is worth, and gains each type, and whether it passes
_IN_THOUGHT = 2  # the same in each state that is only thought of: in force, and broken
_OF_AN_ISSUE = 1  # the same: how things stand once it is in force


def bytes_of_a_run(scenario: Scenario, weighed: Mapping[str, int] | None = None) -> int:
    """Estimate the memory of a run while it is played: measured, right within a half or so.

    Nearly all of it is what packages of a forum are worth to everybody, as the world stands and as
    it would if a demand were met, or somebody acted.

    weighed : how many packages are weighed in each forum in which any is; all, unless given.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE, Scenario
    >>> bytes_of_a_run(Scenario.from_data(EXAMPLE))
    16576
    """
    spec = scenario.spec
    voices = sum(1 + len(party.factions or {}) for party in spec.parties.values())
    numbers = _EACH
    for name, forum in spec.forums.items():
        packages = math.prod(len(spec.issues[issue].option_names) for issue in forum.agenda)
        demands = sum(len(spec.parties[seat].preconditions or {}) for seat in forum.seats)
        thought = demands + len(spec.actions)
        of_a_package = voices * (_OF_A_VOICE + _IN_THOUGHT * thought)
        of_a_package += _OF_AN_ISSUE * len(spec.issues)
        numbers += _OF_A_LOOK * (1 + thought) + packages
        numbers += of_a_package * (packages if weighed is None else weighed.get(name, 0))
    return 8 * numbers


def runs_at_once(scenario: Scenario, most: int) -> int:
    """How many runs a block holds, on which no result depends: at least one, and at most `most`.

    As many as fit into the memory that a block may take.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE, Scenario
    >>> runs_at_once(Scenario.from_data(EXAMPLE), 5000)
    5000
    """
    if AT_ONCE // bytes_of_a_run(scenario) >= most:
        return most
    return max(1, min(most, AT_ONCE // bytes_of_a_run(scenario, packages_weighed(scenario))))


def packages_weighed(scenario: Scenario) -> dict[str, int]:
    """How many packages are weighed in each forum: asked of the model itself, with one run.

    None where offers are searched for; else those that can be agreed.
    """
    from sim.model.talks import Talks  # here: the model is loaded where it is run

    return {
        one.name: len(one.table.signable)
        for one in Talks(scenario, runs=1).forums
        if one.foreseen or not one.tables.still
    }
