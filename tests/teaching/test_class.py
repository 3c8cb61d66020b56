"""`tracktwo class`: the games of a class on one page."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from sim.analysis import layout
from sim.cli import app
from sim.experiments.uncertainty import wilson
from sim.scenario.scenario import Scenario
from sim.teaching import GameError, Quit, Sitting, read
from sim.teaching.class_figure import offers_and_answers
from sim.teaching.class_page import page
from tests.teaching.games import land, package

ULTIMATUM = Scenario.load("ultimatum")
OFFERS = (10, 30, 30, 40, 50, 50, 100)  # to the other, in games of two
LEAST = 35  # that a responder takes


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A class: seven ultimatums, one of another game, one that was left, two that are broken."""
    place = tmp_path_factory.mktemp("class")
    for number, offer in enumerate(OFFERS):

        def respond(turn, offer=offer):
            if turn.act == "propose":
                return {"pie": f"p{100 - offer}_{offer}"}
            return offer >= LEAST

        players = {"proposer": f"Anna {number}", "responder": f"Bert {number}"}
        Sitting(ULTIMATUM, players, file=place / f"u{number}.json").play(respond)
    Sitting(land(), {"north": "Carl"}, file=place / "land.json").play(
        lambda t: package("halved", 5) if t.act == "propose" else True
    )

    def leave(turn):
        raise Quit

    Sitting(ULTIMATUM, {"proposer": "Dora"}, file=place / "left.json").play(leave)
    (place / "broken.json").write_text("{")
    text = (place / "u0.json").read_text()
    (place / "changed.json").write_text(
        text.replace('"outcome": "deadlock"', '"outcome": "agreed"')
    )
    (place / "notes.txt").write_text("not a game, and no concern of ours")
    return place


@pytest.fixture(scope="module")
def ultimatum(folder):
    return read(folder)[0][1]


def test_games_are_pooled_by_scenario_and_none_is_lost_silently(folder):
    pooled, skipped = read(folder)
    assert [(each.scenario.name, len(each.games)) for each in pooled] == [
        ("land-and-debt", 1),
        ("ultimatum", 7),
    ]
    assert {each.file for each in skipped} == {"left.json", "broken.json", "changed.json"}
    why = {each.file: each.why for each in skipped}
    assert "not played to its end (quit)" in why["left.json"]
    assert "ends with 'deadlock', not 'agreed'" in why["changed.json"]


def test_offers_and_answers_by_size(ultimatum):
    """By hand: a size on a bound is in the upper bin, the last bin has its end; Wilson (1927)."""
    bins = ultimatum.bins.set_index("from")
    assert bins["offers"].to_dict() == {
        0: 0, 10: 1, 20: 0, 30: 2, 40: 1, 50: 2, 60: 0, 70: 0, 80: 0, 90: 1,
    }  # fmt: skip
    assert bins["accepted"].sum() == sum(offer >= LEAST for offer in OFFERS)
    assert (bins["low"][30], bins["high"][30]) == wilson(0, 2)
    assert bins["share"][50] == 1
    assert len(ultimatum.offers) == len(ultimatum.answers) == 7


def test_what_players_got_and_what_theory_says(ultimatum):
    payoffs = ultimatum.payoffs.set_index("party")
    got = [100 - offer if offer >= LEAST else 0 for offer in OFFERS]
    assert payoffs["mean"]["proposer"] == pytest.approx(sum(got) / 7)
    assert payoffs["low"]["proposer"] < sum(got) / 7 < payoffs["high"]["proposer"]
    assert payoffs["equilibrium"].to_dict() == {"proposer": 100, "responder": 0}
    assert payoffs["nash"]["proposer"] == pytest.approx(67)
    marks = {"equilibrium": 0, "Nash solution": 33}
    assert ultimatum.marks("proposer", made=True) == pytest.approx(marks)
    assert ultimatum.marks("responder", made=False) == pytest.approx(marks)


def test_the_interval_of_points_is_students(ultimatum):
    """Against the textbook formula at n = 7: t(6, 0.975) = 2.4469 (any table)."""
    payoffs = ultimatum.payoffs.set_index("party")
    got = [100 - offer if offer >= LEAST else 0 for offer in OFFERS]
    mean = sum(got) / 7
    sd = (sum((each - mean) ** 2 for each in got) / 6) ** 0.5
    assert payoffs["high"]["proposer"] - mean == pytest.approx(2.4469 * sd / 7**0.5, rel=1e-4)


def test_other_games_are_measured_in_points(folder):
    """Half the land and half the debt: 58 points to north, who offered it in its turn."""
    other = read(folder)[0][0]
    assert other.pie is None
    assert set(other.offers["size"]) == {100 * (0.6 * 0.5 + 0.4 * 0.7)}


def test_a_command_makes_the_page_without_names(folder, tmp_path):
    out = tmp_path / "class.html"
    done = CliRunner().invoke(app, ["class", str(folder), "--out", str(out)])
    assert done.exit_code == 0, done.output
    written = out.read_text()
    for said in (written, done.output):
        assert "8 games by 15 players" in said
        assert "3 files left out" in said
        assert "broken.json" in said
        assert not any(name in said for name in ("Anna", "Bert", "Carl", "Dora"))
    assert written.count("<svg") >= 2
    assert "<script" not in written


def test_names_are_there_for_who_asks(folder):
    said = layout.text(page(*read(folder), named=True))
    assert "Anna 3" in said
    assert "Carl" in said


def test_a_picture_is_of_one_scenario(folder, ultimatum, tmp_path):
    done = CliRunner().invoke(app, ["class", str(folder), "--out", str(tmp_path / "a.png")])
    assert done.exit_code == 2
    assert "2 scenarios were played" in done.output
    wrong = CliRunner().invoke(app, ["class", str(folder), "--out", "a.doc"])
    assert wrong.exit_code == 2
    assert "a web page (.html), or a picture" in wrong.output
    drawn = offers_and_answers(ultimatum)
    left = drawn.axes[0]
    assert sorted(bar.get_height() for bar in left.patches) == [1, 1, 1, 2, 2]
    assert "7 offers and 7 answers by players in 7 games" in offers_and_answers.caption(ultimatum)


def test_a_folder_without_games_is_refused(tmp_path):
    (tmp_path / "a.json").write_text("[]")
    done = CliRunner().invoke(app, ["class", str(tmp_path)])
    assert done.exit_code == 2
    assert "holds no game that was played to its end" in done.output
    assert "a.json" in done.output
    with pytest.raises(GameError, match="is no folder"):
        read(tmp_path / "none")
