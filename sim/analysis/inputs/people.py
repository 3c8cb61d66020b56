"""Who there is: parties and what things cost them, what they demand, and who leans on whom."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.inputs.words import OR, Words
from sim.analysis.layout import Section, Table
from sim.analysis.words import capital, listed
from sim.scenario.distributions import support
from sim.scenario.fields import Choice
from sim.scenario.schema import Party

_PRESSED = {
    "attend": "come to talks",
    "concede": "meet what others demand before talks",
    "comply": "do its part in a deal that it has not signed",
    "stay_away": "stay away from talks",
}


def parties(words: Words) -> Section:
    """Return who there is, on which side, at which table, and in control of what."""
    spec = words.spec
    rows = []
    for name, party in spec.parties.items():
        seats = [words.forum(f) for f in spec.forum_names if name in spec.forums[f].seats]
        ratifies = [words.forum(f) for f in spec.forum_names if name in spec.forums[f].ratified_by]
        held = [words.thing(i) for i, issue in spec.issues.items() if name in issue.controlled_by]
        place = [*seats, *(f"ratifies {forum}" for forum in ratifies)]
        side = words.side(party.side) if party.side else "none"
        full = party.title or words.title(name)
        rows.append((full, side, "; ".join(place) or "no table", "; ".join(held) or "nothing"))
    header = ("party", "side in the war", "sits at", "controls")
    return Section("Who there is", [Table(header, rows)])


def demands(words: Words) -> Iterator[Section]:
    """Yield what is demanded before talks, if anything is."""
    rows = []
    for name, party in words.spec.parties.items():
        for demand, body in party.preconditions.items():
            asked = words.condition(body.demand)
            if body.floor is not None:
                asked += f"; failing that, {words.condition(body.floor)}"
            asked += " (also once talks have begun)" if body.standing else ""
            firm = words.number(f"parties.{name}.preconditions.{demand}.firmness")
            rows.append((words.title(name), asked, words.asked_of(name, demand), firm))
    if rows:
        note = "Firmness is what coming with the demand unmet would cost the party."
        header = ("who", "demands", "who could meet it", "firmness")
        yield Section("What is demanded before talks", [Table(header, rows), note])


def costs(words: Words) -> Section:
    """Return what war, talks and deals cost each party, as far as anything was said."""
    rows: list[tuple[str, str, str]] = []
    for name, party in words.spec.parties.items():
        found = [*_costs(words, name, party), *_ways(words, name, party)]
        labels = [words.title(name), *[""] * len(found)]
        rows += [(label, what, much) for label, (what, much) in zip(labels, found, strict=False)]
    note = (
        "Costs are in the unit of worth: 0.1 is a tenth of what lies between the worst and the best"
        " that a party could get. What is not listed costs nothing. War cost and firmness are known"
        " to the party alone."
    )
    if not rows:
        return Section("What things cost them", ["Nothing costs anybody anything."])
    return Section("What things cost them", [Table(("who", "what", "how much"), rows), note])


def _costs(words: Words, name: str, party: Party) -> Iterator[tuple[str, str]]:
    path, unit = f"parties.{name}", words.spec.time.unit
    if party.reservation is None and (
        words.spec.conflict or not words.is_nothing(f"{path}.war_cost")
    ):
        yield "war", words.number(f"{path}.war_cost")
    for key, said, gained in (
        ("talking_cost", "being seen to sit down", " (below 0 it gains)"),
        ("staying_cost", f"each {unit} at the table", ""),
        ("temptation", "breaking a deal first would gain it", ""),
        ("enforcing_cost", "making a guarantee good", ""),
    ):
        if not words.is_nothing(f"{path}.{key}"):
            below = support(words.scenario.parameters[f"{path}.{key}"])[0] < 0
            yield said, words.number(f"{path}.{key}") + gained * below
    for issue in party.conceding_cost:
        yield f"conceding on {words.issue(issue)}", words.number(f"{path}.conceding_cost.{issue}")


def _ways(words: Words, name: str, party: Party) -> Iterator[tuple[str, str]]:
    """What is particular in how a party goes about it."""
    if party.patience != 1:
        unit = words.spec.time.unit
        yield f"what comes a {unit} later counts", words.number(f"parties.{name}.patience")
    if party.forums_at_once is not None:
        yield "talks it can attend at once", str(party.forums_at_once)
    if party.strategy != Choice(name="bayesian"):
        yield "how it bargains", chosen(words, party.strategy, f"parties.{name}.strategy")


def ties(words: Words) -> Iterator[Section]:
    """Yield who leans on whom, if anybody does."""
    rows = [
        (
            words.title(tie.patron),
            words.who(tie.client),
            listed((_PRESSED[act] for act in tie.for_), OR),
            words.number(f"ties.{name}.leverage"),
            words.number(f"ties.{name}.cost"),
        )
        for name, tie in words.spec.ties.items()
    ]
    if rows:
        note = (
            "Leverage is the share of what its client has at stake that a patron can promise or"
            " deny; pressing costs the patron each time."
        )
        header = ("patron", "leans on", "to", "leverage", "cost of\npressing")
        yield Section("Who leans on whom", [Table(header, rows), note])


def chosen(words: Words, choice: Choice, path: str) -> str:
    """Name a strategy, a protocol or a rule, with its options.

    Parameters
    ----------
    words : Words
    choice : Choice
    path : str
        Where it stands in the scenario.
    """
    name = words.plain(choice.name)
    options = [
        f"{words.plain(key)}: {_option(words, value, f'{path}.{key}')}"
        for key, value in choice.options.items()
    ]
    return f"{name} ({'; '.join(options)})" if options else name


def _option(words: Words, value: object, path: str) -> str:
    """An option of a choice: numbers and the names of parties and issues in words."""
    if path in words.scenario.parameters:
        return words.number(path)
    if isinstance(value, dict):
        each = (f"{_name(words, k)} {_option(words, v, f'{path}.{k}')}" for k, v in value.items())
        return ", ".join(each)
    if isinstance(value, tuple):
        return ", ".join(_option(words, item, path) for item in value)
    return _name(words, str(value))


def _name(words: Words, name: str) -> str:
    if name in words.spec.parties:
        return words.who(name)
    return words.thing(name) if name in words.spec.issues else capital(words.plain(name))
