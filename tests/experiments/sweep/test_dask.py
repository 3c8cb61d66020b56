"""Sweeps on a real Dask cluster, of which a worker is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.experiments.sweep import sweep
from tests.experiments.sweep.making import Here, bytes_of, small

distributed = pytest.importorskip("distributed")
ROOT = Path(__file__).parents[3]
MANY = {"path": "parties.north.patience", "levels": [k / 20 for k in range(1, 21)]}


@pytest.fixture
def cluster():
    import logging

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
    ) as found:
        yield found


def started(folder: Path, file: Path, address: str) -> subprocess.Popen:
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    words = ["sweep", str(file), "--out", str(folder), "--scheduler", address, "--quiet"]
    command = [sys.executable, "-m", "sim", *words]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def wait_for_parts(folder: Path, number: int, process: subprocess.Popen) -> None:
    until = time.monotonic() + 240
    while len(list((folder / "parts").glob("*.parquet"))) < number:
        assert process.poll() is None, process.communicate()[0].decode()
        assert time.monotonic() < until, "nothing is written"
        time.sleep(0.02)


@pytest.mark.slow
def test_a_worker_of_a_cluster_that_is_killed_changes_no_byte(cluster, tmp_path):
    """The command joins a running cluster, and one of its two workers is killed at work."""
    made = small(factors={"patience": MANY}, runs=2000)
    file, out = tmp_path / "study.yaml", tmp_path / "out"
    file.write_text(made.text, encoding="utf-8")
    process = started(out, file, cluster.scheduler_address)
    wait_for_parts(out, 4, process)
    os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
    said, _ = process.communicate(timeout=400)
    assert process.returncode == 0, said.decode()
    sweep(made, tmp_path / "here", executor=Here())
    assert bytes_of(out) == bytes_of(tmp_path / "here")


@pytest.mark.slow
def test_a_cluster_that_goes_is_said_and_the_sweep_goes_on_elsewhere(cluster, tmp_path):
    made = small(factors={"patience": MANY}, runs=2000)
    file, out = tmp_path / "study.yaml", tmp_path / "out"
    file.write_text(made.text, encoding="utf-8")
    process = started(out, file, cluster.scheduler_address)
    wait_for_parts(out, 4, process)
    cluster.close()
    said, _ = process.communicate(timeout=200)
    assert process.returncode == 1, said.decode()
    assert b"Traceback" not in said, said.decode()
    found = sweep(made, out, executor=Here())
    assert found.failures == 0
    sweep(made, tmp_path / "here", executor=Here())
    assert bytes_of(out) == bytes_of(tmp_path / "here")
