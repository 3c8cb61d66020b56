"""Checks: the same numbers everywhere, and what is said of an answer."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from sim.scenario import Scenario
from sim.teaching import check
from sim.teaching.check.hints import choice, names, number, numbers
from sim.teaching.check.identity import whose
from sim.teaching.check.numbers import draw, one_of, steps


def test_the_numbers_of_an_identifier_never_change():
    """Protects classes that have begun: these are facts, whatever the machine or the version."""
    assert dict(check.yours("ultimatum", "ada")) == {
        "reservation": 0.23,
        "power": 2.0,
        "own": 0.055,
        "seed": 538,
    }


def test_a_number_that_is_added_shifts_no_other():
    few = draw("x", "ada", {"a": steps(0, 1, 0.01)})
    more = draw("x", "ada", {"b": steps(0, 1, 0.01), "a": steps(0, 1, 0.01)})
    assert few["a"] == more["a"] != more["b"]


def test_all_values_are_drawn_equally_often():
    kinds = {"a": steps(1, 4, 1, but=[2])}
    found = Counter(draw("x", f"student {n}", kinds)["a"] for n in range(3000))
    assert set(found) == {1, 3, 4}
    assert all(abs(times - 1000) < 4 * (3000 * 2 / 9) ** 0.5 for times in found.values())


def test_a_number_may_hang_on_one_before():
    found = draw("x", "ada", {"a": one_of([3]), "b": lambda u, before: before["a"] + 1})
    assert dict(found) == {"a": 3, "b": 4}


@pytest.mark.parametrize("nobody", ["", "  ", "...", None, ..., 17])
def test_an_identifier_is_a_text(nobody):
    with pytest.raises(ValueError, match="student is your identifier, a text such as 'ada-17'"):
        check.yours("ultimatum", nobody)


def test_an_exercise_that_is_none_is_said_with_the_nearest():
    with pytest.raises(LookupError, match=r"no exercise 'ultimatom'.*Did you mean ultimatum"):
        check.yours("ultimatom", "ada")
    with pytest.raises(LookupError, match=r"ultimatum has no question 'leest'.*Did you mean least"):
        check.answer("ultimatum", "leest", "ada", 1)


def test_whose_work_it_is_decides_when_it_is_marked(monkeypatch, tmp_path):
    assert whose("ada") == "ada"
    monkeypatch.setenv("TRACKTWO_STUDENT", "ben")
    assert whose("ada") == "ben"
    (folder := tmp_path / "autograded" / "cyd" / "01-ultimatum").mkdir(parents=True)
    monkeypatch.chdir(folder)
    assert whose("ada") == "cyd"
    assert check.yours("ultimatum", "ada") == check.exercise("ultimatum").yours("cyd")


def test_the_scenario_has_the_students_numbers(tmp_path):
    found = Scenario.load(check.scenario("ultimatum", "ada", tmp_path))
    mine = check.yours("ultimatum", "ada")
    assert found.spec.parties["responder"].reservation == mine["reservation"]
    assert found.spec.parties["proposer"].reservation == mine["own"]


def test_a_right_answer_is_said_and_a_wrong_one_raises_a_hint(capsys):
    right = check.exercise("ultimatum").truth("least", check.yours("ultimatum", "ada"))
    check.answer("ultimatum", "least", "ada", right)
    assert capsys.readouterr().out == "Right. (2 of 2 points)\n"
    with pytest.raises(check.Wrong, match="too low: what would the responder do"):
        check.answer("ultimatum", "least", "ada", 0)


@pytest.mark.parametrize(
    ("compare", "truth", "right", "wrong"),
    [
        (number(0.01), 0.5, [0.5, 0.505, 0.495], [0.52, "0.5", True, float("nan"), [0.5]]),
        (choice(["a", "b"], "think"), "a", ["a", " A "], ["b", "c", 1]),
        (names(["a", "b"], "few", "many"), {"a"}, ["a", ["a"], ("A",)], [["a", "b"], [], ["c"], 3]),
        (numbers(0.01, "think"), [1, 2], [[1, 2], (1.0, 2.005)], [[1], [1, 3], 1, ["1", 2]]),
    ],
)
def test_what_is_right_and_what_is_not(compare, truth, right, wrong):
    assert [compare(truth, each) for each in right] == [None] * len(right)
    assert all(re.search(r"\w", compare(truth, each)) for each in wrong)


def test_the_guide_says_how_to_write_one():
    """Its lines are an exercise that marks."""
    page = Path(__file__).parents[2] / "docs" / "how-to" / "teach-with-it.md"
    (block,) = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    space: dict = {}
    exec(block, space)
    haggling = space["EXERCISE"]
    mine = haggling.yours("ada")
    assert haggling.mark("price", mine, (mine["cost"] + mine["worth"]) / 2).points == 2
    assert haggling.mark("price", mine, 0).hint == "too low: what does the seller gain?"
