"""What each run drew, by what is under it: the regressors of a variance over assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.draws import Draws, Floats
from sim.scenario.assumptions import Assumptions, draw
from sim.scenario.distributions import Distribution
from sim.scenario.evidence import Claims, evidence_table
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Joint

#: Groups by what is under a parameter; what cites what is no claim counts as resting on nothing.
STATUSES = ("claim", "both", "assumption", "missing")

Regressors = dict[str, Floats]  # status -> (runs, columns)


@dataclass(frozen=True)
class Drawn:
    """What runs drew of one uncertain parameter.

    Attributes
    ----------
    path : str
        Its place in the scenario; of what is drawn together the place of the whole: weights of one
        holder, an order of options, a variant.
    status : str
        What is under it: one of `STATUSES`.
    columns : tuple of str
        The path of each number in it; of a variant that of each case but the first.
    values : ndarray, shape (runs, columns)
    """

    path: str
    status: str
    columns: tuple[str, ...]
    values: Floats

    @property
    def is_variant(self) -> bool:
        """Whether it is a choice among cases and no size."""
        return self.path.startswith("variants.") and ".cases." not in self.path


def uncertain(scenario: Scenario, seed: int, runs: np.ndarray) -> tuple[Regressors, dict[str, int]]:
    """Return what each run drew, by what is under it, and how many parameters that are.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    runs : ndarray of int, shape (runs,)
        Run numbers, ascending.

    Returns
    -------
    (regressors, counts) : dict of status -> ndarray (runs, columns), dict of status -> int
        Groups without an uncertain parameter are left out.
    """
    found: dict[str, list[Floats]] = {name: [] for name in STATUSES}
    for each in drawn(scenario, seed, runs):
        found[each.status].append(each.values)
    groups = {name: np.hstack(each) for name, each in found.items() if each}
    return groups, {name: len(each) for name, each in found.items() if each}


def drawn(scenario: Scenario, seed: int, runs: np.ndarray) -> list[Drawn]:
    """Return each uncertain parameter: what is under it, and what it was in each run.

    Numbers that refer to a shared one are that number, and not counted again; what an order fills
    in is the order. Of a variant there is a column for each case but one; a number that it switches
    counts while it is in force, as far as it is off its mean, so that what the case itself moves is
    the variant's.

    Parameters
    ----------
    scenario, seed, runs
        As for `uncertain`.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> [each] = drawn(Scenario.from_data(EXAMPLE), 0, np.arange(50))
    >>> each.path, each.status, each.values.shape
    ('parties.north.reservation', 'missing', (50, 1))
    """
    status = {row.path: row.status for row in evidence_table(scenario, Claims.around(scenario))}
    return [
        Drawn(path, known if (known := status.get(path)) in STATUSES else "missing", names, values)
        for path, names, values in _drawn(scenario, seed, runs)
    ]


def in_force(scenario: Scenario, seed: int, runs: np.ndarray) -> tuple[list[str], Floats]:
    """Return every uncertain number as it was in force in each run, whatever it is drawn with.

    Of a number that a variant switches that is the value in the case that was drawn.

    Parameters
    ----------
    scenario, seed, runs
        As for `uncertain`.

    Returns
    -------
    (paths, values) : list of str, ndarray (runs, paths)
    """
    assumed = draw(scenario, Draws(seed), np.arange(runs[-1] + 1 if runs.size else 0))
    switched = set(_in_force(scenario, assumed))
    found: dict[str, Floats] = {}
    for each in drawn(scenario, seed, runs):
        for path, values in zip(each.columns, each.values.T, strict=True):
            if path in switched:
                place = path.partition(".set.")[2] or path
                found[place] = assumed[place][runs]
            else:
                found[path] = values
    if not found:
        return [], np.empty((len(runs), 0))
    return list(found), np.stack(list(found.values()), axis=1)


def _drawn(
    scenario: Scenario, seed: int, runs: np.ndarray
) -> Iterator[tuple[str, tuple[str, ...], Floats]]:
    """Each uncertain parameter's path, its columns, and what they were: (runs, columns)."""
    assumed = draw(scenario, Draws(seed), np.arange(runs[-1] + 1 if runs.size else 0))
    switched = _in_force(scenario, assumed)
    filled = _filled(scenario)
    issues = scenario.spec.issue_names
    for order in sorted(set(filled.values())):
        names = tuple(path for path, of in filled.items() if of == order)
        yield order, names, np.stack([assumed[path][runs] for path in names], axis=1)
    for name, variant in scenario.spec.variants.items():
        cases, path = np.arange(1, len(variant.cases)), f"variants.{name}"
        names = tuple(f"{path}.cases.{case}" for case in list(variant.cases)[1:])
        yield path, names, (assumed.case(name)[runs][:, None] == cases).astype(float)
    for path, number in scenario.parameters.items():
        holder, _, issue = path.rpartition(".weights.")
        if isinstance(number, Joint):
            weights = assumed.weights(path.removesuffix(".weights"))[runs]
            if weights.size and np.ptp(weights, axis=0).any():
                yield path, tuple(f"{path}.{name}" for name in issues), weights
        elif not isinstance(number, Distribution) or path in scenario.ties or path in filled:
            continue
        elif holder in scenario.spec.holders:
            yield path, (path,), assumed.weights(holder)[runs][:, [issues.index(issue)]]
        elif path in switched:
            off_mean = np.where(switched[path], assumed[path] - number.mean, 0.0)
            yield path, (path,), off_mean[runs][:, None]
        elif path in assumed:
            yield path, (path,), assumed[path][runs][:, None]


def _in_force(scenario: Scenario, assumed: Assumptions) -> dict[str, np.ndarray]:
    """In which runs a number that a variant switches, or a case sets, is in force: (runs,)."""
    found: dict[str, np.ndarray] = {}
    for name, variant in scenario.spec.variants.items():
        chosen = assumed.case(name)
        for place, (case, body) in enumerate(variant.cases.items()):
            for path in body.numbers:
                found[f"variants.{name}.cases.{case}.set.{path}"] = chosen == place
                own = found.get(path, np.ones(chosen.size, bool))
                found[path] = own & (chosen != place)
    return found


def _filled(scenario: Scenario) -> dict[str, str]:
    """Uncertain values that stand in the file as a place in an order alone: path -> its path."""
    return {
        path: f"{holder}.orders.{issue}"
        for holder, body in scenario.spec.holders.items()
        for issue, order in body.orders.items()
        for path in (f"{holder}.values.{issue}.{option}" for option in order)
        if isinstance(scenario.parameters[path], Distribution) and not scenario.is_written(path)
    }
