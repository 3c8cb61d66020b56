"""The closed rule among some parties, and how its stationary equilibrium is found.

See `sim.theory.stationary.baron_ferejohn`, which says what is solved here.
"""

from __future__ import annotations

import numpy as np

from sim.theory.packages import TOLERANCE, Floats, Mask

MOST_PARTIES = 14  # every coalition is looked at
_COOLING = 0.3 ** np.arange(1, 13)  # how sharply the cheapest coalition is chosen: to 5e-7


class ClosedRule:
    """Who may buy whom, and at what price.

    Parameters
    ----------
    patience, recognition, weights, quota, vetoes
        As of `sim.theory.stationary.baron_ferejohn`.

    Attributes
    ----------
    coalitions : ndarray of bool, shape (coalitions, parties)
        Those that win and in which some proposer could spare nobody.
    able : ndarray of bool, shape (parties, coalitions)
        Which of them each party may buy.
    """

    def __init__(self, patience, recognition, weights, quota, vetoes):
        self.drawn = np.asarray(recognition, float)
        n = len(self.drawn)
        self.patience = np.broadcast_to(np.asarray(patience, float), n)
        self.weights = np.ones(n) if weights is None else np.asarray(weights, float)
        most = self.weights.sum()
        self.quota = most / 2 + TOLERANCE if quota is None else float(quota)
        self.vetoes = np.zeros(n, bool) if vetoes is None else np.asarray(vetoes, bool)
        _right(self.drawn, self.patience, self.quota, most)
        self._enumerate(n)

    def _enumerate(self, n: int) -> None:
        """Every coalition that wins, and of which no partner of the proposer is spared."""
        every = (np.arange(2**n)[:, None] >> np.arange(n)) & 1 > 0
        votes = every @ self.weights
        wins = (votes >= self.quota - 1e-12) & (every | ~self.vetoes).all(axis=-1)
        every, votes = every[wins], votes[wins]
        needed = (votes[:, None] - self.weights < self.quota - 1e-12) | self.vetoes
        spared = every & ~needed
        able = every & (spared.sum(axis=-1, keepdims=True) - spared == 0)  # (coalitions, proposers)
        used = able.any(axis=-1)
        self.coalitions, self.able = every[used], able[used].T
        self.partners = [self.coalitions & (np.arange(n) != i) for i in range(n)]

    def costs(self, values: Floats) -> Floats:
        """What each coalition costs each proposer; infinite where it is not its own."""
        price = self.patience * values
        cost = np.stack([partners @ price for partners in self.partners])
        return np.where(self.able, cost, np.inf)

    def worth(self, values: Floats, chances: Floats) -> Floats:
        """What each expects, if a vote costs what waiting for `values` is worth."""
        cost = np.where(self.able, self.costs(values), 0.0)
        bought = sum(
            p * (chance @ partners)
            for p, chance, partners in zip(self.drawn, chances, self.partners, strict=True)
        )
        spent = (chances * cost).sum(axis=-1)
        return self.drawn * (1 - spent) + self.patience * values * bought

    def cool(self) -> tuple[Floats, Floats]:
        """Values and chances where coalitions are chosen ever more sharply by their cost."""
        values = np.full(len(self.drawn), 1 / len(self.drawn))
        for heat in _COOLING:
            for _ in range(50):
                off = self.worth(values, self._choice(values, heat)) - values
                if np.abs(off).max() < 1e-13 + 1e-14 / heat:  # as near as rounding lets it come
                    break
                slope = np.eye(len(values)) - self._slope(values, heat)
                values = self._step(values, np.linalg.lstsq(slope, off, rcond=None)[0], off, heat)
        return values, self._choice(values, _COOLING[-1])

    def _step(self, values: Floats, step: Floats, off: Floats, heat: float) -> Floats:
        """A step of Newton's method, halved until it brings the values nearer."""
        for share in 0.5 ** np.arange(20):
            there = np.clip(values + share * step, 0.0, 1.0)
            left = self.worth(there, self._choice(there, heat)) - there
            if np.abs(left).max() < np.abs(off).max():
                return there
        return np.asarray(values + 0.5 * off)

    def _choice(self, values: Floats, heat: float) -> Floats:
        """The chance of each coalition: falling off with cost, ``exp(-cost / heat)``."""
        cost = self.costs(values)
        odds = np.exp(-(cost - cost.min(axis=-1, keepdims=True)) / heat)
        return odds / odds.sum(axis=-1, keepdims=True)

    def _slope(self, values: Floats, heat: float) -> Floats:
        """How `worth` moves with the values, the choice of coalitions moving too."""
        n, price = len(values), self.patience * values
        chances, slope, bought = self._choice(values, heat), np.zeros((n, n)), np.zeros(n)
        for i in range(n):
            partners = self.partners[i].astype(float)
            mean = chances[i] @ partners
            spread = (partners.T * chances[i]) @ partners - np.outer(mean, mean)
            slope[i] -= self.drawn[i] * (mean - spread @ price / heat)
            slope -= self.drawn[i] * price[:, None] * spread / heat
            bought += self.drawn[i] * mean
        return (slope + np.diag(bought)) * self.patience

    def polish(self, values: Floats, chances: Floats) -> tuple[Floats, Floats]:
        """Solve for values and for the chances of coalitions that are equally cheap, exactly.

        Which these are is what `cool` leaves a chance; one that would need less than none is not.
        """
        used, best = chances > 1e-6, (values, chances)
        if self.residual(*best) <= 1e-14:  # as among equals, at once
            return best
        for _ in range(int(used.sum())):
            exact, odds = self._solve(values, np.where(used, chances, 0.0), used)
            none = odds < -1e-13
            odds = np.maximum(odds, 0.0)
            found = exact, odds / odds.sum(axis=-1, keepdims=True)
            best = min(best, found, key=lambda one: self.residual(*one))
            if not none.any():
                break
            used &= ~none
        return best

    def _solve(self, values: Floats, chances: Floats, used: Mask) -> tuple[Floats, Floats]:
        """Newton's method on the equations among some coalitions; chances may come out below 0."""
        n, (who, which) = len(values), np.nonzero(used)
        for _ in range(30):
            rows, right = self._equations(values, chances, who, which)
            if np.abs(right).max() <= 1e-15:
                break
            move = np.linalg.lstsq(rows, right, rcond=1e-12)[0]
            chances = chances.copy()
            values, chances[who, which] = values + move[:n], chances[used] + move[n : n + len(who)]
            if np.abs(move).max() <= 1e-15:
                break
        return values, chances

    def _equations(self, values, chances, who, which) -> tuple[Floats, Floats]:
        """What must move by how much: values, chances in use, and the least cost of each."""
        n, k = len(values), len(who)
        used = np.array([self.partners[i][c] for i, c in zip(who, which, strict=True)], float)
        odds, price, drawn = chances[who, which], self.patience * values, self.drawn[who]
        cost, own = used @ price, np.equal.outer(np.arange(n), who)
        bought = (drawn * odds) @ used
        spends = self.drawn[:, None] * (own * odds) @ used * self.patience
        by_odds = price[:, None] * (used * drawn[:, None]).T - self.drawn[:, None] * own * cost
        worth = np.diag(1 - self.patience * bought) + spends
        # Coalitions are many, prices few: of the equations of equal cost a basis will do.
        basis, tied = np.linalg.qr(np.hstack([used * self.patience, -own.T.astype(float)]))
        empty = np.zeros((len(tied), k)), np.zeros((n, n))
        rows = np.vstack([
            np.hstack([worth, -by_odds, empty[1]]),
            np.hstack([tied[:, :n], empty[0], tied[:, n:]]),
            np.hstack([empty[1], own, empty[1]]),
        ])  # fmt: skip
        least = np.where(own, cost, np.inf).min(axis=-1)
        off = self.worth(values, chances) - values
        return rows, np.concatenate([off, basis.T @ (least[who] - cost), 1 - own @ odds])

    def residual(self, values: Floats, chances: Floats) -> float:
        """By how much an equation is missed, or a coalition in use is too dear, at most."""
        cost = self.costs(values)
        dear = np.where(chances > 0, cost - cost.min(axis=-1, keepdims=True), 0.0)
        off = self.worth(values, chances) - values
        return float(max(np.abs(off).max(), dear.max(), -values.min()))


def _right(drawn: Floats, patience: Floats, quota: float, votes: float) -> None:
    """Refuse numbers that make no game."""
    if len(drawn) > MOST_PARTIES:
        raise ValueError(f"{len(drawn)} parties are too many; at most {MOST_PARTIES}")
    if (drawn < 0).any() or abs(drawn.sum() - 1) > TOLERANCE:
        found = f"from {drawn.min():g}, {drawn.sum():g} in all"
        raise ValueError(f"recognition is 0 or more and adds up to 1; found {found}")
    if not ((patience > 0) & (patience < 1)).all():
        found = f"{patience.min():g} to {patience.max():g}"
        raise ValueError(f"patience is above 0 and below 1; found {found}")
    if quota > votes + 1e-12:
        raise ValueError(f"a quota of {quota:g} is never reached: there are {votes:g} votes")
