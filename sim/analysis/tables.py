"""The page's tables: how far talks come, who stood in the way, what was signed, who gains."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.analysis.layout import WIDTH, Bar, Section, Table
from sim.analysis.reasons import blockers, explained
from sim.analysis.words import FAILURES, Names, capital, counted, percent, satisfaction, span

if TYPE_CHECKING:
    from sim.experiments.results import Results

BLOCKERS, SELDOM = 10, 0.01  # rows, and the share of runs under which a blocker gets none
PACKAGES = 5
LABEL, GAP = 14, 2  # columns that a step needs in a row, and those between two cells

ENTAILED = "by construction"
NOT_ASKED = "not asked"  # the range over assumption draws, where none were made


def stages(results: Results) -> dict[str, str]:
    """What it means to pass each step of the funnel."""
    time = results.scenario.spec.time
    return {
        "convened": "talks convene",
        "agreed": "a deal is signed",
        "ratified": "it is ratified",
        "held": f"a deal holds {counted(time.horizon, time.unit)}",
    }


def outcomes(results: Results) -> dict[str, str]:
    """What each outcome means, in the order of the stages."""
    time = results.scenario.spec.time
    return {
        "not_convened": "talks do not convene",
        "walkout": "somebody walks out",
        "deadlock": "the talks end without a deal",
        "not_ratified": "a deal is signed and not ratified",
        "collapsed": "a deal is made and then broken",
        "military_decision": "one side wins the war first",
        "agreed": "a deal is made",
        "held": f"a deal holds to the horizon of {counted(time.horizon, time.unit)}",
    }


def unknown(low: float, high: float) -> str:
    """What we do not know, as a range."""
    return NOT_ASKED if math.isnan(low) else span(low, high)


def funnel(results: Results) -> Section:
    """How far the runs come, with both uncertainties."""
    rows = [
        (
            stages(results)[str(stage)],
            percent(row.share),
            Bar(row.share),
            span(row.low, row.high, 1),
            _entailed(results, str(stage)) or unknown(row.range_low, row.range_high),
        )
        for stage, row in results.funnel.iterrows()
    ]
    header = ("", "share", "", "simulation\nnoise", "what we do\nnot know")
    note = (
        "Two different things. Simulation noise is the 95% interval (Wilson) that comes of making"
        " only so many runs. What we do not know is the range of the chance over the middle 8 in 10"
        " draws of the assumptions: more runs do not narrow it, better evidence would."
    )
    if any(_entailed(results, str(stage)) for stage in results.funnel.index):
        draws = counted(len(results.spreads[0].outcome), "draw")
        note += (
            f" {capital(ENTAILED)}: the same in at least 99% of the runs of every one of {draws},"
            " so that it was put in, not found out."
        )
    runs = counted(len(results.finished), "run")
    items: list[str | Table] = [Table(header, rows, (1, 3, 4)), note, *started_again(results)]
    return Section(f"How far talks come: share of {runs}", items)


def started_again(results: Results) -> list[str]:
    """Say in how many runs talks failed and started again, and what came of it."""
    again = results.finished[results.finished.attempts > 1]
    if again.empty:
        return []
    first = again.first_failure.mode().iloc[0]
    deal = again.outcome.isin(["held", "agreed"]).mean()
    share = percent(len(again) / len(results.finished))
    return [
        f"Talks failed and started again in {share} of runs, most often after {FAILURES[first]};"
        f" of these, {percent(float(deal))} ended with a deal in force."
    ]


def forums(results: Results) -> Section:
    """How each of several forums ended."""
    names, spec = Names(results.scenario), results.scenario.spec
    rows = []
    for forum in spec.forum_names:
        shares = results.finished[f"forum.{forum}.outcome"].value_counts(normalize=True)
        shares = shares[shares >= SELDOM]
        for place, (outcome, share) in enumerate(shares.items()):
            called = "" if place else capital(names.forum(forum).removeprefix("the "))
            said = outcomes(results)[str(outcome)] + explained(results, str(outcome), forum)
            rows.append((called, said, percent(float(share))))
    note = f"Everything else on this page is about {names.forum(spec.primary)}."
    table = Table(("forum", "how it ended", "runs"), rows, (2,))
    return Section("How each forum ended", (table, note))


def _entailed(results: Results, stage: str) -> str:
    """Say so where a step comes out the same under every draw."""
    return ENTAILED if ("step", stage) in results.by_construction else ""


def noise_levels(results: Results) -> Section:
    """The funnel again at each level of noise."""
    table, own = results.by_noise(), results.scenario.spec.noise
    levels = [f"{level:g}{' *' * (level == own)}" for level in dict.fromkeys(table.noise)]
    steps = {
        stages(results)[str(stage)]: [(percent(s), span(lo, hi)) for s, lo, hi in _triples(group)]
        for stage, group in table.groupby("stage", sort=False)
    }
    draws, each = results.spreads[0].outcome.shape
    note = (
        "* the scenario's own. Noise is how much of each party's payoff the others cannot see."
        f" From {counted(draws, 'draw')} of the assumptions with {each} runs each, so that shares"
        " differ a little from those above."
    )
    title = "The same at several levels of noise: share, and what we do not know"
    return Section(title, (_by_level(steps, levels), note))


def _by_level(steps: dict[str, list[tuple[str, str]]], levels: list[str]) -> Table:
    """Levels of noise side by side; one below the other where that leaves steps no room."""
    rows = [(step, *(f"{s:>4}  {range_}" for s, range_ in each)) for step, each in steps.items()]
    header = ("", *(f"noise {level}" for level in levels))
    columns = list(zip(header, *rows, strict=True))[1:]
    if sum(max(map(len, column)) + GAP for column in columns) + LABEL <= WIDTH:
        return Table(header, rows, range(1, len(header)))
    long = [
        ("" if place else step, level, *each[place])
        for step, each in steps.items()
        for place, level in enumerate(levels)
    ]
    return Table(("", "noise", "share", "what we do\nnot know"), long, (2, 3))


def _triples(group):
    return zip(group.share, group.range_low, group.range_high, strict=True)


def in_the_way(results: Results) -> Section:
    """Who stood in the way and over what."""
    title = "Who stood in the way, and over what"
    found, names = blockers(results), Names(results.scenario)
    if not found:
        return Section(title, ("Nobody, in any run.",))
    shown = [b for b in found if b.share >= SELDOM][:BLOCKERS] or found[:3]
    rows = [(names.title(b.cause.party), b.said(names), percent(b.share), b.company) for b in shown]
    note = "Shares are of all runs. Several can stand in the way of one run, so they do not add up."
    if rest := found[len(shown) :]:
        note += f" Left out: {len(rest)} more, the largest in {percent(rest[0].share)} of runs."
    return Section(title, (Table(("who", "what", "runs", "alone or\njointly"), rows, (2,)), note))


def packages(results: Results) -> Section:
    """What was signed."""
    title, table = "The packages signed most often", results.packages
    if table.empty:
        return Section(title, ("None was signed in any run.",))
    lasts = "implement" in results.scenario.spec.forum[1].stages
    shares = ["share", "held"] if lasts else ["share"]
    header = ("runs", "of these\nheld")[: len(shares)]
    agenda = table.index.names
    names = Names(results.scenario)
    settled = [key if isinstance(key, tuple) else (key,) for key in table.index]
    rows = [
        (*map(percent, row), *(names.briefly(i, o) for i, o in zip(agenda, options, strict=True)))
        for options, row in zip(settled[:PACKAGES], table[shares].to_numpy(), strict=False)
    ]
    items: list[str | Table] = [
        Table((*header, *(i.replace("_", " ") for i in agenda)), rows, range(len(header)))
    ]
    if not all(results.scenario.spec.issues[issue].amounts for issue in agenda):
        first = "; ".join(names.option(i, o) for i, o in zip(agenda, settled[0], strict=True))
        items.append(f"The first of them in words: {first}.")
    if rest := settled[PACKAGES:]:
        share = percent(table.share.iloc[PACKAGES:].sum())
        items.append(f"Left out: {counted(len(rest), 'other package')}, signed in {share} of runs.")
    return Section(title, items)


def utilities(results: Results) -> Section:
    """How each party fares."""
    names = Names(results.scenario)
    by_gain = results.utilities.sort_values("gain", ascending=False, kind="stable")
    rows = [
        (
            names.title(str(party)),
            satisfaction(row.without),
            satisfaction(row.with_talks),
            satisfaction(row.gain, sign=True),
            f"{satisfaction(row.gain_low, sign=True)} to {satisfaction(row.gain_high, sign=True)}",
        )
        for party, row in by_gain.iterrows()
    ]
    header = ("", "without\ntalks", "with\ntalks", "gain", "gain in 8\nof 10 runs")
    note = (
        "0 is the bottom of the scenario's scales on every issue, 100 the top; the costs of war can"
        " push it below. With talks: as the runs went, whether talks convened or not. Each party"
        " has a scale of its own, so that only the rows can be read, not the columns. The last"
        " column mixes assumptions and chance."
    )
    title = "How satisfied each party ends up, from 0 to 100, on average"
    return Section(title, (Table(header, rows, range(1, 5)), note))
