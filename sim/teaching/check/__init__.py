"""Exercises that mark themselves: each student's own numbers, and hints that do not tell.

A notebook of `notebooks/exercises/` and an answer sheet call the same functions. What is right is
worked out from the student's scenario, by theory or by the engine, when it is asked for: no answer
is stored anywhere.

>>> from sim.teaching import check
>>> numbers = check.yours("ultimatum", "ada")
>>> numbers == check.yours("ultimatum", " Ada ")
True
"""

from __future__ import annotations

from sim.teaching.check.exercise import (
    Exercise,
    Mark,
    Question,
    Wrong,
    answer,
    exercise,
    names,
    scenario,
    yours,
)
from sim.teaching.check.numbers import Numbers
from sim.teaching.check.payoffs import Payoffs, payoffs
from sim.teaching.check.pictures import picture

__all__ = [
    "Exercise",
    "Mark",
    "Numbers",
    "Payoffs",
    "Question",
    "Wrong",
    "answer",
    "exercise",
    "names",
    "payoffs",
    "picture",
    "scenario",
    "yours",
]
