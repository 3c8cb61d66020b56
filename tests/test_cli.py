"""The command line as a user types it, right and wrong."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.analysis.figures import FIGURES
from sim.cli import PANELS, app
from sim.scenario import library
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.experiments.made_up import case, write_history

BROKEN = """
from sim import Strategy, strategies

@strategies.register("broken")
class Broken(Strategy):
    \"\"\"Fails.\"\"\"

    def propose(self, view):
        raise RuntimeError("no idea")

    accepts = propose
"""


@pytest.fixture
def tracktwo():
    """Type a command; gives exit code, standard output, and what went to standard error."""
    return typed


def typed(*words: object):
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def example(tmp_path) -> Path:
    return write(tmp_path / "two-cities.yaml", {})


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> tuple[Path, Path]:
    """A scenario and the folder of a run of it, for tests to read: its figures take seconds."""
    folder = tmp_path_factory.mktemp("kept")
    file, out = write(folder / "two-cities.yaml", {}), folder / "deep" / "results"
    assert typed(*small(file), "--out", out)[0] == 0
    return file, out


def write(file: Path, changes: dict[str, object]) -> Path:
    file.write_text(Scenario.from_data(EXAMPLE).with_(changes).dump(), encoding="utf-8")
    return file


def small(*words: object) -> tuple[object, ...]:
    return "run", *words, "--runs", 60, "--draws", 0


# -- what a user should see --------------------------------------------------------------------


def test_list(tracktwo):
    code, said, _ = tracktwo("list")
    assert code == 0
    for line in ("The Geneva conference", "bayesian", "single_text", "unanimity"):
        assert line in said


def test_validate(tracktwo, example):
    code, said, _ = tracktwo("validate", "geneva-2013", example)
    assert code == 0
    assert "geneva-2013: ok: 9 parties, 5 issues" in said
    assert f"{example}: ok: 2 parties, 1 issue, 1 forum" in said


def test_validate_gives_every_mistake_with_its_line(tracktwo, example, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    text = example.read_text()
    wrong.write_text(text.replace("format: 1", "format: 2").replace("unit: month", "unit: moth"))
    code, said, _ = tracktwo("validate", wrong, "genva-2013", example)
    assert code == 2
    assert re.search(r"wrong\.yaml:\d+: .*reads format 1, not 2", said)
    assert re.search(r"wrong\.yaml:\d+: .*'moth' is not one of .*Did you mean month\?", said)
    assert "genva-2013: there is no such file" in said
    assert "two-cities.yaml: ok" in said


def test_a_file_whose_ending_is_left_out(tracktwo, example, monkeypatch):
    """Protects who types a file's name as if it shipped: the file there is named, first of all."""
    monkeypatch.chdir(example.parent)
    mine = write(example.parent / "cyprus-2004.yaml", {})
    write(example.parent / "geneva-2014.yml", {})
    code, said, _ = tracktwo("validate", "cyprus-2004")
    assert code == 2
    assert "cyprus-2004: there is no such file" in said
    assert "Did you mean the file cyprus-2004.yaml?" in said
    _, said, _ = tracktwo("validate", "geneva-2014")  # near to the name of one that ships
    assert "Did you mean the file geneva-2014.yml?" in said
    assert "geneva-2013" not in said
    _, _, error = tracktwo("tell", "cyprus-2004")
    assert "Did you mean the file cyprus-2004.yaml?" in error
    mine.unlink()
    assert "Did you mean the file" not in tracktwo("validate", "cyprus-2004")[1]


