"""A hindcast: the model's shares are the run's, rivals see only other cases, all labels count."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.experiments.hindcast import (
    FORECASTERS,
    EveryRunFailed,
    hindcast,
    unmet_demands,
)
from sim.experiments.history import History
from sim.experiments.scores import brier
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.experiments.made_up import case, write_history

RUNS, DRAWS, SEED = 200, 6, 3


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    cases = {
        "one": case("held"),
        "two": case("walkout", "not_convened"),
        "three": case("deadlock", "military_decision"),
    }
    file = write_history(tmp_path_factory.mktemp("history"), cases)
    return hindcast(file, RUNS, SEED, draws=DRAWS)


def test_the_model_is_the_run(found):
    """Protects the forecast that is scored: shares and both uncertainties of `sim.run`."""
    results = sim.run(Scenario.from_data(EXAMPLE), RUNS, SEED, draws=DRAWS)
    table = found.probabilities.set_index(["case", "outcome"]).loc["one"]
    for outcome in ("not_convened", "walkout", "deadlock", "collapsed", "held"):
        assert vars(results.probability(outcome)) == pytest.approx(
            {"share": table.model[outcome]}
            | table.loc[outcome, ["low", "high", "range_low", "range_high"]].to_dict()
        )


def test_everybody_forecasts_the_same_outcomes_and_they_add_up(found):
    for trial in found.trials.values():
        for who in FORECASTERS:
            assert tuple(sorted(trial.forecasts[who])) == tuple(sorted(trial.outcomes))
            assert sum(trial.forecasts[who].values()) == pytest.approx(1)


def test_a_case_is_left_out_of_its_own_climatology(tmp_path, found):
    """Protects leave one out: a case's label moves the climatology of the others, not its own."""
    cases = {"one": case("collapsed"), "two": case("walkout", "not_convened"),
             "three": case("deadlock", "military_decision")}  # fmt: skip
    other = hindcast(write_history(tmp_path, cases), 2, draws=0)
    for name in cases:
        was, now = (h.trials[name].forecasts["climatology"] for h in (found, other))
        assert (was == now) == (name == "one")


def test_every_label_is_scored(found):
    """Protects several labels: one row each, with mean, best and worst of them."""
    scores = found.scores
    assert len(scores) == 5 * len(FORECASTERS)
    trial = found.trials["two"]
    by_hand = [brier(trial.forecasts["model"], label) for label in ("walkout", "not_convened")]
    row = found.by_case("brier").loc[("two", "model")]
    assert row.tolist() == pytest.approx([np.mean(by_hand), min(by_hand), max(by_hand)])


def test_what_the_scenario_cannot_come_to_costs_the_floor(found):
    """Protects the floor, and that a label outside the model's reach is a miss, not left out."""
    assert found.floor == 1 / (2 * RUNS)
    row = found.scores.set_index(["case", "label", "forecaster"]).loc[
        ("three", "military_decision", "model")
    ]
    assert row.probability == 0
    assert row.log == pytest.approx(np.log(2 * RUNS))
    assert row.brier > 1
    table = found.probabilities.set_index(["case", "outcome"])
    assert not table.reachable["three", "military_decision"]
    assert "military_decision" not in found.trials["one"].outcomes


def test_totals_range_over_choices_of_labels(found):
    """Protects the totals against counting a case twice; compared with every choice by hand."""
    wide = found.by_label("brier")
    choices = [
        wide.loc[[("one", "held"), ("two", second), ("three", third)]].mean()
        for second in ("walkout", "not_convened")
        for third in ("deadlock", "military_decision")
    ]
    totals = found.totals("brier")
    for who in FORECASTERS:
        under = [choice[who] for choice in choices]
        leads = [choice["model"] - choice[who] for choice in choices]
        expected = [3, np.mean(under), min(under), max(under), min(leads), max(leads)]
        assert totals.loc[who].tolist() == pytest.approx(expected)


def test_two_simpler_questions(found):
    """Protects the coarse scores: convened or not, signed or not."""
    table = found.scores.set_index(["case", "label", "forecaster"])
    given = found.trials["one"].forecasts["model"]
    row = table.loc[("one", "held", "model")]
    assert row.convened_brier == pytest.approx(2 * given["not_convened"] ** 2)
    signed = given["collapsed"] + given["held"]
    assert row.agreed_brier == pytest.approx(2 * (1 - signed) ** 2)
    assert table.convened_brier["two", "not_convened", "model"] > row.convened_brier


def test_a_question_that_is_not_open_is_not_scored(tmp_path):
    stages = {"forums.summit.stages": ["bargain", "implement"]}
    (tmp_path / "there.yaml").write_text(Scenario.from_data(EXAMPLE).with_(stages).dump())
    cases = {"there": case("held", scenario="there.yaml")}
    found = hindcast(write_history(tmp_path, cases), 20, draws=0)
    assert found.scores.convened_brier.isna().all()
    assert (found.totals("convened_brier").cases == 0).all()
    assert (found.totals("agreed_brier").cases == 1).all()
    assert found.probabilities.range_low.isna().all()


def test_demands_are_counted_by_the_models_own_rule():
    """Protects the count: met, unmet, and of required seats only."""
    demand = {"parties.north.preconditions": {
        "shared": {"demand": {"issue": "water", "at_least": "shared"}, "firmness": 0.1},
        "as_it_is": {"demand": {"issue": "water", "is": "south"}, "firmness": 0.1},
    }}  # fmt: skip
    scenario = Scenario.from_data(EXAMPLE).with_(demand)
    forum = scenario.spec.forum[1]
    assert unmet_demands(scenario, forum) == 1
    assert unmet_demands(Scenario.from_data(EXAMPLE), forum) == 0
    optional = forum.model_copy(update={"required": ("south",)})
    assert unmet_demands(scenario, optional) == 0


def test_the_same_twice_and_from_any_number_of_workers(tmp_path):
    file = write_history(tmp_path, {"one": case("held")})
    one, two = (hindcast(History.load(file), 60, draws=3, workers=n) for n in (1, 2))
    assert one.probabilities.equals(two.probabilities)
    assert one.scores.equals(two.scores)


def test_progress_counts_every_run(tmp_path):
    said = []
    file = write_history(tmp_path, {"one": case("held")})
    hindcast(file, 20, draws=2, progress=lambda *news: said.append(news))
    assert said[-1] == ("one", 120, 120)


def test_refused_numbers():
    with pytest.raises(ValueError, match="runs is 0 and draws 5; at least 1"):
        hindcast(runs=0, draws=5)


def test_when_every_run_fails(tmp_path, monkeypatch):
    """Protects against scores of nothing."""

    def fails(self):
        raise RuntimeError("no idea")

    monkeypatch.setattr(sim.Talks, "run", fails)
    file = write_history(tmp_path, {"one": case("held")})
    said = "case 'one': every run failed, the first with: RuntimeError: no idea"
    with pytest.raises(EveryRunFailed, match=said):
        hindcast(file, 5, draws=0)
