"""Saving: a file's comments and order outlive a change, and what is saved is what was meant."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario import library
from sim.scenario.keeping import rewritten
from sim.scenario.plain import to_yaml
from sim.scenario.reader import parse
from sim.scenario.scenario import EXAMPLE, Scenario

TEXT = """\
# Who shares the river
format: 1
name: two-cities   # after the novel
parties:
  south: {weights: {water: 1}, patience: 0.9}   # as they say themselves
  # The north came later.
  north:
    weights: {water: 1}

forums:
  summit: {seats: [north, south]}
"""


@pytest.mark.parametrize("name", library.names())
def test_a_scenario_that_ships_is_saved_as_it_is_written(name, tmp_path):
    scenario = Scenario.load(name)
    assert scenario.path is not None
    saved = scenario.save(tmp_path / "copy.yaml")
    assert saved.read_text(encoding="utf-8") == scenario.path.read_text(encoding="utf-8")


def test_only_the_line_that_changes_changes(tmp_path):
    scenario = Scenario.load("geneva-2013")
    assert scenario.path is not None
    before = scenario.path.read_text(encoding="utf-8").splitlines()
    saved = scenario.with_({"noise": 0.125}).save(tmp_path / "louder.yaml")
    after = saved.read_text(encoding="utf-8").splitlines()
    [changed] = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert changed[0].startswith("noise: 0.05 ")
    assert changed[1].startswith("noise: 0.125 ")
    assert changed[0].partition("#")[2] == changed[1].partition("#")[2]


def test_what_is_dropped_is_gone_and_what_is_new_is_there(tmp_path):
    scenario = Scenario.load("geneva-2013")
    threat = next(iter(scenario.spec.threats))
    changed = scenario.drop(f"threats.{threat}").with_({"parties.us.patience": 0.5})
    again = Scenario.load(changed.save(tmp_path / "changed.yaml"))
    assert threat not in again.spec.threats
    assert again.hash == changed.hash != scenario.hash


def test_without_a_file_the_data_is_saved(tmp_path):
    scenario = Scenario.from_data(EXAMPLE)
    assert Scenario.load(scenario.save(tmp_path / "river.yaml")).hash == scenario.hash


def test_comments_and_order_stay():
    data, _ = parse(TEXT)
    data["parties"]["south"]["patience"] = 0.8
    del data["forums"]
    text = rewritten(TEXT, data)
    assert "# as they say themselves" in text
    assert text.index("south:") < text.index("# The north came later.") < text.index("north:")
    assert parse(text)[0] == data


SECTIONS = """\
format: 1   # always
parties:
  south: {patience: 0.9}   # as they say
  # war is dear
  north:
    war_cost: 0.1   # a guess

  # ---- the others,
  # who come later
  west:
    patience: 0.8

# ---- where they meet
forums:
  summit: {seats: [north, south]}   # all of them
# the end
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (
            ("parties", "north", "temptation"),
            0.3,
            "# a guess\n",
            "# a guess\n    temptation: 0.3\n",
        ),
        (
            ("parties", "west", "values"),
            {"arms": {"none": 0}},
            "patience: 0.8\n",
            "patience: 0.8\n    values: {arms: {none: 0}}\n",
        ),
        (("parties", "north", "war_cost"), {"uniform": [0, 1]}, "0.1   #", "{uniform: [0, 1]}   #"),
        (("forums", "summit", "agenda"), ["arms"], "south]}", "south], agenda: [arms]}"),
        (("parties", "west"), ..., "  west:\n    patience: 0.8\n", ""),
        (("parties", "south"), ..., "  south: {patience: 0.9}   # as they say\n", ""),
        (("parties", "north", "war_cost"), None, "war_cost: 0.1   #", "war_cost: null   #"),
        (("name",), "two", "# the end\n", "# the end\n"),
    ],
)
def test_each_section_keeps_the_comment_above_it(path, value, old, new):
    """Protects what stands between entries: it belongs to what follows, not to what comes before,
    which may get new entries or go.
    """
    data, _ = parse(SECTIONS)
    *around, key = path
    place = data
    for name in around:
        place = place[name]
    if value is ...:
        del place[key]
    else:
        place[key] = value
    expected = SECTIONS.replace(old, new)
    if path == ("parties", "west"):
        expected = expected.replace("  # ---- the others,\n  # who come later\n", "")
    if path == ("name",):
        expected = expected.replace("# all of them\n", "# all of them\nname: two\n")
    assert rewritten(SECTIONS, data) == expected


def test_a_scale_turned_round_is_saved_so(tmp_path):
    """Protects the order of options, which mappings that are equal may differ in."""
    file = Scenario.from_data(EXAMPLE | {"title": "A # sign"}).save(tmp_path / "river.yaml")
    meanings = {"north": "all of it", "shared": "half", "south": "none"}
    one_way = Scenario.load(file).with_({"issues.water.options": meanings}).save(file)
    turned = Scenario.load(one_way).with_(
        {"issues.water.options": dict(reversed(meanings.items()))}
    )
    assert turned.hash != Scenario.load(file).hash
    assert Scenario.load(turned.save(file)).hash == turned.hash


def test_where_only_one_copy_of_an_alias_changes_the_text_is_written_anew():
    text = "a: &same {x: 1}\nb: *same\n"
    data = {"a": {"x": 1}, "b": {"x": 2}}
    assert parse(rewritten(text, data))[0] == data


def test_a_failing_write_leaves_the_old_file(tmp_path, monkeypatch):
    file = tmp_path / "river.yaml"
    file.write_text("mine", encoding="utf-8")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space left"):
        Scenario.from_data(EXAMPLE).save(file)
    monkeypatch.undo()
    assert [child.name for child in tmp_path.iterdir()] == ["river.yaml"]
    assert file.read_text(encoding="utf-8") == "mine"


names = st.text("abcxyz_", min_size=1, max_size=4).filter(lambda word: word[0] != "_")
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(-5, 5, allow_nan=False),
    st.text("ab: #'\"\n-[]{}é", max_size=6),
)
trees = st.dictionaries(
    names,
    st.recursive(
        scalars,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)
        ),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(before=trees, after=trees)
def test_whatever_is_changed_is_what_is_read_back(before, after):
    assert parse(rewritten(to_yaml(before), after))[0] == after
