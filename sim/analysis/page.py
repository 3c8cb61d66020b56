"""The page of a scenario's results: what came out, how sure it is, and what it is not."""

from __future__ import annotations

import math
import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis import layout, tables
from sim.analysis.layout import Command, Page, Section
from sim.analysis.reasons import explained
from sim.analysis.words import about, capital, counted, duration, listed, percent, span
from sim.scenario import library
from sim.scenario.confidential import HIDDEN
from sim.scenario.evidence import Claims, evidence_table

if TYPE_CHECKING:
    from sim.experiments.results import Results

LIKELY = 0.05  # outcomes below this share are left out of the first sentence
SETTLED = 0.05  # a chance below this, or above its complement, is as good as settled
DECIDED = 0.01  # a stage that passes fewer, or stops fewer, is decided by construction

_PASSING = {
    "convened": "convening",
    "agreed": "signing",
    "ratified": "ratifying",
    "held": "holding",
}


def page(results: Results, *, plugins: Sequence[Path] = (), elapsed: float | None = None) -> Page:
    """Put the page together.

    Parameters
    ----------
    results : Results
    plugins : sequence of Path
        Files that have to be loaded to make the results again.
    elapsed : float, optional
        Seconds that it took.
    """
    spec, known = results.scenario.spec, results.scenario.complete_information
    again = _again(results, plugins, elapsed)
    failed = [failed_in_words(results)] if results.failures else []
    if results.finished.empty:
        return Page(spec.title, spec.question, failed, [again])
    lead = [*failed, first_sentence(results), how_sure(results)]
    body = [
        tables.funnel(results),
        *([tables.noise_levels(results)] if results.spreads and not known else []),
        tables.in_the_way(results),
        *([tables.forums(results)] if len(spec.forums) > 1 else []),
        tables.packages(results),
        tables.utilities(results),
        _caveats(results),
        again,
    ]
    return Page(spec.title, spec.question, lead, body)


def html(results: Results) -> str:
    """Return the page as HTML, for a notebook."""
    return layout.html(page(results))


# -- in words ----------------------------------------------------------------------------------


def failed_in_words(results: Results) -> str:
    """Say out loud that runs failed."""
    first = results.runs[results.runs.run_status != "ok"].iloc[0]
    if results.finished.empty:
        consequence = "there are no results"
    else:
        consequence = "they are in no number on this page, and the other runs may be no fair sample"
    return (
        f"{results.failures:,} of {counted(len(results.runs), 'run')} FAILED: {consequence}."
        f" The first is run {first.run}: {first.error}"
    )


def first_sentence(results: Results) -> str:
    """Say which outcomes are likely, stage by stage, and what most often leads to them."""
    shares, said = results.outcomes.share, tables.outcomes(results)
    likely = [name for name in shares.index[:3] if shares[name] >= LIKELY]
    clauses: list[str] = []
    for name in sorted(likely, key=list(said).index):
        of_what = "" if clauses else " simulated histories"
        clause = f"in {about(shares[name], of='of')}{of_what} {said[name]}"
        if ("outcome", name) in results.by_construction:
            clause += ", by construction"
        clauses.append(clause + explained(results, name))
    return capital("; ".join(clauses)) + "."


def how_sure(results: Results) -> str:
    """Set the two uncertainties of the first and the last stage side by side."""
    ends = dict.fromkeys((results.funnel_stages[0], results.funnel_stages[-1]))
    rows = results.funnel.loc[list(ends)]
    noise = max(1, math.ceil(50 * float((rows.high - rows.low).max())))
    said = (
        f"How sure is that? Simulation noise is at most {counted(noise, 'percentage point')}"
        " either way, and shrinks with more runs."
    )
    if results.scenario.complete_information:
        return f"{said} Everything else is known to everybody."
    if rows.range_low.isna().any():
        return f"{said} What we do not know was not asked in this run; it is often far larger."
    meaning = tables.stages(results)
    ranges = " and ".join(
        f"the chance that {meaning[str(stage)]} {_ranges(row.range_low, row.range_high)}"
        for stage, row in rows.iterrows()
    )
    return (
        f"{said} What we do not know does not shrink: over the middle 8 in 10 draws of the"
        f" assumptions {ranges}.{settled_in_words(results, str(rows.index[0]))}"
    )


