"""What the model is expected to do, and whether its parties believe what they should.

Comparisons are paired: both cells have the same seed and so the same shocks and assumptions. A
direction counts as seen when the mean of the paired differences is more than four standard errors
from zero. If in truth there were no difference, a seed would give that verdict with probability
3e-5; the seed here is fixed, so the tests are deterministic.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings

import sim
from sim.draws import logistic
from sim.model.beliefs import SIGNING, SITTING
from sim.model.kernels.chances import interval, yes_chance
from sim.model.tables import PRIOR, RESOLVE
from tests.model.worlds import play, told, worlds

GENEVA = "geneva-2013"
POWER = ("none", "some", "half", "most", "full")


def clearly_more(many, few, errors=4):
    """Whether something happens more often in `many` than in `few`, two paired arrays of booleans
    or numbers.
    """
    difference = np.asarray(many, float) - np.asarray(few, float)
    return difference.mean() > errors * difference.std(ddof=1) / np.sqrt(len(difference))


def convened(talks):
    return talks.outcome != "not_convened"


def came(talks, party):
    """Runs in which a party did not refuse to come."""
    out = np.ones(talks.tables.runs, bool)
    for row, who, kind, *_ in talks.forum.endings.blocks:
        if who == party and kind == "refusal":
            out[row] = False
    return out


def geneva(runs=500, noise=None, drop=None, **changes):
    scenario = sim.Scenario.load(GENEVA).with_(
        {k.replace("__", "."): v for k, v in changes.items()}
    )
    scenario = scenario.drop(drop) if drop else scenario
    return sim.Talks(scenario, runs=runs, rng=11, noise=noise).run()


def war(**changes):
    """Rebels and regime as in the known history, but uncertain, and with noise."""
    data = {
        "format": 1,
        "name": "war",
        "title": "A war",
        "time": {"unit": "week", "horizon": 2},
        "noise": 0.05,
        "conflict": {
            "sides": {
                "loyal": {"strength": 1, "victory": {"power": "none"}},
                "risen": {"strength": {"uniform": [0.6, 1.2]}, "victory": {"power": "full"}},
            }
        },
        "issues": {
            "power": {"options": list(POWER), "status_quo": "none"}
        },
        "parties": {
            "rebels": {
                "side": "risen",
                "weights": {"power": 1},
                "values": {"power": dict(zip(POWER, (0, 0.35, 0.6, 0.85, 1), strict=True))},
                "war_cost": {"uniform": [0.0, 0.3]},
                "talking_cost": {"uniform": [0, 0.1]},
            },
            "regime": {
                "side": "loyal",
                "weights": {"power": 1},
                "values": {"power": dict(zip(POWER, (1, 0.85, 0.6, 0.35, 0), strict=True))},
                "war_cost": {"uniform": [0.0, 0.2]},
                "talking_cost": {"uniform": [0, 0.2]},
            },
        },
        "forums": {
            "table": {
                "seats": ["rebels", "regime"], "agenda": ["power"], "convene_by": 4, "deadline": 4,
            }
        },
    }  # fmt: skip
    for path, value in changes.items():
        *parents, key = path.split("__")
        place = data
        for parent in parents:
            place = place.setdefault(parent, {})
        place[key] = value
    return data


def arms(act, credibility):
    when = {"act": act, "party": "regime"} if act == "refuse" else {"act": act}
    then = {"strength": {"risen": 2}}
    return {"arm": {"by": "rebels", "when": when, "then": then, "credibility": credibility}}


# -- directions --------------------------------------------------------------------------------


def test_firmer_demands_mean_fewer_talks():
    """Protects preconditions: the firmer both demands of Geneva, the less often talks convene, step
    by step.
    """
    shares = [
        convened(
            geneva(
                parties__smc__preconditions__balance__firmness=firmness,
                parties__coalition__preconditions__detainees__firmness=firmness,
            )
        )
        for firmness in (0, 0.1, 0.2, 0.4)
    ]
    for softer, firmer in itertools.pairwise(shares):
        assert clearly_more(softer, firmer)


def test_a_threat_on_refusal_raises_attendance():
    """Protects blame: in a made-up war and at Geneva the regime refuses less often where its
    refusal arms the rebels.
    """
    assert clearly_more(
        came(play(war(threats=arms("refuse", 0.8)), 2000), "regime"),
        came(play(war(), 2000), "regime"),
    )
    with_threat, without = geneva(), geneva(drop="threats.arm_on_refusal")
    assert clearly_more(came(with_threat, "regime"), came(without, "regime"))


def test_rewards_for_failure_lower_attendance():
    """Protects r(failed): where failed talks arm the rebels, the rebels hold out for more and the
    regime has more to fear.

    At noise .1 agreement is never sure, so failure is part of what either expects of coming.
    """
    plain = play(war(noise=0.1), 2000)
    rewarded = play(war(noise=0.1, threats=arms("failed", 1)), 2000)
    assert clearly_more(came(plain, "regime"), came(rewarded, "regime"))
    assert clearly_more(convened(plain), convened(rewarded))


def test_strength_moves_reservation_values_and_package():
    """Protects the conflict: stronger rebels expect more of war, the regime less, and what is
    signed gives the rebels more.
    """
    weak, strong = (
        play(war(noise=0, conflict__sides__risen__strength=m), 1500) for m in (0.7, 1.4)
    )
    rebels, regime = 0, 1
    assert (strong.value_of_no_talks[:, rebels] > weak.value_of_no_talks[:, rebels]).all()
    assert (strong.value_of_no_talks[:, regime] < weak.value_of_no_talks[:, regime]).all()
    both = (strong.forum.package >= 0) & (weak.forum.package >= 0)
    assert both.sum() > 100
    assert (strong.forum.package[both] >= weak.forum.package[both]).all()
    assert clearly_more(strong.forum.package[both], weak.forum.package[both])
    assert clearly_more(
        geneva(conflict__sides__opposition__strength=0.8).value_of_no_talks[:, 0],
        geneva(conflict__sides__opposition__strength=0.4).value_of_no_talks[:, 0],
    )


def test_small_noise_is_no_noise():
    """Protects the limit: as noise goes to zero histories go to those without noise, and no kernel
    breaks on the way.

    One run in a hundred may differ even at 1e-9: the slightest shock breaks a tie, such as staying
    at a hopeless table.
    """
    certain = geneva(noise=0)
    for noise, most in ((1e-9, 0.01), (1e-4, 0.02), (5e-3, 0.12)):
        assert (geneva(noise=noise).outcome != certain.outcome).mean() <= most


def test_more_temptation_breaks_more_and_a_guarantee_mends_it():
    """Protects the last stage: deals collapse with temptation, foreseen or not, and a guarantee
    undoes it.
    """
    blind = {"foresight": "none", "parties__regime__temptation": 0.4}
    tempted, calm = play(war(**blind), 800), play(war(foresight="none"), 800)
    guarded = {k: {"guarantee": 0.4} for k in ("some", "half", "most")}
    guarded = play(war(**blind, issues__power__effects=guarded), 800)
    broken = [t.outcome == "collapsed" for t in (tempted, guarded, calm)]
    assert clearly_more(broken[0], broken[1])
    assert clearly_more(broken[0], broken[2])


def test_foresight_avoids_deals_that_would_be_broken():
    """Protects the backward links: whoever foresees breach signs less of what will be broken."""
    collapsed = [
        play(war(foresight=f, parties__regime__temptation=0.25), 1500).outcome == "collapsed"
        for f in ("none", "full")
    ]
    assert clearly_more(*collapsed)


@pytest.mark.slow
@pytest.mark.parametrize("noise", [0.02, 0.05])
def test_no_stage_is_decoration(noise):
    """Protects against a model in which one stage decides all: over random structures each stage
    decides something.

    Shares over all structures lie well inside (0, 1), and structures differ widely.
    """
    shares = []

    @given(world=worlds(noise=noise, stages=("convene", "bargain", "ratify", "implement")))
    @settings(max_examples=150)
    def collect(world):
        talks = play(world, 40)
        met = convened(talks)
        signed = talks.forum.package >= 0
        shares.append((met.sum(), signed.sum(), (talks.outcome == "held").sum()))

    collect()
    met, signed, held = np.array(shares).T
    runs = 40 * len(shares)
    for passed, entered in (
        (met.sum(), runs),
        (signed.sum(), met.sum()),
        (held.sum(), signed.sum()),
    ):
        assert 0.15 < passed / entered < 0.95
    some = (met / 40)[(met > 0) & (met < 40)]
    assert len(some) > len(shares) / 10
    assert (met / 40).std() > 0.2


# -- beliefs -------------------------------------------------------------------------------------

TYPES = len(RESOLVE)


def beliefs_of(noise=0.05):
    """Fresh beliefs about the rebels (party 0) and the regime, in one run."""
    talks = sim.Talks(sim.Scenario.from_data(war(noise=noise)), runs=1, rng=1)
    return talks.beliefs, talks.tables.scale[0, 0]


def teach(beliefs, kind, accepted, threshold):
    """One act of the rebels; threshold: one for each type."""
    row = np.zeros(1, int)
    each = np.append(threshold, threshold[0])[None, :]
    new = beliefs.learn(kind, 0, row, np.array([accepted]), each)
    beliefs.update()
    return new[0], beliefs.posterior[0, 0].copy()


def test_what_is_kept_of_an_interval_is_that_of_the_interval():
    """Protects the chances of coming and signing: they are reckoned with the mass and the tail that
    were worked out when the act was seen, which must be those of what is known now.
    """
    beliefs, scale = beliefs_of()
    r = np.random.default_rng(5)
    for kind in (SITTING, SIGNING) * 6:
        teach(beliefs, kind, r.random() < 0.5, np.sort(r.normal(0, 3 * scale, TYPES)))
        known = beliefs.known(kind)
        for t in range(TYPES + 1):
            of = (known.lo, known.hi, known.whole, known.tail, known.area)
            lo, hi, *terms = (float(each[0, 0, t]) for each in of)
            assert terms == list(interval(lo, hi, scale))
        assert (known.whole[0, 1] == 1).all()  # nothing is known of the regime
    assert (known.lo[0, 0] > -np.inf).any()
    assert (known.hi[0, 0] < np.inf).any()


def test_repeating_a_refusal_teaches_nothing():
    """Protects exact Bayes under persistent noise: the hundredth refusal of the same thing is no
    news; a naive product is wrong.
    """
    beliefs, _ = beliefs_of()
    threshold = np.linspace(-0.1, 0.1, TYPES)
    new, once = teach(beliefs, SITTING, False, threshold)
    assert new
    for _ in range(100):
        new, again = teach(beliefs, SITTING, False, threshold)
        assert not new
        assert again.tolist() == once.tolist()
    new, _ = teach(beliefs, SITTING, False, threshold + 0.01)  # it refused what was worse already
    assert not new
    new, _ = teach(beliefs, SITTING, False, threshold - 0.01)  # and now what is better
    assert new


def test_acceptance_rules_out_types():
    """Protects screening at zero noise: who accepts is none of the types that would not; of those
    who remain, the prior.
    """
    beliefs, _ = beliefs_of(noise=0)
    threshold = np.array([-0.2, -0.1, -0.05, 0.05, 0.1])  # the two toughest would refuse
    _, posterior = teach(beliefs, SIGNING, True, threshold)
    assert posterior.tolist() == pytest.approx([*(PRIOR[:3] / PRIOR[:3].sum()), 0, 0])
    _, posterior = teach(beliefs, SIGNING, False, threshold + 0.15)
    assert posterior.tolist() == pytest.approx([0, *(PRIOR[1:3] / PRIOR[1:3].sum()), 0, 0])


def test_where_no_type_is_left_the_least_wrong_stays():
    """Protects against division by zero off the grid: the true type lies between two of five, and
    may fit none.
    """
    beliefs, _ = beliefs_of(noise=0)
    threshold = np.array([-0.3, -0.1, 0.02, 0.1, 0.3])
    teach(beliefs, SIGNING, False, threshold)  # leaves the three toughest
    _, posterior = teach(beliefs, SIGNING, True, threshold - 0.01)  # which then accept little less
    assert posterior.tolist() == [0, 0, 1, 0, 0]


@pytest.mark.parametrize("case", range(6))
def test_the_posterior_is_bayes_by_brute_force(case):
    """Protects the interval formula: 400,000 simulated parties, of whom those who would have acted
    so are kept.

    Posterior and the chance of the next act agree within five binomial standard errors of what was
    kept.
    """
    r = np.random.default_rng(case)
    beliefs, scale = beliefs_of(noise=0.1)
    n = 400_000
    kind_of = r.choice(TYPES, n, p=PRIOR)
    shock = {kind: logistic(r.random(n), scale) for kind in (SITTING, SIGNING)}
    alike = np.ones(n, bool)
    one = r.integers(n)  # the party that is watched
    for _ in range(5):
        kind = int(r.choice([SITTING, SIGNING]))
        threshold = np.sort(r.normal(0, 0.15, TYPES))
        accepts = shock[kind] > threshold[kind_of]
        alike &= accepts == accepts[one]
        _, posterior = teach(beliefs, kind, bool(accepts[one]), threshold)
    kept = alike.sum()
    assert kept > 200
    share = np.bincount(kind_of[alike], minlength=TYPES) / kept
    error = 5 * np.sqrt(np.maximum(posterior * (1 - posterior), 1 / kept) / kept)
    assert (np.abs(share - posterior) <= error).all()
    gain = r.normal(0, 0.1, TYPES)
    next_act = (shock[SIGNING] > -gain[kind_of])[alike].mean()
    lo, hi = (bound[0] for bound in beliefs.interval(SIGNING, 0, np.zeros(1, int)))
    chance = sum(p * yes_chance(gain[k], lo[k], hi[k], scale) for k, p in enumerate(posterior))
    assert abs(next_act - chance) <= 5 * np.sqrt(0.25 / kept)


@pytest.mark.parametrize(
    ("gain", "lo", "hi", "chance"),
    [
        (0.2, -np.inf, -0.1, 1.0),  # 1 - F(-.2) / F(-.1)
        (0.05, -np.inf, -0.1, 0.0),
        (-0.2, 0.1, np.inf, 0.0),  # (1 - F(.2)) / (1 - F(.1))
        (-0.05, 0.1, np.inf, 1.0),
        (-0.15, 0.1, 0.3, 0.0),
        (0.15, -0.3, -0.1, 1.0),
    ],
)
@pytest.mark.parametrize("scale", [0.01, 0.001, 1e-4, 1e-9])
def test_far_in_a_tail_the_shock_lies_at_the_near_end_of_its_interval(gain, lo, hi, chance, scale):
    """Protects predictions about a party whose acts no type explains well: all mass is at the end
    nearest to zero.

    The exact values differ from 0 and 1 by less than exp(-.05 / scale).
    """
    assert yes_chance(gain, lo, hi, scale) == pytest.approx(chance, abs=2 * np.exp(-0.05 / scale))


def test_what_is_expected_of_a_text_is_what_happens():
    """Protects predictions: the public chance that the first text is agreed is, on average, how
    often it is.

    Error allowed: five binomial standard errors, and .03 for putting a continuum of types on five
    points.
    """
    _, acts = told(war(), 3000)
    first = acts[acts.act == "table"].groupby("run").first()
    signed = acts[acts.act == "sign"].groupby("run").period.first()
    agreed = first.index.map(lambda run: signed.get(run, -1)) == first.period
    error = 5 * np.sqrt(agreed.mean() * (1 - agreed.mean()) / len(first)) + 0.03
    assert len(first) > 300
    assert abs(first.chance.astype(float).mean() - agreed.mean()) < error


def test_what_is_expected_of_a_signature_is_what_happens():
    """Protects foresight: the public chance that a signed package is kept is, on average, how often
    it is (as above).
    """
    talks = sim.Talks(
        sim.Scenario.from_data(war(parties__regime__temptation={"uniform": [0.0, 0.2]})),
        runs=3000,
        rng=1,
    )
    expected = np.full(3000, np.nan)
    while talks.running:
        before = talks.forum.package.copy()
        talks.step()
        fresh = np.flatnonzero((before < 0) & (talks.forum.package >= 0))
        expected[fresh] = talks.forum.prospect.hold[fresh, talks.forum.package[fresh]]
    signed = talks.forum.package >= 0
    held = talks.outcome[signed] == "held"
    assert signed.sum() > 300
    error = 5 * np.sqrt(held.mean() * (1 - held.mean()) / signed.sum()) + 0.03
    assert abs(expected[signed].mean() - held.mean()) < error
