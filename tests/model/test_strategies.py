"""What each strategy asks for and accepts, round by round."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.strategies import Bayesian, Strategy, TimeDependent, View, one_run
from tests.model.small import acts, pie


def view(
    gain, agree, offer=0, *, patience=1.0, wait=0.0, answers=True, refused=None, **more
) -> View:
    """One run of a party whose types all have the same gains and whose shock is 0."""
    gain, agree = np.array([gain], float), np.array([agree], float)
    packages = gain.shape[1]
    return View(
        **{
            "party": "a", "runs": 1, "utility": gain, "gain": gain, "reservation": np.zeros(1),
            "agree": agree, "allowed": np.ones(packages, bool),
            "refused": np.zeros((1, packages), bool) if refused is None else np.array([refused]),
            "offer": np.array([offer]), "round": np.array([1]), "rounds": 4,
            "answers": np.array([answers]), "patience": np.array([patience]),
            "wait": np.array([wait]), "_uniform": lambda name: np.full(1, 0.5),
            "_type_gain": np.repeat(gain[:, None, :], 6, axis=1), "_shock": np.zeros(1),
            "_type_gain_of": lambda package: np.repeat(gain[:, package], 6, axis=1),
            "seats": ("a", "b"), "history": np.full((1, 4, 2), -1), "game": None,
            "_rows": np.zeros(1, int),
        }
        | more
    )  # fmt: skip


worths = st.floats(-1, 1)
packages = st.lists(st.tuples(worths, st.floats(0, 1)), min_size=1, max_size=4)


def surplus(e, gain, agree, offer, patience, wait, answers, refused):
    """What accepting is worth above refusing to a party with shock e, as `Bayesian` documents
    it.
    """
    later = 0.0
    if answers:
        options = [a * (g + e) for g, a, r in zip(gain, agree, refused, strict=True) if not r]
        later = (1 - patience) * wait + patience * max(0.0, *options, 0.0)
    return gain[offer] + e - later


@given(packages, st.floats(0.5, 0.999), worths, st.booleans(), st.data())
def test_the_threshold_of_accepting_is_the_root(table, patience, wait, answers, data):
    """Protects the closed form of `Bayesian.threshold` against bisection on what accepting is
    worth.
    """
    gain, agree = zip(*table, strict=True)
    offer = data.draw(st.integers(0, len(gain) - 1))
    refused = data.draw(st.lists(st.booleans(), min_size=len(gain), max_size=len(gain)))
    v = view(gain, agree, offer, patience=patience, wait=wait, answers=answers, refused=refused)
    needed = Bayesian().threshold(v)[0, -1]
    given_ = (gain, agree, offer, patience, wait, answers, refused)
    lo, hi = -1e5, 1e5
    assert surplus(hi, *given_) > 0  # since d a < 1 the surplus grows without limit
    if surplus(lo, *given_) > 0:
        assert needed <= lo
        return
    for _ in range(120):
        mid = (lo + hi) / 2
        lo, hi = (lo, mid) if surplus(mid, *given_) > 0 else (mid, hi)
    assert needed == pytest.approx(hi, abs=1e-6, rel=1e-6)


@given(st.lists(st.tuples(worths, st.floats(0, 1)), min_size=2, max_size=4), worths)
def test_a_sure_alternative_without_waiting_costs(table, e):
    """Protects the case d a(y) = 1: a shock is common to both, so only the gains decide (a tie
    refuses).
    """
    gain, agree = zip(*[(0.3, 1.0), *table], strict=True)
    shifted = view(gain, agree, 1, _shock=np.array([e]))
    value = surplus(e, gain, agree, 1, 1.0, 0.0, True, [False] * len(gain))
    if abs(value) > 1e-9:
        assert Bayesian().accepts(shifted)[0] == (value > 0)


def test_refusing_in_the_last_round_is_failing():
    """Protects `answers`: with nothing to come, any gain above 0 is taken and any below refused."""
    assert Bayesian().accepts(view([0.01, 0.9], [1, 1], 0, answers=False))[0]
    assert not Bayesian().accepts(view([0.01, 0.9], [1, 1], 0, answers=True))[0]
    assert not Bayesian().accepts(view([-0.01, 0.9], [1, 1], 0, answers=False))[0]


def test_bayesian_proposes_the_best_bet():
    """Protects the proposal: 0.5 x 0.6 < 0.9 x 0.4; refused and forbidden packages are left out;
    none below 0.
    """
    assert Bayesian().propose(view([0.6, 0.4], [0.5, 0.9]))[0] == 1
    assert Bayesian().propose(view([0.6, 0.4], [0.5, 0.9], refused=[False, True]))[0] == 0
    forbidden = np.array([True, False])
    assert Bayesian().propose(view([0.6, 0.4], [0.5, 0.9], allowed=forbidden))[0] == 0
    assert Bayesian().propose(view([-0.6, -0.4], [1, 1]))[0] == -1
    assert Bayesian().propose(view([0.4, 0.4], [1, 1]))[0] == 0  # ties: the first in order


def test_a_red_line_is_above_every_shock():
    """Protects what observers learn where a red line is crossed: every type refuses."""
    forbidden = np.array([False, True])
    assert (Bayesian().threshold(view([0.9, 0.1], [1, 1], 0, allowed=forbidden)) == np.inf).all()


def test_the_aspiration_of_a_linear_conceder_exactly():
    """Protects the schedule: exponent 1, four rounds, from 1 to the reservation value 0.2 in
    fifths: k / 5 of 0.8.
    """
    wanted = []
    for k in range(1, 5):
        v = view(np.arange(11) / 10, np.ones(11), round=np.array([k]), reservation=np.array([0.2]))
        wanted.append(TimeDependent(1.0).by_the_clock(v, v.round)[0])
    assert wanted == pytest.approx([0.84, 0.68, 0.52, 0.36])


def test_the_aspiration_of_boulware_exactly():
    """Protects the exponent: with 4 the first of four rounds asks for 1 - (1/5)^4 = 0.9984."""
    v = view(np.arange(11) / 10, np.ones(11), round=np.array([1]))
    assert TimeDependent().by_the_clock(v, v.round)[0] == pytest.approx(0.9984)
    v = view(np.arange(11) / 10, np.ones(11), round=np.array([4]))
    assert TimeDependent().by_the_clock(v, v.round)[0] == pytest.approx(1 - 0.8**4)
    with pytest.raises(ValueError, match="exponent"):
        TimeDependent(0)


def test_two_linear_conceders_meet_in_the_middle():
    """Protects the whole sequence of offers: a pie of ten, four rounds, both asking 1 - k / 5.

    Aspirations 0.8, 0.6, 0.4, 0.2. Left asks 8 (right would have 2 < 8), right asks 6 (left would
    have 4 < 6), left asks 4 and right, who would have 6 >= 4, accepts.
    """
    data = pie(10, protocol={"name": "alternating_offers"})
    for party in data["parties"].values():
        party["strategy"] = {"name": "time_dependent", "exponent": 1}
        party["staying_cost"] = -1
    rows = [a for a in acts(data) if a["act"] in ("propose", "accept")]
    told = [(a["period"], a["actor"], a["act"], a["package"]["deal"], a["answer"]) for a in rows]
    assert told == [
        (1, "left", "propose", "x8", True),
        (1, "right", "accept", "x8", False),
        (2, "right", "propose", "x4", True),
        (2, "left", "accept", "x4", False),
        (3, "left", "propose", "x4", True),
        (3, "right", "accept", "x4", True),
    ]


def test_a_conceder_never_goes_below_its_reservation_value():
    """Protects rationality: the last aspiration is at most the reservation value, and less is
    refused.
    """
    v = view([0.1, 0.3], [1, 1], 0, round=np.array([4]), reservation=np.array([0.2]))
    assert not TimeDependent(1.0).accepts(v)[0]
    worse = view([0.1, 0.15], [1, 1], 0, reservation=np.array([0.2]))
    assert TimeDependent(1.0).propose(worse)[0] == -1


def test_one_run_sees_scalars_and_its_own_draws():
    """Protects the lift: a strategy for one run gets that run's entry of everything."""
    seen = []

    @one_run
    class Looker(Strategy):
        def propose(self, view):
            seen.append((view.runs, view.utility.shape, int(view.round), float(view.draw("coin"))))
            return int(view.utility.argmax())

        def accepts(self, view):
            return view.utility[view.offer] > 0.5

    two = view([0.1, 0.9], [1, 1])
    two = View(
        **{
            name: np.concatenate([value, value[..., ::-1] if value.ndim > 1 else value + 1])
            if isinstance(value, np.ndarray) and name != "allowed"
            else value
            for name, value in two._shown.items()
            if name not in ("runs", "_uniform", "offer")
        },
        runs=2,
        offer=np.array([0, 0]),
        _uniform=lambda name: np.array([0.25, 0.75]),
    )
    assert Looker().propose(two).tolist() == [1, 0]
    assert Looker().accepts(two).tolist() == [False, True]
    assert seen == [(1, (2,), 1, 0.25), (1, (2,), 2, 0.75)]


def test_one_run_can_use_the_views_own_helper():
    """Protects "the same contract": `view.at` works for a single run as it does for many."""

    @one_run
    class Picky(Strategy):
        def propose(self, view):
            return 0

        def accepts(self, view):
            return view.at(view.utility, view.offer) > 0.5

    assert Picky().accepts(view([0.1, 0.9], [1, 1], 1)).tolist() == [True]