def test_validate_prints_what_is_odd_and_may_be_meant(tracktwo, tmp_path):
    """Protects the form of a warning, and that it is no error."""
    odd = write(tmp_path / "odd.yaml", {"parties.north.reservation": 1.2})
    lines = odd.read_text().splitlines()
    fine = write(tmp_path / "fine.yaml", {"parties.south.values.water.south": 0.3})
    code, said, _ = tracktwo("validate", odd, fine)
    assert code == 0
    ok, *warnings, other = said.splitlines()
    assert ok.startswith(f"{odd}: ok: ")
    assert other.startswith(f"{fine}: ok: ")  # about which nothing is odd
    where = f"{odd}:{lines.index('  north:') + 1}: warning: parties.north: no package of summit "
    assert [line for line in warnings if line.startswith(where)]
    for line in warnings:
        assert re.search(r"odd\.yaml:\d+: warning: .*; meant where .* \[\w+\]$", line)


def test_what_the_page_on_warnings_quotes_is_what_is_printed(tracktwo):
    page = (Path(__file__).parents[1] / "docs/reference/warnings.md").read_text()
    quoted = re.search(r"    tracktwo validate (\S+)\n\n((?:    .*\n)+)", page)
    _, said, _ = tracktwo("validate", quoted[1])
    folder = f"{library.locate(quoted[1]).parent}{os.sep}"
    assert said.replace(folder, "") == textwrap.dedent(quoted[2])


def test_schema(tracktwo):
    code, said, _ = tracktwo("schema")
    assert code == 0
    written = json.loads(said)
    assert {"format", "parties", "forums"} <= set(written["properties"])
    party = json.dumps(written["$defs"]["Party"])
    for way_to_write_it in ("uniform", "rank", "number"):
        assert f'"{way_to_write_it}"' in party + json.dumps(written["$defs"]["Rank"])


def test_evidence(tracktwo):
    code, said, _ = tracktwo("evidence", "geneva-2013")
    assert code == 0
    assert "parties.smc.preconditions.balance.demand.share_at_least = {uniform: [0.4, 0.5]}" in said
    assert "may_idris_demands_balance" in said
    assert re.search(r"\d+ numbers and other parts: \d+ assumption, \d+ both, \d+ claim\.", said)


def test_evidence_without_a_scenario_counts_the_claims(tracktwo):
    """Protects the counts of the codebook: each list adds up to all claims."""
    code, said, _ = tracktwo("evidence")
    assert code == 0
    lists, total = said.split("There are ")
    by_document, by_directness = re.split("Claims by \\w+\n", lists)[1:]
    for counts in (by_document, by_directness):
        numbers = [int(line.split()[-1]) for line in counts.split("\n") if line]
        assert f"{sum(numbers)} claims." in total
        assert len(numbers) > 4
    assert re.search(r"assafir_2013_02 +\d", by_document)
    assert re.search(r"anonymous_source +\d", by_directness)


def test_run(tracktwo, example):
    code, said, _ = tracktwo(*small(example))
    assert code == 0
    assert said.startswith("Two cities divide a river\n")
    assert "How far talks come: share of 60 runs" in said
    assert f"tracktwo run {example} --runs 60 --seed 0 --draws 0" in said


def test_run_into_a_folder(tracktwo, kept):
    example, out = kept
    files = {str(file.relative_to(out)) for file in out.rglob("*") if file.is_file()}
    figures = {f"figures/{n}.{k}" for n in FIGURES for k in ("png", "svg", "pdf", "csv", "txt")}
    tables = {f"{name}.parquet" for name in ("runs", "blocks", "nested", "nested_blocks", "noise")}
    assert files == {*tables, *figures, "scenario.yaml", "manifest.json", "page.txt"}
    assert len(pd.read_parquet(out / "runs.parquet")) == 60
    before = {file: (out / file).read_bytes() for file in files}
    assert tracktwo(*small(example), "--out", out)[0] == 0  # the same again is welcome
    assert {file: (out / file).read_bytes() for file in files} == before


@pytest.mark.parametrize("words", [("--run", 3), ("--outcome", "held"), ()])
def test_tell(tracktwo, example, words):
    code, said, _ = tracktwo("tell", example, "--seed", 7, *words)
    assert code == 0
    assert max(map(len, said.splitlines())) <= 100
    assert "seed 7" in said.splitlines()[0]
    if words == ("--run", 3):
        assert "run 3" in said.splitlines()[0]


