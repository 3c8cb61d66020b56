"""Figures of sweeps show what the tables say, and suit the design."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from typer.testing import CliRunner

from sim.analysis.figures import write_figure
from sim.analysis.figures.sweep import bars, curve, figure_of, heatmap, suiting
from sim.cli import app
from sim.experiments.study.study import EXAMPLE
from sim.experiments.sweep import sweep
from sim.experiments.sweep.results import open_sweep
from sim.scenario.plain import to_yaml
from sim.scenario.scenario import EXAMPLE as TWO_CITIES
from sim.scenario.scenario import Scenario
from tests.experiments.sweep.making import Here, bytes_of, study

PATIENCE, SHARE = EXAMPLE["factors"]["patience"], EXAMPLE["factors"]["share"]
AGENDA = {"path": "noise", "levels": {"calm": 0.02, "loud": 0.2}, "title": "the noise"}
FEW = {"runs": 60, "draws": 3}


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """Run a small study, changed, into a folder of its own."""
    folder = tmp_path_factory.mktemp("swept")

    def run(name: str, **changes: object):
        return sweep(study(**FEW, **changes), folder / name, executor=Here())

    return run


@pytest.fixture(scope="module")
def grid(swept):
    return swept("grid")


@pytest.fixture(scope="module")
def alone(swept):
    return swept("alone", design="one_at_a_time")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, curve),
        ({"factors": {"noise": AGENDA}}, curve),
        ({"factors": {"noise": AGENDA, "share": SHARE}}, curve),
        ({"factors": {"noise": AGENDA, "other": {**AGENDA, "path": "time.horizon",
          "levels": {"short": 3, "long": 6}}}}, heatmap),
        ({"factors": {"patience": {**PATIENCE, "levels": [0.5, 0.6, 0.7, 0.8, 0.9]},
                      "share": {**SHARE, "levels": [0.1, 0.15, 0.2, 0.25, 0.3]}}}, heatmap),
        ({"factors": {"patience": PATIENCE, "share": SHARE, "noise": AGENDA}}, bars),
        ({"design": "one_at_a_time"}, bars),
        ({"design": {"name": "sobol", "points": 4}}, bars),
    ],
)  # fmt: skip
def test_the_figure_suits_the_design(changes, expected):
    assert suiting(study(**changes)) is expected


def test_a_curve_has_a_line_for_each_level_through_its_cells(grid):
    ax = curve(grid)
    lines = [line for line in ax.get_lines() if len(line.get_xdata()) == 3]
    drawn = sorted(tuple(line.get_ydata()) for line in lines if line.get_marker() in "os")
    wanted = [tuple(rows.held) for _, rows in grid.cells.groupby("share")]
    np.testing.assert_allclose(drawn, sorted(wanted))
    said = [text.get_text() for text in ax.get_legend().get_texts()]
    assert said[:2] == ["share: 0.2", "share: 0.4"]
    assert said[2:] == ["simulation noise (95%)", "what we do not know (middle 8 in 10 draws)"]
    assert ax.get_xlabel() == "Patience"


def test_levels_that_are_words_are_not_joined_by_a_line(swept):
    ax = curve(swept("words", factors={"noise": AGENDA}))
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["calm", "loud"]
    assert {line.get_linestyle() for line in ax.get_lines()} == {"None"}


def test_a_heatmap_says_each_number_and_what_we_do_not_know(grid):
    ax = heatmap(grid)
    said = [text.get_text() for text in ax.texts]
    for row in grid.cells.itertuples():
        assert f"{100 * row.held:.0f}%" in said
        assert f"{100 * row.held_range_low:.0f} to {100 * row.held_range_high:.0f}" in said
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["0.5", "0.9", "1"]
    noise = (grid.cells.held_high - grid.cells.held).max()
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert any("simulation noise" in text for text in legend)
    assert noise > 0


def test_every_number_of_a_heatmap_can_be_read(grid):
    """Writing has a contrast of at least 3 with the shade under it (WCAG 2, large text)."""
    ax = heatmap(grid)
    mesh = ax.collections[0]
    mesh.update_scalarmappable()
    shades = mesh.get_facecolor()
    inks = [t.get_color() for t in ax.texts if t.get_text().endswith("%")]
    for shade, ink in zip(shades, inks, strict=True):
        a, b = sorted((_luminance(shade), _luminance(mpl.colors.to_rgba(ink))))
        assert (b + 0.05) / (a + 0.05) >= 3


def test_bars_are_the_differences_from_what_is_written(alone):
    ax = bars(alone)
    wanted = 100 * alone.differences(base=0).change.drop(0)
    [points] = [line for line in ax.get_lines() if line.get_marker() == "o"]
    np.testing.assert_allclose(points.get_xdata(), wanted)
    labels = [tick.get_text() for tick in ax.get_yticklabels()]
    assert labels[0] == "Patience: 0.5"
    assert ax.get_xlabel().startswith("difference from as written (")


def test_a_part_that_is_dropped_is_told_in_words(swept):
    demand = {"first": {"demand": {"issue": "water", "at_least": "shared"}, "firmness": 0.1}}
    change = {"parties.north.preconditions": demand, "issues.water.controlled_by": ["south"]}
    base = Scenario.from_data(TWO_CITIES).with_(change)
    dropped = {"present": "parties.north.preconditions.first", "title": "its demand"}
    found = swept("dropped", scenario=base.as_data(), factors={"demand": dropped},
                  design="one_at_a_time")  # fmt: skip
    labels = [tick.get_text() for tick in bars(found).get_yticklabels()]
    assert labels == ["With its demand", "Without its demand"]


def test_a_sweep_without_a_run_can_be_drawn(swept):
    """Protects whoever looks in before anything is done."""
    factors = {"one": {"path": "time.horizon", "levels": [3, 6]}, "two": SHARE}
    found = swept("unfinished", factors=factors, design="one_at_a_time")
    for file in (found.folder / "parts").glob("runs-*.parquet"):
        file.unlink()
    assert figure_of(open_sweep(found.folder)).axes


def test_axes_of_ones_own_and_no_setting_left_changed(grid, alone):
    before = dict(mpl.rcParams)
    for draw, found in ((curve, grid), (heatmap, grid), (bars, alone)):
        ax = Figure().add_subplot()
        assert draw(found, ax) is ax
    assert dict(mpl.rcParams) == before


def test_the_same_results_are_the_same_file(grid, tmp_path):
    one, two = (write_figure(figure_of(grid), tmp_path / f"{n}.svg") for n in "ab")
    assert one.read_bytes() == two.read_bytes()
    with pytest.raises(ValueError, match=r"a figure ends in \.png, \.svg, \.pdf"):
        write_figure(figure_of(grid), tmp_path / "a.jpg")


@pytest.mark.slow
def test_a_figure_is_drawn_on_request_and_changes_no_byte_of_the_tables(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(to_yaml({**EXAMPLE, **FEW}), encoding="utf-8")
    plain, drawn = tmp_path / "plain", tmp_path / "drawn"
    asked = ["--workers", "1", "--quiet"]
    for folder, more in ((plain, []), (drawn, ["--figure", str(tmp_path / "new" / "it.png")])):
        done = CliRunner().invoke(app, ["sweep", str(file), "--out", str(folder), *asked, *more])
        assert done.exit_code == 0, done.output
    assert bytes_of(plain) == bytes_of(drawn)
    assert (tmp_path / "new" / "it.png").read_bytes().startswith(b"\x89PNG")
    assert "--figure" in done.stdout


def test_another_kind_of_figure_is_refused_before_anything_runs(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(to_yaml({**EXAMPLE, **FEW}), encoding="utf-8")
    out = tmp_path / "out"
    done = CliRunner().invoke(
        app, ["sweep", str(file), "--out", str(out), "--figure", str(tmp_path / "it.jpg")]
    )
    assert done.exit_code == 2
    assert not out.exists()


def _luminance(color) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color[:3]]
    return float(np.dot(parts, (0.2126, 0.7152, 0.0722)))
