"""Game files are read as strictly as scenarios, and those that ship say what they are said to."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from sim.scenario import Scenario, ScenarioError, games, library
from sim.scenario.evidence import Claims
from sim.scenario.games import CoalitionalGame, VotingGame

SHIPPED = library.names("games")


def vote(**entries):
    return {"format": 1, "kind": "voting", "name": "x", "title": "X", **entries}


def share(**entries):
    return {"format": 1, "kind": "coalitional", "name": "x", "title": "X", **entries}


def written(tmp_path, text):
    file = tmp_path / "game.yaml"
    file.write_text(text, encoding="utf-8")
    return file


# -- what ships --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_every_game_that_ships_is_whole_and_cites_claims(name):
    game = games.load(name, claims=Claims.load(library.seeds()))
    assert game.name == name
    assert game.spec.about
    assert games.from_data(game.as_data()).hash == game.hash


@pytest.mark.parametrize("name", SHIPPED)
def test_a_dump_is_the_same_game(name, tmp_path):
    game = games.load(name)
    again = games.load(written(tmp_path, game.dump()))
    assert again.hash == game.hash
    assert again.as_data() == game.as_data()


def test_all_four_ship():
    assert {"eu-council", "glove-market", "security-council", "syrian-opposition"} <= set(SHIPPED)


def test_security_council():
    game = games.load("security-council")
    shares = dict(zip(game.groups, game.powers[0].shapley_shubik, strict=True))
    assert shares == {"permanent": Fraction(421, 2145), "elected": Fraction(4, 2145)}


def test_the_opposition_at_every_quota():
    """Protects the closed form that the file states: 29, 26 and 15 votes, quotas from 36 to 70."""
    game = games.load("syrian-opposition")
    third, half = Fraction(1, 3), Fraction(1, 2)
    expected = [(41, (third,) * 3), (44, (Fraction(1, 6), Fraction(2, 3), Fraction(1, 6)))]
    expected += [(55, (half, half, 0)), (70, (third,) * 3)]
    assert game.groups == ("council_brotherhood", "doves", "sabbagh")
    assert [rule.quota for rule in game.rules] == list(range(36, 71))
    for rule, power in zip(game.rules, game.powers, strict=True):
        assert power.shapley_shubik == next(w for most, w in expected if rule.quota <= most)


def test_the_blocs_rest_on_claims_and_the_quota_on_a_reason():
    spec = games.load("syrian-opposition").spec
    for name, member in spec.members.items():
        assert "feb_hawks_seats" in member.evidence["weight"].cite, name
    assert sum(member.weight for member in spec.members.values()) == 70
    assert spec.evidence["quota"].assumption


def test_eu_council_says_the_treaty():
    """55% of 27 states is 15; fewer than four against is at least 24 in favour."""
    game = games.load("eu-council")
    assert game.ballots == ("population", "states")
    people = sum(row[0] for row in game.weights)
    assert game.rules[0].routes == ((-(-people * 65 // 100), 15), (None, 24))
    assert sum(game.powers[0].shapley_shubik) == 1
    assert game.powers[0].winning < 2**26


def test_glove_market():
    game = games.load("glove-market")
    assert game.players == ("ann", "bob", "cleo")
    assert game.members(0b101) == ("ann", "cleo")
    assert game.worth.tolist() == [0, 0, 0, 1, 0, 1, 0, 1]


# -- forms -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quota", "least"),
    [
        (6, 6),
        (5.5, 6),
        ({"at_least": 7}, 7),
        ({"share": 0.55}, 6),
        ({"share": 0.6}, 6),
        ({"more_than": 0.6}, 7),
        ({"more_than": 0.5}, 6),
        ({"fewer_against": 4}, 7),
    ],
)
def test_forms_of_a_quota(quota, least):
    """Of ten votes; shares are compared as written, so that 60% of ten is six and not seven."""
    game = games.from_data(vote(members={"a": 5, "b": 3, "c": 2}, quota=quota))
    assert game.rules[0].routes == ((least,),)


def test_weights_with_decimals_are_exact():
    game = games.from_data(vote(members={"a": 0.1, "b": 0.2, "c": 0.3}, quota=0.3))
    assert game.units == (10,)
    assert game.weights == [[1], [2], [3]]
    assert game.rules[0].routes == ((3,),)


def test_quotas_are_tried_in_turn():
    members = {"a": 5, "b": 3}
    listed = games.from_data(vote(members=members, quota=[8, 5, 8]))  # in any order
    ranged = games.from_data(vote(members=members, quota={"from": 5, "to": 8, "step": 3}))
    assert listed.rules == ranged.rules
    assert [rule.quota for rule in listed.rules] == [5, 8]


def test_a_veto_holds_on_every_route():
    rules = {"most": {"heads": 2, "purse": 5}, "all": {"heads": 3}}
    members = {n: {"weights": {"heads": 1, "purse": p}} for n, p in (("a", 4), ("b", 1), ("c", 1))}
    members["a"]["veto"] = True
    game = games.from_data(vote(members=members, rules=rules))
    assert game.ballots == ("heads", "purse", "(vetoes)")
    assert game.rules[0].routes == ((2, 5, 1), (3, None, 1))
    assert game.powers[0].indispensable == (True, False, False)


def test_members_alike_are_those_written_one_by_one():
    many = games.from_data(vote(members={"a": 3, "b": {"weight": 1, "count": 4}}, quota=4))
    single = {"a": 3, **{f"b{k}": 1 for k in range(4)}}
    each = games.from_data(vote(members=single, quota=4))
    assert many.powers[0].shapley_shubik == each.powers[0].shapley_shubik[:2]


def test_the_hash_is_that_of_what_is_solved():
    game = games.from_data(vote(members={"a": 3, "b": 2}, quota=4))
    told = vote(members={"b": {"weight": 2, "title": "B"}, "a": 3}, quota=4, about="words")
    assert games.from_data(told).hash == game.hash
    assert games.from_data(vote(members={"a": 3, "b": 2}, quota=5)).hash != game.hash


def test_unnamed_coalitions_do_as_well_as_their_parts_or_nothing():
    worth = {"a, b": 3, "c": 1}
    split = games.from_data(share(players=["a", "b", "c"], worth=worth))
    assert split.worth.tolist() == [0, 0, 0, 3, 1, 1, 1, 4]
    nothing = games.from_data(share(players=["a", "b", "c"], worth=worth, others="nothing"))
    assert nothing.worth.tolist() == [0, 0, 0, 3, 1, 0, 0, 0]


@pytest.mark.parametrize("others", ["best_split", "nothing"])
def test_where_nothing_is_named_nothing_is_gained(others):
    assert not games.from_data(share(players=["a", "b"], worth={}, others=others)).worth.any()


def test_a_ballot_may_be_called_veto():
    """Protects the count of vetoes: it is a ballot that no file can name."""
    members = {n: {"weights": {"veto": w}, "veto": n == "b"} for n, w in (("a", 3), ("b", 1))}
    game = games.from_data(vote(members=members, rules={"all": {"veto": 3}}))
    assert game.ballots == ("veto", "(vetoes)")
    assert game.powers[0].swings == (1, 1)


def test_kinds_have_their_class():
    assert isinstance(games.load("glove-market"), CoalitionalGame)
    assert isinstance(games.load("eu-council"), VotingGame)


# -- errors ------------------------------------------------------------------------------------

HEAD = "format: 1\nkind: voting\nname: x\ntitle: X\n"
MARKET = "format: 1\nkind: coalitional\nname: x\ntitle: X\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            HEAD + "members: {a: 3, b: 2}\nquota: 6\n",
            "^{f}:6: quota: 6 is asked for, and all have 5",
        ),
        (HEAD + "members: {a: 3}\nquota: 0\n", "{f}:6: quota: 0 .* passes with nobody in favour"),
        (HEAD + "members: {a: 3}\nquota: {more_than: 1}\n", "quota: more than 3 is asked for"),
        (HEAD + "members: {a: 3}\nquota: {fewer_against: 4}\n", "passes with nobody in favour"),
        (HEAD + "members: {a: 3}\n", "{f}:1: the game: nothing says what passes; add quota"),
        (HEAD + "members: {a: 3}\nquota: 2\nrules: {m: {votes: 2}}\n", "{f}:7: rules: .* keep one"),
        (
            HEAD + "members: {a: {wieght: 3}}\nquota: 2\n",
            "members.a: 'wieght' .* Did you mean weight",
        ),
        (HEAD + "members: {a: {}, b: 1}\nquota: 1\n", "members.a: it has no weight; add weight: 1"),
        (HEAD + "members: {a: {weight: 1, weights: {v: 1}}}\nquota: 1\n", "members.a: weight and"),
        (HEAD + "members: {a: {weight: 1, count: 0}}\nquota: 1\n", "count: 0 is out of range"),
        (HEAD + "members: {a: -1}\nquota: 1\n", "members.a.weight: -1 is too low"),
        (HEAD + "members: {a: 1}\nquota: many\n", "quota.at_least: .*'many' is not a number"),
        (HEAD + "members: {a: 9}\nquota: {from: 3}\n", "quota: from and to go together"),
        (HEAD + "members: {a: 9}\nquota: {from: 5, to: 3}\n", "quota: this makes 0 quotas"),
        (HEAD + "members: {a: 9}\nquota: {from: 1, to: 9, step: 0.001}\n", "must be 1 to 1,000"),
        (HEAD + "members: {a: 9}\nquota: {share: 0.5, more_than: 0.5}\n", "share, more_than each"),
        (HEAD + "members: {a: 9}\nquota: {}\n", "quota: it says nothing; give one of at_least"),
        (
            HEAD + "members: {a: 9}\nrules: {m: {vote: 2}}\n",
            "m.vote: no member .* Did you mean votes",
        ),
        (
            HEAD + "members:\n  a: {weights: {s: 1, p: 2}}\n  b: {weights: {s: 1}}\n"
            "rules: {m: {s: 2, p: 1}}\n",
            "{f}:7: members.b: it has no weight in 'p'; give it one .* 0 if it has none",
        ),
        (
            HEAD + "members: {a: {weights: {s: 1, p: 2}}}\nrules: {m: {s: 1}}\n",
            "members.a.weights.p: no rule asks for a weight in 'p'",
        ),
        (
            HEAD + "members: {a: {weights: {s: 2, p: 2}}}\nrules: {m: {s: [1, 2], p: [1, 2]}}\n",
            r"rules.m.p: several quotas are tried in turn at rules.m.s already",
        ),
        (HEAD + "members: {a: 1}\nquota: 1\nevidence: {qouta: x}\n", "nothing stands at 'qouta'"),
        (MARKET + "players: [a, b]\n", "the game: neither worth nor market says"),
        (MARKET + "worth: {a: 1}\n", "the game: it has no players"),
        (MARKET + "players: [a]\nworth: {a: 1}\n", "{f}:5: players: there is one player only"),
        (
            MARKET + 'players: [ann, bob]\nworth:\n  "ann, bbo": 1\n  "bob, ann": 1\n'
            '  "ann, bob": 2\n  "bob, bob": 1\n',
            r"(?s){f}:7: .*player 'bbo' is unknown.*{f}:9: .* as 'bob, ann'; .*{f}:10: .* twice",
        ),
        (MARKET + "market: {left: [a], right: [a, b]}\n", "right: 'a' owns a left glove already"),
        (MARKET + "players: [a, b]\nmarket: {left: [a], right: [b]}\n", "{f}:5: players: a market"),
        ("format: 1\nkind: votin\n", "{f}:2: kind: 'votin' is none; .* Did you mean voting"),
        ("format: 1\nkind: [voting]\n", "{f}:2: kind: a list is none"),
        ("format: 1\n", "'kind' is missing; a game says kind: voting or kind: coalitional"),
        ("format: 1\nparties: {}\n", "this is a scenario, a negotiation that can be run"),
        ("- 1\n", "a list stands here; a game is a mapping"),
    ],
)
def test_every_mistake_has_its_line_and_its_cure(text, said, tmp_path):
    file = written(tmp_path, text)
    with pytest.raises(ScenarioError, match=said.replace("{f}", str(file))):
        games.load(file)


def test_mistakes_are_told_all_at_once(tmp_path):
    text = HEAD + "members: {a: {weight: -1}, b: {}}\nquota: {more_than: 2}\nmotto: us\n"
    with pytest.raises(ScenarioError) as caught:
        games.load(written(tmp_path, text))
    assert [problem.line for problem in caught.value.problems] == [5, 5, 6, 7]


def test_too_many_who_differ(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.theory.power.MOST_TERMS", 100)
    members = {f"m{k}": 2**k for k in range(16)}
    with pytest.raises(ScenarioError, match="members: 16 groups of members that differ are too"):
        games.from_data(vote(members=members, quota=9))


def test_a_claim_that_is_none():
    cited = vote(members={"a": {"weight": 1, "evidence": {"weight": ["letterr"]}}}, quota=1)
    game = games.from_data(cited)
    with pytest.raises(ScenarioError, match=r"cites 'letterr', which is no claim. Did you mean le"):
        game.supported({"letter": {}})


def test_an_unknown_game_and_its_neighbours():
    with pytest.raises(
        ScenarioError, match=r"no game of this name ships. Did you mean glove-market"
    ):
        games.load("glove-markets")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_game_is_no_scenario(name):
    with pytest.raises(ScenarioError, match="only 'tracktwo solve' reads it") as caught:
        Scenario.load(name)
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].line == 2


def test_a_scenario_given_a_kind_says_the_same():
    data = Scenario.load("ultimatum").as_data() | {"kind": "voting"}
    with pytest.raises(ScenarioError, match="a scenario has no kind"):
        Scenario.from_data(data)


def test_a_scenario_is_no_game():
    with pytest.raises(ScenarioError, match="this is a scenario, a negotiation that can be run"):
        games.load(library.find("ultimatum"))


def test_games_are_not_among_the_scenarios():
    assert not set(SHIPPED) & set(library.names() + library.names("textbook"))
    assert np.all([library.is_game(library.find(name, "games")) for name in SHIPPED])
