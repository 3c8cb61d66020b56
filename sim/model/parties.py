"""The parties: Mesa agents."""

from __future__ import annotations

import mesa
import numpy as np


class Party(mesa.Agent):
    """A party in every run of a block; how it acts in a forum is its `Delegation` there.

    Attributes
    ----------
    name : str
    index : int
        Its column in the tables.
    spent : ndarray, shape (runs,)
        Utility it has spent so far on conceding, backing down, pressing, sitting down and staying.
    strategy : Strategy
        How it acts at a table.
    """

    def __init__(self, model, index: int, strategy):
        super().__init__(model)
        self.index, self.name = index, model.tables.parties[index]
        self.strategy = strategy
        self.spent = np.zeros(model.tables.runs)
        self._waits = bool((model.tables.patience[:, index] != 1).any())

    def __repr__(self) -> str:
        return f"<Party {self.name} in {self.model.tables.runs} runs>"

    def spend(self, rows, amount) -> None:
        """Count a cost, at its present worth."""
        if self._waits:
            patience = self.model.tables.patience[rows, self.index]
            amount = amount * patience ** (self.model.period - 1)
        self.spent[rows] += amount
