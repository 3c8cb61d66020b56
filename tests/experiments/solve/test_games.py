"""Tables, pages and folders of solved games say what the theory says."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from sim.analysis import layout
from sim.analysis.figures.quotas import quotas
from sim.analysis.solving.games import page
from sim.experiments.solve.games import SolvedCoalitions, SolvedVote, solve_game
from sim.scenario import ScenarioError, games, library


def vote(**entries):
    return games.from_data({"format": 1, "kind": "voting", "name": "x", "title": "X", **entries})


def share(**entries):
    head = {"format": 1, "kind": "coalitional", "name": "x", "title": "X"}
    return games.from_data({**head, **entries})


MAJORITY = {"players": ["a", "b", "c"], "worth": {"a, b": 1, "a, c": 1, "b, c": 1}}


@pytest.fixture(scope="module")
def opposition():
    return solve_game("syrian-opposition")


def test_members_stand_under_every_quota_the_heaviest_first(opposition):
    table = opposition.members
    assert len(table) == 35 * 3
    assert table.member[:3].tolist() == ["doves", "council_brotherhood", "sabbagh"]
    np.testing.assert_allclose(table["share.votes"][:3], np.array([29, 26, 15]) / 70)
    for _, mine in table.groupby("quota"):
        assert sum(map(Fraction, mine.shapley_shubik_exact)) == 1
        assert mine.banzhaf.sum() == pytest.approx(1)


def test_quotas_with_the_same_power_are_one_range(opposition):
    rules = opposition.game.rules
    spans = [(rules[first].quota, rules[last].quota) for first, last in opposition.ranges]
    assert spans == [(36, 41), (42, 44), (45, 55), (56, 70)]


def test_who_has_no_power_and_who_has_a_veto(opposition):
    table = opposition.members.set_index(["quota", "member"])
    assert table.powerless[table.powerless].index.tolist() == [
        (float(quota), "sabbagh") for quota in range(45, 56)
    ]
    assert table.indispensable[56].all()
    assert table.indispensable[42].tolist() == [True, False, False]


def test_rules_count_winning_coalitions():
    table = solve_game("security-council").rules
    assert table.winning.tolist() == [848]
    assert table.members.tolist() == [15]
    assert table.power_to_act[0] == pytest.approx(848 / 2**15)


def test_a_game_with_a_core():
    solved = solve_game("glove-market")
    assert isinstance(solved, SolvedCoalitions)
    assert solved.payoffs.core_greatest.tolist() == [1, 0, 0]
    np.testing.assert_allclose(solved.payoffs.shapley, [2 / 3, 1 / 6, 1 / 6])
    assert solved.coalitions.coalition[:2].tolist() == ["ann, bob", "ann, cleo"]
    np.testing.assert_allclose(solved.coalitions.excess[:2], 1 / 6)
    assert (solved.coalitions.worth - solved.coalitions.shapley).tolist() == pytest.approx(
        solved.coalitions.excess.tolist()
    )


def test_a_game_without_one_says_how_far_it_is_from_one():
    solved = solve_game(share(**MAJORITY))
    assert solved.core.is_empty
    assert np.isnan(solved.payoffs.core_least).all()
    [lead] = page(solved).lead
    assert lead.startswith("The core is empty")
    assert "0.333 at least" in lead


def test_what_a_page_says_of_a_vote():
    text = layout.text(page(solve_game("security-council")))
    assert "Each permanent member has the most power: 19.6% by Shapley and Shubik." in text
    assert "Nothing passes without each permanent member." in " ".join(text.split())
    assert "Elected member (10)" in text
    assert "neither knows what anybody wants" in " ".join(text.split())
    assert "tracktwo solve security-council" in text


def test_what_a_page_says_of_quotas(opposition):
    [lead] = page(opposition).lead
    assert "it changes at 42, 45 and 56" in lead
    assert "At 45 to 55 no vote hangs on Sabbagh's group." in lead
    same = solve_game(vote(members={"a": 5, "b": 5}, quota=[6, 10]))
    assert page(same).lead == ["What each vote weighs is the same at every quota from 6 to 10."]


def test_a_page_leaves_out_what_is_too_long():
    weights = {f"m{k}": 2**k for k in range(6)}
    text = layout.text(page(solve_game(vote(members=weights, quota={"from": 32, "to": 63}))))
    assert "further ranges of quotas; all are in the tables" in " ".join(text.split())
    assert "from 32 to 63 it changes 31 times." in " ".join(text.split())
    big = {"players": list("abcdefg"), "worth": {f"{p}, {q}": 1 for p in "abc" for q in "defg"}}
    assert "Left out:" in layout.text(page(solve_game(share(**big))))


def test_a_shapley_value_in_the_core_says_so():
    both = solve_game(share(players=["a", "b"], worth={"a, b": 1}))
    assert "Nobody: the Shapley value is in the core." in layout.text(page(both))
    assert page(both).lead == ["The core has many points: A gets 0 to 1, B gets 0 to 1."]


@pytest.mark.parametrize("name", library.names("games"))
def test_a_folder_holds_all_and_the_same_bytes_each_time(name, tmp_path):
    solved = solve_game(name)
    files = solved.save(tmp_path / "one", "tracktwo solve")
    again = solved.save(tmp_path / "two", "tracktwo solve")
    assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]
    manifest = json.loads((tmp_path / "one" / "solved.json").read_text(encoding="utf-8"))
    assert manifest["scenario_hash"] == solved.game.hash
    file = tmp_path / "again.yaml"
    file.write_text(manifest["scenario_file"], encoding="utf-8")
    assert games.load(file).hash == solved.game.hash
    for table in solved.tables:
        read = pd.read_csv(tmp_path / "one" / f"{table}.csv")
        assert len(read) == len(solved.tables[table])


def test_the_figure_draws_what_its_data_say(opposition):
    data = quotas.data(opposition)
    assert len(data) == 35 * 3
    axes = quotas(opposition)
    drawn = {
        (round((x0 + x1) / 2), round(y, 6))
        for lines in axes.collections
        for (x0, y), (x1, _) in lines.get_segments()
    }
    assert drawn == {
        (round(q), round(s, 6)) for q, s in zip(data.quota, data.shapley_shubik, strict=True)
    }
    assert "from 36 to 70" in quotas.caption(opposition)


def test_the_figure_leaves_out_who_has_least_and_says_so():
    solved = solve_game(vote(members={f"m{k}": k + 1 for k in range(6)}, quota=[11, 15]))
    assert set(quotas.data(solved).member) == {"m2", "m3", "m4", "m5"}
    assert "2 groups with less weight are left out" in quotas.caption(solved)


def test_what_is_solved_may_be_a_game_or_its_file():
    game = games.load("security-council")
    assert isinstance(solve_game(game), SolvedVote)
    assert solve_game(game.path).members.equals(solve_game(game).members)
    with pytest.raises(ScenarioError, match="this is a scenario"):
        solve_game(library.find("ultimatum"))
