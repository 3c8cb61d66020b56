"""The compiled loops against numerical integration, enumeration, and slow code written from the
formulas.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import binom

from sim.model.kernels import (
    Bodies,
    Cases,
    Factions,
    Known,
    OnTable,
    Reasoning,
    Rule,
    Seen,
    Stakes,
    Terms,
    Voices,
    appraise,
    comings,
    falling,
    gains_alone,
    logistic,
    passing,
    posteriors,
)
from sim.model.kernels.ballots import (
    ballot_of,
    nash_products,
    pass_chance,
)
from sim.model.kernels.chances import choices, log_above_one, option_value, yes_chance
from sim.model.kernels.chances import interval as terms_of
from sim.model.kernels.diagrams import ways_to_pass
from sim.model.kernels.rows import mean_of_types
from sim.model.tables import RESOLVE

INF = math.inf
gains = st.floats(-2, 2)
scales = st.floats(0.01, 1)
ends = st.tuples(st.floats(-20, 20), st.floats(-20, 20)).map(sorted)  # in units of the scale
intervals = st.one_of(
    ends,
    st.floats(-20, 20).map(lambda a: (a, INF)),
    st.floats(-20, 20).map(lambda b: (-INF, b)),
    st.just((-INF, INF)),
)


def integrate(of, lo: float, hi: float, s: float, bends=()) -> float:
    """E[of(shock)] for a logistic shock of scale s known to lie in (lo, hi), by quadrature.

    Each end at infinity is put 60 scales beyond the other, or beyond 0: what lies further is worth
    less than e^-60.
    """
    a = lo if lo > -INF else min(hi, 0.0) - 60 * s
    b = hi if hi < INF else max(lo, 0.0) + 60 * s
    peak = min(max(0.0, a), b)

    def density(e):  # relative to its highest value in the interval, so that tails do not underflow
        log = -abs(e) / s - 2 * math.log1p(math.exp(-abs(e) / s))
        return math.exp(log + abs(peak) / s + 2 * math.log1p(math.exp(-abs(peak) / s)))

    cuts = sorted({a, b, *(x for x in (*bends, peak, peak - 3 * s, peak + 3 * s) if a < x < b)})

    def total(f):
        return sum(
            quad(f, p, q, epsabs=1e-13, epsrel=1e-11, limit=200)[0]
            for p, q in itertools.pairwise(cuts)
        )

    return total(lambda e: of(e) * density(e)) / total(density)


def mass(lo, hi, s):
    return min(expit(hi / s) - expit(lo / s), expit(-lo / s) - expit(-hi / s))


@settings(max_examples=60)
@given(gains, intervals, scales)
def test_chance_and_option_value_are_integrals_over_what_is_known_of_the_shock(g, interval, s):
    """Protects the two integrals that every prediction of a choice is made of, tails included."""
    lo, hi = interval[0] * s, interval[1] * s
    assume(hi - lo > 1e-3 * s)
    m = mass(lo, hi, s)
    assume(m > 1e-9)
    slack = 1e-8 + 1e-14 * (abs(g) + 20) / m  # cancellation where little mass is left
    chance = integrate(lambda e: float(g + e > 0), lo, hi, s, (-g,))
    value = integrate(lambda e: max(g + e, 0.0), lo, hi, s, (-g,))
    assert yes_chance(g, lo, hi, s) == pytest.approx(chance, abs=slack)
    assert option_value(g, lo, hi, s) == pytest.approx(value, abs=slack)


# -- arithmetic that is the same everywhere -----------------------------------------------


def ulps(got, exact) -> float:
    """The largest error, in units in the last place of what is right (extended precision)."""
    return float(np.max(np.abs(got - exact) / np.spacing(exact.astype(float))))


POINTS = np.concatenate(
    [
        np.linspace(0, 50, 4001), np.geomspace(1e-300, 708, 3001), np.linspace(600, 708, 501),
        np.arange(1, 1000) * math.log(2) / 2,  # where the nearest multiple of log 2 changes
    ]
)  # fmt: skip


def test_falling_is_the_exponential_to_one_unit_in_the_last_place():
    """Protects all chances: ``exp(-|z|)`` against extended precision, over its whole range."""
    points = POINTS[POINTS <= 708]
    got = np.array([falling(z) for z in points])
    assert ulps(got, np.exp(-points.astype(np.longdouble))) < 1.0
    assert [falling(-z) for z in points[::50]] == [falling(z) for z in points[::50]]


def test_log_above_one_to_two_units_in_the_last_place():
    """Protects all option values: ``log(1 + e)``, tiny e and both sides of where it changes."""
    e = np.concatenate([np.linspace(0, 1, 4001), np.geomspace(1e-307, 1, 3001)])
    e = np.append(e, math.sqrt(2) - 1 + np.linspace(-1e-15, 1e-15, 21))
    got = np.array([log_above_one(x) for x in e])
    assert got[0] == 0.0
    exact = np.log1p(e.astype(np.longdouble))
    assert ulps(got[1:], exact[1:]) < 2.0


def test_the_ends_of_the_exponential():
    """Protects against garbage where 2**-n leaves the range: nothing there, and NaN stays NaN."""
    assert falling(0.0) == falling(-0.0) == falling(5e-324) == 1.0
    assert falling(708.0) > 0.0
    assert [falling(z) for z in (708.1, 1e5, 1e308, INF, -INF)] == [0.0] * 5
    assert math.isnan(falling(math.nan))
    assert [logistic(z) for z in (-INF, -1e300, 0.0, 1e300, INF)] == [0.0, 0.0, 0.5, 1.0, 1.0]


@given(st.floats(0, 709), st.floats(1e-9, 1))
def test_nobody_says_yes_more_often_to_less(z, more):
    """Protects thresholds: chances rise with the gain."""
    assert falling(z + more) <= falling(z)
    assert logistic(-z - more) <= logistic(-z) <= logistic(z) <= logistic(z + more)


@given(st.lists(gains, min_size=1, max_size=40), intervals, st.one_of(st.just(0.0), scales))
def test_a_choice_does_not_hang_on_those_beside_it(values, interval, s):
    """Protects reproducibility: eight at once, what remains one by one, all the same to the last
    bit; and chances are chances.
    """
    lo, hi = interval[0] * s if s else -INF, interval[1] * s if s else INF
    g = np.array(values)
    p, value = np.empty((2, g.size))
    choices(g, lo, hi, *terms_of(lo, hi, s), s, p, value)
    alone = [choice(x, lo, hi, s) for x in values]
    assert [*zip(p.tolist(), value.tolist(), strict=True)] == alone
    assert (p >= 0).all()
    assert (p <= 1 + 1e-9).all()
    assert (value >= 0).all()


def choice(gain, lo, hi, s) -> tuple[float, float]:
    """`choices` for a single gain."""
    p, value = np.empty((2, 1))
    choices(np.array([gain]), lo, hi, *terms_of(lo, hi, s), s, p, value)
    return p[0], value[0]


@given(gains, intervals, st.one_of(st.just(0.0), scales))
def test_choice_is_the_pair(g, interval, s):
    """Protects the shortcut that shares an exponential: it must be the same two numbers."""
    lo, hi = interval[0] * s if s else -INF, interval[1] * s if s else INF
    p, value = choice(g, lo, hi, s)
    assert p == pytest.approx(yes_chance(g, lo, hi, s), abs=1e-15)
    assert value == pytest.approx(option_value(g, lo, hi, s), rel=1e-12, abs=1e-300)


def test_known_values():
    """Protects against a shared mistake of formula and integral: a logit worked by hand.

    F(1) = 0.731059, log(1 + e) = 1.313262; given that the shock is positive, a gain of 0 is
    accepted for sure and is worth E[shock | shock > 0] = 2 s log 2.
    """
    assert yes_chance(0.1, -INF, INF, 0.1) == pytest.approx(0.7310586, abs=1e-7)
    assert option_value(0.1, -INF, INF, 0.1) == pytest.approx(0.1313262, abs=1e-7)
    assert yes_chance(0.0, 0.0, INF, 0.1) == 1.0
    assert option_value(0.0, 0.0, INF, 0.1) == pytest.approx(0.2 * math.log(2), abs=1e-15)


@given(gains)
def test_without_noise_the_best_response(g):
    """Protects `noise: 0`: a choice is the sign of the gain, and its worth the positive part."""
    assert choice(g, -INF, INF, 0.0) == (float(g > 0), max(g, 0.0))


@given(
    gains.filter(lambda g: abs(g) > 1e-3), st.sampled_from([(-INF, INF), (-0.5, 0.7), (-INF, 0.1)])
)
def test_little_noise_is_nearly_none(g, interval):
    """Protects the limit: nothing jumps between no noise and very little (off the tie at a gain of
    0).
    """
    p, value = choice(g, *interval, 1e-5)
    assert p == pytest.approx(float(g > 0), abs=1e-9)
    assert value == pytest.approx(max(g, 0.0), abs=1e-4)


def test_option_value_far_down_the_lower_tail():
    """Protects predictions about a party that has refused something it was sure to like.

    Of a shock below -40 scales nothing is left but an exponential tail: shock = -40 - Exp(1). With
    a gain of 50 the option is worth E[(10 - Exp(1))+] = 9 + e^-10.
    """
    assert option_value(50.0, -INF, -40.0, 1.0) == pytest.approx(9.0000454, abs=1e-4)


# -- ballots -------------------------------------------------------------------------------

whole = st.lists(st.integers(0, 4), min_size=7, max_size=7)
tenths = st.lists(st.integers(1, 9).map(lambda k: k / 10), min_size=7, max_size=7)
anything = st.lists(st.floats(0.01, 3), min_size=7, max_size=7)


@st.composite
def ballots(draw):
    """Yes chances, weights, a quota and vetoes of up to seven voters.

    The quota is often just what some of them have together, added up in another order.
    """
    chances = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.01, 1))
    yes = np.array(draw(st.lists(chances, min_size=1, max_size=7)))
    weight = np.array(draw(st.one_of(whole, tenths, anything)), float)[: yes.size]
    veto = np.array(draw(st.lists(st.booleans(), min_size=7, max_size=7)))[: yes.size]
    some = draw(st.sets(st.integers(0, yes.size - 1)))
    quota = draw(st.one_of(st.just(math.fsum(weight[list(some)])), st.integers(0, 14)))
    return yes, weight, float(quota), veto


def every_vote(yes, weight, quota, veto):
    """All ballots that pass, as sets of those who say yes, and their chances: all 2^n looked at."""
    for ballot in itertools.product((0, 1), repeat=len(yes)):
        votes = sum(w for w, b in zip(weight, ballot, strict=True) if b)
        vetoed = any(v and not b for v, b in zip(veto, ballot, strict=True))
        if votes >= quota - 1e-12 and not vetoed:
            chance = math.prod(y if b else 1 - y for y, b in zip(yes, ballot, strict=True))
            yield {j for j, b in enumerate(ballot) if b}, chance


def chance_to_pass(yes, weight, quota, veto):
    out = np.empty(yes.shape[1])
    counts = np.zeros(weight.size, int)
    pass_chance(yes, ballot_of(weight, float(quota), veto, counts, out.size), out)
    return out


@given(ballots())
def test_pass_chance_counts_every_way_of_voting(ballot):
    """Protects the decision rule's odds: the sum over all 2^n ballots, ties at the quota included,
    whether weights are whole or not, and some of them 0.
    """
    yes, *rule = ballot
    [got] = chance_to_pass(yes[:, None], *rule)
    expected = math.fsum(chance for _, chance in every_vote(*ballot))
    assert got == pytest.approx(expected, abs=1e-12)


@given(st.lists(ballots(), min_size=1, max_size=3), st.integers(1, 150))
@settings(max_examples=20)
def test_packages_are_counted_each_by_itself(given, packages):
    """Protects agendas of any length, which are counted a stretch at a time: the same bits."""
    yes, *rule = given[0]
    many = np.random.default_rng(packages).random((yes.size, packages))
    together = chance_to_pass(many, *rule)
    alone = [chance_to_pass(many[:, [x]], *rule)[0] for x in range(packages)]
    assert together.tolist() == alone


def test_a_majority_of_32_and_an_eu_of_27():
    """Protects large tables: the binomial of 32 equals, and a quota of all but one of 27 weights
    that have nothing in common with it, so that either all or all but the last agree.
    """
    [got] = chance_to_pass(np.full((32, 1), 0.6), np.ones(32), 17.0, np.zeros(32, bool))
    assert got == pytest.approx(binom.sf(16, 32, 0.6), rel=1e-13)
    weight = np.r_[np.sqrt(np.arange(2.0, 28)), 0.5]
    [got] = chance_to_pass(
        np.full((27, 1), 0.9), weight, weight[:-1].sum(), np.zeros(27, bool)
    )  # fmt: skip
    assert got == pytest.approx(0.9**26, rel=1e-13)


@pytest.mark.parametrize(
    ("weight", "most"),
    [(np.ones(32), 500), (np.tile([1.0, 2.0], 16), 3000), (1 + np.arange(14) / 1000, 300)],
)
def test_few_nodes_stand_for_all_ways_to_vote(weight, most):
    """Protects the time that a quota takes: of equal weights n nodes a step, of nearly equal ones
    no more, though no two of their sums are the same.
    """
    ways = ways_to_pass(weight, weight.sum() / 2, np.zeros(weight.size, bool), np.ones(32, int))
    assert ways.yes.size < most
    beyond = np.arange(ways.members.size, ways.yes.size)  # the ends, which come first
    assert (ways.yes[beyond] < beyond).all()
    assert (ways.no[beyond] < beyond).all()


def slow_nash_product(yes, wants, weight, quota, veto) -> float:
    """Coalition by coalition: the weighted mean of ``(prod_{j in C} N_j)^(n / |C|)`` over all that
    pass.

    The weight is the chance that just C says yes, given that all who have a veto do. Who is absent
    (None) adds its vote and no gain; a coalition of none but absent seats wants nothing.
    """
    everybody = range(len(yes))
    n = sum(want is not None for want in wants)
    odds, worth = [], []
    for size in range(1, len(yes) + 1):
        for coalition in itertools.combinations(everybody, size):
            gained = [wants[j] for j in coalition if wants[j] is not None]
            vetoed = any(veto[j] and j not in coalition for j in everybody)
            if vetoed or sum(weight[j] for j in coalition) < quota or not gained:
                continue
            free = [j for j in everybody if not veto[j]]
            odds.append(math.prod(yes[j] if j in coalition else 1 - yes[j] for j in free))
            worth.append(math.prod(gained) ** (n / len(gained)))
    return float(np.average(worth, weights=odds)) if sum(odds) > 0 else 0.0


certain = st.sampled_from([0.0, 1.0])
seated = st.tuples(
    st.one_of(certain, st.floats(0.01, 1)),
    st.one_of(st.just(0.0), st.floats(0.001, 1.5)),
    st.integers(1, 4),
    st.booleans(),
)
absent = st.tuples(certain, st.none(), st.integers(1, 4), st.booleans())


def wanted(yes, wants, weight, quota, veto):
    """`nash_products` of several packages. yes, wants: (n, packages); wants -1 for one absent."""
    out = np.empty(yes.shape[1])
    present = (wants[:, 0] >= 0).astype(int)
    nash_products(ballot_of(weight, quota, veto, present, out.size), yes, wants, out)
    return out


@given(
    st.lists(st.one_of(seated, seated, absent), min_size=1, max_size=5),
    st.integers(0, 14),
)
def test_nash_product_is_the_mean_over_coalitions_that_can_pass_it(voters, quota):
    """Protects the mediator's criterion under a quota: every coalition that wins, by its chance."""
    yes, wants, weight, veto = zip(*voters, strict=True)
    [got] = wanted(
        np.array(yes)[:, None], np.array([[-1.0 if w is None else w] for w in wants]),
        np.array(weight, float), float(quota), np.array(veto),
    )  # fmt: skip
    expected = slow_nash_product(yes, wants, weight, quota, veto)
    assert got == pytest.approx(expected, rel=1e-9, abs=1e-14)


