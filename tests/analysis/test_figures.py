"""Figures show what the tables say, are labelled, and come out the same twice."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.figures import FIGURES, blockers, funnel, outcomes, save_figures, utilities
from sim.analysis.figures.style import NOISE, UNKNOWN
from sim.experiments.uncertainty import Spread, range_over_draws


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_every_figure_is_labelled_and_not_empty(geneva, draw):
    ax = draw(geneva)
    assert ax.get_title(loc="left")
    assert ax.get_xlabel()
    assert all(label.get_text() for label in ax.get_yticklabels())
    assert len(ax.get_legend().get_texts()) >= 3


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


def test_blockers_stand_by_party_with_both_uncertainties(several):
    """Protects who and over what: parties together, the worst first; the range is of the draws."""
    table = blockers.data(several)
    firsts = table.drop_duplicates("who")
    assert (table.who.ne(table.who.shift()).sum()) == len(firsts)
    assert firsts.share.is_monotonic_decreasing
    own = several.blockers
    np.testing.assert_allclose(sorted(table.share), sorted(own.share[: len(table)]))
    (party, kind, over), row = next(own.iterrows())
    blocks = several.nested_blocks
    same = (blocks.party == party) & (blocks.kind == kind) & (blocks.over == over)
    same &= blocks.forum == several.scenario.spec.primary
    per_draw = several.spread.runs_per_draw
    hits = [blocks.run[same & (blocks.run // per_draw == draw)].nunique() for draw in range(2)]
    assert (row.range_low, row.range_high) == range_over_draws(hits, per_draw)
    said = [text.get_text() for text in blockers(several).get_legend().get_texts()]
    assert said == ["alone", "with others", NOISE, UNKNOWN]


def test_outcomes_are_all_there_by_stage(made_up):
    """Protects what did not happen from being left out: it is none of so many runs, not nothing."""
    table = outcomes.data(made_up(["held", "held", "deadlock"]))
    assert list(table.outcome) == [
        "talks do not convene", "somebody walks out", "the talks end without a deal",
        "a deal is made and then broken", "a deal holds to the horizon of 26 months",
    ]  # fmt: skip
    np.testing.assert_allclose(table.share, [0, 0, 1 / 3, 0, 2 / 3])
    assert (table.high > table.share).all()


def test_outcomes_are_said_as_one_says_them_where_there_is_room(made_up):
    results = made_up(["held"] * 3 + ["deadlock"] * 7)
    said = {size: [text.get_text() for text in outcomes(results, size=size).texts]
            for size in ("page", "column")}  # fmt: skip
    assert " 70%  about 7 in 10" in said["page"]
    assert "70%" in said["column"]


def test_utilities_name_every_party(geneva):
    assert len(utilities(geneva).get_yticklabels()) == len(geneva.scenario.spec.parties)


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


@pytest.mark.usefixtures("one_kind_of_picture")
def test_files(geneva, tmp_path):
    """What is written, in order; that each picture is one: see ``test_figure_properties``."""
    files = save_figures(geneva, tmp_path / "one")
    names = [f"{name}.{kind}" for name in FIGURES for kind in ("svg", "csv", "txt")]
    assert [file.name for file in files] == names
    assert all(file.stat().st_size for file in files)
