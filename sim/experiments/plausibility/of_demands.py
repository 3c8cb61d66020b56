"""What is odd about preconditions: met from the start, out of anybody's reach, or never made."""

from __future__ import annotations

from collections import defaultdict

from sim.experiments.plausibility.check import KEPT, Found, check
from sim.experiments.plausibility.desk import Desk, hardly, mostly
from sim.experiments.plausibility.reach import Reach, demands, met_by, reach, strengths_move
from sim.model.entries import Demand
from sim.model.forum import Forum
from sim.scenario.errors import listed


@check("the demand is a way of saying no, whatever the others do")
def demand_out_of_reach(desk: Desk) -> Found:
    """A demand is not met, and nobody and nothing can meet it."""
    for path, made in _by_path(desk).items():
        if not any(_may_be_met(desk, forum, demand) for forum, demand in made):
            what = _what_is_missing(desk, made[0][1])
            yield path, f"it is not met at the start, and nobody can meet it: {what}"


@check("it is kept for comparisons in which things stand otherwise at first")
def demand_met_already(desk: Desk) -> Found:
    """A demand is met as things stand, and nothing in the file can undo that."""
    for path, made in _by_path(desk).items():
        if all(_is_met_for_good(desk, forum, demand) for forum, demand in made):
            yield path, "it is met by the way things stand at first, and nothing can undo that"


@check(KEPT)
def demand_never_made(desk: Desk) -> Found:
    """A party has a demand, but sits in no forum before which, or in which, it could make it."""
    made = _by_path(desk)
    for name, party in desk.spec.parties.items():
        for demand in party.preconditions:
            path = f"parties.{name}.preconditions.{demand}"
            if path not in made:
                what = (
                    f"'{name}' never makes this demand: it has no seat in a forum with the stage"
                    " 'convene', and the demand is not a standing one of a seat"
                )
                yield path, what


def _by_path(desk: Desk) -> dict[str, list[tuple[Forum, Demand]]]:
    """Return every demand that is made, by path, with each forum in which it is."""
    out = defaultdict(list)
    for forum, demand in demands(desk):
        party = desk.spec.party_names[demand.party]
        out[f"parties.{party}.preconditions.{demand.name}"].append((forum, demand))
    return out


def _what_is_missing(desk: Desk, demand: Demand) -> str:
    issues = {desk.spec.issue_names[issue] for issue, _ in demand.conditions}
    others = f"nobody else is asked for {listed(sorted(issues))}, and nothing else moves it there"
    still = "no side's strength ever changes"
    return "; ".join([others] * bool(issues) + [still] * (demand.side is not None))


def _may_be_met(desk: Desk, forum: Forum, demand: Demand) -> bool:
    """Whether a demand is met in some draw, or something may come about that meets it."""
    reached = reach(desk, without_forum=forum.name)
    if any(met_by(desk, condition, reached)[0] for condition in demand.conditions):
        return True
    if demand.side is not None and strengths_move(desk, reached):
        return True
    return not hardly(_met(desk, forum, demand))


def _is_met_for_good(desk: Desk, forum: Forum, demand: Demand) -> bool:
    reached = reach(desk, without_forum=forum.name)
    return mostly(_met(desk, forum, demand)) and not _may_be_undone(desk, demand, reached)


def _may_be_undone(desk: Desk, demand: Demand, reached: Reach) -> bool:
    """Whether something may come about under which the demand is not met."""
    if demand.side is not None and strengths_move(desk, reached):
        return True
    bad: dict[int, set[str]] = {}
    for condition in demand.conditions:
        otherwise = met_by(desk, condition, reached)[1]
        bad[condition[0]] = bad.get(condition[0], otherwise) & otherwise
    return bool(bad) and all(bad.values())


def _met(desk: Desk, forum: Forum, demand: Demand):
    """Whether the demand is met at the start, in each draw: (runs,) booleans."""
    return forum.demands.met(desk.talks.world, desk.rows, demand)