@given(ballots(), st.integers(0, 2**32 - 1))
def test_nash_product_with_weights_of_any_kind(ballot, seed):
    """Protects the same where sums nearly meet, or seats weigh nothing, and for many packages."""
    yes, weight, quota, veto = ballot
    random = np.random.default_rng(seed)
    many, wants = random.random((2, yes.size, 3))
    many[:, 0] = yes
    got = wanted(many, wants, weight, quota, veto)
    for x in range(3):
        coalitions = list(every_vote(many[:, x], weight, quota, veto))
        sure = np.prod(many[veto, x])
        odds = [chance / sure if sure else 0.0 for who, chance in coalitions if who]
        worth = [math.prod(wants[j, x] for j in who) ** (yes.size / len(who))
                 for who, _ in coalitions if who]  # fmt: skip
        assume(sure > 0)
        expected = np.average(worth, weights=odds) if sum(odds) > 0 else 0.0
        assert got[x] == pytest.approx(expected, rel=1e-9, abs=1e-14)


def test_nash_product_of_32_equals():
    """Protects large tables: of m in 32 who each gain 0.4 the product is 0.4^m to the 32/m, the
    same 0.4^32 for every coalition, whatever the chances.
    """
    chances = np.random.default_rng(3).random((32, 9))
    got = wanted(chances, np.full((32, 9), 0.4), np.ones(32), 17.0, np.zeros(32, bool))
    np.testing.assert_allclose(got, 0.4**32, rtol=1e-12)


