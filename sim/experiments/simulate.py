"""Blocks of runs through the model, and their rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.model.forum import Forum
from sim.model.kernels import Reasoning
from sim.model.size import runs_at_once
from sim.model.stages.anteroom import REASONING
from sim.model.strategies.person import refuse_persons
from sim.model.talks import Talks
from sim.scenario.scenario import Scenario

BLOCK = 5000  # runs at most: beyond that the fixed cost of a block no longer matters
EACH_WORKER = 4  # blocks at least, of several workers, so that none waits long for the last
LEAST = 250  # runs that are not divided among workers any further
BLOCK_TYPES = {
    "run": "int64",
    "forum": "str",
    "party": "str",
    "kind": "str",
    "over": "str",
    "refused_by": "str",
    "sole": "bool",
}

Progress = Callable[[int], None]
Tables = tuple[pd.DataFrame, pd.DataFrame]


@dataclass(frozen=True)
class Job:
    """Which runs of which scenario, under which seed.

    Attributes
    ----------
    scenario : Scenario
    runs, seed : int
    runs_per_draw : int
        Runs that share one draw of all assumptions; 1 in the headline pass.
    noise : float or None
        Replaces the scenario's.
    reasoning : Reasoning
        See `Talks`.
    """

    scenario: Scenario
    runs: int
    seed: int
    runs_per_draw: int = 1
    noise: float | None = None
    reasoning: Reasoning = REASONING

    def __post_init__(self) -> None:
        """Refuse what somebody would have to be asked for."""
        refuse_persons(self.scenario)

    def blocks(self, workers: int = 1) -> Iterator[tuple[int, int]]:
        """First run and size of each block: a unit of work on which no result depends."""
        most = BLOCK
        if workers > 1:
            most = min(BLOCK, max(math.ceil(self.runs / (EACH_WORKER * workers)), LEAST))
        yield from cut(0, self.runs, runs_at_once(self.scenario, most))


def cut(first: int, runs: int, most: int) -> Iterator[tuple[int, int]]:
    """Cut neighbouring runs into pieces: the first run of each, and its size.

    Examples
    --------
    >>> list(cut(0, 10, 4))
    [(0, 4), (4, 4), (8, 2)]
    """
    for start in range(first, first + runs, most):
        yield start, min(most, first + runs - start)


def simulate(job: Job, workers: int = 1, progress: Progress | None = None):
    """Run a job.

    Parameters
    ----------
    job : Job
    workers : int
        Threads; the compiled loops run side by side. No result depends on it.
    progress : callable, optional
        Called with the number of runs done after each block.

    Returns
    -------
    (runs, blocks) : pandas.DataFrame
        One row a run, and one row for each thing that stood in a run's way.
    """
    done: SimpleQueue[tuple[int, Tables | BaseException]] = SimpleQueue()
    parts: dict[int, Tables] = {}
    blocks = list(job.blocks(max(workers, 1)))

    def work(first: int, size: int) -> None:
        try:
            done.put((first, run_block(job, first, size)))
        except BaseException as error:  # for the main thread, which waits for this block
            done.put((first, error))

    pool = ThreadPoolExecutor(max_workers=max(workers, 1))
    try:
        for first, size in blocks:
            pool.submit(work, first, size)
        while len(parts) < len(blocks):
            # A simple queue, and no future is asked: an interrupt cannot leave a lock behind.
            first, part = done.get()
            if isinstance(part, BaseException):
                raise part
            parts[first] = part
            if progress is not None:
                progress(len(part[0]))
    finally:
        pool.shutdown(cancel_futures=True)
    return _joined([parts[first] for first, _ in blocks])


def _joined(parts: list[Tables]) -> Tables:
    runs, blocks = zip(*parts, strict=True)
    return pd.concat(runs, ignore_index=True), pd.concat(blocks, ignore_index=True)


def run_block(job: Job, first: int, size: int) -> Tables:
    """Run one block; one that raises is halved until the failing runs stand alone."""
    try:
        talks = Talks(
            job.scenario,
            size,
            first,
            job.seed,
            runs_per_draw=job.runs_per_draw,
            noise=job.noise,
            reasoning=job.reasoning,
        )
        try:
            talks.run()
            return run_table(talks), block_table(talks)
        finally:
            _let_go(talks)
    except Exception as error:  # a failing run is a result, not the end of the others
        if size == 1:
            types = run_types(job.scenario)
            return failed(types, [(0, first)], error), typed([], BLOCK_TYPES)
        half = size // 2
        parts = [run_block(job, first, half), run_block(job, first + half, size - half)]
        return _joined(parts)


def _let_go(talks: Talks) -> None:
    """Free the arrays of a block now, and not when cycles are collected: they may be large."""
    for forum in talks.__dict__.get("forums", ()):
        forum.__dict__.clear()
    talks.__dict__.clear()


def failed(
    types: dict[str, str], numbers: Iterable[tuple[int, int]], error: Exception
) -> pd.DataFrame:
    """The rows of runs that raised, by (cell, run): all that is known of them."""
    what = f"{type(error).__name__}: {error}"
    rows = [{"cell": c, "run": r, "run_status": "failed", "error": what} for c, r in numbers]
    return typed(rows, types)


def typed(table, types: dict[str, str]) -> pd.DataFrame:
    """A table with just these columns and types, whatever is in it."""
    return pd.DataFrame(table, columns=list(types)).astype(types)


def run_types(scenario: Scenario) -> dict[str, str]:
    """The columns of `runs` for a scenario, and their types."""
    spec = scenario.spec
    text = dict.fromkeys(("outcome", "stage"), "str")
    types = {"cell": "int64", "run": "int64"} | text | {"period": "Int64"}
    types |= {"convened_period": "Int64", "signed_period": "Int64"}
    types |= {"ended_by": "str", "ended_over": "str"}
    types |= {"defied_by": "str", "attempts": "Int64", "first_failure": "str"}
    types |= {f"package.{issue}": "str" for issue in sorted(spec.forum[1].agenda)}
    types |= {"signed_by": "str"}
    types |= {f"utility.{party}": "float64" for party in spec.party_names}
    types |= {f"no_talks.{party}": "float64" for party in spec.party_names}
    for name, forum in spec.forums.items():
        types[f"forum.{name}.outcome"] = "str"
        if name != spec.primary:
            types[f"forum.{name}.period"] = "Int64"
            types |= {f"forum.{name}.package.{i}": "str" for i in sorted(forum.agenda)}
    return types | {"run_status": "str", "error": "str"}


def run_table(talks: Talks) -> pd.DataFrame:
    """One row for each run of a block that has ended."""
    t, ends = talks.tables, talks.forum.endings
    table: dict[str, Any] = {
        "cell": np.zeros(t.runs, np.int64),
        "run": t.first + np.arange(t.runs),
        "outcome": ends.outcome,
        "stage": ends.stage,
        "period": ends.period,
        "convened_period": _dated(talks.forum.first_convened),
        "signed_period": _dated(talks.forum.first_signed),
        "ended_by": ends.ended_by,
        "ended_over": ends.ended_over,
        "defied_by": _named(talks.forum.compliance.defied, t.parties),
        "attempts": talks.forum.ways_back.attempts,
        "first_failure": talks.forum.ways_back.first_failure,
    }
    table |= {f"package.{issue}": option for issue, option in _signed(talks.forum)}
    table["signed_by"] = _signatories(talks.forum)
    for j, name in enumerate(t.parties):
        table[f"utility.{name}"] = talks.utility[:, j]
        table[f"no_talks.{name}"] = talks.value_of_no_talks[:, j]
    for forum in talks.forums:
        path = f"forum.{forum.name}"
        table[f"{path}.outcome"] = forum.endings.outcome
        table[f"{path}.period"] = forum.endings.period
        if forum is not talks.forum:
            table |= {f"{path}.package.{issue}": option for issue, option in _signed(forum)}
    everywhere = np.zeros(t.runs, int)
    table["run_status"], table["error"] = _text(["ok"], everywhere), _text([""], everywhere)
    types = run_types(talks.scenario)
    return pd.DataFrame({name: _column(table[name], kind) for name, kind in types.items()})


def _column(values, kind: str):
    """A column that has its type from the start: a table is slow to give it one afterwards."""
    if kind in ("int64", "float64", "bool"):
        return np.asarray(values, kind)
    if isinstance(values, pd.api.extensions.ExtensionArray):
        return values
    return pd.array(values, dtype=kind, copy=False)


def _text(words: Sequence[str], place: np.ndarray) -> Any:
    """A column of a few words: that at each place, missing where it is below 0. place: (n,)."""
    column = pa.array(words, pa.large_string()).take(pa.array(place, mask=place < 0))
    return pd.StringDtype(na_value=np.nan).__from_arrow__(column)


def _named(where: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """The one name that holds in each run, ``several``, or nothing. where: (runs, names)."""
    several = where.sum(axis=1) > 1
    one = np.array(names, dtype=object)[where.argmax(axis=1)]
    return np.where(several, "several", np.where(where.any(axis=1), one, ""))


def _dated(first: np.ndarray) -> Any:
    """The period in which something first happened; missing where it is 0, as it never did."""
    return pd.arrays.IntegerArray(first.astype(np.int64), first == 0)


def _signed(forum: Forum) -> Iterator[tuple[str, Any]]:
    """Yield each issue on a forum's agenda, and the option that was signed, or nothing."""
    t = forum.tables
    for issue in t.forum.agenda:
        option = t.packages[forum.package, t.issues.index(issue)]
        yield (
            issue,
            _text(t.spec.issues[issue].option_names, np.where(forum.package < 0, -1, option)),
        )


