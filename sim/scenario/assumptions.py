"""One full set of sampled parameters for each run: what the analyst does not know, drawn.

Every parameter has a stream of its own, named after its path, so that adding one shifts no other.
Some parameters are drawn together:

- weights of issues, jointly on the simplex (`sim.scenario.weights`, `sim.scenario.swing`);
- values of options of which an order is known, jointly so that they keep it
  (`sim.scenario.orders`);
- what is private to a party, its war cost and the firmness of its demands, from one uniform: its
  *resolve*. A tougher party bears war more cheaply and holds out for longer;
- numbers that refer to one shared number: they are that number's draw;
- numbers that a variant switches: one uniform picks its case, and each number comes from the
  distribution of that case, or from the scenario's own where the case does not set it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.draws import Draws, Floats
from sim.scenario.distributions import Distribution, quantile, support
from sim.scenario.orders import from_order
from sim.scenario.places import is_weight
from sim.scenario.schema import Joint, Rank, Swing
from sim.scenario.swing import from_swing
from sim.scenario.weights import from_points, from_ranges, from_rank

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


_AT_ONCE = 8  # numbers that are drawn together: what is worked out on the way stays in the cache


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
            if not isinstance(value, Joint) and not is_weight(tuple(path.split(".")))
        }
        self._ties = scenario.ties
        self._holders = self._spec.holders
        self._ordered = {
            f"{holder}.values.{issue}.{option}": (holder, issue, place)
            for holder, body in self._holders.items()
            for issue, order in body.orders.items()
            for place, option in enumerate(order)
        }
        self._switched = {
            path: name
            for name, variant in self._spec.variants.items()
            for case in variant.cases.values()
            for path in case.numbers
        }
        self._draws, self._first, self._count = draws, first, count
        self._drawn: dict[str, Floats] = {}

    def __getitem__(self, path: str) -> Floats:
        """Return a parameter's value in each run, shape (runs,); weights are in `weights`.

        ``variants.NAME`` gives the place of the case in force among the cases, sorted by name.
        """
        if path not in self._drawn:
            if path in self._alone:
                return self._alone[path]
            if path in self._variants:
                self._drawn[path] = self.case(self._variants[path]).astype(np.float64)
            else:
                self._known(path)
                self._drawn[path] = self._in_force(path, self._uniform(path)[:, None])[:, 0]
        return self._drawn[path]

    def __iter__(self) -> Iterator[str]:
        yield from self._parameters
        yield from self._variants

    def __len__(self) -> int:
        return len(self._parameters) + len(self._variants)

    def case(self, variant: str) -> NDArray[np.int64]:
        """Return which case of a variant is in force in each run.

        Parameters
        ----------
        variant : str
            Its name.

        Returns
        -------
        ndarray of int, shape (runs,)
            The place of the case among the variant's cases, sorted by name.
        """
        cases = self._spec.variants[variant].cases.values()
        ends = np.cumsum([case.probability for case in cases])[:-1]
        u = self._draws.uniform(("variant", variant), self._first, self._count)
        return np.searchsorted(ends, u, side="right").astype(np.int64)

    def quantiles(self, path: str, points: ArrayLike) -> Floats:
        """Return quantiles of a number's distribution, that of the case in force in each run.

        Parameters
        ----------
        path : str
            A parameter, as for ``[]``.
        points : array_like, shape (points,)
            Probabilities in [0, 1].

        Returns
        -------
        ndarray of float64, shape (runs, points)
            A shared number has been drawn already, and so has a value in an order: its draw stands
            at every point.

        Examples
        --------
        >>> from sim.scenario.scenario import EXAMPLE, Scenario
        >>> drawn = draw(Scenario.from_data(EXAMPLE), Draws(7), np.arange(2))
        >>> drawn.quantiles("parties.north.reservation", [0, 1]).tolist()
        [[0.1, 0.5], [0.1, 0.5]]
        """
        self._known(path)
        given = np.asarray(points, dtype=np.float64)
        return self._in_force(path, np.broadcast_to(given, (self._count, len(given))))

    def resolve(self, party: str) -> Floats:
        """Return how tough a party is in each run, in (0, 1), shape (runs,)."""
        return self._draws.uniform(("resolve", party), self._first, self._count)

    def weights(self, holder: str) -> Floats:
        """Return the weights of a party, a faction, or an outlook that gives weights.

        Parameters
        ----------
        holder : str
            Its path, such as ``parties.smc`` or ``parties.coalition.factions.hawks``.

        Returns
        -------
        ndarray of float64, shape (runs, issues)
            Columns in the order of ``spec.issue_names``; rows sum to 1, and are 0 where an issue
            has no weight.
        """
        key = f"{holder}.weights"
        if key not in self._drawn:
            given = self._holders[holder].weights
            if given is None:  # an outlook by which the party's own weights stay
                raise KeyError(key)
            names, drawn = self._draw_weights(key, given)
            every = np.zeros((self._count, len(self._spec.issue_names)))
            every[:, [self._spec.issue_names.index(name) for name in names]] = drawn
            self._drawn[key] = every
        return self._drawn[key]

    def _draw_weights(
        self, key: str, given: Joint | dict[str, float | Distribution]
    ) -> tuple[list[str], Floats]:
        """Draw weights as the file gives them: the issues they are for, and a column for each."""
        address = (self._draws, ("assumption", key), self._first, self._count)
        if isinstance(given, Rank):
            tiers = [len(tier) for tier in given.rank]
            return [name for tier in given.rank for name in tier], from_rank(tiers, *address)
        points = given.swing if isinstance(given, Swing) else given
        lo, hi = zip(*map(support, points.values()), strict=True)
        if isinstance(given, Swing):
            return list(points), from_swing(lo, hi, *address)
        if any(isinstance(value, Distribution) for value in points.values()):
            return list(points), from_ranges(lo, hi, *address)
        return list(points), np.tile(from_points(lo), (self._count, 1))

    def _draw_order(self, holder: str, issue: str) -> Floats:
        """Return the values of the options in an order, from worst to best: (runs, options)."""
        key = f"{holder}.orders.{issue}"
        if key not in self._drawn:
            body = self._holders[holder]
            lo, hi = zip(*(support(body.values[issue][o]) for o in body.orders[issue]), strict=True)
            address = (self._draws, ("assumption", key), self._first, self._count)
            self._drawn[key] = from_order(lo, hi, *address)
        return self._drawn[key]

    @cached_property
    def _alone(self) -> dict[str, Floats]:
        """The numbers that have a distribution, and hang on nothing else, each in every run.

        Most numbers do: those of one distribution are drawn together.
        """
        alike: dict[Distribution, list[str]] = {}
        for path, value in self._parameters.items():
            tied = path in self._ties or path in self._ordered
            tied |= path in self._switched or path.startswith("variants.")
            if isinstance(value, Distribution) and not tied and self._party_of(path) is None:
                alike.setdefault(value, []).append(path)
        drawn: dict[str, Floats] = {}
        for value, paths in alike.items():
            for start in range(0, len(paths), _AT_ONCE):
                few = paths[start : start + _AT_ONCE]
                streams = [("assumption", path) for path in few]
                u = self._draws.of_streams(streams, self._first, self._count)
                drawn.update(zip(few, value.ppf(u), strict=True))
        return drawn

    @property
    def _variants(self) -> dict[str, str]:
        return {f"variants.{name}": name for name in self._spec.variants}

    def _known(self, path: str) -> None:
        if path not in self._parameters:
            raise KeyError(path)

    def _in_force(self, path: str, u: Floats) -> Floats:
        """Return a number at probabilities `u`, (runs, points), under the case in force."""
        value = self._written(path, u)
        if path in self._switched:
            name = self._switched[path]
            case_of_run = self.case(name)[:, None]
            for place, (case, body) in enumerate(self._spec.variants[name].cases.items()):
                if path in body.numbers:
                    switched = self._written(f"variants.{name}.cases.{case}.set.{path}", u)
                    value = np.where(case_of_run == place, switched, value)
        return value

    def _written(self, path: str, u: Floats) -> Floats:
        """Return what stands at a path itself: what is drawn elsewhere, or quantiles at `u`."""
        if path in self._ties:
            shared = self[f"shared.{self._ties[path]}"]
            return np.repeat(shared[:, None], u.shape[1], axis=1)
        if path in self._ordered:
            holder, issue, place = self._ordered[path]
            value = self._draw_order(holder, issue)[:, place]
            return np.repeat(value[:, None], u.shape[1], axis=1)
        return quantile(self._parameters[path], u)

    def _uniform(self, path: str) -> Floats:
        """Return the uniforms behind a path: its own, or its party's resolve.

        What a case sets has those of the number that it switches.
        """
        if path.startswith("variants."):
            _, path = path.split(".set.", maxsplit=1)
        party = self._party_of(path)
        if party is None:
            return self._draws.uniform(("assumption", path), self._first, self._count)
        resolve = self.resolve(party)
        return 1.0 - resolve if path.endswith(".war_cost") else resolve

    def _party_of(self, path: str) -> str | None:
        """The party on whose resolve a number hangs, or None."""
        match path.split("."):
            case ["parties", party, "war_cost"] | [
                "parties",
                party,
                "preconditions",
                _,
                "firmness",
            ]:
                return party
        return None


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
