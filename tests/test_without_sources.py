"""No command lets out a source that may not be named, on the screen or in any file."""

from __future__ import annotations

import io
import tarfile
import zipfile
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from sim.cli import app
from sim.scenario.plain import plain, to_yaml
from sim.scenario.scenario import EXAMPLE
from tests.experiments.made_up import case, write_history
from tests.experiments.sweep.making import Here

SECRETS = ("zzmole", "quixotry", "nightjar", "umbracable", "perchance", "zzother")
OPEN = "gazette_letter"
FEW = ("--runs", 40, "--draws", 2)

#: How each command that takes a scenario is typed.
COMMANDS = {
    "validate": ("{here}",),
    "evidence": ("{here}",),
    "show": ("{here}",),
    "run": ("{here}", *FEW, "--out", "{out}"),
    "compare": ("{here}", "--set", "time.horizon=8", *FEW),
    "predictions": ("{here}", "--runs", 200),
    "question": ("{here}", *FEW, "--out", "{out}"),
    "challenge": ("{here}", "--runs", 80, "--draws", 20, "--runs-per-draw", 5),
    "explain": ("{here}", *FEW, "--out", "{out}"),
    "change": ("{here}", "--party", "south", *FEW, "--search-runs", 20, "--budget", 3),
    "tell": ("{here}",),
    "solve": ("{here}", "--draws", 2, "--out", "{out}"),
    "hindcast": ("{folder}/history.yaml", *FEW, "--out", "{out}"),
    "new": ("{out}/mine.yaml", "--from", "{here}"),
    "agree": ("{here}", "{here}", "--out", "{out}/both.yaml"),
    "sweep": ("{folder}/study.yaml", "--out", "{out}", "--workers", 1),
}
OF_A_SWEEP = {"rerun", "archive"}  # take what the folder of a sweep holds: see below
OF_A_RUN = {"report"}  # takes what the folder of a run holds: see below
OF_A_CLASS = {"play", "class", "exercise", "check", "marks"}  # see below; or about what ships
STUDY = {
    "format": 1,
    "name": "secret",
    "title": "What is said?",
    "factors": {
        "north": {
            "path": "parties.north",
            "levels": {
                "as_told": EXAMPLE["parties"]["north"] | {"evidence": {"self": ["zzmole"]}},
                "patient": EXAMPLE["parties"]["north"] | {"patience": 1},
            },
        }
    },
    "runs": 20,
    "draws": 0,
}
WITHOUT_A_SCENARIO = {"list", "describe", "schema", "warm"}
OFFERED = typer.main.get_command(app).commands
FORMATS = ("text", "md", "html", "docx")
#: What a PNG or a PDF says cannot be searched here anyway.
pytestmark = pytest.mark.usefixtures("one_kind_of_picture")


@pytest.fixture
def here(tmp_path) -> Path:
    """A scenario that rests on an open letter and on what may not be named; and its files."""
    folder = tmp_path / "case"
    folder.mkdir()
    rests = {
        "parties.north": {"cite": ["zzmole", OPEN], "assumption": "so it was said, perchance"},
        "parties.south": ["zzother"],
        "parties.south.values": "as the umbracable has it",
        "parties.south.weights": [OPEN],
        "parties.south.reservation": "nobody says",
    }
    data = plain(EXAMPLE) | {"evidence": rests}
    (folder / "two-cities.yaml").write_text(f"# zzmole told us all this\n{to_yaml(data)}")
    secret = {"document": "umbracable", "what": "quixotry", "said_by": "nightjar"}
    claims = {
        "zzmole": secret | {"confidential": True, "directness": "own_words", "date": "2013"},
        "zzother": secret | {"confidential": True, "directness": "own_words"},
        OPEN: {"document": "gazette", "what": "a letter to all", "directness": "own_words"},
    }
    (folder / "claims.yaml").write_text(to_yaml(claims))
    (folder / "documents.yaml").write_text("umbracable: {outlet: nightjar}\ngazette: {}\n")
    (folder / "two-cities.question.yaml").write_text(
        "question: Why?\nquantities: [P(convene)]\nover: {paths: noise, values: [0.1, 0.2]}\n"
    )
    (folder / "two-cities.predictions.yaml").write_text(
        "softer: {change: {noise: 0.1}, quantity: P(convene), sign: up, reason: it is softer}\n"
    )
    write_history(folder, {"first": case("deadlock"), "second": case("held")})
    study = STUDY | {"scenario": "two-cities.yaml"}
    (folder / "study.yaml").write_text(f"# the nightjar knows\n{to_yaml(study)}")
    return folder / "two-cities.yaml"


