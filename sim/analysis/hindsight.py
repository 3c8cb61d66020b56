"""The page of a hindcast: what was given to what happened, how it scores, and what that is not."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from sim.analysis import layout
from sim.analysis.layout import Command, Page, Section, Table
from sim.analysis.words import counted, listed, percent, span
from sim.experiments.folder import made
from sim.experiments.hindcast import FORECASTERS, MODEL
from sim.experiments.history import day
from sim.files import whole, write

if TYPE_CHECKING:
    from sim.experiments.hindcast import Hindcast, Tried

OUTCOME = {
    "not_convened": "talks do not convene",
    "walkout": "somebody walks out",
    "deadlock": "no deal at the table",
    "not_ratified": "deal not ratified",
    "collapsed": "deal made and broken",
    "held": "deal holds",
    "agreed": "deal made",
    "military_decision": "one side wins the war",
}
FORECASTER = {
    "model": "the model",
    "climatology": "the other cases",
    "uniform": "all outcomes alike",
    "demands": "count of demands",
}
SCORE = {"brier": "Brier score", "log": "Log score"}
_SHORT = ("model", "other\ncases", "all\nalike", "count of\ndemands")  # the heads of columns
QUESTION = {"convened": "Did talks convene?", "agreed": "Was a deal signed?"}


def page(hindcast: Hindcast, command: str = "") -> Page:
    """Put the page together.

    Parameters
    ----------
    hindcast : Hindcast
    command : str
        What has to be typed to make it again.
    """
    failed = [_failed(hindcast)] if hindcast.failures else []
    body = [
        _given(hindcast),
        _totals(hindcast),
        _reduced(hindcast),
        _rivals(hindcast),
        *(_case_scores(hindcast, score) for score in SCORE),
        *(_story(name, trial) for name, trial in hindcast.trials.items()),
        _again(hindcast, command),
    ]
    question = "What did the scenarios give to what happened?"
    return Page(hindcast.history.title, question, [*failed, validates_nothing(hindcast)], body)


def validates_nothing(hindcast: Hindcast) -> str:
    """Say what the exercise is not."""
    number = len(hindcast.trials)
    cases, validate = counted(number, "case"), "validates" if number == 1 else "validate"
    return (
        f"{cases[:1].upper() + cases[1:]} {validate} nothing. Whoever coded the scenarios knew the"
        " outcomes, and so did whoever chose the labels. Parameters are not moved to improve what"
        " stands here; where the model says something silly, the mechanism or the claim at fault"
        " is to be found and written up."
    )


# -- the tables --------------------------------------------------------------------------------


def _given(hindcast: Hindcast) -> Section:
    """What everybody gave to each label."""
    table = hindcast.probabilities
    rows: list[tuple[str, ...]] = []
    for name, group in table[table.happened].groupby("case", sort=False):
        rows.append((str(name), *[""] * (len(FORECASTERS) + 1)))
        for row in group.itertuples():
            given = [percent(getattr(row, who)) for who in FORECASTERS]
            label = OUTCOME[str(row.outcome)] + ("" if row.reachable else " *")
            rows.append((f"  {label}", given[0], _unknown(row), *given[1:]))
    header = ("case and what happened", "model", "what we do\nnot know", *_SHORT[1:])
    noise = max(1, math.ceil(50 * float((table.high - table.low).max())))
    said = [
        f"Shares of {counted(hindcast.runs, 'run')}. Simulation noise is at most"
        f" {counted(noise, 'percentage point')} either way (95%), and shrinks with more runs. What"
        " we do not know does not: the middle 8 in 10 draws of the assumptions. Where several"
        " labels can be defended, each has a row.",
    ]
    if not table[table.happened].reachable.all():
        said.append(
            "With a star: the scenario cannot end so; the model gave it nothing, and is scored so."
        )
    return Section("Given to what happened", (Table(header, rows, range(1, 6)), *said))


def _unknown(row) -> str:
    """What we do not know, as a range."""
    if not row.reachable:
        return "-"
    return "not asked" if math.isnan(row.range_low) else span(row.range_low, row.range_high)


def _case_scores(hindcast: Hindcast, score: str) -> Section:
    """A score under each label; the mean, best and worst where there are several."""
    wide = hindcast.by_label(score)
    summary = hindcast.by_case(score)
    rows: list[tuple[str, ...]] = []
    for name, trial in hindcast.trials.items():
        rows.append((name, *[""] * len(FORECASTERS)))
        for label in trial.case.labels:
            numbers = (_number(wide.loc[(name, label), who]) for who in FORECASTERS)
            rows.append((f"  {OUTCOME[label]}", *numbers))
        for which in ("mean", "best", "worst") if len(trial.case.labels) > 1 else ():
            numbers = (_number(summary.loc[(name, who), which]) for who in FORECASTERS)
            rows.append((f"    {which} of these", *numbers))
    header = ("case, if what happened is", *_SHORT)
    return Section(f"{SCORE[score]} by case", (Table(header, rows, range(1, 5)),))


def _totals(hindcast: Hindcast) -> Section:
    floor = hindcast.floor
    notes = (
        "Means over cases, each case once; 0 is perfect. From best to worst: over every choice of"
        " one label for each case. Model ahead by: the forecaster's mean less the model's under the"
        " same choice, from the choice worst for the model to the best; where the range goes"
        " through 0, who is ahead hangs on which label one defends.",
        "Brier score: the sum over outcomes of the squared error (Brier 1950); 2 is certainty of"
        " something else. Log score: minus the natural logarithm of what was given to what happened"
        f" (Good 1952). What was given less than half a run, {floor:.2g}, counts as half a run,"
        f" so that the worst is {-math.log(floor):.2f}.",
    )
    return Section("All cases together", (*(_total(hindcast, score) for score in SCORE), *notes))


def _total(hindcast: Hindcast, score: str) -> Table:
    table = hindcast.totals(score)
    rows = [
        (
            FORECASTER[str(who)],
            _number(row["mean"]),
            f"{_number(row.best)} to {_number(row.worst)}",
            "" if who == MODEL else f"{-row.lead_high:+.2f} to {-row.lead_low:+.2f}",
        )
        for who, row in table.iterrows()
    ]
    return Table((SCORE[score], "mean", "best to worst", "model ahead by"), rows, (1, 2, 3))


def _reduced(hindcast: Hindcast) -> Section:
    """The two questions with two answers."""
    items: list[Table | str] = []
    for question, words in QUESTION.items():
        brier, log = (hindcast.totals(f"{question}_{score}") for score in ("brier", "log"))
        if not brier.cases.iloc[0] > 0:
            items.append(f"{words} No case leaves that open.")
            continue
        rows = [
            (FORECASTER[who], *(_with_range(table.loc[who]) for table in (brier, log)))
            for who in FORECASTERS
        ]
        asked = f"{words} ({counted(int(brier.cases.iloc[0]), 'case')})"
        header = (asked, "Brier score,\nbest to worst", "log score,\nbest to worst")
        items.append(Table(header, rows, (1, 2)))
    items.append(
        "The same forecasts in two categories, scored in the same ways. A war decided by arms"
        " counts as neither convened nor signed."
    )
    return Section("Two simpler questions", items)


def _with_range(row) -> str:
    return f"{_number(row['mean'])}, {_number(row.best)} to {_number(row.worst)}"


def _number(score: float) -> str:
    return f"{score:.2f}"


# -- the words ---------------------------------------------------------------------------------


def _failed(hindcast: Hindcast) -> str:
    cases = listed([name for name, trial in hindcast.trials.items() if trial.failed])
    return (
        f"{counted(hindcast.failures, 'run')} FAILED, in {cases}: they are in no number on this"
        " page, and the other runs may be no fair sample."
    )


def _rivals(hindcast: Hindcast) -> Section:
    counts = "; ".join(
        f"{name} {trial.unmet:.1f} of {trial.demands}" for name, trial in hindcast.trials.items()
    )
    return Section(
        "Whom the model is compared with",
        (
            "The other cases: how often each outcome was what happened in the others, this case"
            " left out; a case with several labels counts in equal parts, and each outcome is"
            " counted once more than it was seen (Laplace's rule).",
            "All outcomes alike: the same chance for every outcome that the scenario can come to.",
            "Count of demands: as all outcomes alike, but each demand of a required seat that is"
            " not met at first halves the chance that talks convene. Unmet at first, on average"
            f" over the assumptions: {counts}.",
        ),
    )


def _story(name: str, trial: Tried) -> Section:
    """What happened in a case, and why each label can be defended."""
    case = trial.case
    items = [" ".join(case.happened.split())]
    for outcome, label in case.labels.items():
        until = f" (as seen on {day(label.until)})" if label.until else ""
        sources = "; ".join(f"{s.by}, {s.title}, {s.date}" for s in label.sources)
        why = " ".join(label.why.split())
        items.append(f"- {OUTCOME[outcome]}{until}: {why} To look up: {sources}.")
    window = f"{day(case.window.from_)} to {day(case.window.to)}"
    return Section(f"{name}: {window}", items)


def _again(hindcast: Hindcast, command: str) -> Section:
    hashes = ", ".join(f"{n} {t.scenario.hash[:12]}" for n, t in hindcast.trials.items())
    said = f"Scenarios: {hashes}."
    return Section("To make this again", (Command(command), said) if command else (said,))


# -- on disk -----------------------------------------------------------------------------------


def save(hindcast: Hindcast, page: Page, folder: str | Path, size: str = "page") -> list[Path]:
    """Write a page, the figure as PNG (300 dpi) and SVG, and the two tables as CSV.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    FolderRefused
        If the folder is a file, or cannot be written.
    """
    from sim.analysis.figures.hindsight import hindcast as figure

    folder = made(folder)
    files = [write(folder / "hindcast.txt", layout.text(page))]
    tables = {"probabilities.csv": hindcast.probabilities, "scores.csv": hindcast.scores}
    for name, table in tables.items():
        with whole(folder / name) as part:
            table.to_csv(part, index=False, lineterminator="\n")
        files.append(folder / name)
    return [*files, *figure.pictures(hindcast, folder, size)]
