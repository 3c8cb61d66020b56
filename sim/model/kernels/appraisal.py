"""The table seen from before it: who would sign what, and what sitting down is worth."""

from __future__ import annotations

import math

import numpy as np

from sim.compiled import borrowing, compiled, inlined
from sim.model.kernels.ballots import (
    as_before,
    from_the_end,
    from_the_start,
    hold_again,
    nash_products,
    no_ballots,
    pass_chance,
    take_up,
)
from sim.model.kernels.chances import choices, logistic
from sim.model.kernels.expectations import expectations, factions_expect
from sim.model.kernels.gains import deal_gains, room_for
from sim.model.kernels.rows import copy_rows, fill, mean_of_types, row_of
from sim.model.kernels.shapes import Seen, seat_of


@compiled
def appraise(
    rows, stakes, voices, known, table, rule, bodies, factions, foresight, keeping, seen, last
):
    """What signing is worth, who would sign what, and what sitting down is worth.

    From `deal_gains` to `prospects` and further, run by run, so that a run's numbers stay in the
    cache, and only where something is not as it was the last time.

    rows: runs; stakes: Stakes; voices: Voices; known: Known; table: OnTable; rule: Rule; bodies:
    Bodies; factions: Factions; foresight, keeping: whether anybody thinks of agreement, and of
    keeping a deal; seen: Seen, filled in; last: see `is_news`.
    """
    runs, voters, types, packages = seen.gain.shape
    room = room_for(table.present.shape[1], voters, types, packages, table.seat.size)
    ballots, voting, n = no_ballots(1 + table.present.shape[1], voters), bodies.voting, 0
    rules, other = ballots.rule, ballots.other
    while n < rows.size:
        ballot, ready = ballots.held[0], True  # to take it up for each run would cost a tenth
        while ready and n < rows.size:
            row = rows[n]
            first = math.isnan(last[row, 0])
            if is_news(row, known, table, bodies, last):
                ready = ballots_as_before(row, table, rule, bodies, rules, other, room)
                if not ready:
                    last[row, 0] = np.nan  # it has not been looked at yet
                    continue
                kept = min(row, runs - 1)
                if first or keeping or runs == 1:  # else they are worth what they were
                    look_at_deals(row, kept, stakes, voices, known, table, keeping, seen, room)
                answer(row, kept, voices, known, table, rule, bodies, seen, room)
                for k in range(voting.size):
                    if votes_at_home(row, voting[k], table, bodies):
                        ratification(kept, voting[k], bodies, seen.yes, ballots, room)
                prospects(row, kept, ballot, table, rule, factions, foresight, seen, room)
            n += 1
        hold_again(ballots, packages)


@inlined
def ballots_as_before(row, table, rule, bodies, rules, other, room):
    """Whether each ballot that will be held goes by the rule of the last time; it is taken down."""
    for k in range(table.seat.size):
        room.members[k] = table.present[row, table.seat[k]]
    weight, quota = rule.weight[row], rule.quota[row]
    ready = as_before(0, rules, other, weight, quota, rule.veto, room.members)
    for i in bodies.voting:
        if votes_at_home(row, i, table, bodies):
            n = weights_at_home(row, i, bodies, room)
            veto, counts = room.no_veto[:n], room.not_counted[:n]
            ready &= as_before(
                1 + i, rules, other, room.held[:n], bodies.quota[row, i], veto, counts
            )
    return ready


@borrowing
def weights_at_home(row, i, bodies, room):
    """Bring the weights of those who vote for party i together: how many."""
    n = 0
    for v in range(bodies.party.size):
        if bodies.party[v] == i:
            room.held[n] = bodies.weight[row, v]
            n += 1
    return n


@inlined
def of_run(row, kept, seen):
    """`Seen` of one run. kept: where what there is of packages has its room.

    Only for those who borrow: nobody counts who holds what it gives back.
    """
    return Seen(
        seen.gain[kept],
        seen.hold[kept],
        seen.yes[kept],
        seen.agree[kept],
        seen.against[kept],
        seen.passes[kept],
        seen.score[kept],
        seen.expect[row],
        seen.without[row],
        seen.at_home[row],
    )