@pytest.fixture(autouse=True)
def _sweeps_here(monkeypatch):
    """Work in this process, without starting others."""
    monkeypatch.setattr(import_module("sim.experiments.sweep.sweep"), "local", lambda _: Here)


def typed(name: str, here: Path, out: Path, *more: object) -> str:
    """Type a command; gives everything that it says and writes, as text."""
    words = [str(word).format(here=here, folder=here.parent, out=out) for word in COMMANDS[name]]
    out.mkdir(exist_ok=True)
    done = CliRunner().invoke(app, [name, *words, *map(str, more)])
    assert done.exit_code == 0, done.output
    files = [file for file in out.rglob("*") if file.is_file()]
    return "\n".join([done.stdout, done.stderr, *(str(f) for f in files), *map(text_of, files)])


def text_of(file: Path) -> str:
    """Everything that can be read in a file."""
    raw = file.read_bytes()
    if file.suffix == ".parquet":
        return pd.read_parquet(file).to_csv()
    if file.name.endswith(".tar.gz"):
        with tarfile.open(file) as tar:
            files = [tar.extractfile(entry) for entry in tar]
            raw = b"\n".join(file.read() for file in files if file is not None)
    if zipfile.is_zipfile(io.BytesIO(raw)):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            raw = b"\n".join(archive.read(name) for name in archive.namelist())
    return raw.decode("utf-8", errors="replace")


def named(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text.lower()]


def test_every_command_is_held_to_it():
    there = {*COMMANDS, *WITHOUT_A_SCENARIO, *OF_A_SWEEP, *OF_A_RUN, *OF_A_CLASS}
    assert set(OFFERED) <= there


@pytest.mark.parametrize("name", sorted(set(COMMANDS)))
def test_no_command_names_a_confidential_source(name, here, tmp_path):
    """With the flag, where there is one; without it, the others name no source at all."""
    offers = any("--without-sources" in option.opts for option in OFFERED[name].params)
    said = typed(name, here, tmp_path / "out", *(["--without-sources"] if offers else []))
    assert named(said) == []
    if offers and name != "show":
        assert "may not be named" in said
    if not offers:
        assert OPEN not in said


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_of_show_names_one(form, here, tmp_path):
    file = tmp_path / "out" / f"input.{form}"
    said = typed("show", here, file.parent, "--out", file, "--format", form, "--without-sources")
    assert named(said) == []
    assert OPEN in said
    assert "a source that may not be named" in said
    said = typed("show", here, file.parent, "--out", file, "--format", form)
    assert named(said) == list(SECRETS)


def test_a_saved_game_names_no_source(here, tmp_path):
    """What a class hands in is passed around: the scenario in it cites nothing."""
    game = tmp_path / "game.json"
    typed = ["play", str(here), "--as", "north", "--out", str(game)]
    done = CliRunner().invoke(app, typed, input="no\nquit\n")
    assert "two-cities" in game.read_text()
    assert named(done.output + game.read_text()) == []


