"""The question of a case: read and checked, and each alternative compared on the same draws."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiments.question import AS_WRITTEN, answer, question
from sim.experiments.trial import Effort
from sim.scenario import ScenarioError
from sim.scenario.scenario import EXAMPLE, Scenario

ALTERNATIVES = """
question: Does it matter what south can do without?
quantities: [P(convene), {quantity: P(outcome), of: {outcome: held}, title: it lasts}]
alternatives:
  soft: {title: a soft south, change: {parties.south.reservation: 0.1}}
  hasty: {change: {parties.south.reservation: 0.1}, drop: [parties.south.patience]}
"""
GRID = """
question: Does it matter what either can do without?
quantities: [P(convene)]
over: {paths: [parties.south.reservation, parties.north.reservation], values: [0.1, 0.4, 0.5]}
by: {paths: noise, values: [0.05, 0.2], title: noise}
"""


RIVER = Scenario.from_data(EXAMPLE).with_({"parties.south.patience": 0.9})


def put(folder: Path, text: str) -> str:
    """Write a scenario with a question beside it."""
    (folder / "river.yaml").write_text(RIVER.dump())
    (folder / "river.question.yaml").write_text(text)
    return str(folder / "river.yaml")


@pytest.fixture(scope="module")
def soft(tmp_path_factory):
    asked = question(put(tmp_path_factory.mktemp("soft"), ALTERNATIVES))
    return answer(asked, Effort(120, 2, 4))


def test_each_alternative_is_compared_with_the_scenario_as_written(soft):
    """Protects the answer: the difference of `sim.compare` under the same seed."""
    changed = RIVER.with_({"parties.south.reservation": 0.1})
    alone = sim.compare(RIVER, changed, 120, 2, draws=4)
    for title, asked in (("P(convene)", "P(convene)"), ("it lasts", "P(held)")):
        first, found, _ = soft.of(title)
        assert found.difference == alone.difference(asked)
        assert first.cell.name == AS_WRITTEN
        assert (first.difference.change, first.difference.b) == (0, found.difference.a)


def test_the_table(soft):
    """Protects the file: a row for each quantity and cell, with both uncertainties."""
    table = soft.table
    assert list(table.cell) == [AS_WRITTEN, "soft", "hasty"] * 2
    assert list(table.title)[:3] == ["as written", "a soft south", "hasty"]
    assert {"a", "b", "change", "low", "high", "range_low", "range_high"} <= set(table)
    assert (table.failed_pairs == 0).all()


def test_change_and_drop_of_one_alternative(soft):
    """Protects alternatives that do both."""
    [cell] = [cell for cell in soft.question.cells if cell.name == "hasty"]
    assert cell.scenario.parameters["parties.south.reservation"] == 0.1
    assert cell.scenario.parameters["parties.south.patience"] == 1.0  # the default


def test_a_grid_sets_every_pair_of_values(tmp_path):
    """Protects `over` and `by`: paths set together, under each value of the second dimension."""
    asked = question(put(tmp_path, GRID))
    stood = [
        (c.scenario.spec.noise, c.scenario.parameters["parties.south.reservation"],
         c.scenario.parameters["parties.north.reservation"])
        for c in asked.cells
    ]  # fmt: skip
    assert stood == [(n, v, v) for n in (0.05, 0.2) for v in (0.1, 0.4, 0.5)]
    assert [(cell.by, cell.over) for cell in asked.cells] == [(n, v) for n, v, _ in stood]
    assert asked.cells[4].title == (
        "parties.south.reservation, parties.north.reservation 0.4, noise 0.2"
    )


def test_failed_pairs_are_counted_by_cell(tmp_path, monkeypatch):
    """Protects against failures that go unsaid: those of the scenario as written are in all."""
    from sim.experiments import question as module

    honest = module.trial

    def trial(scenario, effort, progress, name):
        done = honest(scenario, effort, progress, name)
        bad = {"as written": [3], "a soft south": [3, 5]}.get(name, [])
        done.runs.loc[bad, "run_status"] = "failed"
        return done

    monkeypatch.setattr(module, "trial", trial)
    found = answer(question(put(tmp_path, ALTERNATIVES)), Effort(20, 2, 0))
    assert found.failures == {AS_WRITTEN: 1, "soft": 2, "hasty": 1}


HEAD = "question: Why?\nquantities: [P(convene)]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("question: Why?", r"the file: 'quantities' is missing"),
        (HEAD, r"write alternatives: or over:, one of the two"),
        (
            HEAD + "alternatives: {a: {change: {noise: 0}}}\nover: {paths: noise, values: [0, 1]}",
            r"one of the two",
        ),
        (HEAD + "alternativs: {}", r":3: the file: 'alternativs' .* Did you mean alternatives"),
        (HEAD + "alternatives:\n  a: {titel: x}", r":4: alternatives.a: 'titel' .* mean title"),
        (HEAD + "alternatives:\n  a: {title: x}", r":4: alternatives.a: nothing is changed"),
        (HEAD + "alternatives:\n  as_written: {drop: [noise]}", r"'as_written' is always there"),
        (
            HEAD + "alternatives:\n  a:\n    drop: [parties.south.weight]",
            r":5: alternatives.a: nothing is written at .* Did you mean parties.south.weights",
        ),
        (
            HEAD + "alternatives:\n  a:\n    change:\n      parties.south.war_cot: 1",
            r":6: alternatives.a: the path 'parties.south.war_cot' .* Did you mean war_cost",
        ),
        (
            HEAD + "over: {paths: noise, values: [0.1]}",
            r"over.values: .* at least 2 entries, and has 1",
        ),
        (HEAD + "over: {paths: noise, values: 0.1}", r"over.values: 0.1 stands here; .* a list"),
        (HEAD + "over: {paths: 3, values: [1, 2]}", r"over.paths: 3 stands here; .* a list"),
        (HEAD + "over: {paths: nose, values: [0.1, 0.2]}", r"leads nowhere: .* mean noise"),
        (HEAD + "over:\n  paths: noise\n  values:\n    - 0.1\n    - -1", r":7: over.values: "),
        (HEAD + "by: {paths: noise, values: [0, 1]}", r":3: by: is a second dimension"),
        (
            HEAD + "over: {paths: noise, values: [0, 1]}\nby: {paths: time.horizon,"
            " values: [1, 2, 3, 4, 5]}",
            r":4: by.values: more than 4 lines",
        ),
        (
            HEAD.replace("[P(convene)]", "[P(convene), P(hold)]") + "over: {paths: noise,"
            " values: [0, 1]}",
            r":2: quantities: 'hold' .* Did you mean held",
        ),
        (
            HEAD.replace("[P(convene)]", "[P(convene), P(convene)]") + "over: {paths: noise,"
            " values: [0, 1]}",
            r":2: quantities: 'P\(convene\)' stands there twice",
        ),
        (
            HEAD.replace("[P(convene)]", "[1, 2, 3, 4, 5]")
            + "over: {paths: noise, values: [0, 1]}",
            r"quantities: this takes at most 4 entries, and has 5",
        ),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path, text, message):
    """Protects whoever writes a question: file, line, what is wrong and what would be right."""
    with pytest.raises(ScenarioError, match=rf"river\.question\.yaml.*{message}"):
        question(put(tmp_path, text))


def test_a_mistake_of_every_value_is_told_once(tmp_path):
    text = HEAD + "over: {paths: nose, values: [0.1, 0.2, 0.3]}\n"
    with pytest.raises(ScenarioError) as caught:
        question(put(tmp_path, text))
    assert len(caught.value.problems) == 1


def test_a_scenario_without_a_question(tmp_path):
    source = put(tmp_path, ALTERNATIVES)
    (tmp_path / "river.question.yaml").unlink()
    with pytest.raises(ScenarioError, match=r"river\.question\.yaml: there is no such question"):
        question(source)
