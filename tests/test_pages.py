"""What the pages of docs/ tell a reader to type works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.scenario import Scenario
from sim.scenario.plain import to_yaml
from sim.scenario.reader import parse, read

DOCS = Path(__file__).parents[1] / "docs"


def test_the_page_on_scenarios_in_python(tmp_path, monkeypatch):
    """Every block of the page, one after the other, in an empty folder."""
    page = (DOCS / "how-to" / "scenario-in-python.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    space: dict = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, space)
    assert len(space["results"].runs) == 1000
    assert space["without"].spec.ties == {}
    text = (tmp_path / "louder.yaml").read_text(encoding="utf-8")
    assert "noise: 0.1 " in text
    assert "#" in text


@pytest.mark.slow
def test_the_page_on_a_conflict_of_ones_own(tmp_path, monkeypatch):
    """Every command of the page, in an empty folder, with its file filled in as it says.

    Protects the first hour of somebody who has nobody to ask: all that the page says the commands
    print, they print.
    """
    page = (DOCS / "how-to" / "your-own-conflict.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    said, seen = "", set()
    for kind, block in steps(page):
        if kind == "yaml":
            fill_in(block, seen)
        elif kind == "text":
            assert_said(block, said)
        else:
            done = CliRunner().invoke(app, shlex.split(block)[1:])
            assert done.exit_code == 0, f"{block}: {done.output}"
            said = done.stdout
    assert Path("valley-both.yaml").is_file()
    both = Scenario.load("valley-both.yaml").parameters
    assert both["ties.shelter.leverage"].as_data() == {"uniform": [0.1, 0.4]}


@pytest.mark.slow
def test_the_page_on_sweeps(tmp_path, monkeypatch):
    """Every command and block of the page in an empty folder, but for the cluster."""
    page = (DOCS / "how-to" / "run-a-sweep.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    [study] = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    Path("threat.yaml").write_text(study, encoding="utf-8")
    for command in re.findall(r"^    (tracktwo [^\n]*)$", page, re.M):
        if "--scheduler" not in command:
            done = CliRunner().invoke(app, shlex.split(command)[1:])
            assert done.exit_code == 0, f"{command}: {done.output}"
    space: dict = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, space)
    assert len(space["results"].cells) == 6
    assert all(Path(name).is_file() for name in ("threat.png", "mine.png", "threat.tar.gz"))


@pytest.mark.slow
def test_the_page_on_reading_a_result(monkeypatch):
    """What it shows of the page is printed, and so is every share that it speaks of."""
    page = (DOCS / "how-to" / "read-a-result.md").read_text(encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    (_, command), *shown = steps(page)
    said = CliRunner().invoke(app, shlex.split(command)[1:]).stdout
    for _, block in shown:
        assert_said(block, said)
    prose = re.sub(r"```.*?```", "", page, flags=re.S)
    shares = set(re.findall(r"\b\d[\d.]*(?: to \d[\d.]*)?%", prose))
    assert len(shares) > 10
    assert {share for share in shares if share not in said} == set()


@pytest.mark.slow
def test_the_page_on_teaching(tmp_path, monkeypatch):
    """Every command of the page can be typed in front of a class."""
    page = (DOCS / "how-to" / "teach-with-it.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = [block for kind, block in steps(page) if kind == "command"]
    assert len(commands) > 4
    for command in commands:
        done = CliRunner().invoke(app, shlex.split(command)[1:])
        assert done.exit_code == 0, f"{command}: {done.output}"


@pytest.mark.slow
def test_the_page_on_why_talks_failed(monkeypatch):
    """Its command prints what the page says it prints, and its Python runs."""
    page = (DOCS / "how-to" / "why-did-they-fail.md").read_text(encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    said = ""
    for kind, block in steps(page):
        if kind == "text":
            assert_said(block, said)
        elif kind == "command":
            done = CliRunner().invoke(app, shlex.split(block)[1:])
            assert done.exit_code == 0, f"{block}: {done.output}"
            said = done.stdout
    space: dict = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, space)
    assert space["both"].opened >= space["both"].opened_by_each


def steps(page):
    """What a page tells a reader to type, to write, and to see, in order."""
    pattern = r"```(yaml|text)\n(.*?)```|^    (tracktwo [^\n]*)$"
    for found in re.finditer(pattern, page, re.M | re.S):
        yield (found[1], found[2]) if found[1] else ("command", found[3])


def fill_in(block, seen):
    """Put a block into the file that it names, as the page says.

    A part of the file that the page comes to for the first time takes the place of what is there;
    after that it is added to.
    """
    named = re.match(r"# (\S+\.yaml)\n", block)
    file = Path(named[1] if named else "valley.yaml")
    data = read(file)[0]
    for part, content in parse(block)[0].items():
        if (file.name, part) in seen or named:
            merge(data[part], content)
        else:
            data[part] = content
        seen.add((file.name, part))
    file.write_text(to_yaml(data), encoding="utf-8")


def merge(into, what):
    """Add to a mapping, down to numbers and weights, which take the place of what is there."""
    for key, value in what.items():
        whole = key == "weights" or not isinstance(value, dict) or "uniform" in value
        if whole or not isinstance(into.get(key), dict):
            into[key] = value
        else:
            merge(into[key], value)


def assert_said(block, said):
    """Whether the lines of a block stand in what was said, in order; `...` leaves lines out."""
    lines = [line.rstrip() for line in said.splitlines()]
    start = 0
    for part in re.split(r"^\.\.\.\n", block, flags=re.M):
        wanted = part.rstrip("\n").splitlines()
        places = range(start, len(lines) - len(wanted) + 1)
        found = next((at for at in places if lines[at : at + len(wanted)] == wanted), None)
        assert found is not None, f"not printed:\n{part}\nbut:\n{said}"
        start = found + len(wanted)
