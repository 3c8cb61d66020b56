"""`tracktwo agree`: two files in, how far they agree; and one file out that holds both."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.scenario import Scenario
from sim.scenario.scenario import EXAMPLE


@pytest.fixture
def codings(tmp_path):
    a = Scenario.from_data(EXAMPLE)
    b = a.with_({"parties.south.reservation": 0.1, "parties.south.evidence": {"self": "a guess"}})
    b = b.with_({"draft": True})
    return [str(each.save(tmp_path / f"{name}.yaml")) for each, name in ((a, "a"), (b, "b"))]


def agree(*words):
    return CliRunner().invoke(app, ["agree", *map(str, words)])


def test_it_tells_where_they_differ(codings):
    done = agree(*codings)
    assert done.exit_code == 0, done.output
    assert "parties.south.reservation" in done.output
    assert "a guess" in done.output
    assert "Krippendorff" in done.output


def test_it_writes_a_scenario_that_holds_both(codings, tmp_path):
    out = tmp_path / "made" / "both.yaml"
    done = agree(*codings, "--out", out)
    assert done.exit_code == 0, done.output
    made = Scenario.load(out)
    assert made.name == "both"
    assert made.spec.draft
    number = made.parameters["parties.south.reservation"]
    assert (number.lo, number.hi) == (0.1, 0.4)


def test_it_never_writes_over_a_file(codings, tmp_path):
    out = tmp_path / "both.yaml"
    out.write_text("mine", encoding="utf-8")
    done = agree(*codings, "--out", out)
    assert done.exit_code == 2
    assert "is there already; name another file" in done.output
    assert out.read_text(encoding="utf-8") == "mine"


def test_a_file_that_is_none_is_said():
    done = agree("geneva-2013", "geneva-2031")
    assert done.exit_code == 2
    assert "geneva-2031" in done.output


def test_confidential_sources_are_kept_out(tmp_path):
    (tmp_path / "documents.yaml").write_text("talk: {title: A talk}\n", encoding="utf-8")
    claim = "hushed: {document: talk, who: envoy, what: nobody, confidential: true}\n"
    (tmp_path / "claims.yaml").write_text(claim, encoding="utf-8")
    cited = {"self": {"cite": ["hushed"], "assumption": "whispered"}}
    files = []
    for name, value in (("a", 0.1), ("b", 0.3)):
        told = {"parties.south.reservation": value, "parties.south.evidence": cited}
        scenario = Scenario.from_data(EXAMPLE | {"draft": True}).with_(told)
        files.append(scenario.save(tmp_path / f"{name}.yaml"))
    out = tmp_path / "both.yaml"
    assert "hushed" in agree(*files).output
    done = agree(*files, "--without-sources", "--out", out)
    assert done.exit_code == 0, done.output
    assert "may not be named" in done.output
    for secret in ("hushed", "whispered"):
        assert secret not in done.output
        assert secret not in out.read_text(encoding="utf-8")
