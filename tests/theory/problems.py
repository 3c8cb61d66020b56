"""Small bargaining problems whose answers were computed independently: facts, as literal data.

Utility is weights times values, as written; reservation values are as written. `efficient` counts
the efficient packages among the individually rational ones.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np


class Problem(NamedTuple):
    """A problem and its answers.

    weights: by party, of each issue; values: by party, issue and option; answers: the utilities of
    the one package that each solution picks, or None.
    """

    weights: list[list[float]]
    values: list[list[list[float]]]
    reservation: list[float]
    rational: int
    efficient: int
    answers: dict[str, tuple[tuple[int, ...], list[float]] | None]
    checks: list[tuple[tuple[int, ...], list[float]]]

    @property
    def packages(self) -> list[tuple[int, ...]]:
        """Every package, as the place of the option on each issue."""
        return list(itertools.product(*(range(len(options)) for options in self.values[0])))

    @property
    def utilities(self) -> np.ndarray:
        """What every package is worth: (packages, parties)."""
        return np.array(
            [
                [
                    sum(w * v[option] for w, v, option in zip(weight, value, package, strict=True))
                    for weight, value in zip(self.weights, self.values, strict=True)
                ]
                for package in self.packages
            ]
        )


TWO = Problem(
    weights=[
        [0.18518518518518517, 0.7037037037037037, 0.1111111111111111],
        [0.04, 0.6, 0.36],
    ],
    values=[
        [
            [0.255, 0.495, 0.449, 1.0],
            [1.0, 0.094, 0.028],
            [1.0, 0.433, 0.762],
        ],
        [
            [0.722, 0.229, 1.0, 0.901],
            [0.031, 0.025, 1.0],
            [1.0, 0.381, 0.217],
        ],
    ],
    reservation=[0.3, 0.45],
    rational=1,
    efficient=1,
    answers={
        "nash": ((3, 2, 0), [0.316, 0.99604]),
        "egalitarian": ((3, 2, 0), [0.316, 0.99604]),
        "kalai_smorodinsky": ((3, 2, 0), [0.316, 0.99604]),
        "utilitarian": ((3, 2, 0), [0.316, 0.99604]),
    },
    checks=[
        ((0, 0, 0), [0.862037037037, 0.40748]),
        ((0, 0, 1), [0.799037037037, 0.18464]),
        ((1, 1, 0), [0.268925925926, 0.38416]),
        ((2, 0, 0), [0.897962962963, 0.4186]),
        ((3, 2, 2), [0.289555555556, 0.71416]),
    ],
)

THREE = Problem(
    weights=[
        [0.1, 0.15, 0.15, 0.6],
        [0.06666666666666667, 0.03333333333333333, 0.4, 0.5],
        [0.2833333333333333, 0.2, 0.31666666666666665, 0.2],
    ],
    values=[
        [
            [1.0, 0.736, 0.67, 0.308],
            [0.606, 1.0, 0.581, 0.158],
            [0.431, 0.394, 0.723, 1.0],
            [1.0, 0.544, 0.445, 0.268],
        ],
        [
            [1.0, 0.908, 0.424, 0.884],
            [0.164, 0.177, 1.0, 0.177],
            [0.174, 0.51, 0.36, 1.0],
            [0.56, 1.0, 0.446, 0.415],
        ],
        [
            [0.362, 0.859, 0.446, 1.0],
            [0.4, 1.0, 0.655, 0.25],
            [0.279, 0.498, 0.515, 1.0],
            [0.662, 0.455, 1.0, 0.351],
        ],
    ],
    reservation=[0.5, 0.5, 0.4],
    rational=109,
    efficient=14,
    answers={
        "nash": ((1, 1, 3, 0), [0.9736, 0.746433333333, 0.89245]),
        "egalitarian": ((0, 2, 3, 0), [0.93715, 0.78, 0.682633333333]),
        "kalai_smorodinsky": ((1, 2, 3, 0), [0.91075, 0.773866666667, 0.82345]),
        "utilitarian": ((1, 1, 3, 0), [0.9736, 0.746433333333, 0.89245]),
    },
    checks=[
        ((0, 0, 0, 0), [0.85555, 0.421733333333, 0.403316666667]),
        ((0, 0, 0, 1), [0.58195, 0.641733333333, 0.361916666667]),
        ((1, 1, 1, 1), [0.6091, 0.770433333333, 0.692083333333]),
        ((2, 0, 0, 0), [0.82255, 0.383333333333, 0.427116666667]),
        ((3, 3, 3, 3), [0.3653, 0.672333333333, 0.7202]),
    ],
)

NOZOPA = Problem(
    weights=[
        [0.8636363636363636, 0.13636363636363635],
        [0.5217391304347826, 0.4782608695652174],
        [0.36363636363636365, 0.6363636363636364],
    ],
    values=[
        [
            [1.0, 0.262, 0.0],
            [0.663, 0.47, 1.0],
        ],
        [
            [0.77, 0.273, 1.0],
            [1.0, 0.414, 0.538],
        ],
        [
            [0.563, 0.7, 1.0],
            [1.0, 0.61, 0.088],
        ],
    ],
    reservation=[0.9, 0.9, 0.9],
    rational=0,
    efficient=0,
    answers={
        "nash": None,
        "egalitarian": None,
        "kalai_smorodinsky": None,
        "utilitarian": None,
    },
    checks=[
        ((0, 0), [0.954045454545, 0.88, 0.841090909091]),
        ((0, 1), [0.927727272727, 0.599739130435, 0.592909090909]),
        ((1, 0), [0.316681818182, 0.620695652174, 0.890909090909]),
        ((1, 1), [0.290363636364, 0.340434782609, 0.642727272727]),
        ((2, 2), [0.136363636364, 0.779043478261, 0.419636363636]),
    ],
)

PROBLEMS = {"two": TWO, "three": THREE, "nozopa": NOZOPA}
