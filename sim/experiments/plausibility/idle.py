"""What stands in a file and can never matter: parties, ties, threats, outlooks, options."""

from __future__ import annotations

from collections.abc import Iterator

from sim.experiments.plausibility.check import KEPT, Found, check
from sim.experiments.plausibility.desk import Desk
from sim.experiments.plausibility.reach import demands, happenings, may_be, reach
from sim.scenario.schema import Forum, ScenarioSpec, Threat, Tie


@check("what the outcome is worth to it is of interest all the same")
def idle_party(desk: Desk) -> Found:
    """A party that decides nothing: no seat, vote, control, tie, threat, action or guarantee."""
    acting = set(_acting(desk.spec))
    for name in desk.spec.parties:
        if name not in acting:
            what = (
                f"'{name}' has no seat, ratifies and controls nothing, and no tie, threat, action"
                " or guarantee names it: it changes no result"
            )
            yield f"parties.{name}", what


@check(KEPT)
def idle_tie(desk: Desk) -> Found:
    """A tie without leverage, or for purposes that can never come up."""
    for name, tie in desk.spec.ties.items():
        if not may_be(desk.spec, f"ties.{name}.leverage", tie.leverage):
            yield f"ties.{name}.leverage", "its leverage is 0: pressing would change nothing"
        elif not any(_comes_up(desk, tie, purpose) for purpose in tie.for_):
            what = (
                f"'{tie.patron}' can never press '{tie.client}': the client is asked neither to"
                f" come, to concede nor to comply ({', '.join(tie.for_)})"
            )
            yield f"ties.{name}", what


@check(KEPT)
def idle_threat(desk: Desk) -> Found:
    """A threat or promise that nobody believes, or that nothing can set off."""
    for name, threat in desk.spec.threats.items():
        if not may_be(desk.spec, f"threats.{name}.credibility", threat.credibility):
            yield f"threats.{name}.credibility", "its credibility is 0: nobody reckons with it"
        elif not _set_off(desk.spec, threat):
            yield f"threats.{name}.when", f"nothing can set it off: {_why_not(threat)}"


@check(KEPT)
def changes_nothing(desk: Desk) -> Found:
    """What may happen only moves issues to where they always stand."""
    for path, then in happenings(desk.spec):
        if then.strength or then.outlook or not then.move:
            continue
        reached = reach(desk, without=path)
        if all(reached[issue] == {option} for issue, option in then.move.items()):
            moves = ", ".join(f"{issue} to {option}" for issue, option in then.move.items())
            yield path, f"it moves {moves}, where it stands already and nothing takes it away"


@check(KEPT)
def idle_outlook(desk: Desk) -> Found:
    """Nothing that may happen brings a party to an outlook."""
    brought = {pair for _, then in happenings(desk.spec) for pair in then.outlook.items()}
    for name, party in desk.spec.parties.items():
        for outlook in party.outlooks:
            if (name, outlook) not in brought:
                yield (
                    f"parties.{name}.outlooks.{outlook}",
                    ("no event, threat, action or way back brings it about"),
                )


@check("it is named to make the scale complete")
def option_out_of_reach(desk: Desk) -> Found:
    """An option that can never come into force: on no agenda, and nothing else leads there."""
    reached = reach(desk)
    war = desk.spec.conflict
    for side in war.sides.values() if war else ():
        for imposed, option in side.victory.items():
            reached[imposed].add(option)
    for name, issue in desk.spec.issues.items():
        for option in issue.option_names:
            if option not in reached[name]:
                what = (
                    f"'{option}' can never come into force: no agenda has '{name}', and no event,"
                    " act, concession or victory leads there"
                )
                yield f"issues.{name}.options.{option}", what


def _acting(spec: ScenarioSpec) -> Iterator[str]:
    """Yield everybody who decides something, or to whom something is done."""
    for forum in spec.forums.values():
        yield from (*forum.seats, *forum.ratified_by, forum.mediator or "")
        for way in forum.resume.values():
            yield from way.ratified_by or ()
    for issue in spec.issues.values():
        yield from issue.controlled_by
        for effect in issue.effects.values():
            yield from effect.guarantors
    for tie in spec.ties.values():
        yield from (tie.patron, tie.client)
    for threat in spec.threats.values():
        yield from (threat.by, threat.when.party or "")
    for action in spec.actions.values():
        yield action.by


def _comes_up(desk: Desk, tie: Tie, purpose: str) -> bool:
    """Whether a patron may ever want its client to do what the tie is for."""
    if purpose == "concede":
        client = desk.spec.party_names.index(tie.client)
        return any(client in demand.controllers for _, demand in demands(desk))
    for forum in desk.spec.forums.values():
        if purpose in ("attend", "stay_away"):
            if tie.client in forum.seats and "convene" in forum.stages:
                return True
        elif tie.patron in forum.seats and _may_be_asked(desk.spec, forum, tie.client):
            return True
    return False


def _may_be_asked(spec: ScenarioSpec, forum: Forum, party: str) -> bool:
    """Whether a deal may ask a party to do its part without its signature."""
    signs = party in forum.required and forum.rule.name == "unanimity"
    return not signs and any(party in spec.issues[issue].controlled_by for issue in forum.agenda)


def _set_off(spec: ScenarioSpec, threat: Threat) -> bool:
    """Whether something can set a threat off."""
    act, party = threat.when.act, threat.when.party
    for forum in spec.forums.values():
        seated = party is None or party in forum.seats
        if act == "failed" or (act == "refuse" and seated):
            return True
        if act == "no_talks" and "convene" in forum.stages:
            return True
        if act == "breach" and seated and "implement" in forum.stages:
            return True
        if act == "defy" and party is not None and _may_be_asked(spec, forum, party):
            return True
    return False


def _why_not(threat: Threat) -> str:
    return {
        "refuse": f"'{threat.when.party}' has no seat that it could refuse",
        "no_talks": "no forum has the stage 'convene', in which talks may not come about",
        "breach": "no forum with the stage 'implement' has a seat for who would break a deal",
        "defy": f"no deal can ask '{threat.when.party}' for anything that it has not signed",
    }[threat.when.act]
