"""Numbers and distributions: their inverse CDFs, their one written form, and every message."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from sim.scenario.distributions import (
    DISTRIBUTIONS,
    Beta,
    Discrete,
    Distribution,
    Normal,
    Number,
    Pert,
    Triangular,
    Uniform,
    number_data,
    parse_number,
    quantile,
    support,
)

REALS = st.floats(-1e6, 1e6).map(lambda x: round(x, 6))
SHAPES = st.floats(0.05, 200)


@st.composite
def distributions(draw: st.DrawFn) -> Distribution:
    """Any distribution, points included."""
    lo, mode, hi = sorted([draw(REALS), draw(REALS), draw(REALS)])
    key = draw(st.sampled_from(sorted(DISTRIBUTIONS)))
    if key == "uniform":
        return Uniform(lo=lo, hi=hi)
    if key in ("triangular", "pert"):
        return DISTRIBUTIONS[key](lo=lo, mode=mode, hi=hi)
    if key == "beta":
        return Beta(a=draw(SHAPES), b=draw(SHAPES), lo=lo, hi=hi)
    if key == "normal":
        return Normal(mean=mode, sd=draw(st.floats(1e-6, 1e6)), lo=lo, hi=hi)
    values = draw(st.lists(REALS, min_size=1, max_size=6))
    weights = draw(st.lists(SHAPES, min_size=len(values), max_size=len(values)))
    return Discrete(values=values, weights=weights)


def test_every_distribution_is_tested():
    assert set(DISTRIBUTIONS) == {"uniform", "triangular", "pert", "beta", "normal", "discrete"}


@given(distributions())
def test_the_ends_of_the_support_are_exact(distribution):
    assert distribution.ppf([0.0, 1.0]).tolist() == [distribution.lo, distribution.hi]


@given(distributions(), st.lists(st.floats(0, 1), min_size=2))
def test_the_inverse_cdf_rises_within_the_support(distribution, u):
    drawn = distribution.ppf(np.sort(u))
    assert (np.diff(drawn) >= 0).all()
    assert distribution.lo <= drawn[0]
    assert drawn[-1] <= distribution.hi


@given(distributions(), st.lists(st.floats(0, 1), min_size=1))
def test_a_value_depends_on_its_own_uniform_alone(distribution, u):
    alone = [distribution.ppf(np.array([each]))[0] for each in u]
    assert distribution.ppf(np.array(u)).tolist() == alone


@given(distributions())
def test_the_mean_is_that_of_the_draws(distribution):
    """Midpoints of 20,000 equal cells; all but a beta's first and last cells are smooth."""
    u = (np.arange(20_000) + 0.5) / 20_000
    assume(distribution.hi > distribution.lo)
    shapes = [getattr(distribution, name, 1.0) for name in ("a", "b")]
    assume(min(shapes) > 0.5)
    allowed = 5e-4 * (distribution.hi - distribution.lo)
    assert abs(distribution.ppf(u).mean() - distribution.mean) < allowed


@given(distributions())
def test_what_is_written_reads_back_the_same(distribution):
    again = parse_number(number_data(distribution))
    assert again == distribution
    assert number_data(again) == number_data(distribution)


@given(distributions())
def test_a_distribution_can_be_a_key(distribution):
    assert hash(distribution) == hash(parse_number(distribution.as_data()))


@pytest.mark.parametrize(
    ("written", "mean"),
    [
        ({"uniform": [1, 4]}, 2.5),
        ({"triangular": [0, 1, 5]}, 2.0),
        ({"pert": [0, 1, 8]}, 2.0),
        ({"beta": [1, 3]}, 0.25),
        ({"beta": {"a": 1, "b": 3, "lo": 2, "hi": 6}}, 3.0),
        ({"normal": {"mean": 0, "sd": 1, "lo": 0, "hi": 1e3}}, math.sqrt(2 / math.pi)),
        ({"normal": {"mean": 0.2, "sd": 1e7, "lo": 0, "hi": 1}}, 0.5),
        ({"discrete": {"values": [1, 2, 4]}}, 7 / 3),
        ({"discrete": {"values": [1, 2], "weights": [3, 1]}}, 1.25),
    ],
)
def test_means_against_the_closed_form(written, mean):
    assert parse_number(written).mean == pytest.approx(mean, abs=1e-6)


def test_triangular_by_hand():
    """P(X <= 1) = 1/5 on [0, 1, 5]; a quarter of that below 1/2."""
    drawn = Triangular(lo=0, mode=1, hi=5).ppf([0.05, 0.2, 1 - 0.05])
    assert drawn == pytest.approx([0.5, 1.0, 4.0])


def test_pert_is_a_beta():
    """On [0, 1, 4] the shapes are 2 and 4, and the CDF is 1 - (1-x)^5 - 5 x (1-x)^4."""
    x = Pert(lo=0, mode=1, hi=4).ppf(np.linspace(0.001, 0.999, 500)) / 4
    cdf = 1 - (1 - x) ** 5 - 5 * x * (1 - x) ** 4
    assert np.abs(cdf - np.linspace(0.001, 0.999, 500)).max() < 2e-6


def test_normal_by_hand():
    """Cut at one standard deviation: P(X <= x) = (F(x) - F(-1)) / (F(1) - F(-1))."""
    drawn = Normal(mean=0, sd=1, lo=-1, hi=1).ppf([0.1, 0.5, 0.9])
    cdf = [(math.erf(x / math.sqrt(2)) / math.erf(1 / math.sqrt(2)) + 1) / 2 for x in drawn]
    assert cdf == pytest.approx([0.1, 0.5, 0.9])


