"""What somebody who plays is shown: the table as that party sees it, in its own points."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.analysis.layout import Table
from sim.analysis.words import Names, capital, counted, listed
from sim.registry import protocols
from sim.scenario.scenario import Scenario
from sim.teaching.agenda import Agenda
from sim.teaching.news import demand
from sim.teaching.sitting import Turn

HANDFUL = 6  # packages in a list
FEW = 8  # options of an issue that are all shown


def points(utility: float) -> str:
    """A utility from 0 to 100, to a tenth of a point.

    Examples
    --------
    >>> points(0.436), points(0.4), points(-0.0001)
    ('43.6', '40', '0')
    """
    return f"{round(100 * utility, 1) + 0.0:g}"


# -- before the first question -------------------------------------------------------------------


def rules(scenario: Scenario, party: str, names: Names) -> Iterator[str]:
    """What a player is told of the game, and no more: not what theory says of it."""
    spec, (_, forum) = scenario.spec, scenario.spec.forum
    others = [names.who(name) for name in forum.seats if name != party]
    if party in forum.seats:
        yield f"You are {names.who(party)}. At the table with you: {listed(others)}."
    else:
        yield f"You are {names.who(party)}, and have no seat. At the table: {listed(others)}."
    if "convene" in forum.stages:
        late = counted(forum.convene_by, spec.time.unit)
        yield f"First all who are needed have to come, within {late}; or there are no talks."
    story = (protocols.get(forum.protocol.name).__doc__ or "").strip().partition("\n\n")[0]
    yield f"At the table: {' '.join(story.split())}"
    rounds = counted(forum.deadline, "round")
    verb = "is" if forum.deadline == 1 else "are"
    yield f"There {verb} {rounds}; after that the talks have failed."
    if "ratify" in forum.stages:
        yield "What is signed may have to be ratified at home."
    if "implement" in forum.stages:
        yield "A deal can be broken later, by you too."
    yield "Your points go from 0, your worst, to 100, your best. You do not see those of others."


def time_costs(turn: Turn) -> Iterator[str]:
    """What waiting costs the party, and each round at the table."""
    game = turn.view.game
    if (cost := float(game.cost[0, game.me])) > 0:
        yield f"Each round at the table costs you {points(cost)} points, the first one too."
    patience = float(turn.view.patience)
    if patience < 1 and turn.view.rounds > 1:
        yield f"What you get a round later counts {patience:.3g} times as much."


def worth_of_issues(turn: Turn) -> Iterator[tuple[str, Table | str]]:
    """What each issue is worth to the party: a title, and a table or a line."""
    agenda, utility = turn.agenda, np.asarray(turn.view.utility)
    packages = [agenda.package(x) for x in range(utility.size)] if utility.size <= 5000 else []
    for issue in agenda.issues:
        options = shown_options(agenda, issue, turn.party)
        rows = [
            (agenda.called(issue, option, turn.party), points(value))
            for option in options
            if (value := _mean_worth(packages, utility, issue, option)) is not None
        ]
        if rows:
            said = "your points" if len(agenda.issues) == 1 else "your points, on average"
            yield agenda.title(issue), Table(("", said), rows, numbers=(1,))


def shown_options(agenda: Agenda, issue: str, party: str) -> list[str]:
    """All options of an issue, or a handful of those of a pie or a scale, evenly spread."""
    options = list(agenda.options(issue))
    if len(options) <= FEW or not (known := agenda.amounts(issue)):
        return options
    sharers = agenda.sharers(issue)
    if sharers and party in sharers:
        own = sharers.index(party)
        options = sorted(known, key=lambda o: (known[o][own], o))
        firsts = {known[o][own]: o for o in reversed(options)}  # one for each share of its own
        options = [firsts[share] for share in sorted(firsts)]
    else:
        options = sorted(known, key=lambda o: known[o])
    places = np.linspace(0, len(options) - 1, HANDFUL).round().astype(int)
    return [options[place] for place in dict.fromkeys(places.tolist())]


def _mean_worth(packages: list, utility: np.ndarray, issue: str, option: str) -> float | None:
    """What packages with an option are worth on average; None where there are too many."""
    where = [x for x, package in enumerate(packages) if package[issue] == option]
    return float(utility[where].mean()) if where else None


# -- the clock and the table ---------------------------------------------------------------------


def heading(turn: Turn, name: str) -> str:
    """Where the game is, and whose turn it is."""
    spec, forum = turn.agenda.names.spec, turn.forum.tables.forum
    who = f"{capital(turn.agenda.names.who(turn.party))}{f' ({name})' if name else ''}"
    if turn.round:
        when = f"round {turn.round} of {forum.deadline}"
    else:
        when = turn.agenda.names.period(turn.period)
        if turn.act in ("attend", "waive", "concede", "press"):
            since = int(turn.forum.since[0])
            left = forum.convene_by - (turn.period - since)
            when += f", {counted(left, spec.time.unit)} left for talks to begin"
            when += " (the last one)" if not left else ""
    talks = f" · {turn.agenda.names.forum(turn.forum.name)}" if len(spec.forums) > 1 else ""
    return f"{who} · {when}{talks}"


def situation(turn: Turn) -> Iterator[str]:
    """What the party has to go by, besides the news."""
    view, agenda = turn.view, turn.agenda
    if turn.act in ("attend", "waive", "concede", "press"):
        yield f"No talks would be worth {points(turn.no_talks)} points to you."
    if turn.act not in ("keep", "ratify", "comply", "enforce"):
        yield f"Talks that fail would be worth {points(float(view.reservation))} points to you."
    for actor, package in turn.offers.items():
        if actor != turn.party and turn.act == "propose":
            worth = points(float(view.utility[agenda.place(package)]))
            who = capital(agenda.names.who(actor))
            yield f"{who} offered last: {agenda.words(package, turn.party)} ({worth} to you)."
    if turn.act == "propose" and (own := turn.offers.get(turn.party)):
        worth = points(float(view.utility[agenda.place(own)]))
        yield f"You offered last: {agenda.words(own, turn.party)} ({worth} to you)."
    if turn.offer is not None:
        place = agenda.place(turn.offer)
        worth = points(float(view.utility[place]))
        yield (
            f"On the table: {agenda.words(turn.offer, turn.party)}. It is worth {worth} points to "
            "you, if it is signed now and kept."
        )
        if not view.allowed[place]:
            yield "It crosses a red line of yours: you cannot sign it."
    if turn.act == "accept" and turn.round == view.rounds:
        yield "This is the last round: if it is refused, the talks have failed."
    if turn.act in ("accept", "propose", "stay", "attend", "waive") and turn.blame > 5e-4:
        what = "to walk out" if turn.round else "to stay away"
        yield f"There is a threat: {what} would cost you {points(turn.blame)} points."


def question(turn: Turn) -> str:
    """What is asked, in a sentence."""
    names, about = turn.agenda.names, turn.asked.about or ""
    dear = turn.asked.cost
    costs = f" It costs you {points(dear)} points." if dear > 5e-4 else ""
    costs = f" It brings you {points(-dear)} points." if dear < -5e-4 else costs
    match turn.act:
        case "propose":
            return "What do you propose?"
        case "accept":
            return "Do you accept?"
        case "attend":
            return f"Do you come to the talks?{costs}"
        case "waive":
            what = demand(names, turn.party, about)
            return f"Do you give up your demand ({what}) and come?{costs}"
        case "concede":
            whose, _, called = about.partition(".")
            what = demand(names, whose, called)
            return f"{capital(names.who(whose))} demands of you: {what}. Do you concede?{costs}"
        case "press":
            tie, _, purpose = about.partition(".")
            client = names.who(names.spec.ties[tie].client)
            return f"Do you lean on {client} to {purpose.replace('_', ' ')}?{costs}"
        case "stay":
            unmet = f", giving up your demand ({demand(names, turn.party, about)})" if about else ""
            return f"Do you stay at the table{unmet}?{costs}"
        case "act":
            titled = getattr(names.spec.actions[about], "title", "") or about.replace("_", " ")
            return f"You can act: {titled}. Do you?{costs}"
        case "comply":
            return f"The deal asks you to move {names.issue(about)}. Do you do your part?{costs}"
        case "enforce":
            issue = names.issue(about)
            return f"If somebody broke the deal, would you stand by the guarantee ({issue})?{costs}"
        case "keep":
            return f"The deal is in force. Do you keep it?{_breach(turn)}"
        case _:
            return "Do you ratify what was signed?"


def _breach(turn: Turn) -> str:
    """What keeping and breaking a deal would be worth."""
    forum = turn.forum
    j, rows = forum.tables.parties.index(turn.party), np.array([0])
    kept, broken = (float(worth[0, j]) for worth in forum.deal.compared(rows))
    return f" Kept it is worth {points(kept)} points to you, broken by you {points(broken)}."


def listing(turn: Turn) -> list[int]:
    """A handful of packages to choose from by number: the best, and what others have offered."""
    view, agenda = turn.view, turn.agenda
    worth = np.where(view.allowed, view.utility, -np.inf)
    best = np.argsort(-worth, kind="stable")[:HANDFUL]
    theirs = [agenda.place(p) for who, p in turn.offers.items() if who != turn.party]
    own = [agenda.place(p) for who, p in turn.offers.items() if who == turn.party]
    known = dict.fromkeys([*best.tolist(), *own, *theirs])
    return sorted((x for x in known if view.allowed[x]), key=lambda x: (-worth[x], x))


def concession(turn: Turn, by: float = 0.0) -> int | None:
    """The next best package for the party after its last offer; None where there is none.

    by : how much less it has to be worth, at least.

    Of several that are worth the same to it, the one that is most like what others have offered:
    who does not know what others want can tell by that (Faratin, Sierra & Jennings 2002).
    """
    view, agenda = turn.view, turn.agenda
    worth = np.where(view.allowed, view.utility, -np.inf)
    last = turn.offers.get(turn.party)
    below = worth.max() + 1 if last is None else worth[agenda.place(last)]
    left = worth[worth < below - max(by - 1e-9, 1e-9)]
    if not left.size or left.max() == -np.inf:
        return None
    same = np.flatnonzero(np.abs(worth - left.max()) <= 1e-9)
    theirs = [package for who, package in turn.offers.items() if who != turn.party]

    def alike(place: int) -> int:
        mine = agenda.package(place)
        return sum(mine[i] == package[i] for package in theirs for i in agenda.issues)

    return int(max(same.tolist(), key=lambda place: (alike(place), -place)))
