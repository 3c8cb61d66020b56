"""What two codings say that somebody wants, as one: weights, values of options, and their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sim.scenario.agreement import spanning
from sim.scenario.agreement.minutes import FILLED, KEPT_A, KEPT_B, Minutes, at
from sim.scenario.bodies import Outlook
from sim.scenario.distributions import support
from sim.scenario.errors import Path

NOBODY_SAID = "no coder gave this a value: anything from 0 to 1"


class Wishes:
    """Merges preferences.

    Parameters
    ----------
    minutes : Minutes
        Where it notes what it does.
    data : tuple of dict
        The plain data of both codings.
    """

    def __init__(self, minutes: Minutes, data: tuple[dict[str, Any], dict[str, Any]]) -> None:
        self._minutes = minutes
        self._data = data
        issues = {issue for coding in minutes.codings for issue in coding.spec.issues}
        self._scales = {issue: self._scale(issue) for issue in issues}

    def options(self, path: Path) -> Any:
        """Return the options of an issue that both have: B's if they are A's and more, else A's."""
        given = [at(data, path) for data in self._data]
        a, b = (tuple(said) for said in given)
        of_b = a != b and self._scales[path[1]] == b
        if a != b:
            what = KEPT_B if of_b else KEPT_A
            self._minutes.note(path, what, f"A: {', '.join(a)}; B: {', '.join(b)}")
        return given[of_b]

    def weights(self, path: Path) -> Any:
        """Return weights that span both codings'."""
        given = [at(data, path) for data in self._data]
        a, b = self._minutes.specs(path)
        span = spanning.weights(a, b)
        if span != given[0] or spanning.shares(a) != spanning.shares(b):
            self._minutes.spans(path, *given)
        return span

    def of(self, path: Path) -> dict[str, Any]:
        """Return the values and orders of whoever has preferences at a path in both codings."""
        bodies = self._minutes.specs(path)
        values: dict[str, Any] = {}
        orders: dict[str, Any] = {}
        for issue in sorted({*bodies[0].values, *bodies[1].values}):
            a, b = (self._on_scale(issue, body.values.get(issue, {})) for body in bodies)
            values[issue] = self._values((*path, "values", issue), a, b)
            if order := self._order((*path, "orders", issue), bodies):
                orders[issue] = order
        kept = {"values": values} if values or not isinstance(bodies[0], Outlook) else {}
        return kept | ({"orders": orders} if orders else {})

    def fill(self, data: dict[str, Any]) -> None:
        """Give every option a value in merged data: where nobody gave one, anything from 0 to 1."""
        for path, body in _who_wants(data):
            for issue, values in body.get("values", {}).items():
                ordered = body.get("orders", {}).get(issue, ())
                for option in set(values) - set(self._scales[issue]):
                    del values[option]
                for option in self._scales[issue]:
                    if option not in values and option not in ordered:
                        values[option] = {"uniform": [0, 1]}
                        where = (*path, "values", issue, option)
                        self._minutes.note(where, FILLED, "anything from 0 to 1")
                        self._minutes.footing[where] = NOBODY_SAID

    def _scale(self, issue: str) -> tuple[str, ...]:
        codings = [c.spec for c in self._minutes.codings if issue in c.spec.issues]
        scales = [spec.issues[issue].option_names for spec in codings]
        return scales[-1] if set(scales[0]) < set(scales[-1]) else scales[0]

    def _on_scale(self, issue: str, values: Mapping[str, Any]) -> dict[str, Any]:
        return {option: value for option, value in values.items() if option in self._scales[issue]}

    def _values(self, path: Path, a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
        if not a or not b:
            self._minutes.only(path, "A" if a else "B")
        merged = {}
        for option in {**a, **b}:
            given = [said[option] for said in (a, b) if option in said]
            written = [at(data, (*path, option)) for data in self._data]
            as_both = written[0] is not None and written[0] == written[1]  # a shared one stays so
            merged[option] = written[0] if as_both else spanning.number(given[0], given[-1])
        if a and b and a != b:
            self._minutes.spans(path, a, b)
        return merged

    def _order(self, path: Path, bodies: list[Any]) -> list[str]:
        """Return the longest order of options that both keep, if either wrote one."""
        issue = path[-1]
        written = [body.orders.get(issue, ()) for body in bodies]
        chains = []
        for chain, other in zip(written, bodies[::-1], strict=True):
            known = [option for option in chain if option in self._scales[issue]]
            chains.append(spanning.order(known, _keeps(other, issue)))
        longest = max(chains, key=len)
        if written[0] != written[1]:
            self._minutes.spans(path, *(list(chain) or None for chain in written))
        return longest if len(longest) > 1 else []


def _keeps(body: Any, issue: str) -> Callable[[str, str], bool]:
    """Return whether somebody never puts the first of two options above the second."""
    chain, values = body.orders.get(issue, ()), body.values.get(issue, {})

    def keeps(worse: str, better: str) -> bool:
        if worse in chain and better in chain:
            return chain.index(worse) <= chain.index(better)
        if worse not in values or better not in values:
            return True  # nothing is said of one of them
        return support(values[worse])[1] <= support(values[better])[0]

    return keeps


def _who_wants(data: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    for party, body in data["parties"].items():
        yield ("parties", party), body
        for part in ("factions", "outlooks"):
            for name, inner in body.get(part, {}).items():
                yield ("parties", party, part, name), inner
