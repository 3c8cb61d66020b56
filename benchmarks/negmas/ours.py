"""The same problems as scenarios of this project, and what came of them."""

from __future__ import annotations

from typing import Any

import numpy as np

import sim


def scenario(given: dict[str, Any]) -> sim.Scenario:
    """A problem as a scenario: one forum, at the table from the start, nothing unknown."""
    names = [f"p{k}" for k in range(len(given["parties"]))]
    issues = {
        f"i{k}": {"options": [f"o{o}" for o in range(options)], "status_quo": "o0"}
        for k, options in enumerate(given["scales"])
    }
    forum = {
        "seats": names,
        "agenda": list(issues),
        "protocol": {"name": "stacked_alternating_offers", "order": names},
        "stages": ["bargain"],
        "deadline": given["rounds"],
        "walkouts": False,  # nobody leaves before the deadline, as at the other side's table
    }
    return sim.Scenario.from_data(
        {
            "format": 1,
            "name": "problem",
            "title": "A random problem",
            "time": {"unit": "round", "flow": "none", "horizon": given["rounds"]},
            "noise": 0,
            "issues": issues,
            "parties": dict(zip(names, map(_party, given["parties"]), strict=True)),
            "forums": {"table": forum},
        }
    )


def _party(given: dict[str, Any]) -> dict[str, Any]:
    values = {
        f"i{k}": {f"o{o}": value for o, value in enumerate(of_options)}
        for k, of_options in enumerate(given["values"])
    }
    return {
        "weights": {f"i{k}": weight for k, weight in enumerate(given["weights"])},
        "values": values,
        "reservation": given["reservation"],
        "strategy": {"name": "time_dependent", "exponent": given["exponent"]},
    }


def play(given: dict[str, Any]) -> dict[str, Any]:
    """The package agreed, as places of options, or None; and the round, from 1."""
    talks = sim.Talks(scenario(given), runs=1).run()
    place, table = int(talks.forum.package[0]), talks.forum.table
    tables = talks.forum.tables
    agreed = None if place < 0 else tables.packages[place, np.array(tables.agenda)].tolist()
    return {"number": given["number"], "package": agreed, "round": int(table.round[0])}
