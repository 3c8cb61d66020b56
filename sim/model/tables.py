"""A block of runs as arrays: what the scenario says, drawn once for every run of the block."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from sim.draws import Draws
from sim.model.entries import Action, Event, SeatShift, Threat, Tie
from sim.scenario.assumptions import draw as draw_assumptions

#: Points of a party's resolve on which the public belief stands, ends of the support included, and
#: their prior mass: the trapezoid rule on the analyst's distribution.
RESOLVE = (0.0, 0.25, 0.5, 0.75, 1.0)
PRIOR = np.array([1, 2, 2, 2, 1]) / 8


Pairs = tuple[tuple[int, int], ...]


class Tables:
    """Everything about a block of runs that does not change while they run.

    Parameters
    ----------
    scenario : Scenario
    draws : Draws
        The source of every random number.
    first, runs : int
        The block is runs ``first`` to ``first + runs - 1``.
    runs_per_draw : int
        Runs that share one assumption draw: run k uses draw ``k // runs_per_draw``.
    noise : float or None
        Replaces the scenario's noise.
    """

    def __init__(self, scenario, draws: Draws, first: int, runs: int, runs_per_draw: int, noise):
        self.spec = spec = scenario.spec
        self.draws, self.first, self.runs = draws, first, runs
        number = (first + np.arange(runs)) // runs_per_draw
        self._row = number - number[0]
        self._assumed = draw_assumptions(scenario, draws, np.unique(number))

        self.issues, self.parties, self.sides = spec.issue_names, spec.party_names, spec.side_names
        self.factions = tuple(
            (party, faction)
            for party in self.parties
            for faction in sorted(spec.parties[party].factions or {})
        )
        self.voices = self.parties + tuple(f"{party}.{faction}" for party, faction in self.factions)
        self.owner = np.array(
            [*range(len(self.parties)), *(self.parties.index(p) for p, _ in self.factions)]
        )
        self.most_options = max(len(spec.issues[i].option_names) for i in self.issues)
        self.noise = spec.noise if noise is None else noise
        self.foresight = spec.foresight == "full"

        self.status_quo = np.array(
            [spec.issues[name].index(spec.issues[name].status_quo) for name in self.issues]
        )
        self._preferences()
        self._conflict()
        self._private_values()
        self.threats = [self._threat(name, body) for name, body in sorted(spec.threats.items())]
        self.events = [self._event(name, body) for name, body in sorted(spec.events.items())]
        self.actions = [self._action(name, body) for name, body in sorted(spec.actions.items())]
        self.ties = [self._tie(name, body) for name, body in sorted(spec.ties.items())]

    # -- reading the draws ---------------------------------------------------------------

    def number(self, path: str) -> np.ndarray:
        """The parameter at ``path`` in each run: (runs,)."""
        return self._assumed[path][self._row]

    def _mapping(self, path: str, names: tuple[str, ...], given, default: float) -> np.ndarray:
        """Numbers written for some of ``names``, the default for the others: (runs, names)."""
        out = np.full((len(names), self.runs), default).T  # written and read name by name
        for name in given or ():
            out[:, names.index(name)] = self.number(f"{path}.{name}")
        return out

    # -- who wants what ------------------------------------------------------------------

    def holders(self):
        """Each voice with its path in the scenario and its part of the file."""
        for party in self.parties:
            yield f"parties.{party}", self.spec.parties[party]
        for party, faction in self.factions:
            yield f"parties.{party}.factions.{faction}", self.spec.parties[party].factions[faction]

    def _preferences(self) -> None:
        shape = (self.runs, len(self.voices), len(self.issues), self.most_options)
        self.worth = np.zeros(shape)  # weight times value
        self.range = np.zeros(shape[:2])  # best less worst utility
        for v, holder in enumerate(self.holders()):
            for i, weight, value in self.weighed(holder):
                self.worth[:, v, i, : value.shape[1]] = weight[:, None] * value
                self.range[:, v] += weight * (value.max(axis=-1) - value.min(axis=-1))
        self.scale = self.noise * self.range  # (runs, voices)

    def weighed(self, *holders) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """Yield each issue valued, its weight (runs,) and its options' values (runs, options).

        holders : somebody with a path and a part of the file each; what the first does not say
            (its weights, or the values of an issue) is as the next says.
        """
        path = next(path for path, holder in holders if holder.weights is not None)
        weights = self._assumed.weights(path)[self._row]
        for i, issue in enumerate(self.issues):
            names = self.spec.issues[issue].option_names
            for path, holder in holders:
                if issue in holder.values:
                    given = holder.values[issue]
                    value = self._mapping(f"{path}.values.{issue}", names, given, 0.0)
                    yield i, weights[:, i], value
                    break

    def movers(self, signatory: np.ndarray) -> np.ndarray:
        """Which issues an agreement moves, given who signs it: (n, issues) booleans.

        An issue that somebody controls moves if a controller signs (all of them, where all must
        consent); one that nobody controls always does. signatory: (n, parties) booleans.
        """
        out = np.ones((len(signatory), len(self.issues)), bool)
        for i, (held, control) in self._held.items():
            signs = signatory[:, held[0]]
            for j in held[1:]:
                signs = signs & signatory[:, j] if control == "all" else signs | signatory[:, j]
            out[:, i] = signs
        return out

    @cached_property
    def _held(self) -> dict[int, tuple[list[int], str]]:
        """Who controls an issue, and whether one of them may move it, or all must: by issue."""
        issues = enumerate(self.spec.issues[name] for name in self.issues)
        return {
            i: ([self.parties.index(party) for party in issue.controlled_by], issue.control)
            for i, issue in issues
            if issue.controlled_by
        }

    def enough(self, condition) -> np.ndarray:
        """Which options of its issue meet a condition: (options,)."""
        return np.array(self.spec.issues[condition.issue].enough(condition))

    # -- the war -------------------------------------------------------------------------

    def _conflict(self) -> None:
        issues, sides = len(self.issues), max(len(self.sides), 1)
        self.strength = np.ones((self.runs, sides))
        self.decisiveness = np.ones(self.runs)
        self.shock = np.zeros(self.runs)
        self.victory = np.full((sides, issues), -1)
        self.drift = np.zeros((self.runs, sides))
        self.decision = np.full(self.runs, np.inf)  # share of all strength that wins the war
        if self.spec.conflict:
            self.decisiveness = self.number("conflict.decisiveness")
            self.shock = self.number("conflict.shock")
            if self.spec.conflict.decision is not None:
                self.decision = self.number("conflict.decision")
        for k, side in enumerate(self.sides):
            body = self.spec.conflict.sides[side]
            self.strength[:, k] = self.number(f"conflict.sides.{side}.strength")
            self.drift[:, k] = self.number(f"conflict.sides.{side}.drift")
            for issue, option in (body.victory or {}).items():
                i = self.issues.index(issue)
                self.victory[k, i] = self.spec.issues[issue].index(option)
        self._effects()

    def _effects(self) -> None:
        """What options change elsewhere while they are in force."""
        shape = (self.runs, len(self.issues), self.most_options)
        self.effect = np.ones((*shape, max(len(self.sides), 1)))  # on strength, factors
        self.guarantees = np.zeros(shape)
        self.burden = np.zeros((*shape, len(self.parties)))  # what fighting on costs more
        self.guarantors: list[tuple[int, int, tuple[int, ...]]] = []  # (issue, option, parties)
        self.seat_shifts: list[SeatShift] = []
        for i, name in enumerate(self.issues):
            issue = self.spec.issues[name]
            for option, effect in issue.effects.items():
                o, path = issue.index(option), f"issues.{name}.effects.{option}"
                if self.sides:
                    factors = self._mapping(f"{path}.strength", self.sides, effect.strength, 1.0)
                    self.effect[:, i, o, :] = factors
                self.burden[:, i, o, :] = self._mapping(
                    f"{path}.burden", self.parties, effect.burden, 0.0
                )
                self.guarantees[:, i, o] = self.number(f"{path}.guarantee")
                if effect.guarantors:
                    who = tuple(self.parties.index(party) for party in effect.guarantors)
                    self.guarantors.append((i, o, who))
                for party, shift in effect.seats.items():
                    giver, taker = (
                        self.voices.index(f"{party}.{name}") for name in (shift.from_, shift.to)
                    )
                    number = self.number(f"{path}.seats.{party}.number")
                    self.seat_shifts.append(SeatShift(i, o, giver, taker, number))

    def _private_values(self) -> None:
        """War costs on the grid of resolve, the party's own last, and all other costs."""
        parties, types = len(self.parties), len(RESOLVE) + 1
        self.war_cost = np.zeros((self.runs, parties, types))
        self.given = np.full((self.runs, parties), np.nan)  # reservation values written in the file
        self.side_of = np.full(parties, -1)
        for j, name in enumerate(self.parties):
            party, path = self.spec.parties[name], f"parties.{name}"
            if party.reservation is not None:
                self.given[:, j] = self.number(f"{path}.reservation")
                self.burden[..., j] = 0  # war is worth to it what is given, whatever is in force
            else:
                self.war_cost[:, j] = self.by_resolve(f"{path}.war_cost", tough_is_low=True)
            if party.side:
                self.side_of[j] = self.sides.index(party.side)
        a, b = self.side_of[:, None], self.side_of[None, :]
        self.opposed = (a >= 0) & (b >= 0) & (a != b)
        self.talking_cost = self._of_parties("talking_cost")
        self.staying_cost = self._of_parties("staying_cost")
        self.temptation = self._of_parties("temptation")
        self.enforcing_cost = self._of_parties("enforcing_cost")
        most = [self.spec.parties[name].forums_at_once for name in self.parties]
        self.forums_at_once = np.array([len(self.spec.forums) if n is None else n for n in most])
        self.patience = self._of_parties("patience")
        self.conceding_cost = np.stack(
            [
                self._mapping(
                    f"parties.{name}.conceding_cost",
                    self.issues,
                    self.spec.parties[name].conceding_cost,
                    0.0,
                )
                for name in self.parties
            ],
            axis=1,
        )  # (runs, parties, issues)

    def _of_parties(self, field: str) -> np.ndarray:
        """One number of every party: (runs, parties)."""
        columns = [self.number(f"parties.{name}.{field}") for name in self.parties]
        return np.stack(columns, axis=1)

    def by_resolve(self, path: str, *, tough_is_low: bool) -> np.ndarray:
        """A private number at each point of resolve, the party's own last: (runs, types + 1)."""
        points = np.array(RESOLVE)
        grid = self._assumed.quantiles(path, 1 - points if tough_is_low else points)[self._row]
        own = self.number(path)
        return np.concatenate([grid, own[:, None]], axis=1)

    # -- what may happen -----------------------------------------------------------------

    def _then(self, then, path: str) -> tuple[Pairs, np.ndarray, Pairs]:
        """What happens: moves of issues, factors of strength, and outlooks that parties come to."""
        moves = tuple(
            (self.issues.index(issue), self.spec.issues[issue].index(option))
            for issue, option in sorted((then.move or {}).items())
        )
        factor = np.ones_like(self.strength)
        for side in then.strength or {}:
            factor[:, self.sides.index(side)] = self.number(f"{path}.then.strength.{side}")
        outlooks = tuple(
            (self.parties.index(party), 1 + list(self.spec.parties[party].outlooks).index(outlook))
            for party, outlook in sorted(then.outlook.items())
        )
        return moves, factor, outlooks

    def _threat(self, name: str, body) -> Threat:
        path = f"threats.{name}"
        then = self._then(body.then, path)
        credibility = self.number(f"{path}.credibility")
        return Threat(name, body.by, body.when.party, body.when.act, *then, credibility)

    def _event(self, name: str, body) -> Event:
        path = f"events.{name}"
        then = self._then(body.then, path)
        return Event(name, body.period, self.number(f"{path}.probability"), *then)

    def _action(self, name: str, body) -> Action:
        path = f"actions.{name}"
        then = self._then(body.then, path)
        after = tuple((k, self.number(f"{path}.cost_after.{k}")) for k in sorted(body.cost_after))
        by, cost = self.parties.index(body.by), self.number(f"{path}.cost")
        return Action(name, by, *then, cost, after, tuple(body.stages))

    def _tie(self, name: str, body) -> Tie:
        path = f"ties.{name}"
        return Tie(
            name,
            self.parties.index(body.patron),
            self.parties.index(body.client),
            self.number(f"{path}.leverage"),
            self.number(f"{path}.cost"),
            tuple(body.for_),
        )

    def all_options(self, condition) -> np.ndarray:
        """`enough`, filled up to the longest scale: (most options,)."""
        fine = np.zeros(self.most_options, bool)
        met = self.enough(condition)
        fine[: met.size] = met
        return fine