@given(st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 1.5)), min_size=1, max_size=5))
def test_under_unanimity_it_is_the_product_of_expected_gains(voters):
    """Protects the Nash product: what everybody must sign is scored by ``prod_j N_j``, whatever the
    chances.
    """
    yes, wants = np.array(voters).T
    [got] = wanted(
        yes[:, None], wants[:, None], np.ones(yes.size), 0.0, np.ones(yes.size, bool)
    )  # fmt: skip
    assert got == pytest.approx(math.prod(wants), rel=1e-12, abs=1e-300)


def test_nash_product_of_two_in_three_by_hand():
    """Protects against a shared mistake: a majority of three, of whom the third gains nothing.

    Yes with 1/2, 1/2 and 0; gains 0.4, 0.9 and 0. Only the first two can pass it: (0.36)^(3/2) =
    0.216. With a third that says yes with 1/2 and gains 0.1, four coalitions are equally likely:
    (0.36^1.5 + 0.04^1.5 + 0.09^1.5 + 0.036) / 4 = (0.216 + 0.008 + 0.027 + 0.036) / 4 = 0.07175.
    """
    ballot = np.ones(3), 2.0, np.zeros(3, bool)
    chances = np.array([[0.5, 0.5], [0.5, 0.5], [0.0, 0.5]])
    none, some = wanted(chances, np.array([[0.4, 0.4], [0.9, 0.9], [0.0, 0.1]]), *ballot)
    assert none == pytest.approx(0.216, abs=1e-12)
    assert some == pytest.approx(0.07175, abs=1e-12)


