"""The page and the figures of an explanation say what its tables say, in words for anybody."""

from __future__ import annotations

import re
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest

import sim
from sim.analysis import layout
from sim.analysis.explaining import attribution as attribution_section
from sim.analysis.explaining import discovery, importance, pivotal
from sim.analysis.explaining import page as pages
from sim.analysis.explaining.brief import FEWEST, ROWS
from sim.analysis.explaining.naming import ends, label, shown
from sim.analysis.figures import SIZES, attribution, differences, tornado
from sim.analysis.layout import Section
from tests.experiments.explain.cities import three

OF_ASSUMPTIONS = (importance.TITLE, discovery.TITLE)
GREEK = re.compile("[\u0370-\u03ff]")


@pytest.fixture(scope="module")
def found():
    kinds = ["precondition", "tie", "threat"]
    return sim.explain(three(), runs=100, draws=3, seed=4, kinds=kinds)


def flat(page) -> str:
    return re.sub(r"\s+", " ", layout.text(page))


def with_pair(found, **numbers):
    """Change what is said of the two demands and the first step."""
    table = found.together.copy()
    here = (table.kind == "precondition") & (table.quantity == "P(convene)")
    assert here.sum() == 1
    for column, number in numbers.items():
        table.loc[here, column] = number
    return replace(found, together=table)


JOINT = {"value": 0.3, "low": 0.2, "high": 0.4, "b": 0.71,
         "excess": 0.3, "excess_low": 0.2, "excess_high": 0.4,
         "opened": 0.3, "opened_by_each": 0.06, "opened_by_none": 0.18}  # fmt: skip


def test_the_first_sentence_can_be_read_aloud(found):
    page = pages.page(found, "tracktwo explain three.yaml")
    first = page.lead[0]
    assert first.startswith("What it hangs on. As written, talks convene in ")
    assert not GREEK.search("".join(page.lead))
    assert "P(" not in "".join(page.lead)
    assert "2 demands, 2 ties and 1 threat" in page.lead[-1]
    assert page.sections[-1].items[0].text == "tracktwo explain three.yaml"


def test_the_sentence_names_what_moves_it_most(found):
    table = pivotal.of(found, "P(convene)")
    table = table[(table.how == "dropped") & (table.change.abs() >= 0.02)]
    largest = table[(table.low > 0) | (table.high < 0)].iloc[0]
    said = pivotal.sentence(found, "P(convene)")
    assert f"ithout {found.titles[largest.kind, largest['name']]} it would be" in said
    assert f"{100 * abs(largest.change):.0f} points" in said


def test_both_uncertainties_are_in_the_lead(found):
    said = pivotal.how_sure(found, "P(convene)")
    assert "simulation noise is at most" in said
    assert "over the middle 8 in 10 draws of the assumptions the change is" in said
    unasked = replace(found, pivotal=found.pivotal.assign(range_low=np.nan))
    assert "What we do not know was not asked" in pivotal.how_sure(unasked, "P(convene)")
    assert said in pages.page(found).lead


def test_what_noise_can_hide_is_said_where_nothing_is_seen(found):
    still = replace(found, pivotal=found.pivotal.assign(change=0.0, low=-0.031, high=0.031))
    said = pivotal.how_sure(still, "P(convene)")
    assert "Simulation noise can hide a change of up to 4 percentage points" in said
    assert "Under other readings of the assumptions it may be more" in said


def test_with_one_of_a_kind_there_is_nothing_to_divide(found):
    one = replace(found, attribution=found.attribution.drop_duplicates(["kind", "quantity"]),
                  left_out=found.left_out[:0])  # fmt: skip
    assert "There is only one of each kind" in attribution_section.section(one).items[0]


def test_a_brief_page_says_the_same_in_less(found):
    brief, whole = pages.page(found, everything=False), pages.page(found)
    assert brief.lead == whole.lead
    assert len(layout.text(brief).splitlines()) < 0.8 * len(layout.text(whole).splitlines())
    titles = [section.title for section in brief.sections]
    assert titles[-1] == "How to read the tables"
    assert set(titles[:-1]) <= {section.title for section in whole.sections}
    tables = [i for s in brief.sections for i in s.items if isinstance(i, layout.Table)]
    assert tables
    assert all(len(table.rows) < ROWS + FEWEST for table in tables)


def test_a_change_that_rounds_away_is_said_in_points(found):
    close = found.pivotal.assign(a=0.51, b=0.54, change=0.03, low=0.02, high=0.04)
    assert "it would be 3 points more" in pivotal.sentence(
        replace(found, pivotal=close), "P(convene)"
    )


def test_nothing_alone_but_both_together(found):
    """Protects what nobody sees who tries one thing at a time."""
    still = found.pivotal.assign(change=0.0, low=-0.01, high=0.01)
    said = pivotal.sentence(
        replace(with_pair(found, only_together=True, **JOINT), pivotal=still), "P(convene)"
    )
    assert "Nothing that is taken out alone changes that by 2 points or more." in said
    assert (
        'together: without the demand "dam" of North and the demand "refugees" of North it would'
        " be about 7 in 10 (+30 points)" in said
    )
    shares = flat(layout.Page("", "", [], [attribution_section.section(
        with_pair(found, only_together=True, **JOINT))]))  # fmt: skip
    assert "+30.0, and neither alone. Only together do they count." in shares


def test_demands_that_block_jointly_are_told_run_by_run(found):
    [said] = pivotal.block_jointly(with_pair(found, **JOINT), "P(convene)")
    assert "stand in the way together" in said
    assert "about 2 in 10 would have opened had either one been given up" in said
    assert "about 2 in 10 hang on one of the two" in said
    assert "about 6 in 10 open only if both are given up" in said


