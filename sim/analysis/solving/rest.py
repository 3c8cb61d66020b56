"""Where it would come to rest without talks: a section of the page."""

from __future__ import annotations

import pandas as pd

from sim.analysis.layout import Note, Section, Table
from sim.analysis.solving.words import package
from sim.analysis.words import Names, capital, counted, listed
from sim.experiments.solve.rest import Rest
from sim.experiments.solve.solved import Solved
from sim.theory.graph_model import KINDS

MOST = 6  # states that the page shows

CALLED = {
    "nash": "nobody has a better move (Nash)",
    "seq": "others would gain by answering (sequential)",
    "smr": "others could answer for good (symmetric metarational)",
    "gmr": "others could answer at all (general metarational)",
}
SHORT = {"nash": "Nash", "seq": "sequential", "smr": "symmetric", "gmr": "general"}


def rest(solved: Solved) -> Section:
    """The states at which everybody would stay, and by which reasoning."""
    found, names = solved.rest, Names(solved.scenario)
    assert found is not None
    table = found.table
    who = listed(map(names.who, found.movers))
    moved = listed(map(names.issue, found.issues))
    here = table[table.status_quo].iloc[0]
    stable = table[table[list(KINDS)].any(axis=1)]
    states = counted(len(table), "state")
    said = f"{capital(who)} can move {moved} alone: {states}. {_now(here, found, names)}"
    shown = pd.concat([stable[stable.status_quo], stable[~stable.status_quo]]).head(MOST)
    rows = [
        (
            package(names, str(row["state"])) + (" (as things stand)" if row["status_quo"] else ""),
            *("yes" if row[kind] else "" for kind in CALLED),
        )
        for row in shown.to_dict("records")
    ]
    items: list[str | Table] = [said]
    if rows:
        items.append(Table(("state", *SHORT.values()), rows))
    if len(stable) > MOST:
        items.append(f"{counted(len(stable) - MOST, 'more state')} of this kind are in the tables.")
    return Section("Where it would come to rest without talks", [*items, NOTE])


def _now(here: pd.Series, found: Rest, names: Names) -> str:
    """Say whether things would stay as they are, and who would not leave them so."""
    for kind, reason in CALLED.items():
        if here[kind]:
            return f"Things as they stand are stable: {reason}."
    restless = [party for party in found.movers if not here[f"gmr.{party}"]]
    return f"Things as they stand are not stable: {listed(map(names.who, restless))} would move."


NOTE = Note(
    "A state is listed if everybody would stay there by one of four ways of reasoning. Nash: nobody"
    " has a better move. Sequential: after every better move the others could, by moves that pay"
    " each of them, leave the mover no better off. General: the others could do so by any moves"
    " of theirs, even at their own cost; symmetric: and the mover could not make up for it. The"
    " others' moves are sequences of any length in which nobody moves twice in a row. A move sets"
    " any of one's own issues at once. States are worth what their levels are worth at the average"
    " of the assumptions, what fighting costs left out (Fang, Hipel & Kilgour 1993)."
)
