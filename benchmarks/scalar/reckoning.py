"""What parties reckon with: a world, the table that they expect, who comes, what conceding brings.

Sections in brackets are those of docs/explanation/model.md. Rows go by type, the last one being
what the party knows of itself.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from benchmarks.scalar.shock import INF, OWN, PUBLIC

if TYPE_CHECKING:
    from benchmarks.scalar.model import Party, Talks

Table = list[list[float]]  # by type, and by package


class World:
    """What hangs on the levels in force and on no belief: gains of packages, the war (7.2)."""

    def __init__(self, model: Talks, levels: dict[str, str]) -> None:
        self.levels = levels
        sides = model.story.data["conflict"]["sides"]
        credibility, refuser, factors = model.story.threat
        at_war, self.deterred = {}, dict.fromkeys(model.parties, 0.0)
        for party in model.parties:
            victories = [party.utility(levels | sides[side]["victory"]) for side in sides]
            at_war[party] = self._war(model, victories, {})
            if party.name == refuser:
                hit = self._war(model, victories, factors)
                self.deterred[party] = model.drawn.numbers[credibility] * (at_war[party] - hit)
        self.no_talks = at_war  # war cost left out
        self.gains: dict[Party, list[list[float]]] = {}
        for party in model.parties:
            above = [party.utility(levels | package) - at_war[party] for package in model.packages]
            self.gains[party] = [[gain + cost for gain in above] for cost in party.war_cost]
        self._answers: dict[Party, tuple[int, Table, Table]] = {}

    def answers(self, party: Party) -> tuple[Table, Table]:
        """For each type, the chance of a yes to each package, and the package's option value.

        They hang on the party's shock of signing alone, so they stay until it answers a text.
        """
        shock, found = party.sign, self._answers.get(party)
        if found is None or found[0] != shock.lessons:
            yes, worth = (
                [[of(t, gain) for gain in row] for t, row in enumerate(self.gains[party])]
                for of in (lambda t, gain: shock.exceeds(t, -gain), shock.option)
            )
            found = self._answers[party] = shock.lessons, yes, worth
        return found[1], found[2]

    @staticmethod
    def _war(model: Talks, victories: list[float], factors: dict[str, float]) -> float:
        number, sides = model.drawn.numbers, model.story.data["conflict"]["sides"]
        power = [
            (number[f"conflict.sides.{side}.strength"] * factors.get(side, 1.0))
            ** number["conflict.decisiveness"]
            for side in sides
        ]
        return sum(p * u for p, u in zip(power, victories, strict=True)) / sum(power)


class Outlook:
    """What the parties expect of the table, in a world and under the beliefs of a period (7.3)."""

    def __init__(self, model: Talks, world: World, texts: list[int]) -> None:
        self.model, self.world, self.texts = model, world, texts
        self.agrees: dict[Party, list[float]] = {}
        self.hopes: dict[Party, list[float]] = {}
        self.options: dict[Party, Table] = {}
        for party in model.parties:
            yes, worth = world.answers(party)
            self.agrees[party] = [party.mean(yes, x) for x in texts]
            self.hopes[party] = [party.mean(worth, x) for x in texts]
            self.options[party] = [[row[x] for x in texts] for row in worth]
        self.mixture = {party: self._mixture(party) for party in model.parties}

    def scores(self) -> list[float]:
        """The mediator's criterion for every text that is left (7.7)."""
        found = []
        for place in range(len(self.texts)):
            score = 1.0
            for party in self.model.parties:
                score *= self.agrees[party][place] * self.hopes[party][place]
            found.append(score)
        return found

    def expected(self, party: Party, kind: int) -> float:
        """What a type of a party expects of the table above failed talks."""
        shares, agree = self.mixture[party]
        options = self.options[party][kind]
        return sum(s * a * option for s, a, option in zip(shares, agree, options, strict=True))

    def _mixture(self, party: Party) -> tuple[list[float], list[float]]:
        """How likely each text is to be tabled, and how likely all others are to agree to it."""
        agree, criterion = [], []
        for place in range(len(self.texts)):
            chance = hope = 1.0
            for other in self.model.parties:
                chance *= 1.0 if other is party else self.agrees[other][place]
                hope *= self.hopes[other][place]
            agree.append(chance)
            criterion.append(chance * hope)
        top = max(criterion, default=0.0)
        squares = [(one / top) ** 2 if top > 0 else 0.0 for one in criterion]
        total = sum(squares)
        return [square / total if total > 0 else 0.0 for square in squares], agree