def test_demands_of_which_one_counts_do_not_block_jointly(found):
    one = {**JOINT, "opened_by_each": 0.03, "opened_by_none": 0.03}
    assert not pivotal.block_jointly(with_pair(found, **one), "P(convene)")


@pytest.mark.parametrize(
    ("value", "alone", "said"),
    [
        (0.1, 0.2, "they overlap"),
        (0.3, 0.2, "each stands in for the other"),
        (-0.1, 0.2, "with one gone, the other does something else"),
    ],
)
def test_how_a_pair_goes_together(found, value, alone, said):
    ends_ = {"excess_low": -0.4, "excess_high": -0.05}
    pair = with_pair(found, value=value, excess=value - alone, **ends_)
    assert said in flat(layout.Page("", "", [], [attribution_section.section(pair)]))


def test_both_uncertainties_are_in_every_table(found):
    """What is said of the assumptions themselves has no range over draws of them: one interval."""
    tables = [
        (section.title in OF_ASSUMPTIONS, item)
        for section in pages.page(found).sections
        for item in section.items
        if isinstance(item, layout.Table)
    ]
    assert {of for of, _ in tables} == {True, False}
    assert len(tables) >= 6
    for of_assumptions, table in tables:
        if of_assumptions:
            assert "95%" in table.header
        else:
            assert list(table.header[-2:]) == ["simulation\nnoise", "what we do\nnot know"]


def test_what_is_noise_is_counted_and_not_listed(found):
    still = found.pivotal.assign(low=-0.5, high=0.5)
    said = flat(pages.page(replace(found, pivotal=still)))
    assert "within simulation noise" in said


def test_failed_runs_are_said_first(found):
    failed = replace(found, failed={"tie west_north: dropped": "run 3: RuntimeError: no idea"})
    lead = pages.page(failed).lead
    assert lead[0].startswith("Runs FAILED in 1 variant")
    assert "run 3: RuntimeError: no idea" in lead[0]


def test_what_could_not_be_tried_is_told():
    found = sim.explain(three(**{"issues.dam.status_quo": "razed"}), runs=10, draws=0,
                        kinds=["precondition"])  # fmt: skip
    said = flat(pages.page(found))
    assert "What could not be tried" in said
    assert "what it demands is in place already" in said
    assert "What we do not know was not asked." in said


def test_a_kind_with_too_many_says_how_many_scenarios():
    found = sim.explain(three(), runs=10, draws=0, kinds=["tie"], most=1)
    assert "Ties: there are 2 of them, so that all their subsets would be 4 scenarios" in flat(
        pages.page(found)
    )


def test_a_section_more_is_one_entry(found, monkeypatch):
    monkeypatch.setattr(pages, "OF_RESULTS", (lambda r: Section(f"About {r.seed}", ("Said.",)),))
    assert "About 4" in [section.title for section in pages.page(found).sections]


def test_quantities_of_the_page(found):
    assert ends(found) == ["P(convene)", "P(held)"]
    assert shown(found) == ["P(convene)", "P(agree|convened)", "P(held)"]


# -- figures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("draw", [tornado, attribution], ids=lambda draw: draw.name)
def test_figures_are_labelled_at_every_size(found, draw, size):
    ax = draw(found, size=size)
    said = [text.get_text() for text in ax.get_legend().get_texts()]
    assert any("simulation noise" in text for text in said)
    assert any("what we do not know" in text for text in said)
    assert all(tick.get_text() for tick in ax.get_yticklabels())
    assert "percentage points" in ax.get_xlabel()
    ax.figure.draw_without_rendering()
    width = ax.figure.get_window_extent().width
    assert all(t.get_window_extent().x0 >= 0 for t in ax.get_yticklabels())
    assert all(t.get_window_extent().x1 <= width + 1 for t in ax.get_legend().get_texts())


def test_the_bars_are_the_differences(found):
    data = tornado.data(found)
    widths = [bar.get_width() for bar in tornado(found).patches]
    np.testing.assert_allclose(widths, 100 * data.change)
    assert data.change.abs().is_monotonic_decreasing
    of_held = tornado.data(found.on("P(held)"))
    assert set(of_held.a.round(6)) != set(data.a.round(6))


def test_the_shares_of_a_kind_stand_above_their_total(found):
    data = attribution.data(found)
    for kind in ("precondition", "tie"):
        rows = data[data.kind == kind]
        assert rows.name.iloc[-1] == ""
        assert rows.value.iloc[:-1].sum() == pytest.approx(rows.value.iloc[-1])
    assert list(data[data.kind == "threat"].name) == ["raze"]


def test_captions_say_what_both_uncertainties_are(found):
    for draw in (tornado, attribution):
        said = draw.caption(found)
        assert "100" in said
        assert "seed 4" in said
        assert "what we do not know" in said
        assert "Shapley" in said or "Differences from the scenario as written" in said


def test_a_comparison_is_drawn_by_the_same_hand():
    both = sim.compare(three(), three().drop("ties.west_south"), runs=40, draws=2)
    data = differences.data(both)
    assert list(data.change) == list(both.funnel.change)
    ax = differences(both)
    np.testing.assert_allclose([bar.get_width() for bar in ax.patches], 100 * data.change)
    assert "40 pairs of runs" in differences.caption(both)


def test_no_setting_is_left_changed(found):
    before = dict(mpl.rcParams)
    tornado(found, size="slide")
    assert dict(mpl.rcParams) == before


def test_labels_tell_apart_first(found):
    assert label(found, "precondition", "north.dam") == 'Dropped: "dam", North'
    assert label(found, "precondition", "north.dam", "met") == 'Met: "dam", North'
    assert label(found, "tie", "west_north") == "No tie: West to North"
    assert label(found, "threat", "raze") == 'No threat: "raze"'
    assert label(found, "party", "west") == "No seat: West"
