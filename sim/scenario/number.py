"""What a number in a scenario may be: a float, or a distribution written as a mapping with one key.

That one key, such as ``uniform`` in ``uniform: [0.2, 0.6]``, chooses the class, so a mistake in the
name or in the arguments gives one error, in plain words: what is wrong; what would be right. The
classes themselves are in `sim.scenario.distributions`; import from there, so that they are known.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import (
    BaseModel,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    ValidationError,
    model_validator,
)

from sim.registry import nearest
from sim.scenario.slips import slip

Floats = NDArray[np.float64]

_TINY = 2.0**-53  # the least draw there is (sim.draws)


class Distribution(BaseModel):
    """A bounded distribution of one number.

    A subclass declares its fields and how they are written (`listed`, `keyed`), its `mean`, and
    ``_quantile``, the inverse CDF strictly inside (0, 1).

    Attributes
    ----------
    lo, hi : float
        Ends of the support, in the unit of the number it stands for.
    mean : float
        Expected value.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False
    )

    key: ClassVar[str]
    listed: ClassVar[tuple[str, ...]] = ()  # arguments as a list, in order; empty: no list
    keyed: ClassVar[tuple[str, ...]] = ()  # arguments as a mapping; empty: no mapping
    optional: ClassVar[tuple[str, ...]] = ()  # of those, what may be left out

    lo: float
    hi: float

    @property
    @abstractmethod
    def mean(self) -> float:
        """Expected value."""

    @abstractmethod
    def _quantile(self, u: Floats) -> Floats:
        """Inverse CDF; never called when ``lo == hi``."""

    def ppf(self, u: ArrayLike) -> Floats:
        """Return the inverse CDF.

        Parameters
        ----------
        u : array_like
            Probabilities in [0, 1].

        Returns
        -------
        ndarray of float64
            Within ``[lo, hi]``, not decreasing in `u`; exactly `lo` at 0 and `hi` at 1.

        Examples
        --------
        >>> parse_number({"uniform": [2, 4]}).ppf([0, 0.5, 1]).tolist()
        [2.0, 3.0, 4.0]
        """
        u = np.asarray(u, dtype=np.float64)
        if self.lo == self.hi:
            return np.full(u.shape, self.lo)
        inside = np.clip(self._quantile(np.clip(u, _TINY, 1.0 - _TINY)), self.lo, self.hi)
        return np.where(u <= 0.0, self.lo, np.where(u >= 1.0, self.hi, inside))

    def as_data(self) -> dict[str, Any]:
        """Return the distribution as it is written in a file, in one canonical form.

        Examples
        --------
        >>> parse_number({"beta": {"a": 2, "b": 6}}).as_data()
        {'beta': [2.0, 6.0]}
        """
        return {self.key: self._arguments()}

    def _arguments(self) -> list[float] | dict[str, Any]:
        return [getattr(self, name) for name in self.listed]

    @classmethod
    def read(cls, arguments: object) -> Self:
        """Make one from its arguments in a file; a wrong one raises a ValueError in plain words."""
        if isinstance(arguments, Mapping) and cls.keyed:
            named = cls._from_mapping(arguments)
        elif isinstance(arguments, (list, tuple)) and cls.listed:
            named = cls._from_list(arguments)
        else:
            raise ValueError(f"'{cls.key}' has arguments of the wrong form; write {cls.form()}")
        try:
            return cls(**{name: cls._argument(name, value) for name, value in named.items()})
        except ValidationError as error:  # a check of the class, in its own words
            raise error.errors()[0]["ctx"]["error"] from None

    @classmethod
    def form(cls) -> str:
        """Show how it is written, such as ``uniform: [lo, hi]``."""
        forms = [f"[{', '.join(cls.listed)}]"] if cls.listed else []
        forms += [f"{{{', '.join(f'{name}: ..' for name in cls.keyed)}}}"] if cls.keyed else []
        return f"{cls.key}: {' or '.join(forms)}"

    @classmethod
    def _from_list(cls, arguments: Sequence[Any]) -> dict[str, Any]:
        if len(arguments) != len(cls.listed):
            raise ValueError(
                f"'{cls.key}' takes {len(cls.listed)} numbers, not {len(arguments)}; "
                f"write {cls.form()}, with points for decimals"
            )
        return dict(zip(cls.listed, arguments, strict=True))

    @classmethod
    def _from_mapping(cls, arguments: Mapping[Any, Any]) -> dict[str, Any]:
        for name in arguments:
            if name not in cls.keyed:
                right = _did_you_mean(name, cls.keyed)
                raise ValueError(f"'{cls.key}' has no argument '{name}'; {right}")
        missing = [n for n in cls.keyed if n not in arguments and n not in cls.optional]
        if missing:
            raise ValueError(f"'{cls.key}' lacks {', '.join(missing)}; write {cls.form()}")
        return dict(arguments)

    @classmethod
    def _argument(cls, name: str, value: object) -> Any:
        return finite(value, f"write numbers, as in {cls.form()}")

    @model_validator(mode="after")
    def _check_ends(self) -> Self:
        if self.lo > self.hi:
            raise ValueError(
                f"'{self.key}' has its ends swapped, {self.lo:g} before {self.hi:g}; "
                f"write {self.form()} with lo not above hi"
            )
        return self

    def _check_inside(self, name: str, value: float) -> None:
        if not self.lo <= value <= self.hi:
            raise ValueError(
                f"'{self.key}' has its {name} {value:g} outside its ends {self.lo:g} and "
                f"{self.hi:g}; the {name} must lie between them"
            )

    def _check_positive(self, name: str, value: float) -> None:
        if not value > 0:
            raise ValueError(f"'{self.key}' has {name} {value:g}; it must be above 0")


