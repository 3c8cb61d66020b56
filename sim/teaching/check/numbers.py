"""A student's own numbers: drawn from the identifier, the same on every machine.

The identifier and the name of a number are hashed (blake2b) into an address of `sim.draws`; the
uniform that stands there is turned into the number by the inverse of its distribution function. So
the same identifier has the same numbers wherever and whenever it is used, a number that is added
shifts no other, and nothing has to be stored or dealt out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sim.draws import Draws

#: What turns a uniform, and the numbers that were drawn before, into a number.
Drawn = Callable[[float, Mapping[str, Any]], Any]

_STREAM = "exercise"


class Numbers(dict[str, Any]):
    """The numbers of one student in one exercise: by name, ``numbers["reservation"]``.

    Attributes
    ----------
    exercise : str
    student : str
        The identifier, as it is hashed: without blanks around it, in small letters.
    """

    def __init__(self, exercise: str, student: str, drawn: Mapping[str, Any]) -> None:
        super().__init__(drawn)
        self.exercise, self.student = exercise, student

    def __repr__(self) -> str:
        rows = [f"{self.exercise}, numbers of {self.student}:"]
        rows += [f"  {name}: {value}" for name, value in self.items()]
        return "\n".join(rows)


def draw(exercise: str, student: str, kinds: Mapping[str, Drawn]) -> Numbers:
    """Draw the numbers of a student.

    Parameters
    ----------
    exercise, student : str
        Blanks around the identifier and capital letters make no difference.
    kinds : mapping of str to callable
        What each number is drawn from, in order: `steps`, `one_of`, or any function of a uniform
        and the numbers before.

    Raises
    ------
    ValueError
        If the identifier is empty or no text.

    Examples
    --------
    >>> draw("haggling", "ada", {"price": steps(10, 20, 5)})["price"] in (10, 15, 20)
    True
    """
    who = student.strip().casefold() if isinstance(student, str) else ""
    if not who or not who.strip("."):
        raise ValueError(
            f"student is your identifier, a text such as 'ada-17'; found {student!r}. Your teacher "
            "says which to use; it decides which numbers are yours"
        )
    draws, drawn = Draws(0), dict[str, Any]()
    for name, kind in kinds.items():
        u = float(draws.uniform((_STREAM, exercise, who, name), 0, 1)[0])
        drawn[name] = kind(u, drawn)
    return Numbers(exercise, who, drawn)


def steps(low: float, high: float, by: float, but: Sequence[float] = ()) -> Drawn:
    """Any of ``low, low + by, ..., high`` but some, all equally likely.

    Examples
    --------
    >>> steps(0.1, 0.3, 0.1, but=[0.2])(0.99, {})
    0.3
    """
    places = 10
    count = round((high - low) / by)
    left_out = {round(value, places) for value in but}
    values = [round(low + k * by, places) for k in range(count + 1)]
    return one_of([value for value in values if value not in left_out])


def one_of(values: Sequence[Any]) -> Drawn:
    """Any of some values, all equally likely.

    Examples
    --------
    >>> one_of(["left", "right"])(0.4, {})
    'left'
    """
    among = list(values)
    return lambda u, before: among[int(u * len(among))]


SEED: Drawn = steps(1, 999, 1)  # of runs that everybody makes with luck of their own
