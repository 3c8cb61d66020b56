"""What `tracktwo new` writes: complete, valid, and valid with any one line uncommented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.scenario import Scenario, library
from sim.scenario.drafting import NoFile, create, draft
from sim.scenario.guide import entry
from sim.scenario.reader import parse
from sim.scenario.schema import Body, Evidence, Rank, Swing, inside

HERE = Path(__file__).parent
LEFT_OUT = re.compile(r"^( *)#([a-z_]+: .*)$")
NAMES = [name for name in library.names() if name != "template"]
SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in NAMES]
OWN = ["template", HERE / "everything.yaml", HERE / "everything_more.yaml"]


def with_name(scenario, name):
    """The same scenario under another name, as a draft."""
    return Scenario.from_data(parse(scenario.dump())[0] | {"name": name, "draft": True})


@pytest.mark.parametrize("source", [*OWN, *SLOW])
def test_the_draft_holds_what_the_scenario_holds(source):
    """Protects who starts from a case that ships: not a number is lost or changed on the way."""
    scenario = Scenario.load(source)
    text = draft(scenario, "mine")
    written = Scenario.from_data(parse(text)[0])
    assert written.hash == with_name(scenario, "mine").hash
    assert parse(written.dump())[0] == parse(with_name(scenario, "mine").dump())[0]
    assert written.spec.draft


ONE_BY_ONE = [pytest.param(source, 1, marks=pytest.mark.slow) for source in (*OWN[1:], *NAMES)]


@pytest.mark.parametrize(
    ("source", "together"), [(OWN[0], 1), *((s, 8) for s in OWN[1:]), *ONE_BY_ONE]
)
def test_any_line_may_be_uncommented(source, together):
    """Protects who takes a `#` away: the file stays valid, and says what the line says.

    Those that give a default are taken away a few at a time too, which costs less.
    """
    lines = draft(Scenario.load(source), "mine").splitlines()
    before = Scenario.from_data(parse("\n".join(lines))[0])
    places = [number for number, line in enumerate(lines) if LEFT_OUT.match(line)]
    assert len(places) > 40
    examples = [number for number in places if lines[number].endswith("# an example")]
    defaults = [number for number in places if number not in examples]
    apart = 1 + (len(defaults) - 1) // together  # neighbours are not taken away together
    for numbers in [*([n] for n in examples), *(defaults[k::apart] for k in range(apart))]:
        changed = [*lines]
        for number in numbers:
            changed[number] = LEFT_OUT.sub(r"\1\2", lines[number])
        after = Scenario.from_data(parse("\n".join(changed))[0])  # raises where it is wrong
        if numbers[0] not in examples:
            assert after.hash == before.hash, f"no defaults: {[changed[n] for n in numbers]}"


@pytest.mark.parametrize("source", OWN)
def test_every_field_that_stands_there_has_its_question(source):
    """Protects who fills it in: the question, and the unit of a number, above each field."""
    scenario = Scenario.load(source)
    lines = draft(scenario, "mine").splitlines()
    _, at = parse("\n".join(lines))
    asked = 0
    for path, number in at.items():
        found = body_of(scenario.spec, path)
        if found is None:
            continue
        said = entry(type(found), path[-1])
        above = comments_above(lines, number - 1)
        assert f"Ask: {said.ask}" in above, ".".join(path)
        assert said.unit in above, ".".join(path)
        asked += 1
    assert asked > 30


def body_of(spec, path):
    """The body whose field stands at a path; None where a name or a part of a value stands."""
    place = spec
    for key in path[:-1]:
        if isinstance(place, Rank | Swing | Evidence) or key == "evidence":
            return None
        place = inside(place).get(key)
    is_field = isinstance(place, Body) and not isinstance(place, Rank | Swing | Evidence)
    return place if path and is_field else None


def comments_above(lines, number):
    """The comments right above a line, as one text."""
    start = number
    while start and lines[start - 1].lstrip().startswith("# "):
        start -= 1
    return " ".join(line.lstrip()[1:].strip() for line in lines[start:number])


def test_a_field_is_explained_in_full_once():
    text = " ".join(draft(Scenario.load("template"), "mine").replace("#", " ").split())
    assert text.count("the price of fighting on, which others guess at") == 1
    assert text.count("would the way there cost it, as a share of all that it has at stake?") == 2


def test_lines_are_short_where_they_explain():
    lines = draft(Scenario.load("template"), "mine").splitlines()
    assert max(len(line) for line in lines if line.lstrip().startswith("# ")) <= 100


def test_values_that_yaml_would_read_as_something_else(tmp_path):
    """Protects texts and names that look like other things: they come back as they were."""
    template = parse(Scenario.load("template").dump())[0]
    odd = "two  spaces, a # mark: 'quotes' and\na second line " + "which is long " * 12
    template["about"] = odd
    template["title"] = "null"
    template["issues"]["province"]["options"] = {"ruled": "true", "shared": "", "apart": "- 1"}
    written = create(tmp_path / "odd.yaml", Scenario.from_data(template))
    assert (written.spec.about, written.title) == (odd, "null")
    assert written.spec.issues["province"].options == {
        "ruled": "true",
        "shared": "",
        "apart": "- 1",
    }


def test_the_name_is_the_files(tmp_path):
    assert create(tmp_path / "My Lake 2014.yaml", Scenario.load("template")).name == "my-lake-2014"


def test_nothing_is_overwritten(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("a day's work", encoding="utf-8")
    with pytest.raises(NoFile, match=r"mine\.yaml: is there already and stays as it is"):
        create(file, Scenario.load("template"))
    assert file.read_text(encoding="utf-8") == "a day's work"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("2014.yaml", r"2014\.yaml: no name for a scenario comes of this; start it with a letter"),
        ("lake.txt", r"lake\.txt: a scenario is a YAML file; call it .*lake\.yaml"),
    ],
)
def test_files_that_cannot_be(tmp_path, name, message):
    with pytest.raises(NoFile, match=message):
        create(tmp_path / name, Scenario.load("template"))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be(tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(
        NoFile, match=r"lake\.yaml: cannot be written \(.*\); choose another folder"
    ):
        create(tmp_path / "taken" / "lake.yaml", Scenario.load("template"))


def test_a_folder_is_made(tmp_path):
    assert create(tmp_path / "cases" / "lake.yaml", Scenario.load("template")).name == "lake"
