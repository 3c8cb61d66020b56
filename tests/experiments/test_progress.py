"""What shows how far an experiment has come says so, counts all passes, and leaves nothing."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

import sim
from sim.experiments import progress
from sim.experiments.run import total
from sim.experiments.trial import Effort
from sim.scenario.scenario import EXAMPLE, Scenario


@pytest.fixture
def said(monkeypatch):
    """What a bar was told, in place of being drawn."""
    told: list[tuple[str, int, int | None]] = []

    @contextmanager
    def drawn(text: str):
        yield lambda *what: told.append(what)

    monkeypatch.setattr(progress, "bar", drawn)
    return told


@pytest.fixture
def two_cities() -> Scenario:
    return Scenario.from_data(EXAMPLE)


def test_true_shows_a_bar_that_ends_when_all_passes_are_done(said, two_cities):
    sim.run(two_cities, runs=30, draws=1, progress=True)
    done = [now for _, now, _ in said]
    assert done == sorted(done)
    assert said[-1][1:] == (total(two_cities, 30, 1),) * 2
    assert said[0][0].startswith("runs: 30 of ")


def test_both_sides_of_a_comparison_count(said, two_cities):
    sim.compare(two_cities, two_cities, runs=30, draws=1, progress=True)
    assert said[-1][1:] == (2 * Effort(30, 0, 1).total,) * 2


def test_an_audit_counts_all_its_variants(said, two_cities):
    sim.challenge(two_cities, runs=20, draws=20, runs_per_draw=5, progress=True)
    assert said[-1][1] == said[-1][2]


def test_nothing_is_shown_unless_asked(said, two_cities):
    sim.run(two_cities, runs=10, draws=0)
    sim.run(two_cities, runs=10, draws=0, progress=False)
    assert not said


def test_a_callable_is_called_as_it_is(said, two_cities):
    seen = []
    sim.run(two_cities, runs=10, draws=0, progress=lambda *now: seen.append(now))
    assert seen == [("runs", 10, 10)]
    assert not said
