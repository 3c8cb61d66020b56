"""`sim.sweep`: a study from its file to a folder of results."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from sim.experiments.study import Study
from sim.experiments.sweep.plan import Plan
from sim.experiments.sweep.progress import Progress, Watch, bar
from sim.experiments.sweep.store import Store
from sim.experiments.sweep.units import lost, order_of, work
from sim.experiments.sweep.workers import WorkerDied, Workers, local, once, refuse_in_a_worker

Make = Callable[[], Executor]


def sweep(
    study: Study | str | Path,
    out: str | Path,
    *,
    workers: int = 1,
    executor: Executor | Make | None = None,
    progress: Watch | bool = True,
    retry_failed: bool = False,
    plugins: tuple[str, ...] = (),
):
    """Run every cell of a study into a folder, going on where an earlier sweep has ended.

    Parameters
    ----------
    study : Study, str or Path
        One that is loaded, or a path or name to load.
    out : str or Path
        The folder: a new one, or one that holds part of this very sweep.
    workers : int
        Processes on this machine. No byte depends on it.
    executor : Executor or callable, optional
        In place of processes here: any executor of `concurrent.futures`. A function that makes one
        is called again when a worker has died; without that, a worker's death ends the sweep, to
        be gone on with later.
    progress : bool or callable
        Whether to show a bar, on a terminal or in a notebook; or what is called with a `Progress`
        after each unit of work.
    retry_failed : bool
        Whether units of which runs have failed are done again.
    plugins : tuple of str
        Texts of Python files that register names, for workers that have no such file.

    Returns
    -------
    SweepResults
        See `sim.open_results`.

    Raises
    ------
    ScenarioError
        If the study or a scenario of it is wrong.
    FolderRefused
        If the folder holds another sweep, or one that is still at work.
    RuntimeError
        If a script sweeps outright, with nothing under ``if __name__ == "__main__":``; workers
        import it.
    OSError
        If the disk is full, or fails; what has been done is kept.

    Examples
    --------
    >>> import sim
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from tempfile import TemporaryDirectory
    >>> from sim.experiments.study.study import EXAMPLE
    >>> study = sim.Study.from_data(EXAMPLE | {"runs": 10, "draws": 0})
    >>> with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as executor:
    ...     results = sim.sweep(study, folder, executor=executor, progress=False)
    ...     print(list(results.cells.runs))
    [10, 10, 10, 10, 10, 10]
    """
    refuse_in_a_worker()
    study = study if isinstance(study, Study) else Study.load(study)
    with Store.claimed(out, study, plugins) as store:
        if retry_failed:
            _forget_failed(store)
        shown = bar(len(study.cells)) if progress is True else nullcontext(progress or None)
        with shown as watch:
            _run(study, store, _maker(executor, workers), workers, watch, plugins)
    from sim.experiments.sweep.results import open_sweep

    return open_sweep(out, study)


def _run(
    study: Study,
    store: Store,
    make: Make,
    workers: int,
    progress: Watch | None,
    plugins: tuple[str, ...],
) -> None:
    """Do what is left to do, one wave of units after another."""
    plan, failed = Plan(study, store), 0
    order = order_of(study, plugins)
    with Workers(make, window=2 * workers + 2) as at_work:
        for wave in plan.waves():
            for unit, found in at_work.work(partial(work, order), wave):
                result = lost(study, unit, found) if isinstance(found, WorkerDied) else found
                store.put(unit, result)
                plan.count(unit)
                failed += result.failed
                if progress is not None:
                    progress(Progress(plan.done, plan.total, failed, plan.cells))


def _forget_failed(store: Store) -> None:
    """Have units done again of which runs have failed, and what was decided after them."""
    gone, again = "", []
    for name in sorted(store.names()):
        decided = gone and name.startswith(gone)  # a later look at a cell of which a run has failed
        if decided or store.failed(name):
            again.append(name)
            gone = name.rpartition("-")[0] + "-" if name.count("-") > 1 else ""
    for name in reversed(again):  # who stops in the middle leaves no later look without an earlier
        store.forget(name)


def _maker(executor: Executor | Make | None, workers: int) -> Make:
    if executor is None:
        return local(workers)
    return once(executor) if isinstance(executor, Executor) else executor
