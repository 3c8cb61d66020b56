"""What differs from machine to machine: the signs a console can show, and where it may write."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario.scenario import EXAMPLE, Scenario

ROOT = Path(__file__).parents[1]
TITLE = "Zwei Städte — مدينتان — 二つの都市 🏙"


@pytest.fixture
def cities(tmp_path) -> Path:
    changes = {"title": TITLE, "parties.north.title": "Норт", "issues.water.title": "água → mar"}
    return Scenario.from_data(EXAMPLE).with_(changes).save(tmp_path / "cities.yaml")


def typed(encoding: str, *words: object) -> str:
    """What a console of some code page gets to show."""
    env = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "sim", *map(str, words)]
    done = subprocess.run(command, env=env, capture_output=True, timeout=240)
    said = (done.stdout + done.stderr).decode(encoding)
    assert done.returncode == 0, said
    return said


@pytest.mark.parametrize("encoding", ["cp437", pytest.param("cp1252", marks=pytest.mark.slow)])
def test_a_console_shows_what_its_code_page_has_and_marks_the_rest(encoding, cities, tmp_path):
    """Protects users of Windows, whose console may know neither Arabic nor an arrow."""
    out = tmp_path / "out"
    said = typed(encoding, "run", cities, "--runs", 20, "--draws", 2, "--quiet", "--out", out)
    assert "Zwei Städte" in said
    assert "??" in said
    assert TITLE in (out / "page.txt").read_text(encoding="utf-8")  # a file has all of it


def test_a_story_is_told_on_a_narrow_code_page(cities):
    assert "????" in typed("ascii", "tell", cities)
