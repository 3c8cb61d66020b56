"""Designs: which combinations of levels are the cells of a study.

A design is told the factors and says how many cells there are and what the settings of each are.
Cells are made one at a time, so that a design of a million takes no memory; those that fill a space
keep one table of points. A new design is one class with ``@design`` above it.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import numpy as np

from sim.experiments.study.factors import Factor, Level

Settings = dict[str, Level]  # of a cell, by factor; a factor that is not there stays as written

MOST_POINTS = 1_000_000


class Design(ABC):
    """A way to choose cells.

    Parameters
    ----------
    factors : tuple of Factor
    points : int, optional
        How many, for designs that fill a space.
    seed : int
        Of the study.
    """

    name: ClassVar[str]
    options: ClassVar[tuple[str, ...]] = ()
    takes_ranges: ClassVar[bool] = False

    def __init__(self, factors: tuple[Factor, ...], points: int | None, seed: int) -> None:
        self.factors, self.seed = factors, seed
        self.points = 0 if points is None else points

    @abstractmethod
    def __len__(self) -> int:
        """How many cells there are."""

    @abstractmethod
    def settings(self, number: int) -> Settings:
        """Return the settings of a cell."""

    @classmethod
    def complaint(cls, factors: tuple[Factor, ...], points: Any) -> str:
        """Say why it cannot be used with some factors; nothing if it can."""
        ranges = [factor.name for factor in factors if factor.between is not None]
        if ranges and not cls.takes_ranges:
            return f"{cls.name} needs levels, and factor '{ranges[0]}' has a range; give it levels"
        if "points" in cls.options:
            whole = isinstance(points, int | float) and float(points).is_integer()
            if not whole or not 1 <= points <= MOST_POINTS:
                return f"{cls.name} needs a number of points; write {cls.name_with_points()}"
        return "" if factors or cls.name == "list" else "there are no factors; add one"

    @classmethod
    def name_with_points(cls) -> str:
        """Show how it is written with its points."""
        return f"{{name: {cls.name}, points: 64}}"


D = TypeVar("D", bound=type[Design])
DESIGNS: dict[str, type[Design]] = {}


def design(name: str) -> Callable[[D], D]:
    """Register a class of designs under the name that it has in a file."""

    def register(cls: D) -> D:
        cls.name = name
        DESIGNS[name] = cls
        return cls

    return register


@design("full_grid")
class FullGrid(Design):
    """Every combination of levels, the last factor's changing fastest."""

    def __len__(self) -> int:
        """How many cells there are."""
        return math.prod(len(factor.levels) for factor in self.factors)

    def settings(self, number: int) -> Settings:
        """Return the settings of a cell."""
        found: Settings = {}
        for factor in reversed(self.factors):
            number, place = divmod(number, len(factor.levels))
            found[factor.name] = factor.levels[place]
        return {factor.name: found[factor.name] for factor in self.factors}


@design("one_at_a_time")
class OneAtATime(Design):
    """The scenario as it is written, and then each level of each factor alone.

    With several base scenarios the first of them is the one that is changed.
    """

    def __len__(self) -> int:
        """How many cells there are."""
        return 1 + sum(len(factor.levels) for factor in self.factors)

    def settings(self, number: int) -> Settings:
        """Return the settings of a cell."""
        number -= 1
        for factor in self.factors if number >= 0 else ():
            if number < len(factor.levels):
                return {factor.name: factor.levels[number]}
            number -= len(factor.levels)
        return {}


class _Points(Design):
    """Cells at points of the unit cube, (cells, factors)."""

    options = ("points",)
    takes_ranges = True

    def __init__(self, factors: tuple[Factor, ...], points: int | None, seed: int) -> None:
        super().__init__(factors, points, seed)
        self.at = self._at()

    @abstractmethod
    def _at(self) -> np.ndarray:
        """Return the points."""

    def __len__(self) -> int:
        """How many cells there are."""
        return len(self.at)

    def settings(self, number: int) -> Settings:
        """Return the settings of a cell."""
        point = self.at[number]
        return {f.name: f.at(float(u)) for f, u in zip(self.factors, point, strict=True)}


@design("latin_hypercube")
class LatinHypercube(_Points):
    """One point in each of as many equal slices of every factor (McKay, Beckman & Conover 1979)."""

    def _at(self) -> np.ndarray:
        from scipy.stats import qmc

        return qmc.LatinHypercube(len(self.factors), rng=abs(self.seed)).random(self.points)


@design("sobol")
class Sobol(_Points):
    """A scrambled Sobol sequence (Sobol 1967; Owen 1998), best with a power of two of points."""

    def _at(self) -> np.ndarray:
        return _sobol(len(self.factors), self.points, self.seed)


@design("saltelli")
class Saltelli(_Points):
    """Two independent samples and their mixtures, for Sobol indices of every factor and pair.

    For k factors and N points there are N (2k + 2) cells: for each point a row of the sample A,
    A with each factor in turn from B, B with each factor in turn from A, and the row of B
    (Saltelli 2002, theorem 2); in the order in which SALib reads them.
    """

    def _at(self) -> np.ndarray:
        k = len(self.factors)
        both = _sobol(2 * k, self.points, self.seed)
        a, b = both[:, :k], both[:, k:]
        rows = np.empty((self.points, 2 * k + 2, k))
        rows[:, 0], rows[:, -1] = a, b
        for j in range(k):
            rows[:, 1 + j], rows[:, 1 + k + j] = a, b
            rows[:, 1 + j, j], rows[:, 1 + k + j, j] = b[:, j], a[:, j]
        return rows.reshape(-1, k)


@design("list")
class Listed(Design):
    """The cells that the file lists, in its order."""

    def __init__(self, factors: tuple[Factor, ...], points: int | None, seed: int) -> None:
        super().__init__(factors, points, seed)
        self.listed: tuple[Settings, ...] = ()

    def __len__(self) -> int:
        """How many cells there are."""
        return len(self.listed)

    def settings(self, number: int) -> Settings:
        """Return the settings of a cell."""
        return self.listed[number]


def _sobol(dimensions: int, points: int, seed: int) -> np.ndarray:
    """Return the first points of a scrambled sequence, as many as asked."""
    from scipy.stats import qmc

    exponent = math.ceil(math.log2(points)) if points > 1 else 0
    return qmc.Sobol(dimensions, rng=abs(seed)).random_base2(exponent)[:points]
