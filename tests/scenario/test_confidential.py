"""What may not be named is named nowhere, and whatever may be named stays."""

from __future__ import annotations

import pytest

from sim.scenario import Scenario, ScenarioError
from sim.scenario.confidential import HIDDEN, load_without_sources
from sim.scenario.evidence import Claims, evidence_table, unsupported
from sim.scenario.plain import plain
from sim.scenario.scenario import EXAMPLE

CLAIMS = Claims(
    {
        "letter": {"document": "gazette"},
        "dinner": {"document": "cable_7", "confidential": True},
        "aside": {"document": "gazette", "confidential": True},
    }
)


def told(evidence: object, claims: Claims = CLAIMS) -> object:
    """What is left of one entry of evidence."""
    scenario = Scenario.from_data({**plain(EXAMPLE), "evidence": {"parties.north": evidence}})
    found = scenario.without_sources(claims).spec.evidence["parties.north"]
    return list(found.cite), found.assumption


@pytest.mark.parametrize(
    "evidence",
    [
        ["dinner"],
        ["letter", "dinner"],
        {"cite": ["dinner"], "assumption": "as was said at table"},
        ["aside"],  # confidential in a document that is open besides
        ["hearsay"],  # no claim: nobody knows whether it may be named
        "as Dinner has it, only less",  # a text that names it
        "read off cable_7",
    ],
)
def test_what_rests_on_a_confidential_source_says_only_so(evidence):
    assert told(evidence) == ([], HIDDEN)


@pytest.mark.parametrize(
    ("evidence", "left"),
    [
        (["letter"], (["letter"], None)),
        ({"cite": ["letter"], "assumption": "halved"}, (["letter"], "halved")),
        ("the dinners of others, and what the gazette says", None),
    ],
)
def test_what_may_be_named_stays(evidence, left):
    assert told(evidence) == (left or ([], evidence))


def test_it_is_the_same_scenario_otherwise():
    scenario = Scenario.from_data(
        {**plain(EXAMPLE), "evidence": {"parties": ["dinner"], "issues": "made up"}}
    )
    hidden = scenario.without_sources(CLAIMS)
    assert hidden.hash == scenario.hash
    assert hidden.dump() != scenario.dump()
    assert "dinner" in scenario.dump()  # the one it was made from is as it was
    assert hidden.without_sources(CLAIMS).dump() == hidden.dump()
    rows = {row.path: row.status for row in evidence_table(hidden, CLAIMS.open)}
    assert rows["parties.north"] == "assumption"
    missing = [problem.message for problem in unsupported(hidden, CLAIMS.open)]
    assert not any(message.startswith("parties") for message in missing)


def test_a_party_may_be_called_evidence():
    data = plain(EXAMPLE)
    data["parties"]["evidence"] = data["parties"].pop("south")
    data["forums"]["summit"]["seats"] = ["north", "evidence"]
    hidden = Scenario.from_data(data).without_sources(CLAIMS)
    assert hidden.dump() == Scenario.from_data(data).dump()


# -- files ---------------------------------------------------------------------------------------


def beside(folder, *, claim: str = "", document: str = ""):
    (folder / "documents.yaml").write_text(f"cable_7: {{outlet: a friend{document}}}\n")
    (folder / "claims.yaml").write_text(f"dinner: {{document: cable_7, what: it rains{claim}}}\n")
    return Claims.load(folder)


def test_a_claim_or_its_document_says_so(tmp_path):
    assert beside(tmp_path).confidential == frozenset()
    assert beside(tmp_path, claim=", confidential: false").confidential == frozenset()
    assert beside(tmp_path, claim=", confidential: true").confidential == {"dinner"}
    assert beside(tmp_path, document=", confidential: true").confidential == {"dinner"}
    # A claim cannot be more open than the document that it is made in.
    both = beside(tmp_path, claim=", confidential: false", document=", confidential: true")
    assert both.confidential == {"dinner"}
    assert list(both.open) == []


@pytest.mark.parametrize(
    ("mark", "complaint"),
    [
        (", confidential: 'yes'", "confidential is 'yes'; write confidential: true or"),
        (", confidental: true", "it has no 'confidental'; write confidential: true"),
        (", Confidential: true", "it has no 'Confidential'; write confidential: true"),
    ],
)
def test_a_mark_that_would_be_passed_over_is_an_error(tmp_path, mark, complaint):
    with pytest.raises(ScenarioError, match=rf"claims.yaml:1: claim 'dinner': {complaint}"):
        beside(tmp_path, claim=mark)
    with pytest.raises(ScenarioError, match=rf"documents.yaml:1: document 'cable_7': {complaint}"):
        beside(tmp_path, document=mark)


def written(folder, evidence: str, *, noise: str = "0.05"):
    file = folder / "two-cities.yaml"
    data = {**plain(EXAMPLE), "noise": 0.05, "evidence": {"parties": "EVIDENCE"}}
    text = Scenario.from_data(data).dump().replace("EVIDENCE", evidence)
    file.write_text(text.replace("noise: 0.05", f"noise: {noise}"))
    return file


def test_mistakes_are_told_without_what_could_name_a_source(tmp_path):
    beside(tmp_path, claim=", confidential: true")
    file = written(tmp_path, "{cite: [dinner, dinner]}", noise="-1")
    with pytest.raises(ScenarioError, match="'dinner' is listed twice"):
        Scenario.load(file)
    with pytest.raises(ScenarioError) as caught:
        load_without_sources(str(file))
    assert "noise: -1 is too low" in str(caught.value)
    assert "what is wrong here may name a source" in str(caught.value)
    assert "dinner" not in str(caught.value)


def test_mistakes_in_claims_are_told_by_line(tmp_path):
    file = written(tmp_path, "made up")
    (tmp_path / "documents.yaml").write_text("gazette: {}\n")
    (tmp_path / "claims.yaml").write_text("dinner: {document: cable_7, confidential: true}\n")
    with pytest.raises(ScenarioError) as caught:
        load_without_sources(str(file))
    assert "claims.yaml:1: what is wrong here may name a source" in str(caught.value)
    assert "dinner" not in str(caught.value)
    assert "cable_7" not in str(caught.value)


def test_what_is_saved_has_no_comments(tmp_path):
    beside(tmp_path, claim=", confidential: true")
    file = written(tmp_path, "[dinner]")
    file.write_text(file.read_text() + "# told over dinner\n")
    hidden = Scenario.load(file).without_sources()
    for scenario in (hidden, hidden.with_({"noise": 0.1}), hidden.drop("noise")):
        scenario.save(tmp_path / "saved.yaml")
        assert "dinner" not in (tmp_path / "saved.yaml").read_text()
    Scenario.load(file).save(tmp_path / "saved.yaml")
    assert "told over dinner" in (tmp_path / "saved.yaml").read_text()


def test_a_file_that_is_not_there_is_said_so():
    with pytest.raises(ScenarioError, match="Did you mean geneva-2013"):
        load_without_sources("genva-2013")
