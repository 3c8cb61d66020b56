"""The end of a report: what it is not, and how to make it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis import layout
from sim.analysis.layout import Command, Section
from sim.scenario import library
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiments.results import Results

FOLDER = "results"  # where the commands of a report put them: no report says where it was made


def caveats(results: Results) -> Section:
    """Return what the report is not."""
    draft = "The scenario is a draft: part of it may rest on nothing yet."
    thinking = (
        "This is a tool for thinking, not an oracle. The shares are of the histories that a model"
        " makes from the scenario's assumptions. They are not the chances of what happened, or of"
        " what will happen."
    )
    use = (
        "Use it to see what an opinion about these talks would have to assume, where two people"
        " disagree, and what would be worth finding out. Do not quote one number from it without"
        " the range of what we do not know beside it."
    )
    outside = (
        "People, money, mistakes and luck that the scenario does not name are not in it. Whoever"
        " wrote the scenario chose what is."
    )
    said = [thinking, use, outside]
    return Section("What this is not", [draft, *said] if results.scenario.spec.draft else said)


def again(results: Results, command: str = "") -> Section:
    """Return the commands that make all of it again, and under which versions it was made."""
    made, name = results.made_with, source(results)
    versions = ", ".join(f"{library} {number}" for library, number in made["versions"].items())
    items: list[str | Command] = [
        *map(Command, commands(results, command)),
        f"The scenario's hash is {results.scenario.hash}, the seed {results.seed}. Made with"
        f" {versions}, Python {made['python']} on {made['machine']}: the same of all these"
        " gives the same results to the last byte.",
    ]
    if name == FILE:
        items.append(f"The file {FILE} is in the folder of the results.")
    if not results.finished.empty:
        tell = layout.as_typed("tell", name, seed=results.seed, run=results.pick())
        items += ["To read one history of the commonest kind as a story:", Command(tell)]
    return Section("How to make it again", items)


FILE = "scenario.yaml"


def commands(results: Results, command: str = "") -> list[str]:
    """Return what has to be typed: the runs, then the report, then what the scenario puts in."""
    draws = len(results.spreads[0].outcome) if results.spreads else 0
    run = layout.as_typed("run", source(results), runs=len(results.runs), seed=results.seed,
                          draws=draws, out=FOLDER)  # fmt: skip
    return [run, *([command] if command else []), layout.as_typed("show", source(results))]


def source(results: Results) -> str:
    """Return the scenario as a command takes it: the name it ships under, or its file."""
    scenario = results.scenario
    ships = scenario.name in library.names()
    return scenario.name if ships and _shipped(scenario.name) == scenario.hash else FILE


def _shipped(name: str) -> str:
    return Scenario.load(name).hash
