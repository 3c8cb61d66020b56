"""Two parties who would gain by talks, and demand what nobody can grant before they come."""

from __future__ import annotations

from sim.scenario.scenario import Scenario


def walled(firmness: dict[str, float], noise: float = 0.0) -> Scenario:
    """Left and right share a pie; each names its firmness in a demand of its own, or makes none.

    Talks are worth 1/2 to each and no talks nothing, so that a party comes where the chance that
    the other comes, times 1/2, exceeds its firmness. Each demand asks for the second of three
    options or more, on an issue that nobody controls and that stands at the first.
    """
    pie = {"left": (0, 0.5, 1), "right": (1, 0.5, 0)}
    options = ["x0", "x1", "x2"]
    wall = {"options": ["up", "low", "down"], "status_quo": "up"}
    parties = {
        name: {
            "weights": {"pie": 1},
            "values": {"pie": dict(zip(options, values, strict=True))},
            "reservation": 0,
            "preconditions": {},
        }
        for name, values in pie.items()
    }
    for name, firm in firmness.items():
        demand = {"issue": f"wall_of_{name}", "at_least": "down"}
        parties[name]["preconditions"] = {"wall": {"demand": demand, "firmness": firm}}
    return Scenario.from_data(
        {
            "format": 1,
            "name": "walls",
            "title": "Two walls",
            "time": {"unit": "round", "horizon": 2},
            "noise": noise,
            "issues": {"pie": {"options": options, "status_quo": "x0"}}
            | {f"wall_of_{name}": wall for name in pie},
            "parties": parties,
            "forums": {
                "summit": {
                    "seats": list(pie), "agenda": ["pie"], "stages": ["convene", "bargain"],
                    "convene_by": 4, "deadline": 4,
                }
            },
        }
    )  # fmt: skip
