"""Random negotiations that both sides play: written as plain data, so that neither reads the other.

A problem is a few issues with a few options each, and two to eight parties with random weights,
values and reservation values, who concede by the clock with an exponent of their own.
"""

from __future__ import annotations

import random
from typing import Any

MOST_PARTIES = 8


def problem(number: int) -> dict[str, Any]:
    """The problem of a number; the same on every machine."""
    lot = random.Random(f"stacked alternating offers, problem {number}")
    parties = 2 + number % (MOST_PARTIES - 1)
    scales = [lot.randint(2, 5) for _ in range(lot.randint(2, 4))]
    return {
        "number": number,
        "rounds": lot.randint(5, 40),
        "scales": scales,
        "parties": [_party(lot, scales) for _ in range(parties)],
    }


def _party(lot: random.Random, scales: list[int]) -> dict[str, Any]:
    weights = [lot.uniform(0.1, 1) for _ in scales]
    return {
        "weights": [weight / sum(weights) for weight in weights],
        "values": [_values(lot, options) for options in scales],
        "reservation": lot.uniform(0, 0.6),
        "exponent": lot.choice([0.5, 1.0, 2.0, 4.0]),
    }


def _values(lot: random.Random, options: int) -> list[float]:
    values = [0.0, 1.0, *(lot.random() for _ in range(options - 2))]
    lot.shuffle(values)
    return values
