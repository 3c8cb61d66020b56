"""A scenario's own words for a story: its parties, demands and calendar, and numbers in words."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from sim.scenario.number import support

#: A name with one of these in it is read with an article: "the National Coalition", but "Russia".
_COLLECTIVE = frozenset({
    "administration", "alliance", "army", "assembly", "authority", "board", "brotherhood",
    "cabinet", "chamber", "coalition", "command", "commission", "committee", "company",
    "conference", "congress", "council", "court", "delegation", "emirates", "federation",
    "forces", "front", "government", "guerrilla", "house", "insurgents", "junta", "kingdom",
    "leadership", "league", "management", "mediator", "military", "militia", "ministry",
    "movement", "nations", "netherlands", "office", "opposition", "organisation",
    "organization", "parliament", "party", "patron", "philippines", "presidency",
    "president", "rebels", "regime", "republic", "resistance", "senate", "sponsors",
    "staff", "state", "states", "union", "workers",
})  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


class Pronouns(NamedTuple):
    """For one, or for several."""

    it: str
    its: str
    them: str
    was: str


IT = Pronouns("it", "its", "it", "was")
THEY = Pronouns("they", "their", "them", "were")


class Wording:
    """How the parts of a scenario are called inside a sentence.

    Parameters
    ----------
    scenario : Scenario

    Examples
    --------
    >>> import sim
    >>> words = Wording(sim.Scenario.load("geneva-2013"))
    >>> words.who("smc"), words.who("smc")
    ('the Supreme Military Council (Gen. Idris)', 'the Supreme Military Council')
    >>> words.who("russia"), words.who("coalition.hawks")
    ('Russia', 'the hawks of the National Coalition')
    >>> words.period(2)
    'Week 2 (from 3 June 2013)'
    """

    def __init__(self, scenario):
        self.spec = scenario.spec
        self._met: set[str] = set()

    # -- who -----------------------------------------------------------------------------

    def who(self, name: str) -> str:
        """A party, a faction or a mediator; a party with its whole title when first met."""
        party, _, faction = name.partition(".")
        if party not in self.spec.parties:
            return name + ("," if "," in name else "")
        if faction:
            title = self.spec.parties[party].factions[faction].title or _spaced(faction)
            return f"{_bloc(_short(title))} of {self._known(party)}"
        if name in self._met:
            return self._known(name)
        self._met.add(name)
        title = self.spec.parties[name].title
        return _noun(title) if title else self._known(name)

    def pronouns(self, name: str) -> Pronouns:
        """How to refer to whom `who` has named."""
        party, _, faction = name.partition(".")
        several = faction or (party in self.spec.parties and _several(self._known(party)))
        return THEY if several else IT

    def side(self, name: str) -> str:
        """A side of the conflict."""
        title = _short(self.spec.conflict.sides[name].title)
        if title:
            return _noun(title)
        called = f"the {_spaced(name)}"
        return called if _several(called) or called.endswith(" side") else f"{called} side"

    def forum(self, name: str) -> str:
        """A set of talks; by its name where there are several and it has no title."""
        title = _short(self.spec.forums[name].title)
        if title:
            return _noun(title)
        return "the talks" if len(self.spec.forums) == 1 else f"the {_spaced(name)} talks"

    def _known(self, party: str) -> str:
        title = _short(self.spec.parties[party].title)
        return _noun(title) if title else _named(party)

    # -- what ----------------------------------------------------------------------------

    def issue(self, name: str) -> str:
        """An issue, in quotation marks."""
        return f'"{self.spec.issues[name].title or _spaced(name)}"'

    def option(self, issue: str, name: str) -> str:
        """An option, in the words of the file or else by its name."""
        return (self.spec.issues[issue].options[name] or _spaced(name)).strip().rstrip(".")

    def briefly(self, issue: str, name: str) -> str:
        """An option by its name; of a pie or a scale, by its amounts, which are as short."""
        return self.option(issue, name) if self.spec.issues[issue].amounts else _spaced(name)

    def settings(self, options: dict[str, str]) -> str:
        """Issues and what is settled on each."""
        each = (f"{self.issue(issue)}: {self.option(issue, o)}" for issue, o in options.items())
        return "; ".join(each)

    def asked(self, condition, share: float | None, held: float | None) -> str:
        """What a demand asks for; of a balance, the share asked for and the share that is held."""
        if condition.side is not None:
            now = "" if held is None else f", against the {percent(held)} that they had then"
            least = "a larger share" if share is None else f"at least {percent(share)}"
            return f"{least} of all strength for {self.side(condition.side)}{now}"
        bound = "at least " * (condition.at_least is not None)
        bound += "at most " * (condition.at_most is not None)
        return f'{bound}"{self.wanted(condition)}" on {self.issue(condition.issue)}'

    def wanted(self, condition) -> str:
        """The option that a demand on an issue names."""
        return self.option(
            condition.issue, condition.at_least or condition.at_most or condition.is_
        )

    def consequence(self, then, auxiliary: str = "") -> str:
        """What an event, an action or a threat brought; or "had" or "would have" brought."""

        def did(did: str, done: str) -> str:
            return f"{auxiliary} {done}" if auxiliary else did

        parts = [
            f'{self.issue(issue)} {did("moved", "moved")} to "{self.option(issue, option)}"'
            for issue, option in then.move.items()
        ]
        for side, factor in then.strength.items():
            low, high = support(factor)
            if low >= 1 or high <= 1:
                change = f"{did('grew', 'grown')} {'stronger' if low >= 1 else 'weaker'}"
            else:
                change = f"{did('changed', 'changed')} in strength"
            parts.append(f"{self.side(side)} {change}")
        for party in then.outlook:
            parts.append(f"{self.who(party)} {did('had', 'had')} cause to think again")
        return listed(parts)

    # -- when ----------------------------------------------------------------------------

    def period(self, number: int) -> str:
        """The heading of a period."""
        unit, start = self.spec.time.unit, self.spec.time.start
        heading = f"{unit.capitalize()} {number}"
        if start is None or unit == "round":
            return heading
        day = _after(start, unit, number - 1)
        since = "" if unit == "day" else "from "
        return f"{heading} ({since}{day.day} {_MONTHS[day.month - 1]} {day.year})"

    def periods(self, number: int) -> str:
        """A length of time."""
        return counted(number, self.spec.time.unit)


def _after(start: date, unit: str, periods: int) -> date:
    if unit != "month":
        return start + timedelta(days=periods * (7 if unit == "week" else 1))
    years, month = divmod(start.month - 1 + periods, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _short(title: str) -> str:
    return title.split("(")[0].strip()


def _named(name: str) -> str:
    """A party of which the file gives nothing but its name."""
    if len(name) <= 3:
        return name.upper()
    words = _spaced(name).split()
    if _COLLECTIVE & set(words):
        return f"the {' '.join(words)}"
    return " ".join(word.capitalize() for word in words)


def _noun(title: str) -> str:
    """A title as it reads inside a sentence.

    >>> [_noun(title) for title in ("The rebels", "Bank of England", "United States", "Iran")]
    ['the rebels', 'the Bank of England', 'the United States', 'Iran']
    """
    words = _short(title).split() or [title]
    first = words[0].lower()
    if first in ("the", "a", "an", "those"):
        return title[0].lower() + title[1:]
    return f"the {title}" if "of" in words or _is_collective(words) else title


def _is_collective(words: list[str]) -> bool:
    return not _COLLECTIVE.isdisjoint(word.lower().strip(",") for word in words)


def _several(called: str) -> bool:
    """Whether a party is plural by name, as "the rebels" are and "the United States" is not."""
    words = called.split(" of ")[0].split()
    head = words[-1].lower()
    proper = len(words) > 1 and words[1] == "United"
    return (
        words[0] == "the" and head.endswith("s") and not head.endswith(("ss", "us")) and not proper
    )


def _bloc(title: str) -> str:
    """A faction's title inside a sentence.

    >>> [_bloc(title) for title in ("Hawks", "Likud", "Sabbagh's group", "Council, with others")]
    ['the hawks', 'the Likud', "Sabbagh's group", 'the Council']
    """
    title = title.removeprefix("The ").removeprefix("the ").split(",")[0]
    if "'s" in title.split()[0]:
        return title
    return f"the {title.lower() if ' ' not in title and title.endswith('s') else title}"


# -- numbers and lists -------------------------------------------------------------------


def points(utility: float) -> str:
    """An amount of utility, in hundredths and without its sign.

    >>> points(-0.123), points(0.01), points(0.001)
    ('12 points', '1 point', 'less than 1 point')
    """
    whole = round(abs(utility) * 100)
    return counted(whole, "point") if whole else "less than 1 point"


def percent(chance: float) -> str:
    """A chance.

    >>> percent(0.368), percent(0.0001), percent(1.0)
    ('37%', 'less than 1%', 'more than 99%')
    """
    if chance < 0.005:
        return "less than 1%"
    return "more than 99%" if chance > 0.995 else f"{round(chance * 100)}%"


def counted(number: float, noun: str) -> str:
    """A number of things, to one decimal.

    >>> counted(1, "week"), counted(26, "week"), counted(15.8944, "seat")
    ('1 week', '26 weeks', '15.9 seats')
    """
    return f"{round(number, 1):g} {noun}{'' if number == 1 else 's'}"


def ordinal(number: int) -> str:
    """A place in a row.

    >>> ordinal(2), ordinal(4), ordinal(12)
    ('second', 'fourth', '12th')
    """
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
    return words[number - 1] if number <= len(words) else f"{number}th"


def listed(parts: Iterable[str], last: str = " and ") -> str:
    """Join parts into a list.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *most, end = parts
    return f"{', '.join(most)}{last}{end}" if most else end


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    return text[0].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
