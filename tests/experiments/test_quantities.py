"""The closed language of quantities: what each counts, and what is said of one that is wrong."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.experiments.quantities import EVENTS, QuantityError, quantity
from sim.experiments.results import FUNNEL, Results
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
        ("P(watr=north)", {}, "'watr' is no issue on an agenda. Did you mean water"),
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


def test_packages_and_utilities_are_of_no_one_forum_of_several(scenario):
    """Protects against the run's package being taken for a forum's."""
    two = dict(scenario.spec.forums) | {"other": scenario.spec.forums["summit"]}

    class Several:
        spec = scenario.spec.model_copy(update={"forums": two})

    assert quantity("P(held)", Several, forum="other").forum == "other"
    for asked in ("P(water=north)", "P(held|water=north)", "E(utility.north)"):
        assert quantity(asked, scenario, forum="summit").forum == "summit"  # the only one
        with pytest.raises(QuantityError, match="of the whole run; leave 'forum: other' out"):
            quantity(asked, Several, forum="other")


def test_the_funnel_asks_the_same(scenario):
    """Protects one meaning of each step: the funnel of `Results` and the language agree."""
    results = Results(scenario, 0, RUNS, pd.DataFrame())
    asked = {"convened": "P(convene)", "agreed": "P(sign)", "ratified": "P(ratify)",
             "held": "P(held)"}  # fmt: skip
    assert set(asked) == set(FUNNEL)
    for step in results.funnel_stages:
        over, under = counted(asked[step], scenario)
        assert results.funnel.share[step] == over / under


def test_every_outcome_is_an_event():
    """Protects names: whatever a run can end in can be asked for."""
    assert set(OUTCOMES) <= set(EVENTS)