def test_tell_is_the_run_of_the_monte_carlo(tracktwo, kept):
    example, out = kept
    runs = pd.read_parquet(out / "runs.parquet")
    held = runs.run[runs.outcome == "held"].iloc[0]
    assert "nobody breaking it" in tracktwo("tell", example, "--run", held)[1].replace("\n", " ")


def test_compare_with_a_change(tracktwo, example):
    small = ("--runs", 60, "--draws", 2, "--quiet")
    code, said, _ = tracktwo("compare", example, "--set", "parties.south.reservation=0.45", *small)
    assert code == 0
    assert re.search(r"Parties\s+A\s+B\s+south.reservation\s+0.4\s+0.45\s", said)
    assert "shares of 60 pairs of runs" in said
    assert f"tracktwo compare {example} --set parties.south.reservation=0.45 --runs 60" in said


def test_compare_two_scenarios(tracktwo, example, tmp_path):
    other = write(tmp_path / "other.yaml", {"noise": 0.1})
    code, said, _ = tracktwo("compare", example, other, "--runs", 20, "--draws", 0)
    assert code == 0
    assert re.search(r"A\s+B\s+noise\s+not written\s+0.1\s", said)


def test_predictions(tracktwo, example):
    table = example.with_name("two-cities.predictions.yaml")
    table.write_text(
        "softer: {change: {parties.south.reservation: 0.1}, quantity: P(convene), sign: up,"
        " reason: less to lose}"
    )
    code, said, _ = tracktwo("predictions", example, "--runs", 200)
    assert code == 0
    assert "1 stake: 1 hit, 0 misses, 0 undecided." in said
    code, said, _ = tracktwo("predictions", example, "--runs", 200, "--markdown")
    assert code == 0
    assert "| `softer` | parties.south.reservation -> 0.1 | P(convene) | up |" in said
    table.write_text("softer: {quantity: P(convened), sign: upward}")
    code, _, said = tracktwo("predictions", example)
    assert code == 2
    assert "two-cities.predictions.yaml:1: softer.sign: 'upward' is not one of up" in said


def test_question(tracktwo, example, tmp_path):
    example.with_name("two-cities.question.yaml").write_text(
        "question: Why?\nquantities: [P(convene)]\nover: {paths: noise, values: [0.1, 0.2]}\n"
    )
    words = ("question", example, "--runs", 60, "--draws", 2, "--out", tmp_path / "out")
    code, said, _ = tracktwo(*words)
    assert code == 0
    assert f"tracktwo question {example} --runs 60 --seed 0 --draws 2" in said
    assert {"answer.csv", "answer.png"} <= {file.name for file in (tmp_path / "out").iterdir()}
    assert tracktwo(*words)[0] == 0  # the same again is welcome
    code, _, said = tracktwo(*words, "--seed", 5)
    assert code == 3
    assert "holds other results (seed 0, not 5)" in said


@pytest.mark.parametrize("command", ["question", "predictions"])
def test_what_is_not_beside_a_scenario_is_said(tracktwo, example, command):
    code, _, said = tracktwo(command, example)
    assert code == 2
    assert re.search(rf"two-cities\.{command}\.yaml: there is no such ", said)


def test_warm(tracktwo):
    assert tracktwo("warm")[0] == 0
    assert "warm" not in tracktwo("--help")[1]


