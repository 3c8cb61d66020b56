"""The levers as widgets, and beside them what their setting comes to."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets

from sim.analysis import layout
from sim.analysis.comparison import HEADER, cells, failures, meaning, note
from sim.analysis.exploring.exploration import Exploration, Look, NothingRan
from sim.analysis.figures.funnel import funnel
from sim.analysis.figures.style import Picture
from sim.analysis.layout import Page, Section, Table
from sim.analysis.words import capital, counted
from sim.scenario.errors import ScenarioError

WAIT = 0.3  # seconds in which nothing is moved any more, before anything is run
RUN_COUNTS = (200, 500, 1_000, 2_000, 5_000)
_HEADER = ("how often", "as written", "as set", "change", *HEADER[4:])
_STYLE = """<style>
.tracktwo-lever { height: auto; margin-bottom: .6em; }
.tracktwo-lever > .widget-label { height: auto; line-height: 1.3; text-align: left;
  white-space: normal; }
.tracktwo-lever > select { flex: 0 0 2em; height: 2em; }
</style>"""


class Board(widgets.VBox):
    """Levers, the funnel beside one history, and what differs from the scenario as written.

    Parameters
    ----------
    exploration : Exploration

    Attributes
    ----------
    look : Look or None
        What is shown; None where the levers make no scenario.
    """

    def __init__(self, exploration: Exploration) -> None:
        self.exploration = exploration
        self.look: Look | None = None
        self._soon = Soon(self.update)
        self._levers = {
            lever.path: _list(lever.title, list(lever.settings), lever.written)
            for lever in exploration.levers
        }
        counts = sorted({*RUN_COUNTS, exploration.runs})
        self._runs = _list("Runs of each setting", counts, exploration.runs)
        self._reset = widgets.Button(description="As written", tooltip="Put every lever back")
        self._said = widgets.HTML()
        self._figure, self._numbers, self._story = (widgets.HTML() for _ in range(3))
        super().__init__(self._rows())
        for widget in (*self._levers.values(), self._runs):
            widget.observe(lambda _: self._soon(), "value")
        self._reset.on_click(lambda _: self.reset())
        self.update()

    def _rows(self) -> list[Any]:
        scenario = self.exploration.scenario
        question = f"<p><em>{escape(scenario.spec.question)}</em></p>"
        title = widgets.HTML(f"{_STYLE}<h2>{escape(scenario.title)}</h2>{question}")
        side = widgets.VBox(
            [*self._levers.values(), self._runs, self._reset, self._said],
            layout=widgets.Layout(flex="1 1 20em", min_width="18em", padding="0 1em 0 0"),
        )
        shown = widgets.VBox([self._figure, self._numbers], layout=widgets.Layout(flex="2 1 34em"))
        told = widgets.VBox([self._story], layout=widgets.Layout(flex="1 1 24em"))
        flow = widgets.Layout(display="flex", flex_flow="row wrap", align_items="flex-start")
        return [title, widgets.Box([side, shown, told], layout=flow)]

    @property
    def settings(self) -> dict[str, str]:
        """What each lever is set to."""
        return {path: widget.value for path, widget in self._levers.items()}

    def set(self, path: str, label: str) -> None:
        """Move a lever, as somebody who sees the board would.

        Raises
        ------
        KeyError
            If there is no such lever.
        """
        self._levers[path].value = label

    def reset(self) -> None:
        """Put every lever back to what the scenario says."""
        for lever in self.exploration.levers:
            self._levers[lever.path].value = lever.written
        self._soon.now()

    def update(self) -> None:
        """Run the setting, and show what comes of it, or why it cannot be run."""
        self._said.value = _status("Running …")
        try:
            self.look = self.exploration.at(self.settings, self._runs.value)
        except (ScenarioError, NothingRan) as error:
            self.look = None
            self._figure.value = self._numbers.value = self._story.value = ""
            self._said.value = _status(f"With these levers there is nothing to run: {error}")
            return
        drawn: Any = funnel.figure(self.look.results)
        self._figure.value = _picture(drawn)
        self._numbers.value = layout.html(_page(self.look))
        self._story.value = _story(self.look)
        self._said.value = _status(_moved(self.look))


class Soon:
    """Calls once nothing has been asked for a while; at once where no event loop runs.

    Parameters
    ----------
    call : callable
    wait : float
        Seconds.
    """

    def __init__(self, call: Callable[[], None], wait: float = WAIT) -> None:
        self._call, self._wait = call, wait
        self._planned: asyncio.TimerHandle | None = None

    def __call__(self) -> None:
        """Ask for the call; a call that is planned is put off."""
        self.forget()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._call()
        else:
            self._planned = loop.call_later(self._wait, self._call)

    def now(self) -> None:
        """Call at once, and not once more for what was asked before."""
        self.forget()
        self._call()

    def forget(self) -> None:
        """Leave out a call that is planned."""
        if self._planned is not None:
            self._planned.cancel()
        self._planned = None


# -- what is shown -----------------------------------------------------------------------------


def _list(label: str, options: list[Any], value: Any) -> widgets.Dropdown:
    """A list to choose from, under its label: it can be moved with the keys alone."""
    above = widgets.Layout(width="100%", flex_flow="column", align_items="stretch")
    made = widgets.Dropdown(options=options, value=value, description=label, layout=above)
    made.style.description_width = "100%"
    made.add_class("tracktwo-lever")
    return made


def _status(said: str) -> str:
    return f'<p role="status">{escape(said)}</p>'


def _moved(look: Look) -> str:
    runs = counted(look.comparison.pairs, "run")
    moved = counted(len(look.settings), "lever")
    shown = f"{moved} moved" if look.settings else "As written"
    failed = f" {failures(look.comparison)}" if look.comparison.failures else ""
    return f"{shown}; {runs}, seed {look.results.seed}.{failed}"


def _picture(drawn: Picture) -> str:
    png = base64.b64encode(drawn.png()).decode()
    said = f'alt="{escape(drawn.caption)}" style="max-width:100%"'
    return f'<img {said} src="data:image/png;base64,{png}">'


def _page(look: Look) -> Page:
    comparison = look.comparison
    pair = (comparison.a.scenario, comparison.b.scenario)
    rows = [
        (capital(meaning(str(asked), *pair)), *cells(row))
        for asked, row in comparison.funnel.iterrows()
    ]
    title = "As set, against the scenario as written"
    table = Table(_HEADER, rows, range(1, 6))
    return Page(title, "", [], [Section("How far talks come", (table, note(comparison)))])


def _story(look: Look) -> str:
    title = f"History {look.run}, as it goes with these levers"
    try:
        text = look.story.html()
    except Exception as error:  # a run that fails is a result, and said to be one
        text = f"<p>It fails: {escape(f'{type(error).__name__}: {error}')}</p>"
    return (
        f'<h3>{title}</h3><div tabindex="0" role="region" aria-label="{title}"'
        f' style="max-height:34em;overflow:auto;line-height:1.4">{text}</div>'
    )
