"""Figures show what the tables say, are labelled, and come out the same twice."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.analysis.figures import FIGURES, blockers, funnel, save_figures, utilities
from sim.experiments.uncertainty import Spread

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_every_figure_is_labelled_and_not_empty(geneva, draw):
    ax = draw(geneva)
    assert ax.get_title(loc="left")
    assert ax.get_xlabel()
    assert all(label.get_text() for label in ax.get_yticklabels())
    assert len(ax.get_legend().get_texts()) >= 3
    assert np.ptp(_pixels(ax.figure)) > 0


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_figures_of_several_forums_show_no_raw_name(several, draw):
    ax = draw(several)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels
    assert not [label for label in labels if "_" in label or "nature" in label.lower()]


def test_the_bars_are_the_shares(geneva):
    ax = funnel(geneva)
    widths = [bar.get_width() for bar in ax.containers[0]]
    np.testing.assert_allclose(widths, geneva.funnel.share)
    stages = [label.get_text() for label in ax.get_yticklabels()]
    assert stages == [
        "Talks convene",
        "A deal is signed",
        "It is ratified",
        "A deal holds 26 weeks",
    ]


def test_both_uncertainties_are_in_the_funnel(geneva):
    said = " ".join(text.get_text() for text in funnel(geneva).get_legend().get_texts())
    assert "simulation noise" in said
    assert "what we do not know: the chance in each of 4 draws" in said


def test_alone_and_with_others_add_up(geneva):
    alone, others = blockers(geneva).containers[:2]
    total = [a.get_width() + o.get_width() for a, o in zip(alone, others, strict=True)]
    np.testing.assert_allclose(total, geneva.blockers.share.iloc[: len(total)])


def test_utilities_name_every_party(geneva):
    assert len(utilities(geneva).get_yticklabels()) == len(geneva.scenario.spec.parties)


@pytest.mark.parametrize("outcome", ["not_convened", "held"])
@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_one_sided_results_can_be_drawn(made_up, draw, outcome):
    assert _pixels(draw(made_up([outcome] * 3)).figure).size


def test_nobody_in_the_way_is_said(made_up):
    ax = blockers(made_up(["held"] * 3))
    assert "nobody, in any run" in [text.get_text() for text in ax.texts]


def test_what_is_entailed_is_called_so_in_the_figure(made_up):
    """Protects the funnel: a step that no draw could change says so beside its bar."""
    results = made_up(["deadlock"] * 30)
    outcome = np.full((20, 50), "deadlock", dtype=object)
    results.spreads.append(Spread(results.scenario.spec.noise, 50, outcome))
    said = [label.get_text() for label in funnel(results).get_yticklabels()]
    assert all(text.endswith("(by construction)") for text in said)
    assert not any(
        "construction" in t.get_text() for t in funnel(made_up(["held"])).get_yticklabels()
    )


def test_a_single_run_has_no_spread(made_up):
    assert utilities(made_up(["held"]))


def test_axes_of_ones_own(geneva):
    ax = Figure().add_subplot()
    assert funnel(geneva, ax) is ax


def test_no_setting_is_left_changed(geneva):
    before = dict(mpl.rcParams)
    funnel(geneva)
    assert dict(mpl.rcParams) == before


def test_files(geneva, tmp_path):
    files = save_figures(geneva, tmp_path / "one")
    names = [f"{name}.{kind}" for name in FIGURES for kind in ("png", "svg", "pdf", "csv", "txt")]
    assert [file.name for file in files] == names
    again = save_figures(geneva, tmp_path / "two")
    for file, other in zip(files, again, strict=True):
        assert file.read_bytes() == other.read_bytes()
    starts = {".png": PNG, ".svg": b"<?xml", ".pdf": b"%PDF"}
    for file in (file for file in files if file.suffix in starts):
        assert file.read_bytes().startswith(starts[file.suffix])


def _pixels(figure: Figure) -> np.ndarray:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())
