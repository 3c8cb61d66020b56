"""After a game: what the others wanted, what was possible, and what theory advised."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.layout import Page, Section, Table
from sim.analysis.words import capital, counted, listed, percent
from sim.teaching.agenda import Package
from sim.teaching.replaying import replay
from sim.teaching.saved import PASS, WALK_OUT, Answer, GameError, SavedGame
from sim.teaching.screen import points, shown_options
from sim.teaching.theory import SHOWN, Advice, Possible, advice, by_itself, in_equilibrium

MOST_TURNS = 40  # that are shown
ROOM = 3  # columns in which whole titles fit
CALLED = {"nash": "the Nash solution", "kalai_smorodinsky": "the Kalai-Smorodinsky solution"}
OUTCOMES = {
    "agreed": "an agreement", "held": "a deal that held",
    "deadlock": "no agreement: the rounds ran out",
    "walkout": "no agreement: somebody walked out", "not_convened": "no talks",
    "not_ratified": "a deal that was not ratified", "collapsed": "a deal that was broken",
    "military_decision": "a victory in the war",
}  # fmt: skip


def afterwards(game: SavedGame | str | Path) -> Page:
    """What there is to learn from a game that has been played to its end.

    It is played again from its answers, and looked at from outside.

    Parameters
    ----------
    game : SavedGame, str or pathlib.Path

    Returns
    -------
    Page
        For `sim.analysis.layout.show` or `sim.analysis.layout.html`.

    Raises
    ------
    GameError
        If it cannot be replayed, or was not played to its end.

    Examples
    --------
    >>> import sim
    >>> from sim.teaching.sitting import Sitting
    >>> scenario = sim.Scenario.load("ultimatum")
    >>> game = Sitting(scenario, {"proposer": "Ann"}).play(lambda turn: {"pie": "p70_30"})
    >>> print(afterwards(game).lead[0])
    It ended with an agreement, in round 1: 70 for Proposer, 30 for Responder.
    """
    saved = game if isinstance(game, SavedGame) else SavedGame.load(game)
    if saved.end is None:
        raise GameError(f"{saved.file or 'the game'}: was not played to its end")
    turns: list[Advice] = []
    replay(saved, witness=lambda t, answer: turns.append(advice(saved.scenario, t, answer)))
    possible = Possible.of(saved.scenario, saved.seed)
    sections = [
        Section("What everybody got", list(_got(saved, possible))),
        Section("What everybody wanted", list(_wanted(possible))),
        Section("What was possible", list(_was_possible(saved, possible))),
        Section("Your turns" if len(saved.players) == 1 else "The turns",
                list(_turns(saved, possible, turns))),
    ]  # fmt: skip
    return Page("How it ended", "", list(_lead(saved, possible)), sections)


def _lead(saved: SavedGame, possible: Possible) -> Iterator[str]:
    assert saved.end is not None
    end, names = saved.end, possible.agenda.names
    said = OUTCOMES.get(end["outcome"], end["outcome"].replace("_", " "))
    when = names.period(end["period"])
    package = f": {possible.agenda.words(end['package'])}" if end["package"] else ""
    yield f"It ended with {said}, in {when[0].lower()}{when[1:]}{package}."
    for party, name in saved.players.items():
        got, without = end["utility"][party], end["no_talks"][party]
        who = f"{capital(names.who(party))}{f' ({name})' if name else ''}"
        yield f"{who} got {points(got)} points; no agreement was worth {points(without)}."


def _got(saved: SavedGame, possible: Possible) -> Iterator[Table | str]:
    assert saved.end is not None
    end = saved.end
    machine = by_itself(saved.scenario, saved.players, saved.seed)
    best = {
        seat: points(float(possible.utility[possible.allowed][:, k].max(initial=-np.inf)))
        for k, seat in enumerate(possible.seats)
    }
    rows = [
        (_titled(party, possible), _by(saved, party), points(worth), points(end["spent"][party]),
         points(end["no_talks"][party]), best.get(party, ""), points(machine["utility"][party]))
        for party, worth in end["utility"].items()
    ]  # fmt: skip
    header = ("", "played by", "got", "spent", "without", "best deal", "computer\nalone")
    yield Table(header, rows, numbers=(2, 3, 4, 5, 6))
    yield (
        "What a party got is less what it spent: on coming, conceding, pressing, staying. The best "
        "deal is as things stood at first. In the last column the computer plays for everybody: "
        f"{_ended(machine, possible)}."
    )


def _titled(party: str, possible: Possible) -> str:
    """A party at the start of a row, with its name where tables below have no room for more."""
    title = possible.agenda.names.title(party)
    short = party.replace("_", " ")
    return f"{title} ({short})" if len(possible.seats) > ROOM and title.lower() != short else title


def _columns(possible: Possible) -> list[str]:
    """The seats at the top of columns."""
    if len(possible.seats) > ROOM:
        return [seat.replace("_", " ") for seat in possible.seats]
    return [possible.agenda.names.title(seat) for seat in possible.seats]


def _by(saved: SavedGame, party: str) -> str:
    return (saved.players[party] or "you") if party in saved.players else "computer"


def _ended(end: dict[str, Any], possible: Possible) -> str:
    said = OUTCOMES.get(end["outcome"], end["outcome"].replace("_", " "))
    return f"{said} ({possible.agenda.short(end['package'])})" if end["package"] else said


def _wanted(possible: Possible) -> Iterator[Table | str]:
    """What each option is worth to everybody; of pies and scales a handful."""
    agenda, titles = possible.agenda, _columns(possible)
    packages = [agenda.package(place) for place in range(len(possible.utility))]
    rows: list[tuple[str, ...]] = []
    for issue in agenda.issues:
        options = shown_options(agenda, issue, possible.seats[0])
        if not agenda.single:
            rows.append((agenda.title(issue), *[""] * len(titles)))
        for option in options:
            where = [x for x, package in enumerate(packages) if package[issue] == option]
            worth = possible.utility[where].mean(axis=0)
            said = agenda.called(issue, option)
            rows.append((said if agenda.single else f"  {said}", *map(points, worth)))
    yield Table(("points to", *titles), rows, numbers=range(1, len(titles) + 1))
    if not agenda.single:
        yield "Each is an average over all that may be settled on the other issues."


def _was_possible(saved: SavedGame, possible: Possible) -> Iterator[Table | str]:
    assert saved.end is not None
    agenda = possible.agenda
    rational, efficient = int(possible.rational.sum()), possible.efficient
    yield (
        f"Of {counted(len(possible.utility), 'package')}, {rational:,} would leave nobody at the "
        f"table worse off than no talks. {int(efficient.sum()):,} of these are efficient: nobody "
        "could have more without somebody having less."
    )
    rows = []
    if saved.end["package"]:
        place = agenda.place(saved.end["package"])
        rows.append(_row("what you agreed on", place, possible))
        yield _where_it_lies(place, possible)
    for name in SHOWN:
        for place in possible.solution(name)[:1]:
            rows.append(_row(CALLED[name], place, possible))
    end = in_equilibrium(saved.scenario, saved.seed)
    if end is not None and end["package"]:
        rows.append(_row("the equilibrium", agenda.place(end["package"]), possible))
    elif end is not None:
        yield f"The equilibrium of this game ends with {_ended(end, possible)}."
    spec = saved.scenario.spec
    if end is not None and {"ratify", "implement"} & set(spec.forums[spec.primary].stages):
        yield (
            "The equilibrium is that of the offers and answers alone: it does not look ahead to a "
            "vote at home, or to who keeps the deal."
        )
    rows.append(("no talks", "", *map(points, possible.reservation)))
    titles = _columns(possible)
    yield Table(("", "", *titles), rows, numbers=range(2, len(titles) + 2))
    many = [CALLED[name] for name in SHOWN if len(possible.solution(name)) > 1]
    if many:
        yield f"The first of several that tie: {listed(many)}."
    if rational == 0:
        yield "Where nothing is better than no talks for all, these solutions do not exist."


def _row(called: str, place: int, possible: Possible) -> tuple[str, ...]:
    said = possible.agenda.short(possible.agenda.package(place))
    return (called, said, *map(points, possible.utility[place]))


def _where_it_lies(place: int, possible: Possible) -> str:
    share = possible.share(place)
    if share != share:  # NaN
        return "What was agreed leaves somebody at the table worse off than no talks."
    if possible.efficient[place]:
        return "What was agreed is one of them: nothing was left on the table."
    return (
        f"What was agreed is not one of them: it brings {percent(share)} of what could have been "
        "gained, divided in the same proportions (Debreu 1951; Farrell 1957)."
    )


def _turns(saved: SavedGame, possible: Possible, turns: list[Advice]) -> Iterator[Table | str]:
    agenda, names = possible.agenda, possible.agenda.names
    has_theory = any(turn.equilibrium is not None for turn in turns)
    several = len(saved.players) > 1
    rows = []
    for turn in turns[:MOST_TURNS]:
        when = f"round {turn.round}" if turn.round else names.period(turn.period).partition(" (")[0]
        row = [when, *([names.title(turn.party)] if several else []), _asked(turn, agenda)]
        row += [_said(turn.answer, agenda), _said(turn.computer, agenda)]
        rows.append([*row, *([_said(turn.equilibrium, agenda)] if has_theory else [])])
    header = ["", *(["who"] if several else []), "asked", "answered", "the computer"]
    yield Table([*header, *(["equilibrium"] if has_theory else [])], rows)
    if len(turns) > MOST_TURNS:
        yield f"The first {MOST_TURNS} of {len(turns)} turns."
    yield (
        "The computer is the scenario's own strategy, and has private reasons besides where there "
        "is noise. Each is asked at the point that your game had reached."
    )


def _asked(turn: Advice, agenda: Any) -> str:
    if turn.act == "accept" and turn.offer:
        return f"accept {agenda.short(turn.offer)}?"
    about = f" ({turn.about})" if turn.about else ""
    return f"{turn.act.replace('_', ' ')}{about}?"


def _said(answer: Answer | None, agenda: Any) -> str:
    if answer is None:
        return ""
    if isinstance(answer, dict):
        package: Package = answer
        return str(agenda.short(package))
    if answer in (PASS, WALK_OUT) and isinstance(answer, str):
        return answer.replace("_", " ")
    return "yes" if answer else "no"
