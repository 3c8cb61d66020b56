"""No command lets out a source that may not be named, on the screen or in any file."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from sim.cli import app
from sim.scenario.plain import plain, to_yaml
from sim.scenario.scenario import EXAMPLE
from tests.experiments.made_up import case, write_history

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
    "tell": ("{here}",),
    "hindcast": ("{folder}/history.yaml", *FEW, "--out", "{out}"),
    "new": ("{out}/mine.yaml", "--from", "{here}"),
    "agree": ("{here}", "{here}", "--out", "{out}/both.yaml"),
    "sweep": ("{folder}/noise.study.yaml", "--workers", 1, "--out", "{out}/sweep"),
    "rerun": ("{out}/sweep", "--tell"),
    "archive": ("{out}/sweep", "--out", "{out}/all.tar.gz"),
}
OF_A_SWEEP = {"rerun", "archive"}
WITHOUT_A_SCENARIO = {"list", "schema", "warm"}
OFFERED = typer.main.get_command(app).commands
FORMATS = ("text", "md", "html", "docx")


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
    (folder / "noise.study.yaml").write_text(
        "# as zzmole would have it\nformat: 1\nname: noise\ntitle: Noise\n"
        "scenario: two-cities.yaml\nfactors: {noise: {path: noise, levels: [0.1, 0.2]}}\nruns: 20\n"
    )
    write_history(folder, {"first": case("deadlock"), "second": case("held")})
    return folder / "two-cities.yaml"


def typed(name: str, here: Path, out: Path, *more: object) -> str:
    """Type a command; gives everything that it says and writes, as text."""
    words = [str(word).format(here=here, folder=here.parent, out=out) for word in COMMANDS[name]]
    out.mkdir(exist_ok=True)
    if name in OF_A_SWEEP and not (out / "sweep").exists():
        typed("sweep", here, out, "--without-sources")
    done = CliRunner().invoke(app, [name, *words, *map(str, more)])
    assert done.exit_code == 0, done.output
    files = [file for file in out.rglob("*") if file.is_file()]
    return "\n".join([done.stdout, done.stderr, *(str(f) for f in files), *map(text_of, files)])


def text_of(file: Path) -> str:
    """Everything that can be read in a file."""
    raw = file.read_bytes()
    if file.suffix == ".parquet":
        return pd.read_parquet(file).to_csv()
    if zipfile.is_zipfile(io.BytesIO(raw)):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            raw = b"\n".join(archive.read(name) for name in archive.namelist())
    if file.suffix == ".gz":
        with tarfile.open(file) as packed:
            parts = [packed.extractfile(part) for part in packed.getmembers()]
            raw = b"\n".join(part.read() for part in parts if part)
    return raw.decode("utf-8", errors="replace")


def named(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text.lower()]


def test_every_command_is_held_to_it():
    assert set(OFFERED) <= {*COMMANDS, *WITHOUT_A_SCENARIO}


@pytest.mark.parametrize("name", sorted(set(OFFERED) - WITHOUT_A_SCENARIO))
def test_no_command_names_a_confidential_source(name, here, tmp_path):
    """With the flag, where there is one; without it, the others name no source at all."""
    offers = any("--without-sources" in option.opts for option in OFFERED[name].params)
    said = typed(name, here, tmp_path / "out", *(["--without-sources"] if offers else []))
    assert named(said) == []
    if offers and name != "show":
        assert "may not be named" in said
    if not offers and name not in OF_A_SWEEP:
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


def test_a_sweep_gone_on_with_without_sources_keeps_none(here, tmp_path):
    """What was swept with sources named may be handed on without: no file of before is left."""
    out = tmp_path / "out"
    assert named(typed("sweep", here, out))
    assert named(typed("sweep", here, out, "--without-sources")) == []
    assert named(typed("archive", here, out)) == []
