"""Which claim or assumption stands under what."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.scenario import Scenario, ScenarioError, library
from sim.scenario.evidence import Claims, evidence_table, unsupported
from sim.scenario.plain import plain
from sim.scenario.scenario import EXAMPLE


def with_evidence(**places):
    """The example, with evidence at some paths; `__` stands for a dot, nothing for the top."""
    data = plain(EXAMPLE)
    for where, evidence in places.items():
        body = data
        for key in where.split("__") if where != "top" else ():
            body = body[key]
        body["evidence"] = evidence
    return Scenario.from_data(data)


def row_of(scenario, path, claims=("letter", "speech")):
    table = {row.path: row for row in evidence_table(scenario, {claim: {} for claim in claims})}
    return table[path]


class TestWhatHolds:
    def test_three_ways_to_say_it(self):
        scenario = with_evidence(
            parties__north={
                "reservation": {"cite": ["speech", "letter"], "assumption": "read as a range"},
                "values": "nobody says",
                "weights": ["letter"],
            }
        )
        reservation = row_of(scenario, "parties.north.reservation")
        assert reservation.claims == ("letter", "speech")
        assert reservation.assumption == "read as a range"
        assert reservation.status == "both"
        assert reservation.value == "{'uniform': [0.1, 0.5]}"
        assert row_of(scenario, "parties.north.values.water.north").status == "assumption"
        assert row_of(scenario, "parties.north.weights.water").status == "claim"
        assert row_of(scenario, "parties.north").status == "missing"
        assert row_of(scenario, "parties.south.weights.water").status == "missing"

    def test_the_longest_path_in_the_nearest_body(self):
        scenario = with_evidence(
            parties__north={"values": "a", "values.water.north": "b", "self": "c"},
            top={"parties.north.values.water.north": "d", "parties": "e", "parties.south": "f"},
        )
        assert row_of(scenario, "parties.north.values.water.north").assumption == "b"
        assert row_of(scenario, "parties.north.values.water.south").assumption == "a"
        assert row_of(scenario, "parties.north.reservation").assumption == "c"
        assert row_of(scenario, "parties.north").assumption == "c"
        assert row_of(scenario, "parties.south.reservation").assumption == "f"

    def test_a_claim_that_is_not_there(self):
        scenario = with_evidence(parties__north={"self": ["leter"]})
        assert row_of(scenario, "parties.north").status == "unknown"

    def test_only_what_is_written_and_what_can_be_disputed(self):
        paths = [row.path for row in evidence_table(Scenario.from_data(EXAMPLE), {})]
        assert "parties.north.patience" not in paths
        assert paths == sorted(paths)
        assert [path for path in paths if path.count(".") < 2] == ["parties.north", "parties.south"]

    def test_every_kind_of_part(self):
        """Protects that what came later to the format owes evidence too."""
        rows = evidence_table(Scenario.load(Path(__file__).parent / "everything_more.yaml"), {})
        values = {row.path: row.value for row in rows}
        assert values["actions.arm_rebels"] == "The patron ships guns"
        assert values["forums.peace.resume.again"] == "after not_convened, walkout, deadlock"
        assert values["forums.peace.resume.without_the_senate"] == "after not_ratified"
        assert values["parties.militia.outlooks.weary"] == "A militia that has had enough"
        assert values["parties.rebels.outlooks.bold.weights"] == "force > town"
        assert values["variants.role"] == "Whether the government is as strong as it says"
        assert values["issues.force.effects.monitors.burden.regime"] == "0.1"
        assert values["issues.force.effects.monitors.seats.rebels.number"]
        assert values["actions.arm_rebels.cost_after.assault"] == "0.02"
        assert values["conflict.decision"] == "{'uniform': [0.8, 0.95]}"
        assert "actions.assault.then" not in values
        assert not any(path.startswith("forums.relief.resume") for path in values)
        assert not any(path.endswith("probability") for path in values)

    def test_a_way_back_is_cited_in_its_forum(self):
        scenario = Scenario.load(Path(__file__).parent / "everything_more.yaml")
        cited = scenario.with_({"forums.peace.evidence": {"resume.again": ["letter"]}})
        assert row_of(cited, "forums.peace.resume.again").status == "claim"
        assert row_of(cited, "forums.peace.resume.again.then.strength.rebels").status == "claim"
        assert row_of(cited, "forums.peace.resume.without_the_senate").status == "missing"
        cited = scenario.with_({"forums.peace.evidence": {"resume": ["letter"]}})
        assert row_of(cited, "forums.peace.resume.without_the_senate").status == "claim"
        assert row_of(cited, "variants.role").status == "missing"

    def test_evidence_is_no_part_itself(self):
        """Protects the counts: what is said under evidence rests on nothing, and needs not to."""
        north = {"red_lines": {"some": {"issue": "water", "at_least": "shared"}}}
        north["orders"] = {"water": ["south", "shared", "north"]}
        north["evidence"] = {"red_lines": "a vote bound it", "orders": "plain", "self": "why"}
        cited = Scenario.from_data(EXAMPLE).with_(
            {f"parties.north.{key}": value for key, value in north.items()}
        )
        rows = [
            row.path for row in evidence_table(cited, {}) if row.path.startswith("parties.north")
        ]
        assert "parties.north.red_lines.some" in rows
        assert "parties.north.orders.water" in rows
        assert not [path for path in rows if "evidence" in path]


class TestUnsupported:
    def test_a_made_up_scenario_owes_nothing(self):
        assert unsupported(Scenario.from_data(EXAMPLE), {}) == []

    def test_a_scenario_that_cites_owes_the_rest(self):
        scenario = with_evidence(parties__north={"self": ["leter"]}, parties__south={"self": "why"})
        said = [problem.message for problem in unsupported(scenario, {"letter": {}})]
        assert len(said) == 6
        assert said[0] == (
            "parties.north: it cites 'leter', which is no claim. Did you mean letter?"
        )

    def test_what_rests_on_nothing(self):
        scenario = with_evidence(parties__north={"self": ["letter"]})
        said = [problem.message for problem in unsupported(scenario, {"letter": {}})]
        assert said[0].startswith(
            "parties.south: this rests on nothing; cite a claim under evidence"
        )

    def test_a_draft_owes_nothing(self):
        scenario = with_evidence(parties__north={"self": ["leter"]}).with_({"draft": True})
        assert unsupported(scenario, {}) == []

    def test_loading_with_claims_refuses(self, tmp_path):
        file = tmp_path / "x.yaml"
        file.write_text(with_evidence(parties__north={"self": ["letter"]}).dump())
        with pytest.raises(
            ScenarioError, match=r"x.yaml:\d+: parties.south: this rests on nothing"
        ):
            Scenario.load(file, claims=Claims({"letter": {}}))


class TestClaims:
    @pytest.fixture
    def folder(self, tmp_path):
        (tmp_path / "documents.yaml").write_text("cable: {outlet: a paper}\n")
        (tmp_path / "claims.yaml").write_text("letter:\n  document: cable\n  what: he wrote\n")
        return tmp_path

    def test_loading(self, folder):
        claims = Claims.load(folder)
        assert list(claims) == ["letter"]
        assert claims["letter"]["what"] == "he wrote"
        assert len(claims) == 1

    def test_a_folder_without_claims_adds_nothing(self, folder, tmp_path_factory):
        assert list(Claims.load(folder, tmp_path_factory.mktemp("empty"))) == ["letter"]

    def test_claims_of_a_second_folder_may_rest_on_documents_of_the_first(self, folder, tmp_path):
        other = tmp_path / "other"
        other.mkdir()
        (other / "claims.yaml").write_text("speech: {document: cable}\n")
        assert sorted(Claims.load(folder, other)) == ["letter", "speech"]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("speech: {document: cabel}", "claims.yaml:1: claim 'speech': its document 'cabel' is "
             "not listed in documents.yaml. Did you mean cable?"),
            ("\nspeech: 3", "claims.yaml:2: claim 'speech': its document 'None' is not listed"),
            ("letter: {document: cable}", "another folder has a claim of this name; rename one"),
            ("- a", "is not listed"),
        ],
    )  # fmt: skip
    def test_claims_that_cannot_be(self, folder, tmp_path, text, message):
        other = tmp_path / "other"
        other.mkdir()
        (other / "claims.yaml").write_text(text)
        with pytest.raises(ScenarioError) as caught:
            Claims.load(folder, other)
        assert message in str(caught.value)

    def test_around_a_scenario(self, folder):
        file = folder / "mine.yaml"
        file.write_text(Scenario.from_data(EXAMPLE).dump())
        claims = Claims.around(Scenario.load(file))
        assert "letter" in claims
        assert set(Claims.load(library.seeds())) < set(claims)


@pytest.mark.parametrize("name", library.names())
def test_what_ships_rests_on_something(name):
    scenario = Scenario.load(name)
    assert unsupported(scenario, Claims.around(scenario)) == []
