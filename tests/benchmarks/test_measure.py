"""What is measured is told as it is: ratios the right way round, and goals that are missed."""

from __future__ import annotations

import doctest
import importlib

import pytest

pytest.importorskip("resource")  # of POSIX, which the benchmarks need

import benchmarks.__main__ as main
from benchmarks import measure, rows
from benchmarks.measure import Row, Took, turns
from benchmarks.page import goals, page, table


def took(*seconds: float):
    """Work that says in turn how long it took; wall time is twice the CPU time."""
    left = list(seconds)
    return lambda: Took(left[0], 2 * left.pop(0))


@pytest.mark.parametrize("name", ["measure", "page"])
def test_examples_in_docstrings(name):
    """The doctests of the suite cover only the package."""
    found = doctest.testmod(importlib.import_module(f"benchmarks.{name}"))
    assert found.attempted
    assert not found.failed


def test_ratios_are_theirs_in_units_of_ours_for_the_same_work():
    """Theirs takes 6 and 8 seconds for a tenth of what ours does in 2: 30 and 40 times as long."""
    found = turns(took(6, 8), took(2, 2), share=10, repeats=2)
    assert found.cpu == (30, 40)


def test_wall_seconds_stay_apart_from_seconds_of_cpu():
    """Protects CPU and wall from being taken for one another."""
    ours = [Took(1, 5), Took(1, 10)]
    assert turns(took(10, 10), lambda: ours.pop(0), repeats=2).wall == (4, 2)


def test_work_is_timed_that_does_not_time_itself():
    """CPU seconds of this process, and at least as many of the wall as it took."""
    spent = measure.clocked(lambda: sum(range(2_000_000)))
    assert spent.cpu > 0
    assert spent.wall > 0


@pytest.mark.parametrize(
    ("goal", "at_most", "reached"),
    [(2, False, True), (3, False, False), (2, True, True), (1, True, False), (None, False, None)],
)
def test_the_median_reaches_a_goal_or_not(goal, at_most, reached):
    """The median of 1, 2 and 9 is 2: neither the mean nor an end counts."""
    row = Row("work", "peer", (9.0, 1.0, 2.0), "theirs / ours", goal, at_most)
    assert row.median == 2
    assert row.reached is reached


ROWS = [
    Row(
        "walking", "flying", (250.0, 120.0, 130.0), "ours / theirs", 100, at_most=True, said="Far."
    ),
    Row("walking", "crawling", (0.2, 0.1, 0.3), "ours / theirs", 1, at_most=True, wall=(0.4,)),
    Row("walking", "standing", (5.0,), "theirs / ours"),
]


def test_the_table_has_every_row_with_its_range_and_says_which_goal_is_missed():
    """A goal that is missed must not look like one that is reached, or like none."""
    flying, crawling, standing = list(table(ROWS))[2:]
    walked = "| walking | flying | ours / theirs | 130 | 120 to 250 |  | at most 100 | **no** |"
    assert flying == walked
    assert crawling.endswith("| 0.2 | 0.1 to 0.3 | 0.4 | at most 1 | yes |")
    assert standing.endswith("| 5 | 5 to 5 |  |  |  |")


def test_missed_goals_are_counted_and_named():
    said = goals(ROWS)
    assert said.startswith("1 of 2 goals are reached.")
    assert "- Missed: walking, against flying: ours / theirs 130 (120 to 250)" in said
    assert "crawling" not in said


def test_the_page_names_the_machine_and_what_was_checked(monkeypatch):
    monkeypatch.setattr("benchmarks.page.machine", lambda: "an abacus, 13 rods")
    text = "\n".join(page(ROWS))
    assert "The machine: an abacus, 13 rods, tracktwo " in text
    assert "- **walking, against flying.** Far." in text
    assert "against standing.**" not in text  # nothing was said of it


def test_sides_that_differ_leave_no_page_and_fail(monkeypatch, capsys):
    """What was measured beside them must not be printed as if all were well."""

    class Differing:
        @staticmethod
        def rows():
            raise SystemExit("run 3: a here, b there")
            yield

    class Fine:
        @staticmethod
        def rows():
            yield ROWS[1]

    modules = {"benchmarks.offers": Differing, "benchmarks.council": Fine}
    monkeypatch.setattr(rows.importlib, "import_module", modules.get)
    monkeypatch.setattr(main, "alone", lambda work, name: work(name))
    monkeypatch.setattr(main.sys, "argv", ["benchmarks", "offers", "council"])
    with pytest.raises(SystemExit, match=r"(?s)sides differ.*offers: run 3: a here, b there"):
        main.main()
    said = capsys.readouterr()
    assert said.out == ""
    assert "walking, crawling" in said.err  # it was measured all the same


def differing(name: str) -> None:
    raise SystemExit(f"{name}: a here, b there")


def test_what_differs_in_another_process_is_heard_of():
    """Protects the page from sides that differ: what stops a module must come back, and stop it."""
    with pytest.raises(SystemExit, match="offers: a here, b there"):
        rows.alone(differing, "offers")