# -- deals and prospects, against slow code ------------------------------------------------


def test_a_mean_over_types_is_over_all_that_there_are():
    """The loop is written out for five, and would leave out any more."""
    belief, rows = np.random.default_rng(3).random((2, 9 * (len(RESOLVE) + 1)))
    mean = np.empty(9)
    mean_of_types(belief[: len(RESOLVE)], 0.5, rows, mean)
    of_each = rows.reshape(-1, 9)[: len(RESOLVE)]
    assert mean == pytest.approx(belief[: len(RESOLVE)] @ of_each / 0.5, rel=1e-12)


def uncertain_case(seed: int) -> dict:
    """A random table of 2 or 3 parties, a faction at times, 2 to 4 packages and 5 types."""
    rng = np.random.default_rng(seed)
    parties, packages, types = int(rng.integers(2, 4)), int(rng.integers(2, 5)), 5
    factions = int(rng.integers(0, 3))
    voices = parties + factions
    owner = np.array([*range(parties), *([0] * factions)])
    seats = parties if rng.random() < 0.6 else 2
    lo = np.full((1, parties, types + 1), -INF)
    hi = np.full((1, parties, types + 1), INF)
    known = rng.random(lo.shape) < 0.4
    lo[known], hi[known] = -rng.uniform(0, 0.3, known.sum()), rng.uniform(0.05, 0.3, known.sum())
    belief = rng.random((1, parties, types))
    present = np.zeros((1, parties), bool)
    present[0, :seats] = True
    if seats == 3 and rng.random() < 0.3:
        present[0, 2] = False
    return {
        "parties": parties, "voices": voices, "types": types, "packages": packages,
        "owner": owner, "seat": np.arange(seats), "present": present,
        "utility": rng.random((1, voices, packages)),
        "failed": rng.uniform(0.2, 0.6, (1, voices)),
        "breach": rng.uniform(0, 0.7, (1, 2, voices, packages)),
        "breach_case": rng.integers(0, 2, parties),
        "cost": rng.uniform(0, 0.3, (1, parties, types + 1)),
        "belief": belief / belief.sum(axis=-1, keepdims=True),
        "scale": rng.uniform(0.02, 0.2, (1, voices)) * (rng.random() > 0.2),
        "temptation": rng.uniform(0, 0.3, (1, parties)),
        "guarantee": rng.uniform(0, 0.1, (1, packages)),
        "opposed": np.triu(rng.random((parties, parties)) < 0.5, 1),
        "lo": lo, "hi": hi,
        "allowed": rng.random((voices, packages)) < 0.85,
        "absent_agrees": bool(rng.random() < 0.5),
        "weight": rng.integers(1, 4, (1, seats)).astype(float),
        "quota": rng.integers(1, 5, 1).astype(float),
        "veto": rng.random(seats) < 0.6,
        "body": np.array([*[-1] * parties, *[0] * factions]),
        "body_weight": rng.integers(1, 4, (1, voices)).astype(float),
        "body_quota": np.full((1, parties), 2.0),
        "refused": rng.random((1, packages)) < 0.2,
        "foresight": bool(rng.random() < 0.8),
        "range": rng.uniform(0.3, 1.5, (1, voices)) * (rng.random((1, voices)) > 0.05),
        "optional": bool(rng.random() < 0.5),
    }  # fmt: skip


