"""The guide says something of every field there is, and of none that is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from sim.analysis.units import markdown
from sim.registry import ALL, REQUIRED
from sim.scenario import library, schema
from sim.scenario.distributions import Distribution
from sim.scenario.guide import GUIDE, OPTIONS, PLACES, RANGES, entry, json_schema
from sim.scenario.schema import Body, ScenarioSpec

UNITS = Path(__file__).parents[2] / "docs" / "reference" / "units.md"
BUILT_IN = "sim.model."
WITHOUT_A_UNIT = ("ScenarioSpec.format", "ScenarioSpec.shared")  # a version; many units
WINDOWS = {  # the codebook's quantities -> the fields that hold them
    "value of an option": ("Party", "values"),
    "war cost": ("Party", "war_cost"),
    "firmness (cost of coming with a demand unmet)": ("Precondition", "firmness"),
    "talking cost": ("Party", "talking_cost"),
    "conceding cost": ("Party", "conceding_cost"),
    "temptation": ("Party", "temptation"),
    "leverage": ("Tie", "leverage"),
    "cost of pressing": ("Tie", "cost"),
    "credibility of a threat": ("Threat", "credibility"),
    "guarantee (added cost of breaking)": ("Effect", "guarantee"),
    "strength of the weaker side, the stronger being 1": ("Side", "strength"),
    "effect of weapons on strength (factor)": ("Effect", "strength"),
    "decisiveness": ("Conflict", "decisiveness"),
}


def bodies(kind=ScenarioSpec, found=None):
    """Every body that a file can hold, from the whole inwards."""
    found = {} if found is None else found
    if isinstance(kind, type) and issubclass(kind, Body):
        if kind not in found:
            found[kind] = None
            for field in kind.model_fields.values():
                bodies(field.annotation, found)
    else:
        for part in get_args(kind):
            bodies(part, found)
    return list(found)


FIELDS = [
    (body, field.alias or name, field)
    for body in bodies()
    for name, field in body.model_fields.items()
]
IDS = [f"{body.__name__}.{key}" for body, key, _ in FIELDS]


def numeric(kind):
    """Whether a number may stand here, by itself or one for each name of a mapping."""
    if kind in (float, int, Distribution):
        return True
    return not (isinstance(kind, type) and issubclass(kind, Body)) and any(
        numeric(part) for part in get_args(kind)
    )


def test_there_is_something_to_guide_to():
    assert {"Party", "Forum", "Resume", "Outlook", "Evidence"} <= {b.__name__ for b in bodies()}
    assert len(FIELDS) > 120


@pytest.mark.parametrize(("body", "key", "field"), FIELDS, ids=IDS)
def test_every_field_is_explained(body, key, field):
    """Protects who writes a file: what it means, what to ask, and a reason for every default."""
    found = entry(body, key)
    assert found.means.endswith((".", ")"))
    assert found.ask.endswith(("?", ".", ")"))
    assert bool(found.why) != field.is_required(), "a reason for a default, and only for one"
    is_number = numeric(field.annotation) and not isinstance(field.default, bool)
    if f"{body.__name__}.{key}" not in WITHOUT_A_UNIT:
        assert found.is_number == is_number
    if found.is_number:
        assert found.range in RANGES
        assert len(found.scale) >= 3
        assert list(found.scale) == sorted(found.scale)


def test_nothing_is_explained_that_is_not_there():
    known = {body.__name__: body for body in bodies()} | {"Cited": schema.Cited}
    assert set(GUIDE) == set(PLACES) == set(known)
    for name, entries in GUIDE.items():
        fields = known[name].model_fields
        keys = {field.alias or key for key, field in fields.items()}
        assert set(entries) <= keys
        inherited = {"title", "evidence"} if name != "Cited" else set()
        assert set(entries) >= keys - inherited


@pytest.mark.parametrize(("body", "key", "field"), FIELDS, ids=IDS)
def test_the_range_is_what_a_file_may_hold(body, key, field):
    """Protects the table of units: each end it names is taken, and what is beyond is refused."""
    found = entry(body, key)
    if not found.is_number:
        return
    for value in found.scale:
        assert accepts(body, key, field, value)
    least, most = RANGES[found.range]
    whole = "whole" in found.range
    if least is not None:
        assert accepts(body, key, field, least) == (not found.range.startswith("above"))
        assert not accepts(body, key, field, least - (1 if whole else 1e-6))
    if most is not None:
        assert accepts(body, key, field, most)
        assert not accepts(body, key, field, most + 1e-6)


def accepts(body, key, field, value):
    """Whether a number may stand there: by itself, for a name, or for a name of a name."""
    adapter = TypeAdapter(body)
    whole = int(value) if float(value).is_integer() else value
    for given in (whole, {"x": whole}, {"x": {"x": whole}}):
        try:
            adapter.validate_python({key: given})
        except ValidationError as error:
            if any(str(e["loc"][0]) == key for e in error.errors()):
                continue
        return True
    return False


@pytest.mark.parametrize("quantity", WINDOWS)
def test_low_and_high_are_the_window_of_the_codebook(quantity):
    """Protects one rule throughout: what is low in the guide is low in the codebook."""
    name, key = WINDOWS[quantity]
    low, high = windows()[quantity]
    values = set(GUIDE[name][key].scale)
    assert {low, high} <= values
    middle, quarter = (low + high) / 2, (high - low) / 4
    assert any(abs(value - middle) <= quarter for value in values)


def test_every_window_of_the_codebook_is_in_the_guide():
    assert set(windows()) == set(WINDOWS)


def windows():
    """The codebook's table: quantity -> the ends of its window."""
    text = (library.seeds() / "README.md").read_text(encoding="utf-8")
    lines = text.split("| quantity | window |")[1].split("\n\n")[0].splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    return {quantity: tuple(map(float, window.split(" to "))) for quantity, window in rows}


def test_options_of_what_is_chosen_by_name():
    """Protects that an option added to a strategy, protocol or rule is explained."""
    there = {
        (registry.kind, name, option): default is REQUIRED
        for registry in ALL
        for name in registry.names()
        if registry.get(name).__module__.startswith(BUILT_IN)
        for option, default in registry.options(name).items()
    }
    assert set(OPTIONS) == set(there)
    for address, found in OPTIONS.items():
        assert bool(found.why) != there[address]


def test_the_schema_describes_every_property():
    """Protects who writes in an editor: each property says what it is."""
    written = json_schema()
    parts = {"ScenarioSpec": written, **written["$defs"]}
    for body, key, _ in FIELDS:
        said = parts[body.__name__]["properties"][key]["description"]
        assert said.startswith(entry(body, key).means)
    json.dumps(written)


def test_the_table_of_units_is_what_the_command_prints():
    """Protects docs/reference/units.md; `tracktwo schema --units` prints it anew."""
    assert UNITS.read_text(encoding="utf-8") == markdown()
