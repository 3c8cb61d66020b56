"""What a field that a scenario leaves out could hold: its default, or else an example that fits.

An example is made from the names of the scenario itself, so that it stands as it is: uncommented in
a file that `tracktwo new` wrote, it leaves the file valid. Where a field only makes sense together
with another (a quota with factions), nothing is suggested.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.scenario.distributions import Uniform, support
from sim.scenario.errors import Path, dotted
from sim.scenario.fields import Choice
from sim.scenario.plain import plain
from sim.scenario.schema import Body, Forum, Issue, Party, ScenarioSpec, inside

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

WHY = "why you assume this"


@dataclass(frozen=True)
class Suggestion:
    """What could be written.

    Attributes
    ----------
    value : object
        Plain data.
    is_default : bool
        Whether it is what holds anyway; if not, it is an example.
    """

    value: Any
    is_default: bool


@dataclass(frozen=True)
class Place:
    """A body of a scenario, and where it stands.

    Attributes
    ----------
    scenario : Scenario
    path : tuple of str
        Of the body.
    body : Body
    """

    scenario: Scenario
    path: Path
    body: Any

    @property
    def spec(self) -> ScenarioSpec:
        """The whole content of the scenario."""
        return self.scenario.spec

    @property
    def name(self) -> str:
        """The name of the body."""
        return self.path[-1]

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides of the conflict."""
        return self.spec.side_names

    @property
    def seats(self) -> tuple[str, ...]:
        """Who sits in the primary forum."""
        return self.spec.forum[1].seats

    @property
    def party(self) -> Party:
        """The party that the body is, or belongs to."""
        return self.spec.parties[self.path[1]]


def suggest(scenario: Scenario, path: Path, key: str) -> Suggestion | None:
    """Return what a key of a body could hold; None where nothing is suggested.

    Parameters
    ----------
    scenario : Scenario
        In which the key is not written.
    path : tuple of str
        Of the body.
    key : str
        As a file has it.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE, Scenario
    >>> scenario = Scenario.from_data(EXAMPLE)
    >>> suggest(scenario, ("parties", "north"), "patience")
    Suggestion(value=1.0, is_default=True)
    >>> suggest(scenario, (), "ties").value
    {'example': {'patron': 'north', 'client': 'south', 'leverage': 0.2}}
    """
    body: Any = scenario.spec
    for step in path:
        body = inside(body)[step]
    place = Place(scenario, path, body)
    made = [_EXAMPLES.get(f"{cls.__name__}.{key}") for cls in type(body).__mro__]
    make = next(filter(None, made), None)
    value = make(place) if make else _default(body, key)
    return None if value is None else Suggestion(value, is_default=make is None)


def _default(body: Body, key: str) -> Any:
    """Return the default of a field where it is something that can be written."""
    value = dict(body.entries())[key]
    if isinstance(value, Choice):
        return value.name
    return None if value is None or value in ("", {}, ()) else plain(value)


# -- examples: of the whole --------------------------------------------------------------------


def _nothing(place: Place) -> None:
    """Suggest nothing: the field needs another beside it."""


def _says(text: str) -> Callable[[Place], str]:
    return lambda place: text


def _evidence(place: Place) -> Any:
    return {"self": WHY}


def _title(place: Place) -> str:
    return place.name.replace("_", " ").capitalize()


def _conflict(place: Place) -> Any:
    return {"sides": {"one": {"strength": 1}, "other": {"strength": {"uniform": [0.4, 0.8]}}}}


def _ties(place: Place) -> Any:
    patron, client = place.spec.party_names[:2]
    return {"example": {"patron": patron, "client": client, "leverage": 0.2}}


def _threats(place: Place) -> Any:
    threat = {"by": place.seats[0], "when": {"act": "failed"}, "then": _moved(place)}
    return {"example": {**threat, "credibility": 0.5}}


def _events(place: Place) -> Any:
    return {"example": {"period": 4, "probability": 0.5, "then": _moved(place)}}


def _actions(place: Place) -> Any:
    return {"example": {"by": place.seats[0], "then": _moved(place), "cost": 0.05}}


def _shared(place: Place) -> Any:
    return {"example": {"uniform": [0.1, 0.3]}}


def _variants(place: Place) -> Any:
    """A war cost of two sizes, of a party whose war cost is its own."""
    name = place.seats[0]
    dear = {"probability": 0.5, "set": {"parties": {name: {"war_cost": 0.2}}}}
    return {"example": {"cases": {"as_written": {"probability": 0.5}, "dear": dear}}}


def _moved(place: Place) -> Any:
    """One issue at the last of its options."""
    return {"move": _last_option(place)}


def _last_option(place: Place) -> Any:
    name, issue = next(iter(place.spec.issues.items()))
    return {name: issue.option_names[-1]}


# -- examples: of the war and of issues --------------------------------------------------------


def _factor(place: Place) -> Any:
    return {place.sides[0]: 1.2} if place.sides else None


def _controlled_by(place: Place) -> Any:
    """Somebody who sits, and does not demand of others what it could then do itself."""
    for name in place.seats:
        demands = place.spec.parties[name].preconditions.values()
        if all(demand.demand.issue != place.name for demand in demands):
            return [name]
    return None


def _effects(place: Place) -> Any:
    issue: Issue = place.body
    return {issue.option_names[-1]: {"guarantee": 0.1}}


def _guarantors(place: Place) -> Any:
    return list(place.seats[:1]) if "guarantee" in place.body.model_fields_set else None


