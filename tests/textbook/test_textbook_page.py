"""The page of textbook games says what comes out today, of every game that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiments.textbook import check
from sim.experiments.textbook.page import lines, numbers
from sim.scenario import library

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "textbook.md"


def test_every_game_that_ships_is_on_the_page():
    text = PAGE.read_text(encoding="utf-8")
    names = {*library.names("textbook"), *library.names("games")}
    assert {name for name in names if f"| `{name}`" not in text} == set()
    assert {each.name for each in sim.textbook.checks()} <= names


@pytest.mark.slow
def test_the_page_is_what_make_textbook_prints():
    assert PAGE.read_text(encoding="utf-8") == "\n".join(lines()).rstrip() + "\n"


def test_a_number_that_differs_says_so():
    """Protects a reader: the page cannot show a miss as if it were a hit."""
    [one] = sim.textbook.find("finite-offers")
    assert "(differs)" in numbers(one, check.Compared(0.5, 0.52, 0.0, 0.01))
    assert "(differs)" not in numbers(one, check.Compared(0.5, 0.51, 0.0, 0.01))
    assert "0.5200 ± 0.0100 |" in numbers(one, check.Compared(0.5, 0.52, 0.01, 0.0))


def test_a_number_is_checked_once():
    [one] = sim.textbook.find("finite-offers")
    with pytest.raises(ValueError, match="finite-offers: share of the first is checked already"):
        check.register(one)
