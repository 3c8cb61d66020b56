"""One full set of sampled parameters for each run: what the analyst does not know, drawn.

Every parameter has a stream of its own, named after its path, so that adding one shifts no other.
Two kinds of parameter are drawn together:

- weights of issues, jointly on the simplex (`sim.scenario.weights`);
- what is private to a party, its war cost and the firmness of its demands, from one uniform: its
  *resolve*. A tougher party bears war more cheaply and holds out for longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.draws import Draws, Floats
from sim.scenario.distributions import Distribution, quantile, support
from sim.scenario.schema import Faction, Party, Rank
from sim.scenario.weights import from_points, from_ranges, from_rank

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


class Assumptions(Mapping[str, Floats]):
    """The parameters of a block of runs: path -> one value a run. Drawn when first asked for.

    Parameters
    ----------
    scenario : Scenario
        Whose parameters they are.
    draws : Draws
        The uniforms they are drawn with.
    first, count : int
        The runs of the block.
    """

    def __init__(self, scenario: Scenario, draws: Draws, first: int, count: int) -> None:
        self._spec = scenario.spec
        self._parameters = {
            path: value
            for path, value in scenario.parameters.items()
            if not isinstance(value, Rank) and not _is_weight(path)
        }
        self._draws, self._first, self._count = draws, first, count
        self._drawn: dict[str, Floats] = {}

    def __getitem__(self, path: str) -> Floats:
        """Return a parameter's value in each run, shape (runs,); weights are in `weights`."""
        if path not in self._drawn:
            self._drawn[path] = quantile(self._parameters[path], self._uniform(path))
        return self._drawn[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def resolve(self, party: str) -> Floats:
        """Return how tough a party is in each run, in (0, 1), shape (runs,)."""
        return self._draws.uniform(("resolve", party), self._first, self._count)

    def weights(self, holder: str) -> Floats:
        """Return the weights of a party or a faction.

        Parameters
        ----------
        holder : str
            Its path, ``parties.smc`` or ``parties.coalition.factions.hawks``.

        Returns
        -------
        ndarray of float64, shape (runs, issues)
            Columns in the order of ``spec.issue_names``; rows sum to 1, and are 0 where an issue
            has no weight.
        """
        key = f"{holder}.weights"
        if key not in self._drawn:
            names, drawn = self._draw_weights(key, self._body(holder).weights)
            every = np.zeros((self._count, len(self._spec.issue_names)))
            every[:, [self._spec.issue_names.index(name) for name in names]] = drawn
            self._drawn[key] = every
        return self._drawn[key]

    def _draw_weights(
        self, key: str, given: Rank | dict[str, float | Distribution]
    ) -> tuple[list[str], Floats]:
        """Draw weights as the file gives them: the issues they are for, and a column for each."""
        address = (self._draws, ("assumption", key), self._first, self._count)
        if isinstance(given, Rank):
            tiers = [len(tier) for tier in given.rank]
            return [name for tier in given.rank for name in tier], from_rank(tiers, *address)
        lo, hi = zip(*map(support, given.values()), strict=True)
        if any(isinstance(value, Distribution) for value in given.values()):
            return list(given), from_ranges(lo, hi, *address)
        return list(given), np.tile(from_points(lo), (self._count, 1))

    def _body(self, holder: str) -> Party | Faction:
        match holder.split("."):
            case ["parties", party]:
                return self._spec.parties[party]
            case ["parties", party, "factions", faction]:
                return self._spec.parties[party].factions[faction]
        raise KeyError(holder)

    def _uniform(self, path: str) -> Floats:
        """Return the uniforms behind a path: its own, or its party's resolve."""
        match path.split("."):
            case ["parties", party, "war_cost"]:
                return 1.0 - self.resolve(party)
            case ["parties", party, "preconditions", _, "firmness"]:
                return self.resolve(party)
        return self._draws.uniform(("assumption", path), self._first, self._count)


def draw(scenario: Scenario, draws: Draws, numbers: NDArray[np.int64]) -> Assumptions:
    """Draw every parameter of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Whose parameters to draw.
    draws : Draws
        The uniforms to draw them with.
    numbers : ndarray of int
        The numbers of the assumption draws: a stretch of neighbouring numbers, ascending.

    Returns
    -------
    Assumptions
        Number *k* of which depends on scenario, seed and *k* alone.

    Raises
    ------
    ValueError
        If `numbers` leaves a gap.

    Examples
    --------
    >>> from sim.scenario.scenario import Scenario
    >>> drawn = draw(Scenario.load("geneva-2013"), Draws(7), np.arange(4))
    >>> drawn.weights("parties.us").sum(axis=1).round(12).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    if len(numbers) and (np.diff(numbers) != 1).any():
        raise ValueError("the numbers of a block of assumption draws must follow one another")
    return Assumptions(scenario, draws, int(numbers[0]) if len(numbers) else 0, len(numbers))


def _is_weight(path: str) -> bool:
    """Tell whether a path is an issue's weight (a decision rule's weights are not)."""
    match path.split("."):
        case ["parties", _, "weights", _] | ["parties", _, "factions", _, "weights", _]:
            return True
    return False
