"""What a scenario shows of itself in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario
    from sim.scenario.schema import Forum, Issue


def card(scenario: Scenario) -> str:
    """Return a small table: what it is about, who, what can be settled, and where.

    Examples
    --------
    >>> from sim.scenario.scenario import EXAMPLE, Scenario
    >>> "water: south, shared or north (now: south)" in card(Scenario.from_data(EXAMPLE))
    True
    """
    spec = scenario.spec
    numbers = scenario.parameters.values()
    uncertain = sum(not isinstance(number, int | float) for number in numbers)
    rows = {
        "parties": [_titled(name, party.title) for name, party in spec.parties.items()],
        "issues": [_issue(name, issue) for name, issue in spec.issues.items()],
        "talks": [_forum(name, spec.forums[name]) for name in spec.forum_names],
        "numbers": [f"{len(numbers)}, of which {uncertain} are not known for sure"],
        "name": [f"{scenario.name} (what the model reads: {scenario.hash[:12]})"],
    }
    cells = "".join(f"{_TH}{head}</th>{_TD}{_lines(told)}</td></tr>" for head, told in rows.items())
    asked = f"<br>{escape(spec.question)}" if spec.question else ""
    caption = f"<caption style='text-align:left'><b>{escape(spec.title)}</b>{asked}</caption>"
    return f"<table>{caption}{cells}</table>"


_TH = "<tr><th scope='row' style='text-align:left;vertical-align:top'>"
_TD = "<td style='text-align:left'>"


def _lines(told: Iterable[str]) -> str:
    return "<br>".join(map(escape, told))


def _titled(name: str, title: str) -> str:
    return f"{name}: {title}" if title and title != name else name


def _issue(name: str, issue: Issue) -> str:
    *some, last = issue.option_names
    options = f"{', '.join(some)} or {last}" if some else last
    return f"{_titled(name, issue.title)}: {options} (now: {issue.status_quo})"


def _forum(name: str, forum: Forum) -> str:
    return f"{_titled(name, forum.title)}: {', '.join(forum.seats)} on {', '.join(forum.agenda)}"
