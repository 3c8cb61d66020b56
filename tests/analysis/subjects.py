"""What figures are drawn of in tests: made up, so that no change of the model changes an image.

Only `timeline` and `balance` are of a few simulated runs, as histories are: they show how the model
goes. `importance` and `utility_space` are of made-up outcomes under the assumptions of the seed.
Every figure of ``sim.analysis.figures`` has its place in `SUBJECTS`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd

import sim
from sim.analysis.figures import answer as of_answer
from sim.analysis.figures import (
    attribution,
    balance,
    blockers,
    differences,
    funnel,
    importance,
    incidence,
    outcomes,
    sobol,
    timeline,
    tornado,
    utilities,
    utility_space,
)
from sim.analysis.figures import hindsight as of_hindcast
from sim.analysis.figures.drawing import Saved
from sim.analysis.figures.quotas import quotas
from sim.analysis.figures.sweep import bars, curve, heatmap
from sim.experiments.challenge.parameters import drawn
from sim.experiments.explain import Explanation
from sim.experiments.explain.levers import levers
from sim.experiments.hindcast import Hindcast, Tried
from sim.experiments.paired import Difference
from sim.experiments.quantities import Quantity, quantity
from sim.experiments.question import AS_WRITTEN, Answer, Cell, Found, Question, QuestionSpec
from sim.experiments.results import Results
from sim.experiments.solve.games import solve_game
from sim.experiments.study.study import EXAMPLE as STUDY
from sim.experiments.study.study import Study
from sim.experiments.sweep.counts import own
from sim.experiments.trial import Effort
from sim.experiments.uncertainty import Probability, Spread, wilson
from sim.scenario import games
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.analysis.conftest import BLOCK_COLUMNS, make
from tests.experiments.explain.cities import three

DRAWS, PER_DRAW = 20, 50
ENDS = ("not_convened", "walkout", "deadlock", "collapsed", "held")
WEIGHTS = (40, 12, 18, 10, 20)  # runs in a hundred
BLOCKED = [
    ("south", "refusal", "coming", 30, True),
    ("north", "walkout", "", 12, True),
    ("north", "text", "water", 18, False),
    ("south", "text", "water", 10, False),
    ("south", "breach", "water", 10, True),
]


def results() -> Results:
    """A hundred runs that end in every way, and 20 draws that differ."""
    ends = [end for end, n in zip(ENDS, WEIGHTS, strict=True) for _ in range(n)]
    blocks = [(run, party, kind, over, "", sole)
              for party, kind, over, n, sole in BLOCKED for run in range(n)]  # fmt: skip
    found = make(list(ends), blocks)
    shift = [np.roll(np.resize(ends, PER_DRAW), 2 * draw) for draw in range(DRAWS)]
    known = np.array([np.where(np.arange(PER_DRAW) < 2 * draw, "held", row)
                      for draw, row in enumerate(shift)], dtype=object)  # fmt: skip
    found.spreads.append(Spread(found.scenario.spec.noise, PER_DRAW, known))
    found.nested = make(list(known.ravel())).runs
    rows = [(draw * PER_DRAW + run, "summit", party, kind, over, "", sole)
            for party, kind, over, n, sole in BLOCKED
            for draw in range(DRAWS) for run in range(n * (DRAWS - draw) // 25)]  # fmt: skip
    found.nested_blocks = pd.DataFrame(rows, columns=BLOCK_COLUMNS)
    return found


def dated() -> Results:
    """The same, ended at different times."""
    found = results()
    for runs in (found.runs, found.nested):
        number = np.arange(len(runs))
        for column, when in (
            ("convened_period", 1 + number % 3),
            ("signed_period", 3 + number % 5),
        ):
            runs[column] = np.where(runs[column].notna(), when, np.nan)
        runs["period"] = 8 + number % 4
    return found


def leaning() -> Results:
    """The same, but who comes and what holds goes by what the north has without a deal."""
    found = results()
    numbers = found.runs.run.to_numpy()
    [reservation] = [each for each in drawn(found.scenario, found.seed, numbers)
                     if each.path == "parties.north.reservation"]  # fmt: skip
    order = np.argsort(np.argsort(numbers % 7 / 20 - reservation.values[:, 0]))
    ends = found.runs.outcome.to_numpy()[order]
    return Results(found.scenario, found.seed, make(list(ends)).runs, found.blocks)


def fighting() -> Scenario:
    """A small scenario in which two sides fight while parties talk."""
    # fmt: off
    sides = {"highlands": {"strength": {"uniform": [0.3, 0.5]}, "title": "the highlands"},
             "lowlands": {"strength": {"uniform": [0.4, 0.6]}, "title": "the lowlands"}}
    # fmt: on
    return three(conflict={"shock": 0.1, "sides": sides})


@cache
def history() -> Results:
    """Simulated: a few runs of a small scenario, of which the first is shown."""
    return sim.run(fighting(), runs=100, seed=7, draws=0)


def difference(place: int, a: float = 0.4) -> Difference:
    """Return some difference or other: larger and less sure the later it comes."""
    change = 0.06 * (-1) ** place * place
    reach = 0.05 + 0.02 * place
    return Difference(a, a + change, change, change - 0.02, change + 0.02, change - reach,
                      change + reach, DRAWS)  # fmt: skip


def _numbers(place: int, name: str = "change") -> dict[str, float]:
    """What a table has of a difference."""
    made = difference(place)
    return {"a": made.a, "b": made.b, name: made.change, "low": made.low, "high": made.high,
            "range_low": made.range_low, "range_high": made.range_high, "draws": DRAWS}  # fmt: skip


def explanation() -> Explanation:
    """What somebody might find of demands and threats, each alone and all of a kind."""
    scenario, asked = three(), "P(convene)"
    found = levers(scenario, ["precondition", "threat"])
    alone, shares, totals = [], [], []
    for place, (lever, how) in enumerate(itertools.product(found, ("dropped", "met"))):
        if how == "dropped" or lever.kind == "precondition":
            named = {"kind": lever.kind, "name": lever.name, "how": how, "quantity": asked}
            alone.append(named | _numbers(place))
    for place, lever in enumerate(found):
        named = {"kind": lever.kind, "name": lever.name, "quantity": asked}
        shares.append(named | _numbers(place + 1, "value"))
    for place, kind in enumerate(("precondition", "threat")):
        totals.append({"kind": kind, "quantity": asked} | _numbers(4 - 2 * place, "value"))
    tables = [pd.DataFrame(rows) for rows in (alone, shares, totals)]
    none = pd.DataFrame()
    of = Results(scenario, 7, results().runs, results().blocks)
    return Explanation(of, Effort(100, 7, DRAWS), found, *tables, none, none,
                       quantities=[asked], focus=asked)  # fmt: skip


def comparison() -> Any:
    """What a figure takes of two scenarios compared."""
    effort, scenario = Effort(100, 7, DRAWS), Scenario.from_data(EXAMPLE)
    asked = ["P(convene)", "P(sign)", "P(ratify)", "P(held)", "P(agree|convened)"]
    table = pd.DataFrame([_numbers(place) for place in range(len(asked))])
    funnel_of_both = table.assign(quantity=asked).set_index("quantity")
    side = SimpleNamespace(scenario=scenario, effort=effort)
    return SimpleNamespace(a=side, b=side, pairs=100, funnel=funnel_of_both)


def answer(*, curves: bool = False) -> Answer:
    """What came of a question: alternatives, or values of a path along two others."""
    scenario = Scenario.from_data(EXAMPLE)
    spec: dict[str, Any] = {
        "question": "Would it matter what the south can do without, and for how long it waits?",
        "quantities": ["P(convene)", "P(held)", "E(utility.south)"],
    }
    if curves:
        spec["over"] = {"paths": "parties.south.reservation", "values": [0.1, 0.3, 0.5, 0.7],
                        "title": "what the south has anyway"}  # fmt: skip
        spec["by"] = {"paths": "noise", "values": [0.05, 0.2]}
        cells = [Cell(f"{b}{o}", f"{o} at {b}", scenario, o, b)
                 for b in (0.05, 0.2) for o in (0.1, 0.3, 0.5, 0.7)]  # fmt: skip
    else:
        titles = ["a soft south", "a patient south", "both sides patient, and the war frozen",
                  "no sanctions"]  # fmt: skip
        spec["alternatives"] = {t.replace(" ", "_").replace(",", ""): {"title": t} for t in titles}
        cells = [Cell(str(n), title, scenario) for n, title in enumerate(titles)]
    asked = tuple((text, quantity(text, scenario)) for text in spec["quantities"])
    first = Cell(AS_WRITTEN, "as written", scenario)
    found = [Found(cell, title, wanted, difference(place))
             for title, wanted in asked for place, cell in enumerate([first, *cells])]  # fmt: skip
    question = Question(QuestionSpec(**spec), scenario, asked, tuple(cells))
    return Answer(question, Effort(100, 7, DRAWS), tuple(found), {})


def hindcast() -> Hindcast:
    """Three cases, of which one came to what its scenario cannot come to."""
    trials = {}
    happened = {"the-first-talks": "held", "a-second-try": "military_decision", "third": "walkout"}
    for place, (name, outcome) in enumerate(happened.items()):
        shares = np.roll([0.4, 0.12, 0.18, 0.1, 0.2], place)
        model = {end: probability(share) for end, share in zip(ENDS, shares, strict=True)}
        both = (*ENDS, outcome) if outcome not in ENDS else ENDS
        case = SimpleNamespace(labels={outcome: None})
        forecasts: dict[str, Any] = {}
        trials[name] = Tried(cast(Any, case), Scenario.from_data(EXAMPLE), ENDS, both, model,
                             forecasts, 0.0, 0, 0)  # fmt: skip
    return Hindcast(cast(Any, None), 100, 7, DRAWS, trials)


def probability(share: float, runs: int = 100) -> Probability:
    """Return a share of so many runs, with both uncertainties."""
    return Probability(share, *wilson(round(share * runs), runs), share / 2, (1 + share) / 2)


@dataclass
class Swept:
    """What a figure takes of a sweep's results, computed from the places of its cells."""

    study: Study

    @property
    def cells(self) -> pd.DataFrame:
        name, _ = own(self.study)
        rows = []
        for cell in self.study.cells:
            p = probability(0.5 + 0.45 * math.sin(1.3 * cell.number))
            numbers = {name: p.share, f"{name}_low": p.low, f"{name}_high": p.high}
            numbers |= {f"{name}_range_low": p.range_low, f"{name}_range_high": p.range_high}
            rows.append({**cell.settings, "runs": 100, **numbers})
        return pd.DataFrame(rows).rename_axis("cell")

    def compare(self, a: int, b: int) -> Any:
        assert a != b

        def of(asked: Quantity) -> Difference:
            return difference(b % 5)

        return SimpleNamespace(difference=of)


