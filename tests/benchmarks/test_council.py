"""Indices counted coalition by coalition are those of a body small enough to see through."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("resource")

from benchmarks import council
from sim.scenario import games

BODY = {
    "format": 1,
    "kind": "voting",
    "name": "four",
    "title": "Four members",
    "members": {
        name: {"weight": weight} for name, weight in zip("abcd", (4, 3, 2, 1), strict=True)
    },
    "quota": 6,
}


def test_the_count_finds_the_exact_indices(monkeypatch):
    """Two members vary in the array, two outside it: both ways of counting are used."""
    monkeypatch.setattr(council, "STRETCH", 2)
    game = games.from_data(BODY)
    shares, banzhaf = council.counted(game)
    exact = game.powers[0]
    np.testing.assert_allclose(shares, [float(s) for s in exact.shapley_shubik], atol=1e-15)
    np.testing.assert_allclose(banzhaf, [float(s) for s in exact.banzhaf], atol=1e-15)