def passes(chances, weights, quota, veto) -> float:
    """Sum over all ballots."""
    total = 0.0
    for ballot in itertools.product((0, 1), repeat=len(chances)):
        if sum(w * b for w, b in zip(weights, ballot, strict=True)) >= quota and not any(
            v and not b for v, b in zip(veto, ballot, strict=True)
        ):
            total += math.prod(c if b else 1 - c for c, b in zip(chances, ballot, strict=True))
    return total


def says_yes(gain, lo, hi, s) -> tuple[float, float]:
    """Chance of a yes and its option value, by quadrature."""
    if s == 0:
        return float(gain > 0), max(gain, 0.0)
    chance = integrate(lambda e: float(gain + e > 0), lo, hi, s, (-gain,))
    return chance, integrate(lambda e: max(gain + e, 0.0), lo, hi, s, (-gain,))


def voices_of(c: dict) -> Voices:
    return Voices(c["owner"], c["scale"], c["range"], c["cost"], c["temptation"], c["opposed"])


def factions_of(c):
    voice = np.arange(c["parties"], c["voices"])
    return Factions(voice, c["owner"][voice], np.full(voice.size, c["optional"]))


def stakes_of(c):
    return Stakes(c["utility"], c["failed"], c["breach"], c["breach_case"], c["guarantee"])


def slow_deal_gains(c: dict) -> tuple[np.ndarray, np.ndarray]:
    """``H [r(breach by me) + E(keep gain + shock)+] + (1 - H) r(breach by another) -
    r(failed)``.
    """
    gain = np.zeros((c["voices"], c["types"] + 1, c["packages"]))
    hold = np.ones(c["packages"])
    for x in range(c["packages"]):
        keeps, own = [], []
        for j in range(c["parties"]):
            signs = c["foresight"] and c["present"][0, j]
            war = c["breach"][0, c["breach_case"][j], j, x]
            broken = [
                war - c["cost"][0, j, t] + c["temptation"][0, j] - c["guarantee"][0, x]
                for t in range(c["types"] + 1)
            ]
            answers = [
                says_yes(c["utility"][0, j, x] - b, -INF, INF, c["scale"][0, j]) for b in broken
            ]
            own.append(
                [
                    b + n if signs else c["utility"][0, j, x]
                    for b, (_, n) in zip(broken, answers, strict=True)
                ]
            )
            kept = sum(p * b for (p, _), b in zip(answers, c["belief"][0, j], strict=False))
            keeps.append(kept if signs else 1.0)
        hold[x] = math.prod(keeps)
        for v, i in enumerate(c["owner"]):
            party = v < c["parties"]
            others = [j for j in range(c["parties"]) if not (party and j == i)]
            h = math.prod(keeps[j] for j in others)
            odds = [1 - keeps[j] for j in others]
            victim = [
                c["breach"][0, c["breach_case"][j], v, x]
                - (c["temptation"][0, j] if c["opposed"][i, j] else 0.0)
                for j in others
            ]
            by_others = np.average(victim, weights=odds) if sum(odds) > 0 else 0.0
            for t in range(c["types"] + 1):
                mine = own[i][t] if party else c["utility"][0, v, x]
                cost = c["cost"][0, i, t]
                gain[v, t, x] = h * mine + (1 - h) * (by_others - cost) - (c["failed"][0, v] - cost)
    return gain, hold


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_deal_gains_against_slow_code(seed):
    """Protects the backward link from keeping a deal to signing it."""
    c = uncertain_case(seed)
    gain = np.empty((1, c["voices"], c["types"] + 1, c["packages"]))
    hold = np.empty((1, c["packages"]))
    gains_alone(
        np.arange(1), stakes_of(c), voices_of(c), c["belief"], c["present"], c["foresight"], gain,
        hold,
    )  # fmt: skip
    expected, expected_hold = slow_deal_gains(c)
    np.testing.assert_allclose(gain[0], expected, atol=1e-8)
    np.testing.assert_allclose(hold[0], expected_hold, atol=1e-8)