def _ranges(low: float, high: float) -> str:
    """From where to where a chance goes; or where it stays."""
    same = percent(low) == percent(high)
    return f"stays at {percent(low)}" if same else f"goes from {span(low, high)}"


def settled_in_words(results: Results, stage: str) -> str:
    """Say so where the assumptions all but settle the first stage, one way or the other."""
    chances = results.over_draws(stage)
    settled = int(((chances < SETTLED) | (chances > 1 - SETTLED)).sum())
    if settled < len(chances) / 2:
        return ""
    return (
        f" Under {settled} of {counted(len(chances), 'draw')} it is as good as settled whether"
        f" {tables.stages(results)[stage]}: the assumptions decide more than chance does."
    )


def what_is_forced(results: Results) -> str:
    """Say what share of runs each stage lets pass, and which stages decide nothing, or all."""
    left, passing, forced = 1.0, [], []
    for stage in results.funnel_stages:
        if left == 0:
            break
        passed = float(results.funnel.share[stage]) / left
        passing.append(f"{_PASSING[stage]} {percent(passed)}")
        if passed >= 1 - DECIDED:
            forced.append(f"{_PASSING[stage]} stops nobody")
        elif passed <= DECIDED:
            forced.append(f"{_PASSING[stage]} stops everybody")
        left *= passed
    said = f"Of the runs that come to it, each stage lets pass: {', '.join(passing)}."
    if forced:
        said += f" By construction or nearly so, {listed(forced)}: that was put in, not found out."
    return said


# -- what to make of it ------------------------------------------------------------------------


def _caveats(results: Results) -> Section:
    thinking = (
        "A tool for thinking, not a forecast. These are shares of the histories that a model makes"
        " from the scenario's assumptions; they are not the chances of what happened or will"
        " happen."
    )
    return Section("What this is not", (thinking, _evidence(results), what_is_forced(results)))


def _evidence(results: Results) -> str:
    scenario = results.scenario
    rows = evidence_table(scenario, Claims.around(scenario))
    counts = Counter(row.status for row in rows)
    claimed, both, assumed = (counts[status] for status in ("claim", "both", "assumption"))
    hidden = sum(row.assumption == HIDDEN for row in rows)
    if not claimed + both + assumed:
        return "The scenario cites no evidence: all of it is made up."
    bare = len(rows) - claimed - both - assumed
    nothing = f", {hidden} {HIDDEN.removeprefix('rests ')}" if hidden else ""
    nothing += f", and {bare} on nothing" if bare else ""
    return (
        f"Of the scenario's {counted(len(rows), 'number')} and other parts, {claimed} rest on"
        f" what a document says, {both} on that and an assumption,"
        f" {assumed - hidden} on an assumption alone{nothing}; tracktwo evidence"
        f" {shlex.quote(_source(results))} lists them."
    )


def _again(results: Results, plugins: Sequence[Path], elapsed: float | None) -> Section:
    draws = len(results.spreads[0].outcome) if results.spreads else 0
    run = layout.as_typed("run", _source(results), runs=len(results.runs), seed=results.seed,
                          draws=draws, plugin=list(plugins))  # fmt: skip
    made = results.made_with
    versions = ", ".join(f"{name} {number}" for name, number in made["versions"].items())
    took = f" It took {duration(elapsed)}." if elapsed is not None else ""
    items: list[str | Command] = [
        Command(run),
        f"Scenario {results.scenario.hash[:12]}, seed {results.seed}; {versions}, Python"
        f" {made['python']} on {made['machine']}.{took}",
    ]
    if not results.finished.empty:
        tell = layout.as_typed("tell", _source(results), seed=results.seed, run=results.pick(),
                               plugin=list(plugins))  # fmt: skip
        items += ["To read one history of the commonest kind as a story:", Command(tell)]
    return Section("To make this again", items)


def _source(results: Results) -> str:
    """The scenario as a command takes it: its file, or its name where it ships."""
    scenario = results.scenario
    if scenario.path is None:
        return "FILE"
    names = (*library.names(), *library.names("textbook"))
    ships = scenario.name in names and library.find(scenario.name) == scenario.path
    return scenario.name if ships else str(scenario.path)
