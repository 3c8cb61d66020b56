"""Games that people play: what is asked, what is seen, and what is kept."""

from __future__ import annotations

import json

import pytest

from sim.scenario.scenario import Scenario
from sim.teaching import GameError, Quit, SavedGame, Sitting, replay
from tests.teaching.games import accept_all, land, package, script

ULTIMATUM = Scenario.load("ultimatum")


def pie(mine):
    return {"pie": f"p{mine}_{100 - mine}"}


# -- what is played is what the model makes of it -------------------------------------------------


def test_an_ultimatum_pays_what_was_proposed():
    """Closed form: the proposer keeps its share, the responder has the root of the other."""
    game = Sitting(ULTIMATUM, {"proposer": "", "responder": ""}).play(script(pie(64), True))
    assert game.end["utility"] == pytest.approx({"proposer": 0.64, "responder": 0.6})
    refused = Sitting(ULTIMATUM, {"proposer": "", "responder": ""}).play(script(pie(64), False))
    assert (refused.end["outcome"], refused.end["package"]) == ("deadlock", None)


def test_waiting_costs_what_the_file_says():
    """Agreed in round 3, at a patience of 0.9: each share counts 0.81 times."""
    respond = script("pass", "pass", package("halved", 5), True)
    game = Sitting(land(), {"north": "", "south": ""}).play(respond)
    assert game.end["utility"]["north"] == pytest.approx(0.81 * (0.6 * 0.5 + 0.4 * 0.7))
    assert [turn.round for turn in respond.turns] == [1, 2, 3, 3]


def test_who_walks_out_leaves_the_talks():
    """Walking out refuses what is on the table, and the next round does not come."""
    respond = script(package("forgiven", 9), "walk_out")
    game = Sitting(land(), {"north": "", "south": ""}).play(respond)
    assert (game.end["outcome"], game.end["period"]) == ("walkout", 2)
    assert len(respond.turns) == 2


def test_staying_is_asked_where_it_costs_something():
    scenario = land(parties__north__staying_cost=0.02)
    respond = script(True, package("forgiven", 9), False)
    game = Sitting(scenario, {"north": ""}).play(respond)
    assert [turn.act for turn in respond.turns] == ["stay", "propose", "stay"]
    assert respond.turns[0].asked.cost == pytest.approx(0.02)
    assert game.end["outcome"] == "walkout"
    assert game.end["spent"]["north"] == pytest.approx(0.02)


# -- what is seen --------------------------------------------------------------------------------


def test_offers_in_turn_are_seen_and_answers_to_them():
    respond = script(package("forgiven", 9), False, package("paid", 1), False, "pass", "pass")
    Sitting(land(), {"north": "", "south": ""}).play(respond)
    south = [turn for turn in respond.turns if turn.party == "south"]
    assert south[0].offer == package("forgiven", 9)
    assert south[1].offers == {"north": package("forgiven", 9)}
    north = [turn for turn in respond.turns if turn.party == "north"]
    assert [row["act"] for row in north[1].news] == ["accept", "propose"]
    assert north[1].offer == package("paid", 1)


def test_where_all_answer_at_once_nobody_sees_the_others_answer():
    """Protects a single text: who is asked second must not know what the first has said."""
    scenario = land(forums__table__protocol="single_text")
    respond = script(*[False] * 8)
    Sitting(scenario, {"north": "", "south": ""}).play(respond)
    first, second = respond.turns[:2]
    assert {first.party, second.party} == {"north", "south"}
    assert [row["act"] for row in second.news] == ["table"]
    later = respond.turns[3].news
    assert ("accept", False) in {(row["act"], row["answer"]) for row in later}


def test_a_player_is_shown_its_own_numbers_only():
    respond = script("pass", False)
    Sitting(ULTIMATUM, {"proposer": ""}).play(respond)
    view = respond.turns[0].view
    assert view.party == "proposer"
    assert view.utility[view.utility.argmax()] == 1
    assert view.utility.ndim == 1


# -- what is kept --------------------------------------------------------------------------------


def test_a_game_is_in_its_file_after_every_answer(tmp_path):
    file = tmp_path / "game.json"
    known = []

    def respond(turn):
        known.append(len(json.loads(file.read_text())["answers"]))
        return "pass" if turn.act == "propose" else False

    Sitting(land(), {"north": "Ann"}, file=file).play(respond)
    assert known == [0, 1, 2, 3]
    saved = SavedGame.load(file)
    assert (saved.status, saved.players, len(saved.answers)) == ("ended", {"north": "Ann"}, 4)
    assert saved.scenario.hash == land().hash
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("stop", "status"),
    [(Quit, "quit"), (EOFError, "interrupted"), (KeyboardInterrupt, "interrupted")],
)
def test_a_game_that_is_left_is_kept_as_such(tmp_path, stop, status):
    file = tmp_path / "game.json"
    said = iter([package("forgiven", 9)])

    def respond(turn):
        for answer in said:
            return answer
        raise stop

    sitting = Sitting(land(), {"north": ""}, file=file)
    if stop is Quit:
        sitting.play(respond)
    else:
        with pytest.raises(stop):
            sitting.play(respond)
    saved = SavedGame.load(file)
    assert (saved.status, len(saved.answers), saved.end) == (status, 1, None)
    assert len(replay(file).answers) == 1


# -- what cannot be played -----------------------------------------------------------------------


