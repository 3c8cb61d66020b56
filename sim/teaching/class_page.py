"""The games of a class on one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.analysis import pictures
from sim.analysis.layout import Item, Page, Section, Table
from sim.analysis.words import Names, capital, counted, percent, span
from sim.teaching.class_figure import offers_and_answers
from sim.teaching.looking_back import OUTCOMES
from sim.teaching.pooled import Pooled, Skipped, names


def page(pooled: Sequence[Pooled], skipped: Sequence[Skipped], *, named: bool = False) -> Page:
    """Return a page with a section for each scenario that the class has played.

    Parameters
    ----------
    pooled : sequence of Pooled
    skipped : sequence of Skipped
        Files that are left out, which the page lists.
    named : bool
        Whether it says who played.
    """
    games, players = sum(len(each.games) for each in pooled), sum(p.players for p in pooled)
    lead = [
        f"{counted(games, 'game')} by {counted(players, 'player')}, played to the end. Whoever "
        "played twice counts twice."
    ]
    if skipped:
        lead.append(f"{counted(len(skipped), 'file')} left out: see the end of this page.")
    sections = [Section(_title(each), list(_items(each, named))) for each in pooled]
    if skipped:
        rows = [(each.file, each.why) for each in skipped]
        sections.append(Section("Left out", [Table(("file", "why"), rows)]))
    return Page("The games of a class", "", lead, sections)


def _title(pooled: Pooled) -> str:
    return f"{pooled.scenario.title} ({counted(len(pooled.games), 'game')})"


def _items(pooled: Pooled, named: bool) -> Iterator[Item]:
    words = Names(pooled.scenario)
    yield f"The scenario is {pooled.scenario.name}; {_made_of(pooled)}."
    if len(pooled.offers) or len(pooled.answers):
        yield pictures.figure(offers_and_answers, pooled)
        yield Section("Offers and answers, by size", [_by_size(pooled), _measure(pooled)])
    yield Section("How the games ended", [_outcomes(pooled), *_agreed(pooled)])
    yield Section("What players got, in points", [_payoffs(pooled, words), _theory(pooled)])
    if named:
        rows = [(file, words.title(party), name or "no name", f"{got:.1f}")
                for file, party, name, got in names(pooled)]  # fmt: skip
        yield Section("Who played", [Table(("file", "as", "player", "points"), rows, numbers=(3,))])


def _made_of(pooled: Pooled) -> str:
    """How many played whom."""
    counts: dict[str, int] = {}
    for game in pooled.games:
        for party in game.players:
            counts[party] = counts.get(party, 0) + 1
    each = (f"{n} as {party.replace('_', ' ')}" for party, n in sorted(counts.items()))
    return f"{counted(pooled.players, 'player')}: {', '.join(each)}"


def _by_size(pooled: Pooled) -> Table:
    rows = [
        (f"{b['from']:.0f} to {b['to']:.0f}", f"{b['offers']:.0f}", f"{b['answered']:.0f}",
         f"{b['accepted']:.0f}", percent(b["share"]), span(b["low"], b["high"]))
        if b["answered"] else
        (f"{b['from']:.0f} to {b['to']:.0f}", f"{b['offers']:.0f}", "0", "0", "", "")
        for b in pooled.bins.to_dict("records") if b["offers"] or b["answered"]
    ]  # fmt: skip
    header = ("size", "offers", "answered", "accepted", "share", "95% (Wilson)")
    return Table(header, rows, numbers=(0, 1, 2, 3, 4, 5))


def _measure(pooled: Pooled) -> str:
    if pooled.pie:
        what = "the share, of 100, that an offer leaves to the other; answered: to who answers"
    else:
        what = "the points that an offer leaves to who makes it; answered: those of who answers"
    return (
        f"Size: {what}. Only what people offered and answered counts, not the computer. A size "
        "that lies on a bound is in the upper bin. The interval takes answers as independent, "
        "which those within one game are not."
    )


def _outcomes(pooled: Pooled) -> Table:
    rows = [
        (capital(OUTCOMES.get(o["outcome"], o["outcome"])), str(o["games"]), percent(o["share"]),
         span(o["low"], o["high"]))
        for o in pooled.outcomes.to_dict("records")
    ]  # fmt: skip
    return Table(("", "games", "share", "95% (Wilson)"), rows, numbers=(1, 2, 3))


def _agreed(pooled: Pooled) -> Iterator[str]:
    """How many agreements were efficient."""
    agreed = [game for game in pooled.games if game.end and game.end["package"]]
    if not agreed:
        return
    fine = 0
    for game in agreed:
        possible = pooled.possible(game.seed)
        assert game.end is not None
        fine += bool(possible.efficient[possible.agenda.place(game.end["package"])])
    yield f"Of {counted(len(agreed), 'agreement')}, {fine} left nothing on the table (efficient)."


def _payoffs(pooled: Pooled, words: Names) -> Table:
    rows = [
        (words.title(p["party"]), str(p["games"]), f"{p['mean']:.1f}",
         f"{p['low']:.1f} to {p['high']:.1f}" if p["low"] == p["low"] else "one game",
         *(f"{p[name]:.1f}" if p[name] == p[name] else "none"
           for name in ("equilibrium", "nash", "computer")))
        for p in pooled.payoffs.to_dict("records")
    ]  # fmt: skip
    header = ("", "games", "mean", "95% (t)", "equilibrium", "Nash", "computer alone")
    return Table(header, rows, numbers=(1, 2, 3, 4, 5, 6))


def _theory(pooled: Pooled) -> str:
    said = (
        "The equilibrium is that of the protocol where it can be worked out, with everybody "
        "playing it; Nash is the Nash solution (Nash 1950), of an agreement at once; in the last "
        "column the computer plays for everybody. None: in some game there is none."
    )
    seeds = len({game.seed for game in pooled.games})
    if seeds > 1:
        said += f" These are averages over the {seeds} seeds of the games; marks in the picture "
        said += "are of the first game's."
    return said
