"""A scenario's table as a game of complete information, at the average of the assumptions."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from sim.model.game import Game
from sim.model.talks import Talks
from sim.scenario.distributions import Distribution
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Joint

_OF_A_RUN = ("utility", "reservation", "patience", "flow", "cost")


class NothingToSolve(ValueError):
    """What is asked for does not fit the scenario; the message says why, and what would."""


def uncertain(scenario: Scenario) -> bool:
    """Whether anything in a scenario is not known, so that draws of the assumptions differ.

    Examples
    --------
    >>> uncertain(Scenario.load("ultimatum")), uncertain(Scenario.load("geneva-2013"))
    (False, True)
    """
    unknown = (Distribution, Joint)
    numbers = scenario.parameters.values()
    return bool(scenario.spec.variants) or any(isinstance(each, unknown) for each in numbers)


def table_of(scenario: Scenario, seed: int, draws: int) -> tuple[Game, tuple[str, ...]]:
    """The primary forum's table before the first round, averaged over draws of the assumptions.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    draws : int
        How many; private shocks are left out.

    Returns
    -------
    Game
        Of a single run.
    tuple of str
        The packages in words.

    Examples
    --------
    >>> game, packages = table_of(Scenario.load("ultimatum"), 0, 1)
    >>> game.seats, game.utility.shape, packages[1]
    (('proposer', 'responder'), (1, 102, 2), 'pie=p100_0')
    """
    talks = Talks(scenario, draws, rng=seed, noise=0.0)
    forum, rows = talks.forum, np.arange(draws)
    forum.look(rows)
    game = forum.table.game(forum.seated[0], rows, forum.prospect)
    means = {field.name: getattr(game, field.name) for field in fields(game)}
    averaged = {name: average(means[name])[None] for name in _OF_A_RUN}
    rule = game.rule._replace(
        weight=average(game.rule.weight)[None], quota=average(game.rule.quota)[None]
    )
    one = replace(game, rule=rule, present=game.present[:1], round=game.round[:1], **averaged)
    return one, packages_in_words(forum.tables)


def packages_in_words(tables) -> tuple[str, ...]:
    """Every package of a forum as ``issue=option``, in the order of the tables."""
    named = (tables.package_name(x) for x in range(len(tables.packages)))
    return tuple(", ".join(f"{issue}={option}" for issue, option in each.items()) for each in named)


def average(values: np.ndarray) -> np.ndarray:
    """The mean over the first axis; what is the same in every draw stays as it is, to the bit."""
    first = values[0]
    same = (values == first).all(axis=0)
    return np.where(same, first, values.mean(axis=0))
