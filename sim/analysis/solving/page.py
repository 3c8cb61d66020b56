"""The page of what theory says of a scenario."""

from __future__ import annotations

from sim.analysis.layout import Command, Page, Section
from sim.analysis.solving import packages, talks
from sim.analysis.solving.rest import rest
from sim.experiments.solve.solved import Solved

QUESTION = "What does theory say, before anybody simulates anything?"


def page(solved: Solved, command: str = "") -> Page:
    """Put the page together.

    Parameters
    ----------
    solved : Solved
    command : str
        What has to be typed to make it again.

    Examples
    --------
    >>> import sim
    >>> page(sim.solve("ultimatum")).lead[0]
    'There is a zone of possible agreement: 102 of 102 packages are worth at least as much as no \
talks to all of Proposer and Responder.'
    """
    spec = solved.scenario.spec
    parts = [
        packages.counts(solved),
        packages.picked(solved),
        *([packages.over_draws(solved)] if solved.packages.draws > 1 else []),
        talks.played(solved),
        talks.votes(solved),
        *([rest(solved)] if solved.rest is not None else []),
    ]
    again = [Section("To make this again", [Command(command)])] if command else []
    return Page(spec.title, QUESTION, [packages.lead(solved)], [*parts, *again])
