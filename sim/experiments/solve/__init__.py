"""What theory says of a scenario, or of a game that is no negotiation, without simulating it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sim.experiments.solve.at_table import NothingToSolve, table_of, uncertain
from sim.experiments.solve.equilibrium import equilibria
from sim.experiments.solve.packages import packages
from sim.experiments.solve.rest import rest
from sim.experiments.solve.solved import Solved
from sim.experiments.solve.trees import tree
from sim.experiments.solve.votes import votes
from sim.experiments.subjects import wanted
from sim.scenario import games, library
from sim.scenario.games import CoalitionalGame, VotingGame
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiments.solve.games import SolvedGame

__all__ = ["NothingToSolve", "Solved", "is_game", "solve", "tree", "uncertain"]


def solve(
    subject: Scenario | CoalitionalGame | VotingGame | str | Path,
    *,
    draws: int = 200,
    seed: int = 0,
    power: Mapping[str, float] | None = None,
    ideal: str = "rational",
    stability: bool = False,
) -> Solved | SolvedGame:
    """Say what theory says of the primary forum of a scenario.

    How many packages there are, and how many of them pay everybody; which of them theories of
    bargaining pick; how the talks end if everybody plays the equilibrium of their protocol; who can
    turn a vote. Where numbers are uncertain, how that changes over draws of the assumptions.

    Parameters
    ----------
    subject : Scenario, CoalitionalGame, VotingGame, str or Path
        One that is loaded, or a path or name to load. A game that is no negotiation (it says
        ``kind:``) is solved as it is, and none of what follows has a meaning there.
    draws : int
        Of the assumptions, at least 1; where nothing is uncertain one is enough, and taken.
    seed : int
    power : mapping of party to float, optional
        Bargaining power in an asymmetric Nash solution; 1 for who is not named.
    ideal : str
        What each hopes for, of which Kalai and Smorodinsky give everybody an equal share: the best
        of the packages that pay everybody (``rational``), or of all (``all``).
    stability : bool
        Whether to ask where it would come to rest without talks (`sim.theory.graph_model`).

    Returns
    -------
    Solved or SolvedGame

    Raises
    ------
    ScenarioError
        If the file is wrong; all errors at once.
    ValueError
        If `power` or `ideal` does not fit, or `draws` is below 1.
    NothingToSolve
        If there is no stability to ask for. It is a ValueError too.

    Examples
    --------
    >>> import sim
    >>> found = sim.solve("ultimatum", power={"proposer": 2})
    >>> found.packages.picked("nash").package.tolist()
    ['pie=p67_33']
    >>> found.packages.picked("weighted_nash").package.tolist()
    ['pie=p80_20']
    """
    if isinstance(subject, str | Path):
        subject = games.load(subject) if is_game(subject) else Scenario.load(subject)
    if isinstance(subject, games.GameFile):
        from sim.experiments.solve.games import solve_game

        return solve_game(subject)
    wanted(subject, "solve", "Scenario")
    return solve_scenario(
        subject, draws=draws, seed=seed, power=power, ideal=ideal, stability=stability
    )


def solve_scenario(
    scenario: Scenario,
    *,
    draws: int,
    seed: int,
    power: Mapping[str, float] | None,
    ideal: str,
    stability: bool,
) -> Solved:
    """Say what theory says of a scenario that is loaded: see `solve`."""
    if draws < 1:
        raise ValueError(f"draws is at least 1; found {draws}")
    looked_at = draws if uncertain(scenario) else 1
    found = packages(scenario, seed, looked_at, power, ideal)
    resting = rest(scenario, seed, looked_at) if stability else None
    played, missing = equilibria(scenario, seed, draws)
    turned = votes(table_of(scenario, seed, looked_at)[0])
    return Solved(
        scenario, seed, draws, found, played, missing, turned, resting, dict(power or {}), ideal
    )


def is_game(source: str | Path) -> bool:
    """Whether a file, or what ships under a name, is a game that is no negotiation.

    Examples
    --------
    >>> is_game("glove-market"), is_game("ultimatum")
    (True, False)
    """
    path = Path(source)
    return library.is_game(path) if path.is_file() else str(source) in library.names("games")