@inlined
def is_news(row, known, table, bodies, last):
    """Whether any of what can change from one look to the next has; it is remembered.

    That is who is present, who votes at home, what was refused, and what is believed of those who
    are asked; a look at other stakes is news because who works them out forgets the last one.

    last: (runs, numbers), what the last look saw; NaN, which equals nothing, is no look.
    """
    memory, parties = last[row], table.present.shape[1]
    news = differs(table.present[row], memory)
    news |= differs(bodies.outside[row], memory[parties:])
    memory, edition = memory[2 * parties :], known.edition[row]
    for asked in (table.seat, bodies.voting):
        for i in asked:
            news |= memory[i] != edition[i]
            memory[i] = edition[i]
    return news | differs(table.refused[row], memory[parties:])


@borrowing
def differs(numbers, memory):
    """Whether any is not as remembered at the beginning of a memory; it is remembered."""
    other = False
    for k in range(numbers.size):
        other |= memory[k] != numbers[k]
        memory[k] = numbers[k]
    return other


@inlined
def look_at_deals(row, kept, stakes, voices, known, table, keeping, seen, room):
    """What signing is worth in one run: see `deal_gains`. kept: see `of_run`."""
    gain, hold = seen.gain[kept], seen.hold[kept]
    deal_gains(row, stakes, voices, known.belief, table.present, keeping, gain, hold, room)


@inlined
def answer(row, kept, voices, known, table, rule, bodies, seen, room):
    """The public chance that everybody who is asked says yes, to `Seen.yes` and `Room`.

    kept: see `of_run`; seen: Seen, of which the gains of this run are known.
    """
    here = of_run(row, kept, seen)
    fill(room.ratified, 1.0)
    for k in range(table.seat.size):
        answers(row, k, here.gain, voices, known, table, rule, here.yes, room)
    for i in bodies.voting:
        if votes_at_home(row, i, table, bodies):
            for v in range(bodies.party.size):
                if bodies.party[v] == i:
                    scale, allowed = voices.scale[row, v], table.allowed[v]
                    belief, yes = known.belief[row, i], here.yes[v]
                    faction_answers(scale, belief, allowed, here.gain[v], yes, room)


@inlined
def votes_at_home(row, i, table, bodies):
    """Whether the votes at home of party i are needed."""
    return table.present[row, i] or bodies.outside[row, i]


@inlined
def prospects(row, kept, ballot, table, rule, factions, foresight, seen, room):
    """What sitting down is worth, now that it is known who would sign what.

    kept: see `of_run`; ballot: Ballot, at the table; table: OnTable; rule: Rule; foresight: whether
    anybody thinks of agreement; seen: Seen, of which the answers in this run are known and the rest
    is filled in.
    """
    here = of_run(row, kept, seen)
    nash_products(ballot, room.votes, room.wants, room.wanted)
    passing_chances(row, ballot, room.votes, room.ratified, table, here)
    for x in range(room.wanted.size):
        hopeless = table.refused[row, x]
        here.score[x] = 0.0 if hopeless else here.passes[x] * room.wanted[x]
    expectations(row, table, rule, foresight, here, room)
    factions_expect(here, rule, factions, foresight, room)


@inlined
def answers(row, k, gain, voices, known, table, rule, yes, room):
    """The public chance that the k-th seat says yes to each package, and how much it wants it."""
    j = table.seat[k]
    unit = voices.range[row, j] if voices.range[row, j] > 0.0 else 1.0  # or it wants nothing
    votes, wants, allowed = room.votes[k], room.wants[k], table.allowed[j]
    if table.present[row, j]:
        would_sign(row, j, gain[j], voices.scale[row, j], known, room)
        mean_of_types(known.belief[row, j], 1.0, room.chance, votes)
        mean_of_types(known.belief[row, j], unit, room.option[j], wants)
        for x in range(votes.size):  # a red line of its own it does not cross
            votes[x] = yes[j, x] = min(votes[x], 1.0) if allowed[x] else 0.0
            wants[x] = wants[x] if allowed[x] else 0.0
    else:
        fill(votes, 1.0 if rule.absent_agrees else 0.0)
        fill(yes[j], 1.0 if rule.absent_agrees else 0.0)
        fill(wants, -1.0)


