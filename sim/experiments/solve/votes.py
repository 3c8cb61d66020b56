"""Power indices of a table's decision rule: who can turn a vote there."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, lcm

import pandas as pd

from sim.model.game import Game
from sim.theory.power import power

DENOMINATOR = 10_000  # weights are taken as fractions with at most this


def votes(game: Game) -> pd.DataFrame:
    """Return the power indices of a decision rule, everybody present.

    Parameters
    ----------
    game : Game
        Of one run: weights, quota and vetoes; a veto is a ballot of its own.

    Returns
    -------
    pandas.DataFrame
        One row a seat: ``party``, ``weight``, ``veto``, ``shapley_shubik`` and ``banzhaf``, both
        shares that sum to 1.

    Examples
    --------
    >>> from sim.experiments.solve.at_table import table_of
    >>> from sim.scenario.scenario import Scenario
    >>> votes(table_of(Scenario.load("ultimatum"), 0, 1)[0]).shapley_shubik.tolist()
    [0.5, 0.5]
    """
    rule = game.rule
    weights = [_fraction(weight) for weight in rule.weight[0]]
    quota = Fraction(float(rule.quota[0]) - 1e-12)
    unit = lcm(*(each.denominator for each in weights))
    vetoes = [bool(veto) for veto in rule.veto]
    found = power(
        [[int(each * unit), int(veto)] for each, veto in zip(weights, vetoes, strict=True)],
        [1] * len(weights),
        [[max(ceil(quota * unit), 0), sum(vetoes)]],
    )
    return pd.DataFrame({
        "party": game.seats,
        "weight": [float(each) for each in weights],
        "veto": vetoes,
        "shapley_shubik": [float(share) for share in found.shapley_shubik],
        "banzhaf": [float(share) for share in found.banzhaf],
    })  # fmt: skip


def _fraction(weight: float) -> Fraction:
    return Fraction(float(weight)).limit_denominator(DENOMINATOR)
