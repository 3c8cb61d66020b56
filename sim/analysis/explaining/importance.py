"""Which assumption matters, in a section: what each uncertain number decides by itself."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.analysis import tables
from sim.analysis.layout import Note, Section, Table
from sim.analysis.parameters import Parameters, titled
from sim.analysis.words import capital, counted, percent, points
from sim.experiments.challenge.variance import CLAIM_BACKED, NOT_CAPTURED
from sim.experiments.explain.importance import Importance, importance

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiments.results import Results

SHOWN = 8  # parameters of a step
UNDER = {
    "claim": "a claim",
    "both": "a claim and\nan assumption",
    "assumption": "an assumption",
    "missing": "nothing",
}
TITLE = "Which assumption matters"


def section(results: Results) -> Section:
    """Put the section together: for the first step and the last.

    Parameters
    ----------
    results : Results
    """
    if results.finished.empty:
        return Section(TITLE, ("Every run failed: there is nothing to explain.",))
    found, told = importance(results), Parameters(results.scenario)
    items: list[str | Table] = [*_failed(results)]
    for step in ends(results):
        items += _step(found, step, told)
    items += [*_backed(found), _note(found)]
    return Section(TITLE, items)


def ends(results: Results) -> list[str]:
    """Return the first step of the funnel and the last."""
    return list(dict.fromkeys((results.funnel_stages[0], results.funnel_stages[-1])))


def share(value: float) -> str:
    """Write an estimated share, which may come out a little below 0 or above 1.

    Examples
    --------
    >>> share(0.204), share(-0.002), share(0.004), share(1.02)
    ('20%', '0%', '<1%', '100%')
    """
    return percent(min(max(value, 0.0), 1.0))


def _failed(results: Results) -> list[str]:
    if not results.failures:
        return []
    return [
        f"{results.failures:,} of {counted(len(results.runs), 'run')} FAILED and are in no number"
        " here; the others may be no fair sample."
    ]


def _step(found: Importance, step: str, told: Parameters) -> list[str | Table]:
    """One step: in words, and what is seen to matter for it."""
    meaning = tables.stages(found.results)[step]
    seen = found.found(step)
    if found.of(step)["index"].isna().all():
        said = "are too few" if found.results.passed(step).nunique() > 1 else "all come to the same"
        return [f"Whether {meaning}: not estimated; the runs {said}."]
    lead = f"Whether {meaning}: {_together(found, step)}"
    if seen.empty:
        return [f"{lead} No single number is seen to decide anything by itself."]
    first = seen.iloc[0]
    lead += (
        f" Of single numbers the one that decides most, {share(first['index'])} of it, is"
        f" {told(first.column)}: {_way(first, meaning)}."
    )
    rows = [_row(row, told) for _, row in seen.head(SHOWN).iterrows()]
    header = ("", "decides", "95%", "more of it:\nthe chance", "resting on")
    items: list[str | Table] = [capital(lead), Table(header, rows, (1, 2, 3))]
    more = len(seen) - len(rows)
    idle = len(found.of(step)) - len(seen)
    rest = [f"{counted(more, 'other')} decide less"] if more else []
    rest += [f"of {idle} nothing is seen"] if idle else []
    return [*items, f"{capital('; '.join(rest))}."] if rest else items


def _together(found: Importance, step: str) -> str:
    """Say what the assumptions decide together, and what is chance."""
    all_of_them = found.assumptions(step)
    alone = found.of(step)["index"].clip(lower=0)[found.of(step).low > 0].sum()
    if math.isnan(all_of_them):
        return (
            f"single numbers decide {share(alone)} of it in all; the rest is chance, or what"
            " numbers do only together."
        )
    beyond = max(all_of_them - alone, 0.0)
    return (
        f"the assumptions decide {share(all_of_them)} of it, and chance the rest. Single numbers"
        f" decide {share(alone)}; {share(beyond)} comes of what they do together, and of many"
        " that each do little."
    )


def _way(row: pd.Series, meaning: str) -> str:
    """Say which way a number works, at its two ends."""
    least, most = percent(row.least), percent(row.most)
    if _is_case(row.column):
        return f"with it {meaning} in {most} of runs, otherwise in {least}"
    return f"where it is low {meaning} in {least} of runs, and in {most} where it is high"


def _row(row: pd.Series, told: Parameters) -> tuple[str, ...]:
    named = titled(told, row.path)
    if row.column != row.path and row.path.endswith(".weights"):
        named += f" (above all {told(row.column)})"
    unsure = row.change_low <= 0 <= row.change_high
    way = "either way" if unsure else f"{points(row.change, 0)} points"
    span = f"{share(row.low)} to {share(row.high)}"
    return named, share(row["index"]), span, way, UNDER[row.status]


def _is_case(column: str) -> bool:
    return column.startswith("variants.") and ".set." not in column


def _backed(found: Importance) -> list[str]:
    """Compare what claims back with what is merely assumed."""
    variance = found.variance
    if variance is None:
        return []
    said = []
    for step in ends(found.results):
        shares = variance.shares.share[step]
        meaning = tables.stages(found.results)[step]
        if shares.isna().any():  # too few runs or draws
            continue
        backed = shares[[name for name in CLAIM_BACKED if name in shares.index]].sum()
        bare = shares.drop([NOT_CAPTURED, *CLAIM_BACKED], errors="ignore").sum()
        said.append(
            f"for whether {meaning}, {share(backed)} comes with numbers that a claim backs and"
            f" {share(bare)} with assumed ones"
        )
    if not said:
        return []
    return [
        "Of what the assumptions decide, " + "; ".join(said) + ". The rest cannot be divided so."
    ]


def _note(found: Importance) -> Note:
    runs = counted(len(found.results.finished), "run")
    return Note(
        f"From {runs} (seed {found.results.seed}). Decides: the share of the variance of a run's"
        " outcome between runs with like values of the number, less what luck alone would show,"
        " with its 95% interval; only what is seen to be above 0 is listed. More of it: the chance"
        " among the third of runs with the highest values less that among the third with the"
        " lowest. What is drawn together stands as one: the weights of one party, and what war"
        " costs a party with the firmness of its demands. A wide range decides more than a narrow"
        f" one: that is what little evidence looks like."
        " tracktwo evidence says what each number rests on."
    )