@dataclass
class Mixed:
    """A sweep made for Sobol's indices: each run convenes below a bound that the factors move."""

    study: Study

    @property
    def tables(self) -> Any:
        return self

    def parts(self, name: str, columns: Any) -> Any:
        assert name == "runs"
        run = np.arange(self.study.spec.runs)
        even = (run + 0.5) / len(run)
        for cell in self.study.cells:
            noise, patience = (float(cell.settings[name]) for name in ("noise", "patience"))
            met = even < 0.1 + 0.5 * patience + 2 * noise * patience
            yield pd.DataFrame({"cell": cell.number, "run": run, "run_status": "ok",
                                "outcome": np.where(met, "held", "not_convened")})  # fmt: skip


@cache
def mixed() -> Mixed:
    factors = {
        "noise": {"path": "noise", "between": {"uniform": [0, 0.2]}},
        "patience": {"path": "parties.north.patience", "between": {"uniform": [0.1, 0.9]},
                     "title": "how long the city in the north is ready to wait for an answer"},
    }  # fmt: skip
    changes = {"factors": factors, "design": {"name": "saltelli", "points": 32}, "seed": 7,
               "runs": 100, "draws": 0, "quantity": "P(convene)"}  # fmt: skip
    return Mixed(Study.from_data({**STUDY, **changes}))