class Coming:
    """Who would come, in a world and under the beliefs of a period (7.5)."""

    def __init__(self, model: Talks, world: World, waiving: Party | None) -> None:
        self.parties, self.waiving = model.parties, waiving
        self.deterred = world.deterred
        outlook = Outlook(model, world, list(range(len(model.packages))))
        self.above = {
            party: [outlook.expected(party, t) - party.talking_cost for t in range(OWN + 1)]
            for party in self.parties
        }
        seats = len(self.parties)
        chance = dict.fromkeys(self.parties, 0.5 ** (1 / (seats - 1)))
        for _ in range(2):
            chance = {party: self._comes(party, self.others(chance, party)) for party in chance}
        self.joint = {party: self.others(chance, party) for party in self.parties}

    def others(self, chance: dict[Party, float], party: Party) -> float:
        """The chance that all others come."""
        return math.prod(p for other, p in chance.items() if other is not party)

    def threshold(self, party: Party, kind: int, joint: float) -> float:
        """What the shock must exceed for a type to come."""
        certain = self.deterred[party] - self.paid(party, kind)
        if joint == 0:
            return -INF if certain > 0 else INF if certain < 0 else -self.above[party][kind]
        return -self.above[party][kind] - certain / joint

    def paid(self, party: Party, kind: int) -> float:
        """The firmness of a demand that coming would give up."""
        return party.firmness[kind] if party is self.waiving else 0.0

    def _comes(self, party: Party, joint: float) -> float:
        return sum(
            party.belief[t] * party.sit.exceeds(t, self.threshold(party, t, joint)) for t in PUBLIC
        )


class Weighing:
    """A concession weighed by one type, as a function of its shock of sitting down (7.6)."""

    def __init__(self, shift: float, after: tuple[float, ...], before: tuple[float, ...]) -> None:
        self.shift, self.after, self.before = shift, after, before

    @classmethod
    def of(cls, party: Party, kind: int, coming: Coming, after: Coming, shift: float) -> Weighing:
        """For a type of a party."""
        sides = [
            (one.joint[party], one.above[party][kind], one.deterred[party] - one.paid(party, kind))
            for one in (after, coming)
        ]
        return cls(shift, *sides)

    def at(self, shock: float) -> float:
        """What conceding is worth more than refusing."""
        after, before = (
            max(q * (above + shock) + certain, 0.0)
            for q, above, certain in (self.after, self.before)
        )
        return self.shift + after - before

    def threshold(self) -> float | None:
        """The shock above which it concedes; None where its answer hangs on more than one.

        The value has a bend where the shock lets it come, with the act and without.
        """
        slope = self.after[0] - self.before[0]
        if self.after[0] == 0:  # nothing hangs on the shock with the act
            return None if self.before[0] > 0 else -INF if self.at(0) > 0 else INF
        bends = sorted(
            -above - certain / q for q, above, certain in (self.after, self.before) if q > 0
        )
        ends = [bends[0] - 1, *bends]
        values = [self.at(end) for end in ends]
        crossings = [
            (left + (right - left) * low / (low - high), high > 0)
            for left, right, low, high in zip(ends, ends[1:], values, values[1:], strict=False)
            if (low > 0) != (high > 0)
        ]
        if (slope > 0 and values[-1] <= 0) or (slope < 0 and values[-1] > 0):
            crossings.append((ends[-1] - values[-1] / slope, slope > 0))
        if not crossings:
            return -INF if values[0] > 0 else INF
        return crossings[0][0] if crossings[0][1] and len(crossings) == 1 else None
