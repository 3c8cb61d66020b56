"""What of results is handed on: each table with its units, both uncertainties, and what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.analysis import tables
from sim.analysis.words import Names
from sim.experiments.uncertainty import Z95, range_over_draws, range_without_noise, wilson

if TYPE_CHECKING:
    from sim.experiments.results import Results

SHARE, POINTS = "share", "points"  # of runs, in percent; of satisfaction, of 100
BOTH = {  # the columns of a probability, and what they are
    "share": "share of runs (%)",
    "low": "simulation noise, 95% from (%)",
    "high": "simulation noise, 95% to (%)",
    "range_low": "what we do not know, middle 8 in 10 from (%)",
    "range_high": "what we do not know, middle 8 in 10 to (%)",
}
GAIN = {
    "without": "without talks (satisfaction, 0-100)",
    "with_talks": "with talks (satisfaction, 0-100)",
    "gain": "gain (points)",
    "low": "simulation noise, 95% from (points)",
    "high": "simulation noise, 95% to (points)",
    "range_low": "what we do not know, middle 8 in 10 from (points)",
    "range_high": "what we do not know, middle 8 in 10 to (points)",
    "gain_low": "8 of 10 runs, from (points)",
    "gain_high": "8 of 10 runs, to (points)",
}


@dataclass(frozen=True)
class TableSheet:
    """One table to hand on.

    Attributes
    ----------
    name : str
    about : str
        What it is, and what its numbers are.
    table : pandas.DataFrame
        Columns with their units in the header.
    kinds : dict of str to str
        Column -> `SHARE` or `POINTS`; what is neither is shown as it is.
    """

    name: str
    about: str
    table: pd.DataFrame
    kinds: dict[str, str]


def _outcomes(results: Results) -> TableSheet:
    return _probabilities(results, "outcomes", results.outcomes, tables.outcomes(results))


def _funnel(results: Results) -> TableSheet:
    return _probabilities(results, "funnel", results.funnel, tables.stages(results))


def _probabilities(
    results: Results, name: str, table: pd.DataFrame, meaning: dict[str, str]
) -> TableSheet:
    """A table of shares with both uncertainties."""
    key = str(table.index.name)
    shown = table.reset_index()[[key, *BOTH]].rename(columns=BOTH)
    shown.insert(1, "what it means", [meaning[str(each)] for each in table.index])
    return TableSheet(name, _ABOUT[name], shown, dict.fromkeys(BOTH.values(), SHARE))


def _noise(results: Results) -> TableSheet:
    table = results.by_noise()
    shares = {name: BOTH[name] for name in ("share", "range_low", "range_high")}
    names = {"noise": "noise (share of the utility range)", "stage": "stage", **shares}
    shown = table[list(names)].rename(columns=names)
    return TableSheet("noise", _ABOUT["noise"], shown, dict.fromkeys(shares.values(), SHARE))


def _blockers(results: Results) -> TableSheet:
    names = Names(results.scenario)
    table = results.blockers.reset_index()
    table["party"] = [names.title(str(party)) for party in table.party]
    last = {"sole": "of these, alone in the way (%)"}
    return _shares("blockers", table, ["party", "kind", "over"], last)


def _packages(results: Results) -> TableSheet:
    issues, runs = [str(name) for name in results.packages.index.names], len(results.finished)
    table = results.packages.reset_index()
    ends = np.array([wilson(round(share * runs), runs) for share in table.share]).reshape(-1, 2)
    unknown = _columns(_range(results, issues, row) for row in table[issues].to_numpy())
    table = table.assign(low=ends[:, 0], high=ends[:, 1], **unknown)
    return _shares("packages", table, issues, {"held": "of these, held (%)"})


def _range(results: Results, issues: list[str], package: np.ndarray) -> tuple[float, float]:
    """The range of how often a package is signed over draws of the assumptions."""
    found, each = _draws(results)
    if found.empty:
        return float("nan"), float("nan")
    signed = found[[f"package.{issue}" for issue in issues]].to_numpy(object) == package
    by_draw = pd.Series(signed.all(axis=1)).groupby(found.run.to_numpy() // each)
    return range_over_draws(by_draw.sum(), by_draw.size())


def _utilities(results: Results) -> TableSheet:
    table = results.utilities
    half = [Z95 * _gain(results.finished, party).sem() for party in table.index]
    table = table.assign(
        low=table.gain - half,
        high=table.gain + half,
        **_columns(_range_of_gain(results, str(party)) for party in table.index),
    )
    shown = (100 * table).reset_index()[["party", *GAIN]].rename(columns=GAIN)
    names = Names(results.scenario)
    shown["party"] = [names.title(str(party)) for party in shown.party]
    return TableSheet("utilities", _ABOUT["utilities"], shown, dict.fromkeys(GAIN.values(), POINTS))


def _range_of_gain(results: Results, party: str) -> tuple[float, float]:
    """The range of an average gain over draws of the assumptions."""
    found, each = _draws(results)
    if found.empty:
        return float("nan"), float("nan")
    by_draw = _gain(found, party).groupby(found.run // each)
    runs = by_draw.size()
    several = runs >= 2
    noise = by_draw.var(ddof=1)[several] / runs[several]
    return range_without_noise(by_draw.mean()[several], noise)


def _gain(runs: pd.DataFrame, party: str) -> pd.Series:
    """What the talks bring a party in each run."""
    return runs[f"utility.{party}"] - runs[f"no_talks.{party}"]


def _draws(results: Results) -> tuple[pd.DataFrame, int]:
    """The runs of the nested pass that did not fail, and how many there are to a draw."""
    nested = results.nested
    if nested.empty or results.spread is None:
        return nested, 1
    return nested[nested.run_status == "ok"], results.spread.runs_per_draw


def _columns(ranges: Iterable[tuple[float, float]]) -> dict[str, np.ndarray]:
    ends = np.array(list(ranges)).reshape(-1, 2)
    return {"range_low": ends[:, 0], "range_high": ends[:, 1]}


def _shares(name: str, table: pd.DataFrame, keys: list[str], last: dict[str, str]) -> TableSheet:
    shown = table[[*keys, *BOTH, *last]].rename(columns=BOTH | last)
    return TableSheet(
        name, _ABOUT[name], shown, dict.fromkeys([*BOTH.values(), *last.values()], SHARE)
    )


_UNCERTAIN = (
    "Simulation noise is the 95% interval that comes of making only so many runs. What we do not"
    " know is the range over the middle 8 in 10 draws of the assumptions; empty where it was not"
    " asked."
)
_ABOUT = {
    "funnel": f"How far talks come: the share of all runs that pass each step. {_UNCERTAIN}",
    "outcomes": f"How runs end, most frequent first. {_UNCERTAIN}",
    "noise": "The steps again at each level of noise, from the runs under the draws of the"
    " assumptions. What we do not know is the middle 8 in 10 of these.",
    "blockers": "Who stood in the way of the primary forum, and over what. Several can stand in"
    f" the way of one run. {_UNCERTAIN}",
    "packages": f"The packages signed, most frequent first. {_UNCERTAIN}",
    "utilities": "How satisfied each party ends up on average, on a scale of its own from 0 to 100."
    f" The ranges are of the gain. {_UNCERTAIN} The range of 8 of 10 runs mixes both.",
}

#: What can be handed on, by name.
TABLES: dict[str, Callable[[Results], TableSheet]] = {
    "funnel": _funnel,
    "outcomes": _outcomes,
    "noise": _noise,
    "blockers": _blockers,
    "packages": _packages,
    "utilities": _utilities,
}
