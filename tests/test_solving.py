"""`tracktwo solve` as a user types it, right and wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.scenario import Scenario
from tests.theory.efg_reader import nodes, read

STUDY = Path(__file__).parents[1] / "studies" / "when-to-wait.yaml"


@pytest.fixture(scope="module")
def tracktwo():
    """Type a command; gives exit code, standard output, and what went to standard error."""

    def typed(*words: object) -> tuple[int, str, str]:
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, re.sub(r"\s+", " ", done.stdout), re.sub(r"\s+", " ", done.stderr)

    return typed


@pytest.fixture(scope="module")
def uncertain(tmp_path_factory):
    """Two cities, of which one may want more than there is; the water is the south's to give."""
    from sim.scenario.scenario import EXAMPLE

    scenario = Scenario.from_data(EXAMPLE).with_({
        "parties.north.reservation": {"uniform": [0.4, 0.8]},
        "issues.water.controlled_by": ["south"],
    })  # fmt: skip
    return scenario.save(tmp_path_factory.mktemp("solve") / "cities.yaml")


def test_a_game_of_which_everything_is_known(tracktwo):
    """The ultimatum: the proposer takes all; what it takes is told with the words of the file."""
    code, said, _ = tracktwo("solve", "ultimatum", "--power", "proposer=2")
    assert code == 0
    assert "There is a zone of possible agreement: 102 of 102 packages" in said
    assert '"pie": proposer 1, responder 0 1 100%' in said
    assert "Of power Proposer has 2, and everybody else 1." in said
    assert "How far that hangs on" not in said
    assert "tracktwo solve ultimatum --draws 200 --seed 0 --power proposer=2" in said


def test_with_numbers_that_are_not_known(tracktwo, uncertain):
    """Half of the draws have no zone, since 'shared' is worth 0.6 to the north; and it says so."""
    code, said, _ = tracktwo("solve", uncertain, "--draws", 400, "--stability")
    assert code == 0
    share = int(re.search(r"a zone of possible agreement in (\d+)%, and none in", said)[1])
    assert 43 <= share <= 57
    assert "the range over what we do not know, not a forecast" in said
    assert "No equilibrium can be worked out for the protocol of these talks, single text." in said
    assert 'South can move "water" alone: 3 states. Things as they stand are stable' in said


def test_no_share_of_draws_is_above_one(tracktwo):
    """Protects the row of those without a letter, of which many tie in one draw."""
    _, said, _ = tracktwo("solve", "bilateral-trade", "--draws", 20)
    [rest] = re.findall(r"each of \d+ more, at most((?: \d+%)+)", said)
    assert len(rest.split()) == 4
    assert all(int(share) <= 100 for share in re.findall(r"\d+", rest))


def test_a_deal_that_fails_at_home_is_said_to(tracktwo):
    """The equilibrium at the table asks for all; the voters would not have it."""
    _, said, _ = tracktwo("solve", "setter-and-median")
    assert '"The budget": 1; not ratified 1 100%' in said
    assert "does not look ahead to a vote at home" in said
    _, said, _ = tracktwo("solve", "ultimatum")
    assert "does not look ahead" not in said


def test_tables_and_page(tracktwo, uncertain, tmp_path):
    out = tmp_path / "theory"
    code, said, _ = tracktwo("solve", uncertain, "--draws", 20, "--stability", "--out", out)
    assert code == 0
    assert f"Tables and this page are in {out}." in said
    names = {"packages", "over_draws", "equilibria", "votes", "stability"}
    tables = {name: pd.read_csv(out / f"{name}.csv") for name in names}
    assert tables["packages"].package.tolist() == ["water=south", "water=shared", "water=north"]
    assert tables["stability"].status_quo.tolist() == [True, False, False]
    assert json.loads((out / "solved.json").read_text())["runs"] == 20
    page = (out / "page.txt").read_text()
    assert page.splitlines()[0] == "Two cities divide a river"
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    assert tracktwo("solve", uncertain, "--draws", 20, "--stability", "--out", out)[0] == 0
    assert before == {file.name: file.read_bytes() for file in out.iterdir()}
    code, _, why = tracktwo("solve", uncertain, "--draws", 21, "--out", out)
    assert code == 3
    assert "holds other results (runs 20, not 21)" in why


def test_a_game_tree_for_gambit(tracktwo, tmp_path):
    file = tmp_path / "trees" / "ultimatum.efg"
    code, said, _ = tracktwo("solve", "ultimatum", "--efg", file)
    assert code == 0
    assert f"The game tree is in {file}." in said
    again = read(file.read_text(encoding="ascii"))
    assert again.players == ["proposer", "responder"]
    assert len(nodes(again.root)) == 308


def test_a_game_that_is_no_negotiation(tracktwo, tmp_path):
    """The glove market: the one with the scarce glove gets all of the core."""
    code, said, _ = tracktwo("solve", "glove-market", "--out", tmp_path / "gloves")
    assert code == 0
    assert "The core has one point: Ann gets 1, Bob gets 0, Cleo gets 0." in said
    assert "tracktwo solve glove-market" in said
    assert (tmp_path / "gloves" / "payoffs.csv").is_file()
    before = {file.name: file.read_bytes() for file in (tmp_path / "gloves").iterdir()}
    assert tracktwo("solve", "glove-market", "--out", tmp_path / "gloves")[0] == 0
    assert before == {file.name: file.read_bytes() for file in (tmp_path / "gloves").iterdir()}
    code, _, why = tracktwo("solve", "security-council", "--out", tmp_path / "gloves")
    assert code == 3
    assert "holds other results (scenario glove-market" in why
    code, _, why = tracktwo("solve", "ultimatum", "--out", tmp_path / "gloves")
    assert code == 3
    assert "holds other results (scenario glove-market" in why


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("ultimatum", "--power", "propser=2"), "'propser' is nobody whose consent is needed. Did"
         " you mean proposer"),
        (("ultimatum", "--power", "proposer"), "write PARTY=WEIGHT with a weight above 0, as in"
         " proposer=2"),
        (("ultimatum", "--power", "proposer=-1"), "write PARTY=WEIGHT with a weight above 0"),
        (("ultimatum", "--power", "proposer=1", "--power", "proposer=2"), "has a weight already"),
        (("ultimatum", "--stability"), "nobody can move anything alone, .* controlled_by"),
        (("geneva-2013", "--efg", "g.efg"), "geneva-2013 has no game tree: the protocol single_text"
         " is not written out; .*; the talks have the stages"),
        (("ultimatum", "--efg", "g.txt"), "--efg g.txt: name a file that ends in .efg"),
        (("glove-market", "--power", "ann=2", "--stability"), "--power, --stability: glove-market"
         " is no negotiation .*; leave it out"),
        (("glove-market", "--efg", "g.efg"), "--efg: glove-market is no negotiation .* no game"
         " tree"),
        (("ultimatun",), "Did you mean ultimatum"),
        (("when-to-wait",), "no scenario of this name ships; it is a study, which 'tracktwo sweep'"
         " runs"),
        ((STUDY,), "when-to-wait.yaml:[0-9]+: this is a study of geneva-2013, not a"
         " scenario; run it with 'tracktwo sweep'"),
    ],
)  # fmt: skip
def test_mistakes_say_what_would_be_right(tracktwo, words, why, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, _, said = tracktwo("solve", *words)
    assert code == 2
    assert re.search(why, said), said
    assert list(tmp_path.iterdir()) == []