def slow_prospects(c: dict) -> dict:
    """The table seen from before it, package by package and party by party, as `appraise`
    documents it.
    """
    yes = np.zeros((c["voices"], c["packages"]))
    worth = np.zeros((c["parties"], c["types"] + 1, c["packages"]))  # N of each type
    wanted = np.zeros(c["packages"])
    agree = np.zeros((c["parties"], c["packages"]))
    against = np.zeros((c["parties"], c["packages"]))
    everybody = np.zeros(c["packages"])
    for x in range(c["packages"]):
        wants: list = [None] * len(c["seat"])
        for j in c["seat"]:
            if not c["present"][0, j]:
                yes[j, x] = float(c["absent_agrees"])
                continue
            answers = [(0.0, 0.0)] * (c["types"] + 1)
            if c["allowed"][j, x]:
                answers = [
                    says_yes(
                        c["gain"][0, j, t, x], c["lo"][0, j, t], c["hi"][0, j, t], c["scale"][0, j]
                    )
                    for t in range(c["types"] + 1)
                ]
            worth[j, :, x] = [n for _, n in answers]
            yes[j, x] = sum(b * p for b, (p, _) in zip(c["belief"][0, j], answers, strict=False))
            wants[j] = sum(b * n for b, (_, n) in zip(c["belief"][0, j], answers, strict=False))
            wants[j] /= c["range"][0, j] or 1.0
        wanted[x] = slow_nash_product(
            yes[c["seat"], x], wants, c["weight"][0], c["quota"][0], c["veto"]
        )
        ratified = 1.0
        bloc = np.flatnonzero(c["body"] == 0)
        if len(bloc) and c["present"][0, 0]:
            for v in bloc:
                yes[v, x] = c["allowed"][v, x] * sum(
                    b * says_yes(c["gain"][0, v, t, x], -INF, INF, c["scale"][0, v])[0]
                    for t, b in enumerate(c["belief"][0, 0])
                )
            ratified = passes(yes[bloc, x], c["body_weight"][0, bloc], 2.0, [False] * len(bloc))

        def ballot(changed=None, to=0.0, x=x, ratified=ratified):
            votes = [to if j == changed else yes[j, x] for j in c["seat"]]
            return passes(votes, c["weight"][0], c["quota"][0], c["veto"]) * ratified

        everybody[x] = ballot()
        for i in range(c["parties"]):
            sits = i in c["seat"] and c["present"][0, i]
            agree[i, x] = ballot(i, 1.0) if sits else everybody[x]
            against[i, x] = ballot(i, 0.0) if sits else everybody[x]
    score = np.where(c["refused"][0], 0.0, everybody * wanted)
    expect = np.zeros((c["parties"], c["types"] + 1))
    without = np.zeros_like(expect)
    for i in range(c["parties"]):
        a = agree[i] if c["foresight"] else np.ones(c["packages"])
        share = np.where(c["refused"][0], 0.0, a * wanted)
        share = (share / share.max()) ** 2 if share.max() > 0 else share
        pi = share / share.sum() if share.sum() > 0 else share
        sits = i in c["seat"] and c["present"][0, i]
        apart = a if c["absent_agrees"] or not sits else against[i]  # its empty seat votes no
        for t in range(c["types"] + 1):
            g, n = c["gain"][0, i, t], worth[i, t]
            outside = (pi * apart * g).sum()
            expect[i, t] = (pi * (against[i] * g + (a - against[i]) * n)).sum() if sits else outside
            without[i, t] = outside
    at_home = np.zeros((c["voices"] - c["parties"], c["types"] + 1))
    chance = everybody if c["foresight"] else np.ones(c["packages"])
    if c["optional"]:  # its party's seat: those that vote on its coming weigh what it adds
        anyhow = agree[0] if c["foresight"] else np.ones(c["packages"])
        chance = chance - (anyhow if c["absent_agrees"] else against[0])
    if (score > 0).any():
        pi = (score / score.max()) ** 2
        at_home[:] = c["gain"][0, c["parties"] :] @ (pi / pi.sum() * chance)
    return {
        "yes": yes, "agree": agree, "against": against, "passes": everybody, "score": score,
        "expect": expect, "without": without, "at_home": at_home,
    }  # fmt: skip


def known_of(belief, lo, hi, scale):
    """What is known, with what `interval` makes of it. scale: (runs, voices)."""
    terms = np.zeros((3, *lo.shape))
    for row, j, t in np.ndindex(lo.shape):
        terms[:, row, j, t] = terms_of(lo[row, j, t], hi[row, j, t], scale[row, j])
    return Known(belief, lo, hi, *terms, np.zeros(lo.shape[:2], int))


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_a_look_against_slow_code(seed):
    """Protects the one value: who would sign what, the mixture of packages, and what sitting down
    is worth. Seen in two runs that are the same, the second with the ballots of the first.
    """
    c = uncertain_case(seed)
    twice = {k: np.repeat(v, 2, 0) if np.shape(v)[:1] == (1,) else v for k, v in c.items()}
    shapes = {
        "gain": (c["voices"], c["types"] + 1, c["packages"]),
        "yes": (c["voices"], c["packages"]), "agree": (c["parties"], c["packages"]),
        "against": (c["parties"], c["packages"]),
        "passes": (c["packages"],), "score": (c["packages"],),
        "expect": (c["parties"], c["types"] + 1), "without": (c["parties"], c["types"] + 1),
        "at_home": (c["voices"] - c["parties"], c["types"] + 1), "hold": (c["packages"],),
    }  # fmt: skip
    out = {name: np.zeros((2, *shape)) for name, shape in shapes.items()}
    last = np.full((2, 3 * c["parties"] + c["packages"]), np.nan)
    appraise(*everything(twice), Seen(**out), last)
    c["gain"] = out["gain"][1:].copy()
    for name, expected in slow_prospects(c).items():
        np.testing.assert_allclose(out[name][1], expected, atol=2e-6, err_msg=name)
        np.testing.assert_array_equal(*out[name], err_msg=name)