# -- what a user can get wrong -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "genva-2013"), "Did you mean geneva-2013"),
        (("run", "missing.yaml"), "missing.yaml"),
        (("run", "/"), "/"),
        (("run", "geneva-2013", "--runs", 0), "--runs"),
        (("run", "geneva-2013", "--runs", "many"), "--runs"),
        (("run", "geneva-2013", "--draws", -1), "--draws"),
        (("run", "geneva-2013", "--workers", 0), "--workers"),
        (("run", "geneva-2013", "--plugin", "missing.py"), "missing.py"),
        (("run",), "SCENARIO"),
        (("runn", "geneva-2013"), "runn"),
        (("validate",), "SCENARIO"),
        (("evidence", "genva-2013"), "Did you mean geneva-2013"),
        (("tell", "genva-2013"), "Did you mean geneva-2013"),
        (("tell", "geneva-2013", "--run", -1), "--run"),
        (("tell", "geneva-2013", "--run", 10**30), "--run"),
        (("tell", "geneva-2013", "--outcome", "hold"), "there are not_convened, .*mean held"),
        (("compare", "geneva-2013"), "name a second SCENARIO, or change the first"),
        (("compare", "geneva-2013", "genva-2013"), "Did you mean geneva-2013"),
        (("compare", "geneva-2013", "--drop", "threats.arm"), "nothing is written at"),
        (("compare", "geneva-2013", "--set", "noise"), "has no value"),
        (("compare", "geneva-2013", "--set", "noise=high"), "noise: "),
        (("compare", "geneva-2013", "--set", "nose=1"), "leads nowhere: .* Did you mean noise"),
        (("predictions", "genva-2013"), "Did you mean geneva-2013"),
        (("tell", "geneva-2013", "--run", 1, "--outcome", "held"), "exclude one another"),
    ],
)
def test_bad_input(tracktwo, words, message):
    code, _, said = tracktwo(*words)
    assert code == 2
    assert re.search(message, re.sub(r"[│\s]+", " ", said))


def test_an_outcome_that_did_not_occur(tracktwo, example):
    code, _, said = tracktwo("tell", example, "--outcome", "not_ratified")
    assert code == 2
    assert "no run ended in 'not_ratified'; there are: " in said


def test_incomplete_evidence_is_refused_unless_it_is_a_draft(tracktwo, tmp_path):
    cited = {"parties.north.evidence": {"self": "because"}}
    file = write(tmp_path / "half.yaml", cited)
    for command in ("run", "evidence", "validate"):
        code, out, said = tracktwo(command, file)
        assert code == 2
        assert "draft: true" in out + said
    file = write(tmp_path / "draft.yaml", cited | {"draft": True})
    assert tracktwo("evidence", file)[0] == 0
    assert "on nothing" in tracktwo(*small(file))[1]
    code, said, _ = tracktwo("validate", file)
    [line] = [line for line in said.splitlines() if "a draft" in line]
    listed = tracktwo("evidence", file)[1].splitlines()
    missing = sum(line.endswith("[missing]") for line in listed)
    parts = sum(bool(re.search(r"\[\w+\]$", line)) for line in listed)
    assert code == 0
    assert 0 < missing < parts
    said = f"a draft: {missing} of {parts} numbers and other parts rest on nothing that is there"
    assert line == f"{file}: {said}; see tracktwo evidence {file}"


def test_a_draft_that_is_complete_says_so(tracktwo, tmp_path):
    cited = {f"parties.{name}.evidence": {"self": "because"} for name in ("north", "south")}
    _, said, _ = tracktwo("validate", write(tmp_path / "done.yaml", cited | {"draft": True}))
    assert re.search(r"a draft: all \d+ numbers .* rest on something; take draft: true out", said)


def test_a_file_that_cites_nothing_is_taken_as_made_up(tracktwo, example):
    """Protects the reference: nothing is asked of it, and nothing is counted."""
    code, said, _ = tracktwo("validate", example)
    assert code == 0
    assert "draft" not in said


def test_a_file_is_no_folder(tracktwo, example):
    code, out, said = tracktwo(*small(example), "--out", example)
    assert (code, out) == (3, "")
    assert "is a file; name a folder" in said


