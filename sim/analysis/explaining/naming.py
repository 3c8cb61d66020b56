"""What a lever is called where it has been pulled, and which quantities a page is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.analysis.comparison import meaning
from sim.analysis.words import Names

if TYPE_CHECKING:
    from sim.experiments.explain import Explanation

SINGULAR = {
    "precondition": "demand",
    "party": "seat",
    "tie": "tie",
    "guarantee": "guarantee",
    "threat": "threat",
}
PLURAL = {kind: f"{one}s" for kind, one in SINGULAR.items()}
_SAID = {"met": "with {} met from the start", "both": "with {} met from the start and dropped"}


def changed(explanation: Explanation, kind: str, name: str, how: str = "dropped") -> str:
    """Say what is otherwise, as a sentence begins or goes on.

    Examples
    --------
    >>> import sim
    >>> found = sim.explain("geneva-2013", runs=5, draws=0, kinds=["threat"])
    >>> changed(found, "threat", "arm_on_refusal")
    'without the threat "arm on refusal" of the Obama administration'
    """
    dropped = "with no seat for {}" if kind == "party" else "without {}"
    return _SAID.get(how, dropped).format(explanation.titles[kind, name])


def label(explanation: Explanation, kind: str, name: str, how: str = "dropped") -> str:
    """Say the same as short as a figure needs it: what tells it apart comes first."""
    names, spec = Names(explanation.scenario), explanation.scenario.spec
    if kind == "party":
        return f"No seat: {names.title(name)}"
    if kind == "tie":
        tie = spec.ties[name]
        return f"No tie: {names.title(tie.patron)} to {names.title(tie.client)}"
    first, _, last = name.partition(".")
    quoted = f'"{(last or first).replace("_", " ")}"'
    if kind == "precondition":
        done = {"met": "Met", "both": "Met and dropped"}.get(how, "Dropped")
        return f"{done}: {quoted}, {names.title(first)}"
    return f"No {kind}: {quoted}"


def together(explanation: Explanation, kind: str, names: tuple[str, ...]) -> str:
    """Say what is otherwise where several go."""
    titles = [explanation.titles[kind, name] for name in names]
    if len(titles) > 3:
        return f"without all {len(titles)} {PLURAL[kind]}"
    joined = " and ".join([", ".join(titles[:-1]), titles[-1]])
    return f"with no seat for {joined}" if kind == "party" else f"without {joined}"


def told(explanation: Explanation, quantity: str) -> str:
    """What a quantity of the funnel is."""
    return meaning(quantity, explanation.scenario)


def ends(explanation: Explanation) -> list[str]:
    """The first and the last step of the funnel."""
    steps = [asked for asked in explanation.quantities if "|" not in asked]
    return list(dict.fromkeys((steps[0], steps[-1]))) if steps else []


def shown(explanation: Explanation) -> list[str]:
    """The quantities that a page has tables for: the ends, and what comes of talks between them."""
    between = [asked for asked in explanation.quantities if asked == "P(agree|convened)"]
    first, *last = ends(explanation)
    return [first, *between, *last]


def moves(row: Any) -> bool:
    """Whether a difference is not simulation noise alone."""
    return bool(row.low > 0 or row.high < 0)
