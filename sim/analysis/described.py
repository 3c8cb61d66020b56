"""What a strategy, a protocol or a decision rule is, and what it does: told from the class itself.

The text is the docstring's; the table of acts is one run of a small scenario, in which nothing is
typed by hand.
"""

from __future__ import annotations

import copy
import inspect
import re
from collections.abc import Iterator
from typing import Any

from sim.registry import REQUIRED, Registry, protocols, rules, strategies
from sim.scenario import library
from sim.scenario.scenario import Scenario

KINDS: dict[str, Registry] = {"strategies": strategies, "protocols": protocols, "rules": rules}
MOST_ACTS = 20
SEED = 1

_KNOWS = {
    "own": "its own values, and what lies on the table",
    "offers": "its own values, and all that has been offered",
    "beliefs": "its own values, and the public beliefs about the others",
    "everything": "everybody's values",
}
_PART = re.compile(r"^(Parameters|Attributes|Examples|Notes|References)\n-+\n", re.MULTILINE)

ROUNDS = 6
SMALL: dict[str, Any] = {
    "format": 1,
    "name": "land-and-debt",
    "title": "Land and a debt",
    "time": {"unit": "round", "flow": "none", "horizon": ROUNDS},
    "noise": 0,
    "issues": {
        "land": {"pie": {"among": ["north", "south"], "steps": 10}},
        "debt": {"options": ["paid", "halved", "forgiven"], "status_quo": "paid"},
    },
    "parties": {
        "north": {
            "weights": {"land": 0.6, "debt": 0.4},
            "values": {"debt": {"paid": 0, "halved": 0.7, "forgiven": 1}},
            "reservation": 0.2,
            "patience": 0.9,
        },
        "south": {
            "weights": {"land": 0.8, "debt": 0.2},
            "values": {"debt": {"paid": 1, "halved": 0.4, "forgiven": 0}},
            "reservation": 0.1,
            "patience": 0.9,
        },
    },
    "forums": {
        "table": {
            "seats": ["north", "south"],
            "agenda": ["debt", "land"],
            "protocol": "alternating_offers",
            "stages": ["bargain"],
            "deadline": ROUNDS,
        }
    },
}
"""What is played where a strategy can play it: two issues, two parties, six rounds."""


def page(kind: str) -> str:
    """Everything of a kind, as a page in Markdown.

    Parameters
    ----------
    kind : str
        ``strategies``, ``protocols`` or ``rules``.

    Examples
    --------
    >>> page("rules").splitlines()[0]
    '# Decision rules'
    """
    registry = KINDS[kind]
    head = {"strategies": "Strategies", "protocols": "Protocols", "rules": "Decision rules"}[kind]
    parts = [f"# {head}", _INTRODUCTION[kind]]
    parts += [described(registry, name) for name in registry.names()]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = {
    "strategies": "How a party acts at the table. Name one in a scenario, "
    "`strategy: {name: time_dependent, exponent: 2}`, or\n"
    "[write your own](../how-to/your-own-strategy.md). "
    "This page is printed by `tracktwo describe strategies`; each table is one run under\n"
    f"seed {SEED}, and a test plays it again.",
    "protocols": "Who proposes when. Name one in a scenario's forum, "
    "`protocol: {name: alternating_offers, order: [north, south]}`.\n"
    "This page is printed by `tracktwo describe protocols`; each table is one run under seed "
    f"{SEED}, and a test plays it again.",
    "rules": "Who must say yes. Name one in a scenario's forum, `rule: {name: quota, quota: 2}`.",
}


def described(registry: Registry, name: str) -> str:
    """One strategy, protocol or rule, as Markdown: its story, source, options, and what it does.

    Examples
    --------
    >>> print(described(rules, "unanimity"))
    ## unanimity
    <BLANKLINE>
    Everybody who came must say yes.
    """
    kind = registry.get(name)
    story, told = _docstring(kind)
    parts = [f"## {name}", story]
    if registry is not rules:
        parts.append(_classifier(registry, kind))
    if options := _options(registry, name, told):
        parts.append(options)
    if registry is not rules:
        parts += _acts(registry, name)
    return "\n\n".join(parts)


def _docstring(kind: type) -> tuple[str, dict[str, str]]:
    """The text of a class, and what it says of each option."""
    text = (inspect.getdoc(kind) or "").replace("``", "`")
    pieces = _PART.split(text)
    sections = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    return pieces[0].strip(), dict(_parameters(sections.get("Parameters", "")))


def _parameters(text: str) -> Iterator[tuple[str, str]]:
    """Each parameter of a NumPy docstring, and what is said of it, on one line."""
    for block in re.split(r"\n(?=\S)", text.strip()):
        name, _, said = block.partition("\n")
        yield name.partition(" :")[0].strip(), " ".join(said.split())


