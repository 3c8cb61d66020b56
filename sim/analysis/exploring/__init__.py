"""`sim.explore`: a few levers, and what each setting of them does to the talks, on shared draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.exploring.exploration import Exploration, Look
from sim.analysis.exploring.levers import MOST, Lever, Levers, TooManyLevers
from sim.extras import needs
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from sim.analysis.exploring.board import Board

__all__ = ["MOST", "Exploration", "Lever", "Levers", "Look", "TooManyLevers", "explore"]


def explore(
    scenario: Scenario | str,
    levers: Levers | None = None,
    runs: int = 500,
    seed: int = 0,
    *,
    draws: int = 20,
    workers: int = 1,
) -> Board:
    """Show a scenario with levers to move, in a notebook or, served by Voilà, as a page.

    Every setting is run on the draws of the scenario as written, so that what differs is the
    levers' doing. Beside the funnel one simulated history is told, the same one under every
    setting.

    Parameters
    ----------
    scenario : Scenario or str
        One that is loaded, or a path or name to load.
    levers : sequence of str, or mapping of str, optional
        At most eight dotted paths. What stands there says what can be done with it: a number takes
        levels over its range; a demand, a threat, a tie or what stands behind an option can be
        taken out; where an issue stands at first can be any of its options. A mapping also says
        between which two numbers (a tuple), or which values (a list, or names with a value each).
        Unless given, the scenario's demands and threats, and the number that moves the result most.
    runs, seed, draws, workers
        As of `sim.compare`; the number of runs can be changed on the page.

    Returns
    -------
    Board
        A widget; ``board.look`` holds the results of the setting that is shown.

    Raises
    ------
    ScenarioError
        If the scenario is wrong, or a path leads nowhere.
    TooManyLevers
        If there are more than eight.
    NotInstalled
        Without ipywidgets, which the extra ``explore`` installs.

    Examples
    --------
    >>> import sim
    >>> board = sim.explore("template", {"parties.rebels.war_cost": (0, 0.3)}, runs=50, draws=2)
    >>> board.look.results.funnel.index.tolist()
    ['convened', 'agreed', 'held']
    """
    try:
        from sim.analysis.exploring.board import Board
    except ImportError as error:
        raise needs("sim.explore", "ipywidgets", "explore") from error
    scenario = Scenario.load(scenario) if isinstance(scenario, str) else scenario
    return Board(Exploration(scenario, levers, runs, seed, draws=draws, workers=workers))
