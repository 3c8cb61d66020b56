"""Workers that die take nobody else's work with them."""

from __future__ import annotations

import os
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from sim.experiments.sweep.workers import CannotReplace, WorkerDied, Workers, local, once
from tests.experiments.sweep.making import Here


def double(number: int) -> int:
    return 2 * number


def killing(task: tuple[int, str]) -> int:
    """Kill this worker the first time that a task with a mark comes; then do it."""
    number, mark = task
    if mark and not Path(mark).exists():
        Path(mark).touch()
        os._exit(9)
    time.sleep(0.01)
    return number


def deadly(number: int) -> int:
    if number == 13:
        os._exit(9)
    return number


def test_everything_is_done_once():
    with Workers(lambda: ThreadPoolExecutor(3), window=4) as workers:
        found = dict(workers.work(double, range(50)))
    assert found == {number: 2 * number for number in range(50)}


def test_no_more_is_asked_for_than_the_window_holds():
    """Protects memory: a sweep of a million units must not be queued at once."""
    asked: list[int] = []

    def tasks():
        for number in range(100):
            asked.append(number)
            yield number

    with Workers(lambda: ThreadPoolExecutor(1), window=5) as workers:
        for finished, _ in enumerate(workers.work(double, tasks())):
            assert len(asked) <= finished + 1 + 5


def test_a_mistake_of_ours_is_raised_and_not_hidden():
    def broken(number: int) -> int:
        raise ZeroDivisionError("ours")

    with Workers(Here, window=2) as workers, pytest.raises(ZeroDivisionError, match="ours"):
        list(workers.work(broken, [1]))


def test_a_task_that_kills_three_workers_alone_is_given_up_and_nothing_else_is():
    pools: list[Here] = []

    def make() -> Here:
        pools.append(Here(dies=lambda task: task == 13))
        return pools[-1]

    with Workers(make, window=6) as workers:
        found = dict(workers.work(double, range(20)))
    gone = found.pop(13)
    assert isinstance(gone, WorkerDied)
    assert found == {number: 2 * number for number in range(20) if number != 13}
    assert len(pools) == 1 + 3 + 1  # the first, three alone, and one to go on with
    assert [pool.given for pool in pools].count(1) >= 2  # those were alone


def test_an_executor_that_was_given_cannot_be_replaced():
    with (
        Workers(once(Here(dies=lambda task: task == 1)), window=2) as workers,
        pytest.raises(CannotReplace, match="give a function that makes one"),
    ):
        list(workers.work(double, range(3)))


class KilledWorker(Exception):
    """What Dask raises when four workers have died of a task."""


class Cluster(Here):
    """Says of one task that it kills workers, as Dask does; stays alive itself."""

    def __init__(self, killing: object = None, gone: object = None) -> None:
        super().__init__()
        self.killing, self.gone = killing, gone

    def submit(self, do, /, *given, **named):
        future = super().submit(do, *given, **named)
        if given[0] == self.killing:
            future = Future()
            future.set_exception(KilledWorker("died"))
        if given[0] == self.gone:
            future = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
        return future


def test_what_kills_workers_of_a_cluster_is_given_up_and_nothing_else_is():
    with Workers(lambda: Cluster(killing=4), window=3) as workers:
        found = dict(workers.work(double, range(9)))
    assert isinstance(found.pop(4), WorkerDied)
    assert found == {number: 2 * number for number in range(9) if number != 4}


def test_a_cluster_that_is_gone_has_killed_nobody():
    """Protects results: what nobody worked on must not be recorded as failed."""
    with (
        Workers(lambda: Cluster(gone=4), window=3) as workers,
        pytest.raises(CannotReplace, match="let their work go"),
    ):
        list(workers.work(double, range(9)))


def threads_at_start(_: int) -> bool:
    return b"OMP_NUM_THREADS=1\0" in Path("/proc/self/environ").read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="only Linux tells")
def test_a_process_is_born_with_one_thread(monkeypatch):
    """Set later, it would come after the libraries that ask for it; here nothing is changed."""
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    with Workers(local(1), window=1) as workers:
        assert dict(workers.work(threads_at_start, [0])) == {0: True}
    assert os.environ["OMP_NUM_THREADS"] == "7"


@pytest.mark.slow
def test_real_processes_that_are_killed_lose_nothing(tmp_path):
    tasks = [(n, str(tmp_path / f"mark{n}") if n in (7, 23) else "") for n in range(40)]
    with Workers(local(2), window=6) as workers:
        found = {task[0]: result for task, result in workers.work(killing, tasks)}
    assert found == {n: n for n in range(40)}


@pytest.mark.slow
def test_a_real_process_that_always_dies_is_given_up_after_three():
    with Workers(local(2), window=6) as workers:
        found = dict(workers.work(deadly, range(20)))
    assert isinstance(found.pop(13), WorkerDied)
    assert found == {n: n for n in range(20) if n != 13}
