"""The input is shown whole, in the scenario's own titles, with what follows from it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sim.analysis import inputs, layout
from sim.analysis.inputs import talks, wants
from sim.analysis.inputs.words import Words
from sim.analysis.layout import Page, Table
from sim.scenario import Scenario, library
from sim.scenario.distributions import Discrete, support
from sim.scenario.plain import plain
from sim.scenario.scenario import EXAMPLE
from sim.scenario.schema import Rank, Resume, Swing, Then

BASIS = "What rests on what"  # from here on, paths of the file may stand on the page


def changed(**changes: object) -> Scenario:
    """The example with other values; `__` stands for a dot."""
    return Scenario.from_data(EXAMPLE).with_({k.replace("__", "."): v for k, v in changes.items()})


def table(page: Page, title: str, place: int = 0) -> list[list[str]]:
    """The rows of a table under a heading."""
    [section] = [section for section in page.sections if section.title == title]
    found = [item for item in section.items if isinstance(item, Table)]
    return [list(map(str, row)) for row in found[place].rows]


def notes(page: Page, title: str) -> str:
    [section] = [section for section in page.sections if section.title == title]
    return " ".join(item for item in section.items if isinstance(item, str))


def first_part(page: Page) -> Page:
    titles = [section.title for section in page.sections]
    end = titles.index(BASIS)
    return Page(page.title, page.question, page.lead, page.sections[:end])


# -- the scenarios that ship -----------------------------------------------------------------------


@pytest.fixture(scope="module", params=library.names())
def shipped(request):
    scenario = Scenario.load(request.param)
    return scenario, inputs.page(scenario)


def test_everything_is_shown(shipped):
    scenario, page = shipped
    spec = scenario.spec
    said = re.sub(r"\s+", " ", layout.markdown(first_part(page)))
    for party in spec.parties.values():
        assert party.title in said
        assert all(faction.title in said for faction in party.factions.values())
    for issue in spec.issues.values():
        assert issue.title in said
        for option in issue.options.values():
            assert option.strip().rstrip(".") in said
    titles = {section.title for section in page.sections}
    assert sum(title.endswith((" wants", " want")) for title in titles) == len(spec.parties)
    for title, parts in (
        ("Who there is", len(spec.parties)),
        ("Who leans on whom", len(spec.ties)),
        ("Threats and promises", len(spec.threats)),
        ("What may happen by itself", len(spec.events)),
        ("What parties may do of their own accord", len(spec.actions)),
        ("The war", len(spec.conflict.sides) if spec.conflict else 0),
        ("What is demanded before talks", sum(len(p.preconditions) for p in spec.parties.values())),
    ):
        assert (title in titles) == bool(parts)
        assert not parts or len(table(page, title)) == parts


def test_the_first_part_has_no_paths_of_the_file(shipped):
    scenario, page = shipped
    said = layout.markdown(first_part(page))
    assert not re.search(r"[a-z]_[a-z]", said)
    assert not [path for path in scenario.parameters if path in said]


def test_every_number_that_is_written_can_be_checked(shipped):
    """The ends of every range in the file stand on the page, and the values of what has few."""
    scenario, page = shipped
    said = layout.markdown(first_part(page))
    for path, value in scenario.parameters.items():
        if not scenario.is_written(path) or isinstance(value, Rank | float):
            continue
        for number in value.swing.values() if isinstance(value, Swing) else [value]:
            if isinstance(number, Discrete):
                assert all(f"{each:g} (" in said for each in number.values), path
            else:
                low, high = support(number)
                span = f"{low:g}" if low == high else f"{low:g} to {high:g}"
                assert span in said, path


def test_what_it_rests_on_is_shown_once_for_each_part(shipped):
    _, page = shipped
    rows = table(page, BASIS)
    *counts, total = [int(row[1]) for row in rows]
    assert sum(counts) == total
    listed = sum(
        len(group.partition(": ")[2].split(", ")) if ": " in group else 1
        for parts, _ in table(page, "Part by part")
        for group in parts.split("; ")
    )
    assert listed == total


# -- how weights and values are told ---------------------------------------------------------------


def test_a_rank_is_shown_as_given_and_as_the_mean_that_follows():
    """Means of a rank are the rank order centroids (Barron & Barrett 1996)."""
    issues = {name: {"options": ["a", "b"], "status_quo": "a"} for name in ("x", "y", "z")}
    values = {name: {"a": 0, "b": 1} for name in issues}
    party = {"weights": {"rank": ["z", ["x", "y"]]}, "values": values, "reservation": 0.2}
    data = plain(EXAMPLE) | {"issues": issues, "parties": {"north": party, "south": party}}
    data["forums"] = {"summit": {"seats": ["north", "south"], "agenda": ["x", "y", "z"]}}
    rows = table(inputs.page(Scenario.from_data(data)), "What North wants")
    weights = [row for row in rows if not row[0].startswith(" ")][:3]
    assert [row[:2] for row in weights] == [
        ["Z", "first"], ["X", "second or third"], ["Y", "second or third"],
    ]  # fmt: skip
    shares = [float(row[2].removesuffix("%")) for row in weights]
    np.testing.assert_allclose(shares, [61.1, 19.4, 19.4], atol=1.01)


def test_values_have_their_mean_and_their_middle():
    page = inputs.page(changed(parties__north__values__water__shared={"uniform": [0.2, 0.6]}))
    rows = {row[0].strip(): row[1:] for row in table(page, "What North wants")}
    assert rows["Water"] == ["its only issue", "100%", ""]
    assert rows["north"] == ["1", "1.00", ""]
    given, mean, middle = rows["shared"]
    assert given == "0.2 to 0.6"
    assert float(mean) == pytest.approx(0.4, abs=0.011)
    low, high = map(float, middle.split(" to "))
    assert (low, high) == pytest.approx((0.24, 0.56), abs=0.011)


def test_options_are_in_the_order_of_the_scale():
    rows = table(inputs.page(changed()), "What South wants")
    assert [row[0] for row in rows][:4] == ["Water", "  south", "  shared", "  north"]
    assert [row[0] for row in rows][4:] == ["As things stand", "Having no deal"]


def test_what_things_as_they_stand_are_worth():
    """Protects who gives a reservation: the mean is that of weights times values, by hand."""
    two = {"options": ["few", "many"], "status_quo": "few"}
    page = inputs.page(
        changed(
            issues__fish=two,
            issues__water__status_quo="shared",
            forums__summit__agenda=["fish", "water"],
            parties__north__weights={"water": 3, "fish": 1},
            parties__north__values={
                "water": {"south": 0, "shared": {"uniform": [0.4, 0.8]}, "north": 1},
                "fish": {"few": 0.2, "many": 1},
            },
        )
    )
    *_, now, without = table(page, "What North wants")
    assert now[:2] == ["As things stand", ""]
    assert float(now[2]) == pytest.approx(0.75 * 0.6 + 0.25 * 0.2, abs=0.011)
    low, high = map(float, now[3].split(" to "))
    assert (low, high) == pytest.approx((0.75 * 0.44 + 0.05, 0.75 * 0.76 + 0.05), abs=0.011)
    assert without[:2] == ["Having no deal", "0.1 to 0.5"]
    assert float(without[2]) == pytest.approx(0.3, abs=0.011)
    *_, now, without = table(page, "What South wants")
    assert now == ["As things stand", "", "0.50", ""]
    assert without == ["Having no deal", "0.4", "0.40", ""]


def test_who_gives_no_reservation_has_no_row_of_it(shipped):
    scenario, page = shipped
    for name, party in scenario.spec.parties.items():
        [title] = [
            x.title
            for x in page.sections
            if x.title == f"What {Words(scenario).does(name, 'wants', 'want')}"
        ]
        labels = [row[0] for row in table(page, title)]
        assert "As things stand" in labels
        assert ("Having no deal" in labels) is (party.reservation is not None)


def test_swing_points_are_told_as_points():
    given = wants.weights_given(Swing(swing={"water": 100, "flags": {"uniform": [40, 60]}}))
    assert given == {"water": "100 points", "flags": "40 to 60 points"}


def test_several_points_are_told_with_what_they_add_up_to():
    assert wants.weights_given({"a": 1.0, "b": 3.0}) == {"a": "1 of 4", "b": "3 of 4"}


# -- other parts -----------------------------------------------------------------------------------


def test_costs_that_are_nothing_are_left_out():
    page = inputs.page(changed(parties__north__talking_cost=-0.1, parties__north__patience=0.9))
    rows = table(page, "What things cost them")
    assert [row[1:] for row in rows if row[0] in ("North", "")][:2] == [
        ["being seen to sit down", "-0.1 (below 0 it gains)"],
        ["what comes a month later counts", "0.9"],
    ]
    assert [row[0] for row in rows] == ["North", ""]


def test_that_nothing_costs_anything_is_said_so():
    assert (
        notes(inputs.page(changed()), "What things cost them") == "Nothing costs anybody anything."
    )


def test_who_could_meet_a_demand():
    demand = {"demand": {"issue": "water", "is": "north"}, "firmness": 0.1}
    issue = {"options": ["south", "shared", "north"], "status_quo": "south"}
    for control, said in (
        ({}, "nobody alone"),
        ({"controlled_by": ["south"]}, "South"),
        ({"controlled_by": ["north", "south"]}, "North or South"),
        ({"controlled_by": ["north", "south"], "control": "all"}, "North and South"),
    ):
        scenario = changed(
            issues__water={**issue, **control}, parties__north__preconditions={"first": demand}
        )
        [row] = table(inputs.page(scenario), "What is demanded before talks")
        assert row == ["North", '"north" on "water"', said, "0.1"]


def test_numbers_that_go_together():
    scenario = changed(
        shared={"fear": {"uniform": [0.1, 0.3]}},
        parties__south__war_cost={"shared": "fear"},
        variants={
            "mood": {
                "title": "How they feel",
                "cases": {
                    "calm": {"probability": 0.25, "set": {"parties": {"south": {"patience": 1}}}},
                    "hasty": {
                        "probability": 0.75,
                        "set": {"parties": {"south": {"patience": {"uniform": [0.5, 0.9]}}}},
                    },
                },
            }
        },
        parties__south__patience=0.8,
    )
    words = Words(scenario)
    assert words.number("parties.south.war_cost") == "0.1 to 0.3 (the shared number fear)"
    assert words.number("parties.south.patience") == "calm: 1; hasty: 0.5 to 0.9"
    page = inputs.page(scenario)
    assert table(page, "Numbers that go together") == [["Fear", "0.1 to 0.3"]]
    assert table(page, "Numbers that go together", 1) == [
        ["Calm", "25%", "South, patience: 1"],
        ["Hasty", "75%", "South, patience: 0.5 to 0.9"],
    ]


def test_a_number_that_only_some_cases_set_keeps_its_own():
    cases = {
        "calm": {"probability": 0.5},
        "hasty": {"probability": 0.5, "set": {"parties": {"south": {"patience": 0.5}}}},
    }
    scenario = changed(parties__south__patience=0.8, variants={"mood": {"cases": cases}})
    assert Words(scenario).number("parties.south.patience") == "0.8; hasty: 0.5"


def test_talks_that_are_called_later_say_when():
    rows = dict(table(inputs.page(changed(forums__summit__opens=4)), "The talks"))
    assert rows["Called"] == "Month 4; until then nobody acts for their sake"
    assert "Called" not in dict(table(inputs.page(changed()), "The talks"))


def test_ways_back_are_told():
    way = Resume(
        after=["not_ratified"], wait=2, keeps_settled=True, ratified_by=[],
        then=Then(move={"water": "shared"}),
    )  # fmt: skip
    said = talks._way_back(Words(changed()), way, "forums.summit.resume.plebiscite")
    assert said == (
        'after a lost vote at home talks start again 2 months later; once; by then "water" becomes'
        ' "shared"; what was settled item by item stays so; from then on nobody must ratify from'
        " outside"
    )


def test_a_change_of_outlook_is_told():
    outlooks = {"spring": {"title": "after the vote", "weights": {"water": 1}}}
    words = Words(changed(parties__south__outlooks=outlooks))
    said = words.consequences(Then(outlook={"south": "spring"}), "events.vote.then")
    assert said == 'South comes to see things differently: "after the vote"'
    page = inputs.page(words.scenario)
    assert 'differently ("after the vote")' in notes(page, "What South wants")
    assert table(page, "What South wants", 1) == [["Water", "its only issue"]]


def test_an_order_of_options_is_told():
    scenario = changed(parties__south__orders={"water": ["north", "shared", "south"]})
    assert notes(inputs.page(scenario), "What South wants") == (
        'On "water", from worst to best in every draw: "north"; then "shared"; then "south".'
    )


def test_a_quota_is_told_with_its_votes_and_vetoes():
    rule = {"name": "quota", "quota": 2, "weights": {"north": 2}, "vetoes": ["south"]}
    rows = dict(table(inputs.page(changed(forums__summit__rule=rule)), "The talks"))
    assert rows["What makes a deal"] == (
        "at least 2 votes (one for each seat, but North 2) say yes; not without South"
    )


def test_nothing_cited_is_said_so():
    assert "cites no evidence" in notes(inputs.page(changed()), BASIS)
