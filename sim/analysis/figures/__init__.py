"""Every figure: each can be drawn on axes, saved with its data and its caption, at three sizes.

>>> import sim
>>> ax = sim.figures.funnel(sim.run("geneva-2013", runs=20, draws=0))
>>> ax.get_title(loc="left")
'How far talks come'
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis.figures.attribution import attribution
from sim.analysis.figures.balance import balance
from sim.analysis.figures.blockers import blockers
from sim.analysis.figures.drawing import Drawing, drawing, write_figure
from sim.analysis.figures.funnel import funnel
from sim.analysis.figures.importance import importance
from sim.analysis.figures.incidence import incidence
from sim.analysis.figures.outcomes import outcomes
from sim.analysis.figures.sobol import sobol
from sim.analysis.figures.style import SIZES, styled
from sim.analysis.figures.sweep import bars, curve, heatmap
from sim.analysis.figures.timeline import timeline
from sim.analysis.figures.tornado import differences, tornado
from sim.analysis.figures.utilities import utilities
from sim.analysis.figures.utility_space import utility_space

if TYPE_CHECKING:
    from sim.experiments.results import Results

__all__ = [
    "FIGURES",
    "SIZES",
    "Drawing",
    "attribution",
    "balance",
    "bars",
    "blockers",
    "curve",
    "differences",
    "drawing",
    "funnel",
    "heatmap",
    "importance",
    "incidence",
    "outcomes",
    "save_figures",
    "sobol",
    "styled",
    "timeline",
    "tornado",
    "utilities",
    "utility_space",
    "write_figure",
]

#: The figures of the results of one scenario, in the order of a page.
FIGURES: dict[str, Drawing[Results]] = {
    each.name: each
    for each in (funnel, outcomes, incidence, blockers, utilities, utility_space, importance)
}


def save_figures(results: Results, folder: str | Path, size: str = "page") -> list[Path]:
    """Write each of `FIGURES` into ``folder/figures``, with its data and its caption."""
    target = Path(folder) / "figures"
    return [file for each in FIGURES.values() for file in each.save(results, target, size)]
