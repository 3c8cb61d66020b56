"""Sweeps survive what happens to them, and end in the same bytes as if nothing had."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sim.experiments.folder import FolderRefused
from sim.experiments.sweep import sweep
from sim.experiments.sweep.store import Store
from sim.experiments.sweep.units import Piece, Unit, WrongWorker, lost, order_of, stretches, work
from sim.experiments.sweep.workers import WorkerDied
from tests.experiments.sweep.making import BROKEN, Here, bytes_of, small, study

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sweep") / "undisturbed"
    sweep(small(), folder, executor=Here())
    return folder


# -- the plan ----------------------------------------------------------------------------------


def test_every_run_of_every_cell_is_in_one_unit():
    for stretch in stretches(study(runs=777, draws=3)):
        numbers = [number for unit in stretch for number in unit.numbers]
        assert numbers == [(cell, run) for cell in range(6) for run in range(stretch.each)]
        assert all(unit.runs <= 2000 for unit in stretch)


def test_a_run_is_the_same_in_any_unit():
    """Protects every resume: what a unit holds decides nothing about a run."""
    import io

    import pandas as pd

    order = order_of(small())
    whole = work(order, Unit("runs", "a", (Piece(2, 0, 60),)))
    parts = work(order, Unit("runs", "b", (Piece(1, 5, 3), Piece(2, 40, 20))))
    rows, some = (pd.read_parquet(io.BytesIO(found.runs)) for found in (whole, parts))
    of_both = some[some.cell == 2].reset_index(drop=True)
    pd.testing.assert_frame_equal(rows[40:].reset_index(drop=True), of_both)


# -- the same bytes ----------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 3])
def test_no_byte_depends_on_who_works(undisturbed, tmp_path, workers):
    sweep(small(), tmp_path / "out", executor=ThreadPoolExecutor(workers), workers=workers)
    assert bytes_of(tmp_path / "out") == bytes_of(undisturbed)


def test_a_sweep_that_was_stopped_goes_on_to_the_same_bytes(undisturbed, tmp_path):
    """After each unit in turn: stopped there, and gone on with."""
    out = tmp_path / "out"

    class Stop(Exception):
        pass

    def stop(_):
        raise Stop

    for _ in range(3):
        with pytest.raises(Stop):
            sweep(small(), out, executor=Here(), progress=stop)
    assert 3 <= len(list((out / "parts").glob("*.parquet"))) < 10
    asked = Here()
    sweep(small(), out, executor=asked)
    assert asked.given == 1  # of four: nothing is done twice
    assert bytes_of(out) == bytes_of(undisturbed)


def test_a_worker_that_dies_once_changes_nothing(undisturbed, tmp_path):
    died: list[object] = []

    def dies(task) -> bool:
        if task.name == "runs-0000001" and not died:
            died.append(task)
            return True
        return False

    sweep(small(), tmp_path / "out", executor=lambda: Here(dies))
    assert died
    assert bytes_of(tmp_path / "out") == bytes_of(undisturbed)


def test_what_is_left_of_a_file_that_was_being_written_is_swept_away(undisturbed, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(undisturbed, out)
    (out / "parts" / "runs-0000001.parquet").unlink()
    (out / "parts" / "runs-0000001.parquet.part").write_bytes(b"half")
    sweep(small(), out, executor=Here())
    assert bytes_of(out) == bytes_of(undisturbed)


def test_a_full_disk_loses_nothing_and_writes_nothing_half(undisturbed, tmp_path, monkeypatch):
    out, written = tmp_path / "out", Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if "runs-0000001" in path.name:
            written(path, data[:100])
            raise OSError(28, "No space left on device")
        return written(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        sweep(small(), out, executor=Here())
    assert not list(out.rglob("*.part"))
    monkeypatch.undo()
    sweep(small(), out, executor=Here())
    assert bytes_of(out) == bytes_of(undisturbed)


def test_a_worker_with_another_version_is_refused(monkeypatch):
    """Protects the bytes: a cluster may have been installed at another time."""
    order = order_of(small(seed=77))  # which this worker has not read before
    monkeypatch.setattr("sim.experiments.sweep.units.version", lambda name: "9.9")
    with pytest.raises(WrongWorker, match=r"a worker has .*'mesa': '9\.9'"):
        work(order, Unit("runs", "a", (Piece(0, 0, 1),)))


# -- failing runs ------------------------------------------------------------------------------


def broken(chance: float, act: str) -> tuple[str, dict[str, object]]:
    """A strategy that fails now and then, and a study in which north has it."""
    text = BROKEN.format(chance=chance, act=act)
    base = small().scenarios["two-cities"].as_data()
    base["parties"]["north"]["strategy"] = "broken_now_and_then"
    return text, {"scenario": base, "runs": 120, "draws": 0}


@pytest.fixture
def registries():
    from sim.registry import ALL

    before = [set(registry.names()) for registry in ALL]
    modules = set(sys.modules)
    yield
    for registry, known in zip(ALL, before, strict=True):
        registry.forget_all_but(known)
    for name in set(sys.modules) - modules:
        if name.startswith("tracktwo_plugin"):
            del sys.modules[name]


def test_only_the_runs_that_fail_are_recorded_as_failed(tmp_path, registries):
    from sim.registry import load_plugin_text

    text, changes = broken(0.02, "raise RuntimeError('no luck')")
    load_plugin_text(text)
    found = sweep(small(**changes), tmp_path / "out", executor=Here(), plugins=(text,))
    runs = found.runs
    failed = runs[runs.run_status == "failed"]
    assert 0 < len(failed) < len(runs) / 4
    assert set(failed.error) == {"RuntimeError: no luck"}
    assert failed.outcome.isna().all()
    assert found.failures == len(failed)
    assert (found.cells.failed.sum(), found.cells.runs.sum()) == (len(failed), 720)


def test_a_unit_of_which_workers_die_is_recorded_as_failed_and_retried_when_asked(
    undisturbed, tmp_path
):
    out = tmp_path / "out"
    found = sweep(small(), out, executor=lambda: Here(lambda task: task.name == "runs-0000001"))
    failed = found.runs[found.runs.run_status == "failed"]
    assert len(failed) == 2000
    assert failed.error.str.startswith("WorkerDied: 3 workers").all()
    idle = Here()
    sweep(small(), out, executor=idle)
    assert idle.given == 0  # not by itself
    sweep(small(), out, executor=Here(), retry_failed=True)
    assert bytes_of(out) == bytes_of(undisturbed)


def test_a_cell_that_is_no_scenario_fails_as_a_whole_and_says_why(tmp_path):
    narrow, wide = {"uniform": [0.1, 0.2]}, {"uniform": [0.1, 0.9]}
    base = small().scenarios["two-cities"].as_data()
    base["issues"]["land"] = {"options": ["a", "b"], "status_quo": "a"}
    base["parties"]["north"] |= {"weights": {"water": wide, "land": wide}}
    base["parties"]["north"]["values"]["land"] = {"a": 0, "b": 1}
    factors = {
        issue: {"path": f"parties.north.weights.{issue}", "levels": {"any": wide, "low": narrow}}
        for issue in ("water", "land")
    }
    made = study(scenario=base, factors=factors, runs=10)
    found = sweep(made, tmp_path / "out", executor=Here())
    assert found.cells.failed.tolist() == [0, 0, 0, 10]
    assert found.read(cells=[3]).error.str.contains("add up to 0.4 at most").all()


def test_what_is_lost_is_every_run_of_the_unit():
    unit = Unit("runs", "x", (Piece(1, 5, 3),))
    assert lost(small(), unit, WorkerDied("died")).failed == 3


# -- whose folder ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"runs": 701}, r"runs: 700 there, 701 now"),
        ({"seed": 4}, r"seed: not written there, 4 now"),
        (
            {"factors": {"share": {"path": "parties.north.reservation", "levels": [0.2]}}},
            r"factors\.patience: .*levels: \[0\.5, 0\.9, 1\]} there, not written now",
        ),
    ],
)
def test_another_study_is_refused_with_what_differs(undisturbed, tmp_path, changes, said):
    out = tmp_path / "out"
    shutil.copytree(undisturbed, out)
    with pytest.raises(FolderRefused, match=f"(?s)holds another sweep.*{said}"):
        sweep(small(**changes), out, executor=Here())
    assert bytes_of(out) == bytes_of(undisturbed)


def test_another_scenario_is_refused_with_what_differs(undisturbed, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(undisturbed, out)
    base = small().scenarios["two-cities"].with_({"noise": 0.2}).as_data()
    with pytest.raises(FolderRefused, match=r"two-cities: noise: .* there, 0\.2 now"):
        sweep(small(scenario=base), out, executor=Here())


def test_another_version_is_refused(undisturbed, tmp_path, monkeypatch):
    out = tmp_path / "out"
    shutil.copytree(undisturbed, out)
    monkeypatch.setattr("sim.experiments.sweep.units.version", lambda name: "9.9")
    with pytest.raises(FolderRefused, match=r"versions\.mesa: \S+ there, 9\.9 now"):
        sweep(small(), out, executor=Here())


def test_a_title_may_change(undisturbed, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(undisturbed, out)
    sweep(small(title="Another title"), out, executor=Here())


def test_what_says_nothing_to_the_model_is_kept_as_it_is_now(undisturbed, tmp_path):
    """Protects a folder made again without sources: nothing of before may be left in it."""
    out, clean = tmp_path / "out", tmp_path / "clean"
    base = small().scenarios["two-cities"].as_data() | {"title": "A lake"}
    made = small(title="Another title", scenario=base)
    shutil.copytree(undisturbed, out)
    sweep(made, out, executor=Here())
    sweep(made, clean, executor=Here())
    assert bytes_of(out) == bytes_of(clean) != bytes_of(undisturbed)


def test_stopped_while_the_folder_is_laid_out_it_goes_on(undisturbed, tmp_path, monkeypatch):
    """Protects survival from the first moment: a million cells take a while to write down."""
    out = tmp_path / "out"

    def stop(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Store, "_write_cells", stop)
    with pytest.raises(OSError, match="No space left"):
        sweep(small(), out, executor=Here())
    monkeypatch.undo()
    sweep(small(), out, executor=Here())
    assert bytes_of(out) == bytes_of(undisturbed)


def test_the_study_in_a_folder_makes_it_again(undisturbed, tmp_path):
    sweep(undisturbed / "study.yaml", tmp_path / "out", executor=Here())
    assert bytes_of(tmp_path / "out") == bytes_of(undisturbed)


def test_another_plug_in_is_refused(undisturbed, tmp_path):
    """Protects the rows: half of them would be made by other code."""
    out = tmp_path / "out"
    shutil.copytree(undisturbed, out)
    with pytest.raises(FolderRefused, match=r"plugins: \[\] there, \[\S+\] now"):
        sweep(small(), out, executor=Here(), plugins=("x = 1",))


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(FolderRefused, match=r"holds other files \(thesis\.tex\)"):
        sweep(small(), tmp_path, executor=Here())


def test_two_sweeps_cannot_write_to_one_folder(tmp_path):
    with (
        Store.claimed(tmp_path / "out", small()),
        pytest.raises(FolderRefused, match="another sweep is at work there"),
    ):
        sweep(small(), tmp_path / "out", executor=Here())


def test_a_script_that_sweeps_outright_is_told_what_to_write(tmp_path):
    """Protects from a screenful of tracebacks, one a worker, none of which says what to do."""
    script = tmp_path / "script.py"
    script.write_text(
        "import sim\n"
        "from sim.experiments.study.study import EXAMPLE\n"
        "study = sim.Study.from_data(EXAMPLE | {'runs': 10, 'draws': 0})\n"
        f"sim.sweep(study, {str(tmp_path / 'out')!r}, progress=False)\n"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, str(script)], env=env, capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("Traceback") == 1
    assert 'put what it runs under   if __name__ == "__main__":' in done.stderr.splitlines()[-1]


# -- really killed -----------------------------------------------------------------------------


def started(folder: Path, file: Path) -> subprocess.Popen:
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    words = ["sweep", str(file), "--out", str(folder), "--workers", "2", "--quiet"]
    command = [sys.executable, "-m", "sim", *words]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def wait_for_parts(folder: Path, number: int, process: subprocess.Popen) -> None:
    until = time.monotonic() + 240
    while len(list((folder / "parts").glob("*.parquet"))) < number:
        assert process.poll() is None, process.communicate()[0].decode()
        assert time.monotonic() < until, "nothing is written"
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killed_for_real_it_goes_on_to_the_same_bytes(tmp_path, how):
    """Protects the promise of the page: kill it when you like, and type the same again."""
    many = {"path": "parties.north.patience", "levels": [k / 20 for k in range(1, 21)]}
    made = small(factors={"patience": many}, runs=12_000)
    file, out = tmp_path / "study.yaml", tmp_path / "out"
    file.write_text(made.text, encoding="utf-8")
    first = started(out, file)
    wait_for_parts(out, 4, first)
    first.send_signal(how)
    first.communicate(timeout=60)
    assert first.returncode == (130 if how == signal.SIGINT else -how)
    stored = len(list((out / "parts").glob("*.parquet")))
    again = started(out, file)
    said, _ = again.communicate(timeout=500)
    assert again.returncode == 0, said.decode()
    assert len(list((out / "parts").glob("*.parquet"))) > stored
    sweep(made, tmp_path / "here", executor=Here())
    assert bytes_of(out) == bytes_of(tmp_path / "here")
