"""What two codings say of the same things, kind by kind: the units of which agreement is asked.

A kind has a scale, and units that both coders had before them: a party and an issue that both
wrote down, and whether the party demands anything on it. So what neither demands counts too, as it
must if agreement by chance is to be reckoned. Of parties, issues and whatever else each coder is
free to think of there is no such list; of those it is only told who wrote down which
(`written_down`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.scenario.agreement.alpha import Value
from sim.scenario.agreement.matching import subject
from sim.scenario.agreement.measured import measured
from sim.scenario.bodies import Condition
from sim.scenario.scenario import Scenario
from sim.scenario.schema import TIE_ACTS

Units = Mapping[str, Value]
Told = Iterator[tuple[str, Value]]

NOMINAL, ORDINAL, INTERVAL = "nominal", "ordinal", "interval"
_WITH_PARTY, _WITHOUT = ("refuse", "defy"), ("no_talks", "failed", "breach")


@dataclass(frozen=True)
class Kind:
    """Things of one kind, as both codings have them.

    Attributes
    ----------
    name : str
        In the words of a table.
    scale : str
        As `sim.scenario.agreement.alpha.reliability` has it.
    paths : tuple of str
        Where each unit stands in a file; a part in brackets says what of it is meant.
    a, b : tuple
        What each coding says, in the order of `paths`.
    """

    name: str
    scale: str
    paths: tuple[str, ...]
    a: tuple[Value, ...]
    b: tuple[Value, ...]


@dataclass(frozen=True)
class Both:
    """Names that both wrote down, and the two codings.

    Attributes
    ----------
    a, b : Scenario
    """

    a: Scenario
    b: Scenario

    def names(self, part: str) -> list[str]:
        """Return the names that both have in a part of the file, such as ``parties``."""
        return sorted({*getattr(self.a.spec, part)} & {*getattr(self.b.spec, part)})

    @property
    def sides(self) -> list[str]:
        """The sides that both have."""
        return sorted({*self.a.spec.side_names} & {*self.b.spec.side_names})

    def scaled(self, issue: str) -> bool:
        """Whether both gave an issue the same options in the same order."""
        of_a, of_b = (s.spec.issues[issue].option_names for s in (self.a, self.b))
        return of_a == of_b


def kinds(a: Scenario, b: Scenario) -> list[Kind]:
    """Return what two codings say of the same things, kind by kind; kinds without a unit left out.

    Parameters
    ----------
    a, b : Scenario
        Two codings of one conflict, B's names matched to A's.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> a = Scenario.from_data(EXAMPLE)
    >>> b = a.with_({"parties.south.reservation": 0.3})
    >>> [(kind.name, kind.a, kind.b) for kind in kinds(a, b)][-1]
    ('Values of no agreement', (0.3, 0.4), (0.3, 0.3))
    """
    both = Both(a, b)
    found = []
    for (name, scale), tell in _KINDS.items():
        said_a, said_b = (dict(tell(scenario, both)) for scenario in (a, b))
        found.append(_kind(name, scale, said_a, said_b))
    for name, scale, said_a, said_b in measured(a, b):
        found.append(_kind(name, scale, said_a, said_b))
    return [kind for kind in found if kind.paths]


def written_down(a: Scenario, b: Scenario) -> dict[str, tuple[list[str], list[str], list[str]]]:
    """Return which named things both codings have, only A, and only B, by part of the file.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE
    >>> a = Scenario.from_data(EXAMPLE)
    >>> written_down(a, a)["parties"]
    (['north', 'south'], [], [])
    """
    said = [dict(_named(scenario)) for scenario in (a, b)]
    parts = [part for part in said[0] if said[0][part] | said[1][part]]
    return {
        part: (
            sorted(said[0][part] & said[1][part]),
            sorted(said[0][part] - said[1][part]),
            sorted(said[1][part] - said[0][part]),
        )
        for part in parts
    }


def _named(scenario: Scenario) -> Iterator[tuple[str, set[str]]]:
    spec = scenario.spec
    yield "parties", {*spec.parties}
    yield "issues", {*spec.issues}
    yield "options", {f"{i}.{o}" for i, issue in spec.issues.items() for o in issue.options}
    yield "sides", {*spec.side_names}
    yield "factions", {f"{p}.{f}" for p, party in spec.parties.items() for f in party.factions}
    demands = {f"{p}.{d}" for p, party in spec.parties.items() for d in party.preconditions}
    yield "demands", demands
    yield "red lines", {f"{p}.{r}" for p, party in spec.parties.items() for r in party.red_lines}
    for part in ("ties", "threats", "events", "actions", "forums", "variants"):
        yield part, {*getattr(spec, part)}


def _kind(name: str, scale: str, a: Units, b: Units) -> Kind:
    paths = tuple(path for path in a if path in b)
    return Kind(name, scale, paths, tuple(a[p] for p in paths), tuple(b[p] for p in paths))


# -- yes or no, and which -------------------------------------------------------------------------


def _said(yes: bool) -> str:
    return "yes" if yes else "no"


def _seats(scenario: Scenario, both: Both) -> Told:
    for name in both.names("forums"):
        forum = scenario.spec.forums[name]
        for party in both.names("parties"):
            must = "must" if party in forum.required else "may"
            yield f"forums.{name}.seats ({party})", must if party in forum.seats else "no seat"


def _agenda(scenario: Scenario, both: Both) -> Told:
    for name in both.names("forums"):
        for issue in both.names("issues"):
            on_it = issue in scenario.spec.forums[name].agenda
            yield f"forums.{name}.agenda ({issue})", _said(on_it)


def _controllers(scenario: Scenario, both: Both) -> Told:
    for issue in both.names("issues"):
        for party in both.names("parties"):
            can = party in scenario.spec.issues[issue].controlled_by
            yield f"issues.{issue}.controlled_by ({party})", _said(can)


def _sides(scenario: Scenario, both: Both) -> Told:
    if both.sides:
        for party in both.names("parties"):
            yield f"parties.{party}.side", scenario.spec.parties[party].side or "none"


def _demands(scenario: Scenario, both: Both) -> Told:
    for party in both.names("parties"):
        made = scenario.spec.parties[party].preconditions.values()
        on = {subject(body.demand) for body in made}
        for about in [*both.names("issues"), *both.sides]:
            yield f"parties.{party}.preconditions ({about})", _said(about in on)


def _red_lines(scenario: Scenario, both: Both) -> Told:
    for party in both.names("parties"):
        on = {subject(body) for body in scenario.spec.parties[party].red_lines.values()}
        for issue in both.names("issues"):
            yield f"parties.{party}.red_lines ({issue})", _said(issue in on)


def _ties(scenario: Scenario, both: Both) -> Told:
    there = {(t.patron, t.client, act) for t in scenario.spec.ties.values() for act in t.for_}
    for patron in both.names("parties"):
        for client in both.names("parties"):
            for act in TIE_ACTS if patron != client else ():
                hold = (patron, client, act)
                yield f"ties ({patron} on {client}, {act})", _said(hold in there)


def _threats(scenario: Scenario, both: Both) -> Told:
    there = set()
    for threat in scenario.spec.threats.values():
        act, party = threat.when.act, threat.when.party
        there.add((threat.by, act, party if act in _WITH_PARTY else None))
    parties = both.names("parties")
    for by in parties:
        whoever = [(act, party) for act in _WITH_PARTY for party in parties if party != by]
        for when in [*whoever, *((act, None) for act in _WITHOUT)]:
            told = " of ".join(filter(None, when))
            yield f"threats (by {by} on {told})", _said((by, *when) in there)


# -- options chosen, as places on their scales from 0 to 1 ----------------------------------------


def _place(scenario: Scenario, issue: str, option: str | None) -> Value:
    options = scenario.spec.issues[issue].option_names
    return options.index(option) / (len(options) - 1) if option in options else None


def _status_quo(scenario: Scenario, both: Both) -> Told:
    for issue in filter(both.scaled, both.names("issues")):
        now = scenario.spec.issues[issue].status_quo
        yield f"issues.{issue}.status_quo", _place(scenario, issue, now)


def _demanded(scenario: Scenario, both: Both) -> Told:
    for party in both.names("parties"):
        for name, body in scenario.spec.parties[party].preconditions.items():
            yield from _asked(scenario, both, f"parties.{party}.preconditions.{name}.demand",
                              body.demand)  # fmt: skip


def _drawn_lines(scenario: Scenario, both: Both) -> Told:
    for party in both.names("parties"):
        for name, body in scenario.spec.parties[party].red_lines.items():
            yield from _asked(scenario, both, f"parties.{party}.red_lines.{name}", body)


def _asked(scenario: Scenario, both: Both, path: str, body: Condition) -> Told:
    """Tell the place of the option that a condition asks for; the issue is part of the unit."""
    if body.issue in both.names("issues") and both.scaled(body.issue):
        option = body.at_least or body.at_most or body.is_
        yield f"{path} ({body.issue})", _place(scenario, body.issue, option)


def _victory(scenario: Scenario, both: Both) -> Told:
    for side in both.sides:
        assert scenario.spec.conflict is not None
        imposed = scenario.spec.conflict.sides[side].victory
        for issue in filter(both.scaled, both.names("issues")):
            if issue in imposed:
                at = f"conflict.sides.{side}.victory.{issue}"
                yield at, _place(scenario, issue, imposed[issue])


_KINDS = {
    ("Who sits, and who must", NOMINAL): _seats,
    ("What is on an agenda", NOMINAL): _agenda,
    ("Who controls what", NOMINAL): _controllers,
    ("Who is on which side", NOMINAL): _sides,
    ("Who demands something, and on what", NOMINAL): _demands,
    ("Who has a red line, and on what", NOMINAL): _red_lines,
    ("Who leans on whom, and for what", NOMINAL): _ties,
    ("Who threatens or promises, and when", NOMINAL): _threats,
    ("Where things stand now", INTERVAL): _status_quo,
    ("What is demanded", INTERVAL): _demanded,
    ("Where red lines lie", INTERVAL): _drawn_lines,
    ("What victory imposes", INTERVAL): _victory,
}
