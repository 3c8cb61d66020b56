"""Pages and figures of what is counted: plain words, both uncertainties, nothing left out."""

from __future__ import annotations

import pytest

from sim.analysis.explaining import deals, jointly, timing
from sim.analysis.figures import incidence, utility_space
from sim.analysis.layout import Page, text

SECTIONS = {"timing": timing.section, "deals": deals.section, "jointly": jointly.section}


def said(section) -> str:
    return " ".join(text(Page("", "", [], [section])).split())


@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_sections_are_in_plain_words_with_both_uncertainties(geneva, section):
    words = said(section(geneva))
    assert "Simulation noise is" in words
    assert "what we do not know the middle 8 in 10 draws" in words
    assert "_" not in words
    assert "nan" not in words.lower().split()


@pytest.mark.parametrize("outcome", ["not_convened", "held", "walkout", None])
@pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
def test_one_sided_results_have_sections(made_up, section, outcome):
    assert said(section(made_up([outcome] * 3)))


def test_timing_says_how_often_how_soon_and_what_instead(made_up):
    words = said(timing.section(made_up(["held"] * 3 + ["not_convened"])))
    assert "Talks convene in about 8 of 10 simulated histories; of these, half" in words
    assert (
        "by the end of month 1. What comes instead: talks do not convene (about 3 in 10)" in words
    )
    assert "Half of the runs are over by the end of month 3" in words


def test_a_deal_that_does_not_pay_is_said_to_whom(made_up):
    made = made_up(["held"] * 3)
    made.runs["package.water"] = "north"
    assert "does not pay: by South in all." in said(deals.section(made))
    assert "all pay everybody who signed" in said(deals.section(made_up(["held"] * 3)))


def test_who_blocks_together_is_said(made_up):
    blocks = [
        (0, "north", "refusal", "coming", "", False),
        (0, "south", "refusal", "coming", "", False),
    ]
    words = said(jointly.section(made_up(["not_convened", "held"], blocks)))
    assert (
        "Something stood in the way in about 5 of 10 simulated histories. Of these, in all" in words
    )
    assert "North: did not come South: did not come" in words.replace(
        " 50% 9.5 to 90.5% not asked", ""
    )


def test_incidence_draws_what_it_says(geneva):
    """Protects the figure against its own data: the end of each line is the last share."""
    for event in ("convened", "signed", "ended"):
        ax = incidence(geneva, event=event)
        table = incidence.data(geneva, event=event)
        ends = {line.get_ydata()[-1] for line in ax.get_lines() if len(line.get_xdata()) > 2}
        assert ends >= set(table.groupby("cause").share.last())
        legend = " ".join(t.get_text() for t in ax.get_legend().get_texts())
        assert "simulation noise" in legend
        assert "what we do not know" in legend
        assert "middle 8 in 10 of 4 draws" in incidence.caption(geneva, event=event)


def test_without_a_nested_pass_nothing_is_claimed_of_it(made_up):
    ax = incidence(made_up(["held", "walkout"]))
    assert "know" not in " ".join(t.get_text() for t in ax.get_legend().get_texts())


def test_utility_space_takes_parties(geneva):
    """Protects the option: drawing, data and caption are of the same two."""
    two = ("us", "russia")
    ax = utility_space(geneva, parties=two)
    assert "Obama administration" in ax.get_xlabel().replace("\n", " ")
    assert "Russia" in ax.get_ylabel()
    table = utility_space.data(geneva, parties=two)
    assert {"utility.us", "utility.russia"} <= set(table)
    dots = [c.get_offsets() for c in ax.collections if len(c.get_offsets()) == len(table)]
    assert dots[0][:, 0].tolist() == pytest.approx((100 * table["utility.us"]).tolist())
    assert "Obama" in utility_space.caption(geneva, parties=two)


def test_the_default_pair_is_at_odds(geneva):
    assert list(utility_space.data(geneva).columns[1:3]) == ["utility.regime", "utility.smc"]