def swept(design: str = "full_grid", *, words: bool = False) -> Swept:
    """A study of two factors of three levels, numbers or words."""
    data = {**STUDY, "title": "How patient the two cities have to be, and what to share"}
    data |= {"design": design, "draws": DRAWS}
    if words:
        levels = {"low": 0.1, "in_between": 0.3, "very_high": 0.7}
        paths = {"noise": "noise", "patience": "parties.north.patience"}
        data["factors"] = {name: {"path": p, "levels": levels} for name, p in paths.items()}
    return Swept(Study.from_data(data))


#: By the name of an image: the figure, and what makes what it is drawn of.
@cache
def voted() -> Any:
    """A vote of three blocs, over the quotas that it is tried at."""
    return solve_game(games.load("syrian-opposition"))


SUBJECTS: dict[str, tuple[Saved[Any], Callable[[], Any]]] = {
    "funnel": (funnel, results),
    "outcomes": (outcomes, results),
    "blockers": (blockers, results),
    "utilities": (utilities, results),
    "incidence": (incidence, dated),
    "utility_space": (utility_space, results),
    "importance": (importance, leaning),
    "balance": (balance, history),
    "timeline": (timeline, history),
    "tornado": (tornado, explanation),
    "attribution": (attribution, explanation),
    "differences": (differences, comparison),
    "answer-dots": (of_answer.answer, answer),
    "answer-curves": (of_answer.answer, lambda: answer(curves=True)),
    "answer-panel": (of_answer.panel, lambda: (answer(), "P(held)")),
    "answer-panel-curves": (of_answer.panel, lambda: (answer(curves=True), "E(utility.south)")),
    "hindcast": (of_hindcast.hindcast, hindcast),
    "hindcast-panel": (of_hindcast.panel, lambda: (hindcast(), "a-second-try")),
    "curve": (curve, swept),
    "heatmap": (heatmap, lambda: swept(words=True)),
    "bars": (bars, lambda: swept("one_at_a_time")),
    "sobol": (sobol, mixed),
    "quotas": (quotas, voted),
}

#: Of these there is an image at every size, of the others at page size.
EVERY_SIZE = ("outcomes", "answer-dots")

IMAGES = [
    (name, size)
    for name, size in itertools.product(SUBJECTS, ("page", "column", "slide"))
    if size == "page" or name in EVERY_SIZE
]
