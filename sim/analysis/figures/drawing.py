"""A figure as three functions: what is in it, how it is drawn, and what is said under it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sim.analysis.figures.style import SIZES, Shown, styled
from sim.files import whole, write

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Subject = TypeVar("Subject")

#: The kinds of picture files, and what is said in each: nothing of when it was made.
KINDS: dict[str, Any] = {
    "png": {},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "ModDate": None},
}


class Drawing(Generic[Subject]):
    """A figure that can be drawn, put into words, and read as a table.

    Attributes
    ----------
    data : callable
        Subject -> pandas.DataFrame: just what is drawn, a row a mark, with plain column names.
    caption : callable
        Subject -> str: what it shows, of how many runs and under which seed, and what the two
        uncertainties in it are. It stands beside the figure wherever that is not in a page.

    Some figures take options, such as the run they show; drawing, data and caption take the same.

    Examples
    --------
    >>> import sim
    >>> from sim.analysis.figures.funnel import funnel
    >>> results = sim.run("geneva-2013", runs=20, draws=0)
    >>> ax = funnel(results, size="column")
    >>> list(funnel.data(results).stage)
    ['convened', 'agreed', 'ratified', 'held']
    """

    def __init__(
        self,
        draw: Callable[..., Axes],
        data: Callable[..., pd.DataFrame],
        caption: Callable[..., str],
    ) -> None:
        self._draw, self.data, self.caption = draw, data, caption
        self.name: str = draw.__name__
        update_wrapper(self, draw)

    def __call__(
        self, subject: Subject, ax: Axes | None = None, size: str = "page", **options: Any
    ) -> Axes:
        """Draw it: on `ax`, or in a figure of its own at one of the sizes page, column, slide."""
        if size not in SIZES:
            raise ValueError(f"size {size!r} is none; there are {', '.join(SIZES)}")
        with styled(size):
            drawn = self._draw(subject, ax, **options)
        if isinstance(drawn, Shown):
            drawn.say = partial(self.caption, subject, **options)
        return drawn

    def save(
        self, subject: Subject, folder: str | Path, size: str = "page", **options: Any
    ) -> list[Path]:
        """Write NAME.png (300 dpi), .svg, .pdf, .csv (its data) and .txt (its caption).

        The same subject gives the same bytes. Each file appears whole or not at all.

        Returns
        -------
        list of pathlib.Path
        """
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        figure = self(subject, size=size, **options).figure
        name = self.name if size == "page" else f"{self.name}-{size}"
        files = write_figures(figure, target, name)
        table, words = target / f"{self.name}.csv", target / f"{self.name}.txt"
        with whole(table) as part:
            self.data(subject, **options).to_csv(part, index=False, lineterminator="\n")
        write(words, self.caption(subject, **options) + "\n")
        return [*files, table, words]


def drawing(
    data: Callable[..., pd.DataFrame], caption: Callable[..., str]
) -> Callable[[Callable[..., Axes]], Drawing[Any]]:
    """Make a `Drawing` of a function that draws: ``draw(subject, ax, **options) -> Axes``."""
    return lambda draw: Drawing(draw, data, caption)


def write_figures(figure: Any, folder: Path, name: str) -> list[Path]:
    """Write one figure as every kind of picture, into a folder that is there."""
    return [write_figure(figure, folder / f"{name}.{kind}") for kind in KINDS]


def write_figure(figure: Any, file: Path) -> Path:
    """Write one figure, as its ending says: PNG (300 dpi), SVG or PDF. Same picture, same bytes.

    Raises
    ------
    ValueError
        If it ends in anything else.
    """
    kind = file.suffix.lstrip(".").lower()
    if kind not in KINDS:
        raise ValueError(f"{file}: a figure ends in .{', .'.join(KINDS)}")
    with styled(), whole(file) as part:
        figure.savefig(part, dpi=300, format=kind, metadata=KINDS[kind])
    return file
