"""Games about dividing a pie: offers, demands, and a legislature."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from sim.draws import Floats
from sim.experiments.textbook.check import Check, Found, register, runs_to_show
from sim.model.talks import Talks
from sim.scenario.scenario import Scenario
from sim.theory import closed_forms, stationary


def shares(scenario: Scenario, runs: int = 1, seed: int = 0) -> Floats:
    """Play a game about one pie: what each of those among whom it is has in the end.

    Parameters
    ----------
    scenario : Scenario
        With one issue, a pie.
    runs, seed : int

    Returns
    -------
    ndarray, shape (runs, among)
        In sorted order; NaN where nothing was agreed.
    """
    [(name, issue)] = scenario.spec.issues.items()
    talks = Talks(scenario, runs, rng=seed).run()
    amounts, table = issue.amounts, talks.forum.tables
    nothing = (np.nan,) * len(issue.pie.among)  # type: ignore[union-attr]
    each = [amounts.get(table.package_name(x)[name], nothing) for x in range(len(table.packages))]
    return np.array([*each, nothing])[talks.forum.package]


def step(scenario: Scenario) -> float:
    """One piece of the pie."""
    [issue] = scenario.spec.issues.values()
    return 1 / issue.pie.steps  # type: ignore[union-attr]


def _of(party: str) -> Callable[[Scenario], Found]:
    """The share of a party in a game in which nothing is drawn."""

    def engine(scenario: Scenario) -> Found:
        [issue] = scenario.spec.issues.values()
        place = issue.pie.among.index(party)  # type: ignore[union-attr]
        return Found(float(shares(scenario)[0, place]))

    return engine


def _number(scenario: Scenario, path: str) -> float:
    """A number of the file, which is a point."""
    return float(scenario.parameters[path])  # type: ignore[arg-type]


def _powers(scenario: Scenario, *parties: str) -> list[float]:
    """By which power of its share each values the pie."""
    curves = [scenario.spec.parties[party].curves.get("pie") for party in parties]
    return [(curve.share or 1.0) if curve else 1.0 for curve in curves]


def _ultimatum(scenario: Scenario) -> float:
    [power] = _powers(scenario, "responder")
    worth = _number(scenario, "parties.responder.reservation")
    options: dict[str, Any] = scenario.spec.parties["responder"].strategy.options
    return closed_forms.ultimatum(
        round(1 / step(scenario)),
        reservation=worth ** (1 / power),
        indifferent=options.get("indifferent", "accept"),
    )


register(
    Check(
        name="ultimatum",
        source="Güth, Schmittberger & Schwarze 1982",
        shows="Who may say take it or leave it takes all; people rarely do.",
        what="share of the responder",
        formula="the least piece that is worth as much as no deal",
        ties="who is indifferent accepts; if it refuses, one piece more",
        grid="both are equilibria on a grid; with a continuous pie only the first",
        theory=_ultimatum,
        engine=_of("responder"),
    )
)


def _patience(scenario: Scenario) -> list[float]:
    order = scenario.spec.forum[1].protocol.options["order"]
    return [_number(scenario, f"parties.{party}.patience") for party in order]


register(
    Check(
        name="finite-offers",
        source="Ståhl 1972",
        shows="Who has the last word is strong, and impatience weakens; solved from the end.",
        what="share of the first",
        formula="x(T) = 1, x(t) = 1 - d x(t + 1), d of who proposes next",
        ties="who is indifferent accepts",
        grid="offers are rounded up to a piece in every round",
        theory=lambda s: closed_forms.finite_offers(_patience(s), s.spec.forum[1].deadline),
        engine=_of("first"),
        tolerance=step,
    )
)


def _split(scenario: Scenario) -> float:
    worth = [_number(scenario, f"parties.{p}.reservation") for p in ("first", "second")]
    return closed_forms.split_the_difference(worth)


register(
    Check(
        name="nash-demand",
        source="Nash 1953",
        shows="Almost any division is an equilibrium; a solution has to choose one.",
        what="share of the first",
        formula="r1 + (1 - r1 - r2) / 2",
        ties="none between demands that just fit",
        grid="the equilibria of the continuous game that lie on it",
        theory=_split,
        engine=_of("first"),
        tolerance=step,
    )
)


def _by(share: Callable[[float, float], float], scenario: Scenario) -> float:
    """The share of the bold one by a solution that knows the powers of both."""
    bold, cautious = _powers(scenario, "bold", "cautious")
    return share(bold, cautious)


for _name, _source, _share, _formula in (
    ("nash", "Nash 1950", closed_forms.nash_share, "1 / (1 + a): greatest x (1 - x)^a"),
    (
        "kalai-smorodinsky",
        "Kalai & Smorodinsky 1975",
        closed_forms.kalai_smorodinsky_share,
        "x = (1 - x)^a",
    ),
):
    register(
        Check(
            name=f"divide-the-pie-{_name}",
            source=_source,
            shows="Who is averse to risk gets less.",
            what="share of the bold one",
            formula=_formula,
            ties="none",
            grid="the best of the pieces",
            theory=partial(_by, _share),
            engine=_of("bold"),
            tolerance=step,
        )
    )


def _turns(scenario: Scenario) -> float:
    return float(stationary.rubinstein_n(_patience(scenario))[0])


def _each_rounded(scenario: Scenario) -> float:
    """One piece for each of the others, whose shares are rounded up."""
    return step(scenario) * (len(scenario.spec.party_names) - 1)


for _name, _source, _shows, _formula, _grid in (
    ("rubinstein", "Rubinstein 1982", "Patience is power, and there is no delay.",
     "(1 - d2) / (1 - d1 d2)",
     "need not be unique: any division can be one as patience grows"),
    ("rubinstein-three", "Herrero 1985; Osborne & Rubinstein 1990, section 3.13",
     "With three, only acts that hang on nothing past single a division out.",
     "1 / (1 + d + d^2)",
     "need not be unique; two shares are rounded up, so that it may miss two pieces"),
):  # fmt: skip
    register(
        Check(
            name=_name,
            source=_source,
            shows=_shows,
            what="share of the first",
            formula=_formula,
            ties="who is indifferent accepts",
            grid=_grid,
            theory=_turns,
            engine=_of("first"),
            tolerance=_each_rounded,
        )
    )


def _alike(scenario: Scenario) -> tuple[float, int, int]:
    """Patience, parties and quota of a legislature of equals."""
    parties = scenario.spec.party_names
    [patience] = {_number(scenario, f"parties.{party}.patience") for party in parties}
    quota: Any = scenario.spec.forum[1].rule.options["quota"]
    return patience, len(parties), int(quota)


def _proposers(scenario: Scenario) -> Found:
    """What proposers keep: the largest share of each division that is agreed."""
    kept = shares(scenario, 200).max(axis=1)
    return Found(float(kept.mean()), float(kept.std() / np.sqrt(len(kept))))


def _first_of(scenario: Scenario) -> Found:
    """What the first by name has on average, over so many runs as show an error of 1%."""
    spread = shares(scenario, 500)[:, 0].std()
    found = shares(scenario, runs_to_show(spread), seed=1)[:, 0]
    return Found(float(found.mean()), float(found.std() / np.sqrt(len(found))))


for _what, _formula, _theory, _engine, _tolerance in (
    ("share of the proposer", "1 - d (q - 1) / n",
     lambda s: closed_forms.majority_proposer(*_alike(s)), _proposers, step),
    ("share of one, on average", "1 / n", lambda s: 1 / _alike(s)[1], _first_of, lambda s: 0.0),
):  # fmt: skip
    register(
        Check(
            name="baron-ferejohn",
            source="Baron & Ferejohn 1989",
            shows="A majority pays only itself, and whoever proposes is ahead.",
            what=_what,
            formula=_formula,
            ties="who is indifferent votes yes; equally cheap partners are equally likely",
            grid="a vote costs the first piece that is worth as much as waiting",
            theory=_theory,
            engine=_engine,
            tolerance=_tolerance,
        )
    )
