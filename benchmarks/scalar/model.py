"""Talks about a harbour as somebody would write them with Mesa alone: one negotiation a model.

Written from the description of the model (docs/explanation/model.md, whose sections are named
here), not from the engine. Nothing of `sim` is imported, and no NumPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mesa

from benchmarks.scalar.reckoning import Coming, Outlook, Table, Weighing, World
from benchmarks.scalar.shock import OWN, PUBLIC, Shock
from benchmarks.scalar.story import PRIOR, TYPES, Drawn, Story, draw, quantile

# Of which shock, the threshold of each type (None teaches nothing), and whether the act was done.
Lesson = tuple[Shock, Sequence[float | None], bool]


class Party(mesa.Agent):
    """One party: what it wants, what it keeps to itself, what the others believe of it."""

    def __init__(self, model: Talks, name: str, body: dict[str, Any], drawn: Drawn) -> None:
        super().__init__(model)
        self.name = name
        number = drawn.numbers
        weights = {issue: number[f"parties.{name}.weights.{issue}"] for issue in body["weights"]}
        total = sum(weights.values())
        self.worth = {
            (issue, option): weight / total * number[f"parties.{name}.values.{issue}.{option}"]
            for issue, weight in weights.items()
            for option in body["values"][issue]
        }
        spread = 0.0
        for issue in weights:
            of_issue = [self.worth[issue, option] for option in body["values"][issue]]
            spread += max(of_issue) - min(of_issue)
        scale = number["noise"] * spread
        self.sit, self.sign = (Shock(value, scale) for value in drawn.shocks[name])
        by_type = []
        for path, ranged, rises in model.story.secrets[name]:
            of_types = [quantile(ranged, t if rises else 1 - t) for t in TYPES]
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
        """The type that what was seen stands against least, where all mass has vanished."""
        return min(PUBLIC, key=lambda t: self.sit.violation(t) + self.sign.violation(t))

    def mean(self, values: Table, x: int) -> float:
        """A mean over the types that others think possible, of a package."""
        return sum(chance * row[x] for chance, row in zip(self.belief, values, strict=False))


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
        self.datacollector.collect(self)  # every period: `batch_run` asks for the last by number

    # -- convening (3, 7.5, 7.6) -------------------------------------------------------------------

    def convene(self) -> None:
        """A period before the table."""
        still_open = self.demand in ("raised", "refused")
        coming = Coming(self, self.world, self.holder if still_open else None)
        lessons: list[Lesson] = []
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

    def grants(self, coming: Coming, lessons: list[Lesson]) -> bool:
        """Whether the controller meets the demand."""
        party = self.controller
        after = Coming(self, self.granted, None)
        shift = self.granted.no_talks[party] - self.world.no_talks[party] - self.conceding_cost
        weighing = [Weighing.of(party, t, coming, after, shift) for t in range(OWN + 1)]
        grants = weighing[OWN].at(party.sit.value) > 0
        thresholds = [one.threshold() for one in weighing]
        lessons.append((party.sit, thresholds, grants))
        return grants

    def learn(self, lessons: list[Lesson]) -> None:
        """Draw all lessons of a period."""
        for shock, thresholds, taken in lessons:
            for kind, threshold in enumerate(thresholds):
                if threshold is not None:
                    shock.learn(kind, threshold, taken)
        for party in self.parties:
            party.think()

    # -- at the table (7.7) ------------------------------------------------------------------------

    def bargain(self) -> None:
        """A round: all stay or leave, then a text is tabled and answered."""
        self.round += 1
        outlook = Outlook(self, self.world, self.texts)
        lessons: list[Lesson] = []
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
        return max(tied, key=lambda x: min(one.mean(gains[one], x) for one in self.parties))