def _classifier(registry: Registry, kind: Any) -> str:
    """What it knows, whether it is random, for how many it is made, and for which tables."""
    rows = {}
    if registry is strategies:
        rows["goes by"] = _KNOWS[getattr(kind, "knows", "own")]
        every = "those that work out an equilibrium" if kind.solves else "any protocol"
        rows["plays"] = ", ".join(f"`{p}`" for p in kind.only_protocols) or every
    else:
        rows["decision rule"] = ", ".join(f"`{r}`" for r in kind.only_rules) or "any"
        rows["equilibria it works out"] = ", ".join(f"`{s}`" for s in kind.solutions) or "none"
    rows["draws lots"] = "yes" if kind.random else "no"
    rows["parties"] = f"at most {kind.most_parties}" if kind.most_parties else "any number"
    return _table(["", ""], [[what, value] for what, value in rows.items()])


def _options(registry: Registry, name: str, told: dict[str, str]) -> str:
    rows = [
        [f"`{option}`", told.get(option, ""), "required" if default is REQUIRED else f"{default}"]
        for option, default in registry.options(name).items()
    ]
    return _table(["option", "meaning", "default"], rows) if rows else ""


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in r) + " |" for r in lines
    )


# -- what it does ------------------------------------------------------------------------------


def _acts(registry: Registry, name: str) -> list[str]:
    """A run in which it acts: where, and each act at the table."""
    found = demonstration(registry, name)
    if found is None:
        return []
    scenario, where = found
    rows = [[str(period), who, said] for period, who, said in acts(scenario)]
    return [where, _table(["round", "who", "what"], rows)]


def demonstration(registry: Registry, name: str) -> tuple[Scenario, str] | None:
    """A scenario in which it acts, and what to say of it; None where only a person can.

    The small one; for a strategy that plays certain protocols only, the first textbook scenario
    that names it, if any.
    """
    kind: Any = registry.get(name)
    if not getattr(kind, "by_itself", True):
        return None
    if getattr(kind, "only_protocols", ()):
        for known in library.names("textbook"):
            scenario = Scenario.load(known)
            if name in {party.strategy.name for party in scenario.spec.parties.values()}:
                return scenario, f"In the scenario `{known}` ({scenario.title}):"
    data = copy.deepcopy(SMALL)
    forum = data["forums"]["table"]
    north = "time_dependent"
    if registry is strategies:
        north, forum["protocol"] = name, next(iter(kind.only_protocols), forum["protocol"])
    else:
        forum["protocol"] = name
    data["parties"]["north"]["strategy"] = north
    data["parties"]["south"]["strategy"] = {"name": "time_dependent", "exponent": 1}
    said = f"north is `{north}`, south `time_dependent` with exponent 1"
    return Scenario.from_data(data), f"{data['title']}, under `{forum['protocol']}`: {said}."


def acts(scenario: Scenario) -> Iterator[tuple[int, str, str]]:
    """Yield what is done at the table in one run: round, who, what; the first ones."""
    from sim.experiments.run import run

    trace = run(scenario, runs=1, seed=SEED, draws=0).trace(0)
    trace = trace[trace["stage"] == "bargain"]
    for _, act in trace.head(MOST_ACTS).iterrows():
        yield int(act["period"]), act["actor"], _said(scenario, act)
    if len(trace) > MOST_ACTS:
        yield int(trace["period"].iloc[-1]), "", f"and so on, {len(trace)} acts in all"


def _said(scenario: Scenario, act: Any) -> str:
    """An act in a few words."""
    package = _package(scenario, act["package"]) if isinstance(act["package"], dict) else "nothing"
    match act["act"]:
        case "propose":
            return f"proposes {package}"
        case "claim":
            return f"demands {package}"
        case "overlap":
            return f"all have what they demanded by {package}"
        case "table":
            return f"tables {package}"
        case "accept":
            return "accepts" if act["answer"] else "refuses"
        case "sign":
            return f"signed: {package}"
        case "end":
            return f"ends: {act['about']}"
    about = f" {act['about']}" if isinstance(act["about"], str) else ""
    return f"{act['act'].replace('_', ' ')}{about}"


def _package(scenario: Scenario, package: dict[str, str]) -> str:
    """A package in words; of a pie, everybody's share."""
    return "; ".join(_option(scenario, issue, option) for issue, option in package.items())


def _option(scenario: Scenario, issue: str, option: str) -> str:
    body = scenario.spec.issues[issue]
    shares = body.amounts.get(option)
    if body.pie is None or shares is None:
        return f"{issue} {option}" if shares is None else f"{issue} {shares[0]:g}"
    return ", ".join(f"{name} {s:g}" for name, s in zip(body.pie.among, shares, strict=True))
