"""What holds for every figure, whatever it shows; a new one has only to be put into `SUBJECTS`."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
import warnings
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import sim.analysis.figures as package
from sim.analysis.figures.balance import DRAWS, RUNS
from sim.analysis.figures.drawing import Drawing, Saved
from sim.analysis.figures.style import LEAST, SIZES
from tests.analysis.subjects import SUBJECTS

FIGURES = [pytest.param(*pair, id=name) for name, pair in SUBJECTS.items()]
PANELS = [pytest.param(*pair, id=name) for name, pair in SUBJECTS.items()
          if isinstance(pair[0], Drawing)]  # fmt: skip
ONCE = list({figure: (figure, subject) for figure, subject in SUBJECTS.values()}.values())
#: Runs and draws, where a figure has others than its subject.
EFFORT = {"balance": (RUNS, DRAWS)}
#: Their captions speak of one history, and of no chance.
EXACT = {"quotas"}  # solved, not simulated
OF_ONE_RUN = {"timeline"}
#: What is cut off is so first where there is least room; the others take as long again, each.
EVERY_SIZE = [size if size == "column" else pytest.param(size, marks=pytest.mark.slow)
              for size in SIZES]  # fmt: skip
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "figures.md"
OF_RESULTS = list(package.FIGURES.values())


def every_figure() -> set[Saved]:
    """Find each figure that a module of the package makes."""
    modules = [importlib.import_module(f"{package.__name__}.{found.name}")
               for found in pkgutil.iter_modules(package.__path__)]  # fmt: skip
    return {thing for module in modules for thing in vars(module).values()
            if isinstance(thing, Saved)}  # fmt: skip


def wrong_in(figure: Figure) -> list[str]:
    """Return what is written beyond the edges, too small to be read, or over something else."""
    canvas = FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a layout that does not fit is told as a warning
        figure.draw_without_rendering()
    page, renderer, wrong = figure.bbox.padded(0.5), canvas.get_renderer(), []
    ticks = {ax: [_seen(ax.get_xticklabels(), ax.get_xlim(), 0),
                  _seen(ax.get_yticklabels(), ax.get_ylim(), 1)] for ax in figure.axes}  # fmt: skip
    of_ticks = {t for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)
                for t in axis.findobj(Text) if t is not axis.label}  # fmt: skip
    seen = [t for both in ticks.values() for labels in both for t in labels]
    for text in [*seen, *(t for t in figure.findobj(Text) if t not in of_ticks)]:
        if not text.get_text().strip() or not text.get_visible():
            continue
        box = text.get_window_extent(renderer)
        if box.x0 < page.x0 or box.y0 < page.y0 or box.x1 > page.x1 or box.y1 > page.y1:
            wrong.append(f"beyond the edge: {text.get_text()!r}")
        if text.get_fontsize() < LEAST:
            wrong.append(f"{text.get_fontsize():.1f} points: {text.get_text()!r}")
    for labels in (labels for both in ticks.values() for labels in both):
        boxes = [text.get_window_extent(renderer).padded(-1) for text in labels]
        for k, (box, other) in enumerate(itertools.pairwise(boxes)):
            if box.overlaps(other):
                wrong.append(f"over one another: {labels[k].get_text()!r} and the next")
    return wrong


def _seen(labels: list[Text], limits: tuple[float, float], axis: int) -> list[Text]:
    """Return the labels that are drawn: those within the limits of their axis."""
    low, high = sorted(limits)
    return [t for t in labels if t.get_visible() and low <= t.get_position()[axis] <= high]


def test_every_figure_is_tested():
    """Protects whoever adds a figure: here and as an image it is looked at."""
    missing = every_figure() - {figure for figure, _ in SUBJECTS.values()}
    assert not missing, f"put into SUBJECTS: {', '.join(sorted(f.name for f in missing))}"


@pytest.mark.parametrize("size", EVERY_SIZE)
@pytest.mark.parametrize(("figure", "subject"), FIGURES)
def test_all_that_is_written_can_be_read(figure, subject, size):
    """Protects every size: nothing is cut off, nor smaller than 6 points; no setting stays."""
    before = dict(mpl.rcParams)
    made = figure.figure(subject(), size)
    assert dict(mpl.rcParams) == before
    assert not wrong_in(made)
    assert made.get_figwidth() == SIZES[size].width


@pytest.mark.parametrize("size", EVERY_SIZE)
@pytest.mark.parametrize("figure", OF_RESULTS, ids=lambda f: f.name)
def test_long_names_can_be_read_too(geneva, several, figure, size):
    """Protects the figures of real scenarios, whose parties and issues have long names."""
    for results in (geneva, several):
        made = figure.figure(results, size)
        assert not wrong_in(made)


@pytest.mark.parametrize("outcome", ["not_convened", "held"])
@pytest.mark.parametrize("figure", OF_RESULTS, ids=lambda f: f.name)
def test_one_sided_results_can_be_read_too(made_up, figure, outcome):
    assert not wrong_in(figure.figure(made_up([outcome] * 3), "column"))


@pytest.mark.parametrize(("figure", "subject"), PANELS)
def test_a_figure_returns_the_axes_it_was_given(figure, subject):
    ax = Figure().add_subplot()
    assert figure(subject(), ax) is ax


@pytest.mark.parametrize(("figure", "subject"), FIGURES)
def test_data_and_caption_stand_for_themselves(figure, subject):
    """Protects whoever has the files alone: words, not names of columns in a program."""
    of = subject()
    table, caption = figure.data(of), figure.caption(of)
    assert len(table)
    assert list(table.index) == list(range(len(table)))
    assert not [name for name in table if not isinstance(name, str) or not name]
    of_states = {"what"}  # as in `Results.over_time`
    words = [
        cell for column in set(table) - of_states for cell in table[column] if isinstance(cell, str)
    ]
    assert not [word for word in words if "_" in word]
    if figure.name in EXACT:
        assert "exact" in caption
        assert caption.endswith(".")
        return
    runs, draws = EFFORT.get(figure.name, (100, 20))
    assert re.search(rf"\b{runs} (pairs of )?run|\brun 0\b", caption)
    assert re.search(r"\bseed 7\b|\bseed 0\b", caption)
    assert caption.endswith(".")
    if figure.name in OF_ONE_RUN:
        assert "says nothing of how likely it was" in caption
        return
    assert re.search("simulation noise", caption, re.IGNORECASE)
    noise = {str(name).rsplit("_", 1)[-1] for name in table if not str(name).startswith("range_")}
    assert {"low", "high"} <= noise
    assert "what we do not know" in caption.replace("What", "what")
    if "range_low" in table:
        assert re.search(rf"\b{draws} draws|middle 8 in 10 draws", caption)


def test_what_cannot_be_read_is_found():
    """Protects the test above: it finds what is cut off, too small and over something else."""
    figure = Figure(figsize=(3, 2), layout="constrained")
    ax = figure.add_subplot()
    ax.set_title("a title that is a good deal longer than the figure is wide, and so cut off")
    ax.text(0.5, 0.5, "small", fontsize=5)
    ax.set_yticks([0.5, 0.51], ["one", "other"])
    said = " ".join(wrong_in(figure))
    for words in ("beyond the edge: 'a title", "5.0 points: 'small'", "over one another: 'one'"):
        assert words in said


@pytest.mark.slow
@pytest.mark.parametrize(("figure", "subject"), ONCE)
@pytest.mark.usefixtures("one_kind_of_picture")
def test_the_same_subject_is_the_same_bytes(figure, subject, tmp_path):
    one, two = (figure.save(subject(), tmp_path / name) for name in ("one", "two"))
    for file, other in zip(one, two, strict=True):
        assert file.read_bytes() == other.read_bytes()


def test_a_size_that_is_none_is_refused():
    figure, subject = SUBJECTS["funnel"]
    with pytest.raises(ValueError, match="size 'poster' is none; there are page, column, slide"):
        figure.figure(subject(), "poster")


def test_every_kind_of_file_is_the_same_bytes_and_named_for_its_size(tmp_path):
    figure, subject = SUBJECTS["funnel"]
    one, two = (figure.save(subject(), tmp_path / at, "column", name="mine") for at in "ab")
    assert [file.name for file in one] == [
        *(f"mine-column.{kind}" for kind in ("png", "svg", "pdf")), "mine.csv", "mine.txt",
    ]  # fmt: skip
    for file, start in zip(one, (b"\x89PNG\r\n\x1a\n", b"<?xml", b"%PDF"), strict=False):
        assert file.read_bytes().startswith(start)
    for file, other in zip(one, two, strict=True):
        assert file.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(("figure", "subject"), ONCE)
def test_the_reference_names_every_figure_and_its_data(figure, subject):
    """Protects docs/reference/figures.md from a figure, or a column, that it does not have."""
    text = REFERENCE.read_text(encoding="utf-8")
    assert f"`{figure.name}`" in text
    own = {"patience", "share", "noise"} if figure.name in ("curve", "heatmap") else set()
    of_parties = {"utility.north": "utility.PARTY", "utility.south": ""}
    named = [of_parties.get(column, column) for column in figure.data(subject())]
    columns = [f"`{column}`" for column in named if column and column not in own]
    assert ", ".join(columns) in " ".join(text.split())
