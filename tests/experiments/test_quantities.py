"""The closed language of quantities: what each counts, and what is said of one that is wrong."""

from __future__ import annotations

import pandas as pd
import pytest

import sim
from sim.experiments.funnel import EVENTS, STEPS
from sim.experiments.quantities import QuantityError, quantity
from sim.experiments.results import Results
from sim.model.endings import OUTCOMES
from sim.scenario.scenario import EXAMPLE, Scenario

RUNS = pd.DataFrame(
    {
        "outcome": ["not_convened", "walkout", "deadlock", "not_ratified", "collapsed", "held",
                    "agreed", "held", None],
        "forum.summit.outcome": ["held", *["walkout"] * 7, None],
        "package.water": [None, None, None, "north", "shared", "shared", "north", "south", None],
        "utility.north": [0.5] * 8 + [float("nan")],
        "run_status": ["ok"] * 8 + ["failed"],
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.from_data(EXAMPLE)


def counted(asked, scenario, **more):
    over, under = quantity(asked, scenario, **more).counts(RUNS)
    return over.sum(), under.sum()


@pytest.mark.parametrize(
    ("asked", "over", "under"),
    [
        ("P(convene)", 7, 8),
        ("P(convened)", 7, 8),
        ("P(sign)", 5, 8),
        ("P(agree)", 4, 8),
        ("P(ratified)", 4, 8),
        ("P(held)", 3, 8),
        ("P(collapsed)", 1, 8),
        ("P(agree|convened)", 4, 7),
        ("P( held | agreed )", 3, 4),
        ("P(walkout|convened)", 1, 7),
        ("P(not_convened|convened)", 0, 7),
        ("P(water=shared)", 2, 8),
        ("P(water=shared|signed)", 2, 5),
        ("P(held|water=shared)", 1, 2),
        ("E(utility.north)", 4.0, 8),
    ],
)
def test_what_is_counted(scenario, asked, over, under):
    """Protects every form of the language: counted by hand, the failed run in neither sum."""
    assert counted(asked, scenario) == (over, under)


def test_an_outcome_with_a_package(scenario):
    """Protects `P(outcome)`: the outcome itself, and a package where one is named."""
    assert counted("P(outcome)", scenario, outcome="held") == (2, 8)
    assert counted("P(outcome)", scenario, outcome="held", package={"water": "shared"}) == (1, 8)
    assert counted("P(outcome)", scenario, package={"water": "north"}) == (2, 8)


def test_one_forum(scenario):
    """Protects `forum`: its own column is asked, not the run's."""
    assert counted("P(convene)", scenario, forum="summit") == (8, 8)
    assert counted("P(walkout|convened)", scenario, forum="summit") == (7, 8)
    assert str(quantity("P(held)", scenario, forum="summit")) == "P(held) in summit"


@pytest.mark.parametrize(
    ("asked", "more", "message"),
    [
        ("convene", {}, "'convene' is no quantity; write P"),
        ("P(convene", {}, "is no quantity"),
        ("P(convenes)", {}, r"'convenes' in P\(convenes\) is no event. Did you mean convene"),
        ("P(xyz)", {}, "is no event; events are convene, sign, .*ISSUE=OPTION"),
        ("P(held|agred)", {}, "'agred' .* Did you mean agree"),
        ("P(held|agreed|convened)", {}, "'agreed.convened' .* is no event"),
        ("P(watr=north)", {}, "'watr' is no issue on the agenda of 'summit'. Did you mean water"),
        ("P(water=nort)", {}, "'nort' is no option of issue 'water'. Did you mean north"),
        ("E(utility.nort)", {}, "'nort' is no party. Did you mean north"),
        ("E(north)", {}, r"write E\(utility.PARTY\)"),
        ("P(held)", {"forum": "sumit"}, "'sumit' is no forum. Did you mean summit"),
        ("P(outcome)", {}, "needs to be told which"),
        ("P(outcome)", {"outcome": "hold"}, "'hold' is no outcome. Did you mean held"),
        ("P(held)", {"outcome": "held"}, r"for P\(outcome\) only"),
    ],
)
def test_what_is_wrong_is_said_with_what_is_right(scenario, asked, more, message):
    """Protects against a quantity that means nothing, or something else than was written."""
    with pytest.raises(QuantityError, match=message):
        quantity(asked, scenario, **more)


@pytest.fixture(scope="module")
def several() -> sim.Results:
    """The summit over the water, and beside it talks over land, which both want shared."""
    share = {"values.land": {"held": 0, "shared": 1}, "weights": {"water": 1, "land": 1}}
    changes = {f"parties.{p}.{key}": v for p in ("north", "south") for key, v in share.items()}
    changes |= {
        "issues.land": {"options": ["held", "shared"], "status_quo": "held"},
        "forums.summit.primary": True,
        "forums.fields": {"seats": ["north", "south"], "agenda": ["land"], "ends_war": False},
    }
    return sim.run(Scenario.from_data(EXAMPLE).with_(changes), runs=80, seed=4, draws=0)


def share_of(results: sim.Results, asked: str, **more) -> float:
    over, under = quantity(asked, results.scenario, **more).counts(results.runs)
    return over.sum() / under.sum()


def test_packages_of_several_forums(several):
    """Protects each forum's own package: the primary one's and another's, counted by hand."""
    runs = several.runs
    land, water = runs["forum.fields.package.land"], runs["package.water"]
    assert (land == "shared").sum() > 0
    assert 0 < (water == "shared").sum() < 80
    assert share_of(several, "P(land=shared)", forum="fields") == (land == "shared").mean()
    for forum in (None, "summit"):
        assert share_of(several, "P(water=shared)", forum=forum) == (water == "shared").mean()
    kept = (runs["forum.fields.outcome"] == "held") & (land == "shared")
    more = {"outcome": "held", "package": {"land": "shared"}, "forum": "fields"}
    assert share_of(several, "P(outcome)", **more) == kept.mean()
    of_deals = kept.sum() / (land == "shared").sum()
    assert share_of(several, "P(held|land=shared)", forum="fields") == of_deals


def test_a_forum_has_no_package_of_another(several):
    """Protects against an issue of one forum being asked of another, and a utility of any."""
    for asked, forum, message in (
        ("P(land=shared)", None, "'land' is no issue on the agenda of 'summit'"),
        ("P(water=shared)", "fields", "'water' is no issue on the agenda of 'fields'"),
        ("E(utility.north)", "fields", "of the whole run; leave 'forum: fields' out"),
    ):
        with pytest.raises(QuantityError, match=message):
            quantity(asked, several.scenario, forum=forum)


def test_the_funnel_asks_the_same(scenario):
    """Protects one meaning of each step: the funnel of `Results` and the language agree."""
    results = Results(scenario, 0, RUNS, pd.DataFrame())
    asked = {"convened": "P(convene)", "agreed": "P(sign)", "ratified": "P(ratify)",
             "held": "P(held)"}  # fmt: skip
    assert set(asked) == set(STEPS)
    for step in results.funnel_stages:
        over, under = counted(asked[step], scenario)
        assert results.funnel.share[step] == over / under


def test_every_outcome_is_an_event():
    """Protects names: whatever a run can end in can be asked for."""
    assert set(OUTCOMES) <= set(EVENTS)