def _burden(place: Place) -> Any:
    return {place.seats[0]: 0.05}


def _shift(place: Place) -> Any:
    for name, party in place.spec.parties.items():
        if len(party.factions) > 1:
            loser, winner = list(party.factions)[:2]
            return {name: {"from": loser, "to": winner, "number": 5}}
    return None


# -- examples: of parties ----------------------------------------------------------------------


def _side(place: Place) -> Any:
    return place.sides[0] if place.sides else None


def _weights(place: Place) -> Any:
    return {next(iter(place.party.values)): 1}


def _values(place: Place) -> Any:
    """Those of the party itself, of one issue: to be changed."""
    issue, options = next(iter(place.party.values.items()))
    return {issue: plain(options)}


def _orders(place: Place) -> Any:
    """Two options in the order of their values, where an order may stand."""
    for issue, options in place.body.values.items():
        here = dotted((*place.path, "values", issue))
        plain_ones = all(isinstance(value, float | Uniform) for value in options.values())
        if plain_ones and not any(name.startswith(f"{here}.") for name in _tied(place)):
            return {issue: sorted(options, key=lambda name: support(options[name]))}
    return None


def _tied(place: Place) -> list[str]:
    """The numbers that are shared, or that a case of a variant sets."""
    cases = (case for variant in place.spec.variants.values() for case in variant.cases.values())
    return [*place.scenario.ties, *(number for case in cases for number in case.numbers)]


def _red_lines(place: Place) -> Any:
    name = place.spec.forum[1].agenda[0]
    return {"example": {"issue": name, "at_least": place.spec.issues[name].option_names[1]}}


def _preconditions(place: Place) -> Any:
    """A demand on the first issue that it does not control alone."""
    for name, issue in place.spec.issues.items():
        if issue.controlled_by != (place.name,):
            demand = {"issue": name, "at_least": issue.option_names[1]}
            return {"example": {"demand": demand, "firmness": 0.1}}
    return None


def _conceding_cost(place: Place) -> Any:
    issues = place.spec.issues.items()
    return {name: 0.05 for name, issue in issues if place.name in issue.controlled_by} or None


def _outlooks(place: Place) -> Any:
    return {"example": {"weights": _weights(place)}}


def _floor(place: Place) -> Any:
    asked = place.body.demand
    name = asked.issue or next(iter(place.spec.issues))
    return {"issue": name, "at_least": place.spec.issues[name].option_names[1]}


def _votes_on(place: Place) -> Any:
    return list(place.body.votes_on) if place.body.factions else None


# -- examples: of what may happen, and of talks ------------------------------------------------


def _cost_after(place: Place) -> Any:
    others = [name for name in place.spec.actions if name != place.name]
    return {others[0]: 0.05} if others else None


def _outlook(place: Place) -> Any:
    for name, party in place.spec.parties.items():
        if party.outlooks:
            return {name: next(iter(party.outlooks))}
    return None


def _required(place: Place) -> Any:
    forum: Forum = place.body
    return list(forum.seats)


def _ratified_by(place: Place) -> Any:
    """Somebody without a seat, where the stages leave room for a vote."""
    forum: Forum = place.body
    away = [name for name in place.spec.party_names if name not in forum.seats]
    is_asked = "stages" not in forum.model_fields_set or "ratify" in forum.stages
    return away[:1] if away and is_asked else None


def _resume(place: Place) -> Any:
    return {"example": {"after": ["deadlock"], "wait": 4}}


_EXAMPLES: dict[str, Callable[[Place], Any]] = {
    "Cited.evidence": _evidence,
    "Cited.title": _title,
    "ScenarioSpec.question": _says("What would have to change for a deal to hold?"),
    "ScenarioSpec.about": _says("What a reader must know who knows nothing."),
    "ScenarioSpec.conflict": _conflict,
    "ScenarioSpec.ties": _ties,
    "ScenarioSpec.threats": _threats,
    "ScenarioSpec.events": _events,
    "ScenarioSpec.actions": _actions,
    "ScenarioSpec.shared": _shared,
    "ScenarioSpec.variants": _variants,
    "Time.start": _says("2013-05-27"),
    "Conflict.decision": lambda place: 0.9,
    "Side.victory": _last_option,
    "Issue.controlled_by": _controlled_by,
    "Issue.effects": _effects,
    "Effect.strength": _factor,
    "Effect.guarantors": _guarantors,
    "Effect.burden": _burden,
    "Effect.seats": _shift,
    "Party.side": _side,
    "Party.orders": _orders,
    "Party.red_lines": _red_lines,
    "Party.preconditions": _preconditions,
    "Party.conceding_cost": _conceding_cost,
    "Party.forums_at_once": lambda place: 1,
    "Party.reservation": lambda place: 0.3,
    "Party.outlooks": _outlooks,
    "Party.votes_on": _votes_on,
    "Faction.orders": _orders,
    "Faction.red_lines": _red_lines,
    "Outlook.weights": _weights,
    "Outlook.values": _values,
    "Precondition.floor": _floor,
    "Then.move": _last_option,
    "Then.strength": _factor,
    "Then.outlook": _outlook,
    "Action.cost_after": _cost_after,
    "Forum.required": _required,
    "Forum.mediator": _says("who carries the text"),
    "Forum.ratified_by": _ratified_by,
    "Forum.resume": _resume,
    "Resume.then": _moved,
    "Resume.ratified_by": lambda place: [],
    "Case.set": _nothing,
}
"""Class and key -> what makes an example; where a field is not listed, its default is suggested."""
