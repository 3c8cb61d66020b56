"""The command line as a user types it: from an installed wheel, in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.experiments import predictions
from sim.scenario import library
from sim.scenario.evidence import Claims

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A folder into which the wheel, and nothing else, has been installed."""
    wheels, site = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels)]
    subprocess.run([*pip, *build], check=True, timeout=120)
    [wheel] = wheels.glob("tracktwo-*.whl")
    target = ["install", "--no-deps", "--target", str(site), str(wheel)]
    subprocess.run([*pip, *target], check=True, timeout=120)
    return site


@pytest.fixture(scope="module")
def command(installed, tmp_path_factory):
    """Type a command in an empty folder; the installed wheel goes before the checkout."""
    folder = tmp_path_factory.mktemp("empty")

    def type_(*words: str, code: int = 0) -> str:
        env = os.environ | {"PYTHONPATH": str(installed)}
        script = [sys.executable, str(installed / "bin" / "tracktwo")]
        done = subprocess.run(
            [*script, *words], cwd=folder, env=env, capture_output=True, text=True, timeout=600
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    return type_


@pytest.fixture(scope="module")
def said_by(installed, tmp_path_factory):
    """What Python prints of an expression, in an empty folder, where only the wheel is."""

    def ask(imports: str, *expressions: str) -> list[str]:
        env = os.environ | {"PYTHONPATH": str(installed)}
        code = "; ".join([imports, *(f"print({expression})" for expression in expressions)])
        folder = tmp_path_factory.mktemp("empty")
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    return ask


def test_the_wheel_is_what_runs(installed, said_by):
    """Protects this very test: without it the checkout would be tried, not the wheel."""
    found = said_by(
        "import sim, sim.scenario.library as l", "sim.__file__", "l.find('geneva-2013')"
    )
    assert len(found) == 2
    assert all(Path(path).is_relative_to(installed) for path in found)


def test_scenarios_and_claims_travel(command):
    """Protects data in the wheel: found by name, with every claim under every parameter."""
    assert "geneva-2013" in command("list")
    count = f"There are {len(Claims.load(library.seeds()))} claims"
    assert count in command("evidence", "geneva-2013")
    assert count in command("evidence")


def test_predictions_travel(said_by):
    """Protects the record: what was staked is there to be scored from an installed wheel too."""
    what = "predictions.staked()", "*(len(t.stakes) for t in predictions.tables('geneva-2013'))"
    names, sizes = said_by("from sim.experiments import predictions", *what)
    assert names == str(predictions.staked())
    assert "geneva-2013" in names
    assert sizes == " ".join(str(len(t.stakes)) for t in predictions.tables("geneva-2013"))


@pytest.mark.slow
def test_validate_run_tell_and_score(command):
    """Protects the main job for whoever installs and types it: all is compiled anew here, which
    takes a minute.
    """
    assert "ok" in command("validate", "geneva-2013")
    page = command("run", "geneva-2013", "--runs", "20", "--draws", "2", "--out", "results")
    assert "simulated histories" in page
    assert "Week 1" in command("tell", "geneva-2013", "--seed", "7", "--run", "3")
    assert "stakes: " in command("predictions", "geneva-2013", "--runs", "20")


def test_a_wrong_name_gives_the_nearest(command):
    """Protects against tracebacks: exit code 2 and what was probably meant."""
    assert "geneva-2013" in command("run", "geneva-2031", code=2)


def test_what_the_report_reads_travels(installed):
    """Protects the report and its appendix in a wheel: they read these files."""
    for name in ("style.css", "references.bib"):
        assert (installed / "sim" / "analysis" / "report" / name).read_bytes()
