"""People at a terminal: what they are shown, and what they may type."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from sim.analysis.layout import Table, renderable
from sim.analysis.words import capital
from sim.teaching import screen
from sim.teaching.agenda import Package
from sim.teaching.news import Key, lines
from sim.teaching.saved import PASS, WALK_OUT, Answer
from sim.teaching.sitting import Quit, Sitting, Turn

WORDS = {
    "a": "accept", "accept": "accept", "yes": "accept", "y": "accept",
    "r": "refuse", "refuse": "refuse", "no": "refuse", "n": "refuse",
    "p": "pass", "pass": "pass", "w": "walk", "walk": "walk", "walk out": "walk",
    "c": "concede", "concede": "concede", "h": "help", "help": "help", "?": "help",
    "hint": "hint", "list": "list", "l": "list", "points": "points", "q": "quit", "quit": "quit",
}  # fmt: skip
"""What may be typed, and what it stands for."""

_HELP = {
    "accept": "accept (a): agree to what is on the table, or say yes",
    "refuse": "refuse (r): say no to it",
    "concede": "concede (c): offer the best of what is worth less to you than your last offer; "
    "concede 10: at least 10 points less",
    "pass": "pass (p): make no offer in this round",
    "walk": "walk (w): refuse, and leave the talks",
    "list": "list (l): some offers to choose from, by number",
    "points": "points: what each issue is worth to you",
    "hint": "hint: what the model itself would reckon",
    "help": "help (?): this list",
    "quit": "quit (q): stop here; the game is kept as far as it went",
}


class AtTerminal:
    """Asks whoever sits at the terminal, until the answer is one.

    Parameters
    ----------
    sitting : Sitting
    console : rich.console.Console
    read : callable
        Prompt -> the line that was typed; raises EOFError where there is none.
    """

    def __init__(self, sitting: Sitting, console: Console, read: Callable[[str], str]) -> None:
        self._players, self._scenario = sitting.game.players, sitting.talks.scenario
        self._names, self._console, self._read = sitting.names, console, read
        self._met: set[str] = set()
        self._last: str | None = None
        self._told: dict[str, dict[Key, str]] = {party: {} for party in self._players}

    def __call__(self, turn: Turn) -> Answer:
        """Show a turn, and return what is answered."""
        self._hand_over(turn)
        self._show(turn)
        while True:
            typed = self._read(self._prompt(turn)).strip()
            try:
                answer = self._understood(turn, typed)
            except ValueError as error:
                self._say([str(error)])
                continue
            if answer is not None:
                return answer

    # -- showing -------------------------------------------------------------------------

    def _hand_over(self, turn: Turn) -> None:
        """Where two share a laptop: nobody sees the other's points."""
        if len(self._players) == 1 or turn.party == self._last:
            return
        self._clear()
        who = capital(self._names.who(turn.party))
        name = self._players[turn.party]
        self._say([f"Hand over to {f'{name}, who plays ' if name else ''}{who}."])
        self._read("Nobody else should look now. Press Enter. ")
        self._clear()
        self._last = turn.party

    def _clear(self) -> None:
        if self._console.is_terminal:
            self._console.clear()
            if not self._console.legacy_windows:
                self._console.file.write("\x1b[3J")  # nor what can be scrolled back to

    def _show(self, turn: Turn) -> None:
        if turn.party not in self._met:
            self._met.add(turn.party)
            self._introduce(turn)
        self._console.print()
        name = self._players[turn.party]
        self._console.print(Text(screen.heading(turn, name), style="bold"))
        self._say(self._new(turn))
        self._say(screen.situation(turn))
        if turn.act == "propose" and not turn.agenda.single:
            self._list(turn)
        self._console.print(Text(screen.question(turn), style="bold"))

    def _new(self, turn: Turn) -> Iterator[str]:
        """The news, without what was said before, and what lies on the table anyway."""
        told = self._told[turn.party]
        rows = [row for row in turn.news if not turn.offer or row["package"] != turn.offer]
        for key, line in lines(rows, turn.agenda, turn.party):
            if turn.round or told.get(key) != line:
                yield line
            told[key] = line

    def _introduce(self, turn: Turn) -> None:
        """The game, as a player has to know it: title, question and rules."""
        scenario = self._scenario
        self._console.print(Text(scenario.title, style="bold"))
        if scenario.spec.question:
            self._console.print(Text(scenario.spec.question, style="italic"))
        self._say([*screen.rules(scenario, turn.party, self._names), *screen.time_costs(turn)])
        self._points(turn)
        self._say(["Type ? for what you can do."])

    def _points(self, turn: Turn) -> None:
        for title, table in screen.worth_of_issues(turn):
            self._say([title])
            self._console.print(Padding(renderable(table), (0, 0, 0, 2)))

    def _list(self, turn: Turn) -> None:
        rows = [
            (str(number), turn.agenda.short(turn.agenda.package(place)),
             screen.points(float(turn.view.utility[place])))
            for number, place in enumerate(screen.listing(turn), start=1)
        ]  # fmt: skip
        table = Table(("", "some offers", "your points"), rows, numbers=(0, 2))
        self._console.print(Padding(renderable(table), (0, 0, 0, 2)))

    def _say(self, lines: Iterable[str]) -> None:
        for line in lines:
            text = textwrap.fill(line, self._console.width, subsequent_indent="  ")
            self._console.print(Text(text))

    def _prompt(self, turn: Turn) -> str:
        if turn.act != "propose":
            return "accept or refuse > " if turn.act == "accept" else "yes or no > "
        if turn.agenda.single is None:
            return "a number, or Enter for one issue after another > "
        sharers = turn.agenda.sharers(turn.agenda.single)
        if not sharers:
            known = [amount for (amount,) in turn.agenda.amounts(turn.agenda.single).values()]
            return f"a number from {min(known):g} to {max(known):g} > "
        if len(sharers) == 2 and turn.party in sharers:
            return "your share, from 0 to 100 > "
        return f"shares of 100 for {', '.join(sharers)} > "

    # -- understanding -------------------------------------------------------------------

    def _understood(self, turn: Turn, typed: str) -> Answer | None:
        """What a line means; None where it only asked to be shown something.

        Raises
        ------
        ValueError
            If it means nothing here, with what would.
        """
        first, _, rest = " ".join(typed.lower().split()).partition(" ")
        word = WORDS.get(f"{first} {rest}".strip()) or (
            WORDS.get(first) if first in ("concede", "c") else None
        )
        match word:
            case "quit":
                raise Quit
            case "help":
                self._say([_HELP[known] for known in self._choices(turn)])
                return None
            case "points":
                self._points(turn)
                return None
            case "list" if turn.act == "propose":
                self._list(turn)
                return None
            case "hint":
                self._say([self._hint(turn)])
                return None
            case "walk" if turn.act in ("propose", "accept"):
                return WALK_OUT
            case "walk" if turn.act == "stay":
                return False
            case "concede" if turn.act == "concede":
                return True
        if turn.act == "propose":
            return self._proposed(turn, typed, word, rest)
        if word in ("accept", "refuse"):
            return self._yes_or_no(turn, word == "accept")
        raise ValueError(f"'{typed}' is no answer here; {self._can_be(turn)}")

    def _yes_or_no(self, turn: Turn, yes: bool) -> bool:
        if yes and turn.offer and not turn.view.allowed[turn.agenda.place(turn.offer)]:
            raise ValueError("You cannot accept that: it crosses a red line of yours.")
        return yes

    def _choices(self, turn: Turn) -> list[str]:
        if turn.act == "propose":
            also = ["concede", "pass", "list", "walk"]
        else:
            also = ["accept", "refuse", *(["walk"] if turn.act == "accept" else []), "hint"]
        return [*also, "points", "help", "quit"]

    def _can_be(self, turn: Turn) -> str:
        return f"type one of {', '.join(self._choices(turn))}"

    def _hint(self, turn: Turn) -> str:
        value = turn.asked.value
        if turn.act == "accept":
            place = turn.agenda.place(turn.offer or {})
            value = float(turn.view.gain[place])
            what = "than failed talks, counting the chance that it is kept"
        elif value is None:
            return "There is none on what to propose."
        else:
            what = "than no, counting what may come of it"
        if value in (float("inf"), float("-inf")):
            return f"By the model's reckoning you can only say {'yes' if value > 0 else 'no'}."
        more = "more" if value >= 0 else "less"
        return (
            f"By the model's reckoning yes is worth {screen.points(abs(value))} points {more} to "
            f"you {what}. Others may see it otherwise, and so may you."
        )

    # -- offers --------------------------------------------------------------------------

    def _proposed(self, turn: Turn, typed: str, word: str | None, rest: str) -> Answer | None:
        """An offer: by share, by number, by issue, or as a concession."""
        if word == "pass":
            return PASS
        if word == "concede":
            return self._fine(turn, self._conceded(turn, rest))
        if word is not None:
            raise ValueError(f"'{typed}' is no offer; {self._can_be(turn)}, or an offer")
        if turn.agenda.single:
            only = turn.agenda.single
            return self._fine(turn, {only: self._amount(turn, only, typed)})
        if not typed:
            chosen = {issue: self._option(turn, issue) for issue in turn.agenda.issues}
            return self._fine(turn, chosen)
        listed = screen.listing(turn)
        if not typed.isdecimal() or not 1 <= int(typed) <= len(listed):
            raise ValueError(f"'{typed}' is no number from 1 to {len(listed)} in the list")
        return self._fine(turn, turn.agenda.package(listed[int(typed) - 1]))

    def _conceded(self, turn: Turn, rest: str) -> Package:
        try:
            by = float(rest or 0) / 100
        except ValueError:
            raise ValueError(f"'{rest}' is no number of points; type concede 10") from None
        place = screen.concession(turn, by)
        if place is None:
            raise ValueError("There is nothing left that is worth less to you by that.")
        return turn.agenda.package(place)

    def _fine(self, turn: Turn, package: Package) -> Package:
        """A package, said again, unless it crosses a red line of the party's own."""
        place = turn.agenda.place(package)
        said = turn.agenda.words(package, turn.party)
        if not turn.view.allowed[place]:
            raise ValueError(f"{said}: that crosses a red line of yours; you cannot propose it")
        worth = screen.points(float(turn.view.utility[place]))
        self._say([f"You offer: {said} ({worth} points to you)."])
        return package

    def _amount(self, turn: Turn, issue: str, typed: str) -> str:
        """The option of a pie or a scale that somebody types.

        A share of its own of two is enough; else all shares, or the number.
        """
        agenda, sharers = turn.agenda, turn.agenda.sharers(issue)
        try:
            said = [float(part.rstrip("%")) for part in typed.replace(",", " ").split()]
        except ValueError:
            said = []
        if sharers:
            said = [share / 100 for share in said]
            if len(said) == 1 and len(sharers) == 2 and turn.party in sharers:
                said = [said[0], 1 - said[0]]
                said = said if sharers[0] == turn.party else said[::-1]
        if len(said) != max(len(sharers), 1):
            wanted = f"{len(sharers)} shares of 100" if len(sharers) > 2 else "a number"
            raise ValueError(f"'{typed}' is no offer; type {wanted}, or ? for what else you can do")
        if sharers and abs(sum(said) - 1) > 1e-6:
            raise ValueError(f"'{typed}' adds up to {100 * sum(said):g}; shares add up to 100")
        option, off = agenda.nearest(issue, said)
        if off > 1e-6:
            near = agenda.option(issue, option, turn.party)
            raise ValueError(f"'{typed}' is not to be had; the nearest offer is: {near}")
        return option

    def _option(self, turn: Turn, issue: str) -> str:
        """Ask for the option of one issue, until it is one."""
        agenda = turn.agenda
        self._say([f"{agenda.title(issue)}:"])
        options = agenda.options(issue)
        if not agenda.amounts(issue):
            self._say(f"  {k}  {agenda.called(issue, o)}" for k, o in enumerate(options, start=1))
        while True:
            typed = self._read("  a share of 100 > " if agenda.sharers(issue) else "  a number > ")
            typed = typed.strip()
            if WORDS.get(typed) == "quit":
                raise Quit
            try:
                if agenda.amounts(issue):
                    return self._amount(turn, issue, typed)
                if typed.isdecimal() and 1 <= int(typed) <= len(options):
                    return options[int(typed) - 1]
                raise ValueError(f"'{typed}' is no number from 1 to {len(options)}")
            except ValueError as error:
                self._say([str(error)])
