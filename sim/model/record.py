"""Taking down who did what, and what it weighed, one row an act; and how things stood."""

from __future__ import annotations

import numpy as np

from sim.model.states import States

COLUMNS = (
    "run", "period", "forum", "stage", "actor", "act", "answer", "target", "about", "package",
    "over",
)  # fmt: skip
NUMBERS = (
    "value", "without", "needed", "chance", "chance_without", "blame", "cost", "shock", "seats",
    "crossed",
)  # fmt: skip


class Recorder:
    """Takes down every act of every run it is shown.

    Used for one run at a time: an ordinary block of many has none. What is recorded changes nothing
    in a run.

    Attributes
    ----------
    rows : list of dict
        One an act, with `COLUMNS` and `NUMBERS`; what an act does not weigh is None.
    """

    def __init__(self) -> None:
        self.rows: list[dict] = []

    def begin(self, talks) -> None:
        """Let a period begin."""

    def look(self, forum, rows: np.ndarray) -> None:
        """Let prospects be brought up to date."""

    def take(self, forum, rows: np.ndarray, actor: str, act: str, answer, details: dict) -> None:
        """Write a row for each of the runs."""
        stages = forum.stage_names()
        for k, row in enumerate(rows):
            line = dict.fromkeys((*COLUMNS, *NUMBERS))
            line |= {"run": forum.tables.first + int(row), "period": forum.period}
            line["forum"] = forum.name
            line |= {"stage": stages[row], "actor": actor, "act": act}
            line["answer"] = None if answer is None else bool(np.broadcast_to(answer, len(rows))[k])
            for name, value in details.items():
                line[name] = _item(value, k)
            if line["package"] is not None and line["package"] >= 0:
                line["package"] = forum.tables.package_name(line["package"])
            elif line["package"] is not None:
                line["package"] = None
            self.rows.append(line)


class Watcher(Recorder):
    """Takes down how things stand, of any number of runs, and nobody's acts.

    Attributes
    ----------
    states : States
    """

    def __init__(self) -> None:
        super().__init__()
        self.states = States()

    def take(self, forum, rows: np.ndarray, actor: str, act: str, answer, details: dict) -> None:
        """Let an act pass."""

    def begin(self, talks) -> None:
        """Take down how things stand as a period begins."""
        self.states.begin(talks)

    def look(self, forum, rows: np.ndarray) -> None:
        """Take down what talks are worth."""
        self.states.look(forum, rows)


def _item(value, k: int):
    """The entry of a run: values are arrays over runs, or the same for all."""
    if isinstance(value, list) or (isinstance(value, np.ndarray) and value.ndim):
        value = value[k]
    return value.item() if isinstance(value, np.generic) else value