def test_discrete_steps_where_the_weights_add_up():
    drawn = Discrete(values=[3, 1], weights=[1, 3]).ppf([0, 0.5, 0.75, 0.76, 1])
    assert drawn.tolist() == [1, 1, 1, 3, 3]


def test_the_same_uniform_moves_smoothly_with_a_parameter():
    u = (np.arange(1000) + 0.5) / 1000
    near = np.corrcoef(Beta(a=2, b=3).ppf(u), Beta(a=2.3, b=3).ppf(u))
    assert near[0, 1] > 0.999


def test_a_point_and_its_support():
    assert support(0.3) == (0.3, 0.3)
    assert support(Uniform(lo=1, hi=2)) == (1.0, 2.0)
    assert quantile(0.3, np.array([0.1, 0.9])).tolist() == [0.3, 0.3]


def test_zero_width_is_a_point():
    assert Uniform(lo=0.4, hi=0.4).ppf([0.0, 0.3, 1.0]).tolist() == [0.4] * 3


MISTAKES = [
    (True, "'true' is not a number; write a number, or a distribution"),
    ("0.5", "the text '0.5' is not a number; write a number, or"),
    ("70 %", "the text '70 %' is not a number; write 0.7 for it"),
    ("0,15", "the text '0,15' is not a number; write 0.15, with a point"),
    ("0.2-0.5", "the text '0.2-0.5' is not a number; write {uniform: [0.2, 0.5]}"),
    ({"uniform": ["50%", 1]}, "the text '50%' is not a number; write 0.5 for it"),
    ({"uniform": [0, 5, 0, 1]}, "takes 2 numbers, not 4; write uniform: [lo, hi], with points for"),
    (None, "nothing is not a number; write a number, or"),
    ([1, 2], "a list is not a number; write a number, or"),
    (math.nan, "nan is not a finite number; write"),
    (-math.inf, "-inf is not a finite number; write"),
    (10**400, "inf is not a finite number; write"),
    ({}, "exactly one key, its name, and here the keys are: none; write one such as {uniform"),
    ({"uniform": [0, 1], "beta": [1, 1]}, "here the keys are: uniform, beta; write one"),
    ({"unifrom": [0, 1]}, "'unifrom' is not a distribution; did you mean 'uniform'?"),
    ({"cauchy": [0, 1]}, "'cauchy' is not a distribution; write one of uniform, triangular"),
    ({"uniform": [3, 1]}, "'uniform' has its ends swapped, 3 before 1; write uniform: [lo, hi]"),
    ({"uniform": [1]}, "'uniform' takes 2 numbers, not 1; write uniform: [lo, hi]"),
    ({"uniform": {"lo": 0, "hi": 1}}, "'uniform' has arguments of the wrong form; write uniform:"),
    ({"uniform": ["a", 1]}, "the text 'a' is not a number; write numbers, as in uniform: [lo, hi]"),
    ({"uniform": [0, math.nan]}, "nan is not a finite number; write numbers, as in uniform"),
    ({"triangular": [0, 5, 1]}, "its mode 5 outside its ends 0 and 1; the mode must lie between"),
    ({"pert": [5, 0, 1]}, "'pert' has its ends swapped, 5 before 1; write pert: [lo, mode, hi]"),
    ({"beta": [0, 1]}, "'beta' has a 0; it must be above 0"),
    ({"beta": [1, -1]}, "'beta' has b -1; it must be above 0"),
    ({"beta": {"a": 1}}, "'beta' lacks b; write beta: [a, b] or {a: .., b: .., lo: .., hi: ..}"),
    ({"beta": {"a": 1, "b": 1, "high": 2}}, "'beta' has no argument 'high'; did you mean 'hi'?"),
    ({"beta": {"a": 1, "b": 1, "z": 2}}, "'beta' has no argument 'z'; write one of a, b, lo, hi"),
    ({"beta": {"a": 1, "b": 1, "lo": 2}}, "'beta' has its ends swapped, 2 before 1"),
    ({"normal": [0, 1]}, "'normal' has arguments of the wrong form; write normal: {mean: .."),
    ({"normal": {"mean": 0, "sd": 1}}, "'normal' lacks lo, hi; write normal"),
    ({"normal": {"mean": 3, "sd": 1, "lo": 0, "hi": 1}}, "its mean 3 outside its ends 0 and 1"),
    ({"normal": {"mean": 0, "sd": 0, "lo": 0, "hi": 1}}, "'normal' has sd 0; it must be above 0"),
    ({"discrete": [1, 2]}, "'discrete' has arguments of the wrong form; write discrete: {values"),
    ({"discrete": {"values": 3}}, "values that are not a list; write values: [1, 2]"),
    ({"discrete": {"values": []}}, "'discrete' has no values; give at least one"),
    ({"discrete": {"values": [1, 2], "weights": [1]}}, "has 2 values and 1 weights; give a weight"),
    ({"discrete": {"values": [1], "weights": [0]}}, "'discrete' has weight 0; it must be above 0"),
    ({"discrete": {"values": [1, True]}}, "'true' is not a number; write numbers, as in values"),
]


class Holder(BaseModel):
    x: Number


@pytest.mark.parametrize(("written", "message"), MISTAKES)
def test_a_mistake_is_one_error_in_plain_words(written, message):
    with pytest.raises(ValidationError) as caught:
        Holder(x=written)
    [error] = caught.value.errors()
    assert error["loc"] == ("x",)
    assert message in str(error["ctx"]["error"])


def test_numbers_of_every_kind_are_read():
    assert [parse_number(x) for x in (1, 0.5, np.float64(0.5), np.int64(2))] == [1.0, 0.5, 0.5, 2.0]
    assert type(parse_number(1)) is float
    assert Holder(x={"beta": {"a": 1, "b": 2}}).model_dump() == {"x": {"beta": [1.0, 2.0]}}
