"""Ballots: the chance that they pass, and how much those who decide want what they decide on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import borrowing, compiled, inlined
from sim.model.kernels.chances import falling, log_near
from sim.model.kernels.diagrams import Ways, ways_to_pass
from sim.model.kernels.rows import fill

# What a path tells of a node, in whole numbers without a sign: one that may be negative would have
# to be looked at whenever it says where in a row something is.
NODE, VOTER, YES, NO = 0, 1, 2, 3  # which it is, whose vote it is, and where that leads
STEP = np.uint32


class Count(NamedTuple):
    """Room to count in, a stretch of packages at once, small enough for the processor's cache."""

    yes: np.ndarray  # (voters, width), where no veto: chance of a yes, times what else it brings
    no: np.ndarray  # (voters, width)
    if_yes: np.ndarray  # (voters, width): chance that it passes if a voter says yes
    if_no: np.ndarray  # (voters, width)
    hand: np.ndarray  # (3, width): for the function at work
    worth: np.ndarray  # (nodes, width): what may be won from there on; 0 at node 0
    reach: np.ndarray  # (nodes, width): chance to come there
    path: np.ndarray  # (won + 1, nodes, 4): the nodes on a way to each end, at 0 to any: see `STEP`
    steps: np.ndarray  # (won + 1,): how many


