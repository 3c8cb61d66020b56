"""What is odd about deals, and about having none: what no deal beats, what is worse than now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from sim.experiments.plausibility.check import Found, check
from sim.experiments.plausibility.desk import Desk, hardly, mostly
from sim.experiments.plausibility.reach import demanded, happenings
from sim.model.forum import Forum
from sim.model.rules import passes
from sim.model.tables import Tables
from sim.scenario.bodies import Effect
from sim.scenario.errors import listed


@check("it talks for another reason, such as not to be blamed for refusing, or to gain time")
def no_better_deal(desk: Desk) -> Found:
    """For some party no package of a forum in which it sits, or ratifies, beats failed talks."""
    for forum in desk.talks.forums:
        for party in _asked(forum):
            what = _best_falls_short(forum, party)
            if what:
                yield f"parties.{forum.tables.parties[party]}", what


@check("the present state cannot last")
def worse_than_now(desk: Desk) -> Found:
    """A party's written reservation is below what things as they stand are worth to it."""
    talks = desk.talks
    given, now = talks.tables.given, talks.conflict.utilities(talks.world, desk.rows)
    for j, party in enumerate(talks.tables.parties):
        if mostly(given[:, j] < now[:, j] - 1e-9):  # of who has none it is nan, and never less
            what = (
                f"having no deal is worth {given[:, j].mean():.2g} to '{party}', which is less than"
                f" {now[:, j].mean():.2g}, what things as they stand are worth to it by its own"
                f" weights and values (means of {talks.tables.runs} draws)"
            )
            yield f"parties.{party}.reservation", what


@check("the forum is there to show that it cannot succeed")
def red_lines_leave_nothing(desk: Desk) -> Found:
    """The red lines of those whose consent a forum needs leave no package together."""
    for forum in desk.talks.forums:
        lines = list(_lines(forum))
        if not lines or _something_left(forum, lines):
            continue
        for line in list(lines):
            others = [other for other in lines if other is not line]
            if not _something_left(forum, others):
                lines = others
        paths = [line.path for line in lines]
        yield (
            paths[0],
            (f"no package of {forum.name} is left between the red lines {listed(paths)}"),
        )


@check("a mediator or a document put it on the table, though nobody wants it")
def option_nobody_wants(desk: Desk) -> Found:
    """Everybody likes one other option at least as well, and somebody likes it better."""
    t, spec = desk.talks.tables, desk.spec
    kept = _not_there_to_be_chosen(desk)
    for i, issue in enumerate(t.issues):
        body = spec.issues[issue]
        for o, option in enumerate(body.option_names):
            if (issue, option) in kept or not _on_an_agenda(desk, issue):
                continue
            if option in body.amounts:
                continue  # a pie and a scale have all their steps, whoever likes them
            for other, better in enumerate(body.option_names):
                same = body.effects.get(option, _NONE) == body.effects.get(better, _NONE)
                same = same and not _saves_a_red_line(t, issue, o, other)
                if same and _dominates(t.worth[:, :, i, other], t.worth[:, :, i, o]):
                    what = (
                        f"nobody likes '{option}' better than '{better}', and somebody likes it"
                        f" less, in all of {t.runs} draws"
                    )
                    yield f"issues.{issue}.options.{option}", what
                    break


_NONE = Effect()


def _asked(forum: Forum) -> list[int]:
    """The parties whose yes a deal of a forum may need, those who ratify from outside included."""
    t = forum.tables
    outside = [t.parties.index(name) for name in t.forum.ratified_by]
    return [*t.seats.tolist(), *outside]


def _best_falls_short(forum: Forum, party: int) -> str:
    """Say that no package that a party could sign beats failed talks; nothing where one does.

    A package beats them if it is worth more once it is carried out; and if it still is when the
    chance that it is broken has been counted in (`Prospect.gain`).
    """
    t, prospect = forum.tables, forum.prospect
    could = t.allowed[party]
    if not could.any():
        return ""
    failed = prospect.failed[:, party] - t.cost_ended[:, party, -1]
    kept = prospect.utility[:, party][:, could].max(axis=1) - failed
    signed = prospect.gain[:, party, -1][:, could].max(axis=1)
    what = f"no package of {forum.name} that it could sign is worth more to it than failed talks"
    since = (
        f", as things stand at first: the best falls {{:.3g}} short, the median of {t.runs} draws"
    )
    if mostly(kept <= 0):
        return what + since.format(abs(np.median(kept)))
    if mostly(signed <= 0):
        but = (
            f", though the best would be worth {np.median(kept):.2g} more if it were kept for sure"
        )
        return what + since.format(abs(np.median(signed))) + but
    return ""


