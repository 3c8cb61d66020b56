"""Numbers in plain words, and a scenario's own words for a table."""

from __future__ import annotations

from sim.model.narration.opening import FAILURES
from sim.model.narration.wording import Wording, listed
from sim.scenario.distributions import Distribution, support
from sim.scenario.schema import Condition

__all__ = [
    "FAILURES", "NATURE", "Names", "about", "broken", "capital", "counted", "cut", "duration",
    "listed", "percent", "points",
    "possessive", "satisfaction", "span",
]  # fmt: skip


NATURE = "nature"  # the party of what no party does


def about(share: float, of: str = "in") -> str:
    """Say a share as one says it aloud.

    Parameters
    ----------
    share : float
        In [0, 1].
    of : str
        ``"in"``, or ``"of"`` where another "in" goes before.

    Examples
    --------
    >>> [about(p) for p in (0, 0.004, 0.03, 0.31)]
    ['none', 'hardly any', 'fewer than 1 in 20', 'about 3 in 10']
    >>> [about(p) for p in (0.97, 0.995, 1)]
    ['more than 19 in 20', 'nearly all', 'all']
    >>> about(0.35, of="of")
    'about 4 of 10'
    """
    if share in (0, 1):
        return "all" if share else "none"
    for below, said in ((0.02, "hardly any"), (0.05, f"fewer than 1 {of} 20")):
        if share < below:
            return said
    for above, said in ((0.98, "nearly all"), (0.95, f"more than 19 {of} 20")):
        if share > above:
            return said
    tenths = min(max(int(10 * share + 0.5), 1), 9)
    return f"about {tenths} {of} 10"


def percent(share: float, digits: int = 0) -> str:
    """Write a share as a percentage; what is not quite none or all is never rounded to it.

    Examples
    --------
    >>> percent(0.352), percent(0.352, 1), percent(0.002), percent(0.9999), percent(0)
    ('35%', '35.2%', '<1%', '>99%', '0%')
    """
    unit = 10.0**-digits
    if 0 < 100 * share < unit / 2:
        return f"<{unit:.{digits}f}%"
    if 100 - unit / 2 < 100 * share < 100:
        return f">{100 - unit:.{digits}f}%"
    return f"{100 * share:.{digits}f}%"


def span(low: float, high: float, digits: int = 0) -> str:
    """Write a range of shares, rounded.

    Examples
    --------
    >>> span(0.3312, 0.3704, 1), span(0.002, 0.998)
    ('33.1 to 37.0%', '0 to 100%')
    """
    return f"{100 * low:.{digits}f} to {100 * high:.{digits}f}%"


def points(change: float, digits: int = 1) -> str:
    """Write a difference of shares in percentage points, or of utilities in points of 100.

    Examples
    --------
    >>> points(-0.0284), points(0.3, 0), points(-0.0001), points(float("nan"))
    ('-2.8', '+30', '0.0', 'unknown')
    """
    if change != change:  # NaN
        return "unknown"
    rounded = round(100 * change, digits)
    return f"{rounded:+.{digits}f}" if rounded else f"{0:.{digits}f}"


def satisfaction(utility: float, *, sign: bool = False) -> str:
    """Write a utility from 0, a party's worst package, to 100, its best; a change with its sign.

    Examples
    --------
    >>> satisfaction(0.436), satisfaction(-0.002), satisfaction(0.13, sign=True)
    ('44', '0', '+13')
    """
    whole = round(100 * utility)
    return f"{whole:+d}" if sign and whole else str(whole)


def counted(number: int, thing: str) -> str:
    """Write a number of things.

    Examples
    --------
    >>> counted(1, "run"), counted(10_000, "run")
    ('1 run', '10,000 runs')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def cut(text: str, longest: int) -> str:
    """Leave out the end of a text that is longer, at a word.

    Examples
    --------
    >>> cut("the patron can deny half", 15), cut("the patron", 15)
    ('the patron can ...', 'the patron')
    """
    return text if len(text) <= longest else f"{text[: longest + 1].rsplit(' ', 1)[0]} ..."


def broken(path: str, longest: int = 30) -> str:
    """Write a dotted path on as many lines as it takes, broken before dots.

    Examples
    --------
    >>> print(broken("parties.coalition.preconditions.detainees.firmness"))
    parties.coalition
    .preconditions.detainees
    .firmness
    """
    lines = [""]
    for place, key in enumerate(path.split(".")):
        said = f".{key}" if place else key
        if len(lines[-1] + said) > longest and lines[-1]:
            lines.append("")
        lines[-1] += said
    return "\n".join(lines)


def duration(seconds: float) -> str:
    """Write a time as one says it.

    Examples
    --------
    >>> duration(0.3), duration(8.6), duration(150)
    ('under a second', '9 seconds', '2.5 minutes')
    """
    if seconds < 1:
        return "under a second"
    return counted(round(seconds), "second") if seconds < 100 else f"{seconds / 60:.1f} minutes"


def capital(text: str) -> str:
    """Begin with a capital letter, and change nothing else."""
    return text[:1].upper() + text[1:]


def possessive(name: str) -> str:
    """Let somebody own something.

    Examples
    --------
    >>> possessive("Russia"), possessive("the United States")
    ("Russia's", "the United States'")
    """
    return f"{name}'" if name.endswith("s") else f"{name}'s"


class Names(Wording):
    """How the parts of a scenario are called on a page, where nobody is met for the first time.

    Examples
    --------
    >>> import sim
    >>> names = Names(sim.Scenario.load("geneva-2013"))
    >>> names.who("smc"), names.title("smc")
    ('the Supreme Military Council', 'Supreme Military Council')
    """

    def __init__(self, scenario):
        super().__init__(scenario)
        self._met.update(scenario.spec.party_names)

    def who(self, name: str) -> str:
        """A party, a faction or a mediator; nature acts through the war."""
        return "the war" if name == NATURE else super().who(name)

    def title(self, name: str) -> str:
        """A party or a faction at the start of a row."""
        who = self.who(name)
        return capital(who if name == NATURE else who.removeprefix("the "))

    def demand(self, party: str, name: str) -> str:
        """What a precondition asks for, and what would do instead."""
        asked = self.spec.parties[party].preconditions[name]
        said = self._asked(asked.demand)
        return f"{said}; or else {self._asked(asked.floor)}" if asked.floor else said

    def _asked(self, condition: Condition) -> str:
        if condition.share_at_least is None or condition.side is None:
            return self.asked(condition, None, None)
        share = _range(condition.share_at_least)
        return f"at least {share} of all strength for {self.side(condition.side)}"


def _range(share: float | Distribution) -> str:
    low, high = support(share)
    return percent(low) if low == high else f"{100 * low:.0f}-{100 * high:.0f}%"
