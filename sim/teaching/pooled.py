"""The games of a class together: what was offered, what was accepted, and how they ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from sim.experiments.uncertainty import wilson
from sim.scenario.scenario import Scenario
from sim.teaching.agenda import Package
from sim.teaching.replaying import replay
from sim.teaching.saved import ENDED, GameError, SavedGame
from sim.teaching.theory import Possible, by_itself, in_equilibrium

BIN = 10  # points: how broad a bar is
BINS = tuple(range(0, 100, BIN))


class Skipped(NamedTuple):
    """A file that is left out, and why."""

    file: str
    why: str


@dataclass(frozen=True)
class Pooled:
    """The games of one scenario that a class has played to their end.

    An offer of a pie for two is measured by the share of the other, in hundredths; any other by
    the points that it leaves to the party that makes it, and an offer that is answered by the
    points that it is worth to the party that answers.

    Attributes
    ----------
    scenario : Scenario
    games : list of SavedGame
    """

    scenario: Scenario
    games: list[SavedGame]
    _possible: dict[int, Possible] = field(default_factory=dict)

    def possible(self, seed: int) -> Possible:
        """What could have been agreed in the games under a seed."""
        if seed not in self._possible:
            self._possible[seed] = Possible.of(self.scenario, seed)
        return self._possible[seed]

    @property
    def players(self) -> int:
        """How many played, somebody who played twice counted twice."""
        return sum(len(game.players) for game in self.games)

    @cached_property
    def pie(self) -> str | None:
        """The pie that two divide, if that is all there is."""
        only = self.possible(self.games[0].seed).agenda.single
        sharers = self.possible(self.games[0].seed).agenda.sharers(only) if only else ()
        return only if len(sharers) == 2 else None

    def size(self, package: Package, party: str, seed: int, *, made: bool) -> float:
        """How large an offer is that a party makes, or answers: from 0 to 100."""
        possible = self.possible(seed)
        if self.pie:
            agenda = possible.agenda
            sharers, shares = agenda.sharers(self.pie), agenda.amounts(self.pie)
            given = shares.get(package[self.pie], (0.0, 0.0))
            share = given[sharers.index(party)] if party in sharers else 0.0
            return 100 * ((sum(given) - share) if made else share)
        if party not in possible.seats:
            return float("nan")
        place = possible.agenda.place(package)
        return 100 * float(possible.utility[place, possible.seats.index(party)])

    @cached_property
    def offers(self) -> pd.DataFrame:
        """Every offer that a player made: ``game``, ``party``, ``round``, ``size``."""
        rows = [
            (number, line["party"], line["round"],
             self.size(line["answer"], line["party"], game.seed, made=True))
            for number, game in enumerate(self.games)
            for line in game.answers
            if line["act"] == "propose" and isinstance(line["answer"], dict)
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["game", "party", "round", "size"])

    @cached_property
    def answers(self) -> pd.DataFrame:
        """Every offer that a player answered: ``game``, ``party``, ``round``, ``size``, ``yes``."""
        rows = [
            (number, line["party"], line["round"],
             self.size(line["offer"], line["party"], game.seed, made=False),
             line["answer"] is True)
            for number, game in enumerate(self.games)
            for line in game.answers
            if line["act"] == "accept" and line["offer"]
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["game", "party", "round", "size", "yes"])

    @property
    def bins(self) -> pd.DataFrame:
        """Offers and answers by size.

        ``from``, ``to``, ``offers``, ``answered``, ``accepted``, ``share`` and its 95% interval
        (Wilson 1927) ``low``, ``high``; the last bin holds its upper end.
        """
        rows = []
        offered, answered = (_binned(table["size"]) for table in (self.offers, self.answers))
        for start in BINS:
            asked = self.answers[answered == start]
            n, yes = len(asked), int(asked["yes"].sum())
            share = yes / n if n else float("nan")
            made = int((offered == start).sum())
            rows.append((start, start + BIN, made, n, yes, share, *wilson(yes, n)))
        names = ["from", "to", "offers", "answered", "accepted", "share", "low", "high"]
        return pd.DataFrame(rows, columns=names)

    @property
    def outcomes(self) -> pd.DataFrame:
        """How the games ended: ``outcome``, ``games``, ``share``, ``low``, ``high`` (Wilson)."""
        ends = pd.Series([_end(game)["outcome"] for game in self.games])
        rows = [
            (outcome, hits, hits / len(ends), *wilson(hits, len(ends)))
            for outcome, hits in ends.value_counts().items()
        ]
        return pd.DataFrame(rows, columns=["outcome", "games", "share", "low", "high"])

    @property
    def payoffs(self) -> pd.DataFrame:
        """What players got, by party, in points.

        ``party``, ``games``, ``mean`` with its 95% interval by Student's t, ``low`` and ``high``
        (missing of fewer than three games); and, as averages over the seeds of these games,
        ``equilibrium``, ``nash`` (Nash 1950) and ``computer``, what the party gets where nobody
        plays; missing where there is none.
        """
        rows = []
        for party in sorted({party for game in self.games for party in game.players}):
            mine = [game for game in self.games if party in game.players]
            got = pd.Series([100 * _end(game)["utility"][party] for game in mine])
            theory = [self._theory(game.seed, party) for game in mine]
            means = pd.DataFrame(theory).mean(skipna=False)
            rows.append((party, len(got), got.mean(), *_by_t(got), *means))
        columns = ["party", "games", "mean", "low", "high", "equilibrium", "nash", "computer"]
        return pd.DataFrame(rows, columns=columns)

    def marks(self, party: str, *, made: bool) -> dict[str, float]:
        """How large the offers of theory are, under the first seed: of the equilibrium, of Nash."""
        seed = self.games[0].seed
        found = {}
        end = self._equilibrium(seed)
        if end is not None and end["package"]:
            found["equilibrium"] = self.size(end["package"], party, seed, made=made)
        for place in self.possible(seed).solution("nash")[:1]:
            package = self.possible(seed).agenda.package(place)
            found["Nash solution"] = self.size(package, party, seed, made=made)
        return found

    def _theory(self, seed: int, party: str) -> dict[str, float]:
        end, possible = self._equilibrium(seed), self.possible(seed)
        places = possible.solution("nash")[:1]
        nash = [possible.utility[place, possible.seats.index(party)] for place in places
                if party in possible.seats]  # fmt: skip
        return {
            "equilibrium": float("nan") if end is None else 100 * end["utility"][party],
            "nash": 100 * float(nash[0]) if nash else float("nan"),
            "computer": 100 * self._alone(seed)["utility"][party],
        }

    @cached_property
    def _ends(self) -> dict[tuple[str, int], Any]:
        return {}

    def _equilibrium(self, seed: int) -> dict[str, Any] | None:
        if ("equilibrium", seed) not in self._ends:
            self._ends["equilibrium", seed] = in_equilibrium(self.scenario, seed)
        end: dict[str, Any] | None = self._ends["equilibrium", seed]
        return end

    def _alone(self, seed: int) -> dict[str, Any]:
        if ("alone", seed) not in self._ends:
            players = {party: "" for game in self.games for party in game.players}
            self._ends["alone", seed] = by_itself(self.scenario, players, seed)
        end: dict[str, Any] = self._ends["alone", seed]
        return end


def read(folder: str | Path) -> tuple[list[Pooled], list[Skipped]]:
    """Read the saved games of a folder, those of one scenario together.

    Each is played again first; one that does not end as it says is left out, and so is one that
    was not played to its end.

    Parameters
    ----------
    folder : str or pathlib.Path

    Returns
    -------
    (pooled, skipped)
        By the name of the scenario; and by file.

    Raises
    ------
    GameError
        If there is no such folder.
    """
    place = Path(folder)
    if not place.is_dir():
        raise GameError(f"{place}: is no folder; put the saved games of the class into one")
    groups: dict[tuple[str, str], list[SavedGame]] = {}
    skipped = []
    for file in sorted(place.glob("*.json")):
        try:
            game = SavedGame.load(file)
            if game.status != ENDED:
                raise GameError(f"{file}: was not played to its end ({game.status})")
            replay(game)
        except GameError as error:
            skipped.append(Skipped(file.name, str(error).removeprefix(f"{file}: ")))
            continue
        groups.setdefault((game.scenario.name, game.scenario.hash), []).append(game)
    pooled = [Pooled(games[0].scenario, games) for _, games in sorted(groups.items())]
    return pooled, skipped


def names(pooled: Pooled) -> Iterator[tuple[str, str, str, float]]:
    """Yield who played: the file, the party, the name, and the points."""
    for game in pooled.games:
        for party, name in game.players.items():
            file = game.file.name if game.file else ""
            yield file, party, name, 100 * _end(game)["utility"][party]


def _end(game: SavedGame) -> dict[str, Any]:
    assert game.end is not None
    return game.end


def _binned(size: pd.Series) -> pd.Series:
    """Where the bin of each size begins."""
    whole = (size + 1e-9).clip(0, 100 - BIN / 2)
    return whole // BIN * BIN


def _by_t(values: pd.Series) -> tuple[float, float]:
    """The 95% interval of a mean by Student's t; missing of fewer than three values."""
    from scipy.special import stdtrit

    n = len(values)
    if n < 3:  # of two it is wider than any scale of points
        return float("nan"), float("nan")
    half = float(stdtrit(n - 1, 0.975)) * float(values.std()) / n**0.5
    return float(values.mean()) - half, float(values.mean()) + half
