"""Whether two samples of vectors have the same distribution, as far as two moments tell."""

from __future__ import annotations

import numpy as np


def assert_same_moments(drawn: np.ndarray, other: np.ndarray) -> None:
    """Means and second moments agree within 5 standard errors: a false alarm once in 10^5 tests."""
    for one, two in ((drawn, other), (pairs(drawn), pairs(other))):
        error = np.sqrt(one.var(axis=0) / len(one) + two.var(axis=0) / len(two))
        assert (np.abs(one.mean(axis=0) - two.mean(axis=0)) <= 5 * error + 1e-12).all()


def pairs(drawn: np.ndarray) -> np.ndarray:
    """Products of every two columns, (runs, pairs)."""
    rows, columns = np.triu_indices(drawn.shape[1])
    return drawn[:, rows] * drawn[:, columns]