def test_results_of_something_else_are_not_overwritten(tracktwo, kept, tmp_path):
    example, out = kept
    code, _, said = tracktwo("run", example, "--runs", 61, "--seed", 5, "--draws", 0, "--out", out)
    assert code == 3
    assert "holds other results (seed 0, not 5, runs 60, not 61)" in said
    other = write(tmp_path / "other.yaml", {"parties.south.reservation": 0.1})
    code, _, said = tracktwo(*small(other), "--out", out)
    assert code == 3
    assert re.search(r"scenario two-cities \w{12}, not two-cities \w{12}\)", said)


@pytest.mark.parametrize("manifest", [None, "{", "{}", "[]"])
def test_results_of_nobody_knows_what_are_not_overwritten(tracktwo, example, tmp_path, manifest):
    (tmp_path / "runs.parquet").touch()
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest)
    code, _, said = tracktwo(*small(example), "--out", tmp_path)
    assert code == 3
    assert "whose they are" in said


def test_a_folder_that_cannot_be_written(tracktwo, example):
    code, _, said = tracktwo(*small(example), "--out", example / "below")
    assert code == 3
    assert "cannot be written" in said


def test_failed_runs_give_exit_code_1_and_a_page_that_says_so(tracktwo, tmp_path):
    (tmp_path / "broken.py").write_text(BROKEN)
    plugin = ("--plugin", tmp_path / "broken.py")
    code, _, said = tracktwo("validate", write(tmp_path / "ok.yaml", {}), *plugin)
    assert code == 0
    file = write(tmp_path / "fails.yaml", {"parties.north.strategy": "broken"})
    code, said, _ = tracktwo("run", file, "--runs", 4, "--draws", 0, *plugin)
    assert code == 1
    assert "RuntimeError: no idea" in said
    assert re.search(r"[1-4] of 4 runs FAILED", said)


def test_a_plugin_that_raises_is_the_users_mistake(tracktwo, example, tmp_path):
    (tmp_path / "bad.py").write_text("1 / 0")
    code, _, said = tracktwo(*small(example), "--plugin", tmp_path / "bad.py")
    assert code == 2
    assert "bad.py: cannot be loaded as a plug-in: ZeroDivisionError" in said


# -- as a process ------------------------------------------------------------------------------


