"""What a sweep says of why: which factor matters, and under what conditions it happens."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.analysis.comparison import meaning
from sim.analysis.explaining.discovery import NOTE, boxes_of
from sim.analysis.explaining.importance import share
from sim.analysis.layout import Page, Section, Table
from sim.analysis.parameters import Parameters, between
from sim.analysis.sweep_page import again, how_it_stands
from sim.analysis.words import capital, counted, listed, percent, points
from sim.experiments.explain.effects import effects
from sim.experiments.explain.factors import AS_WRITTEN, IS
from sim.experiments.explain.sobol import CannotSay, Sobol, analysed
from sim.experiments.sweep.counts import asked_of, own
from sim.extras import NotInstalled

if TYPE_CHECKING:
    from sim.experiments.study import Study
    from sim.experiments.sweep.results import SweepResults

TITLE = "Which factor matters"
SMALL = 0.05  # what a factor must do with others, beyond what it does alone, to be named

#: What each kind of design cannot tell.
CANNOT = {
    "full_grid": "nothing of what lies between the levels or beyond them.",
    "one_at_a_time": (
        "nothing of what factors do together: each was moved with all others as written, and might"
        " do more, or less, where they are not."
    ),
    "list": (
        "nothing of a factor that no cell sets alone, and nothing of combinations that are not"
        " listed."
    ),
    "latin_hypercube": (
        "little of what factors do together; for that a design of the kind saltelli is made."
    ),
    "sobol": "little of what factors do together; for that a design of the kind saltelli is made.",
    "saltelli": (
        "nothing of what lies beyond the ranges. Shares depend on how wide the ranges are: a"
        " factor that decides little here may decide much over a wider one."
    ),
}


def page(results: SweepResults, command: str = "") -> Page:
    """Put the page together: what moves the study's quantity, and when it comes about.

    Parameters
    ----------
    results : SweepResults
    command : str
        What has to be typed to make it again.
    """
    study = results.study
    saltelli = study.design.name == "saltelli"
    sections = [
        sobol_section(results) if saltelli else _effects(results),
        *([] if study.quantity.event is None else [_boxes(results)]),
        *again(command),
    ]
    return Page(f"Why: {study.title}", study.spec.question, how_it_stands(results), sections)


def sobol_section(results: SweepResults) -> Section:
    """Put the Sobol indices of a sweep of the kind ``saltelli`` into a section."""
    study = results.study
    try:
        found = analysed(results)
        steps = {name: analysed(results, asked) for name, asked in asked_of(study).items()}
    except (CannotSay, NotInstalled) as error:
        return Section(TITLE, (f"{capital(str(error))}.",))
    titles = {factor.name: factor.title for factor in study.factors}
    said = meaning(str(found.asked), *study.scenarios.values())
    out = [_excluded(found)] if found.excluded else []
    if found.table["first"].isna().any():
        flat = f"The factors do not move the chance that {said} beyond simulation noise."
        return Section(TITLE, (*out, flat, _sobol_note(found, study)))
    ranked = found.table.sort_values("total", ascending=False, kind="stable")
    rows = [
        (
            capital(titles[row.factor]),
            share(row["first"]),
            _span(row.first_low, row.first_high),
            share(row.total),
            _span(row.total_low, row.total_high),
        )
        for _, row in ranked.iterrows()
    ]
    header = ("", "alone", "95%", "with what it\ndoes together", "95%")
    items: list[str | Table] = [_first(found, titles, said), Table(header, rows, (1, 2, 3, 4))]
    if len(steps) > 1:
        items.append(_by_step(steps, titles, own(study)[0]))
    return Section(TITLE, (*out, *items, _sobol_note(found, study)))


def _first(found: Sobol, titles: dict[str, str], said: str) -> str:
    """Say which factor decides most, and how much is decided together."""
    table = found.table.sort_values("total", ascending=False, kind="stable")
    top = table.iloc[0]
    lead = (
        f"Of all that {said if found.asked.event is None else f'the chance that {said}'} varies by,"
        f" over the ranges of {counted(len(table), 'factor')}, {share(top['first'])} comes with"
        f" {titles[top.factor]} alone."
    )
    together = [
        f"{titles[row.factor]} ({share(row.total - row['first'])})"
        for _, row in table.iterrows()
        if row.total - row["first"] > SMALL
    ]
    if found.together > SMALL and together:
        lead += (
            f" {share(found.together)} comes of what factors do only together, and most in it have"
            f" {listed(together)}."
        )
    idle = [titles[row.factor] for _, row in table.iterrows() if row.total_low <= 0]
    return f"{lead} Not to be told from nothing: {listed(idle)}." if idle else lead


def _by_step(steps: dict[str, Sobol], titles: dict[str, str], asked: str) -> Table:
    """Each factor's share, with what it does together, for each step of the funnel."""
    shown = {name: found for name, found in steps.items() if name != asked or name in titles}
    rows = [
        (
            capital(title),
            *(_estimate(found, factor) for found in shown.values()),
        )
        for factor, title in titles.items()
    ]
    header = ("with what it does together, for", *(name for name in shown))
    return Table(header, rows, range(1, len(header)))