def everything(c: dict) -> tuple:
    """What `appraise` is given of two runs."""
    known = known_of(c["belief"], c["lo"], c["hi"], c["scale"])
    table = OnTable(c["seat"], c["present"], c["refused"], c["allowed"])
    rule = Rule(c["absent_agrees"], c["weight"], c["quota"], c["veto"])
    ratifying = np.unique(c["body"][c["body"] >= 0])
    outside = np.zeros((2, c["parties"]), bool)
    bodies = Bodies(c["body"], ratifying, outside, c["body_weight"], c["body_quota"])
    thinking = c["foresight"], c["foresight"]
    return (
        np.arange(2), stakes_of(c), voices_of(c), known, table, rule, bodies, factions_of(c),
        *thinking,
    )  # fmt: skip


# -- beliefs -------------------------------------------------------------------------------


def comes(above, blame, firmness, scale, steps=2, required=(0, 1), start=0.5):
    """`comings` for parties of a single type, about whose shocks nothing is known."""
    n = len(above)

    def column(values):
        return np.repeat(np.array(values, float)[None, :, None], 2, axis=2)

    terms = Terms(
        column(above), np.array([blame], float), column(firmness), np.zeros((1, n))
    )  # fmt: skip
    nobody = Bodies(
        np.full(n, -1), np.empty(0, int), np.zeros(n, bool), np.zeros((1, n)), np.ones((1, n))
    )
    unknown, scales = np.full((1, n, 2), INF), np.full((1, n), float(scale))
    others, vote = np.zeros((2, 1, 1, n))
    comings(
        np.zeros(1, int), terms, Cases(np.array([-1]), np.zeros((1, 1)), np.arange(n)[None]),
        known_of(np.ones((1, n, 1)), -unknown, unknown, scales), scales, nobody,
        np.array(required), np.arange(n), Reasoning(float(start), steps), others, vote,
    )  # fmt: skip
    assert (vote == 1).all()
    return others[0, 0]


def test_two_steps_of_reasoning_by_hand():
    """Protects q: from a joint half, each step answers the chances of the step before.

    Two required seats, scale 0.1. Party 0 gains 0.1 and would be blamed 0.02; party 1 loses 0.1.
    Step 1, q = 1/2: party 0 comes with F((0.1 + 0.02 / 0.5) / 0.1) = F(1.4), party 1 with F(-1).
    Step 2: party 0 answers q = F(-1): F(1 + 0.2 / F(-1)); party 1, whom nobody blames, has F(-1)
    whatever q is.
    """
    f = lambda z: 1 / (1 + math.exp(-z))  # noqa: E731
    others = comes([0.1, -0.1], [0.02, 0.0], [0.0, 0.0], 0.1)
    assert others == pytest.approx([f(-1), f(1 + 0.2 / f(-1))], abs=1e-12)


@pytest.mark.parametrize(("start", "comes_at_last"), [(0, 0), (0.5, 0), (1, 1)])
def test_where_the_reasoning_starts_decides_between_two_answers(start, comes_at_last):
    """Protects the start as a parameter: two who come only if the other is certain to.

    Without noise: 0.1 q > 0.06 at q = 1 and not at q = 1/2.
    """
    others = comes([0.1, 0.1], [0, 0], [0.06, 0.06], 0.0, start=start)
    assert others.tolist() == [comes_at_last] * 2


def test_reasoning_without_noise_with_three_seats():
    """Protects the start at 1/2 per seat's others, best responses, and parties without a required
    seat.

    Seats 0 and 1 are required, 2 is not: for 0 and 1 the joint half is one other's chance of 1/2.
    Firmness 0.06 against a gain of 0.1: at q = 1/2 party 0 stays away (0.05 < 0.06), at q = 1 it
    comes. Party 1 comes always, so step 2 brings party 0. The optional party 2 looks at both.
    """
    others = comes([0.1, 0.3, -0.1], [0.0] * 3, [0.06, 0.0, 0.0], 0.0)
    assert others == pytest.approx([1.0, 1.0, 1.0])
    others = comes([0.1, 0.3, -0.1], [0.0] * 3, [0.06, 0.0, 0.0], 0.0, steps=1)
    assert others == pytest.approx([1.0, 0.0, 0.0])


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30)
def test_one_case_beside_another_is_that_case_alone(seed):
    """Protects pressure: what a patron expects of pressing is what all would reckon with if coming
    were worth that much more to its client, and to the factions that vote for it; of nothing that
    nobody asks is anything told.
    """
    r = np.random.default_rng(seed)
    n, parties, voices, types = 3, 4, 6, 2
    terms = Terms(
        r.normal(0, 0.2, (n, voices, types + 1)), r.choice([0, 0.1], (n, parties)),
        r.choice([0, 0.1], (n, parties, types + 1)), np.zeros((n, parties)),
    )  # fmt: skip
    scale = r.choice([0, 0.1], (n, voices))
    lo, hi = -r.exponential(1, (n, parties, types + 1)), r.exponential(1, (n, parties, types + 1))
    known = known_of(r.dirichlet(np.ones(types), (n, parties)), lo, hi, scale)
    of, quota = np.array([-1, -1, -1, -1, 0, 0]), np.full((n, parties), 0.5)
    bodies = Bodies(of, np.array([0]), np.zeros(parties, bool), r.random((n, voices)), quota)
    rest = (
        known, scale, bodies, np.array([0, 1]), np.array([0, 1, 2]), Reasoning(0.5, 2),
    )  # fmt: skip
    shift = np.where(r.random((n, 5)) < 0.3, np.nan, r.normal(0, 0.2, (n, 5)))
    client, told = r.integers(0, parties, 5), r.integers(0, parties, (5, 1))
    others, vote = np.full((2, n, 5, 1), -1.0)
    comings(np.arange(n), terms, Cases(client, shift, told), *rest, others, vote)
    for c in range(5):
        above = terms.above.copy()
        theirs = [v for v in range(voices) if v == client[c] or of[v] == client[c]]
        above[:, theirs] += np.nan_to_num(shift[:, c])[:, None, None]
        as_it_is = Cases(np.array([-1]), np.zeros((n, 1)), told[[c]])
        alone = np.zeros((2, n, 1, 1))
        comings(np.arange(n), terms._replace(above=above), as_it_is, *rest, *alone)
        for got, expected in zip((others, vote), alone[:, :, 0, 0], strict=True):
            assert (got[:, c, 0] == np.where(np.isnan(shift[:, c]), -1, expected)).all()


