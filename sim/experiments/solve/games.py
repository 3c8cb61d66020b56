"""What theory says of a game that is no negotiation: who can turn a vote, who gets what."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from sim.files import whole, write
from sim.scenario import games
from sim.scenario.games import CoalitionalGame, GameFile, VotingGame
from sim.theory.coalitional import Core, core, excess, shapley

FILES = ("members.csv", "rules.csv", "payoffs.csv", "coalitions.csv", "page.txt", "solved.json")


def solve_game(subject: GameFile | str | Path) -> SolvedVote | SolvedCoalitions:
    """Solve a game: exactly where it is a vote, by linear programs where it has a core.

    Parameters
    ----------
    subject : game, str or Path
        One that is loaded, or a path or name to load.

    Raises
    ------
    ScenarioError
        If the file is wrong; all errors at once.

    Examples
    --------
    >>> solved = solve_game("security-council")
    >>> solved.members[["member", "shapley_shubik_exact", "swings"]].values.tolist()
    [['permanent', '421/2145', 848], ['elected', '4/2145', 84]]
    """
    game = subject if isinstance(subject, GameFile) else games.load(subject)
    if isinstance(game, VotingGame):
        return SolvedVote(game)
    assert isinstance(game, CoalitionalGame)
    return SolvedCoalitions(game)


@dataclass(frozen=True)
class SolvedGame:
    """What all solved games have: tables, and a folder that they go into."""

    game: GameFile

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All its tables by name."""
        raise NotImplementedError

    @property
    def manifest(self) -> dict[str, str | int]:
        """All that is needed to make it again; nothing is drawn, so there are no runs."""
        return {
            "scenario": self.game.name,
            "scenario_hash": self.game.hash,
            "seed": 0,
            "runs": 0,
            "scenario_file": self.game.dump(),
        }

    def save(self, folder: str | Path, command: str = "") -> list[Path]:
        """Write the tables as CSV, ``page.txt`` and ``solved.json``, each whole or not at all.

        Where several quotas are tried, also the figure of power by quota. Same game, same bytes.

        Returns
        -------
        list of pathlib.Path
        """
        from sim.analysis import layout
        from sim.analysis.figures.quotas import quotas
        from sim.analysis.solving.games import page

        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            with whole(folder / f"{name}.csv") as part:
                table.to_csv(part, index=False, lineterminator="\n")
        is_scan = isinstance(self, SolvedVote) and len(self.game.rules) > 1
        return [
            *(folder / f"{name}.csv" for name in self.tables),
            *(quotas.save(self, folder / "figures") if is_scan else []),
            write(folder / "page.txt", layout.text(page(self, command))),
            write(folder / "solved.json", json.dumps(self.manifest, indent=2) + "\n"),
        ]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.game.name!r})"

    def _repr_html_(self) -> str:
        from sim.analysis import layout
        from sim.analysis.solving.games import page

        return layout.html(page(self))


@dataclass(frozen=True, repr=False)
class SolvedVote(SolvedGame):
    """Who can turn a vote.

    Attributes
    ----------
    game : VotingGame
    """

    game: VotingGame

    @cached_property
    def members(self) -> pd.DataFrame:
        """A row for each group of alike members under each rule; numbers are those of one of them.

        ``quota`` (NaN where none is tried), ``member``, ``title``, ``count``, ``share.BALLOT`` (of
        all weight), ``veto``; ``shapley_shubik`` and ``shapley_shubik_exact``, ``banzhaf``
        (normalised), ``penrose`` (absolute), ``swings``; ``powerless``, ``indispensable``. Rows of
        a rule stand in the order of `order`.
        """
        game = self.game
        ballots = [ballot for ballot in game.ballots if ballot != games.VETO]
        rows = []
        for rule, power in zip(game.rules, game.powers, strict=True):
            for g in self.order:
                member = game.groups[g]
                row = {"quota": rule.quota, "member": member, "title": game.titled(member)}
                row |= {"count": game.counts[g]}
                row |= {f"share.{b}": game.shares[g][game.ballots.index(b)] for b in ballots}
                row |= {
                    "veto": game.spec.members[member].veto,
                    "shapley_shubik": float(power.shapley_shubik[g]),
                    "shapley_shubik_exact": str(power.shapley_shubik[g]),
                    "banzhaf": float(power.banzhaf[g]),
                    "penrose": float(power.penrose[g]),
                    "swings": power.swings[g],
                    "powerless": power.powerless[g],
                    "indispensable": power.indispensable[g],
                }
                rows.append(row)
        return pd.DataFrame(rows)

    @cached_property
    def rules(self) -> pd.DataFrame:
        """A row for each rule: ``quota``, ``members``, ``winning`` coalitions, ``power_to_act``."""
        game = self.game
        return pd.DataFrame([
            {
                "quota": rule.quota,
                "members": power.members,
                "winning": power.winning,
                "power_to_act": float(power.power_to_act),
            }
            for rule, power in zip(game.rules, game.powers, strict=True)
        ])  # fmt: skip

    @cached_property
    def order(self) -> list[int]:
        """The groups, those with the greatest weight first (vetoes before all)."""
        game, places = self.game, range(len(self.game.groups))
        return sorted(places, key=lambda g: (*(-s for s in game.shares[g][::-1]), g))

    @cached_property
    def ranges(self) -> list[tuple[int, int]]:
        """Quotas in a row under which all have the same power: places of the first and the last."""
        powers, found = self.game.powers, [(0, 0)]
        for place in range(1, len(powers)):
            first, last = found[-1]
            if (powers[place].swings, powers[place].shapley_shubik) == (
                powers[last].swings, powers[last].shapley_shubik
            ):  # fmt: skip
                found[-1] = (first, place)
            else:
                found.append((place, place))
        return found

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All its tables by name."""
        return {"members": self.members, "rules": self.rules}


@dataclass(frozen=True, repr=False)
class SolvedCoalitions(SolvedGame):
    """Who gets what, where coalitions can do for themselves.

    Attributes
    ----------
    game : CoalitionalGame
    """

    game: CoalitionalGame

    @cached_property
    def core(self) -> Core:
        """What is known of the core: see `sim.theory.coalitional.Core`."""
        return core(self.game.worth)

    @cached_property
    def payoffs(self) -> pd.DataFrame:
        """A row for each player.

        ``player``, what it is worth ``alone``, its Shapley value ``shapley``, ``core_least`` and
        ``core_greatest`` (NaN where the core is empty), and what it gets at one point of the
        ``least_core``.
        """
        game, found = self.game, self.core
        return pd.DataFrame({
            "player": game.players,
            "alone": game.worth[1 << np.arange(len(game.players))],
            "shapley": shapley(game.worth),
            "core_least": found.least,
            "core_greatest": found.greatest,
            "least_core": found.payoffs,
        })  # fmt: skip

    @cached_property
    def coalitions(self) -> pd.DataFrame:
        """A row for each coalition: what it is worth, what its members get by the Shapley value.

        ``coalition``, ``size``, ``worth``, ``shapley`` and ``excess``, which is above 0 where they
        would do better by themselves; the worst off first.
        """
        game = self.game
        over = excess(game.worth, shapley(game.worth))
        table = pd.DataFrame({
            "coalition": [", ".join(game.members(k)) for k in range(len(game.worth))],
            "size": [len(game.members(k)) for k in range(len(game.worth))],
            "worth": game.worth,
            "shapley": game.worth - over,
            "excess": over,
        })  # fmt: skip
        return table[1:].sort_values("excess", ascending=False, kind="stable", ignore_index=True)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All its tables by name."""
        return {"payoffs": self.payoffs, "coalitions": self.coalitions}
