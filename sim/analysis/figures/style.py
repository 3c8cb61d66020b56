"""One style for every figure, at three sizes, and the parts that figures share.

Light and dark carry what colour does, so that figures can be read in grey and by the colour-blind.
Nothing here touches pyplot or leaves a setting changed.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter
from matplotlib.transforms import offset_copy
from numpy.typing import ArrayLike

from sim.analysis.words import counted

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

DARK, LIGHT, INK, FAINT = "#0072B2", "#A6D3EC", "#222222", "#767676"  # the blue of Okabe & Ito
LINES = (  # colour, its light, marker: each can be told in grey by its marker
    (DARK, LIGHT, "o"),
    ("#D55E00", "#F4C9A8", "s"),
    ("#009E73", "#A8DDCB", "^"),
    ("#7A4B94", "#D6C3E0", "D"),
)
GREY = "#D0D0D0"  # the light of FAINT
NOISE, UNKNOWN = "simulation noise (95%)", "what we do not know (middle 8 in 10 draws)"
LEAST = 6.0  # points: no letter is smaller
_EM = 0.57  # of the height of a letter: how wide it is, on average and in bold
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

    @property
    def line(self) -> int:
        """Characters in a line from edge to edge."""
        return int(72 * self.width / (_EM * self.letters))

    @property
    def room(self) -> int:
        """Characters in a line that begins where labels end."""
        return self.line - self.label - 2

    @property
    def small(self) -> float:
        """Points: the letters of what is said in passing."""
        return max(0.8 * self.letters, LEAST)

    def pt(self, points: float) -> float:
        """Return how thick or large is here what is so many points on a page."""
        return points * self.letters / SIZES["page"].letters


#: A page of results, one column of a journal, a slide.
SIZES = {
    "page": Size(7.2, 0.52, 9, 34),
    "column": Size(3.5, 0.44, 7, 22),
    "slide": Size(10.0, 0.75, 14, 28),
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
    """Draw in our style at one of `SIZES`, whatever the user's is.

    Raises
    ------
    ValueError
        If there is no such size.
    """
    if size not in SIZES:
        raise ValueError(f"size {size!r} is none; there are {', '.join(SIZES)}")
    chosen = SIZES[size]
    own = {
        "font.size": chosen.letters,
        "figure.figsize": (chosen.width, chosen.width),
        "lines.linewidth": chosen.pt(1.5),
        "lines.markersize": chosen.pt(5),
    }
    return mpl.rc_context(STYLE | own)


def size_now() -> Size:
    """Return the size that is being drawn at."""
    width = mpl.rcParams["figure.figsize"][0]
    return next((s for s in SIZES.values() if s.width == width), SIZES["page"])


class Picture(Figure):
    """A figure that a notebook shows, and a reader of the screen tells as its caption.

    Attributes
    ----------
    say : callable or None
        Gives what stands for the picture where it cannot be seen.
    """

    say: Callable[[], str] | None = None

    @property
    def caption(self) -> str:
        """What stands for the picture where it cannot be seen: its title, where nothing is said."""
        return self.say() if self.say else self.axes[0].get_title(loc="left")

    def png(self) -> bytes:
        """Return the picture, for a screen."""
        picture = io.BytesIO()
        with styled():
            self.savefig(picture, dpi=_SCREEN, format="png", bbox_inches="tight",
                         metadata={"Software": None})  # fmt: skip
        return picture.getvalue()

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        return self.png(), {"alt": self.caption}


class Shown(Axes):
    """Axes that a notebook shows as their figure."""

    def _repr_png_(self) -> tuple[bytes, dict[str, str]] | None:
        return self.figure._repr_png_() if isinstance(self.figure, Picture) else None


def new_figure(height: float) -> Picture:
    """Return an empty figure, so many inches high and as wide as the size says."""
    engine = ConstrainedLayoutEngine(w_pad=0.06, h_pad=0.06)
    return Picture(figsize=(size_now().width, height), layout=engine)


def new_axes(rows: float, lines: int = 5) -> Shown:
    """Return axes in a figure of their own, as high as so many rows.

    lines : how many there are above and below, of title, axis and legend.
    """
    size = size_now()
    around = (lines + 4) * 1.45 * size.letters / 72
    made: Any = new_figure(around + size.row * rows)
    found: Shown = made.add_subplot(axes_class=Shown)
    return found


# -- marks -------------------------------------------------------------------------------------


def noise_bars(
    ax: Axes, at: ArrayLike, y: ArrayLike, low: ArrayLike, high: ArrayLike, *, upright: bool = False
) -> Any:
    """Draw 95% intervals around `at`, across or upright, with the name they have in every legend.

    `y` is where they stand along the other axis.
    """
    arms = np.vstack([np.subtract(at, low), np.subtract(high, at)]).clip(min=0)
    pt = size_now().pt
    x, y, across, along = (y, at, None, arms) if upright else (at, y, arms, None)
    return ax.errorbar(x, y, yerr=along, xerr=across, fmt="none", ecolor=INK, elinewidth=pt(1.5),
                       capsize=pt(3.5), capthick=pt(1.2), label=NOISE)  # fmt: skip


def unknown_bars(
    ax: Axes, y: ArrayLike, low: ArrayLike, high: ArrayLike, *, color: str = LIGHT,
    upright: bool = False,
) -> Any:  # fmt: skip
    """Draw what we do not know as broad light bars, with the name they have in every legend."""
    across = ax.vlines if upright else ax.hlines
    return across(y, low, high, color=color, linewidth=size_now().pt(7), label=UNKNOWN)


def under_bars(ax: Axes, y: ArrayLike, low: ArrayLike, high: ArrayLike) -> Any:
    """Draw what we do not know as thin dark lines under bars, with the name of every legend."""
    return ax.hlines(y, low, high, color=DARK, linewidth=size_now().pt(2), label=UNKNOWN)


def noise_mark(color: str = DARK) -> Line2D:
    """Return what a legend shows for a dot with its 95% interval."""
    return Line2D([], [], color=INK, marker="o", markerfacecolor=color, markeredgecolor=color,
                  markersize=size_now().pt(5), label=NOISE)  # fmt: skip


def unknown_mark(color: str = LIGHT) -> Line2D:
    """Return what a legend shows for `unknown_bars`."""
    return Line2D([], [], color=color, linewidth=size_now().pt(7), label=UNKNOWN)


def beside(ax: Axes, place: Any, text: str) -> None:
    """Write at the right of a row."""
    ax.text(1.03, place, text, va="center_baseline", transform=ax.get_yaxis_transform())


# -- what stands around ------------------------------------------------------------------------


def percent_axis(ax: Axes, label: str, most: float | None) -> None:
    """Make the axis below one of shares, from 0."""
    ax.set_xlim(0, most)
    ax.locator_params(axis="x", nbins=4 if size_now().room < 40 else 6)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.set_xlabel(label)


def places(labels: Sequence[str], least: float = 0.0) -> tuple[np.ndarray, float]:
    """Where rows with labels of several lines stand, from 0 down, and how many rows high all is.

    least : how high a row is at least
    """
    room = np.array([max(0.4 + 0.32 * (1 + label.count("\n")), least) for label in labels])
    return room.cumsum() - room / 2, float(room.sum())


def uncertain(draws: int, interval: str = "Wilson interval") -> str:
    """Say under a figure of bars what the two uncertainties in it are.

    Examples
    --------
    >>> uncertain(0, "interval of pairs")
    'The whiskers are simulation noise (95% interval of pairs); what we do not know was not asked.'
    """
    said = f"The whiskers are simulation noise (95% {interval})"
    if not draws:
        return f"{said}; what we do not know was not asked."
    return (
        f"{said}. The lines under the bars are what we do not know: the middle 8 in 10 of"
        f" {counted(draws, 'draw')} of the assumptions."
    )


def finish(
    ax: Axes, about: Scenario | str, title: str, handles: list[Any], columns: int = 1,
    labels: int | None = None, **legend: Any,
) -> None:  # fmt: skip
    """Put the title above, what it is about under it, and the legend below; break long lines.

    Parameters
    ----------
    ax : Axes
    about : Scenario or str
        The scenario, or words in its place: two lines at most, broken where they are.
    title : str
        What is seen.
    handles : list of artists
        For the legend.
    columns : int
        Of the legend.
    labels : int, optional
        Characters that the labels at the left take, where they are shorter than most.
    legend
        More settings of the legend.
    """
    letters, size = mpl.rcParams["font.size"], size_now()
    room = size.room if labels is None else size.line - labels - 3
    said = about if isinstance(about, str) else about.title
    each = said.splitlines()
    most = 1 if len(each) > 1 else 2
    said = "\n".join(textwrap.fill(s, room, max_lines=most, placeholder=" …") for s in each)
    ax.set_title(textwrap.fill(title, int(room / 1.25)),
                 pad=letters * (0.8 + 1.3 * len(said.splitlines())))  # fmt: skip
    ax.annotate(said, (0, 1), (0, letters / 2), "axes fraction", "offset points", color=FAINT)
    ax.set_xlabel(filled(ax.get_xlabel(), room), loc="left")
    ticks = max((label.get_text().count("\n") for label in ax.get_xticklabels()), default=0)
    under = len(ax.get_xlabel().splitlines()) + ticks  # lines
    figure: Any = ax.figure
    below = offset_copy(ax.transAxes, figure, y=-letters * (2.9 + 1.35 * under), units="points")
    names = [filled(each.get_label(), room // columns - 6) for each in handles]
    ax.legend(handles, names, loc="upper left", bbox_to_anchor=(0, 0), bbox_transform=below,
              borderaxespad=0, ncols=columns, **legend)  # fmt: skip


def finish_all(figure: Figure, title: str, handles: list[Any]) -> None:
    """Put a title above several panels, and one legend below them."""
    size = size_now()
    title = textwrap.fill(title, int(size.line / 1.3))
    figure.suptitle(title, x=0.01, ha="left", fontsize="large", fontweight="bold")
    columns = 2 if size.line > 80 else 1
    said = [filled(each.get_label(), size.line // columns - 8) for each in handles]
    figure.legend(handles, said, loc="outside lower left", ncols=columns)


def filled(text: str, width: int | None = None) -> str:
    """Break text into lines, as long as the room beside the labels unless given; breaks stay."""
    width = width or size_now().room
    return "\n".join(textwrap.fill(line, width) for line in text.splitlines())


def lines(*labels: str, most: int = 2) -> str:
    """Break labels into lines, at most so many for each."""
    width = size_now().label
    return "\n".join(
        textwrap.fill(s, width, max_lines=most, placeholder=" …", break_on_hyphens=False)
        for s in labels
    )
