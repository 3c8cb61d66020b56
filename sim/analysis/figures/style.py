"""One style for every figure, at three widths, and the parts that figures share.

Light and dark carry what colour does, so that figures can be read in grey and by the colour-blind.
Nothing here touches pyplot or leaves a setting changed.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from matplotlib.transforms import offset_copy
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

DARK, LIGHT, INK, FAINT = "#0072B2", "#A6D3EC", "#222222", "#767676"  # the blue of Okabe & Ito
WIDTH, ROW = 7.2, 0.52  # inches: of a page, and of each row in it
_SCREEN = 100  # dots an inch, in a notebook


@dataclass(frozen=True)
class Size:
    """How wide a figure is, and how large its letters are.

    Attributes
    ----------
    width : float
        Inches.
    row : float
        Inches: the height of one row of a figure that has rows.
    letters : float
        Points.
    label : int
        Characters in a line of a label.
    """

    width: float
    row: float
    letters: float
    label: int


#: A page of results, one column of a journal, a slide.
SIZES = {
    "page": Size(WIDTH, ROW, 9, 34),
    "column": Size(3.5, 0.5, 7, 22),
    "slide": Size(10.0, 0.75, 14, 30),
}

STYLE: Any = {
    "axes.axisbelow": True,
    "axes.edgecolor": FAINT,
    "axes.grid": True,
    "axes.grid.axis": "x",
    "axes.labelcolor": INK,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 18,
    "axes.titlesize": "large",
    "axes.titleweight": "bold",
    "font.family": "DejaVu Sans",
    "grid.color": "#E5E5E5",
    "legend.fontsize": "medium",
    "legend.frameon": False,
    "svg.hashsalt": "tracktwo",  # the same picture is the same file
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "ytick.major.size": 0,
}


def styled(size: str = "page") -> AbstractContextManager[None]:
    """Draw in our style at one of `SIZES`, whatever the user's is."""
    chosen = SIZES[size]
    own = {"font.size": chosen.letters, "figure.figsize": (chosen.width, chosen.width)}
    return mpl.rc_context(STYLE | own)


def size_now() -> Size:
    """Return the size that is being drawn at."""
    width = mpl.rcParams["figure.figsize"][0]
    return next((s for s in SIZES.values() if s.width == width), SIZES["page"])


class Shown(Axes):
    """Axes that a notebook shows as their figure, and a reader of the screen as its caption.

    Attributes
    ----------
    say : callable or None
        Gives what stands for the picture where it cannot be seen.
    """

    say: Callable[[], str] | None = None

    @property
    def caption(self) -> str:
        """What stands for the picture where it cannot be seen: its title, where nothing is said."""
        return self.say() if self.say else self.get_title(loc="left")

    def png(self) -> bytes:
        """Return the picture of the figure, for a screen."""
        picture = io.BytesIO()
        figure: Any = self.figure
        with styled():
            figure.savefig(picture, dpi=_SCREEN, format="png", bbox_inches="tight",
                           metadata={"Software": None})  # fmt: skip
        return picture.getvalue()

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        return self.png(), {"alt": self.caption}


def axes_of(figure: Figure) -> Shown:
    """Return the axes of a figure that has only these."""
    found: Any = figure.add_subplot(axes_class=Shown)
    return found


def new_axes(rows: float) -> Shown:
    """Return axes in a figure of their own, as high as so many rows."""
    size = size_now()
    height = 1.6 * size.letters / SIZES["page"].letters + size.row * rows
    return axes_of(Figure(figsize=(size.width, height), layout="constrained"))


def noise_bars(ax: Axes, at: ArrayLike, y: ArrayLike, low: ArrayLike, high: ArrayLike) -> Any:
    """Draw 95% intervals across, with the name that they have in every legend."""
    arms = np.vstack([np.subtract(at, low), np.subtract(high, at)]).clip(min=0)
    return ax.errorbar(at, y, xerr=arms, fmt="none", ecolor=INK, elinewidth=1.5, capsize=3.5,
                       label="simulation noise (95%)")  # fmt: skip


def beside(ax: Axes, place: Any, text: str) -> None:
    """Write at the right of a row."""
    ax.text(1.03, place, text, va="center_baseline", transform=ax.get_yaxis_transform())


def percent_axis(ax: Axes, label: str, most: float | None) -> None:
    """Make the axis below one of shares, from 0."""
    ax.set_xlim(0, most)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.set_xlabel(label)


def finish(ax: Axes, scenario: Scenario, title: str, handles: list[Any]) -> None:
    """Put the title above, what it is about under it, and the legend below."""
    letters = mpl.rcParams["font.size"]
    about = textwrap.shorten(scenario.title, int(1.9 * size_now().label), placeholder=" …")
    ax.set_title(title, pad=2 * letters)
    ax.annotate(about, (0, 1), (0, letters / 2), "axes fraction", "offset points", color=FAINT)
    drop = letters * (2.9 + 1.35 * len(ax.get_xlabel().splitlines()))  # under ticks and label
    figure: Any = ax.figure
    under = offset_copy(ax.transAxes, figure, y=-drop, units="points")
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, 0), bbox_transform=under,
              borderaxespad=0)  # fmt: skip


def lines(*labels: str) -> str:
    """Break labels into lines, at most two for each."""
    width = size_now().label
    return "\n".join(textwrap.fill(s, width, max_lines=2, placeholder=" …") for s in labels)
