"""The page says what came out, how sure it is, and what it is not, whatever came out."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from rich.console import Console

from sim.analysis import layout, tables
from sim.analysis.page import first_sentence, html, page, what_is_forced
from sim.analysis.reasons import blockers
from sim.analysis.words import percent
from sim.experiments.uncertainty import Spread
from sim.model.endings import OUTCOMES

BLOCKED = [
    (0, "north", "refusal", "coming", "", False),
    (0, "south", "refusal", "coming", "", False),
    (1, "south", "walkout", "staying", "", True),
    (2, "north", "text", "water", "", True),
    (3, "north", "text", "water", "", True),
    (4, "south", "breach", "water", "", True),
]
MIX = ["not_convened", "walkout", "deadlock", "deadlock", "collapsed", *["held"] * 5]


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_the_page_of_geneva(geneva):
    text = layout.text(page(geneva, elapsed=8.0))
    commands = [line for line in text.splitlines() if line.startswith("  tracktwo ")]
    assert len(commands) == 2
    assert all(len(line) <= 80 for line in text.splitlines() if line not in commands)
    said = flat(text)
    assert said.startswith("The Geneva conference of June 2013 Would the conference have convened")
    assert re.search(
        r"In about \d of 10 simulated histories talks do not convene, most often", said
    )
    assert "a deal holds to the horizon of 26 weeks" in said
    for heading in (
        "How far talks come: share of 150 runs",
        "The same at several levels of noise",
        "Who stood in the way, and over what",
        "The packages signed most often",
        "How satisfied each party ends up",
        "What this is not",
        "To make this again",
    ):
        assert heading in said
    assert "simulation what we do" in said
    assert "Two different things." in said
    assert "noise 0.02 noise 0.05 * noise 0.1 " in said
    assert "refused by the Government of Bashar al-Assad" in said
    assert "A tool for thinking, not a forecast." in said
    assert "tracktwo run geneva-2013 --runs 150 --seed 0 --draws 4" in said
    assert geneva.scenario.hash[:12] in said
    assert "It took 8 seconds." in said


def test_the_story_it_points_to_is_of_the_commonest_kind(geneva):
    run = int(re.search(r"--seed 0 --run (\d+)", layout.text(page(geneva)))[1])
    assert geneva.runs.outcome[run] == geneva.outcomes.index[0]


def test_a_page_in_a_file_does_not_say_how_long_it_took(geneva):
    assert "It took" not in layout.text(page(geneva))


def test_every_mix_of_outcomes_has_a_sentence(made_up):
    for outcome in OUTCOMES:
        said = first_sentence(made_up([outcome] * 3))
        assert said.startswith("In all simulated histories ")
        assert said.endswith(".")
        assert "most often" not in said  # nobody is said to have stood in the way


def test_the_sentence_goes_by_stages_and_says_why(made_up):
    said = first_sentence(made_up(MIX, BLOCKED))
    assert said == (
        "In about 1 of 10 simulated histories talks do not convene, most often because North did"
        " not come and South did not come; in about 2 of 10 the talks end without a deal, most"
        ' often because North refused the text over "water"; in about 5 of 10 a deal holds to the'
        " horizon of 26 months."
    )


def test_a_deadlock_without_an_offer(made_up):
    said = first_sentence(made_up(["deadlock"], [(0, "north", "text", "offers", "", True)]))
    assert said.endswith(
        "the talks end without a deal, most often because North was made no offer."
    )


def test_a_war_won_names_the_winner(several):
    said = first_sentence(several)
    assert "one side wins the war first, most often the government side" in said
    assert "nature" not in layout.text(page(several))


def test_the_page_tells_how_each_forum_ended(several):
    text = " ".join(layout.text(page(several)).split())
    for name in ("peace", "relief"):
        shares = several.finished[f"forum.{name}.outcome"].value_counts(normalize=True)
        section = tables.forums(several).items[0]
        first = next(k for k, row in enumerate(section.rows) if row[0] == f"{name.title()} talks")
        assert section.rows[first][2] == percent(shares.max())
        assert f"{name.title()} talks" in text
    assert "Everything else on this page is about the peace talks." in text


def test_one_forum_needs_no_table_of_forums(geneva):
    assert "How each forum ended" not in layout.text(page(geneva))


def test_who_stood_in_the_way_is_told_of_the_primary_forum_alone(several):
    primary = several.blocks[several.blocks.forum == "peace"]
    shares = primary.groupby(["party", "kind", "over"]).run.nunique() / len(several.finished)
    found = {(b.cause.party, b.cause.kind, b.cause.over): b.share for b in blockers(several)}
    assert found == pytest.approx(shares.to_dict())
    assert ("rebels.hawks", "vote", "coming") in found
    assert ("nature", "decision", "government") in found


def test_votes_on_coming_and_a_war_won_are_in_words(several):
    rows = {row[:2] for row in tables.in_the_way(several).items[0].rows}
    assert ("Hawks of the rebels", "voted against coming") in rows
    assert ("The war", "was won by the government side") in rows


def test_runs_that_started_again_are_told_in_one_line(several, geneva):
    again = (several.finished.attempts > 1).mean()
    [said] = tables.started_again(several)
    assert said.startswith(
        f"Talks failed and started again in {percent(again)} of runs, most often"
    )
    assert tables.started_again(geneva) == []


def test_a_walkout_over_a_demand_at_the_table_says_so(made_up):
    blocks = [(0, "south", "demand", "calm", "north", True)]
    said = first_sentence(made_up(["walkout"], blocks))
    assert said.endswith('somebody walks out, most often South, over South\'s demand "calm".')


@pytest.mark.parametrize("outcome", ["not_convened", "held"])
def test_a_stage_that_decides_all_is_called_put_in(made_up, outcome):
    said = what_is_forced(made_up([outcome] * 200))
    verb = "stops everybody" if outcome == "not_convened" else "stops nobody"
    assert f"By construction or nearly so, convening {verb}" in said


def test_stages_that_all_decide_something_are_not(made_up):
    assert "construction" not in what_is_forced(made_up(MIX * 5))


def with_draws(results, outcome, draws=20):
    """Add a nested pass in which every run ended so."""
    spread = Spread(results.scenario.spec.noise, 50, np.full((draws, 50), outcome, dtype=object))
    results.spreads.append(spread)
    return results


def test_what_is_entailed_is_called_so_on_the_ordinary_page(made_up):
    """Protects the page: what no draw of the assumptions could change is called by construction."""
    results = with_draws(made_up(["deadlock"] * 30), "deadlock")
    said = flat(layout.text(page(results)))
    assert "the talks end without a deal, by construction." in said
    assert said.count("by construction ") >= 3  # convened always; signed and held never
    assert "at least 99% of the runs of every one of 20 draws" in said
    assert results.by_construction["step", "convened"] == "always"
    assert results.by_construction["step", "held"] == "never"


def test_what_one_draw_changes_or_few_draws_show_is_not(made_up):
    few = with_draws(made_up(["deadlock"] * 30), "deadlock", draws=19)
    other = with_draws(made_up(["deadlock"] * 30), "deadlock")
    other.spreads[0].outcome[4, :] = "held"
    other.spreads[0].outcome[5, :] = "not_convened"
    for results in (few, other):
        assert ("step", "held") not in results.by_construction
        assert "by construction" not in flat(layout.text(page(results))).replace(
            "By construction or nearly so", ""
        )


def test_all_not_convened(made_up):
    blocks = [(0, "north", "refusal", "coming", "", True)]
    text = layout.text(page(made_up(["not_convened"] * 40, blocks)))
    assert "None was signed in any run." in text
    assert "North" in text


def test_all_held(made_up):
    text = flat(layout.text(page(made_up(["held"] * 40))))
    assert "Nobody, in any run." in text
    assert "100% 100% shared" in text


def test_without_draws_the_page_says_what_is_missing(made_up):
    text = flat(layout.text(page(made_up(MIX))))
    assert "What we do not know was not asked" in text
    assert "not asked" in text
    assert "several levels of noise" not in text
    assert "--draws 0" in text


def test_settled_by_the_assumptions(made_up):
    assert "Under 4 of 4 draws it is as good as settled" in flat(
        layout.text(page(made_up(MIX, draws=1.0)))
    )
    assert "as good as settled" not in flat(layout.text(page(made_up(MIX, draws=0.5))))


def test_failed_runs_are_said_out_loud(made_up):
    text = flat(layout.text(page(made_up([None, *MIX]))))
    assert "1 of 11 runs FAILED" in text
    assert "The first is run 0: RuntimeError: no idea" in text
    assert "share of 10 runs" in text


def test_nothing_but_failures(made_up):
    results = made_up([None, None])
    text = flat(layout.text(page(results)))
    assert "2 of 2 runs FAILED: there are no results." in text
    assert "RuntimeError: no idea" in text
    assert "Results(" in repr(results)


def test_a_made_up_scenario_cites_nothing(made_up):
    assert "all of it is made up" in flat(layout.text(page(made_up(MIX))))


class _Balanced(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.tags = [], set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_says_the_same(geneva):
    shown = geneva._repr_html_()
    assert shown == html(geneva)
    parser = _Balanced()
    parser.feed(shown)
    assert parser.open == []
    assert parser.tags >= {"table", "h3", "h4", "p", "pre"}
    assert "Two different things." in shown


def test_html_escapes_what_a_scenario_says(made_up):
    results = made_up(MIX)
    results.scenario = results.scenario.with_({"title": "<script>alert(1)</script> & more"})
    assert "<script>" not in html(results)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html(results)


def test_titles_are_not_read_as_markup(made_up):
    results = made_up(MIX)
    results.scenario = results.scenario.with_({"title": "[bold]Peace[/bold] [/oops]"})
    assert "[bold]Peace[/bold] [/oops]" in layout.text(page(results))


def test_a_terminal_without_block_characters_gets_plain_ones(made_up):
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii")
    layout.show(page(made_up(MIX)), Console(file=file, width=80))
    file.flush()
    assert b"####" in raw.getvalue()
