"""What nobody asks for is not worked out, and that changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.experiments.simulate import Job, run_block
from sim.model.prospect import Prospect
from sim.model.record import Watcher
from tests.model.small import one_issue, over, talks

VALUES = {"a": (1.0, 0.6, 0.3, 0.0), "b": (0.0, 0.5, 0.8, 1.0)}


def table(strategy: str, **forum) -> dict:
    """Two at a table that they cannot leave, by offers in turn."""
    protocol = {"name": "alternating_offers"}
    data = one_issue(VALUES, {"a": 0.1, "b": 0.1}, protocol=protocol)
    for party in data["parties"].values():
        party["strategy"] = strategy
    data["forums"] = {k: v | {"walkouts": False} | forum for k, v in data["forums"].items()}
    return data


@sim.strategies.register("looks_at_beliefs")
class LooksAtBeliefs(sim.Strategy):
    """Reads what it does not say that it goes by."""

    def propose(self, view):
        return view.agree.argmax(axis=-1)

    def accepts(self, view):
        return view.gain[np.arange(view.runs), view.offer] > 0


@sim.strategies.register("says_so")
class SaysSo(LooksAtBeliefs):
    """The same, and says it."""

    knows = "beliefs"


@sim.strategies.register("by_its_gains")
class ByItsGains(LooksAtBeliefs):
    """Goes by what signing is worth to it."""

    def propose(self, view):
        return view.gain.argmax(axis=-1)


@pytest.mark.parametrize("walkouts", [False, True])
def test_who_reads_the_beliefs_has_to_say_so(walkouts):
    """Protects against chances that nobody has worked out: an error names the cure, whatever
    others at the table go by.
    """
    with pytest.raises(LookupError, match='knows "own"; write knows = "beliefs"'):
        over(table("looks_at_beliefs", walkouts=walkouts))
    assert over(table("says_so", walkouts=walkouts)).outcome[0] == "agreed"


def test_such_a_run_is_a_failed_one():
    """Protects sweeps: the message stands in the row."""
    scenario = sim.Scenario.from_data(table("looks_at_beliefs"))
    rows, _ = run_block(Job(scenario, 1, 0), 0, 1)
    assert 'write knows = "beliefs" in its class' in rows.error[0]


@pytest.mark.parametrize("strategy", ["time_dependent", "tit_for_tat", "by_its_gains"])
def test_who_minds_its_own_plays_the_same_where_others_are_watched(strategy):
    """Protects laziness: with a recorder everything is worked out in every period, and the same is
    agreed in the same period.
    """
    plain, watched = over(table(strategy), 5), over(table(strategy), 5, recorder=Watcher())
    assert (plain.forum.foreseen, watched.forum.foreseen) == (False, True)
    assert (plain.forum.package == watched.forum.package).all()
    assert (plain.forum.endings.period == watched.forum.endings.period).all()
    assert (plain.utility == watched.utility).all()
    both = plain.forum.prospect, watched.forum.prospect
    assert (both[0].gain == both[1].gain).all()
    assert (both[0].utility == both[1].utility).all()


def test_no_list_of_packages_is_made_for_who_searches_them():
    """Protects memory and time: nothing is as long as the packages of all runs."""
    model = over(table("time_dependent"), 5)
    lists = model.forum.prospect.every
    assert not {"_stakes", "_signed"} & set(vars(lists))
    with pytest.raises(LookupError, match="nobody here says that it reckons"):
        model.forum.prospect.score  # noqa: B018


def test_who_foresees_is_found():
    """Protects the one place that says it: whoever may leave, or goes by others, or is told."""
    assert not talks(table("time_dependent")).forum.foreseen
    assert talks(table("time_dependent", walkouts=True)).forum.foreseen
    assert talks(table("bayesian")).forum.foreseen
    assert talks(table("time_dependent", protocol="single_text")).forum.foreseen
    assert talks(table("time_dependent"), recorder=Watcher()).forum.foreseen


def test_a_plan_is_made_again_where_something_else_is_at_stake():
    """Protects plans: at the end of period 2 everything is turned round for a in half of the runs.

    It asks for its best at first, by its plan; after that for what is best by then.
    """
    data = table("time_dependent", deadline=6)
    data["parties"]["b"]["strategy"] = "by_its_gains"
    options = data["issues"]["deal"]["options"]
    turned = dict(zip(options, VALUES["a"][::-1], strict=True))
    data["parties"]["a"]["outlooks"] = {"other": {"values": {"deal": turned}}}
    data["events"] = {
        "turn": {"period": 2, "probability": 0.5, "then": {"outlook": {"a": "other"}}}
    }
    model = talks(data, 40)
    for _ in range(3):
        model.step()
    asked = model.forum.table.offer
    changed = model.conflict.outlooks.number[:, 0] == 1
    on = model.forum.going_on | (model.forum.endings.period == 3)
    assert 0 < changed.sum() < 40
    assert set(asked[on & ~changed]) == {0}
    assert set(asked[on & changed]) == {3}


@pytest.mark.parametrize(("name", "runs"), [("khatib-2013", 12), ("ankara-2016", 8)])
def test_what_is_not_worked_out_again_has_not_changed(name, runs, monkeypatch):
    """Protects the shortcut of looking only where something is new: everything is as if all had
    been worked out afresh, to the last bit, at every look of whole talks in several forums.
    """
    foresee, looks = Prospect.foresee, []
    always = "expect", "without"
    of_packages = "gain", "hold", "yes", "agree", "against", "passes", "score"

    def twice(self, rows, *others):
        foresee(self, rows, *others)
        outputs = always if self._thought_of else always + of_packages
        kept = [getattr(self, output)[rows].copy() for output in outputs]
        self._last[rows] = np.nan
        foresee(self, rows, *others)
        looks.append(len(rows))
        for output, was in zip(outputs, kept, strict=True):
            assert np.array_equal(getattr(self, output)[rows], was), output

    monkeypatch.setattr(Prospect, "foresee", twice)
    sim.Talks(sim.Scenario.load(name), runs, rng=0).run()
    assert len(looks) > 3
