"""Figures over time: one run as a timeline, and the balance of one run or of many."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.analysis.figures import SIZES, balance, timeline
from sim.analysis.figures.acts import KINDS, acts_of
from sim.analysis.words import Names


@pytest.fixture(scope="module")
def held(geneva) -> int:
    return geneva.pick("held")


@pytest.fixture(scope="module")
def acts(geneva, held) -> pd.DataFrame:
    return timeline.data(geneva, run=held)


def test_the_marks_are_the_acts_of_the_run(geneva, held, acts):
    """Protects the timeline against the trace: who signed, kept and refused, and when."""
    trace = geneva.trace(held)
    signed = trace[trace.act == "sign"]
    assert acts[acts.kind == "signing"].period.tolist() == signed.period.tolist()
    keepers = set(trace[(trace.act == "keep") & (trace.answer == True)].actor)  # noqa: E712
    assert set(acts[acts.kind == "keeping"].lane) == keepers
    demands = trace[trace.act == "demand"]
    assert set(acts[acts.kind == "demand"].lane) == set(demands.actor)
    assert set(acts.kind) <= set(KINDS)
    assert len(acts) < len(trace)  # what repeats itself is left out


@pytest.mark.parametrize("size", SIZES)
def test_a_timeline_has_a_lane_for_everybody(geneva, held, acts, size):
    """Protects the figure: every party by its title, and a mark for each kind of act in it."""
    ax = timeline(geneva, run=held, size=size)
    labels = [" ".join(label.get_text().split()) for label in ax.get_yticklabels()]
    titles = [Names(geneva.scenario).title(name) for name in geneva.scenario.spec.parties]
    assert len(labels) == 1 + len(titles)
    for label, title in zip(labels[1:], titles, strict=True):
        assert title.startswith(label.removesuffix(" …").removesuffix("…").rstrip())
    marks = [line for line in ax.lines if line.get_marker() not in ("", "None", None)]
    assert len(marks) == len(acts.drop_duplicates(["period", "lane", "kind"]))
    stages = {text.get_text().strip() for text in ax.texts}
    assert "before the table" in " ".join(" ".join(stages).split())


def test_periods_in_which_nothing_happens_are_narrowed(geneva, held):
    """Protects the axis: half a year of quiet does not push what happened into a corner."""
    ax = timeline(geneva, run=held)
    ticks = [label.get_text() for label in ax.get_xticklabels()]
    assert any("-" in tick for tick in ticks)
    assert ax.get_xlim()[1] < geneva.runs.period[held] / 2


def test_several_forums_have_a_lane_each(several):
    """Protects runs in which parties meet in more than one place."""
    run = int(several.finished.run.iloc[0])
    acts = acts_of(several.scenario, several.trace(run))
    lanes = {lane for lane in acts.lane if lane.startswith("talks.")}
    assert lanes <= {f"talks.{name}" for name in several.scenario.spec.forums}
    assert len(timeline(several, run=run).get_yticks()) == len(lanes) + len(
        several.scenario.spec.parties
    )


def test_the_balance_of_one_run_is_its_own(geneva, held):
    """Protects the lines: they are what the model held, and end where nothing is left to fail."""
    table = balance.data(geneva, run=held)
    course = geneva.over_time(held)
    merged = table.merge(course, on=["period", "what", "name"], suffixes=("", "_of_model"))
    assert len(merged) == len(table)
    assert (merged.value == merged.value_of_model).all()
    signed = geneva.trace(held).query("act == 'sign'").period.iloc[0]
    assert table[table.what == "no_talks"].period.max() <= signed + 1
    ax = balance(geneva, run=held)
    assert len(ax.get_yticks()) == 2 + len(geneva.scenario.spec.parties)


def test_bands_say_both_uncertainties(geneva):
    """Protects the caption and the columns of the bands."""
    table = balance.data(geneva)
    assert {"low", "high", "range_low", "range_high"} <= set(table)
    said = balance.caption(geneva)
    assert "chance and assumptions together" in said
    assert "what we do not know" in said
    assert "run 3 of seed" in balance.caption(geneva, run=3)


def test_options_go_into_the_files(geneva, held, tmp_path):
    """Protects saving: data and caption are of the run that is drawn."""
    files = timeline.save(geneva, tmp_path, "column", run=held)
    names = {file.name for file in files}
    assert {"timeline-column.png", "timeline.csv", "timeline.txt"} <= names
    assert f"run {held} of seed" in (tmp_path / "timeline.txt").read_text()
    assert len(pd.read_csv(tmp_path / "timeline.csv")) == len(timeline.data(geneva, run=held))
