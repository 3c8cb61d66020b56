"""What a party could itself decide otherwise: the catalogue of small moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from sim.experiments.challenge.editing import without
from sim.model.narration.wording import Wording, percent
from sim.registry import did_you_mean
from sim.scenario.distributions import Distribution, support
from sim.scenario.errors import listed
from sim.scenario.scenario import Scenario
from sim.scenario.schema import Condition


class CannotAsk(ValueError):
    """There is no such party, or no such chance; the message says what there is."""


@dataclass(frozen=True)
class Move:
    """One step that a party can take by itself, before anything has happened.

    Attributes
    ----------
    name : str
        Where in the file, and to what: ``parties.smc.preconditions.balance: dropped``.
    title : str
        In words, after "it would".
    size : float
        How far it goes on a scale of its own, in (0, 1]: options passed over all but one of them,
        or the part of a stated range; 1 for what is dropped.
    new : dict of str to object
        Dotted path -> what stands there then.
    gone : tuple of str
        Dotted paths of what is dropped.
    """

    name: str
    title: str
    size: float
    new: dict[str, Any] = field(default_factory=dict)
    gone: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Everything that it touches."""
        return (*self.new, *self.gone)


def apply(scenario: Scenario, moves: Sequence[Move]) -> Scenario:
    """Return the scenario after some moves.

    Parameters
    ----------
    scenario : Scenario
        One that cites nothing: see `sim.experiments.challenge.editing.unevidenced`.
    moves : sequence of Move

    Raises
    ------
    ScenarioError
        If what is left is no scenario.
    """
    new = {path: value for move in moves for path, value in move.new.items()}
    return without(scenario, new, [path for move in moves for path in move.gone])


def compatible(moves: Sequence[Move]) -> bool:
    """Whether no move touches what another touches, or drops."""
    return not any(
        a == b or a.startswith(f"{b}.") or b.startswith(f"{a}.")
        for one, other in combinations(moves, 2)
        for a in one.paths
        for b in other.paths
    )


def catalogue(scenario: Scenario, party: str) -> list[Move]:
    """Return what a party can itself decide otherwise, by name.

    To drop a demand, ask for one option less or be as ready to give it up as its range allows; to
    accept one option more; to put an issue that it alone controls elsewhere from the start; to
    withdraw a threat; to use all the leverage, and to stand behind a guarantee as firmly, as its
    range allows.

    Raises
    ------
    CannotAsk
        If there is no such party; with the nearest name.

    Examples
    --------
    >>> geneva = Scenario.load("geneva-2013")
    >>> [move.title for move in catalogue(geneva, "smc")]
    ['ask for no more than 40% of all strength in its "balance" demand', \
'be as ready to give up its "balance" demand as its range allows', 'drop its "balance" demand']
    """
    parties = scenario.spec.parties
    if party not in parties:
        right = did_you_mean(party, parties) or f"; there are {listed(parties)}"
        raise CannotAsk(f"'{party}' is no party of '{scenario.name}'{right}")
    found = [move for find in _KINDS for move in find(scenario, party, Wording(scenario))]
    return sorted(found, key=lambda move: move.name)


# -- demands and red lines ---------------------------------------------------------------------


def _demands(scenario: Scenario, party: str, words: Wording) -> Iterator[Move]:
    for name, body in scenario.spec.parties[party].preconditions.items():
        path, its = (
            f"parties.{party}.preconditions.{name}",
            f'its "{name.replace("_", " ")}" demand',
        )
        yield Move(f"{path}: dropped", f"drop {its}", 1.0, gone=(path,))
        ready = f"be as ready to give up {its} as its range allows"
        yield from _to_an_end(scenario, f"{path}.firmness", ready, top=False)
        asked, key = (body.floor, "floor") if body.floor else (body.demand, "demand")
        for where, option, size in _eased(scenario, asked):
            said = f"ask for no more than {_option(words, asked, option)} in {its}"
            at = f"{path}.{key}.{where}"
            yield Move(f"{at}: {option}", said, size, {at: option})
        share = f"{path}.demand.share_at_least"
        if body.demand.share_at_least is not None:
            least = support(body.demand.share_at_least)[0]
            said = f"ask for no more than {percent(least)} of all strength in {its}"
            yield from _to_an_end(scenario, share, said, top=False)


