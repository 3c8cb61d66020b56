"""`tracktwo play`: what a player reads and types, and what is kept whatever happens."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console
from typer.testing import CliRunner

from sim.cli import app
from sim.scenario.scenario import Scenario
from sim.teaching import SavedGame, Sitting, replay
from sim.teaching.at_terminal import AtTerminal
from sim.teaching.screen import concession, listing
from tests.teaching.games import land, package, script


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def play(typed, *options, scenario="ultimatum"):
    return CliRunner().invoke(app, ["play", scenario, *options], input=typed)


def land_file(path, **changes):
    return str(land(**changes).save(path / "land.yaml"))


# -- a game --------------------------------------------------------------------------------------


def test_a_share_is_proposed_and_kept(tmp_path):
    done = play("70\n", "--as", "proposer", "--name", "Ann")
    assert done.exit_code == 0, done.output
    assert "You offer: 70 for you, 30 for Responder (70 points to you)." in done.output
    assert "Proposer (Ann) got 70 points" in done.output
    assert SavedGame.load("ultimatum-proposer.json").players == {"proposer": "Ann"}
    assert replay("ultimatum-proposer.json", "ultimatum").end["package"] == {"pie": "p70_30"}


def test_an_answer_is_given_with_what_it_is_worth():
    """The proposer keeps 99, and 1 in 100 is worth its root to the responder."""
    usual = Scenario.load("ultimatum").with_({"parties.proposer.strategy": "bayesian"})
    done = play("hint\nr\n", "--as", "responder", scenario=str(usual.save("ultimatum.yaml")))
    assert "Proposer" in done.output
    assert "On the table: 99 for Proposer, 1 for you. It is worth 10 points to you" in done.output
    assert "This is the last round" in done.output
    assert "yes is worth 10 points more" in done.output
    assert "It ended with no agreement: the rounds ran out" in done.output


def test_what_makes_no_sense_is_told_and_asked_again():
    done = play("foo\n55.5\n40 40\nwalk the dog\n120\n60\n", "--as", "proposer")
    assert done.exit_code == 0
    assert "'foo' is no offer" in done.output
    assert "'55.5' is not to be had; the nearest offer is: 56 for you" in done.output
    assert "'40 40' is no offer" in " ".join(done.output.split()) or "not to be had" in done.output
    assert "'120' is not to be had" in done.output
    assert "You offer: 60 for you" in done.output


def test_a_pie_is_not_printed_in_all_its_pieces():
    done = play("q\n", "--as", "proposer")
    assert len(re.findall(r"for you, \d+ for Responder +\d+", done.output)) == 6


def test_a_player_does_not_read_what_theory_says(tmp_path):
    """Protects classes: title and question, not the text about the scenario."""
    done = play("q\n", "--as", "north", scenario=land_file(tmp_path))
    assert "Who gets the land, and who pays?" in done.output
    assert "EQUILIBRIUM" not in done.output
    assert "The game so far is in" in done.output


def test_issue_by_issue_by_number_and_by_concession(tmp_path):
    """Three ways to an offer; the third is the next best after the second."""
    typed = "x\n\n7\n3\n200\n80\n" + "r\n" + "c\n" + "q\n"
    done = play(typed, "--as", "north", scenario=land_file(tmp_path))
    assert "'x' is no number from 1 to" in done.output
    assert "'7' is no number from 1 to 3" in done.output
    assert "You offer: Debt: forgiven; Land: 80 for you, 20 for South (88 points" in done.output
    assert "You offer: Debt: halved; Land: 90 for you, 10 for South (82 points" in done.output


def test_the_next_concession_costs_least_and_is_like_what_others_ask():
    """Of packages worth the same to north, the one that gives south more of what it has asked."""
    seen = []

    def respond(turn):
        if turn.act == "propose" and turn.party == "north":
            seen.append(turn)
            return package("forgiven", 9) if turn.round == 1 else "pass"
        return package("paid", 2) if turn.act == "propose" else False

    scenario = land(
        parties__north__weights={"land": 0.5, "debt": 0.5},
        parties__north__values={"debt": {"paid": 0, "halved": 0.9, "forgiven": 1}},
    )
    Sitting(scenario, {"north": "", "south": ""}).play(respond)
    later = seen[1]
    view, agenda = later.view, later.agenda
    conceded = concession(later)
    worth = view.utility[agenda.place(package("forgiven", 9))]
    left = view.utility[view.utility < worth - 1e-9]
    assert view.utility[conceded] == pytest.approx(left.max())
    assert view.utility[concession(later, by=0.3)] <= worth - 0.3 + 1e-9
    assert concession(later, by=5) is None
    assert agenda.place(package("paid", 2)) in listing(later)


# -- two at one laptop ---------------------------------------------------------------------------


def test_two_people_are_shown_a_screen_between_them(tmp_path):
    """Protects their numbers: on a terminal the screen is wiped, what can be scrolled included."""
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=90)
    sitting = Sitting(land(), {"north": "Ann", "south": "Bo"})
    typed = iter(["", "1", "", "n", "q"])
    prompts = []

    def read(prompt):
        prompts.append(prompt)
        return next(typed)

    assert sitting.play(AtTerminal(sitting, console, read)).status == "quit"
    shown = file.getvalue()
    assert prompts.count("Nobody else should look now. Press Enter. ") >= 2
    assert "Hand over to Bo, who plays South." in shown
    wiped = shown[: shown.index("South (Bo)")]
    assert wiped.count("\x1b[3J") == 4
    assert "\x1b[3J" not in shown[shown.index("North (Ann)") : shown.index("You offer")]


def test_two_people_play_to_the_end(tmp_path):
    done = play("\n1\n\na\n", "--as", "north", "--as", "south", "--name", "Ann",
                scenario=land_file(tmp_path))  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "Hand over to Ann, who plays North." in done.output
    assert "Hand over to South." in done.output
    assert SavedGame.load("land-and-debt-north-south.json").players == {"north": "Ann", "south": ""}


# -- leaving -------------------------------------------------------------------------------------


def test_no_more_input_keeps_the_game_and_says_where():
    done = play("", "--as", "proposer")
    assert done.exit_code == 130
    assert "Interrupted. The game so far is in ultimatum-proposer.json." in done.output
    assert SavedGame.load("ultimatum-proposer.json").status == "interrupted"


def test_interrupting_keeps_the_game(monkeypatch):
    def interrupted(prompt):
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)
    done = play("", "--as", "proposer")
    assert done.exit_code == 130
    assert SavedGame.load("ultimatum-proposer.json").status == "interrupted"


def test_a_game_that_was_quit_is_kept_as_such():
    done = play("quit\n", "--as", "proposer", "--out", "mine/game.json")
    assert done.exit_code == 0
    assert "You stopped here. The game so far is in mine/game.json." in done.output
    assert SavedGame.load("mine/game.json").status == "quit"


def test_a_second_game_has_a_file_of_its_own_and_none_is_written_over():
    play("q\n", "--as", "proposer")
    play("q\n", "--as", "proposer", "--seed", "5")
    assert SavedGame.load("ultimatum-proposer-2.json").seed == 5
    done = play("50\n", "--as", "proposer", "--out", "ultimatum-proposer.json")
    assert done.exit_code == 2
    assert "is there already" in done.output


# -- what cannot be played -----------------------------------------------------------------------

REFUSED = {
    ("--as", "nobody"): "'nobody' is no party of ultimatum; there are proposer, responder",
    (): "say whom you play, with --as PARTY; in ultimatum there are proposer, responder",
    ("--as", "proposer", "--as", "proposer"): "names a party twice",
    ("--as", "proposer", "--name", "A", "--name", "B"): "there are 2 names for 1 of --as",
}


@pytest.mark.parametrize("options", REFUSED)
def test_what_cannot_be_played_is_said_at_once(options):
    done = play("70\n", *options)
    assert done.exit_code == 2
    assert REFUSED[options] in done.output


def test_a_scenario_says_itself_who_is_a_person(tmp_path):
    file = land_file(tmp_path, parties__north__strategy="person")
    done = play("q\n", scenario=file)
    assert "You are North." in done.output
    refused = CliRunner().invoke(app, ["run", file, "--runs", "5"])
    assert refused.exit_code == 2
    assert "land.yaml:" in refused.output
    assert "tracktwo play" in refused.output


# -- a war ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_regime_at_geneva():
    """Before the table, at it, and after it; each question in words, and every yes kept."""
    done = play("n\ny\nn\ny\ny\na\ny\n", "--as", "regime", scenario="geneva-2013")
    said = " ".join(done.output.split())
    assert done.exit_code == 0, done.output
    assert 'The National Coalition demands of you: "they are let go"' in said
    assert "Do you come to the talks? It costs you" in said
    assert "a text on the table" not in said  # it lies there
    assert "Do you keep it? Kept it is worth" in said
    assert "It ended with a deal that held" in said
    answers = SavedGame.load("geneva-2013-regime.json").answers
    assert [a["act"] for a in answers] == [
        "concede", "attend", "concede", "attend", "attend", "accept", "keep",
    ]  # fmt: skip
    said = script(False, True, False, True, True, True, True)  # a script can do the same
    game = SavedGame.load("geneva-2013-regime.json")
    assert Sitting(game.scenario, {"regime": ""}).play(said).end == game.end