def _signatories(forum: Forum) -> Any:
    """Who signed what has been signed, by name with commas between; missing where nothing is."""
    words: list[str] = []
    place = np.full(len(forum.package), -1)
    names, unsaid = forum.tables.parties, forum.package >= 0
    while unsaid.any():  # few sets of parties sign
        signs = forum.signatory[unsaid.argmax()]
        same = unsaid & (forum.signatory == signs).all(axis=-1)
        place[same] = len(words)
        words.append(", ".join(name for name, yes in zip(names, signs, strict=True) if yes))
        unsaid &= ~same
    return _text(words, place)


def block_table(talks: Talks) -> pd.DataFrame:
    """One row for each run, forum, party and unmet demand or refusal, by run and then by name."""
    forums = [forum.name for forum in talks.forums for _ in forum.endings.blocks]
    blocks = [block for forum in talks.forums for block in forum.endings.blocks]
    rows, *text = zip(*blocks, strict=True) if blocks else [()] * 5
    run = np.array(rows, int)
    words, places = zip(*map(_placed, (forums, *text)), strict=True)
    order = np.lexsort((*reversed(places), run))
    here = run * len(talks.forums) + places[0]  # each a run in a forum
    sole = np.bincount(here)[here] == 1
    named = [_text(each, place[order]) for each, place in zip(words, places, strict=True)]
    columns = run[order] + talks.tables.first, *named, sole[order]
    return pd.DataFrame(dict(zip(BLOCK_TYPES, columns, strict=True)))


def _placed(column: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """The distinct words of a column, sorted, and the place of each entry among them."""
    words = sorted(set(column))
    place = {word: k for k, word in enumerate(words)}
    return words, np.fromiter(map(place.__getitem__, column), int, len(column))
