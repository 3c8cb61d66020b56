"""Talks about a harbour as somebody would write them with Mesa alone: one negotiation a model.

Written from the description of the model (docs/explanation/model.md, whose sections are named
here), not from the engine. Nothing of `sim` is imported, and no NumPy: a run is a handful of
parties, six packages, and loops over them. Types 0 to 4 are those of the public belief; number 5,
`OWN`, is what the party knows of itself.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any

import mesa

from benchmarks.scalar.story import PRIOR, TYPES, Drawn, Story, draw, private, quantile

OWN = len(TYPES)
PUBLIC = range(OWN)
INF = math.inf


def cdf(z: float) -> float:
    """The standard logistic distribution function."""
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0


def tail(z: float) -> float:
    """The area under 1 - F to the right of z: of the standard logistic."""
    return math.log1p(math.exp(-z)) if z > 0 else math.log1p(math.exp(z)) - z


class Shock:
    """A private shock of one party, and what its acts say of it if it is of a type (7.4)."""

    def __init__(self, value: float, scale: float) -> None:
        self.value, self.scale = value * scale, scale
        self.low, self.high = [-INF] * (OWN + 1), [INF] * (OWN + 1)

    def learn(self, kind: int, threshold: float, taken: bool) -> None:
        """An act was taken, or not, which a type takes iff the shock exceeds a threshold."""
        if taken:
            self.low[kind] = max(self.low[kind], threshold)
        else:
            self.high[kind] = min(self.high[kind], threshold)

    def mass(self, kind: int) -> float:
        """How likely what was seen is under a type."""
        low, high = self.low[kind] / self.scale, self.high[kind] / self.scale
        if high <= low:
            return 0.0
        return cdf(-low) - cdf(-high) if low > 0 else cdf(high) - cdf(low)

    def violation(self, kind: int) -> float:
        """How far from 0 the shock of a type would have to lie, or its interval is crossed."""
        low, high = self.low[kind], self.high[kind]
        return max(0.0, low, -high, low - high)

    def stand_in(self, kind: int) -> float:
        """Where the shock lies if no mass is left: the end nearer to 0, or between crossed ends."""
        low, high = self.low[kind], self.high[kind]
        return (low + high) / 2 if high <= low else low if low > 0 else high

    def exceeds(self, kind: int, threshold: float) -> float:
        """The chance that the shock exceeds a threshold, given what was seen."""
        low, high = self.low[kind], self.high[kind]
        if threshold <= low:
            return 1.0
        if threshold >= high:
            return 0.0
        mass = self.mass(kind)
        if mass <= 0:
            return float(self.stand_in(kind) > threshold)
        low, high = threshold / self.scale, high / self.scale
        return (cdf(-low) - cdf(-high) if low > 0 else cdf(high) - cdf(low)) / mass

    def option(self, kind: int, gain: float) -> float:
        """N(g): the mean of a gain that may be declined once the shock is learnt (7.3)."""
        start, high = max(self.low[kind], -gain), self.high[kind]
        if start >= high:
            return 0.0
        mass = self.mass(kind)
        if mass <= 0:
            return max(gain + self.stand_in(kind), 0.0)
        s = self.scale
        value = (gain + start) * cdf(-start / s) + s * tail(start / s) if start > -INF else gain
        if high < INF:
            value -= (gain + high) * cdf(-high / s) + s * tail(high / s)
        return max(value, 0.0) / mass


class Party(mesa.Agent):
    """One party: what it wants, what it keeps to itself, what the others believe of it."""

    def __init__(self, model: Talks, name: str, body: dict[str, Any], drawn: Drawn) -> None:
        super().__init__(model)
        self.name = name
        number = drawn.numbers
        weights = {issue: number[f"parties.{name}.weights.{issue}"] for issue in body["weights"]}
        total = sum(weights.values())
        self.worth = {
            (issue, option): weights[issue] / total * number[f"parties.{name}.values.{issue}.{option}"]
            for issue in weights
            for option in body["values"][issue]
        }
        spread = 0.0
        for issue in weights:
            of_issue = [self.worth[issue, option] for option in body["values"][issue]]
            spread += max(of_issue) - min(of_issue)
        scale = number["noise"] * spread
        self.sit, self.sign = (Shock(value, scale) for value in drawn.shocks[name])
        self.scale = scale
        by_type = []
        for path, ranged, up in private(name, body):
            of_types = [quantile(ranged, t if up else 1 - t) for t in TYPES]
            by_type.append([*of_types, number[path]])
        self.war_cost = by_type[0]
        self.firmness = by_type[1] if len(by_type) > 1 else [0.0] * (OWN + 1)
        self.talking_cost = number.get(f"parties.{name}.talking_cost", 0.0)
        self.staying_cost = number.get(f"parties.{name}.staying_cost", 0.0)
        self.belief = list(PRIOR)

    def utility(self, world: dict[str, str]) -> float:
        """Weight times value, over issues (7.1)."""
        return sum(self.worth.get(at, 0.0) for at in world.items())

    def think(self) -> None:
        """The posterior over types (7.4)."""
        masses = [p * self.sit.mass(t) * self.sign.mass(t) for t, p in enumerate(PRIOR)]
        total = sum(masses)
        if total > 0:
            self.belief = [mass / total for mass in masses]
        else:
            self.belief = [0.0] * OWN
            self.belief[self.least_violated()] = 1.0

    def least_violated(self) -> int:
        """The type whose intervals are crossed by least, where all mass has vanished."""
        return min(PUBLIC, key=lambda t: self.sit.violation(t) + self.sign.violation(t))

    def mean(self, values: list[float]) -> float:
        """A mean over the types that others think possible."""
        return sum(self.belief[t] * values[t] for t in PUBLIC)


class World:
    """What hangs on the levels in force and not on beliefs: gains of packages, and the war (7.2)."""

    def __init__(self, model: Talks, levels: dict[str, str]) -> None:
        self.levels = levels
        sides = model.story.data["conflict"]["sides"]
        threat = model.story.threat
        at_war, self.deterred = {}, dict.fromkeys(model.parties, 0.0)
        for party in model.parties:
            victories = [party.utility(levels | sides[side]["victory"]) for side in sides]
            at_war[party] = self._war(model, victories, {})
            if party.name == threat["when"]["party"]:
                hit = self._war(model, victories, threat["then"]["strength"])
                credible = model.drawn.numbers["threats.border.credibility"]
                self.deterred[party] = credible * (at_war[party] - hit)
        self.no_talks = at_war  # war cost left out
        self.gains: dict[Party, list[list[float]]] = {}
        for party in model.parties:
            above = [party.utility(levels | package) - at_war[party] for package in model.packages]
            self.gains[party] = [[gain + cost for gain in above] for cost in party.war_cost]

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
        self.options: dict[Party, list[list[float]]] = {}
        for party in model.parties:
            gains = world.gains[party]
            options = [[party.sign.option(t, row[x]) for x in texts] for t, row in enumerate(gains)]
            self.options[party] = options
            types = [t for t in PUBLIC if party.belief[t] > 0]
            self.agrees[party] = [
                sum(party.belief[t] * party.sign.exceeds(t, -gains[t][x]) for t in types)
                for x in texts
            ]
            self.hopes[party] = [
                sum(party.belief[t] * options[t][place] for t in types)
                for place in range(len(texts))
            ]
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
        return party.mean(
            [party.sit.exceeds(t, self.threshold(party, t, joint)) for t in PUBLIC]
        )


class Talks(mesa.Model):
    """One negotiation: it convenes or not, and is signed or not.

    Parameters
    ----------
    story : Story
        The scenario.
    number : int
        The run: the seed of everything that it draws.
    drawn : Drawn, optional
        Numbers in place of those that it would draw.
    rng : object
        Given by Mesa's `batch_run` from 3.5 on, and unused: the number is the seed.
    """

    def __init__(
        self, story: Story, number: int = 0, drawn: Drawn | None = None, rng: object = None
    ) -> None:
        super().__init__(rng=number)
        self.story, self.forum = story, story.forum
        self.drawn = drawn or draw(story, self.random)
        self.packages = story.packages
        names = sorted(self.forum["seats"])
        bodies = story.data["parties"]
        self.parties = [Party(self, name, bodies[name], self.drawn) for name in names]
        by_name = dict(zip(names, self.parties, strict=True))
        holder, issue, met, controller = story.demand
        self.holder, self.controller = by_name[holder], by_name[controller]
        levels = {name: body["status_quo"] for name, body in story.data["issues"].items()}
        self.granted = World(self, levels | {issue: met})
        self.world = World(self, levels)
        cost = f"parties.{controller}.conceding_cost.{issue}"
        self.conceding_cost = self.drawn.numbers.get(cost, 0.0)
        self.demand = "raised"
        self.stage, self.round = "convene", 0
        self.texts = list(range(len(self.packages)))
        self.outcome: str | None = None
        self.package: int | None = None
        self.convened: int | None = None
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "outcome": "outcome", "package": "package", "convened": "convened",
                "ended": "steps", "demand": "demand",
            }
        )  # fmt: skip

    def step(self) -> None:
        """One period."""
        if self.stage == "convene":
            self.convene()
        else:
            self.bargain()
        self.running = self.outcome is None
        self.datacollector.collect(self)

    # -- convening (3, 7.5, 7.6) -------------------------------------------------------------------

    def convene(self) -> None:
        """A period before the table."""
        still_open = self.demand in ("raised", "refused")
        coming = Coming(self, self.world, self.holder if still_open else None)
        lessons: list[tuple[Shock, list[float], bool]] = []
        granting = still_open and self.grants(coming, lessons)
        come = True
        for party in self.parties:
            if party is self.holder and still_open and (granting or self.demand == "raised"):
                come = False  # its demand is being met, or has yet to be refused
                continue
            joint = coming.joint[party]
            thresholds = [coming.threshold(party, t, joint) for t in range(OWN + 1)]
            comes = party.sit.value > thresholds[OWN]
            lessons.append((party.sit, thresholds, comes))
            if party is self.holder and still_open:
                self.demand = "waived" if comes else "refused"
                comes = False  # to waive takes a period, and to come another
            come = come and comes
        if granting:
            self.world, self.demand = self.granted, "granted"
        elif self.demand == "raised":
            self.demand = "refused"
        self.learn(lessons)
        if come:
            self.stage, self.convened = "bargain", self.steps
        elif self.steps == self.forum["convene_by"]:
            self.outcome = "not_convened"

    def grants(self, coming: Coming, lessons: list) -> bool:
        """Whether the controller meets the demand."""
        party = self.controller
        after = Coming(self, self.granted, None)
        shift = self.granted.no_talks[party] - self.world.no_talks[party] - self.conceding_cost
        weighing = [Weighing.of(party, t, coming, after, shift) for t in range(OWN + 1)]
        grants = weighing[OWN].at(party.sit.value) > 0
        thresholds = [one.threshold() for one in weighing]
        lessons.append((party.sit, thresholds, grants))
        return grants

    def learn(self, lessons: list[tuple[Shock, list[float | None], bool]]) -> None:
        """Draw all lessons of a period."""
        for shock, thresholds, taken in lessons:
            for kind in range(OWN + 1):
                if thresholds[kind] is not None:
                    shock.learn(kind, thresholds[kind], taken)
        for party in self.parties:
            party.think()

    # -- at the table (7.7) ------------------------------------------------------------------------

    def bargain(self) -> None:
        """A round: all stay or leave, then a text is tabled and answered."""
        self.round += 1
        outlook = Outlook(self, self.world, self.texts)
        lessons = []
        stay = True
        for party in self.parties:
            costs = party.staying_cost - self.world.deterred[party]
            thresholds = [costs - outlook.expected(party, t) for t in range(OWN + 1)]
            stays = party.sit.value > thresholds[OWN]
            lessons.append((party.sit, thresholds, stays))
            stay = stay and stays
        if not stay:
            self.outcome = "walkout"
            return
        scores = outlook.scores()
        if not self.texts or (max(scores) == 0 and len(self.texts) < len(self.packages)):
            self.outcome = "deadlock"
            return
        text = self.tabled(scores)
        signed = True
        for party in self.parties:
            thresholds = [-self.world.gains[party][t][text] for t in range(OWN + 1)]
            signs = party.sign.value > thresholds[OWN]
            lessons.append((party.sign, thresholds, signs))
            signed = signed and signs
        if signed:
            self.outcome, self.package = "agreed", text
            return
        self.learn(lessons)
        self.texts = [x for x in self.texts if x != text]
        if self.round == self.forum["deadline"]:
            self.outcome = "deadlock"

    def tabled(self, scores: list[float]) -> int:
        """The text with the best score; of several, the one whose worst expected gain is best."""
        best = max(scores)
        tied = [x for x, score in zip(self.texts, scores, strict=True) if score == best]
        gains = self.world.gains
        return max(
            tied,
            key=lambda x: min(
                party.mean([gains[party][t][x] for t in PUBLIC]) for party in self.parties
            ),
        )


class Weighing:
    """A concession weighed by one type, as a function of its shock of sitting down (7.6)."""

    def __init__(self, shift: float, after: tuple[float, ...], before: tuple[float, ...]) -> None:
        self.shift, self.after, self.before = shift, after, before

    @classmethod
    def of(
        cls, party: Party, kind: int, coming: Coming, after: Coming, shift: float
    ) -> Weighing:
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
        """The shock above which it concedes; None where nobody learns from the answer.

        That is where the act makes the others' coming less likely, or itself come at greater shocks
        alone; else the value never falls in the shock, and it concedes above its only root.
        """
        (after, above_after, certain_after), (before, above_before, certain_before) = (
            self.after, self.before
        )  # fmt: skip
        if after == 0:
            return None if before > 0 else -INF if self.at(0) > 0 else INF
        comes_after = -above_after - certain_after / after
        comes_before = -above_before - certain_before / before if before > 0 else INF
        if after < before or comes_after > comes_before:
            return None
        base = self.shift - (max(certain_before, 0.0) if before == 0 else 0.0)
        if base > 0:
            return -INF
        root = comes_after - base / after
        if root < comes_before:
            return root
        rest = self.shift + after * above_after + certain_after
        rest -= before * above_before + certain_before
        return -rest / (after - before) if after > before else INF
