"""Equilibrium play in the engine, against theory: offers in turn, and by whoever is drawn."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sim.scenario.errors import ScenarioError
from sim.theory.sequential import Waiting, backward_induction, turns
from sim.theory.solutions import SOLUTIONS
from sim.theory.stationary import baron_ferejohn, rubinstein, rubinstein_n
from tests.model.small import acts, over, pie, talks, utility


def dividing(names="ab", steps=100, *, patience=0.9, rounds=20, strategy=None, **forum) -> dict:
    """A pie among some, each worth its own share; all play an equilibrium.

    patience : of all, or of each in a list; strategy : its options; forum : laid over the forum.
    """
    each = np.broadcast_to(patience, len(names)).tolist()
    return {
        "format": 1,
        "name": "dividing",
        "title": "A pie",
        "time": {"unit": "round", "horizon": 1, "flow": "none"},
        "noise": 0,
        "issues": {"pie": {"pie": {"among": list(names), "steps": steps}}},
        "parties": {
            name: {
                "weights": {"pie": 1},
                "reservation": 0,
                "patience": d,
                "strategy": {"name": "equilibrium"} | (strategy or {}),
            }
            for name, d in zip(names, each, strict=True)
        },
        "forums": {
            "table": {
                "seats": list(names),
                "agenda": ["pie"],
                "protocol": "alternating_offers",
                "stages": ["bargain"],
                "deadline": rounds,
            }
            | forum
        },
    }


STEADY = {"solution": "stationary"}
LOT = {"protocol": "random_proposer", "rule": {"name": "quota", "quota": 2}}


@pytest.mark.parametrize("rounds", [1, 2, 3, 6])
def test_offers_in_turn_with_a_deadline(rounds):
    """Protects the engine against ``(1 - (-d)^T) / (1 + d)``, within a step."""
    done = over(dividing(rounds=rounds))
    exact = (1 - (-0.9) ** rounds) / 1.9
    assert utility(done)["a"] == pytest.approx([exact], abs=0.01 + 1e-9)
    assert (done.outcome == "agreed").all()
    assert done.period == 1  # the first offer is accepted


def test_indifference_moves_the_ultimatum_by_a_step():
    """Protects the tie rule where it decides: who refuses nothing less than a step gets one."""
    keen, cool = (
        utility(over(dividing(rounds=1, strategy={"indifferent": said})))["b"][0]
        for said in ("accept", "refuse")
    )
    assert keen == 0
    assert cool == pytest.approx(0.01)


def test_who_takes_a_tie_meets_one_who_does_not():
    """Protects against reading minds: each reckons with its own tie rule, so that an offer of
    nothing to one who refuses a tie ends the talks.
    """
    data = dividing(rounds=1)
    data["parties"]["b"]["strategy"] = {"name": "equilibrium", "indifferent": "refuse"}
    assert over(data).outcome.tolist() == ["deadlock"]


def test_no_deadline_is_another_game():
    """Protects `stationary`: Rubinstein's shares with patience of each, whatever the deadline; one
    round left changes all, to those who play backward induction.
    """
    for patience in ([0.9, 0.9], [0.6, 0.95], [0.95, 0.6]):
        for rounds in (1, 20):
            done = over(dividing(patience=patience, rounds=rounds, strategy=STEADY))
            assert done.utility[0] == pytest.approx(rubinstein(patience), abs=0.01 + 1e-9)
    assert over(dividing(rounds=1)).utility[0].tolist() == [1, 0]


def test_three_in_another_order():
    """Protects the speaking order: c begins, then a, then b; patience 1/2 gives sevenths."""
    order = {"name": "alternating_offers", "order": ["c", "a", "b"]}
    done = over(dividing("abc", 7, patience=0.5, strategy=STEADY, protocol=order))
    shares = rubinstein_n([0.5] * 3)
    assert done.utility[0] == pytest.approx(np.roll(shares, -1), abs=1e-12)


def test_costs_of_a_round_are_part_of_the_game():
    """Protects the additive cost: paid in round 1 too; the cheaper one's bargain (Rubinstein 1982,
    conclusion I).
    """
    data = dividing(patience=1, strategy=STEADY)
    data["parties"]["a"]["staying_cost"], data["parties"]["b"]["staying_cost"] = 0.1, 0.05
    assert over(data).utility[0] == pytest.approx([0.05 - 0.1, 0.95 - 0.05])


def test_who_would_rather_fail_waits_and_never_leaves():
    """Protects delay: where failing is worth more than any deal all pass until the deadline, and
    pay for it, though leaving would be cheaper.
    """
    data = dividing(rounds=3)
    for name in "ab":
        data["parties"][name] |= {"reservation": 0.8, "staying_cost": 0.02}
    done = over(data)
    assert done.outcome.tolist() == ["deadlock"]
    assert done.period == 3
    paid = 0.02 * (1 + 0.9 + 0.81)
    assert done.utility[0] == pytest.approx([0.81 * 0.8 - paid] * 2)


def test_red_lines_are_known_to_all():
    """Protects constraints: the responder signs nothing below three tenths, so those it gets."""
    data = dividing(rounds=1)
    data["parties"]["b"]["red_lines"] = {"enough": {"issue": "pie", "at_least": "p70_30"}}
    assert over(data).utility[0] == pytest.approx([0.7, 0.3])


def test_seats_that_stayed_away_have_no_turn():
    """Protects optional seats: without a, b and c take turns as if there were two."""
    for solution in ("stationary", "backward_induction"):
        for protocol in ("alternating_offers", "random_proposer"):
            strategy, rounds = {"solution": solution}, 2
            model = talks(
                dividing("abc", 20, strategy=strategy, rounds=rounds, protocol=protocol), 40
            )
            model.forum.table.present[:, 0] = False
            model.run()
            assert (model.utility[:, 0] == 0).all()
            assert (model.outcome == "agreed").all()
            if protocol == "alternating_offers":
                first = rubinstein([0.9, 0.9])[0] if solution == "stationary" else 0.1
                assert model.utility[:, 1] == pytest.approx(np.full(40, first), abs=0.051)
            else:
                keeps = model.utility[:, 1:].max(axis=1)
                assert keeps == pytest.approx(np.full(40, 0.55), abs=1e-9)


def test_without_whom_nothing_can_pass_nobody_proposes():
    """Protects runs in which a veto, or votes that a quota needs, stayed away: they end without a
    deal, and do not fail.
    """
    for rule in ({"name": "quota", "quota": 2, "vetoes": ["a"]}, {"name": "quota", "quota": 3}):
        data = dividing("abc", 10, strategy=STEADY, rounds=2, **LOT | {"rule": rule})
        model = talks(data, 4)
        model.forum.table.present[:, 0] = False
        model.run()
        assert (model.outcome == "deadlock").all()


def test_majority_rule_by_lot():
    """Protects Baron & Ferejohn: the proposer keeps ``1 - d (q - 1) / n``, a partner gets d / n;
    every proposer and partner is as likely as theory says, within four standard errors.
    """
    runs = 1500
    done = over(dividing("abc", 10, strategy=STEADY, **LOT), runs)
    assert np.sort(done.utility, axis=1) == pytest.approx(np.tile([0, 0.3, 0.7], (runs, 1)))
    pairs = done.utility.argmax(axis=1) * 3 + done.utility.argmin(axis=1)
    counts = np.bincount(pairs, minlength=9)[[1, 2, 3, 5, 6, 7]]
    assert abs(counts / runs - 1 / 6).max() < 4 * np.sqrt(1 / 6 * 5 / 6 / runs)


def test_unequal_chances_by_lot():
    """Protects mixing with the theory's chances: a, drawn half of the time, is never bought; b and
    c cost 0.8 of 0.3125, which is five steps of twenty. Means within four standard errors.
    """
    recognition, runs = {"a": 2, "b": 1, "c": 1}, 1000
    lot = LOT | {"protocol": {"name": "random_proposer", "recognition": recognition}}
    done = over(dividing("abc", 20, patience=0.8, strategy=STEADY, **lot), runs)
    expected = baron_ferejohn(0.8, [0.5, 0.25, 0.25])
    assert expected.values == pytest.approx([0.375, 0.3125, 0.3125])
    assert np.sort(done.utility, axis=1) == pytest.approx(np.tile([0, 0.25, 0.75], (runs, 1)))
    error = done.utility.std(axis=0) / np.sqrt(runs)
    assert (abs(done.utility.mean(axis=0) - expected.values) < 4 * error).all()
    proposed = (done.utility.argmax(axis=1) == 0).mean()
    assert proposed == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(runs))


def test_by_lot_with_a_deadline():
    """Protects expectations over draws: unanimity of two, two rounds, by hand. In the last round
    whoever is drawn takes all, so waiting is worth 0.9 / 2, and that is what a vote costs.
    """
    done = over(dividing(rounds=2, protocol="random_proposer"), 200)
    assert np.sort(done.utility, axis=1) == pytest.approx(np.tile([0.45, 0.55], (200, 1)))


def test_the_engine_plays_what_theory_solves_with_costs_and_patience_of_each():
    """Protects what the table tells of itself: four rounds of three, against the solver."""
    data = dividing("abc", 12, patience=[0.9, 0.8, 0.7], rounds=4)
    for name, cost, least in (("a", 0.01, 0.1), ("b", 0.02, 0.2), ("c", 0.03, 0.0)):
        data["parties"][name] |= {"staying_cost": cost, "reservation": least}
    done = over(data)
    cut = np.array([[a, b, 12 - a - b] for a in range(13) for b in range(13 - a)]) / 12
    solved = backward_induction(
        cut, [0.1, 0.2, 0.0], turns(4, [0, 1, 2]),
        waiting=Waiting([0.9, 0.8, 0.7], 0.0, [0.01, 0.02, 0.03]),
    )  # fmt: skip
    assert done.utility[0] == pytest.approx(solved.value[0] - [0.01, 0.02, 0.03])


def test_run_k_is_entry_k_of_any_block():
    """Protects keeping what was solved: drawn values, draws of proposers and partners and all."""
    data = dividing("abc", 10, rounds=3, **LOT)
    for name in "abc":
        data["parties"][name]["reservation"] = {"uniform": [0, 0.3]}
        data["parties"][name]["patience"] = {"uniform": [0.7, 0.95]}
    for strategy in ({"solution": "backward_induction"}, STEADY):
        for party in data["parties"].values():
            party["strategy"] = {"name": "equilibrium"} | strategy
        block = over(data, 12)
        for k in (0, 7, 11):
            assert (over(data, 1, first=k).utility[0] == block.utility[k]).all()


def test_an_equilibrium_is_worked_out_once(monkeypatch):
    """Protects speed: 20 rounds of 200 runs that are alike, in which nobody ever agrees, are one
    game; not one for each answer, round and run.
    """
    from sim.model.protocols import offers_game

    solved, solve = [], offers_game.backward_induction

    def counted(utilities, *args, **more):
        solved.append(len(utilities))
        return solve(utilities, *args, **more)

    monkeypatch.setattr(offers_game, "backward_induction", counted)
    data = dividing(rounds=20)
    for name in "ab":
        data["parties"][name]["reservation"] = 5.0
    assert over(data, 200).period == 20
    assert solved == [1]


def test_what_cannot_be_solved_is_refused():
    """Protects writers of scenarios: the wrong protocol, or the wrong solution, with the cure."""
    with pytest.raises(ScenarioError, match="no equilibrium that is known; there are some of"):
        talks(dividing(protocol="single_text"))
    with pytest.raises(ScenarioError, match="no equilibrium 'nash'; it has backward_induction"):
        talks(dividing(strategy={"solution": "nash"}))
    with pytest.raises(ScenarioError, match="refuses its options: indifferent is never; write acc"):
        talks(dividing(strategy={"indifferent": "never"}))
    with pytest.raises(ScenarioError, match="must name exactly the seats: a, b"):
        talks(dividing(protocol={"name": "random_proposer", "recognition": {"a": 1, "c": 1}}))
    with pytest.raises(ScenarioError, match=re.escape("a is -1; write numbers above 0")):
        talks(dividing(protocol={"name": "random_proposer", "recognition": {"a": -1, "b": 1}}))


def test_a_drawn_proposer_is_told():
    """Protects the story: who was drawn, before what it proposed."""
    rows = acts(dividing("abc", 10, strategy=STEADY, **LOT))
    said = [(row["actor"], row["act"]) for row in rows if row["act"] in ("drawn", "propose")]
    assert [act for _, act in said] == ["drawn", "propose"]
    assert said[0][0] == said[1][0]


def test_chances_to_propose():
    """Protects `recognition`: three to one, within four standard errors."""
    data = pie(4, protocol={"name": "random_proposer", "recognition": {"left": 3, "right": 1}})
    data["time"]["flow"] = "none"
    for party in data["parties"].values():
        party["strategy"] = {"name": "equilibrium"}
    data["forums"]["summit"]["deadline"] = 1
    runs = 2000
    took = utility(over(data, runs))["left"]
    assert set(took) == {0.0, 1.0}
    assert took.mean() == pytest.approx(0.75, abs=4 * np.sqrt(3 / 16 / runs))


DEMANDS = {"protocol": "simultaneous_demands"}


@pytest.mark.parametrize("on_overlap", ["offer", "split"])
@pytest.mark.parametrize("solution", ["nash", "kalai_smorodinsky", "egalitarian"])
def test_all_demand_what_a_solution_gives_them(solution, on_overlap):
    """Protects the choice among equilibria of the demand game, on a pie that the second likes with
    falling zeal (its share to the half) and of which the first can do without 0.1: every efficient
    package would be an equilibrium; theory's is played, at once.
    """
    data = dividing(rounds=3, strategy={"solution": solution})
    data["forums"]["table"]["protocol"] = {
        "name": "simultaneous_demands",
        "on_overlap": on_overlap,
    }
    data["parties"]["a"]["reservation"] = 0.1
    data["parties"]["b"]["curves"] = {"pie": {"share": 0.5}}
    done = over(data)
    share = np.arange(101) / 100
    worth = np.stack([share, (1 - share) ** 0.5], axis=-1)
    [place] = np.flatnonzero(SOLUTIONS[solution](worth, [0.1, 0.0]))
    assert done.period == 1
    assert done.utility[0] == pytest.approx(worth[place])


def test_the_first_demand_where_solutions_tie():
    """Protects against talks that fail because parties break a tie apart: a pie in three for two
    has two Nash packages, and all demand the one that is first in order.
    """
    done = over(dividing(steps=3, rounds=1, **DEMANDS))
    assert done.utility[0] == pytest.approx([2 / 3, 1 / 3])


def test_no_demand_where_nothing_pays_everybody():
    """Protects reservation above every deal, and red lines: nobody demands, nobody agrees."""
    data = dividing(rounds=2, **DEMANDS)
    data["parties"]["a"]["reservation"] = data["parties"]["b"]["reservation"] = 0.6
    assert over(data).outcome.tolist() == ["deadlock"]
    data = dividing(rounds=2, **DEMANDS)
    data["parties"]["b"]["red_lines"] = {"enough": {"issue": "pie", "at_least": "p30_70"}}
    assert over(data).utility[0] == pytest.approx([0.3, 0.7])


def test_demands_of_those_who_came():
    """Protects optional seats: the pie is divided among two, as if the third were not there."""
    model = talks(dividing("abc", 10, rounds=1, **DEMANDS), 2)
    model.forum.table.present[:, 2] = False
    assert model.run().utility == pytest.approx(np.array([[0.5, 0.5, 0.0]] * 2))
