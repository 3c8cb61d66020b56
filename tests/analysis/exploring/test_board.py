"""The board shows what its levers come to, and a setting that is no scenario breaks nothing."""

from __future__ import annotations

import asyncio
import sys

import pytest

import sim
from sim.extras import NotInstalled

pytest.importorskip("ipywidgets", reason="the extra 'explore' is not installed")

from sim.analysis.exploring.board import Soon

RELEASE = "parties.rebels.preconditions.release"
SEATS = "forums.talks.seats"


@pytest.fixture(scope="module")
def board():
    """One for all tests: each leaves it as written."""
    levers = {RELEASE: None, SEATS: {"nobody": [], "one": ["rebels"]}}
    return sim.explore("template", levers, runs=60, draws=2)


def shown(board) -> str:
    """All that the board shows."""
    parts, todo = [], [board]
    while todo:
        widget = todo.pop()
        todo += getattr(widget, "children", ())
        parts.append(str(getattr(widget, "value", "")))
    return "\n".join(sorted(parts))


def test_it_shows_funnel_numbers_and_a_story(board):
    assert 'src="data:image/png;base64,' in shown(board)
    assert 'alt="How far talks come: A province and a capital (made up).' in shown(board)
    assert "what we do<br>not know" in shown(board)
    assert f"History {board.look.run}, as it goes with these levers" in shown(board)
    assert "As written; 60 runs, seed 0." in shown(board)


def test_moving_a_lever_changes_it_and_resetting_brings_the_very_same_back(board):
    before = shown(board)
    board.set(RELEASE, "taken out")
    assert "1 lever moved" in shown(board)
    board.reset()
    assert shown(board) == before


def test_what_is_no_scenario_is_said_and_breaks_nothing(board):
    before = shown(board)
    board.set(SEATS, "nobody")
    assert board.look is None
    assert "With these levers there is nothing to run: " in shown(board)
    assert "data:image" not in shown(board)
    board.reset()
    assert shown(board) == before


def test_every_lever_has_a_label(board):
    todo, labels = [board], []
    while todo:
        widget = todo.pop()
        todo += getattr(widget, "children", ())
        if hasattr(widget, "options"):
            labels.append(widget.description)
    assert len(labels) == 3
    assert all(labels)


def test_moving_fast_runs_once():
    calls = []

    async def moving() -> None:
        soon = Soon(lambda: calls.append("ran"), wait=0.02)
        for _ in range(5):
            soon()
        assert not calls
        await asyncio.sleep(0.1)

    asyncio.run(moving())
    assert calls == ["ran"]


def test_what_was_planned_is_not_run_after_a_reset():
    calls = []

    async def moving() -> None:
        soon = Soon(lambda: calls.append("ran"), wait=0.02)
        soon()
        soon.now()
        await asyncio.sleep(0.1)

    asyncio.run(moving())
    assert calls == ["ran"]


def test_without_widgets_it_says_what_to_install(monkeypatch):
    monkeypatch.delitem(sys.modules, "sim.analysis.exploring.board", raising=False)
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(NotInstalled, match=r"pip install 'tracktwo\[explore\]'"):
        sim.explore("template", runs=10, draws=0)
