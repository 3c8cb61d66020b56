"""After a game: the truth about it, by closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis import layout
from sim.scenario import library
from sim.scenario.scenario import Scenario
from sim.teaching import GameError, Quit, Sitting, afterwards
from sim.teaching.replaying import replay
from sim.teaching.theory import Possible, advice, by_itself, in_equilibrium
from tests.teaching.games import accept_all, land, package, script

ULTIMATUM = Scenario.load("ultimatum")


def test_the_solutions_of_a_divided_pie():
    """Closed forms for s and sqrt(1 - s): Nash at 2/3, Kalai-Smorodinsky where s = sqrt(1 - s)."""
    game = Possible.of(ULTIMATUM)
    [nash] = game.solution("nash")
    assert game.agenda.package(nash) == {"pie": "p67_33"}
    [equal] = game.solution("kalai_smorodinsky")
    share = (math.sqrt(5) - 1) / 2
    assert abs(game.utility[equal, 0] - share) < 0.01
    assert game.efficient.sum() == 101  # every division, and not that of nothing


def test_the_share_of_the_gains_is_radial():
    """Debreu (1951): for every package, by brute force over all that is possible."""
    game = Possible.of(land())
    gains = game.utility - game.reservation
    for place in np.flatnonzero(game.rational):
        own = gains[place]
        gaining = own > 1e-9
        reach = max(
            (min(gains[y, k] / own[k] for k in np.flatnonzero(gaining))
             for y in np.flatnonzero(game.rational)), default=0,
        ) if gaining.any() else math.inf  # fmt: skip
        assert game.share(place) == pytest.approx(0 if reach == math.inf else 1 / max(reach, 1))
    loses = game.agenda.place(package("paid", 1))
    assert math.isnan(game.share(loses))


def test_red_lines_are_no_part_of_what_was_possible():
    line = {"parties.north.red_lines": {"debt": {"issue": "debt", "at_least": "halved"}}}
    free, bound = Possible.of(land()), Possible.of(land().with_(line))
    paid = [x for x in range(len(free.utility)) if free.agenda.package(x)["debt"] == "paid"]
    assert free.rational[paid].any()
    assert not bound.rational[paid].any()
    assert all(bound.allowed[place] for place in bound.solution("nash"))


def test_the_equilibrium_of_an_ultimatum_and_of_none():
    end = in_equilibrium(ULTIMATUM)
    assert end["utility"]["proposer"] == 1  # who is indifferent accepts
    assert in_equilibrium(Scenario.load("geneva-2013")) is None


def test_each_turn_is_held_against_computer_and_equilibrium():
    """In an ultimatum: the computer keeps 99, the equilibrium 100, and both accept anything."""
    usual = {f"parties.{name}.strategy": "bayesian" for name in ("proposer", "responder")}
    scenario, turns = ULTIMATUM.with_(usual), []
    players = {"proposer": "", "responder": ""}
    game = Sitting(scenario, players).play(script({"pie": "p70_30"}, False))
    replay(game, witness=lambda turn, answer: turns.append(advice(scenario, turn, answer)))
    proposes, answers = turns
    assert (proposes.answer, proposes.computer) == ({"pie": "p70_30"}, {"pie": "p99_1"})
    assert proposes.equilibrium == {"pie": "p100_0"}
    assert (answers.answer, answers.computer, answers.equilibrium) == (False, True, True)


def obedient(scenario):
    """Somebody who does what the computer would have done."""
    return lambda turn: advice(scenario, turn, "pass").computer


def test_who_does_as_the_computer_does_ends_as_it():
    """Protects the comparison: a player who takes all of the computer's advice changes nothing."""
    for scenario, players in ((land(), ["north"]), (ULTIMATUM, ["proposer", "responder"])):
        played = dict.fromkeys(players, "")
        game = Sitting(scenario, played).play(obedient(scenario))
        assert game.end == by_itself(scenario, played)


@pytest.mark.slow
@pytest.mark.parametrize("name", library.names("textbook"))
def test_every_textbook_game_can_be_played_by_all_its_parties(name):
    """As above, at every kind of table; and there is something to learn from each afterwards.

    Where it costs nothing to stay people are not asked whether they do: talks that the computer
    leaves without hope end for them at the deadline, and leave everybody with the same.
    """
    scenario = Scenario.load(name)
    players = dict.fromkeys(scenario.spec.forum[1].seats, "")
    game = Sitting(scenario, players).play(obedient(scenario))
    alone = by_itself(scenario, players)
    left = {"outcome": "deadlock"} if alone["outcome"] == "walkout" else {}
    assert game.end == alone | left
    assert replay(game).end == game.end
    assert "What was possible" in layout.text(afterwards(game))


def test_demands_made_at_once_are_not_seen_by_each_other():
    respond = script({"pie": "p60_40"}, {"pie": "p60_40"})
    scenario = Scenario.load("nash-demand")
    first, second = scenario.spec.forum[1].seats
    game = Sitting(scenario, {first: "", second: ""}).play(respond)
    assert [turn.news for turn in respond.turns] == [[], []]
    assert [turn.offers for turn in respond.turns] == [{}, {}]
    assert game.end["outcome"] == "agreed"


def test_a_strategy_that_remembers_can_be_asked_what_it_would_have_done():
    from sim.model.strategies.time_dependent import TimeDependent
    from sim.registry import strategies

    @strategies.register("remembering")
    class Remembering(TimeDependent):
        """Looks back."""

        remembers = True

        def accepts(self, view):
            return (view.history >= 0).any(axis=(1, 2))

    try:
        scenario = land(parties__north__strategy="remembering")
        game = Sitting(scenario, {"north": ""}).play(accept_all)
        assert afterwards(game).title == "How it ended"
    finally:
        strategies.forget_all_but(set(strategies.names()) - {"remembering"})


def test_the_page_says_it_all(tmp_path):
    game = Sitting(land(), {"north": "Ann"}).play(
        lambda t: package("forgiven", 3) if t.act == "propose" else False
    )
    said = layout.text(afterwards(game))
    for expected in (
        "North (Ann) got", "What everybody wanted", "the Nash solution", "the equilibrium",
        "the Kalai-Smorodinsky solution", "no talks", "Your turns", "forgiven, 30 for North",
    ):  # fmt: skip
        assert expected in said, expected
    assert layout.html(afterwards(game)).count("<table") >= 4


def test_a_game_that_was_left_has_no_afterwards():
    def leave(turn):
        raise Quit

    with pytest.raises(GameError, match="was not played to its end"):
        afterwards(Sitting(ULTIMATUM, {"proposer": ""}).play(leave))
