"""The page of an audit: how much of a result was put in, and how much came out."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from sim.analysis import tables
from sim.analysis.layout import Command, Page, Section, Table
from sim.analysis.tables import outcomes
from sim.analysis.words import (
    Names,
    counted,
    duration,
    listed,
    percent,
    points,
    possessive,
    span,
)
from sim.experiments.challenge.variance import CLAIM_BACKED, NOT_CAPTURED

if TYPE_CHECKING:
    from sim.experiments.challenge import Audit

_UNDER = {
    "claim": "a claim",
    "both": "a claim and an assumption",
    "assumption": "an assumption alone",
    "missing": "nothing",
    NOT_CAPTURED: "not captured",
}
UNKNOWN = "unknown"


def audit_page(audit: Audit, *, again: str = "", elapsed: float | None = None) -> Page:
    """Put the page together.

    Parameters
    ----------
    audit : Audit
    again : str
        The command that makes it again.
    elapsed : float, optional
        Seconds that it took.
    """
    spec = audit.scenario.spec
    title = f"Audit: {spec.title}"
    if audit.own.finished.empty:
        return Page(title, spec.question, ["Every run failed: there is nothing to audit."], [])
    said = [
        entailed_in_words(audit),
        structure_in_words(audit),
        placebo_in_words(audit),
        ablation_in_words(audit),
        variance_in_words(audit),
    ]
    said = ([_failed(audit)] if audit.failures else []) + said
    parts = [part(audit) for part in (_entailed, _structure, _placebo, _ablation, _variance)]
    return Page(title, spec.question, said, [*parts, _again(audit, again, elapsed)])


# -- in words ----------------------------------------------------------------------------------


def _failed(audit: Audit) -> str:
    passes = listed(f"{name} ({number:,})" for name, number in audit.failed.items())
    return (
        f"{counted(audit.failures, 'run')} FAILED, in {passes}: they are in no number on this page,"
        " and the other runs may be no fair sample."
    )


def _all_failed(name: str, error: str) -> str:
    """Say why nothing came of a pass: a variant may be no game that its strategies can play."""
    return f"every run {name} failed ({error})"


def entailed_in_words(audit: Audit) -> str:
    """Say what is true by construction, and how far the steps are settled."""
    found, draws = audit.entailed.by_construction, counted(audit.entailed.draws, "draw")
    named = [
        f"{row.verdict} {_statement(audit, kind, name)}"
        for (kind, name), row in _rows(found)
        if kind != "outcome"  # they follow from the steps, or are in the table
    ]
    said = f"Entailed: {'; '.join(named) if named else 'nothing'}"
    settled = audit.entailed.statements.loc["step"].settled.iloc[0]
    first = tables.stages(audit.own)[audit.own.funnel_stages[0]]
    return (
        f"{said}. That is what is the same in at least 99% of the runs of every one of {draws} of"
        f" the assumptions, and so true by construction. Whether {first} is settled so, one way or"
        f" the other, in {percent(settled)} of the draws, taken one by one."
    )


def structure_in_words(audit: Audit) -> str:
    """Say whether the numbers add anything to who wants what in which order."""
    table = audit.structure.funnel
    if error := audit.lost.get("structure only"):
        failed = _all_failed("with every size drawn from all that it could plausibly be", error)
        return f"Structure only: not known, since {failed}."
    if audit.structure.adds_nothing:
        return (
            "Structure only: with every size drawn from all that it could plausibly be, the funnel"
            " says the same at every step. The numbers add nothing to it."
        )
    each = [
        f"{_step(audit, step)} in {percent(row.share)} of runs, not {percent(row.own)}"
        for step, row in _ends(table[~table.same])
    ]
    return (
        "Structure only: with every size drawn from all that it could plausibly be, the result is"
        f" another: {listed(each)}. The numbers matter there."
    )


def placebo_in_words(audit: Audit) -> str:
    """Say whether the result is about who wants what."""
    spread, count = audit.placebo.spread, len(audit.placebo.deals)
    said = f"Placebo: with what the parties want dealt out anew, in {counted(count, 'way')},"
    lost = {n: error for n, error in audit.lost.items() if n.startswith("placebo")}
    if lost:
        return (
            f"{said} it is not known, since "
            + listed(_all_failed(f"of {name}", error) for name, error in lost.items())
            + "."
        )
    if spread.survives.all():
        return (
            f"{said} no step moves by more than 5 points. The result is not about who wants what."
        )
    each = [
        f"{_step(audit, step)} in {span(row.least, row.most)} of runs (its own: {percent(row.own)})"
        for step, row in _ends(spread[~spread.survives])
    ]
    return f"{said} {listed(each)}. There it matters who wants what."


def ablation_in_words(audit: Audit) -> str:
    """Say which mechanisms carry the last step, and which do nothing."""
    last = audit.own.funnel_stages[-1]
    if audit.ablation.empty:
        return "Ablation: there is no mechanism to switch off."
    table = audit.ablation.xs(last, level="stage")
    unknown = [name for name in table.index if f"without {name}" in audit.lost]
    why = [_all_failed(f"without {n}", audit.lost[f"without {n}"]) for n in unknown]
    more = f" Not known: {listed(why)}." if why else ""
    table = table.drop(unknown)
    if table.empty:
        return f"Ablation: nothing can be said.{more}"
    ordered = table.reindex(table.difference.abs().sort_values(ascending=False).index)
    idle = list(ordered.index[(ordered.low <= 0) & (ordered.high >= 0)])
    moving = ordered.drop(idle).head(3)
    most = [f"{name} ({points(row.difference)})" for name, row in _rows(moving)]
    share = f"the share in which {_step(audit, last)}"
    said = f"Ablation: no mechanism, switched off, is seen to move {share}."
    if most:
        said = f"Ablation: {share} moves most, in points, without {listed(most)}."
    if idle:
        said += f" Not distinguishable from no change: without {listed(idle)}."
    return said + more


def variance_in_words(audit: Audit) -> str:
    """Say whose numbers move the first and the last step."""
    ends = dict.fromkeys((audit.own.funnel_stages[0], audit.own.funnel_stages[-1]))
    each = []
    for step in ends:
        share = audit.variance.shares.share[step]
        if share.isna().any():
            each.append(f"for whether {_step(audit, step)} it is not estimated")
            continue
        backed = share[[name for name in CLAIM_BACKED if name in share.index]].sum()
        alone = share.drop([NOT_CAPTURED, *CLAIM_BACKED], errors="ignore").sum()
        each.append(
            f"for whether {_step(audit, step)}, {_share(backed)} comes with numbers that a claim"
            f" backs, {_share(alone)} with assumed ones, and {_share(share[NOT_CAPTURED])} is not"
            " captured"
        )
    return f"Variance over the assumptions: {'; '.join(each)}."


# -- tables ------------------------------------------------------------------------------------


def _entailed(audit: Audit) -> Section:
    found = audit.entailed
    rows = [
        (
            _statement(audit, *key),
            percent(row.share),
            span(row.least, row.most),
            percent(row.settled),
            f"by construction: {row.verdict}" if row.verdict else "",
        )
        for key, row in _rows(found.statements)
    ]
    each = found.runs_per_draw
    note = (
        f"From {counted(found.draws, 'draw')} of the assumptions with {counted(each, 'run')} each."
        " Settled: the share of draws in which it is so in at least 99% or in at most 1% of the"
        f" runs. What the check can show, with 95% confidence: of one draw that passes, that the"
        f" chance is at least {percent(found.chance_shown)} (to show 99% takes"
        f" {found.runs_needed} runs, all the same); of all draws, that at most"
        f" {percent(found.draws_otherwise)} would not pass, if none here failed."
    )
    header = ("", "runs", "least to most\nover draws", "draws\nsettled", "")
    return Section("1. What is entailed", (Table(header, rows, (1, 2, 3)), note))


def _structure(audit: Audit) -> Section:
    rows = [
        (
            tables.stages(audit.own)[str(step)],
            _percent(row.own),
            _percent(row.share),
            _change(row),
            tables.unknown(row.own_low, row.own_high),
            tables.unknown(row.range_low, row.range_high),
            _yes(row.same, row.share),
        )
        for step, row in _rows(audit.structure.funnel)
    ]
    header = ("", "own", "alone", "change", "own\nrange", "range\nalone", "same")
    note = (
        "Every size uniform over what such a quantity may plausibly be; orders, signs, demands,"
        " lines, seats and what is 0 stay. Change: in points, paired over runs that share their"
        " draws, with its 95% interval. Same: at most 5 points apart, and the ranges over"
        " assumption draws have at least half of their joint length in common."
    )
    return Section("2. Structure only", (Table(header, rows, range(1, 6)), note))


def _placebo(audit: Audit) -> Section:
    names = Names(audit.scenario)
    steps = [
        (
            tables.stages(audit.own)[str(step)],
            _percent(row.own),
            UNKNOWN if math.isnan(row.least) else span(row.least, row.most),
            _yes(row.survives, row.least),
        )
        for step, row in _rows(audit.placebo.spread)
    ]
    own = audit.placebo.blockers[audit.placebo.blockers.index.isin(audit.scenario.spec.party_names)]
    blockers = [
        (names.title(str(party)), percent(row.own), span(row.least, row.most))
        for party, row in _rows(own)
    ]
    note = (
        "Weights, values and red lines go to another party with a seat, and to its factions; sides,"
        " costs, demands, ties and control stay. Survives: within 5 points of its own under every"
        f" one of {counted(len(audit.placebo.deals), 'permutation')}, none of which leaves a party"
        " its own position."
    )
    if any(party.outlooks for party in audit.scenario.spec.parties.values()):
        note += " Changes of outlook are left out."
    first = Table(("", "own", "placebos", "survives"), steps, (1, 2))
    items: list[str | Table] = [first, note]
    if blockers:
        header = ("who stands in the way, in its own seat", "own", "placebos")
        items += [Table(header, blockers, (1, 2))]
    return Section("3. Placebo: positions permuted among the seats", items)


def _ablation(audit: Audit) -> Section:
    title = "4. Ablation: each mechanism off"
    if audit.ablation.empty:
        return Section(title, ("There is none to switch off.",))
    steps = audit.own.funnel_stages
    last = audit.ablation.xs(steps[-1], level="stage").difference.abs()
    rows = [
        (str(name), *(_change(audit.ablation.loc[(name, step)]) for step in steps))
        for name in last.sort_values(ascending=False, kind="stable").index
    ]
    note = (
        "Change of the share of runs, in points, with half the width of its 95% interval: the mean"
        f" over {counted(len(audit.own.finished), 'run')} that share their draws."
    )
    header = ("without", *steps)
    return Section(title, (Table(header, rows, range(1, len(header))), note))


def _variance(audit: Audit) -> Section:
    found, steps = audit.variance, audit.own.funnel_stages
    rows = []
    for status in [*found.parameters, NOT_CAPTURED]:
        estimates = [found.shares.loc[(step, status)] for step in steps]
        count = str(found.parameters.get(status, ""))
        rows.append((_UNDER[status], count, *map(_estimate, estimates)))
    chance = [_estimate(found.explained.loc[step]) for step in steps]
    header = ("resting on", "how\nmany", *steps)
    items: list[str | Table] = [
        Table(header, rows, range(1, len(header))),
        "Of what the chance of each step varies by over draws of the assumptions, the share that"
        " comes with numbers of each kind, with half the width of its 95% interval: Shapley values"
        " of the adjusted R2 of a regression on each drawn number and its square"
        f" ({found.columns} columns, {counted(found.runs, 'run')}). A share within its margin of"
        " 0 cannot be told from none. Not captured: what numbers do together, or in steps.",
        "Of the variance of a single run's outcome, the assumptions account for"
        f" {listed(_of(chance, steps))}; the rest is chance.",
    ]
    if found.shares.share.isna().any():
        items.append(
            "Not estimated where the assumptions do not move the chance, or where there are fewer"
            f" than {counted(found.runs_needed, 'run')}."
        )
    return Section("5. Whose numbers move the result", items)


def _again(audit: Audit, again: str, elapsed: float | None) -> Section:
    manifest = audit.own.manifest
    versions = ", ".join(f"{name} {number}" for name, number in manifest["versions"].items())
    took = f" It took {duration(elapsed)}." if elapsed is not None else ""
    said = f"Scenario {audit.scenario.hash[:12]}, seed {audit.own.seed}; {versions}.{took}"
    return Section("To make this again", [Command(again), said] if again else [said])


# -- words for parts ---------------------------------------------------------------------------


def _rows(table: pd.DataFrame) -> Iterable:
    return table.iterrows()


def _ends(table: pd.DataFrame) -> Iterable:
    """The first and the last row."""
    return list(_rows(table))[:: max(len(table) - 1, 1)]


def _of(shares: list[str], steps: Iterable[str]) -> list[str]:
    return [f"{share} ({step})" for share, step in zip(shares, steps, strict=True)]


def _step(audit: Audit, step: object) -> str:
    return tables.stages(audit.own)[str(step)]


def _statement(audit: Audit, kind: str, name: str) -> str:
    """What is said to be so or not."""
    names = Names(audit.scenario)
    if kind == "step":
        return _step(audit, name)
    if kind == "outcome":
        return f"outcome: {outcomes(audit.own)[name]}"
    if kind == "party":
        return f"{names.who(name)} in the way"
    party, _, demand = name.partition(".")
    return f'{possessive(names.who(party))} demand "{demand.replace("_", " ")}" unmet'


def _change(row: pd.Series) -> str:
    if math.isnan(row.difference):
        return UNKNOWN
    return f"{points(row.difference)} ±{100 * (row.high - row.low) / 2:.1f}"


def _percent(share: float) -> str:
    return UNKNOWN if math.isnan(share) else percent(share)


def _yes(is_so: bool, share: float) -> str:
    """Yes or no, or unknown where the share it rests on is."""
    if math.isnan(share):
        return UNKNOWN
    return "yes" if is_so else "no"


def _estimate(row: pd.Series) -> str:
    if math.isnan(row.share):
        return UNKNOWN
    return f"{_share(row.share)} ±{100 * (row.high - row.low) / 2:.0f}"


def _share(share: float) -> str:
    """Write an estimated share, which may come out a little below 0."""
    return f"{round(100 * share) + 0}%"