def _red_lines(scenario: Scenario, party: str, words: Wording) -> Iterator[Move]:
    for name, line in scenario.spec.parties[party].red_lines.items():
        path = f"parties.{party}.red_lines.{name}"
        eased = list(_eased(scenario, line))
        for where, option, size in eased:
            said = f"sign {_option(words, line, option)} too"
            yield Move(f"{path}.{where}: {option}", said, size, {f"{path}.{where}": option})
        if not eased:
            last = 1 / (_options(scenario, line) - 1)
            said = f"rule out nothing on {words.issue(str(line.issue))}"
            yield Move(f"{path}: dropped", said, last, gone=(path,))


def _eased(scenario: Scenario, asked: Condition) -> Iterator[tuple[str, str, float]]:
    """Yield a condition with one option more in it: its key, the option, and how far that goes.

    None where every option would do then, and of a single option that it has to be, none where that
    would be the status quo: that is to drop it.
    """
    if asked.issue is None:
        return
    issue = scenario.spec.issues[asked.issue]
    options, now = issue.option_names, issue.index(issue.status_quo)
    last = len(options) - 1
    if asked.at_least is not None and (to := issue.index(asked.at_least) - 1) > 0:
        yield "at_least", options[to], 1 / last
    if asked.at_most is not None and (to := issue.index(asked.at_most) + 1) < last:
        yield "at_most", options[to], 1 / last
    if asked.is_ is not None:
        at = issue.index(asked.is_)
        to = at + (now > at) - (now < at)
        if to not in (at, now):
            yield "is", options[to], 1 / last


def _option(words: Wording, asked: Condition, option: str) -> str:
    return f'"{words.option(str(asked.issue), option)}" on {words.issue(str(asked.issue))}'


def _options(scenario: Scenario, asked: Condition) -> int:
    return len(scenario.spec.issues[str(asked.issue)].option_names)


# -- what it controls, threatens and stands behind ----------------------------------------------


def _controlled(scenario: Scenario, party: str, words: Wording) -> Iterator[Move]:
    for name, issue in scenario.spec.issues.items():
        if issue.controlled_by == (party,):
            now, path = issue.index(issue.status_quo), f"issues.{name}.status_quo"
            for to, option in enumerate(issue.option_names):
                if to != now:
                    said = (
                        f'put {words.issue(name)} at "{words.option(name, option)}" from the start'
                    )
                    size = abs(to - now) / (len(issue.option_names) - 1)
                    yield Move(f"{path}: {option}", said, size, {path: option})


def _threats(scenario: Scenario, party: str, words: Wording) -> Iterator[Move]:
    for name, threat in scenario.spec.threats.items():
        if threat.by == party:
            path, called = f"threats.{name}", name.replace("_", " ")
            said = f'withdraw its threat or promise ("{called}")'
            yield Move(f"{path}: dropped", said, 1.0, gone=(path,))


def _guarantees(scenario: Scenario, party: str, words: Wording) -> Iterator[Move]:
    for name, issue in scenario.spec.issues.items():
        for option, effect in issue.effects.items():
            if party in effect.guarantors:
                path = f"issues.{name}.effects.{option}.guarantee"
                what = f'"{words.option(name, option)}" on {words.issue(name)}'
                said = f"make {what} bind as firmly as its range allows"
                yield from _to_an_end(scenario, path, said, top=True)


def _leverage(scenario: Scenario, party: str, words: Wording) -> Iterator[Move]:
    for name, tie in scenario.spec.ties.items():
        if tie.patron == party:
            said = f"have as much leverage on {words.who(tie.client)} as its range allows"
            yield from _to_an_end(scenario, f"ties.{name}.leverage", said, top=True)


def _to_an_end(scenario: Scenario, path: str, said: str, *, top: bool) -> Iterator[Move]:
    """Yield the move of a number to an end of its range, where it has one."""
    number = scenario.parameters[path]
    if not isinstance(number, Distribution) or number.lo == number.hi:
        return
    end = number.hi if top else number.lo
    size = abs(end - number.mean) / (number.hi - number.lo)
    if size > 0:
        yield Move(f"{path}: {end:g}", said, size, {path: end})


_KINDS = (_demands, _red_lines, _controlled, _threats, _guarantees, _leverage)
