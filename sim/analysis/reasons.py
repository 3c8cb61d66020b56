"""Who stood in the way and over what, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.words import Names, listed, percent, possessive

if TYPE_CHECKING:
    from sim.experiments.results import Results

_ACTS = {
    "refusal": "did not come",
    "walkout": "walked out",
    "text": "refused the text",
    "vote": "voted the deal down",
    "breach": "broke the deal",
}
NO_OFFER = "offers"  # what a deadlock is over if nothing was on the table
_ALONE, _JOINTLY = 0.95, 0.05


@dataclass(frozen=True, order=True)
class Cause:
    """One thing that stands in the way: whose, of what kind, over what."""

    party: str
    kind: str
    over: str

    def said(self, names: Names) -> str:
        """Say what the party did, or that it makes a demand, after its name.

        Examples
        --------
        >>> import sim
        >>> names = Names(sim.Scenario.load("geneva-2013"))
        >>> Cause("nature", "decision", "opposition").said(names)
        'was won by the rebels'
        >>> Cause("coalition.hawks", "vote", "coming").said(names)
        'voted against coming'
        """
        if self.kind == "demand":
            return f"demand {self.quoted}"
        if self.kind == "decision":
            return f"was won by {names.side(self.over)}"
        if (self.kind, self.over) == ("vote", "coming"):
            return "voted against coming"
        if self.over == NO_OFFER:
            return "was made no offer"
        over = f" over {names.issue(self.over)}" if self.over in names.spec.issues else ""
        return _ACTS[self.kind] + over

    @property
    def quoted(self) -> str:
        """What it is over, as the scenario names it."""
        return f'"{self.over.replace("_", " ")}"'


@dataclass(frozen=True)
class Blocker:
    """A cause, and how often it stands in the way.

    Attributes
    ----------
    cause : Cause
    refused_by : tuple of str
        Who could have met the demand and did not; nobody for other kinds.
    share : float
        Of all runs.
    sole : float
        Of those, the share in which nothing else stood in the way.
    """

    cause: Cause
    refused_by: tuple[str, ...]
    share: float
    sole: float

    def said(self, names: Names) -> str:
        """Say what it is, what a demand asks for, and who refused that."""
        said = self.cause.said(names)
        if self.cause.kind == "demand":
            said += f": {names.demand(self.cause.party, self.cause.over)}"
        if self.refused_by:
            said += f"\nrefused by {listed(map(names.who, self.refused_by))}"
        return said

    @property
    def company(self) -> str:
        """Whether it stood in the way alone or with others.

        Examples
        --------
        >>> cause = Cause("smc", "refusal", "coming")
        >>> [Blocker(cause, (), 0.3, sole).company for sole in (1.0, 0.4, 0.01)]
        ['alone', '40% alone', 'jointly']
        """
        if self.sole >= _ALONE:
            return "alone"
        return "jointly" if self.sole <= _JOINTLY else f"{percent(self.sole)} alone"


def blockers(results: Results) -> list[Blocker]:
    """Who stood in the way of the primary forum and over what, most frequent first."""
    keys = ["party", "kind", "over"]
    blocks = _blocks(results, results.scenario.spec.primary)
    refused_by = blocks.groupby(keys).refused_by.first()
    found = []
    for key, row in results.blockers.iterrows():
        refusers = tuple(filter(None, str(refused_by[key]).split(", ")))
        found.append(Blocker(Cause(*key), refusers, float(row.share), float(row.sole)))
    return found


def _blocks(results: Results, forum: str):
    """What stood in the way of a forum, a row for each run and cause."""
    return results.blocks[results.blocks.forum == forum]


def commonest(results: Results, outcome: str, forum: str = "") -> tuple[Cause, ...]:
    """What most often stood in the way, all of it together, where a forum ended so.

    forum : its name; the primary one unless given.
    """
    column = f"forum.{forum}.outcome" if forum else "outcome"
    runs = results.finished.run[results.finished[column] == outcome]
    blocks = _blocks(results, forum or results.scenario.spec.primary)
    blocks = blocks[blocks.run.isin(runs)]
    if blocks.empty:
        return ()
    keys = blocks.party + "/" + blocks.kind + "/" + blocks.over
    together = keys.groupby(blocks.run).agg(lambda causes: tuple(sorted(causes)))
    most = together.value_counts(sort=False).sort_index().idxmax()
    return tuple(Cause(*key.split("/")) for key in most)


def explained(results: Results, outcome: str, forum: str = "") -> str:
    """Say what most often led to an outcome, as the end of a sentence; nothing where nobody did."""
    causes, names = commonest(results, outcome, forum), Names(results.scenario)
    if not causes:
        return ""
    if outcome == "military_decision":
        return f", most often {listed(names.side(cause.over) for cause in causes)}"
    if outcome == "walkout":
        left = dict.fromkeys(names.who(cause.party) for cause in causes)
        demands = [c for c in causes if c.kind == "demand"]
        over = f", over {_demanded(demands, names)}" if demands else ""
        return f", most often {listed(left)}{over}"
    clauses = [f"{names.who(c.party)} {c.said(names)}" for c in causes if c.kind != "demand"]
    if demands := [c for c in causes if c.kind == "demand"]:
        verb = "are" if len(demands) > 1 else "is"
        clauses.insert(0, f"{_demanded(demands, names)} {verb} not met")
    return f", most often because {listed(clauses)}"


def _demanded(demands: Iterable[Cause], names: Names) -> str:
    """Whose demands they are, and what they are called."""
    return listed(f"{possessive(names.who(c.party))} demand {c.quoted}" for c in demands)
