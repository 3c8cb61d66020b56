"""The page and the figure of a hindcast say what was found, and what it is not."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
import pytest

from sim.analysis import layout
from sim.analysis.figures.hindsight import hindcast as figure
from sim.analysis.hindsight import page, save
from sim.experiments.folder import FolderRefused
from sim.experiments.hindcast import Hindcast, hindcast
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.experiments.made_up import case, write_history

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> Hindcast:
    cases = {
        "a-long-name-for-a-case": case("held", "military_decision"),
        "two": case("walkout"),
        "three": case("deadlock"),
    }
    file = write_history(tmp_path_factory.mktemp("history"), cases)
    return hindcast(file, 100, draws=4)


def flat(found: Hindcast) -> str:
    return " ".join(layout.text(page(found, "tracktwo hindcast HISTORY")).split())


def test_a_notebook_shows_the_page(found):
    assert "3 cases validate nothing." in found._repr_html_()
    assert repr(found).startswith("Hindcast(100 runs each of a-long-name-for-a-case, two, three")


def test_the_page_says_what_it_is_not(found):
    """Protects the plain statement, above all numbers."""
    said = flat(found)
    for words in (
        "3 cases validate nothing.",
        "Whoever coded the scenarios knew the outcomes",
        "Parameters are not moved to improve",
    ):
        assert 0 < said.index(words) < said.index("Given to what happened")


def test_one_case_is_one_case(found):
    one = Hindcast(found.history, 100, 0, 4, {"two": found.trials["two"]})
    assert "1 case validates nothing." in flat(one)


def test_the_page_states_its_rules(found):
    said = flat(found)
    for words in (
        "less than half a run, 0.005, counts as half a run, so that the worst is 5.30",
        "this case left out",
        "Laplace's rule",
        "halves the chance that talks convene",
        "With a star: the scenario cannot end so",
        "one side wins the war *",
        "mean of these",
        "To look up: Somebody, what was said, 2013-05.",
        "tracktwo hindcast HISTORY",
    ):
        assert words in said


def test_the_page_fits_a_file(found):
    """Protects the tables from being broken: no line of a table is longer than the page."""
    lines = layout.text(page(found, "tracktwo hindcast HISTORY")).splitlines()
    commands = [line for line in lines if "tracktwo hindcast" in line]
    assert all(len(line) <= layout.WIDTH for line in lines if line not in commands)
    assert "  a-long-name-for-a-case" in lines
    assert "…" not in "".join(lines)


def test_numbers_on_the_page_are_those_of_the_table(found):
    share = found.trials["two"].forecasts["model"]["walkout"]
    [line] = [
        line for line in layout.text(page(found)).splitlines() if "somebody walks out  " in line
    ][:1]
    assert f" {share:.0%}" in line


def test_without_draws_what_we_do_not_know_is_not_asked(tmp_path):
    found = hindcast(write_history(tmp_path, {"x": case("held")}), 20, draws=0)
    assert "not asked" in flat(found)
    assert len(figure(found).legends[0].get_texts()) == 2


def test_a_question_that_is_not_open_is_said_so(tmp_path):
    stages = {"forums.summit.stages": ["bargain", "implement"]}
    (tmp_path / "there.yaml").write_text(Scenario.from_data(EXAMPLE).with_(stages).dump())
    file = write_history(tmp_path, {"there": case("held", scenario="there.yaml")})
    assert "Did talks convene? No case leaves that open." in flat(hindcast(file, 20, draws=0))


def test_failures_come_first(found):
    from dataclasses import replace

    trials = found.trials | {"two": replace(found.trials["two"], failed=3)}
    said = flat(Hindcast(found.history, 100, 0, 4, trials))
    assert said.index("3 runs FAILED, in two") < said.index("validate nothing")


# -- the figure --------------------------------------------------------------------------------


def test_a_panel_for_each_case_with_every_outcome(found):
    drawn = figure(found)
    panels = [ax for ax in drawn.axes if ax.get_title(loc="left")]
    assert [ax.get_title(loc="left") for ax in panels] == list(found.trials)
    assert len(panels[0].get_yticklabels()) == 6
    for ax, trial in zip(panels, found.trials.values(), strict=True):
        widths = [patch.get_width() for patch in ax.patches]
        assert widths == pytest.approx([trial.model[o].share for o in trial.reachable])


def test_what_happened_stands_out(found):
    """Protects the mark: dark bars are the labels, and an unreachable one is said in words."""
    first = figure(found).axes[0]
    trial = found.trials["a-long-name-for-a-case"]
    colours = {o: p.get_facecolor() for o, p in zip(trial.reachable, first.patches, strict=True)}
    assert [o for o in colours if colours[o] == colours["held"]] == ["held"]
    assert "cannot come out here  ◀" in [text.get_text() for text in first.texts]


def test_files(found, tmp_path):
    """Protects what --out writes; the same hindcast writes the same bytes, and no setting stays."""
    before = dict(mpl.rcParams)
    one, two = (save(found, page(found), tmp_path / name) for name in ("one", "two"))
    assert dict(mpl.rcParams) == before
    assert [file.name for file in one] == [
        *("hindcast.txt", "probabilities.csv", "scores.csv"),
        *(f"hindcast.{kind}" for kind in ("png", "svg", "pdf")),
    ]
    for file, other in zip(one, two, strict=True):
        assert file.read_bytes() == other.read_bytes()
    assert one[3].read_bytes().startswith(PNG)
    assert len(pd.read_csv(one[2])) == len(found.scores)


def test_a_file_is_no_folder(found, tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(FolderRefused, match="taken: is a file; name a folder"):
        save(found, page(found), tmp_path / "taken")
