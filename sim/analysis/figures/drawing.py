"""A figure as three functions: what is in it, how it is drawn, and what is said under it."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sim.analysis.figures.style import Picture, styled
from sim.experiments.subjects import MADE_BY, wanted
from sim.files import whole, write

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Subject = TypeVar("Subject")

#: The kinds of picture files, and what is said in each: nothing of when it was made.
KINDS: dict[str, Any] = {
    "png": {},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "ModDate": None},
}


class Saved(ABC, Generic[Subject]):
    """What can be drawn, put into words, and read as a table.

    Attributes
    ----------
    name : str
        Of its files.
    data : callable
        Subject -> pandas.DataFrame: just what is drawn, a row a mark, with plain column names.
    caption : callable
        Subject -> str: what it shows, of how many runs and under which seed, and what the two
        uncertainties in it are. It stands beside the figure wherever that is not in a page.

    Some figures take options, such as the run they show; drawing, data and caption take the same.
    """

    def __init__(
        self,
        draw: Callable[..., Any],
        data: Callable[..., pd.DataFrame],
        caption: Callable[..., str],
    ) -> None:
        self._draw, self.data, self.caption = draw, data, caption
        self.name: str = draw.__name__
        self._takes = _kinds_of(draw)
        self.__doc__, self.__name__, self.__module__ = draw.__doc__, draw.__name__, draw.__module__

    def _check(self, subject: Subject) -> None:
        if self._takes:
            wanted(subject, f"figures.{self.name}", *self._takes)

    @abstractmethod
    def figure(self, subject: Subject, size: str = "page", **options: Any) -> Figure:
        """Draw it as a figure of its own at one of the sizes page, column, slide."""

    def pictures(
        self, subject: Subject, folder: str | Path, size: str = "page", name: str = "",
        **options: Any,
    ) -> list[Path]:  # fmt: skip
        """Write NAME.png (300 dpi), .svg and .pdf; at another size than page NAME-SIZE.png."""
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        called = name or self.name
        called = called if size == "page" else f"{called}-{size}"
        return write_figures(self.figure(subject, size, **options), target, called)

    def save(
        self, subject: Subject, folder: str | Path, size: str = "page", name: str = "",
        **options: Any,
    ) -> list[Path]:  # fmt: skip
        """Write its `pictures`, NAME.csv (its data) and NAME.txt (its caption).

        The same subject gives the same bytes. Each file appears whole or not at all.

        Parameters
        ----------
        subject : what it shows
        folder : str or pathlib.Path
            Made if it is not there.
        size : {"page", "column", "slide"}
        name : str
            Its own unless given.
        options
            Of the figure, if it takes any.

        Returns
        -------
        list of pathlib.Path
        """
        files, called = self.pictures(subject, folder, size, name, **options), name or self.name
        table, words = (Path(folder) / f"{called}.{kind}" for kind in ("csv", "txt"))
        with whole(table) as part:
            self.data(subject, **options).to_csv(part, index=False, lineterminator="\n")
        write(words, self.caption(subject, **options) + "\n")
        return [*files, table, words]


class Drawing(Saved[Subject]):
    """A figure of one panel: it takes axes and returns them.

    Examples
    --------
    >>> import sim
    >>> from sim.analysis.figures.funnel import funnel
    >>> results = sim.run("geneva-2013", runs=20, draws=0)
    >>> ax = funnel(results, size="column")
    >>> list(funnel.data(results).step)
    ['talks convene', 'a deal is signed', 'it is ratified', 'a deal holds 26 weeks']
    """

    def __call__(
        self, subject: Subject, ax: Axes | None = None, size: str = "page", **options: Any
    ) -> Axes:
        """Draw it: on `ax`, or in a figure of its own at one of the sizes page, column, slide."""
        self._check(subject)
        with styled(size):
            made: Axes = self._draw(subject, ax, **options)
        if isinstance(made.figure, Picture):
            made.figure.say = partial(self.caption, subject, **options)
        return made

    def figure(self, subject: Subject, size: str = "page", **options: Any) -> Figure:
        """Draw it in a figure of its own."""
        made: Any = self(subject, size=size, **options).figure
        return made


class Sheet(Saved[Subject]):
    """A figure of several panels, which has a figure of its own."""

    def __call__(self, subject: Subject, size: str = "page", **options: Any) -> Figure:
        """Draw it at one of the sizes page, column, slide."""
        self._check(subject)
        with styled(size):
            made: Figure = self._draw(subject, **options)
        if isinstance(made, Picture):
            made.say = partial(self.caption, subject, **options)
        return made

    figure = __call__


def _kinds_of(draw: Callable[..., Any]) -> tuple[str, ...]:
    """The classes that it draws, as it says itself; none if it says anything else."""
    said = next(iter(inspect.get_annotations(draw).values()), "")
    kinds = tuple(str(said).split(" | "))
    return kinds if set(kinds) <= set(MADE_BY) else ()


def drawing(
    data: Callable[..., pd.DataFrame], caption: Callable[..., str]
) -> Callable[[Callable[..., Axes]], Drawing[Any]]:
    """Make a `Drawing` of a function that draws: ``draw(subject, ax, **options) -> Axes``."""
    return lambda draw: Drawing(draw, data, caption)


def sheet(
    data: Callable[..., pd.DataFrame], caption: Callable[..., str]
) -> Callable[[Callable[..., Figure]], Sheet[Any]]:
    """Make a `Sheet` of a function that draws: ``draw(subject, **options) -> Figure``."""
    return lambda draw: Sheet(draw, data, caption)


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