# -- red lines --------------------------------------------------------------------------------


class _Line(NamedTuple):
    """A red line: whose, where it stands, and which packages do not cross it."""

    voice: int
    path: str
    fine: np.ndarray  # (packages,) booleans


def _lines(forum: Forum) -> Iterator[_Line]:
    """Yield the red lines that a package of a forum can cross."""
    t = forum.tables
    for voice, (path, holder) in enumerate(t.holders()):
        for name, line in holder.red_lines.items():
            issue = t.issues.index(line.issue)
            if issue in t.agenda:
                fine = t.enough(line)[t.packages[:, issue]]
                yield _Line(voice, f"{path}.red_lines.{name}", fine)


def _something_left(forum: Forum, lines: Sequence[_Line]) -> bool:
    """Whether some package would pass if all said yes who have not drawn a line against it.

    Seats that are not required are taken to stay away from what they could not sign.
    """
    t, rule = forum.tables, forum.table.rule
    fine = np.ones((len(t.voices), len(t.packages)), bool)
    for line in lines:
        fine[line.voice] &= line.fine
    at_home = fine[_blocking_at_home(forum)].all(axis=0)
    may_stay_away = ~np.isin(t.seats, t.required) & rule.absent_agrees
    yes = fine[t.seats][:, at_home].T | may_stay_away
    everywhere, seats = np.arange(t.runs), np.arange(len(t.seats))
    here = np.ones((t.runs, len(seats)), bool)
    return any(
        not hardly(passes(rule, seats, here, np.tile(said, (t.runs, 1)), everywhere))
        for said in np.unique(yes, axis=0)
    )


def _blocking_at_home(forum: Forum) -> list[int]:
    """The voices without whose yes nothing can be ratified: bodies outside, and large factions."""
    t = forum.tables
    bodies, out = t.ratifiers, []
    shifting = {t.owner[shift.giver] for shift in t.seat_shifts}
    outside = [t.parties.index(name) for name in t.forum.ratified_by]
    for j in (*t.required, *outside):
        voters = np.flatnonzero(bodies.party == j)
        for voice in voters if j not in shifting else ():
            without = bodies.weight[:, voters].sum(axis=1) - bodies.weight[:, voice]
            if mostly(without < bodies.quota[:, j] - 1e-12):
                out.append(int(voice))
    return out


# -- options ----------------------------------------------------------------------------------


def _dominates(other: np.ndarray, own: np.ndarray) -> bool:
    """Whether no voice likes its own option better, and in each draw one likes it less.

    other, own : what two options are worth, (runs, voices)
    """
    return bool((other >= own).all() and (other > own).any(axis=1).all())


def _saves_a_red_line(t: Tables, issue: str, option: int, other: int) -> bool:
    """Whether somebody's red line is crossed by the other option, and not by this one."""
    lines = [line for _, holder in t.holders() for line in holder.red_lines.values()]
    fine = [t.enough(line) for line in lines if line.issue == issue]
    return any(met[option] and not met[other] for met in fine)


def _on_an_agenda(desk: Desk, issue: str) -> bool:
    return any(issue in forum.agenda for forum in desk.spec.forums.values())


def _not_there_to_be_chosen(desk: Desk) -> set[tuple[str, str]]:
    """Options that stand in the file because they are in force, imposed, brought about or demanded.

    And those that somebody may come to like, where an outlook tells of its issue.
    """
    spec = desk.spec
    out = {(name, issue.status_quo) for name, issue in spec.issues.items()}
    for side in spec.conflict.sides.values() if spec.conflict else ():
        out |= set(side.victory.items())
    for _, then in happenings(spec):
        out |= set(then.move.items())
    for demand in demanded(spec):
        named = (demand.at_least, demand.at_most, demand.is_)
        out |= {(demand.issue, option) for option in named if demand.issue and option}
    for party in spec.parties.values():
        for outlook in party.outlooks.values():
            told = set(outlook.values) | set(outlook.orders)
            out |= {(name, option) for name in told for option in spec.issues[name].option_names}
    return out
