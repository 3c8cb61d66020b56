"""The picture that an exercise shows: what packages are worth to two parties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.teaching.check.payoffs import Payoffs

if TYPE_CHECKING:
    from sim.analysis.figures.style import Picture


def picture(
    table: Payoffs, where: np.ndarray, said: str, parties: Sequence[str] | None = None
) -> Picture:
    """Draw what packages are worth to two parties, and mark some of them.

    Parameters
    ----------
    table : Payoffs
    where : ndarray of bool, shape (packages,)
        Which to mark.
    said : str
        What is said of these, as the title.
    parties : sequence of str, optional
        The two; the first two of the table unless given.

    Returns
    -------
    Picture
        A Matplotlib figure that notebooks show. Lines are what each has without a deal.

    Examples
    --------
    >>> from sim.scenario import Scenario
    >>> from sim.teaching.check.payoffs import payoffs
    >>> table = payoffs(Scenario.load("ultimatum").with_({"issues.pie.pie.steps": 4}))
    >>> picture(table, table.utility[:, 1] > 0.5, "the responder has half").caption
    'Dark: the responder has half (3 of 6 packages)'
    """
    from sim.analysis.figures.style import DARK, INK, LIGHT, new_figure, styled

    x, y = (table.parties.index(name) for name in parties or table.parties[:2])
    with styled():
        ax = (figure := new_figure(4.0)).add_subplot()
        for which, colour in ((~where, LIGHT), (where, DARK)):
            ax.scatter(table.utility[which, x], table.utility[which, y], s=14, color=colour)
        ax.axvline(table.reservation[x], color=INK, linewidth=0.8, linestyle=":")
        ax.axhline(table.reservation[y], color=INK, linewidth=0.8, linestyle=":")
        ax.set_title(f"Dark: {said} ({int(where.sum())} of {len(where)} packages)", fontsize=9)
        ax.set_xlabel(f"Utility of {table.parties[x]}")
        ax.set_ylabel(f"Utility of {table.parties[y]}")
    return figure