@compiled
def room_to_count(ways, voters, packages):
    """Room for as many packages as fit, or for all."""
    nodes = ways.yes.size
    width = min(packages, max(8, min(64, 32768 // nodes)))
    shape = voters, width
    yes, no, if_yes, if_no = np.empty(shape), np.empty(shape), np.empty(shape), np.empty(shape)
    worth, reach = np.zeros((nodes, width)), np.zeros((nodes, width))
    path, leads = np.empty((ways.members.size, nodes, 4), STEP), np.empty(nodes, np.bool_)
    steps = np.zeros(ways.members.size, np.int64)
    for won in range(ways.members.size):
        steps[won] = find_path(ways, won, leads, path[won])
    return Count(yes, no, if_yes, if_no, np.empty((3, width)), worth, reach, path, steps)


class Ballot(NamedTuple):
    """Who can stop a vote, the ways in which it can be won, and room to count them in."""

    veto: np.ndarray  # (voters,) booleans
    ways: Ways
    room: Count


class Ballots(NamedTuple):
    """Ballots that are held again and again, mostly by the same rule."""

    rule: np.ndarray  # (ballots, numbers): by which each is to be held; NaN for none yet
    other: np.ndarray  # (ballots,): whether that is not the rule of the one that is held
    held: list[Ballot]


@compiled
def ballot_of(weight, quota, veto, counts, packages):
    """A ballot on so many packages by this rule, for which see `ways_to_pass`."""
    ways = ways_to_pass(weight, quota, veto, counts)
    return Ballot(veto.copy(), ways, room_to_count(ways, weight.size, packages))


@compiled
def no_ballots(n, voters):
    """Room for so many ballots of at most so many voters, of which none has been held yet."""
    weight, veto, counts = np.zeros(0), np.zeros(0, np.bool_), np.zeros(0, np.int64)
    held = [ballot_of(weight, 0.0, veto, counts, 0) for _ in range(n)]
    return Ballots(np.full((n, 2 + 3 * voters), np.nan), np.zeros(n, np.bool_), held)


@inlined
def as_before(k, rules, others, weight, quota, veto, counts):
    """Whether the k-th ballot goes by the rule of the last time; its own is taken down."""
    rule = rules[k]
    other = rule[0] != quota or rule[1] != weight.size
    rule[0], rule[1] = quota, weight.size
    for j in range(weight.size):
        n = 2 + 3 * j
        other |= rule[n] != weight[j] or rule[n + 1] != veto[j] or rule[n + 2] != counts[j]
        rule[n], rule[n + 1], rule[n + 2] = weight[j], veto[j], counts[j]
    others[k] |= other
    return not others[k]


@compiled
def hold_again(ballots, packages):
    """Draw the diagrams of ballots that go by another rule than before."""
    for k in np.flatnonzero(ballots.other):
        rule, voters = ballots.rule[k], int(ballots.rule[k, 1])
        each = rule[2 : 2 + 3 * voters].reshape((voters, 3))
        weight, veto, counts = each[:, 0].copy(), each[:, 1] != 0.0, each[:, 2].astype(np.int64)
        ballots.held[k] = ballot_of(weight, rule[0], veto, counts, packages)
        ballots.other[k] = False


@borrowing
def take_up(votes, veto, start, n, yes, no):
    """Take up the votes on the next n packages of those without a veto, who are counted.

    votes: (voters, packages).
    """
    for j in range(votes.shape[0]):
        if not veto[j]:
            here = votes[j][start:]  # a loop over x alone works on several numbers at once
            for x in range(n):
                yes[j, x] = here[x]
                no[j, x] = 1.0 - here[x]


@borrowing
def find_path(ways, won, leads, path):
    """Find the nodes that lead to the won end of that number, or to any if it is 0: how many.

    From the last voter's to the first one's. leads: (nodes,) booleans, room; path: (nodes, 4).
    """
    n, ends = 0, ways.members.size
    for node in range(ends):
        leads[node] = node > 0 and (won == 0 or node == won)
    for node in range(ends, ways.yes.size):
        a, b = ways.yes[node], ways.no[node]
        leads[node] = leads[a] or leads[b]
        if leads[node]:
            path[n, NODE], path[n, VOTER] = node, ways.voter[node]
            path[n, YES], path[n, NO] = a if leads[a] else 0, b if leads[b] else 0
            n += 1
    return n


@borrowing
def from_the_end(count, won, n):
    """What every node on the way to the won end of that number is worth, or to any if it is 0.

    From the votes and the ends, which are given, to `Count.worth`, for the first n packages.
    """
    path, yes, no, worth = count.path[won], count.yes, count.no, count.worth
    for step in range(count.steps[won]):
        node, j, a, b = path[step, NODE], path[step, VOTER], path[step, YES], path[step, NO]
        for x in range(n):
            worth[node, x] = no[j, x] * worth[b, x] + yes[j, x] * worth[a, x]


@borrowing
def from_the_start(count, veto, n):
    """The chance that a ballot passes if each voter says yes, and if it says no.

    From the chance to come to each node and the `worth` of those after it; `Count.if_yes` and
    `Count.if_no` are filled in for those without a veto.
    """
    path = count.path[0]
    for k in range(veto.size):
        if not veto[k]:
            fill(count.if_yes[k], 0.0)
            fill(count.if_no[k], 0.0)
    for node in range(count.reach.shape[0]):
        fill(count.reach[node], 0.0)
    fill(count.reach[-1], 1.0)
    for step in range(count.steps[0] - 1, -1, -1):
        node, j, a, b = path[step, NODE], path[step, VOTER], path[step, YES], path[step, NO]
        p, q, come = count.yes[j], count.no[j], count.reach[node]
        accepted, refused = count.reach[a], count.reach[b]
        for x in range(n):
            count.if_yes[j, x] += come[x] * count.worth[a, x]
            count.if_no[j, x] += come[x] * count.worth[b, x]
        for x in range(n):
            accepted[x] += come[x] * p[x]
        for x in range(n):
            refused[x] += come[x] * q[x]


@borrowing
def pass_chance(votes, ballot, chance):
    """Chance that each of several packages passes.

    Every veto holder says yes and the weight of the yes side reaches the quota: exact, counted
    voter by voter (see `Ways`).

    votes: (n, packages), chances of a yes; ballot: Ballot; chance: (packages,), filled in.
    """
    ways, count, veto = ballot.ways, ballot.room, ballot.veto
    for k in range(1, ways.members.size):
        fill(count.worth[k], 1.0)
    for start in range(0, chance.size, count.yes.shape[1]):
        n = min(count.yes.shape[1], chance.size - start)
        take_up(votes, veto, start, n, count.yes, count.no)
        from_the_end(count, 0, n)
        here = chance[start:]
        for x in range(n):
            here[x] = count.worth[-1, x]
    for j in range(veto.size):
        if veto[j]:
            for x in range(chance.size):
                chance[x] *= votes[j, x]


@inlined
def nash_products(ballot, votes, wants, wanted):
    """How much those who must say yes want each package: the product of their expected gains.

    Where not everybody must, the mean over the coalitions that can pass it, by their chance, of
    ``(prod_{j in C} N_j)^(n / |C|)``, so that small coalitions and large compare; n is the number
    of seats present. Under unanimity this is the Nash product (Nash 1950). The sum over coalitions
    of m is counted voter by voter: a yes brings ``y_j N_j^(n / m)`` and a no ``1 - y_j``.

    ballot: Ballot, whose members are the seats present; votes, wants: (n, packages), N of each seat
    in units of its utility range, in which alone different people's gains may be compared, or -1
    for one that is absent; wanted: (packages,), filled in.
    """
    ways, count, veto = ballot.ways, ballot.room, ballot.veto
    present, sure, all_must = 0, 0, True
    for j in range(veto.size):
        if wants[j, 0] >= 0.0:
            present += 1
            sure += veto[j]
            all_must &= veto[j]
    product, mean, total = count.hand[0], count.hand[1], count.hand[2]
    won = ways.members.size
    for start in range(0, wanted.size, count.yes.shape[1]):
        n = min(count.yes.shape[1], wanted.size - start)
        take_up(votes, veto, start, n, count.yes, count.no)
        for k in range(1, won):
            fill(count.worth[k], 1.0 if sure + ways.members[k] > 0 else 0.0)
        from_the_end(count, 0, n)
        for x in range(n):
            total[x], mean[x] = count.worth[ways.yes.size - 1, x], 0.0
        if not all_must:
            logs_of(wants, start, n, count.if_no)
        for k in range(1, won):
            members = sure + ways.members[k]
            if members > 0:
                gains_of(wants, present / members, start, n, count.if_no, count.if_yes)
                what_a_yes_brings(votes, veto, start, n, count.if_yes, count.yes, product)
                fill(count.worth[k], 1.0)
                from_the_end(count, k, n)
                for x in range(n):
                    mean[x] += product[x] * count.worth[-1, x]
        here = wanted[start:]
        for x in range(n):
            here[x] = mean[x] / total[x] if total[x] > 0.0 else 0.0


@borrowing
def logs_of(wants, start, n, logs):
    """The logarithm of each gain, 0 for one that is absent. logs: (voters, width), filled in."""
    for j in range(wants.shape[0]):
        here = wants[j][start:]
        for x in range(n):
            gain = here[x]
            logs[j, x] = log_of(1.0 if gain < 0.0 else gain)


@inlined
def log_of(gain):
    """The logarithm, within a unit in the last place; of nothing, or next to it, -inf."""
    # The bits above those of sqrt(1/2), so that the exponent is that of the nearest power of 2.
    bits = np.int64(np.float64(gain).view(np.int64) - 0x3FE6A09E667F3BCD)
    near = np.int64((bits & 0xFFFFFFFFFFFFF) + 0x3FE6A09E667F3BCD).view(np.float64)
    power = np.float64(bits >> 52)
    log = power * 0.6931471803691238 + (power * 1.9082149292705877e-10 + log_near(near - 1.0))
    return log if gain >= 2.2250738585072014e-308 else -np.inf


@borrowing
def gains_of(wants, power, start, n, logs, gains):
    """Each gain to that power, or 1 for one that is absent, from its logarithm.

    wants: (voters, packages); power: at least 1; logs: (voters, width), not read where that is 1;
    gains: (voters, width), filled in.
    """
    for j in range(wants.shape[0]):
        if power == 1.0:
            here = wants[j][start:]
            for x in range(n):
                gains[j, x] = abs(here[x])
        else:
            for x in range(n):
                z = power * logs[j, x]
                e = falling(z)
                gains[j, x] = 1.0 / e if z > 0.0 else e


@borrowing
def what_a_yes_brings(votes, veto, start, n, gains, yes, product):
    """What a yes of each voter brings to a coalition, as gains are; product, of those with a veto.

    gains, yes: (voters, width), yes filled in; product: (width,), filled in.
    """
    fill(product, 1.0)
    for j in range(veto.size):
        here = votes[j][start:]
        if veto[j]:
            for x in range(n):
                product[x] *= gains[j, x]
        else:
            for x in range(n):
                yes[j, x] = here[x] * gains[j, x]