def test_without_the_flag_they_are_named(here, tmp_path):
    """Else the other tests here could not fail."""
    assert set(named(typed("evidence", here, tmp_path / "none"))) == {
        "zzmole", "zzother", "umbracable", "perchance",
    }  # fmt: skip
    assert set(named(typed("run", here, tmp_path / "out"))) >= {"zzmole", "zzother", "perchance"}


def test_results_written_again_without_sources_keep_none(here, tmp_path):
    """The same runs may be written anew into a folder; nothing of before may be left there."""
    out = tmp_path / "out"
    assert named(typed("run", here, out))
    runs = (out / "runs.parquet").read_bytes()
    assert named(typed("run", here, out, "--without-sources")) == []
    assert (out / "runs.parquet").read_bytes() == runs


def reported(out: Path, to: Path, form: str, *more: str) -> str:
    """Type a report of a folder with its appendix; gives all that is said and written."""
    to.mkdir()
    words = ["report", out, "--runs", 0, "--out", to / f"report.{form}", "--appendix", *more]
    done = CliRunner().invoke(app, list(map(str, words)))
    assert done.exit_code == 0, done.output
    return "\n".join([done.output, *map(text_of, to.iterdir())])


@pytest.mark.parametrize("form", ["html", pytest.param("docx", marks=pytest.mark.slow)])
def test_a_report_without_sources_names_none(form, here, tmp_path):
    """Though the folder of the run does: what is shown around may be asked for without them."""
    out = tmp_path / "out"
    typed("run", here, out)
    assert set(named(reported(out, tmp_path / "with", form))) >= {"zzmole", "zzother", "quixotry"}
    said = reported(out, tmp_path / "without", form, "--without-sources")
    assert named(said) == []
    assert OPEN in said
    assert "a source that may not be named" in said


def packed(out: Path) -> str:
    """Type what takes the folder of a sweep; gives all that is said and packed."""
    said = ""
    for words in (("rerun", "--tell"), ("rerun",), ("archive", "--out", f"{out}.tar.gz")):
        done = CliRunner().invoke(app, [words[0], str(out), *words[1:]])
        assert done.exit_code == 0, done.output
        said += done.output
    return said + text_of(Path(f"{out}.tar.gz"))


def test_what_is_packed_of_a_sweep_without_sources_names_none(here, tmp_path):
    """Nor does the folder after it was first made with them."""
    out = tmp_path / "out"
    assert set(named(typed("sweep", here, out))) >= {"zzmole", "zzother", "nightjar", "quixotry"}
    assert set(named(packed(out))) >= {"zzmole", "zzother", "nightjar", "quixotry"}
    clean = tmp_path / "clean"
    assert named(typed("sweep", here, clean, "--without-sources")) == []
    said = packed(clean)
    assert named(said) == []
    assert OPEN in said
    assert "a letter to all" in said  # an open claim of the user's own is packed


def test_a_folder_swept_again_without_sources_keeps_none(here, tmp_path):
    """The levels of this study name none, so it is the same study."""
    study = STUDY | {"scenario": "two-cities.yaml", "factors": {
        "noise": {"path": "noise", "levels": [0.1, 0.2]}}}  # fmt: skip
    (here.parent / "study.yaml").write_text(to_yaml(study))
    out = tmp_path / "out"
    assert named(typed("sweep", here, out))
    runs = (out / "parts" / "runs-0000000.parquet").read_bytes()
    assert named(typed("sweep", here, out, "--without-sources")) == []
    assert named(packed(out)) == []
    assert (out / "parts" / "runs-0000000.parquet").read_bytes() == runs


def test_a_wrong_study_names_no_source_either(here, tmp_path):
    here.write_text(here.read_text().replace("zzother", "zzunknown"))
    (here.parent / "claims.yaml").write_text("zzmole: {document: nightjar}\n")
    words = ["sweep", str(here.parent / "study.yaml"), "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(app, [*words, "--without-sources"])
    assert done.exit_code == 2
    assert named(done.output.replace(str(here.parent), "")) == []
