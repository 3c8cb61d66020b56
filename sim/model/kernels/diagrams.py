"""The ways in which a ballot can be won, as a decision diagram (Bryant 1986)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.compiled import compiled


class Ways(NamedTuple):
    """The ways in which a ballot can be won, as a decision diagram (Bryant 1986).

    The voters without a veto are counted one after another; a node is all that matters of those
    counted so far, and its two edges what the next one makes of it. Node 0 is a ballot that is
    lost; then those that are won once everybody is counted, by the number of members; then the
    nodes of the last voter, of the one before, and so on up to the one with which the count begins,
    the last of all.
    """

    yes: np.ndarray  # (nodes,): where a yes leads
    no: np.ndarray
    voter: np.ndarray  # (nodes,): whose vote it is; -1 where everybody is counted
    members: np.ndarray  # (won + 1,): how many of those counted as members are on the yes side


@compiled
def ways_to_pass(weight, quota, veto, counts):
    """The ways in which those with a veto, who all say yes, and others reach the quota.

    weight: (n,); quota: float; veto: (n,) booleans; counts: (n,) integers, 1 for a voter that is
    counted as a member and 0 for one that is not. Each step merges equal votes of equally many
    members; a quota once reached is reached for good, and one out of reach is lost. Under majority
    there are thus n nodes a step, for whole weights no more than the quota for each number of
    members, and 2**n in the end only for weights that have nothing in common.
    """
    free = np.flatnonzero(~veto)
    votes, members = np.zeros(1), np.zeros(1, np.int64)
    rest = 0.0
    for j in range(weight.size):
        if veto[j]:
            votes[0] += weight[j]
        else:
            rest += weight[j]
    if votes[0] >= quota - 1e-12:
        votes[0] = np.inf
    first = np.zeros(free.size + 2, np.int64)  # node of each step
    first[1] = 1
    yes, no = np.empty(2, np.int64), np.empty(2, np.int64)
    for step in range(free.size):
        j, start, stop = free[step], first[step], first[step + 1]
        rest -= weight[j]
        yes, no = longer(yes, stop), longer(no, stop)
        here = yes[start:stop], no[start:stop]
        votes, members = counted(votes, members, weight[j], counts[j], quota, rest, stop, here)
        first[step + 2] = stop + votes.size
    return without_doubles(votes, members, free, first, yes, no)


@compiled
def longer(row, least):
    """A row with room for at least so many entries: the row itself, or a copy twice as long."""
    if row.size >= least:
        return row
    out = np.empty(2 * least, row.dtype)
    out[: row.size] = row
    return out


@compiled
def counted(votes, members, weight, counts, quota, rest, stop, leads):
    """Count one more voter: the votes and members after it, sorted by members and then votes.

    votes, members: (n,), sorted likewise; a quota that is reached stands as infinitely many votes;
    rest: the weight of those not counted yet; stop: the number of the first node of the next step;
    leads: where a yes and where a no leads from each, filled in, -1 where nothing can be won.
    """
    reached = quota - 1e-12
    hopeless = reached - 1e-9 * (1.0 + abs(quota))  # far enough to be so however it is added up
    n, size, yes, no = 0, votes.size, 0, 0
    after, joined = np.empty(2 * size), np.empty(2 * size, np.int64)
    while yes < size or no < size:  # merge two sorted rows
        v, m = np.inf, np.int64(0)
        if yes < size:
            v, m = votes[yes] + weight, members[yes] + counts
            v = np.inf if v >= reached else v
        refused = yes == size
        if not refused and no < size:
            refused = members[no] < m or (members[no] == m and votes[no] <= v)
        if refused:
            v, m = votes[no], members[no]
        node = -1
        if v + rest >= hopeless:
            if n == 0 or after[n - 1] != v or joined[n - 1] != m:
                after[n], joined[n] = v, m
                n += 1
            node = stop + n - 1
        if refused:
            leads[1][no] = node
            no += 1
        else:
            leads[0][yes] = node
            yes += 1
    return after[:n], joined[:n]


@compiled
def without_doubles(votes, members, free, first, yes, no):
    """The diagram of a count, in which no two nodes of a step lead to the same ends.

    Such nodes are neighbours, as they have equally many members and differ in votes that never
    matter. It is this that makes few nodes of most weights, whole or not.

    votes, members: of those that are counted to the end; free: (steps,) voters; first: (steps +
    2,), the first node of each step; yes, no: where each leads, or -1.
    """
    steps = free.size
    new = np.zeros(first[steps + 1] + 1, np.int64)  # the last for -1: node 0
    out = np.zeros((3, new.size), np.int64)
    n = 1
    for k in range(votes.size):
        if votes[k] == np.inf:
            new[first[steps] + k] = n
            n += 1
    won = np.zeros(n, np.int64)
    out[2, :n] = -1
    for k in range(votes.size):
        won[new[first[steps] + k]] = members[k]
    for step in range(steps - 1, -1, -1):
        start = n
        for node in range(first[step], first[step + 1]):
            a, b = new[yes[node]], new[no[node]]
            if a == 0 and b == 0:
                continue
            if n == start or out[0, n - 1] != a or out[1, n - 1] != b:
                out[0, n], out[1, n], out[2, n] = a, b, free[step]
                n += 1
            new[node] = n - 1
    return Ways(out[0, :n], out[1, :n], out[2, :n], won)
