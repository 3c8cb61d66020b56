"""How far two codings of one conflict agree, and where they differ most."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from sim.scenario.agreement.alpha import Reliability, Value, reliability
from sim.scenario.agreement.matching import matched
from sim.scenario.agreement.units import Kind, kinds, written_down
from sim.scenario.distributions import Distribution, support
from sim.scenario.evidence import resting_on
from sim.scenario.places import is_weight
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Evidence


@dataclass(frozen=True)
class OfKind:
    """Agreement on things of one kind.

    Attributes
    ----------
    kind : Kind
        What they are, and what both codings say.
    found : Reliability
        Krippendorff's alpha, and how far the codings are apart on each.
    """

    kind: Kind
    found: Reliability

    @property
    def same(self) -> int:
        """On how many of them both codings say the same."""
        return sum(a == b for a, b in zip(self.kind.a, self.kind.b, strict=True))


@dataclass(frozen=True)
class Difference:
    """One thing on which the codings differ.

    Attributes
    ----------
    path : str
        Where it stands; a part in brackets says what of it is meant.
    kind : str
        The kind of thing it is.
    a, b : str
        What the codings say.
    weight : float
        Its squared difference, as a multiple of what two values of this kind taken at random
        differ by on average: above 1 is further apart than chance.
    rests : tuple of Evidence
        What A's and B's rest on.
    """

    path: str
    kind: str
    a: Value
    b: Value
    weight: float
    rests: tuple[Evidence, Evidence]


@dataclass(frozen=True)
class Agreement:
    """Two codings of one conflict, held beside one another.

    Attributes
    ----------
    a, b : Scenario
        The codings, B with A's names where it has the same things under others.
    renamed : list of (str, str)
        What B names otherwise: its dotted path in B, and A's name.
    """

    a: Scenario
    b: Scenario
    renamed: list[tuple[str, str]]

    @cached_property
    def by_kind(self) -> list[OfKind]:
        """Agreement on each kind of thing that both had before them."""
        return [
            OfKind(kind, reliability(list(zip(kind.a, kind.b, strict=True)), kind.scale))
            for kind in kinds(self.a, self.b)
        ]

    @cached_property
    def written_down(self) -> dict[str, tuple[list[str], list[str], list[str]]]:
        """Which named things both have, only A, and only B, by part of the file."""
        return written_down(self.a, self.b)

    @property
    def differences(self) -> list[Difference]:
        """Return what the codings differ on, the worst first; an order only where no number is."""
        found = [each for of_kind in self.by_kind for each in self._of_kind(of_kind)]
        return sorted(found, key=lambda each: (-each.weight, each.path))

    @property
    def overlapping(self) -> tuple[int, int]:
        """How many numbers have ranges that overlap, and how many are compared; weights left out.

        A point overlaps a range that holds it.
        """
        pairs = [
            (support(value), support(self.b.parameters[path]))  # type: ignore[arg-type]
            for path, value in self.a.parameters.items()
            if path in self.b.parameters
            and not is_weight(tuple(path.split(".")))
            and (self.a.is_written(path) or self.b.is_written(path))
        ]
        meet = sum(max(a[0], b[0]) <= min(a[1], b[1]) for a, b in pairs)
        return meet, len(pairs)

    def _of_kind(self, of_kind: OfKind) -> list[Difference]:
        kind, found = of_kind.kind, of_kind.found
        rows = zip(kind.paths, kind.a, kind.b, found.disagreement.tolist(), strict=True)
        return [
            Difference(path, kind.name, self._said(path, a, 0), self._said(path, b, 1), weight,
                       (self._rests(path, 0), self._rests(path, 1)))
            for path, a, b, weight in rows
            if a != b and kind.scale != "ordinal" and not math.isnan(weight)
        ]  # fmt: skip

    def _said(self, path: str, value: Value, coder: int) -> str:
        """Write what a coding says: a range where it has one, or else the value compared."""
        scenario = (self.a, self.b)[coder]
        written = scenario.parameters.get(path)
        if isinstance(written, Distribution):
            return f"{written.lo:g} to {written.hi:g}"
        option = _option(scenario, path)
        if option or isinstance(value, str):
            return option or str(value)
        return f"{value:.2g}" + " on average" * is_weight(tuple(path.split(".")))

    def _rests(self, path: str, coder: int) -> Evidence:
        return resting_on((self.a, self.b)[coder], path.partition(" ")[0])


def agreement(a: Scenario, b: Scenario) -> Agreement:
    """Hold two codings of one conflict beside one another.

    Parameters
    ----------
    a, b : Scenario

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> a = Scenario.from_data(EXAMPLE)
    >>> found = agreement(a, a.with_({"parties.south.values.water.shared": 0.9}))
    >>> [(each.path, each.a, each.b) for each in found.differences]
    [('parties.south.values.water.shared', '0.5', '0.9')]
    >>> [(each.kind.name, each.same) for each in found.by_kind][-2:]
    [('Values of options', 5), ('Values of no agreement', 2)]
    """
    renamed_b, renamed = matched(a, b)
    return Agreement(a, renamed_b, renamed)


def _option(scenario: Scenario, path: str) -> str:
    """Return the option that stands at a path, if one does."""
    from sim.scenario.agreement.minutes import at
    from sim.scenario.bodies import Condition

    place = at(scenario.spec, tuple(path.partition(" ")[0].split(".")))
    if isinstance(place, Condition):
        return place.at_least or place.at_most or place.is_ or ""
    return place if isinstance(place, str) else ""
