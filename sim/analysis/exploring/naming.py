"""What stands at a path of a scenario, in a line."""

from __future__ import annotations

from sim.analysis.words import Names, capital
from sim.scenario.scenario import Scenario


def title_of(scenario: Scenario, path: str) -> str:
    """Say in words what stands at a dotted path; the path itself where there are no better ones.

    Examples
    --------
    >>> geneva = Scenario.load("geneva-2013")
    >>> title_of(geneva, "threats.arm_on_refusal")
    'Threat of the Obama administration: arm on refusal'
    >>> title_of(geneva, "ties.us_smc.leverage")
    'What the Obama administration can promise or deny the Supreme Military Council'
    >>> title_of(geneva, "parties.regime.talking_cost")
    'Government of Bashar al-Assad: talking cost'
    >>> title_of(geneva, "conflict.decisiveness")
    'Conflict: decisiveness'
    """
    names, spec = Names(scenario), scenario.spec
    match path.split("."):
        case ["parties", party, "preconditions", demand, *rest] if _has_demand(spec, party, demand):
            said = f"Demand of {names.who(party)}: {names.demand(party, demand)}"
            return f"{said}: {_spaced(rest)}" if rest else said
        case ["parties", party, "values", issue, option] if party in spec.parties:
            return f"What “{names.option(issue, option)}” is worth to {names.who(party)}"
        case ["parties", party, *rest] if party in spec.parties and rest:
            return f"{names.title(party)}: {_spaced(rest)}"
        case ["threats", name, *rest] if name in spec.threats:
            said = f"hreat of {names.who(spec.threats[name].by)}: {_spaced([name])}"
            return f"How credible: t{said}" if rest == ["credibility"] else f"T{said}"
        case ["ties", name, "leverage"] if name in spec.ties:
            tie = spec.ties[name]
            patron, client = names.who(tie.patron), names.who(tie.client)
            return f"What {patron} can promise or deny {client}"
        case ["ties", name, *rest] if name in spec.ties:
            tie = spec.ties[name]
            said = f"{names.title(tie.patron)} leans on {names.who(tie.client)}"
            return f"{said}: {_spaced(rest)}" if rest else said
        case ["issues", issue, *rest] if issue in spec.issues:
            return f"{_issue(scenario, issue)}: {_of_an_issue(names, issue, rest)}"
    first, *rest = path.split(".")
    return f"{capital(_spaced([first]))}: {_spaced(rest)}" if rest else capital(_spaced([first]))


def _has_demand(spec, party: str, demand: str) -> bool:
    return party in spec.parties and demand in spec.parties[party].preconditions


def _issue(scenario: Scenario, issue: str) -> str:
    return scenario.spec.issues[issue].title or capital(_spaced([issue]))


def _of_an_issue(names: Names, issue: str, rest: list[str]) -> str:
    match rest:
        case ["status_quo"]:
            return "where it stands at first"
        case ["effects", option]:
            return f"the guarantee behind “{names.option(issue, option)}”"
        case ["effects", option, *what]:
            return f"{_spaced(what)} behind “{names.option(issue, option)}”"
    return _spaced(rest)


def _spaced(keys: list[str]) -> str:
    return " ".join(keys).replace("_", " ")
