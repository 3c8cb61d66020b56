"""A private shock, and what a party's acts say of it (7.3 and 7.4 of the model's description)."""

from __future__ import annotations

import math

from benchmarks.scalar.story import TYPES

OWN = len(TYPES)  # after the types of the public belief, what the party knows of itself
PUBLIC = range(OWN)
INF = math.inf


def cdf(z: float) -> float:
    """The standard logistic distribution function."""
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0


def tail(z: float) -> float:
    """The area under 1 - F to the right of z: of the standard logistic."""
    return math.log1p(math.exp(-z)) if z > 0 else math.log1p(math.exp(z)) - z


class Shock:
    """A private shock of one party, and what its acts say of it if it is of a type (7.4)."""

    def __init__(self, value: float, scale: float) -> None:
        self.value, self.scale = value * scale, scale
        self.low, self.high = [-INF] * (OWN + 1), [INF] * (OWN + 1)
        self.lessons = 0

    def learn(self, kind: int, threshold: float, taken: bool) -> None:
        """An act was taken, or not, which a type takes iff the shock exceeds a threshold."""
        self.lessons += 1
        if taken:
            self.low[kind] = max(self.low[kind], threshold)
        else:
            self.high[kind] = min(self.high[kind], threshold)

    def mass(self, kind: int) -> float:
        """How likely what was seen is under a type."""
        low, high = self.low[kind] / self.scale, self.high[kind] / self.scale
        if high <= low:
            return 0.0
        return cdf(-low) - cdf(-high) if low > 0 else cdf(high) - cdf(low)

    def violation(self, kind: int) -> float:
        """How far from 0 the shock of a type would have to lie, or its interval is crossed."""
        low, high = self.low[kind], self.high[kind]
        return max(0.0, low, -high, low - high)

    def stand_in(self, kind: int) -> float:
        """Where the shock lies if no mass is left: the end nearer to 0, or between crossed ends."""
        low, high = self.low[kind], self.high[kind]
        return (low + high) / 2 if high <= low else low if low > 0 else high

    def exceeds(self, kind: int, threshold: float) -> float:
        """The chance that the shock exceeds a threshold, given what was seen."""
        low, high = self.low[kind], self.high[kind]
        if threshold <= low:
            return 1.0
        if threshold >= high:
            return 0.0
        mass = self.mass(kind)
        if mass <= 0:
            return float(self.stand_in(kind) > threshold)
        low, high = threshold / self.scale, high / self.scale
        return (cdf(-low) - cdf(-high) if low > 0 else cdf(high) - cdf(low)) / mass

    def option(self, kind: int, gain: float) -> float:
        """N(g): the mean of a gain that may be declined once the shock is learnt (7.3)."""
        start, high = max(self.low[kind], -gain), self.high[kind]
        if start >= high:
            return 0.0
        mass = self.mass(kind)
        if mass <= 0:
            return max(gain + self.stand_in(kind), 0.0)
        s = self.scale
        value = (gain + start) * cdf(-start / s) + s * tail(start / s) if start > -INF else gain
        if high < INF:
            value -= (gain + high) * cdf(-high / s) + s * tail(high / s)
        return max(value, 0.0) / mass
