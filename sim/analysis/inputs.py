"""What a scenario puts in, as tables that somebody who did not write it can check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.layout import Page, Section, Table

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def page(scenario: Scenario) -> Page:
    """Return the input of a scenario as a page."""
    spec = scenario.spec
    rows = [(name, party.title) for name, party in spec.parties.items()]
    parties = Section("Who", [Table(("name", "party"), rows)])
    return Page(scenario.title, spec.question, [spec.about] if spec.about else [], [parties])
