"""Small scenarios that can be worked by hand, and the one-line ways to run them."""

from __future__ import annotations

import math

import numpy as np

import sim
from sim.draws import Draws
from sim.model.record import Recorder


def one_issue(
    utility: dict[str, tuple], reservation: dict[str, float], stages=("bargain",), **more
) -> dict:
    """One issue `deal` with as many options as the utilities have; the first is the status quo.

    `more` is laid over the forum; parties are named by `utility`, every number is a point, and
    there is no noise.
    """
    count = len(next(iter(utility.values())))
    options = [f"x{k}" for k in range(count)]
    return {
        "format": 1,
        "name": "small",
        "title": "A small scenario",
        "time": {"unit": "round", "horizon": 2},
        "noise": 0,
        "issues": {"deal": {"options": options, "status_quo": "x0"}},
        "parties": {
            name: {
                "weights": {"deal": 1},
                "values": {"deal": dict(zip(options, values, strict=True))},
                "reservation": reservation[name],
            }
            for name, values in utility.items()
        },
        "forums": {
            "summit": {
                "seats": list(utility),
                "agenda": ["deal"],
                "stages": list(stages),
                "convene_by": 6,
                "deadline": 4,
            }
            | more
        },
    }


def pie(slices: int, **more) -> dict:
    """A pie of so many slices between left and right, who both have nothing without agreement."""
    share = tuple(k / slices for k in range(slices + 1))
    return one_issue({"left": share, "right": share[::-1]}, {"left": 0.0, "right": 0.0}, **more)


def war(stages=("convene", "bargain"), noise=0.0) -> dict:
    """Red and blue, equally strong, fight over who rules.

    War is worth 1/2 less its cost of 0.1, so 0.4 to each; the shared rule is worth 0.6 to each, and
    the rule of either 1 to it and 0 to the other.
    """
    data = one_issue(
        {"blue": (0, 0.6, 1), "red": (1, 0.6, 0)}, dict.fromkeys(("blue", "red"), 0.0), stages
    )
    data["noise"] = noise
    data["conflict"] = {
        "sides": {
            "blues": {"strength": 1, "victory": {"deal": "x2"}},
            "reds": {"strength": 1, "victory": {"deal": "x0"}},
        }
    }
    for name in ("blue", "red"):
        del data["parties"][name]["reservation"]
        data["parties"][name] |= {"side": f"{name}s", "war_cost": 0.1}
    return data


def demanding(firmness=1.0, cost=0.05, **war_options) -> dict:
    """The war, in which red wants detainees free before it comes; only blue can free them.

    Nobody's utility has to do with detainees: freeing them costs blue `cost`, coming while they are
    held costs red `firmness`.
    """
    data = war(**war_options)
    data["issues"]["detainees"] = {
        "options": ["held", "free"],
        "status_quo": "held",
        "controlled_by": ["blue"],
    }
    demand = {"issue": "detainees", "is": "free"}
    data["parties"]["red"]["preconditions"] = {"release": {"demand": demand, "firmness": firmness}}
    data["parties"]["blue"]["conceding_cost"] = {"detainees": cost}
    return data


def bystander(data: dict, values: tuple, reservation: float, **more) -> dict:
    """Add a party `us` that has no seat."""
    options = data["issues"]["deal"]["options"]
    data["parties"]["us"] = {
        "weights": {"deal": 1},
        "values": {"deal": dict(zip(options, values, strict=True))},
        "reservation": reservation,
    } | more
    return data


def talks(data: dict, runs: int = 1, **more) -> sim.Talks:
    """The model of a scenario, at the start."""
    return sim.Talks(sim.Scenario.from_data(data), runs, **more)


def over(data: dict, runs: int = 1, **more) -> sim.Talks:
    """The model of a scenario, all runs at their end."""
    return talks(data, runs, **more).run()


def acts(data: dict, **more) -> list[dict]:
    """Every act of run 0."""
    recorder = Recorder()
    over(data, recorder=recorder, **more)
    return recorder.rows


def utility(done: sim.Talks) -> dict[str, np.ndarray]:
    """What each party is left with: name -> (runs,)."""
    return dict(zip(done.tables.parties, done.utility.T, strict=True))


def shock(
    kind: str, name: str, scale: float, runs: int, seed: int = 0, about: str = ""
) -> np.ndarray:
    """A private shock as its address defines it: the logistic quantile of an addressed uniform."""
    stream = ("shock", kind, "summit", name, *([about] if about else []))
    u = Draws(seed).uniform(stream, 0, runs)
    return scale * np.log(u / (1 - u))


def chance(z: float) -> float:
    """The logistic distribution function."""
    return 1 / (1 + math.exp(-z))


def softplus(gain: float, scale: float) -> float:
    """``E[(gain + shock)+]`` for a logistic shock."""
    return scale * math.log(1 + math.exp(gain / scale))


# -- deals that are signed for sure ----------------------------------------------------------

if "insist" not in sim.strategies.names():

    @sim.strategies.register("insist")
    class Insist(sim.Strategy):
        """Proposes one package, by its number, and accepts whatever is offered."""

        def __init__(self, package: int = 0):
            self.package = int(package)  # options of a file are numbers of any kind

        def propose(self, view):
            return np.full(view.runs, self.package)

        def accepts(self, view):
            return np.ones(view.runs, bool)


PAY = 50.0  # what each seat is paid for staying at such a table, so that nobody leaves


def insisted(data: dict, package: int, forum: str = "summit") -> dict:
    """Have all seats of a forum sign a package in its first round, whatever it is worth."""
    body = data["forums"][forum]
    body["protocol"] = {"name": "alternating_offers", "order": sorted(body["seats"])}
    for name in body["seats"]:
        choice = {"name": "insist", "package": package}
        data["parties"][name] |= {"strategy": choice, "staying_cost": -PAY}
    return data


def asking(values=(0.0, 0.3), cost=0.0, package=1, stages=("bargain",), **more) -> dict:
    """Left and right sign a package on one issue, which only `us`, who has no seat, can move.

    values : what each option is worth to us; cost : what moving the issue costs it. more : laid
    over us.
    """
    seat = tuple(k / (len(values) - 1) for k in range(len(values)))
    data = one_issue({"left": seat, "right": seat}, {"left": 0.0, "right": 0.0}, stages)
    bystander(data, values, 0.0, conceding_cost={"deal": cost}, **more)
    data["issues"]["deal"]["controlled_by"] = ["us"]
    return insisted(data, package)


def levels(done: sim.Talks, issue: str = "deal") -> list[int]:
    """Where an issue stands in every run."""
    return done.world.levels[:, done.tables.issues.index(issue)].tolist()