def believed(prior, lo, hi, s, was=0.0):
    """The posterior about one party, from intervals (kinds, types); `was` is what it was before.

    What is known of it then comes in a new edition, or it is the same.
    """
    types = len(prior)

    def shaped(bounds):
        return np.concatenate([np.array(bounds, float), np.zeros((len(bounds), 1))], axis=1)[
            :, None, None, :
        ]

    lo, hi = shaped(lo), shaped(hi)
    ends = zip(lo.ravel(), hi.ravel(), strict=True)
    whole = np.array([terms_of(start, end, s)[0] for start, end in ends]).reshape(lo.shape)
    rows, prior, scale = np.zeros(1, int), np.array(prior), np.array([[s]])
    found = []
    for masses in (whole, np.zeros_like(whole)):  # whether masses have been found before or not
        out = np.broadcast_to(was, (1, 1, types)).copy()
        stale, edition = np.ones((1, 1), bool), np.zeros((len(lo), 1, 1), int)
        posteriors(rows, stale, prior, lo, hi, masses, scale, edition, out)
        assert (edition == (out != was).any()).all()
        found.append(out[0, 0])
    assert (found[0] == found[1]).all()
    return found[0]


def test_posterior_is_prior_times_what_is_left():
    """Protects Bayes: two types, a shock known by two kinds of act.

    Scale 1. Type 0 may have shocks above 0 (1/2), type 1 above 1 (F(-1) = 0.2689); the other kind
    leaves F(2) = 0.8808 of type 0 and all of type 1. Prior 0.4 and 0.6: 0.4 x 0.5 x 0.8808 =
    0.17616 against 0.6 x 0.2689 = 0.16136.
    """
    got = believed([0.4, 0.6], [[0, 1], [-INF, -INF]], [[INF, INF], [2, INF]], 1.0)
    assert got == pytest.approx([0.5219, 0.4781], abs=1e-4)


@pytest.mark.parametrize(("end", "moves"), [(1 + 1e-10, False), (1 + 1e-7, True)])
def test_a_belief_moves_by_more_than_a_billionth_or_stays(end, moves):
    """Protects against looking again at everything for what is in the last digits."""
    prior, open_ = [0.4, 0.6], [[INF, INF]]
    was = believed(prior, [[0, 1]], open_, 1.0)
    got = believed(prior, [[0, end]], open_, 1.0, was)
    assert (got != was).any() == moves
    assert (believed(prior, [[0, end]], open_, 1.0) != was).any()


def test_where_nothing_is_left_the_least_violated_type_stays():
    """Protects the vanished-mass rule: without noise no type fits, and type 1 misses by least."""
    assert believed([0.5, 0.5], [[0.2, 0.1]], [[INF, INF]], 0.0) == pytest.approx([0, 1])
    assert believed([0.5, 0.5], [[-INF, -INF]], [[-0.1, -0.3]], 0.0) == pytest.approx([1, 0])
    crossed = believed([0.5, 0.5], [[0.2, 0.2]], [[0.15, 0.0]], 0.1)  # lo above hi
    assert crossed == pytest.approx([1, 0])


def test_passing_averages_over_types():
    """Protects the chance of an act: sum_t b_t (1 - F(threshold_t / s)); NaN never.

    It is the act of party 1; of party 0 other things are believed, and its noise is another.
    """
    out = np.zeros(1)
    unknown = np.full((1, 2, 4), INF)
    belief = np.array([[[1.0, 0.0, 0.0], [0.2, 0.3, 0.5]]])
    threshold = np.array([[0.1, -0.2, np.nan, 99.0]])
    scale = np.array([[7.0, 0.1]])
    known = known_of(belief, -unknown, unknown, scale)
    passing(np.zeros(1, int), threshold, known, 1, scale, out)
    assert out[0] == pytest.approx(0.2 * 0.268941 + 0.3 * 0.880797, abs=1e-6)
