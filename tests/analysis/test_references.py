"""The works behind the model: each that is named exists, is whole, and is named only where used."""

from __future__ import annotations

import re

import pytest

import sim
from sim import registry
from sim.analysis.report import mechanisms
from sim.analysis.report.appendix import works
from sim.analysis.report.references import references
from sim.scenario import library
from sim.scenario.scenario import EXAMPLE, Scenario
from sim.scenario.schema import STAGES
from tests.analysis.conftest import EVERYTHING_MORE

NEEDED = {
    "article": {"author", "title", "journal", "year", "volume", "number"},
    "book": {"author", "title", "publisher", "year"},
    "incollection": {"author", "title", "booktitle", "editor", "publisher", "year"},
    "inproceedings": {"author", "title", "booktitle", "year"},
}
EVERY = [
    *mechanisms.CHOSEN.values(),
    *mechanisms.STAGES.values(),
    *(found for _, found in mechanisms.BY_PARTS),
    *mechanisms.ALWAYS,
    *mechanisms.EXPLAINED,
    mechanisms.PERT,
]


def test_every_key_is_a_work_and_every_work_is_named():
    named = {key for each in EVERY for key in each.keys}
    assert named == set(references())


@pytest.mark.parametrize("work", references().values(), ids=lambda work: work.key)
def test_every_entry_is_whole(work):
    assert set(work.fields) >= NEEDED[work.kind]
    assert re.fullmatch(r"(18|19|20)\d\d", work.fields["year"])
    first = re.sub(r"^von ", "", work.fields["author"]).partition(",")[0]
    assert work.key == f"{first.lower().replace(' ', '')}{work.fields['year']}"
    assert re.fullmatch(r"\d+(--\d+)?", work.fields.get("pages", "1"))
    assert work.entry.count("{") == work.entry.count("}")
    assert work.short.endswith(work.fields["year"])
    assert all(sign not in work.full for sign in "{}\\")


def test_nothing_of_the_file_is_left_unread():
    from sim.analysis.report.references import _text

    assert _text().count("@") == len(references())
    assert list(references()) == re.findall(r"@\w+\{(\w+),", _text())  # in the order of the file
    for work in references().values():
        assert work.entry.count(" = {") == len(work.fields)


def test_every_registered_name_and_every_stage_has_its_works():
    """Protects a new protocol, rule or strategy of ours from going without its source."""
    here = {(each.kind, name) for each in registry.ALL for name in each.names()
            if each.get(name).__module__.startswith("sim.")}  # fmt: skip
    assert here == set(mechanisms.CHOSEN)
    assert set(STAGES) == set(mechanisms.STAGES)
    assert all(each.keys for each in EVERY)


def test_a_scenario_names_only_what_it_uses():
    bare = Scenario.from_data(EXAMPLE)
    assert not {"putnam1988", "rubinstein1982", "fearon1994", "walter1997"} & set(works(bare))
    assert ("fearon1995" in works(bare)) == ("implement" in bare.spec.forum[1].stages)
    offers = bare.with_({"forums.summit.protocol": "alternating_offers"})
    assert "rubinstein1982" in works(offers)
    assert "nash1950" in works(bare)
    assert "nash1950" not in works(offers)
    assert "faratin1998" in works(bare.with_({"parties.north.strategy": "time_dependent"}))
    assert "shapley1953" not in works(bare)
    assert "shapley1953" in works(bare, explained=True)


def test_what_geneva_and_everything_use():
    geneva = set(works(Scenario.load("geneva-2013")))
    assert geneva >= {"putnam1988", "fearon1995", "hirshleifer1989", "walter1997", "fearon1994"}
    assert not geneva & {"rubinstein1982", "stedman1997", "zartman2000"}
    everything = set(works(sim.Scenario.load(EVERYTHING_MORE)))
    assert everything >= {"smith2004", "stedman1997"}
    assert all(works(Scenario.load(name)) for name in library.names())


def test_a_plug_in_is_called_one():
    @registry.rules.register("whoever_shouts")
    class Shouting:
        """Whoever shouts decides."""

    try:
        found = mechanisms.chosen("rule", "whoever_shouts")
    finally:
        registry.rules.forget_all_but(set(registry.rules.names()) - {"whoever_shouts"})
    assert found.said == "rule whoever_shouts, of a plug-in: Whoever shouts decides."
    assert found.keys == ()
