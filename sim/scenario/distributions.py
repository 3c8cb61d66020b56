"""The distributions that a number in a scenario may be, each drawn by its inverse CDF.

Every support is bounded, and ``ppf(0)`` and ``ppf(1)`` are exactly its ends, because beliefs are
held on a grid that includes them. A new distribution is one class with ``@distribution`` above it.
How numbers are read and checked is in `sim.scenario.number`.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, Self

import numpy as np
from pydantic import Field, model_validator

from sim.scenario.number import (
    DISTRIBUTIONS,
    Distribution,
    Floats,
    Number,
    distribution,
    finite,
    number_data,
    parse_number,
    quantile,
    support,
)

__all__ = [
    "DISTRIBUTIONS",
    "Beta",
    "Discrete",
    "Distribution",
    "Normal",
    "Number",
    "Pert",
    "Triangular",
    "Uniform",
    "distribution",
    "number_data",
    "parse_number",
    "quantile",
    "support",
]

_TABLE_SIZE = 1025  # quantiles tabulated for a beta; between them it is interpolated linearly


@distribution("uniform")
class Uniform(Distribution):
    """Every value between the ends is as likely as any other.

    Examples
    --------
    >>> parse_number({"uniform": [0.2, 0.6]}).mean
    0.4
    """

    listed = ("lo", "hi")

    @property
    def mean(self) -> float:
        """Midpoint."""
        return (self.lo + self.hi) / 2

    def _quantile(self, u: Floats) -> Floats:
        return self.lo + u * (self.hi - self.lo)


class _Peaked(Distribution):
    """What triangular and PERT share: two ends and the most likely value between them."""

    listed = ("lo", "mode", "hi")
    mode: float

    @model_validator(mode="after")
    def _check_mode(self) -> Self:
        self._check_inside("mode", self.mode)
        return self


@distribution("triangular")
class Triangular(_Peaked):
    """Density rises in a straight line from `lo` to `mode` and falls to `hi`.

    Examples
    --------
    >>> parse_number({"triangular": [0, 1, 5]}).mean
    2.0
    """

    @property
    def mean(self) -> float:
        """Average of the two ends and the mode."""
        return (self.lo + self.mode + self.hi) / 3

    def _quantile(self, u: Floats) -> Floats:
        width = self.hi - self.lo
        rising = self.lo + np.sqrt(u * width * (self.mode - self.lo))
        falling = self.hi - np.sqrt((1.0 - u) * width * (self.hi - self.mode))
        return np.where(u * width < self.mode - self.lo, rising, falling)


@distribution("pert")
class Pert(_Peaked):
    """A smooth hump: the beta whose mean is (lo + 4 mode + hi) / 6 (Malcolm et al. 1959).

    Examples
    --------
    >>> parse_number({"pert": [0, 1, 2]}).mean
    1.0
    """

    @property
    def mean(self) -> float:
        """Average of ends and mode in which the mode counts four times."""
        return (self.lo + 4 * self.mode + self.hi) / 6

    def _quantile(self, u: Floats) -> Floats:
        width = self.hi - self.lo
        a = 1 + 4 * (self.mode - self.lo) / width
        b = 1 + 4 * (self.hi - self.mode) / width
        return self.lo + width * _beta_quantile(a, b, u)


@distribution("beta")
class Beta(Distribution):
    """The beta distribution with shapes `a` and `b` > 0, stretched over [lo, hi] (default [0, 1]).

    Examples
    --------
    >>> parse_number({"beta": [2, 6]}).mean
    0.25
    """

    listed = ("a", "b")
    keyed = ("a", "b", "lo", "hi")
    optional = ("lo", "hi")
    a: float
    b: float
    lo: float = 0.0
    hi: float = 1.0

    @model_validator(mode="after")
    def _check_shapes(self) -> Self:
        self._check_positive("a", self.a)
        self._check_positive("b", self.b)
        return self

    @property
    def mean(self) -> float:
        """Expected value, ``lo + (hi - lo) a / (a + b)``."""
        return self.lo + (self.hi - self.lo) * self.a / (self.a + self.b)

    def _quantile(self, u: Floats) -> Floats:
        return self.lo + (self.hi - self.lo) * _beta_quantile(self.a, self.b, u)

    def _arguments(self) -> list[float] | dict[str, Any]:
        names = self.listed if (self.lo, self.hi) == (0.0, 1.0) else self.keyed
        named = {name: getattr(self, name) for name in names}
        return named if names is self.keyed else list(named.values())


@distribution("normal")
class Normal(Distribution):
    """The normal distribution cut off at `lo` and `hi`.

    The ``mean`` and ``sd`` in a file are those before the cut. There the mean is the attribute
    `centre`; the attribute `mean` is, as in every distribution, the expected value of a draw.

    Examples
    --------
    >>> parse_number({"normal": {"mean": 1, "sd": 0.3, "lo": 0, "hi": 2}}).mean
    1.0
    """

    keyed = ("mean", "sd", "lo", "hi")
    centre: float = Field(alias="mean")
    sd: float

    @model_validator(mode="after")
    def _check_centre(self) -> Self:
        self._check_inside("mean", self.centre)
        self._check_positive("sd", self.sd)
        return self

    @property
    def mean(self) -> float:
        """Expected value after the cut (Johnson, Kotz & Balakrishnan 1994, section 13.10.1)."""
        a, b = self._cuts
        mass = math.erf(b) - math.erf(a)
        if mass == 0.0:
            return self.centre
        squares = (b - a) * (b + a)  # b² - a²
        gap = -math.exp(-min(a * a, b * b)) * math.expm1(-abs(squares))  # |exp(-a²) - exp(-b²)|
        shift = math.copysign(self.sd * math.sqrt(2 / math.pi) * gap / mass, squares)
        return min(max(self.centre + shift, self.lo), self.hi)

    def _quantile(self, u: Floats) -> Floats:
        from scipy.special import erfinv

        a, b = self._cuts
        below, above = math.erf(a), math.erf(b)
        return self.centre + self.sd * math.sqrt(2) * erfinv(below + u * (above - below))

    @property
    def _cuts(self) -> tuple[float, float]:
        """The ends as the error function wants them: distance from the centre over sd times √2."""
        scale = self.sd * math.sqrt(2)
        return (self.lo - self.centre) / scale, (self.hi - self.centre) / scale

    def _arguments(self) -> list[float] | dict[str, Any]:
        return {"mean": self.centre, "sd": self.sd, "lo": self.lo, "hi": self.hi}


@distribution("discrete")
class Discrete(Distribution):
    """One of several `values`, in proportion to their `weights` > 0 (equal when left out).

    Examples
    --------
    >>> parse_number({"discrete": {"values": [0, 1], "weights": [1, 3]}}).mean
    0.75
    """

    keyed = ("values", "weights")
    optional = ("weights",)
    values: tuple[float, ...]
    weights: tuple[float, ...]

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Sort the values and fill in weights and ends."""
        values = given["values"]
        weights = given.get("weights", [1.0] * len(values))
        if not values:
            raise ValueError("'discrete' has no values; give at least one")
        if len(weights) != len(values):
            raise ValueError(
                f"'discrete' has {len(values)} values and {len(weights)} weights; "
                "give a weight for each value, or leave weights out"
            )
        values, weights = zip(*sorted(zip(values, weights, strict=True)), strict=True)
        return {"values": values, "weights": weights, "lo": values[0], "hi": values[-1]}

    @model_validator(mode="after")
    def _check_weights(self) -> Self:
        for weight in self.weights:
            self._check_positive("weight", weight)
        return self

    @classmethod
    def _argument(cls, name: str, value: object) -> Any:
        if not isinstance(value, (list, tuple)):
            raise ValueError(f"'discrete' has {name} that are not a list; write {name}: [1, 2]")
        return [finite(item, f"write numbers, as in {name}: [1, 2]") for item in value]

    @property
    def mean(self) -> float:
        """Average of the values by weight."""
        pairs = zip(self.values, self.weights, strict=True)
        return math.fsum(v * w for v, w in pairs) / math.fsum(self.weights)

    def _quantile(self, u: Floats) -> Floats:
        reached = np.cumsum(self.weights) / math.fsum(self.weights)
        return np.asarray(self.values)[np.searchsorted(reached[:-1], u, side="left")]

    def _arguments(self) -> list[float] | dict[str, Any]:
        return {"values": list(self.values), "weights": list(self.weights)}


@lru_cache(maxsize=1024)
def _beta_table(a: float, b: float) -> tuple[Floats, Floats]:
    """Tabulate the beta's quantiles, more densely towards both ends."""
    from scipy.special import betaincinv

    u = np.sin(np.linspace(0.0, np.pi / 2, _TABLE_SIZE)) ** 2
    return u, betaincinv(a, b, u)


def _beta_quantile(a: float, b: float, u: Floats) -> Floats:
    """Interpolate the beta's quantiles: exact at those tabulated, and some twenty times faster."""
    return np.interp(u, *_beta_table(a, b))
