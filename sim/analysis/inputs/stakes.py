"""What can be settled, what the war is, and what may happen: issues, sides, threats, events."""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.inputs.words import OR, Words, rounded
from sim.analysis.layout import Section, Table
from sim.analysis.words import capital, listed
from sim.scenario.schema import Conflict, Effect, Issue, Trigger

_NOW = "now"


def issues(words: Words) -> Section:
    """Return what can be settled, where it stands, and what options change besides."""
    rows, effects = [], []
    for name, issue in words.spec.issues.items():
        rows.append((words.thing(name), "", _who_moves(words, issue)))
        rows += _options(words, name, issue)
        for option, effect in issue.effects.items():
            label = f"{words.thing(name)}: {words.option(name, option)}"
            what = _effect(words, effect, f"issues.{name}.effects.{option}")
            effects.append((label, "; ".join(what) or "nothing"))
    header = (
        "issue, and its options along the scale",
        "stands at",
        "who can move it without a deal",
    )
    items: list[str | Table] = [Table(header, rows)]
    if effects:
        items.append(Table(("while this is in force", "it changes"), effects))
    return Section("What can be settled", items)


def _options(words: Words, name: str, issue: Issue) -> Iterator[tuple[str, str, str]]:
    """One row an option; the amounts of a pie or a scale are one row together."""
    for option in issue.option_names:
        if option == issue.status_quo or not issue.amounts:
            now = _NOW if option == issue.status_quo else ""
            yield f"  {words.option(name, option)}", now, ""
    if issue.pie:
        among = words.people(issue.pie.among)
        yield f"  a pie of {issue.pie.steps:,} pieces, divided among {among}", "", ""
    elif issue.scale:
        lo, hi = rounded(issue.scale.from_), rounded(issue.scale.to)
        yield f"  a number from {lo} to {hi}, in {issue.scale.steps:,} steps", "", ""


def _who_moves(words: Words, issue: Issue) -> str:
    if not issue.controlled_by:
        return "nobody"
    together = issue.control == "all" and len(issue.controlled_by) > 1
    return words.people(issue.controlled_by, " and " if together else OR) + " together" * together


def _effect(words: Words, effect: Effect, path: str) -> Iterator[str]:
    for side in effect.strength:
        factor = words.number(f"{path}.strength.{side}")
        yield f"the strength of {words.side(side)} is multiplied by {factor}"
    if not words.is_nothing(f"{path}.guarantee"):
        more = words.number(f"{path}.guarantee")
        whose = f", as far as it is made good by {words.people(effect.guarantors)}"
        yield f"breaking a deal costs {more} more" + whose * bool(effect.guarantors)
    for party in effect.burden:
        yield f"war costs {words.who(party)} {words.number(f'{path}.burden.{party}')} more"
    for party, shift in effect.seats.items():
        number = words.number(f"{path}.seats.{party}.number")
        giver, taker = words.faction(party, shift.from_), words.faction(party, shift.to)
        yield f'{number} seats of {words.who(party)} pass from "{giver}" to "{taker}"'


def war(words: Words) -> Iterator[Section]:
    """Yield the sides of the war, if there is one."""
    conflict = words.spec.conflict
    if conflict is None:
        return
    rows = []
    for name, side in conflict.sides.items():
        own = [p for p, party in words.spec.parties.items() if party.side == name]
        wins = "; ".join(f"{words.thing(i)}: {words.option(i, o)}" for i, o in side.victory.items())
        strength = words.number(f"conflict.sides.{name}.strength")
        sides = words.people(own)
        rows.append((capital(words.side(name)), strength, sides, wins or "nothing changes"))
    header = ("side", "strength", "parties on it", "its victory would mean")
    yield Section("The war", [Table(header, rows), *_course(words, conflict)])


def _course(words: Words, conflict: Conflict) -> Iterator[str]:
    """How strength turns into victory, and how it changes by itself."""
    yield (
        "How sharply strength turns into victory (decisiveness):"
        f" {words.number('conflict.decisiveness')}. At 1 a side wins in proportion to its"
        " strength; at 0 strength would not matter."
    )
    unit = words.spec.time.unit
    for name in conflict.sides:
        path = f"conflict.sides.{name}.drift"
        if not words.is_nothing(path):
            drift = words.number(path)
            yield (
                f"By itself the strength of {words.side(name)} changes by {drift}"
                f" each {unit} of war (in logarithms)."
            )
    if not words.is_nothing("conflict.shock"):
        shock = words.number("conflict.shock")
        yield (
            f"Chance shakes all strengths each {unit}, with standard deviation {shock}"
            " (in logarithms)."
        )
    if conflict.decision is None:
        yield "Nobody wins outright while the talks go on."
    else:
        share = words.number("conflict.decision")
        yield f"A side that reaches a share of {share} of all strength has won outright."


def threats(words: Words) -> Iterator[Section]:
    """Yield what is threatened or promised, if anything is."""
    rows = [
        (
            words.title(threat.by),
            _trigger(words, threat.when),
            words.consequences(threat.then, f"threats.{name}.then"),
            words.number(f"threats.{name}.credibility"),
        )
        for name, threat in words.spec.threats.items()
    ]
    if rows:
        note = "Believed is the chance that it is carried out, as everybody reckons it."
        header = ("who", "if", "then", "believed")
        yield Section("Threats and promises", [Table(header, rows), note])


def _trigger(words: Words, when: Trigger) -> str:
    one, several = {
        "refuse": ("refuses to come, or walks out", "refuse to come, or walk out"),
        "no_talks": ("no talks come about", ""),
        "failed": ("talks fail", ""),
        "breach": ("breaks a deal", "break a deal"),
        "defy": (f"does not {_PART}", f"do not {_PART}"),
    }[when.act]
    if not several:
        return one
    return words.does(when.party, one, several) if when.party else f"somebody {one}"


_PART = "do what a deal asks that was signed without them"


def events(words: Words) -> Iterator[Section]:
    """Yield what may happen whatever the parties do, if anything may."""
    rows = [
        (
            event.title or capital(words.plain(name)),
            words.period(event.period),
            words.number(f"events.{name}.probability"),
            words.consequences(event.then, f"events.{name}.then"),
        )
        for name, event in words.spec.events.items()
    ]
    if rows:
        header = ("what", "when", "how likely", "then")
        yield Section("What may happen by itself", [Table(header, rows)])


def actions(words: Words) -> Iterator[Section]:
    """Yield what parties may do of their own accord, if anything."""
    rows = []
    for name, action in words.spec.actions.items():
        cost = words.number(f"actions.{name}.cost")
        for other in action.cost_after:
            after = words.number(f"actions.{name}.cost_after.{other}")
            cost += f"; {after} once this is done: {_action(words, other)}"
        then = words.consequences(action.then, f"actions.{name}.then")
        when = listed((_DURING[stage] for stage in action.stages), OR)
        rows.append((words.title(action.by), _action(words, name), then, when, cost))
    if rows:
        note = "Each is done once, as soon as it pays whoever does it."
        header = ("who", "may", "then", "when", "at a cost of")
        yield Section("What parties may do of their own accord", [Table(header, rows), note])


_DURING = {
    "convene": "before talks",
    "bargain": "during talks",
    "implement": "while a deal is in force",
}


def _action(words: Words, name: str) -> str:
    return words.spec.actions[name].title or capital(words.plain(name))
