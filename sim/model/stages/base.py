"""What a stage is."""

from __future__ import annotations

import numpy as np


class Stage:
    """A stage of a forum: it acts on the runs that are in it.

    It reads the state as the period began, and what it changes takes effect at the end.
    """

    name = ""

    def __init__(self, forum):
        self._forum, self._t = forum, forum.tables

    def step(self, rows: np.ndarray) -> None:
        """Play one period in `rows`."""
        raise NotImplementedError

    def start_again(self, rows: np.ndarray) -> None:
        """Forget what an attempt that failed has left behind; the next one starts afresh."""