def test_a_player_that_is_no_party_is_told_the_nearest():
    with pytest.raises(GameError, match=r"'proposr' is no party .*Did you mean proposer"):
        Sitting(ULTIMATUM, {"proposr": ""})


def test_a_person_in_the_file_has_to_be_played():
    scenario = ULTIMATUM.with_({"parties.responder.strategy": "person"})
    with pytest.raises(GameError, match="'responder' is a person"):
        Sitting(scenario, {"proposer": ""})


@pytest.mark.parametrize("answer", [True, "nonsense", {"pie": "p200"}, {"land": "p5_5"}, 3])
def test_an_answer_that_is_none_is_refused(answer):
    with pytest.raises(GameError, match="proposer"):
        Sitting(ULTIMATUM, {"proposer": ""}).play(script(answer))


def test_nobody_signs_across_a_red_line_of_its_own():
    line = {"parties.north.red_lines": {"debt": {"issue": "debt", "at_least": "halved"}}}
    scenario = land().with_(line)
    with pytest.raises(GameError, match="crosses its red line"):
        Sitting(scenario, {"north": ""}).play(script(package("paid", 9)))
    respond = script("pass", package("paid", 9), True, "pass", "pass")
    game = Sitting(scenario, {"north": "", "south": ""}).play(respond)
    assert game.end["outcome"] == "deadlock"


# -- again ---------------------------------------------------------------------------------------

SCRIPTED = {
    "an ultimatum": ("ultimatum", {"responder": ""}, accept_all),
    "alternating offers": ("land", {"south": "Bo"}, lambda t: package("paid", 3)
                           if t.act == "propose" else t.round == 3),
    "two people": ("land", {"north": "Ann", "south": "Bo"}, lambda t: package("halved", t.round)
                   if t.act == "propose" else t.round == 4),
    "Geneva": ("geneva-2013", {"regime": "", "us": ""}, accept_all),
}  # fmt: skip


@pytest.mark.parametrize("name", SCRIPTED)
def test_a_saved_game_plays_again_from_its_answers_alone(tmp_path, name):
    """Protects what a class hands in: the file alone says how the game ended."""
    scenario, players, respond = SCRIPTED[name]
    scenario = land() if scenario == "land" else Scenario.load(scenario)
    file = tmp_path / "game.json"
    game = Sitting(scenario, players, 3, file).play(respond)
    again = replay(file, scenario)
    assert again.end == game.end
    assert again.answers == game.answers == SavedGame.load(file).answers


def changed(file, change):
    data = json.loads(file.read_text())
    change(data)
    file.write_text(json.dumps(data))
    return file


def keep_no(data):
    data["answers"][-1]["answer"] = False


def another_party(data):
    data["answers"][0]["party"] = "responder"


def another_scenario(data):
    data["scenario"]["text"] = data["scenario"]["text"].replace("100", "50")


WRONG = {
    "another answer": (keep_no, "ends with"),
    "an answer too few": (lambda d: d["answers"].pop(), "has no answer to 'accept' in period 1"),
    "an answer too many": (lambda d: d["answers"].append(d["answers"][0]), "answers to more than"),
    "another party": (another_party, r"asks 'proposer'.*\(party\)"),
    "another payoff": (lambda d: d["end"]["utility"].update(proposer=1), "is worth 0.64 to"),
    "another scenario": (another_scenario, "not the one that was played"),
    "no scenario": (lambda d: d["scenario"].update(text="a: ["), "the scenario in it is wrong"),
    "no kind": (lambda d: d.pop("kind"), "no kind: game"),
    "a later format": (lambda d: d.update(format=2), "its format is 2; this version reads 1"),
    "no seed": (lambda d: d.pop("seed"), "no right 'seed'"),
    "no answers": (lambda d: d.update(answers={}), "no right 'answers'"),
    "an answer that is none": (lambda d: d["answers"].insert(0, 5), "its answer 1 is not one"),
    "a status that is none": (lambda d: d.update(status="won"), "its status is 'won'"),
    "an end of a game that goes on": (lambda d: d.update(status="quit"), "not go with its end"),
    "a stranger": (lambda d: d["players"].append({"party": "x", "name": ""}), "x: no such party"),
}  # fmt: skip


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """What the file of a game holds."""
    file = tmp_path_factory.mktemp("games") / "game.json"
    players = {"proposer": "", "responder": ""}
    Sitting(ULTIMATUM, players, file=file).play(script(pie(64), True))
    return file.read_text()


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_does_not_fit_gets_one_clear_error(tmp_path, name, played):
    """Each says the file and what is wrong, in one line."""
    change, said = WRONG[name]
    file = tmp_path / "game.json"
    file.write_text(played)
    with pytest.raises(GameError, match=said) as error:
        replay(changed(file, change))
    assert str(file) in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_a_game_of_another_scenario_is_refused():
    game = Sitting(ULTIMATUM, {"proposer": ""}).play(script(pie(64)))
    with pytest.raises(GameError, match=r"is a game of ultimatum .*, not of land-and-debt"):
        replay(game, land())


def test_a_file_that_is_none(tmp_path):
    with pytest.raises(GameError, match="cannot be read: No such file"):
        SavedGame.load(tmp_path / "no.json")
    (tmp_path / "text.json").write_text("once upon a time")
    with pytest.raises(GameError, match="is no saved game, for it is not JSON"):
        SavedGame.load(tmp_path / "text.json")
