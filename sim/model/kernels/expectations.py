"""What sitting down is worth: the mixture of packages that everybody expects."""

from __future__ import annotations

from sim.compiled import borrowing, inlined
from sim.model.kernels.rows import dot, largest, row_of, total_of
from sim.model.kernels.shapes import seat_of


@inlined
def expectations(row, table, rule, foresight, seen, room):
    """What each party expects above failed talks: with its seat, and if they went on without it.

    ``sum_x pi(x) [A0 G + (a - A0) N]`` for every type, pi in proportion to the square of ``a(x)
    prod_j N_j(x)``. A party without a seat gets ``sum_x pi(x) a G``, with the same ``a(x)``,
    everybody's, whoever it is.
    """
    looking_on = room.hand[5]
    share, refused = room.hand[0], table.refused[row]
    weights(seen.passes, refused, foresight, room.wanted, share, looking_on)
    for i in range(seen.expect.shape[0]):
        if seat_of(row, i, table) >= 0:
            expects_seated(row, i, table, rule, foresight, seen, room)
        else:
            for t in range(seen.expect.shape[1]):
                seen.without[i, t] = dot(looking_on, seen.gain[i, t])
                seen.expect[i, t] = seen.without[i, t]


@inlined
def expects_seated(row, i, table, rule, foresight, seen, room):
    """`expectations` of a party that has a seat."""
    agree, against, packages = seen.agree[i], seen.against[i], seen.passes.size
    passed, signed, apart = room.hand[1], room.hand[2], room.hand[3]
    weights(agree, table.refused[row], foresight, room.wanted, room.hand[0], signed)
    anyhow = False  # whether any may pass without it: not where it has a veto
    for x in range(packages):
        share = room.hand[0, x]
        passed[x] = share * against[x]
        apart[x] = signed[x] if rule.absent_agrees else passed[x]
        anyhow |= passed[x] != 0.0
    for x in range(packages):
        signed[x] = signed[x] - passed[x] if table.allowed[i, x] else 0.0
    for t in range(seen.expect.shape[1]):
        worth = seen.gain[i, t]
        alone = dot(passed, worth) if anyhow else 0.0
        seen.without[i, t] = dot(apart, worth) if rule.absent_agrees else alone
        seen.expect[i, t] = alone + dot(room.option[i][row_of(t, packages)], signed)


@inlined
def factions_expect(seen, rule, factions, foresight, room):
    """What each faction that votes on coming expects above failed talks, for every type.

    A faction will not sign itself: it takes the table as it stands, ``sum_x pi(x) a(x) G(x)``, a
    being the chance that x passes; of that, where the talks would go on without its party's seat,
    what the seat adds. To `Seen.at_home`.
    """
    if factions.voice.size == 0:
        return
    share, weight = room.hand[0], room.hand[1]
    for x in range(share.size):
        share[x] = seen.score[x] * seen.score[x]
    total = max(total_of(share), 1e-300)
    for k in range(factions.voice.size):
        i, v = factions.party[k], factions.voice[k]
        for x in range(share.size):
            chance = seen.passes[x] if foresight else 1.0
            if factions.optional[k]:
                anyhow = seen.agree[i, x] if foresight else 1.0
                chance -= anyhow if rule.absent_agrees else seen.against[i, x]
            weight[x] = share[x] / total * chance
        for t in range(seen.at_home.shape[1]):
            worth, mean = seen.gain[v, t], 0.0
            for x in range(weight.size):
                mean += weight[x] * worth[x]
            seen.at_home[k, t] = mean


@borrowing
def weights(agree, refused, foresight, wanted, share, out):
    """``pi(x) a(x)`` of each package, to ``out``; pi to ``share``. agree: a(x)."""
    for x in range(agree.size):
        out[x] = agree[x] if foresight else 1.0
        worth = out[x] * wanted[x]
        share[x] = 0.0 if refused[x] else worth
    top, total = largest(share), 0.0
    unit = top if top > 0.0 else 1.0
    for x in range(agree.size):
        share[x] = (share[x] / unit) ** 2
    for x in range(agree.size):
        total += share[x]
    for x in range(agree.size):
        part = share[x] / total
        share[x] = part if share[x] > 1e-12 else 0.0
        out[x] *= share[x]
