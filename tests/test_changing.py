"""The command that looks for the smallest change by one party."""

from __future__ import annotations

from typer.testing import CliRunner

from sim.cli import app
from tests.experiments.explain.walls import walled


def tracktwo(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, " ".join(done.stdout.split()), done.stderr


def test_the_least_that_a_party_could_do(tmp_path):
    """Protects the command: an answer, both uncertainties, and how to make it again."""
    file = walled({"left": 0.6}).save(tmp_path / "walls.yaml")
    words = ("--party", "left", "--quantity", "P(convene)", "--runs", "20", "--draws", "2",
             "--search-runs", "10", "--budget", "9", "--quiet")  # fmt: skip
    code, said, _ = tracktwo("change", file or tmp_path / "walls.yaml", *words)
    assert code == 0
    assert 'Left would have to drop its "wall" demand.' in said
    assert "from 0.0% to 100.0%" in said
    assert "Experimental" in said
    assert "--party left --target 0.5 --quantity 'P(convene)' --runs 20" in said


def test_an_unknown_party_is_refused():
    """Protects the message, and its exit code."""
    code, _, error = tracktwo("change", "geneva-2013", "--party", "smcc", "--quiet")
    assert code == 2
    assert "'smcc' is no party of 'geneva-2013'. Did you mean smc?" in error
