"""The figure of a sweep: a curve, a heatmap, or bars of what each cell changes.

Which one it is follows from the design. One of the kind ``saltelli`` is Sobol's indices. A full
grid of one factor, or of numbers and at most four
levels of something else, is a curve; any other full grid of two factors is a heatmap; all else is
bars, as far as a page of them goes. Each shows the study's own quantity, with simulation noise
and what we do not know kept apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.figures.bars import bars
from sim.analysis.figures.curve import along, curve
from sim.analysis.figures.heatmap import heatmap
from sim.analysis.figures.sobol import sobol
from sim.experiments.explain.sobol import CannotSay
from sim.experiments.study.study import Study
from sim.extras import NotInstalled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.analysis.figures.drawing import Drawing
    from sim.experiments.sweep.results import SweepResults

__all__ = ["bars", "curve", "figure_of", "heatmap", "suiting"]


def figure_of(results: SweepResults, size: str = "page") -> Figure:
    """Draw what suits the design of a sweep.

    Parameters
    ----------
    results : SweepResults
        Finished or not: cells without runs are left out.
    size : {"page", "column", "slide"}

    Returns
    -------
    Figure
    """
    try:
        return suiting(results.study).figure(results, size)
    except (CannotSay, NotInstalled):  # the page says why
        return bars.figure(results, size)


def suiting(study: Study) -> Drawing[SweepResults]:
    """Return the figure that suits the design: `curve`, `heatmap`, `bars`, or Sobol's indices.

    Examples
    --------
    >>> from sim.experiments.study.study import EXAMPLE
    >>> suiting(Study.from_data(EXAMPLE)).name
    'curve'
    >>> suiting(Study.from_data(EXAMPLE | {"design": "one_at_a_time"})).name
    'bars'
    """
    factors = study.factors
    if study.design.name == "saltelli":
        return sobol
    if study.design.name != "full_grid" or len(factors) > 2:
        return bars
    return curve if len(factors) == 1 or along(factors) else heatmap
