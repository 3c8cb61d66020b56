"""What is forced is warned about, and a model that fails is a warning, not an error."""

from __future__ import annotations

import re
from pathlib import Path

import sim
from sim.experiments.plausibility import CHECKS, desk, warnings
from sim.experiments.plausibility.check import Check
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.experiments.plausibility.odd import cities, found, paths
from tests.model.small import demanding, war

if "stumbles" not in sim.strategies.names():

    @sim.strategies.register("stumbles")
    class Stumbles(sim.Strategy):
        """Cannot answer."""

        def accepts(self, view):
            raise ZeroDivisionError("a strategy that is not ready")


def test_an_outcome_that_is_forced():
    """Protects the verdict: without noise, shared rule is better than war for both."""
    [warning] = found(war(stages=("convene", "bargain", "implement")), "forced_outcome")
    assert warning.path == "forums.summit"
    assert warning.message.startswith("it ends as 'held' by construction")
    assert "25 runs under each of 40 draws" in warning.message


def test_an_outcome_that_is_forced_by_a_demand():
    """Protects the reason: too costly to meet, too firm to waive."""
    [warning] = found(demanding(firmness=3.0, cost=5.0), "forced_outcome")
    assert "'not_convened', with red.release in the way, by construction" in warning.message


def test_an_outcome_that_each_draw_settles():
    """Protects the difference from an outcome that is settled, but not alike in every draw."""
    data = war()
    data["parties"]["red"]["talking_cost"] = {"uniform": [-0.2, 0.6]}
    assert not found(data, "forced_outcome")


def test_a_step_that_is_never_reached_where_ends_differ():
    """Protects the second look: talks sometimes convene, and never agree."""
    data = war()
    data["parties"]["blue"]["values"]["deal"] = {"x0": 0, "x1": 0.3, "x2": 1}
    data["parties"]["red"]["talking_cost"] = {"uniform": [-0.6, 0.6]}
    data["parties"]["blue"]["talking_cost"] = -1
    data["parties"]["red"]["staying_cost"] = data["parties"]["blue"]["staying_cost"] = -1
    said = [warning.message for warning in found(data, "forced_outcome")]
    assert [text.partition(" by ")[0] for text in said] == ["talks never come as far as 'agreed'"]


def test_runs_that_fail():
    data = cities({"parties.south.strategy": "stumbles", "forums.summit.stages": ["bargain"]})
    [warning] = found(data, "failing_run")
    number, _, rest = warning.message.partition(" ")
    assert 0 < int(number) <= 100  # in some runs talks end before it is asked
    assert rest == "of 100 trial runs fail: ZeroDivisionError: a strategy that is not ready"
    assert not paths(cities(), "failing_run")


def test_a_check_that_fails_is_a_warning(monkeypatch):
    """Protects validate: what cannot be looked into is said once, and the others go on."""

    def fails(_):
        raise ZeroDivisionError("nothing to see")

    monkeypatch.setitem(CHECKS, "first", Check(fails, "never"))
    monkeypatch.setitem(CHECKS, "second", Check(fails, "never"))
    scenario = Scenario.from_data(cities({"parties.north.reservation": 0.3}))
    told = {warning.name: warning.told("a.yaml") for warning in warnings(scenario)}
    assert set(told) == {"worse_than_now", "nothing_uncertain", "not_looked_for"}
    said = "a.yaml: warning: could not look for first, second: ZeroDivisionError: nothing to see"
    assert told["not_looked_for"].startswith(said)


def test_nothing_is_odd_about_the_example():
    lasting = Scenario.from_data(EXAMPLE).with_({"parties.south.values.water.south": 0.3})
    assert warnings(lasting) == []


def test_warnings_come_by_line(tmp_path):
    file = tmp_path / "two-cities.yaml"
    changes = {"parties.north.reservation": 0.3, "parties.south.values.water.south": 0.3}
    text = Scenario.from_data(cities(changes)).dump()
    text = text.replace("parties:\n", "parties:\n  un: {weights: {water: 1}, values: {water: "
                        "{south: 0, shared: 1, north: 0}}, reservation: 0.1}\n")  # fmt: skip
    file.write_text(text)
    found = warnings(Scenario.load(file))
    line = 1 + text.splitlines().index(next(x for x in text.splitlines() if x.startswith("  un")))
    assert [(warning.name, warning.line) for warning in found][-1] == ("idle_party", line)
    assert found[0].name == "nothing_uncertain"
    assert f"{file.name}:{line}: warning: parties.un: " in found[-1].told(file.name)


PAGE = Path(__file__).parents[3] / "docs/reference/warnings.md"


def test_the_page_lists_every_check_as_it_is():
    """Protects the reference: names, what they say they look for, and why it may be meant."""
    rows = re.findall(r"^\| `(\w+)` \| (.*) \| (.*) \|$", PAGE.read_text(), re.MULTILINE)
    assert rows == [(name, one.look.__doc__, one.meant) for name, one in sorted(CHECKS.items())]


def test_the_page_gives_the_effort():
    """Protects the numbers in the reference."""
    words = re.sub(r"\s+", " ", PAGE.read_text())
    pilot, trial = desk.PILOT, desk.TRIAL
    runs, more = (effort.draws * effort.runs_per_draw for effort in (pilot, trial))
    for said in (
        f"under {desk.DRAWS} draws of all assumptions",
        f"{runs} times, {pilot.runs_per_draw} runs under each of {pilot.draws} draws",
        f"{more:,} runs more, {trial.runs_per_draw} under each of {trial.draws} draws",
        f"more than {desk.MANY:,} packages",
        f"never fewer than {desk.FEWEST_DRAWS})",
        f"makes {desk.SMALL_PILOT.runs_per_draw} runs under each",
    ):
        assert said in words
