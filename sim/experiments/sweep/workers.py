"""Workers: units of work on any executor, where a worker that dies costs nobody else's work.

A process pool is dead once one of its workers is, and does not say which unit killed it. So every
unit that was with the pool is suspect; a new pool is made, and the suspects are tried one at a
time, alone. Whichever kills three workers alone is given up, and that is said of it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

UNGUARDED = 78  # how a worker ends that came upon a sweep in the script it imports
_CURE = (
    "the workers import your script, and come upon sim.sweep in it; put what it runs under"
    '   if __name__ == "__main__":'
)
PATIENCE = 3  # workers that a unit may kill alone before it is given up
_KILLED = "KilledWorker"  # what Dask raises of a task that has killed four workers, by name
_ALONE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


class WorkerDied(Exception):
    """A worker died of a unit, each time that it was tried alone."""


class CannotReplace(Exception):
    """The workers are gone, and there are no others; what has been done is kept."""


class Workers:
    """Works on tasks, and yields what comes of each as it comes.

    Parameters
    ----------
    make : callable
        Makes an executor; called again when a worker of the last one has died.
    window : int
        Tasks that are with the executor at once, at most: memory does not grow with their number.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with Workers(lambda: ThreadPoolExecutor(2), window=4) as workers:
    ...     sorted(found for _, found in workers.work(abs, iter([-2, 1])))
    [1, 2]
    """

    def __init__(self, make: Callable[[], Executor], window: int) -> None:
        self._make, self._window = make, window
        self._executor: Executor | None = None
        self._deaths: dict[Any, int] = {}

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def work(self, do: Callable[[T], R], tasks: Iterable[T]) -> Iterator[tuple[T, R | WorkerDied]]:
        """Yield each task with what `do` makes of it, in the order in which they are done.

        Whatever `do` raises is raised here.
        """
        at_work: dict[Future[R], T] = {}
        try:
            yield from self._work(do, iter(tasks), at_work)
        finally:
            for future in at_work:
                future.cancel()

    def _work(
        self, do: Callable[[T], R], waiting: Iterator[T], at_work: dict[Future[R], T]
    ) -> Iterator[tuple[T, R | WorkerDied]]:
        suspects: deque[T] = deque()
        while True:
            while suspects and not at_work:
                yield from self._alone(do, suspects)
            while not suspects and len(at_work) < self._window:
                task = next(waiting, None)
                if task is None:
                    break
                self._submit(do, task, at_work, suspects)
            if not at_work:
                if suspects:
                    continue
                return
            done, _ = wait(at_work, return_when=FIRST_COMPLETED)
            for future in done:
                task = at_work.pop(future)
                if _died(error := _error(future)):
                    suspects.append(task)
                elif error is not None:
                    raise error
                else:
                    yield task, future.result()
            if suspects:  # the pool is dead, or may be: whatever it still had is suspect too
                suspects.extend(self._given_back(at_work))
                self._bury()

    def _submit(
        self, do: Callable[[T], R], task: T, at_work: dict[Future[R], T], suspects: deque[T]
    ) -> None:
        try:
            at_work[self._running().submit(do, task)] = task
        except BrokenExecutor:
            suspects.append(task)

    def _given_back(self, at_work: dict[Future[R], T]) -> Iterator[T]:
        """Take back what was with a dead pool; what it had finished is done again, alike."""
        for future in list(at_work):
            future.cancel()
            yield at_work.pop(future)

    def _alone(
        self, do: Callable[[T], R], suspects: deque[T]
    ) -> Iterator[tuple[T, R | WorkerDied]]:
        """Try the first suspect with nothing else at work."""
        task = suspects.popleft()
        for _ in range(PATIENCE):
            future: Future[R] | None = None
            try:
                future = self._running().submit(do, task)
                error = _error(future)
            except BrokenExecutor as broken:
                error = broken
            if future is not None and error is None:
                yield task, future.result()
                return
            if not _died(error):
                raise error or RuntimeError("nothing came of a task")
            self._bury()
            if type(error).__name__ == _KILLED:  # which stands for more workers than we try
                break
        yield task, WorkerDied(f"{PATIENCE} workers, with nothing else to do, died of this")

    def _running(self) -> Executor:
        if self._executor is None:
            self._executor = self._make()
        return self._executor

    def _bury(self) -> None:
        """Let dead workers go, unless they died of how the script is written."""
        if UNGUARDED in self.stop():
            raise RuntimeError(_CURE)

    def stop(self) -> set[int | None]:
        """Let the workers go, whatever they are at, and return how they ended."""
        executor, self._executor = self._executor, None
        if executor is None:
            return set()
        processes = list((getattr(executor, "_processes", None) or {}).values())
        executor.shutdown(wait=False)
        for process in processes:  # a pool would let them finish, which may take long
            process.terminate()
        return {_exit_code(process) for process in processes}


def refuse_in_a_worker() -> None:
    """End this process if it is a worker that is still importing the script it is to work for.

    A worker imports the script that has started it. Where that script sweeps outright, each worker
    would sweep in turn.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):  # as Python asks itself
        os._exit(UNGUARDED)


def _exit_code(process: Any) -> int | None:
    process.join()
    for _ in range(20):  # another thread may be collecting it at this moment
        if process.exitcode is not None:
            break
        time.sleep(0.05)
    return process.exitcode


def local(workers: int) -> Callable[[], Executor]:
    """Return a maker of pools of processes on this machine."""
    context = multiprocessing.get_context("spawn")  # what Mesa asks for, and safe with threads
    return lambda: _Pool(workers, mp_context=context, initializer=_begin)


class _Pool(ProcessPoolExecutor):
    """Processes of one thread each: libraries ask how many when they are loaded."""

    def submit(self, fn, /, *args, **kwargs):
        """Hand in a task; the first one starts the processes."""
        before = {name: os.environ.get(name) for name in _ALONE}
        os.environ.update(dict.fromkeys(_ALONE, "1"))
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def once(executor: Executor) -> Callable[[], Executor]:
    """Return a maker that gives an executor, and cannot give another."""
    left = [executor]

    def make() -> Executor:
        if not left:
            raise CannotReplace(
                "a worker has died, and the executor that was given cannot be made anew;"
                " give a function that makes one"
            )
        return left.pop()

    return make


def _begin() -> None:
    """Prepare a worker: deaf to Ctrl-C, and gone when its parent is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _died(error: BaseException | None) -> bool:
    return isinstance(error, BrokenExecutor) or type(error).__name__ == _KILLED


def _error(future: Future[Any]) -> BaseException | None:
    """Return what a task that is done, or will be, has raised.

    Raises
    ------
    CannotReplace
        If whoever had it has let it go: a cluster does so when it is shut down.
    """
    try:
        return future.exception()
    except CancelledError:
        raise CannotReplace("the workers have let their work go; is the cluster gone?") from None