D = TypeVar("D", bound=type[Distribution])
DISTRIBUTIONS: dict[str, type[Distribution]] = {}


def distribution(key: str) -> Callable[[D], D]:
    """Register a class of distributions under the key that names it in a file."""

    def register(cls: D) -> D:
        cls.key = key
        DISTRIBUTIONS[key] = cls
        return cls

    return register


def parse_number(value: object) -> float | Distribution:
    """Read a number or a distribution from plain data.

    Parameters
    ----------
    value : object
        An int or float, a mapping with one key that names a distribution, or a `Distribution`.

    Returns
    -------
    float or Distribution

    Raises
    ------
    ValueError
        With one message: what is wrong; what would be right.

    Examples
    --------
    >>> parse_number({"unifrom": [0, 1]})
    Traceback (most recent call last):
    ...
    ValueError: 'unifrom' is not a distribution; did you mean 'uniform'?
    """
    if isinstance(value, Distribution):
        return value
    if not isinstance(value, Mapping):
        return finite(value, "write a number, or a distribution such as {uniform: [0.2, 0.6]}")
    if len(value) != 1:
        found = ", ".join(map(str, value)) or "none"
        raise ValueError(
            f"a distribution has exactly one key, its name, and here the keys are: {found}; "
            "write one such as {uniform: [0.2, 0.6]}"
        )
    [(key, arguments)] = value.items()
    if key == "shared":
        raise ValueError("'shared' takes the name of a shared number; write shared: NAME")
    if key not in DISTRIBUTIONS:
        raise ValueError(f"'{key}' is not a distribution; {_did_you_mean(key, DISTRIBUTIONS)}")
    return DISTRIBUTIONS[key].read(arguments)


def number_data(value: float | Distribution) -> float | dict[str, Any]:
    """Return a number as plain data, the reverse of `parse_number`.

    Examples
    --------
    >>> number_data(0.3), number_data(parse_number({"beta": [2, 6]}))
    (0.3, {'beta': [2.0, 6.0]})
    """
    return value.as_data() if isinstance(value, Distribution) else value


def support(value: float | Distribution) -> tuple[float, float]:
    """Return the least and the greatest value that a number can take.

    Examples
    --------
    >>> support(0.3), support(parse_number({"beta": [2, 6]}))
    ((0.3, 0.3), (0.0, 1.0))
    """
    return (value.lo, value.hi) if isinstance(value, Distribution) else (value, value)


def quantile(value: float | Distribution, u: ArrayLike) -> Floats:
    """Return the inverse CDF of a number; a point is itself at every probability.

    Examples
    --------
    >>> quantile(0.3, [0.1, 0.9]).tolist()
    [0.3, 0.3]
    """
    return value.ppf(u) if isinstance(value, Distribution) else np.full(np.shape(u), value)


def finite(value: object, right: str) -> float:
    """Return a finite float, or raise: what stands there instead; what would be `right`.

    Examples
    --------
    >>> finite(True, "write a number")
    Traceback (most recent call last):
    ...
    ValueError: 'true' is not a number; write a number
    """
    if isinstance(value, bool):
        raise ValueError(f"'{str(value).lower()}' is not a number; {right}")
    if isinstance(value, str):
        raise ValueError(f"the text '{value[:40]}' is not a number; {slip(value) or right}")
    if not isinstance(value, (int, float, np.integer, np.floating)):
        found = {type(None): "nothing", list: "a list", dict: "a mapping"}.get(type(value), "this")
        raise ValueError(f"{found} is not a number; {right}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{number} is not a finite number; {right}")
    return number


def _did_you_mean(name: object, known: Collection[str]) -> str:
    near = nearest(str(name), known)
    return f"did you mean '{near}'?" if near else f"write one of {', '.join(known)}"


class _Written:
    """What JSON Schema says of a distribution as a file has it."""

    def __get_pydantic_json_schema__(self, _: Any, __: Any) -> dict[str, Any]:
        forms: dict[str, Any] = {key: {"type": ["array", "object"]} for key in DISTRIBUTIONS}
        forms["shared"] = {"type": "string"}
        one_key = {"minProperties": 1, "maxProperties": 1, "additionalProperties": False}
        return {"type": "object", "properties": forms, **one_key}


Number = Annotated[
    float | Distribution,
    PlainValidator(parse_number, json_schema_input_type=float | Annotated[dict, _Written()]),
    PlainSerializer(number_data),
]
