"""A body that votes by weights: its groups of members, and every rule that is tried."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, lcm
from pathlib import Path as FilePath
from typing import Any

from sim.scenario.errors import Lines, Problem, ScenarioError, line_of
from sim.scenario.games.bodies import VotingSpec
from sim.scenario.games.game import GameFile
from sim.scenario.games.meaning import (
    asked,
    is_scanned,
    needed,
    rules_of,
    values_of,
    weights_of,
)
from sim.theory.power import Electorate, Power

VETO = "(vetoes)"  # a ballot that no file can name


@dataclass(frozen=True)
class Rule:
    """What passes a proposal.

    Attributes
    ----------
    quota : float
        The quota that is tried in turn; NaN where none is.
    routes : tuple of tuple of int or None
        For each way to pass the least weight in each ballot, as `sim.theory.power` takes them.
    """

    quota: float
    routes: tuple[tuple[int | None, ...], ...]


class VotingGame(GameFile):
    """A body that votes by weights, checked; made by `sim.scenario.games.load`.

    Attributes
    ----------
    spec : VotingSpec

    Examples
    --------
    >>> from sim.scenario import games
    >>> game = games.load("security-council")
    >>> game.groups, game.counts, game.ballots
    (('elected', 'permanent'), (10, 5), ('votes', '(vetoes)'))
    >>> [str(share) for share in game.powers[0].shapley_shubik]
    ['4/2145', '421/2145']
    """

    spec: VotingSpec

    def __init__(
        self, data: dict[str, Any], lines: Lines, file: str, path: FilePath | None
    ) -> None:
        super().__init__(data, lines, file, path)
        try:
            self.electorate = Electorate(self.weights, self.counts)
        except ValueError as error:
            problem = Problem(("members",), line_of(("members",), lines), f"members: {error}")
            raise ScenarioError(file, [problem]) from None

    @property
    def groups(self) -> tuple[str, ...]:
        """The members by name, sorted; members that are alike stand as one group."""
        return tuple(self.spec.members)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many members there are in each group."""
        return tuple(member.count for member in self.spec.members.values())

    @cached_property
    def ballots(self) -> tuple[str, ...]:
        """The ballots that rules ask for, sorted; last that of vetoes, where anybody has one."""
        named = {ballot for rule in rules_of(self._data).values() for ballot in rule}
        vetoes = any(member.veto for member in self.spec.members.values())
        return (*sorted(named), *([VETO] if vetoes else []))

    @cached_property
    def shares(self) -> tuple[tuple[float, ...], ...]:
        """The share of all weight that one member of each group has, in each ballot."""
        totals = self.electorate.totals
        return tuple(
            tuple(float(Fraction(w, t)) for w, t in zip(row, totals, strict=True))
            for row in self.weights
        )

    @cached_property
    def weights(self) -> list[list[int]]:
        """What one member of each group weighs in each ballot, in whole parts of `units`."""
        return [
            [int(weight * unit) for weight, unit in zip(row, self.units, strict=True)]
            for row in self._exact
        ]

    @cached_property
    def units(self) -> tuple[int, ...]:
        """Into how many parts 1 is cut in each ballot, so that all weights are whole numbers."""
        return tuple(
            lcm(*(w.denominator for w in column)) for column in zip(*self._exact, strict=True)
        )

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that is tried: one, or one for each quota of those tried in turn."""
        scanned: list[Fraction | None] = [*self._scan] or [None]
        return tuple(self._rule(value) for value in scanned)

    @cached_property
    def powers(self) -> tuple[Power, ...]:
        """What each member can do under each of `rules`, exactly."""
        return tuple(self.electorate.power(rule.routes) for rule in self.rules)

    @cached_property
    def _scan(self) -> list[Fraction]:
        """The quotas that are tried in turn, the lowest first; empty where none are."""
        every = asked(rules_of(self._data), "rules" not in self._data)
        scanned = {v for _, _, quota in every if is_scanned(quota) for v in values_of(quota)}
        return sorted(scanned)

    @cached_property
    def _exact(self) -> list[list[Fraction]]:
        rows = []
        for name, member in self.spec.members.items():
            given = weights_of(self._data["members"][name]) | {VETO: Fraction(member.veto)}
            rows.append([given[ballot] for ballot in self.ballots])
        return rows

    def _rule(self, value: Fraction | None) -> Rule:
        routes: dict[str, list[int | None]] = {}
        for path, ballot, quota in asked(rules_of(self._data), is_one=False):
            route = routes.setdefault(path[1], [None] * len(self.ballots))
            own = value if is_scanned(quota) and value is not None else values_of(quota)[0]
            route[self.ballots.index(ballot)] = self._least(ballot, quota, own)
        if VETO in self.ballots:
            vetoes = sum(m.count for m in self.spec.members.values() if m.veto)
            for route in routes.values():
                route[-1] = vetoes
        quota_tried = float("nan") if value is None else float(value)
        return Rule(quota_tried, tuple(tuple(route) for route in routes.values()))

    def _least(self, ballot: str, quota: dict[str, Any], value: Fraction) -> int:
        """The least whole weight in a ballot that is enough."""
        place = self.ballots.index(ballot)
        column = [row[place] for row in self._exact]
        total = sum((w * k for w, k in zip(column, self.counts, strict=True)), Fraction(0))
        least, is_strict = needed(quota, value, total)
        least *= self.units[place]
        return floor(least) + 1 if is_strict else ceil(least)

    def titled(self, group: str) -> str:
        """What tables call a member of a group: its title, or its name in words."""
        return self.spec.members[group].title or group.replace("_", " ").capitalize()
