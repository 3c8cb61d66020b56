"""The scalar model and ours: the same ends on the same draws, the same shares, and timed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import mesa
import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency

import sim
from benchmarks.measure import Row, in_turns
from benchmarks.scalar import HARBOUR
from benchmarks.scalar.model import Talks
from benchmarks.scalar.story import Drawn, Story, quantile

SAME_RUNS = 300  # compared one by one, on the engine's draws
THEIRS, OURS = 2000, 20_000  # runs whose shares are compared, each side on draws of its own
BY_CHANCE = 1e-4  # how likely shares of two equal models are to be told apart
LEAST = 5  # expected count below which a kind of end counts among the rare ones

TIMED_THEIRS, TIMED_OURS = 1000, 10_000


class End(NamedTuple):
    """How a run ended."""

    outcome: str | None
    convened: int | None
    period: int
    package: tuple[str, ...] | None


def batch(story: Story, runs: int) -> list[dict[str, Any]]:
    """Scalar runs by Mesa's own means, at the least cost."""
    return mesa.batch_run(
        Talks,
        {"story": [story], "number": range(runs)},
        number_processes=1,
        data_collection_period=-1,
        display_progress=False,
    )


def ours(scenario: sim.Scenario, runs: int, seed: int = 0) -> pd.DataFrame:
    """Our runs on one thread, without the nested pass."""
    return sim.run(scenario, runs=runs, seed=seed, draws=0).runs


# -- run by run --------------------------------------------------------------------------------


def drawn(story: Story, scenario: sim.Scenario, runs: int, seed: int) -> list[Drawn]:
    """What the engine draws for its first runs, as the scalar model takes it."""
    bodies = dict(story.open_numbers)
    bodies |= {path: body for secrets in story.secrets.values() for path, body, _ in secrets}
    known = {path: quantile(body, 0.5) for path, body in bodies.items()}
    paths = [path for path, body in bodies.items() if isinstance(body, dict)]
    params = sim.run(scenario, runs=runs, seed=seed, draws=0).params(*paths)
    columns = {path: params[f"param.{path}"].to_numpy() for path in paths}
    talks = sim.Talks(scenario, runs=runs, rng=seed)
    scale = talks.tables.scale
    shocks = {
        one.name: np.stack([one.sitting, one.signing]) / scale[:, one.index]
        for one in talks.forum.delegations
    }
    return [
        Drawn(
            known | {path: float(column[k]) for path, column in columns.items()},
            {name: (float(of[0, k]), float(of[1, k])) for name, of in shocks.items()},
        )
        for k in range(runs)
    ]


def played(story: Story, numbers: Drawn) -> End:
    """One scalar run from given numbers."""
    talks = Talks(story, drawn=numbers)
    while talks.running:
        talks.step()
    package = None if talks.package is None else tuple(talks.packages[talks.package].values())
    return End(talks.outcome, talks.convened, talks.steps, package)


def ends(story: Story, table: pd.DataFrame) -> list[End]:
    """How our runs ended."""
    agenda = list(story.packages[0])
    found = []
    for row in table.to_dict("records"):
        convened = None if pd.isna(row["convened_period"]) else int(row["convened_period"])
        agreed = row["outcome"] == "agreed"
        package = tuple(row[f"package.{issue}"] for issue in agenda) if agreed else None
        found.append(End(row["outcome"], convened, int(row["period"]), package))
    return found


def apart(story: Story, scenario: sim.Scenario, runs: int, seed: int) -> list[tuple[int, End, End]]:
    """The runs that end otherwise on the same draws: number, the scalar end, ours."""
    theirs = [played(story, numbers) for numbers in drawn(story, scenario, runs, seed)]
    both = zip(theirs, ends(story, ours(scenario, runs, seed)), strict=True)
    return [(k, one, other) for k, (one, other) in enumerate(both) if one != other]


# -- shares ------------------------------------------------------------------------------------


def kinds(found: Iterable[End]) -> Counter[str]:
    """How often each outcome came about, and of agreements each package."""
    return Counter(" ".join((str(end.outcome), *(end.package or ()))) for end in found)


def scalar_ends(story: Story, collected: list[dict[str, Any]]) -> list[End]:
    """How the runs of a batch ended."""
    return [
        End(
            row["outcome"], row["convened"], row["ended"],
            None if row["package"] is None else tuple(story.packages[row["package"]].values()),
        )
        for row in collected
    ]  # fmt: skip


def same_chance(one: Counter[str], other: Counter[str]) -> float:
    """How likely two equal models differ at least as much: chi-square, rare kinds as one."""
    share = min(one.total(), other.total()) / (one.total() + other.total())
    counts, rare = [], [0, 0]
    for kind in sorted(one | other):
        pair = [one[kind], other[kind]]
        if sum(pair) * share >= LEAST:
            counts.append(pair)
        else:
            rare = [sum(both) for both in zip(rare, pair, strict=True)]
    if sum(rare):
        counts.append(rare)
    return float(chi2_contingency(np.array(counts)).pvalue)


# -- the rows ----------------------------------------------------------------------------------


def measured() -> Iterator[Row]:
    """Check, and measure."""
    story, scenario = Story.load(HARBOUR), sim.Scenario.load(HARBOUR)
    said = _checked(story, scenario)
    ratios = in_turns(
        lambda: batch(story, TIMED_THEIRS),
        lambda: ours(scenario, TIMED_OURS),
        share=TIMED_OURS / TIMED_THEIRS,
    )
    yield Row(
        f"harbour, 3 parties, 6 packages, {TIMED_OURS} runs on one thread",
        f"Mesa alone, `batch_run` of {TIMED_THEIRS}",
        ratios, "theirs / ours, CPU a run", goal=100, said=said,
    )  # fmt: skip


def _checked(story: Story, scenario: sim.Scenario) -> str:
    """Say that both models do the same; raises SystemExit with what differs."""
    wrong = apart(story, scenario, SAME_RUNS, seed=8)
    if wrong:
        k, theirs, mine = wrong[0]
        raise SystemExit(
            f"{len(wrong)} of {SAME_RUNS} runs end otherwise on the same draws; "
            f"run {k}: scalar {theirs}, ours {mine}"
        )
    one = kinds(scalar_ends(story, batch(story, THEIRS)))
    other = kinds(ends(story, ours(scenario, OURS)))
    chance = same_chance(one, other)
    if chance < BY_CHANCE:
        shares = "; ".join(
            f"{kind}: scalar {one[kind] / THEIRS:.4f}, ours {other[kind] / OURS:.4f}"
            for kind in sorted(one | other)
        )
        raise SystemExit(f"shares differ (chi-square, p = {chance:.2g} < {BY_CHANCE:g}): {shares}")
    return (
        f"{SAME_RUNS} runs end alike on the same draws; shares of {THEIRS} scalar runs and {OURS} "
        f"of ours agree (chi-square, p = {chance:.2g}; below {BY_CHANCE:g} it would have failed)"
    )
