"""Those at home who vote on the coming of their party."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.compiled import compiled, inlined
from sim.model.kernels.diagrams import ways_to_pass


class Home(NamedTuple):
    """Their ballots, two for each party, as a quota is mostly one of two readings of a rule."""

    ballot: np.ndarray  # (choosers,): the number of the one that is held
    rule: np.ndarray  # (ballots, 1 + choosing): quota and weights; NaN for none yet
    other: np.ndarray  # (ballots,): whether that is not the rule of the diagram


class Drawn(NamedTuple):
    """The diagram of each ballot, on which one is counted for each choice of the party: see `Ways`.

    Few arrays each, as all that is taken out of a list has to be counted.
    """

    lead: list[np.ndarray]  # (3, nodes) of each: where a yes leads, and a no; the voter, or -1
    worth: list[np.ndarray]  # (nodes, choices) of each: the chance that it passes from there on


@compiled
def nobody_at_home(chosen, choices):
    """Nobody has voted yet. choices: of each party."""
    ballots = 2 * chosen.party.size
    rule, other = np.full((ballots, 1 + chosen.who.size), np.nan), np.ones(ballots, np.bool_)
    lead = [np.zeros((3, 0), np.int64) for _ in range(ballots)]
    worth = [np.zeros((0, choices)) for _ in range(ballots)]
    return Home(np.zeros(chosen.party.size, np.int64), rule, other), Drawn(lead, worth)


@inlined
def vote_as_before(n, row, chosen, bodies, home):
    """Whether there is a diagram for the rules by which all vote; these are taken down."""
    ready, rule = True, home.rule
    for k in range(chosen.party.size):
        start, stop = chosen.first[k], chosen.first[k + 1]
        if start < stop:
            quota, number = bodies.quota[row, chosen.party[k]], 2 * k
            if rule[number, 0] != quota and not math.isnan(rule[number, 0]):
                number += 1
            same = rule[number, 0] == quota
            rule[number, 0] = quota
            for f in range(start, stop):
                weight = bodies.weight[n, chosen.who[f]]
                same &= rule[number, 1 + f - start] == weight
                rule[number, 1 + f - start] = weight
            home.ballot[k], home.other[number] = number, not same
            ready &= same
    return ready


@compiled
def hold_at_home(chosen, home, drawn):
    """Draw the diagrams of ballots that go by another rule than before."""
    for k in range(chosen.party.size):
        number, voters = home.ballot[k], chosen.first[k + 1] - chosen.first[k]
        if voters > 0 and home.other[number]:
            veto, counts = np.zeros(voters, np.bool_), np.zeros(voters, np.int64)
            weight, quota = home.rule[number, 1 : 1 + voters], home.rule[number, 0]
            ways = ways_to_pass(weight, quota, veto, counts)
            lead = np.empty((3, ways.yes.size), np.int64)
            lead[0], lead[1], lead[2] = ways.yes, ways.no, ways.voter
            worth = np.zeros((ways.yes.size, drawn.worth[number].shape[1]))
            worth[1 : ways.members.size] = 1.0
            drawn.lead[number], drawn.worth[number] = lead, worth


@compiled
def let_go(k, m, chosen, types, home, drawn, room):
    """The chance that those who vote for the k-th to choose let each of its types come."""
    number = home.ballot[k]
    count_at_home(k, m, chosen.first[k], types, drawn.lead[number], drawn.worth[number], room)


@inlined
def count_at_home(k, m, first, types, lead, worth, room):
    """`let_go` on a diagram, from its end, as in `from_the_end`. first: the first of the voters."""
    last = lead.shape[1] - 1
    for node in range(last + 1):
        a, b, voter = lead[0, node], lead[1, node], lead[2, node]
        if voter >= 0:
            for c in range(m):
                votes = room.chance[c][(first + voter) * types :]
                for t in range(types):
                    x, yes = c * types + t, votes[t]
                    worth[node, x] = (1.0 - yes) * worth[b, x] + yes * worth[a, x]
    for x in range(m * types):
        room.let[k, x] = worth[last, x]
