"""The numbers of a scenario, by their paths, in words: for who has not read the file."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.analysis.inputs.words import Words, rounded
from sim.analysis.words import capital, listed, possessive
from sim.scenario.guide import GUIDE
from sim.scenario.scenario import Scenario

#: What stands for a party, a faction or an outlook: key -> words around who it is.
_OF_HOLDERS = {
    "war_cost": "what the war costs {}",
    "talking_cost": "what sitting down costs {}",
    "staying_cost": "what staying at the table costs {}",
    "temptation": "what breaking a deal first would gain {}",
    "enforcing_cost": "what making a guarantee good costs {}",
    "reservation": "what having no deal is worth to {}",
    "quota": "the seats that {} needs for a decision",
    "patience": "how much what comes later counts for {}",
    "seats": "the seats of {}",
    "weights": "the weights of the issues for {}",
}
_OF_CONFLICT = {
    "decisiveness": "how far the war goes to the stronger",
    "decision": "the share of all strength that wins the war",
    "volatility": "how unsteady the fortunes of war are",
}


class Parameters:
    """How the numbers of a scenario are called, and in what unit they are.

    Parameters
    ----------
    scenario : Scenario
    short : bool
        Whether issues and options go by their names in the file, for a label.

    Examples
    --------
    >>> import sim
    >>> told = Parameters(sim.Scenario.load("geneva-2013"))
    >>> told("parties.regime.war_cost")
    'what the war costs the Government of Bashar al-Assad'
    >>> told.condition("ties.us_smc.leverage", 0.2, float("inf"))
    "the Obama administration's hold on the Supreme Military Council is above 0.2"
    >>> told.unit("ties.us_smc.leverage")
    "share of the client's range between its worst and its best package"
    """

    def __init__(self, scenario: Scenario, *, short: bool = False) -> None:
        self._words, self._short = _Short(scenario) if short else Words(scenario), short

    def __call__(self, path: str) -> str:
        """Say what stands at a path, or at several that stand as one."""
        several = path.split(", ")
        if self._short and len(several) > 1:  # a party's war cost and firmness
            return f"the resolve of {self._words.who(several[0].split('.')[1])}"
        return listed(dict.fromkeys(self._known(each)[0] for each in several))

    def unit(self, path: str) -> str:
        """Return the unit of the number at a path, as the guide has it; empty where it has none."""
        body, key = self._known(path.split(", ")[0])[1]
        return GUIDE[body][key].unit if body else ""

    def condition(self, column: str, above: float, at_most: float) -> str:
        """Say that a number is above one value and at most another; either may be infinite."""
        if self._is_case(column):
            case = self(column)
            return case if above > -math.inf else f"it is not so that {case}"
        return f"{self(column)} is {between(above, at_most)}"

    @staticmethod
    def _is_case(path: str) -> bool:
        return path.startswith("variants.") and ".cases." in path and ".set." not in path

    def _known(self, path: str) -> tuple[str, tuple[str, str]]:
        """What stands at a path, and the class and key under which the guide has it."""
        kind, _, rest = path.partition(".")
        tell: dict[str, Callable[[list[str]], tuple[str, tuple[str, str]]]] = {
            "parties": self._of_party,
            "conflict": self._of_conflict,
            "issues": self._of_issue,
            "ties": self._of_tie,
            "threats": self._of_happening,
            "events": self._of_happening,
            "actions": self._of_happening,
            "variants": self._of_variant,
        }
        if kind == "shared":
            return f"the shared number {self._words.plain(rest)}", ("", "")
        if kind == "noise":
            return "how unsure everybody's judgement is", ("ScenarioSpec", "noise")
        return tell[kind](path.split(".")) if kind in tell else (path, ("", ""))

    def _of_party(self, keys: list[str]) -> tuple[str, tuple[str, str]]:
        words, party = self._words, keys[1]
        who, body = words.who(party), "Party"
        match keys[2:]:
            case ["factions", faction, *rest]:
                who, body, keys = words.who(f"{party}.{faction}"), "Faction", rest
            case ["outlooks", outlook, *rest]:
                who = f'{who}, as it would see things ("{words.outlook(party, outlook)}")'
                body, keys = "Outlook", rest
            case rest:
                keys = rest
        match keys:
            case ["values", issue, option]:
                named = f'"{words.option(issue, option)}"'
                said = f"what {named} is worth to {who}"
                if self._short:
                    said = f"worth of {named} ({words.issue(issue)}) to {who}"
                return said, (body, "values")
            case ["orders", issue]:
                return f"what the options on {words.issue(issue)} are worth to {who}", ("", "")
            case ["weights", issue]:
                return f"the weight of {words.issue(issue)} for {who}", (body, "weights")
            case ["conceding_cost", issue]:
                said = f"what conceding on {words.issue(issue)} costs {who}"
                return said, (body, "conceding_cost")
            case ["preconditions", demand, "firmness"]:
                said = f"the firmness of {who} on {words.demand(party, demand)}"
                return said, ("Precondition", "firmness")
            case ["preconditions", _, _, "share_at_least"]:
                return f"the share of strength that {who} demands", ("Condition", "share_at_least")
            case [key] if key in _OF_HOLDERS:
                return _OF_HOLDERS[key].format(who), (body, key)
        return f"{words.plain(' '.join(keys))} of {who}", ("", "")

    def _of_conflict(self, keys: list[str]) -> tuple[str, tuple[str, str]]:
        match keys[1:]:
            case ["sides", side, "strength"]:
                return f"the strength of {self._words.side(side)}", ("Side", "strength")
            case ["sides", side, "drift"]:
                return f"how the strength of {self._words.side(side)} drifts", ("Side", "drift")
            case [key] if key in _OF_CONFLICT:
                return _OF_CONFLICT[key], ("Conflict", key)
        return ".".join(keys), ("", "")

    def _of_issue(self, keys: list[str]) -> tuple[str, tuple[str, str]]:
        words, (issue, option) = self._words, (keys[1], keys[3])
        named = f'"{words.option(issue, option)}"'
        match keys[4:]:
            case ["guarantee"]:
                return f"what breaking a deal costs more under {named}", ("Effect", "guarantee")
            case ["strength", side]:
                said = f"by what {named} multiplies the strength of {words.side(side)}"
                return said, ("Effect", "strength")
            case ["burden", party]:
                return f"what {named} adds to the war's cost for {words.who(party)}", (
                    "Effect", "burden")  # fmt: skip
            case ["seats", party, "number"]:
                said = f"the seats of {words.who(party)} that {named} moves"
                return said, ("SeatShift", "number")
        return ".".join(keys), ("", "")

    def _of_tie(self, keys: list[str]) -> tuple[str, tuple[str, str]]:
        words, tie = self._words, self._words.spec.ties[keys[1]]
        patron, client = words.who(tie.patron), words.who(tie.client)
        if keys[2] == "leverage":
            return f"{possessive(patron)} hold on {client}", ("Tie", "leverage")
        return f"what pressing {client} costs {patron}", ("Tie", "cost")

    def _of_happening(self, keys: list[str]) -> tuple[str, tuple[str, str]]:
        kind, name, *rest = keys
        body = getattr(self._words.spec, kind)[name]
        called = f'"{body.title or self._words.plain(name)}"'
        match rest:
            case ["credibility"]:
                return f"how credible the threat {called} is", ("Threat", "credibility")
            case ["probability"]:
                return f"the chance of {called}", ("Event", "probability")
            case ["cost"]:
                return f"what {called} costs who does it", ("Action", "cost")
            case ["then", "strength", side]:
                said = f"by what {called} multiplies the strength of {self._words.side(side)}"
                return said, ("Then", "strength")
        return f"{' '.join(rest)} of {called}", ("", "")

    def _of_variant(self, keys: list[str]) -> tuple[str, tuple[str, str]]:
        variant = self._words.plain(keys[1])
        match keys[2:]:
            case []:
                return f'which case holds of "{variant}"', ("", "")
            case ["cases", case, "set", *rest]:
                said, unit = self._known(".".join(rest))
                return f'{said}, where "{self._words.plain(case)}" holds', unit
            case ["cases", case, *_]:
                return f'"{self._words.plain(case)}" holds (of "{variant}")', ("", "")
        return ".".join(keys), ("", "")


class _Short(Words):
    """Words for labels: issues and options by their names in the file."""

    def issue(self, name: str) -> str:
        """An issue, by its name."""
        return self.plain(name)

    def option(self, issue: str, name: str) -> str:
        """An option, by its name."""
        return self.plain(name)

    def demand(self, party: str, name: str) -> str:
        """A precondition, by its name."""
        return self.plain(name)


def between(above: float, at_most: float) -> str:
    """Say a range; either end may be infinite.

    Examples
    --------
    >>> between(0.1234, math.inf), between(-math.inf, 2), between(0, 0.5)
    ('above 0.123', 'at most 2', 'between 0 and 0.5')
    """
    if math.isinf(at_most):
        return f"above {rounded(above)}"
    if math.isinf(above):
        return f"at most {rounded(at_most)}"
    return f"between {rounded(above)} and {rounded(at_most)}"


def titled(told: Parameters, path: str) -> str:
    """Say what stands at a path, at the start of a row."""
    return capital(told(path))
