"""Who wants what, and how much: weights and values as they were given, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sim.analysis.inputs.words import Words, in_words, places, rounded
from sim.analysis.layout import Section, Table
from sim.analysis.words import capital, percent, possessive, span
from sim.draws import Floats
from sim.scenario.distributions import Distribution, support
from sim.scenario.schema import Curve, Faction, Outlook, Party, Rank, Swing

HEADER = ("", "as given", "on\naverage", "middle 8\nin 10")
MIDDLE = (10, 90)  # percentiles


def sections(words: Words) -> Iterator[Section]:
    """Yield a section for each party, its factions and outlooks in it.

    Parameters
    ----------
    words : Words
    """
    for name, party in words.spec.parties.items():
        items = list(_holder(words, f"parties.{name}", party, _without_a_deal(words, name, party)))
        for faction, body in party.factions.items():
            path = f"parties.{name}.factions.{faction}"
            seats = words.number(f"{path}.seats")
            items.append(f"{capital(words.faction(name, faction))}, with {seats} seats:")
            items += _holder(words, path, body)
        if party.factions:
            items.append(_votes(words, name, party))
        for outlook, changed in party.outlooks.items():
            items.append(
                f'If it comes to see things differently ("{words.outlook(name, outlook)}"),'
                " this stands in place of what is above:"
            )
            items += _outlook(words, f"parties.{name}.outlooks.{outlook}", changed)
        yield Section(f"What {words.does(name, 'wants', 'want')}", items)


def _holder(
    words: Words, path: str, holder: Party | Faction, no_deal: Sequence[tuple[str, ...]] = ()
) -> Iterator[str | Table]:
    drawn = words.drawn.weights(path)
    columns = {name: drawn[:, i] for i, name in enumerate(words.spec.issue_names)}
    given = weights_given(holder.weights)
    order = list(given) if isinstance(holder.weights, Rank) else _by_weight(given, columns)
    rows: list[tuple[str, ...]] = []
    for issue in [*order, *(name for name in holder.values if name not in given)]:
        rows.append((words.thing(issue), given.get(issue, "no weight"), *_shares(columns[issue])))
        where = f"{path}.values.{issue}"
        if words.spec.issues[issue].amounts and not words.scenario.is_written(where):
            rows.append((f"  {_curve(issue, holder.curves.get(issue))}", "from 0 to 1", "", ""))
        else:
            rows += _values(words, where, issue, holder.values.get(issue, {}))
    now = _worth(as_things_stand(words, path, holder))
    yield Table(HEADER, [*rows, ("As things stand", "", *now), *no_deal], (2, 3))
    yield from _orders(words, holder.orders)
    if holder.red_lines:
        lines = "; ".join(words.condition(line) for line in holder.red_lines.values())
        yield f"Signs nothing without: {lines}."


def _by_weight(given: Mapping[str, str], columns: Mapping[str, Floats]) -> list[str]:
    return sorted(given, key=lambda name: (-round(float(columns[name].mean()), 3), name))


def _outlook(words: Words, path: str, outlook: Outlook) -> Iterator[str | Table]:
    """The preferences that a party may come to have, as they were given."""
    given = weights_given(outlook.weights) if outlook.weights is not None else {}
    rows = []
    for issue in [*given, *(name for name in outlook.values if name not in given)]:
        rows.append((words.thing(issue), given.get(issue, "")))
        for option in outlook.values.get(issue, {}):
            number = words.number(f"{path}.values.{issue}.{option}")
            rows.append((f"  {words.option(issue, option)}", number))
    if rows:
        yield Table(HEADER[:2], rows)
    yield from _orders(words, outlook.orders)


def weights_given(
    weights: Rank | Swing | Mapping[str, float | Distribution],
) -> dict[str, str]:
    """Return what was said of each issue's weight.

    Parameters
    ----------
    weights : Rank, Swing or mapping of str to number

    Examples
    --------
    >>> weights_given(Rank(rank=["arms", ["detainees", "flags"]]))
    {'arms': 'first', 'detainees': 'second or third', 'flags': 'second or third'}
    >>> weights_given(Swing(swing={"arms": 100, "flags": {"uniform": [40, 60]}}))
    {'arms': '100 points', 'flags': '40 to 60 points'}
    >>> weights_given({"arms": 3, "flags": 1})
    {'arms': '3 of 4', 'flags': '1 of 4'}
    """
    if isinstance(weights, Rank):
        before = 0
        said: dict[str, str] = {}
        for tier in weights.rank:
            said |= dict.fromkeys(tier, places(before + 1, before + len(tier)))
            before += len(tier)
        return said
    if isinstance(weights, Swing):
        return {issue: f"{in_words(value)} points" for issue, value in weights.swing.items()}
    if any(isinstance(value, Distribution) for value in weights.values()):
        return {issue: in_words(value) for issue, value in weights.items()}
    if len(weights) == 1:
        return dict.fromkeys(weights, "its only issue")
    total = in_words(sum(support(value)[0] for value in weights.values()))
    return {issue: f"{in_words(value)} of {total}" for issue, value in weights.items()}


def _shares(weight: Floats) -> tuple[str, str]:
    low, high = np.percentile(weight, MIDDLE)
    return percent(float(weight.mean())), "" if _is_point(weight) else span(low, high)


def _values(
    words: Words, path: str, issue: str, values: Mapping[str, float | Distribution]
) -> Iterator[tuple[str, ...]]:
    """A row for each option, in the order of the scale, the value best for the party being 1."""
    for option in words.spec.issues[issue].option_names:
        if option not in values:
            continue
        number = f"{path}.{option}"
        label = f"  {words.option(issue, option)}"
        yield label, words.number(number), *_worth(words.values(number))


def _curve(issue: str, curve: Curve | None) -> str:
    """What the amounts of a pie or a scale are worth, by their curve; its own share unless given.

    Examples
    --------
    >>> _curve("pie", None), _curve("pie", Curve(share=0.5)), _curve("law", Curve(peak=0.4))
    ('its own share', 'its own share, to the power 0.5', 'the nearer to 0.4 the better')
    """
    given = curve or Curve(share=1.0)
    if given.peak is not None:
        return f"the nearer to {rounded(given.peak)} the better"
    said = {
        "its own share": given.share,
        "the more the better": given.rises,
        "the less the better": given.falls,
    }
    [(what, power)] = [(what, power) for what, power in said.items() if power is not None]
    return what if power == 1 else f"{what}, to the power {rounded(power)}"


def as_things_stand(words: Words, path: str, holder: Party | Faction) -> Floats:
    """Return what the status quo is worth to a party or a faction, by its weights and values.

    Parameters
    ----------
    words : Words
    path : str
        Of the party or the faction.
    holder : Party or Faction

    Returns
    -------
    ndarray, shape (draws,)
        The utility that the model gives the present state.
    """
    weights = words.drawn.weights(path)
    worth = np.zeros(len(weights))
    for i, issue in enumerate(words.spec.issue_names):
        if issue in holder.values:
            option = words.spec.issues[issue].status_quo
            worth += weights[:, i] * words.values(f"{path}.values.{issue}.{option}")
    return worth


def _without_a_deal(words: Words, name: str, party: Party) -> list[tuple[str, ...]]:
    """The row of a reservation that is written; where none is, it follows from the war."""
    if party.reservation is None:
        return []
    path = f"parties.{name}.reservation"
    return [("Having no deal", words.number(path), *_worth(words.values(path)))]


def _worth(drawn: Floats) -> tuple[str, str]:
    low, high = np.percentile(drawn, MIDDLE)
    return f"{drawn.mean():.2f}", "" if _is_point(drawn) else f"{low:.2f} to {high:.2f}"


def _orders(words: Words, orders: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for issue, options in orders.items():
        steps = "; then ".join(f'"{words.option(issue, option)}"' for option in options)
        yield f"On {words.issue(issue)}, from worst to best in every draw: {steps}."


def _votes(words: Words, name: str, party: Party) -> str:
    """How a party's factions decide, and what about."""
    what = {"attend": "whether to come", "ratify": "whether to ratify"}
    about = " and ".join(what[vote] for vote in party.votes_on)
    quota = words.number(f"parties.{name}.quota")
    whose = capital(possessive(words.who(name)))
    return f"{whose} factions vote on {about}; {quota} seats must say yes."


def _is_point(drawn: Floats) -> bool:
    return bool(np.ptp(drawn) == 0)
