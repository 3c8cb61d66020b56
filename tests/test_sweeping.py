"""The commands of sweeps as a user types them, right and wrong."""

from __future__ import annotations

import shutil
import tarfile
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.experiments.study.study import EXAMPLE
from sim.experiments.sweep.results import open_sweep
from sim.scenario.plain import to_yaml
from sim.scenario.scenario import EXAMPLE as TWO_CITIES
from tests.experiments.sweep.making import Here, bytes_of

SWEEP = import_module("sim.experiments.sweep.sweep")  # the room has a function of this name


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    """Work in this process; that real ones do the same, the tests of sweeps show."""
    monkeypatch.setattr(SWEEP, "local", lambda workers: Here)


def tracktwo(*words: object) -> tuple[int, str, str]:
    """Type a command; gives exit code, standard output, and what went to standard error."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def write(file: Path, **changes: object) -> Path:
    file.write_text(f"# a study\n{to_yaml({**EXAMPLE, 'runs': 40, **changes})}", encoding="utf-8")
    return file


@pytest.fixture
def study(tmp_path) -> Path:
    return write(tmp_path / "study.yaml", draws=2)


@pytest.fixture
def swept(study, tmp_path) -> Path:
    assert tracktwo("sweep", study, "--out", tmp_path / "out")[0] == 0
    return tmp_path / "out"


# -- sweep -------------------------------------------------------------------------------------


def test_a_sweep_shows_its_cells_and_how_to_go_on(study, tmp_path):
    code, said, told = tracktwo("sweep", study, "--out", tmp_path / "out", "--workers", 1)
    assert (code, told) == (0, "")
    assert "What does patience bring?" in said
    assert "tracktwo rerun" in said
    assert f"tracktwo sweep {study} --out" in said.replace("\n", " ")
    assert "FAILED" not in said
    text = (tmp_path / "out" / "study.yaml").read_text(encoding="utf-8")
    assert text.startswith("# a study\n")
    assert 'scenario: "scenarios/two-cities.yaml"' in text


def test_the_same_command_does_nothing_twice_and_goes_on(swept, study):
    before = bytes_of(swept)
    (swept / "parts" / "runs-0000000.parquet").unlink()
    assert tracktwo("sweep", study, "--out", swept)[0] == 0
    assert bytes_of(swept) == before


def test_until_is_part_of_what_is_asked(study, tmp_path):
    write(study, runs=1200)
    code, said, _ = tracktwo("sweep", study, "--out", tmp_path / "out", "--until", 0.05)
    assert code == 0
    found = open_sweep(tmp_path / "out")
    assert found.study.spec.until == 0.05
    assert set(found.cells.runs) <= {500, 1000, 1200}
    assert "--until 0.05" in said
    assert "until: 0.05" in (tmp_path / "out" / "study.yaml").read_text(encoding="utf-8")
    code, _, told = tracktwo("sweep", study, "--out", tmp_path / "out")
    assert (code, "until: 0.05 there, not written now" in told) == (3, True)
    code, _, told = tracktwo("sweep", study, "--out", tmp_path / "other", "--until", 0.7)
    assert (code, "below 0.5" in told) == (2, True)


def test_a_dry_run_says_how_much_and_writes_nothing(study, tmp_path):
    code, said, _ = tracktwo("sweep", study, "--dry-run", "--workers", 2)
    assert code == 0
    assert "40 runs in each of 6 cells: 240, and 600 for what we do not know." in said
    assert "patience: 0.5; share: 0.2" in said
    assert "2 processes" in said
    assert [path.name for path in tmp_path.iterdir()] == ["study.yaml"]


def test_a_folder_of_another_study_is_refused_with_the_difference(swept, study):
    before = bytes_of(swept)
    write(study, draws=2, runs=41)
    code, _, told = tracktwo("sweep", study, "--out", swept)
    assert code == 3
    assert "holds another sweep; name another folder" in told
    assert "runs: 40 there, 41 now" in told
    assert bytes_of(swept) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("how-patent",), "no study of this name ships"),
        (("{study}",), "--out is missing: name a folder for the results"),
    ],
)
def test_what_is_missing_is_said(study, words, said):
    code, _, told = tracktwo("sweep", *(word.format(study=study) for word in words))
    assert code == 2
    assert said in told


def test_a_mistake_in_a_study_is_told_with_its_line(study, tmp_path):
    study.write_text(study.read_text().replace("north.patience", "north.patiense"))
    code, _, told = tracktwo("sweep", study, "--out", tmp_path / "out")
    assert code == 2
    assert "Did you mean patience" in told
    assert "study.yaml:" in told or "line" in told
    assert not (tmp_path / "out").exists()


def test_a_scenario_of_which_something_rests_on_nothing_is_refused(study, tmp_path):
    """As every other command refuses it."""
    evidence = {"parties.north": "so it was said"}
    write(study, scenario={**TWO_CITIES, "evidence": evidence})
    code, _, told = tracktwo("sweep", study, "--out", tmp_path / "out")
    assert code == 2
    assert "its evidence is not complete" in told
    assert "parties.south: this rests on nothing" in told


def test_a_full_disk_is_said_and_what_is_done_is_kept(study, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.experiments.sweep.store.Store.put", full)
    code, _, told = tracktwo("sweep", study, "--out", tmp_path / "out")
    assert code == 1
    assert "No space left on device" in told
    assert "the same command goes on" in told


def test_a_cluster_that_cannot_be_reached_is_said(study, tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    client = distributed.Client
    monkeypatch.setattr(distributed, "Client", lambda at, timeout: client(at, timeout=1))
    out = tmp_path / "out"
    code, _, told = tracktwo("sweep", study, "--out", out, "--scheduler", "tcp://127.0.0.1:9")
    assert code == 2
    assert "--scheduler tcp://127.0.0.1:9: cannot be reached" in told


# -- failing runs ------------------------------------------------------------------------------


def test_failed_runs_are_said_and_retried_when_asked(study, swept, tmp_path, monkeypatch):
    lost = [True]

    def dies(unit) -> bool:
        return bool(lost) and unit.kind == "runs"

    monkeypatch.setattr(SWEEP, "local", lambda workers: lambda: Here(dies))
    out = tmp_path / "failing"
    code, said, _ = tracktwo("sweep", study, "--out", out)
    assert code == 1
    assert "240 runs FAILED" in said
    lost.clear()
    assert tracktwo("sweep", study, "--out", out)[0] == 1  # not by itself
    assert tracktwo("sweep", study, "--out", out, "--retry-failed")[0] == 0
    assert bytes_of(out) == bytes_of(swept)


# -- rerun -------------------------------------------------------------------------------------


def test_rerun_makes_the_row_that_is_stored(swept):
    code, said, _ = tracktwo("rerun", swept, "--cell", 4, "--run", 39)
    assert code == 0
    assert "It is the row that is stored." in said
    row = open_sweep(swept).read(cells=[4]).iloc[39]
    assert f"outcome: {row.outcome}" in said
    assert "It is not among those stored." in tracktwo("rerun", swept, "--run", 40)[1]


def test_rerun_sees_a_row_that_is_another(swept):
    """Else the verdict would say nothing."""
    file = swept / "parts" / "runs-0000000.parquet"
    rows = open_sweep(swept).runs
    rows.loc[5, "utility.north"] += 1e-9
    rows.to_parquet(file, index=False)
    assert "It is NOT the row that is stored" in tracktwo("rerun", swept, "--run", 5)[1]


def test_rerun_tells(swept):
    code, said, _ = tracktwo("rerun", swept, "--cell", 1, "--run", 3, "--tell")
    assert code == 0
    told = open_sweep(swept).tell(1, 3)
    assert said.split() == told.split()


def test_rerun_of_what_is_not_there(swept, tmp_path):
    code, _, told = tracktwo("rerun", swept, "--cell", 6)
    assert (code, told.strip()) == (2, "--cell 6: there are 6 cells, from 0")
    code, _, told = tracktwo("rerun", tmp_path / "nowhere")
    assert (code, "there is no sweep here" in told) == (2, True)


# -- archive -----------------------------------------------------------------------------------


def test_what_is_in_an_archive_makes_the_same_bytes_again(swept, tmp_path):
    code, said, _ = tracktwo("archive", swept)
    assert code == 0
    packed = tmp_path / "out.tar.gz"
    assert str(packed) in said.replace("\n", "")
    with tarfile.open(packed) as tar:
        tar.extractall(tmp_path / "read", filter="data")
    inside = tmp_path / "read" / "how-patient"
    assert {path.name for path in inside.iterdir()} == {
        "README.txt", "study.yaml", "scenarios", "claims", "constraints.txt", "results",
    }  # fmt: skip
    assert bytes_of(inside / "results") == bytes_of(swept)
    assert tracktwo("sweep", inside / "study.yaml", "--out", tmp_path / "again")[0] == 0
    assert bytes_of(tmp_path / "again") == bytes_of(swept)


def test_an_archive_is_the_same_bytes_each_time(swept, tmp_path):
    for name in ("a.tar.gz", "b.tar.gz"):
        assert tracktwo("archive", swept, "--out", tmp_path / name)[0] == 0
    assert (tmp_path / "a.tar.gz").read_bytes() == (tmp_path / "b.tar.gz").read_bytes()


def test_an_archive_of_what_is_not_finished_says_so(swept):
    (swept / "parts" / "runs-0000000.parquet").unlink()
    assert "NOT FINISHED" in tracktwo("archive", swept)[1]


def test_an_archive_has_the_claims_that_are_cited(tmp_path):
    """Those that ship, and those beside the scenario; and no others."""
    data = {**TWO_CITIES, "evidence": {
        "parties.north": ["letter"], "parties.south": "nobody says"}}  # fmt: skip
    (tmp_path / "two-cities.yaml").write_text(to_yaml(data))
    (tmp_path / "claims.yaml").write_text(to_yaml(
        {name: {"document": "gazette", "what": name} for name in ("letter", "unread")}
    ))  # fmt: skip
    (tmp_path / "documents.yaml").write_text("gazette: {}\nother: {}\n")
    study = write(tmp_path / "study.yaml", scenario="two-cities.yaml")
    assert tracktwo("sweep", study, "--out", tmp_path / "out")[0] == 0
    tracktwo("archive", tmp_path / "out")
    with tarfile.open(tmp_path / "out.tar.gz") as tar:
        tar.extractall(tmp_path / "read", filter="data")
    inside = tmp_path / "read" / "how-patient"
    assert "letter" in (inside / "scenarios" / "claims.yaml").read_text()
    assert "unread" not in (inside / "scenarios" / "claims.yaml").read_text()
    assert (inside / "scenarios" / "documents.yaml").read_text() == "gazette: {}\n"
    shutil.move(inside, tmp_path / "elsewhere")  # its evidence is complete there too
    again = tracktwo("sweep", tmp_path / "elsewhere" / "study.yaml", "--out", tmp_path / "again")
    assert again[0] == 0
    assert bytes_of(tmp_path / "again") == bytes_of(tmp_path / "out")


# -- list --------------------------------------------------------------------------------------


def test_list_shows_studies(monkeypatch, tmp_path):
    from sim.scenario import library

    shipped = library._shipped
    monkeypatch.setattr(library, "_shipped", lambda f: tmp_path if f == "studies" else shipped(f))
    write(tmp_path / "how-patient.yaml")
    code, said, _ = tracktwo("list")
    assert code == 0
    assert "how-patient  What does patience bring?" in " ".join(said.split("\n"))
    assert "full_grid" in said
