"""The methods appendix: every parameter and its source, commands, versions, and the works used."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from sim.analysis import latex, layout
from sim.analysis.inputs.basis import STATUS, sections, status
from sim.analysis.inputs.wants import weights_given
from sim.analysis.inputs.words import Words
from sim.analysis.layout import Command, Item, Page, Section, Table
from sim.analysis.report.again import commands, source
from sim.analysis.report.mechanisms import used
from sim.analysis.report.references import cited, references
from sim.analysis.words import counted
from sim.scenario.distributions import Distribution
from sim.scenario.evidence import Claims, Row, evidence_table
from sim.scenario.guide import entry
from sim.scenario.schema import Body, Rank, Swing, inside

if TYPE_CHECKING:
    from sim.experiments.results import Results
    from sim.scenario.scenario import Scenario


def files(results: Results, command: str, name: str, *, explained: bool = False) -> dict[str, str]:
    """Return the appendix as the files that it is: Markdown, LaTeX and BibTeX.

    Parameters
    ----------
    results : Results
    command : str
        What has to be typed to make it again.
    name : str
        What its files are called, without their endings.
    explained : bool
        Whether it was asked what the results hang on.

    Returns
    -------
    dict of str to str
        Name of a file -> what is in it.
    """
    shown = page(results, command, explained=explained)
    keys = works(results.scenario, explained=explained)
    end = rf"\nocite{{{','.join(keys)}}}" + "\n" + r"\bibliographystyle{plain}" + "\n"
    end += rf"\bibliography{{{name}}}"
    listing = Section("References", [references()[key].full for key in keys])
    whole = Page(shown.title, shown.question, shown.lead, [*shown.sections, listing])
    return {
        f"{name}.md": layout.markdown(whole),
        f"{name}.tex": latex.document(shown, end),
        f"{name}.bib": "\n".join(references()[key].entry for key in keys),
    }


def works(scenario: Scenario, *, explained: bool = False) -> list[str]:
    """Return the keys of the works behind the mechanisms that a scenario uses, sorted."""
    return sorted({key for _, found in used(scenario, explained) for key in found.keys})


def page(results: Results, command: str = "", *, explained: bool = False) -> Page:
    """Put the appendix together, but for its references."""
    scenario = results.scenario
    lead = (
        f"How the results of the scenario {scenario.name} were made, in full: what was put in and"
        " what each of it rests on, what was typed, under which versions, and the works that the"
        " rules used here come from. The rules themselves are described by the ODD protocol in the"
        " documentation of tracktwo."
    )
    evidence = sections(scenario, Claims.around(scenario))
    shown = [
        _runs(results),
        Section("Rules used, and where they come from", [_rules(scenario, explained)]),
        Section("Parameters", [_parameters(scenario), _HOW_TO_READ]),
        *(each for each in evidence if each.title != "Part by part"),
        _again(results, command),
    ]
    return Page(f"Methods appendix: {scenario.title}", scenario.spec.question, [lead], shown)


_HOW_TO_READ = (
    "A range without more is one in which every value is as likely as any other. Numbers that are"
    " left to their default are not listed; the documentation gives them, with why they are so."
)


def _runs(results: Results) -> Section:
    said = (
        f"{counted(len(results.runs), 'run')}, seed {results.seed}, noise"
        f" {results.scenario.spec.noise:g}. Each run draws every number that is not known."
    )
    if results.failures:
        said += f" {counted(results.failures, 'run')} FAILED and are in no number."
    passes = [(f"{s.noise:g}", str(len(s.outcome)), str(s.runs_per_draw)) for s in results.spreads]
    header = ("noise", "draws of the assumptions", "runs under each")
    table = [Table(header, passes, range(3))] if passes else []
    return Section("What was run", [said, *table])


def _rules(scenario: Scenario, explained: bool) -> Table:
    found = used(scenario, explained)
    rows = [(each.said, where, cited(each.keys) or "ours") for where, each in found]
    return Table(("rule", "used by", "source"), rows)


def _parameters(scenario: Scenario) -> Table:
    """Each number or other part that stands in the file, with its unit and what it rests on."""
    rows = evidence_table(scenario, Claims.around(scenario))
    words = Words(scenario)
    shown = [
        (row.path, _value(words, row), unit(scenario, row.path), STATUS[status(row)], _sources(row))
        for row in rows
    ]
    header = ("path", "value", "unit, and what it may be", "rests on", "sources, and why assumed")
    return Table(header, shown)


def _value(words: Words, row: Row) -> str:
    number = words.scenario.parameters.get(row.path)
    if isinstance(number, Rank | Swing):
        return "; ".join(f"{issue}: {said}" for issue, said in weights_given(number).items())
    if isinstance(number, float | Distribution):
        return words.number(row.path)
    return row.value or "a part of its own"


def _sources(row: Row) -> str:
    said = [", ".join(row.claims), " ".join((row.assumption or "").split())]
    return "; ".join(filter(None, said)) or "nothing"


def unit(scenario: Scenario, path: str) -> str:
    """Return the unit of the number at a path, and what it may be; nothing where it is no number.

    Parameters
    ----------
    scenario : Scenario
    path : str
        Dotted.
    """
    place, found = scenario.spec, ""
    for key in path.split("."):
        if isinstance(place, Body):
            with suppress(KeyError):
                found = entry(type(place), key).measure
        within: Mapping = inside(place)
        if key not in within:
            return found
        place = within[key]
    return found


def _again(results: Results, command: str) -> Section:
    made = results.made_with
    versions = [(name, number) for name, number in made["versions"].items()]
    versions += [("Python", made["python"]), ("processor", made["machine"])]
    facts = [
        ("scenario", source(results)),
        ("SHA-256 of what the model reads", results.scenario.hash),
    ]
    facts += [("seed", str(results.seed)), ("runs", str(len(results.runs)))]
    typed = map(Command, commands(results, command))
    items: list[Item] = [*typed, Table(("", ""), [*facts, *versions])]
    return Section("Commands, hash and versions", items)