def _estimate(found: Sobol, factor: str) -> str:
    row = found.table.set_index("factor").loc[factor]
    if math.isnan(row.total):
        return "unmoved"
    return f"{share(row.total)} ±{100 * (row.total_high - row.total_low) / 2:.0f}"


def _excluded(found: Sobol) -> str:
    each = "; ".join(f"{count:,} where {reason}" for reason, count in found.excluded.items())
    return (
        f"LEFT OUT: {sum(found.excluded.values()):,} of"
        f" {sum(found.excluded.values()) + found.groups:,} groups of cells, {each}. The others may"
        " be no fair sample."
    )


def _sobol_note(found: Sobol, study: Study) -> str:
    cells = 2 * len(study.factors) + 2
    noise = ""
    if not math.isnan(found.noise):
        noise = (
            f" Of what comes out, {share(found.noise)} is simulation noise that cells do not share;"
            " it is taken out."
        )
    return (
        f"Sobol indices from {counted(found.groups, 'group')} of {cells} cells with"
        f" {counted(found.runs, 'run')} each (seed {study.spec.seed}). Alone: the share of the"
        " variance that would go if this factor were known. With what it does together: the share"
        " that would be left if all others were known. Intervals hold simulation noise, and that"
        f" so few points stand for the ranges.{noise} All that is not a factor is drawn anew in"
        f" each run, the same for all cells. What this design cannot tell: {CANNOT['saltelli']}"
    )


def _span(low: float, high: float) -> str:
    return f"{share(low)} to {share(high)}"


# -- other designs -------------------------------------------------------------------------------


def _effects(results: SweepResults) -> Section:
    """Which factor moves the study's quantity most, as far as the design tells."""
    study = results.study
    table, left_out = effects(results, study.quantity)
    titles = {factor.name: factor.title for factor in study.factors}
    said = meaning(str(study.quantity), *study.scenarios.values())
    rows = [
        (
            capital(titles[row.factor]),
            f"{_level(row['from'])} to {_level(row['to'])}",
            f"{_value(row.lowest, study)} to {_value(row.highest, study)}",
            points(row.change),
            f"{points(row.low)} to {points(row.high)}",
        )
        for _, row in table.dropna().iterrows()
    ]
    items: list[str | Table] = []
    if left_out:
        items.append(f"LEFT OUT: {counted(left_out, 'cell')} with runs that failed or are missing.")
    if rows:
        top = table.dropna().iloc[0]
        moved = f"{titles[top.factor]} moves it most, by {rows[0][3]} points ({rows[0][1]})"
        seen = not top.low <= 0 <= top.high
        items.append(f"{capital(said)}: {moved if seen else 'no factor is seen to move it'}.")
        header = ("", "from, to", said, "points", "simulation\nnoise")
        items.append(Table(header, rows, (2, 3, 4)))
    silent = [titles[name] for name in table.factor[table.change.isna()]]
    if silent:
        items.append(f"Nothing is told of {listed(silent)}: no cells differ in it alone.")
    return Section(TITLE, (*items, f"What this design cannot tell: {CANNOT[study.design.name]}"))


def _boxes(results: SweepResults) -> Section:
    study = results.study
    told = _Columns(study)
    said = meaning(str(study.quantity), *study.scenarios.values())
    items = boxes_of(results, str(study.quantity), said, told.condition, told.unit)
    looked = any(isinstance(item, Table) for item in items)
    return Section("When does it happen?", (*items, NOTE) if looked else items)


class _Columns:
    """What the factors of a study, and what its scenario draws, are called."""

    def __init__(self, study: Study) -> None:
        self._titles = {factor.name: factor.title for factor in study.factors}
        self._parameters = Parameters(next(iter(study.scenarios.values())))

    def condition(self, column: str, above: float, at_most: float) -> str:
        factor, _, level = column.partition(IS)
        if factor not in self._titles:
            return self._parameters.condition(column, above, at_most)
        if level:
            verb = "is" if above > -math.inf else "is not"
            return f"{self._titles[factor]} {verb} {_level(level)}"
        return f"{self._titles[factor]} is {between(above, at_most)}"

    def unit(self, column: str) -> str:
        known = column.partition(IS)[0] in self._titles
        return "" if known else self._parameters.unit(column)


def _level(label: str) -> str:
    return label if label == AS_WRITTEN else label.replace("_", " ")


def _value(value: float, study: Study) -> str:
    return f"{100 * value:.0f}" if study.quantity.event is None else percent(value)
