"""What a protocol is."""

from __future__ import annotations

import numpy as np

from sim.model.game import Game, Plan


class Protocol:
    """Who proposes when: it plays one round in some runs.

    Write `play`, register the class, and name it in a scenario. Options written beside the name in
    the file are the keyword parameters of ``__init__``.

    Attributes
    ----------
    most_parties : int or None
        How many can sit at such a table; None for any number.
    only_rules : tuple of str
        The decision rules it works under; any if empty.
    solutions : tuple of str
        The equilibria that it can work out: what `equilibrium` takes, the usual one first.
    settles : bool
        Whether items are settled one after another.
    random : bool
        Whether it draws anything itself.
    in_turn : bool
        Whether the parties act one after another in a round, each seeing what was said before it.
        Where not, all act at once, and a person is not shown what others have said.
    remembers : bool
        Whether it asks what was proposed in the round before.
    foresees : bool
        Whether it reads what everybody expects of everybody: scores, and chances of agreement.
    """

    most_parties: int | None = None
    only_rules: tuple[str, ...] = ()
    solutions: tuple[str, ...] = ()
    settles: bool = False
    random: bool = False
    in_turn: bool = False
    remembers: bool = False
    foresees: bool = True

    def play(self, forum, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Play one round in `rows`: the package agreed or -1, and where nothing is left: (n,)."""
        raise NotImplementedError

    def equilibrium(self, game: Game, solution: str, **options) -> Plan:
        """How the party that looks acts now, if all act in equilibrium from now on."""
        raise NotImplementedError