@inlined
def would_sign(row, j, gain, s, known, room):
    """The chance that each type says yes to each package, and N: `Room.chance` and `Room.option`.

    gain: (types + 1, packages). Types about whose shock the same is known are one loop.
    """
    lo, hi, packages = known.lo[row, j], known.hi[row, j], gain.shape[1]
    whole, tail, area = known.whole[row, j], known.tail[row, j], known.area[row, j]
    alike = True
    for t in range(gain.shape[0]):
        alike = alike and lo[t] == lo[0] and hi[t] == hi[0]
    if alike:
        copy_rows(gain, room.gain)
        n = room.option[j]
        choices(room.gain, lo[0], hi[0], whole[0], tail[0], area[0], s, room.chance, n)
    else:
        for t in range(gain.shape[0]):
            p, n = room.chance[row_of(t, packages)], room.option[j][row_of(t, packages)]
            choices(gain[t], lo[t], hi[t], whole[t], tail[t], area[t], s, p, n)


@inlined
def faction_answers(scale, belief, allowed, gain, yes, room):
    """The public chance that a voice, asked on behalf of its party, says yes to each package.

    belief: (types,), of the party; allowed, yes: (packages,), yes filled in; gain: (types + 1,
    packages).
    """
    copy_rows(gain, room.gain)
    chances(room.gain, scale, room.chance)
    mean_of_types(belief, 1.0, room.chance, yes)
    for x in range(yes.size):
        yes[x] = min(yes[x], 1.0) if allowed[x] else 0.0


@borrowing
def chances(gain, s, p):
    """`yes_chance` of each gain, nothing being known of the shock. p: (n,), filled in."""
    if s == 0.0:
        for x in range(gain.size):
            p[x] = 1.0 if gain[x] > 0.0 else 0.0
    else:
        rate = 1.0 / s
        for x in range(gain.size):
            p[x] = logistic(gain[x] * rate)


@compiled
def ratification(kept, i, bodies, yes, ballots, room):
    """The votes at home of party i must ratify each package besides, in `Room.ratified`."""
    n = 0
    for v in range(bodies.party.size):
        if bodies.party[v] == i:
            for x in range(yes.shape[2]):
                room.at_home[n, x] = yes[kept, v, x]
            n += 1
    passed = room.hand[0]
    pass_chance(room.at_home[:n], ballots.held[1 + i], passed)
    for x in range(passed.size):
        room.ratified[x] *= passed[x]


@inlined
def passing_chances(row, ballot, votes, ratified, table, seen):
    """Chance that each package passes: for the public, and if each seat says yes, or no.

    votes: (seats, packages); ratified: (packages,); seen: Seen of this run, whose `passes`, `agree`
    and `against` are filled in.
    """
    packages, ways, count = votes.shape[1], ballot.ways, ballot.room
    for k in range(1, ways.members.size):
        fill(count.worth[k], 1.0)
    vetoes = count.hand[0]
    for start in range(0, packages, count.yes.shape[1]):
        n = min(count.yes.shape[1], packages - start)
        take_up(votes, ballot.veto, start, n, count.yes, count.no)
        from_the_end(count, 0, n)
        from_the_start(count, ballot.veto, n)
        and_vetoes(votes, ballot.veto, start, n, count, vetoes)
        passes, home = seen.passes[start:], ratified[start:]
        for x in range(n):
            passes[x] = vetoes[x] * count.worth[-1, x] * home[x]
        for i in range(seen.agree.shape[0]):
            agree, against = seen.agree[i][start:], seen.against[i][start:]
            k = seat_of(row, i, table)
            if k >= 0:
                for x in range(n):
                    agree[x] = count.if_yes[k, x] * home[x]
                    against[x] = count.if_no[k, x] * home[x]
            else:
                for x in range(n):
                    agree[x] = against[x] = passes[x]


@borrowing
def and_vetoes(votes, veto, start, n, count, vetoes):
    """All with a veto must agree besides. vetoes: (width,), the chance that they do, filled in."""
    if_yes, if_no, after = count.if_yes, count.if_no, count.hand[1]
    fill(vetoes, 1.0)
    fill(after, 1.0)
    for k in range(veto.size):
        here = votes[k][start:]
        if veto[k]:
            for x in range(n):
                if_yes[k, x] = vetoes[x]  # of those before it
                if_no[k, x] = 0.0
                vetoes[x] *= here[x]
    for k in range(veto.size - 1, -1, -1):
        here = votes[k][start:]
        if veto[k]:
            for x in range(n):
                if_yes[k, x] = if_yes[k, x] * after[x] * count.worth[-1, x]
                after[x] *= here[x]
        else:
            for x in range(n):
                if_yes[k, x] *= vetoes[x]
                if_no[k, x] *= vetoes[x]