def process(*words: object, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sim", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_as_a_module_in_a_pipe(example):
    done = process(*small(example))
    assert done.returncode == 0
    assert done.stderr == ""
    assert "\x1b" not in done.stdout


def test_on_a_terminal_that_knows_only_ascii(example, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = process(*small(example))
    assert done.returncode == 0
    assert "####" in done.stdout


def test_challenge(tracktwo, example):
    """Protects the audit's command: five parts, and a line that makes it again."""
    options = ("--runs", 80, "--draws", 20, "--runs-per-draw", 5, "--quiet")
    code, said, _ = tracktwo("challenge", example, *options)
    assert code == 0
    for part in ("1. What is", "2. Structure only", "3. Placebo", "4. Ablation", "5. Whose"):
        assert part in said
    assert f"tracktwo challenge {example} --runs 80 --seed 0 --draws 20 --runs-per-draw 5" in said
    code, said, _ = tracktwo("challenge", example, *options, "--markdown")
    assert code == 0
    assert said.startswith("# Audit: Two cities divide a river\n\n")
    assert "\n| without | convened | agreed | held |\n|---|---:|---:|---:|\n" in said
    assert "It took" not in said


def test_challenge_with_nothing_to_draw(tracktwo, example):
    code, _, said = tracktwo("challenge", example, "--draws", 0)
    assert code == 2
    assert "draws" in said


def test_every_command_stands_under_what_it_is_for(tracktwo):
    code, said, _ = tracktwo("--help")
    assert code == 0
    listed = [name for names in PANELS.values() for name in names]
    at = [re.search(rf"│ {name} ", said).start() for name in listed]
    assert at == sorted(at)
    shown = [c for c in app.registered_commands if not c.hidden]
    assert len(shown) == len(set(listed)) == len(listed)


def test_help_loads_nothing_heavy():
    look = (
        "import sys; sys.argv = ['tracktwo', '--help']\n"
        "from sim.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'mesa', 'numba', 'numpy', 'matplotlib', 'pandas', 'pydantic', 'sklearn',"
        " 'scipy', 'SALib', 'ipywidgets', 'docx'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _interruptible() -> None:
    """Let a command be interrupted though the tests run in the background, where none is."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not sent so there")
def test_interrupted(tmp_path, example):
    words = ("run", example, "--runs", "1000000", "--out", tmp_path / "out")
    command = [sys.executable, "-m", "sim", *map(str, words)]
    running = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=_interruptible,
    )
    try:
        while not (tmp_path / "out").exists():  # it is made before the first run
            time.sleep(0.05)
        time.sleep(1.0)
        running.send_signal(signal.SIGINT)
        out, said = running.communicate(timeout=120)  # a block is finished, perhaps compiled
    finally:
        running.kill()
    assert running.returncode == 130
    assert (out, said) == ("", "Interrupted.\n")


# -- hindcast ----------------------------------------------------------------------------------


def test_hindcast(tracktwo, tmp_path):
    file = write_history(tmp_path, {"river": case("held", "walkout")})
    code, said, wrong = tracktwo(
        "hindcast", file, "--runs", 40, "--draws", 2, "--out", tmp_path / "out"
    )
    assert code == 0
    assert "1 case validates nothing." in said
    assert f"figure are in {tmp_path / 'out'}" in wrong
    assert (tmp_path / "out" / "hindcast.png").is_file()


def test_hindcast_as_markdown(tracktwo, tmp_path):
    file = write_history(tmp_path, {"river": case("held")})
    code, said, _ = tracktwo("hindcast", file, "--runs", 40, "--draws", 0, "--markdown")
    assert code == 0
    assert said.startswith("# Made-up cases\n")
    assert (
        "\n| Brier score | mean | best to worst | model ahead by |\n|---|---:|---:|---:|\n" in said
    )


def test_hindcast_with_mistakes(tracktwo, tmp_path):
    file = write_history(tmp_path, {"river": case("hold")})
    code, said, wrong = tracktwo("hindcast", file)
    assert (code, said) == (2, "")
    assert f"{file}:11: cases.river.labels.hold: 'hold' is no outcome" in wrong


def test_hindcast_of_nothing(tracktwo, tmp_path, monkeypatch):
    """Protects the exit code where no run of a case finished."""

    def fails(self):
        raise RuntimeError("no idea")

    monkeypatch.setattr("sim.model.talks.Talks.run", fails)
    file = write_history(tmp_path, {"river": case("held")})
    code, _, wrong = tracktwo("hindcast", file, "--runs", 3, "--draws", 0)
    assert code == 1
    assert "case 'river': every run failed" in wrong


@pytest.mark.usefixtures("one_kind_of_picture")
def test_figures_are_named_for_their_size(tracktwo, example, tmp_path):
    out = tmp_path / "out"
    code, *_ = tracktwo(
        "run", example, "--runs", 40, "--draws", 0, "--out", out, "--size", "column"
    )
    assert code == 0
    drawn = {file.name for file in (out / "figures").iterdir() if file.suffix == ".svg"}
    assert drawn == {f"{name}-column.svg" for name in FIGURES}


@pytest.mark.parametrize(
    ("command", "option"),
    [("run", "--out"), ("question", "--out"), ("hindcast", "--out"), ("sweep", "--figure")],
)
def test_a_size_without_a_figure_is_refused(tracktwo, command, option):
    """Protects whoever asks for a size and would get nothing of it; nothing is run before."""
    code, said, wrong = tracktwo(command, "geneva-2013", "--size", "column")
    assert (code, said) == (2, "")
    assert wrong == f"--size column is for figures, and none is drawn; say where with {option}\n"
