"""Small random games of complete information, as scenarios."""

from __future__ import annotations

from sim.scenario import Scenario


def game(rng, protocol="alternating_offers", *, parties=2, options=4, rounds=2, rule=None, **more):
    """A scenario with random values, patience and costs: nothing in it is uncertain."""
    names = ["ann", "bob", "cat", "dan"][:parties]
    levels = [f"o{k}" for k in range(options)]
    forum = {
        "seats": names, "agenda": ["deal"], "protocol": protocol, "stages": ["bargain"],
        "deadline": rounds,
    }  # fmt: skip
    if rule is not None:
        forum["rule"] = rule
    return Scenario.from_data({
        "format": 1, "name": "random", "title": "A random game", "noise": 0,
        "time": {"unit": "round", "horizon": rounds, "flow": "none"},
        "issues": {"deal": {"options": levels, "status_quo": "o0"}},
        "parties": {
            name: {
                "weights": {"deal": 1},
                "values": {"deal": dict(zip(levels, rng.random(options).tolist(), strict=True))},
                "reservation": float(rng.uniform(0, 0.4)),
                "patience": float(rng.uniform(0.6, 1)),
                "staying_cost": float(rng.uniform(0, 0.05)),
            }
            for name in names
        },
        "forums": {"table": forum},
    } | more)  # fmt: skip
