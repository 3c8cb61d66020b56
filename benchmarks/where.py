"""Where the time of a block goes: shares of its CPU time, by what is at work.

    python -m benchmarks.where [SCENARIO ...]

Found by Python's own profiler, which makes many small calls look dearer than they are: compiled
loops take at least the share that is told here. What libraries do counts where it is asked for.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import sim
from benchmarks.measure import machine
from sim.experiments.simulate import Job, run_block

RUNS = 5000
DEPTH = 12  # of calls from one library's function to another
CASES = (
    "khatib-2013",
    "geneva-2013",
    "chemical-weapons-2013",
    "geneva-ii-2014",
    "geneva-iii-2016",
    "ankara-2016",
    "colombia-2012",
)
COMPILED = "compiled loops"
KINDS = {  # in this order: the first that fits
    "drawing numbers": ("/sim/draws.py", "/sim/scenario/", "/sim/model/tables.py"),
    "before the table": ("/sim/model/stages/", "/sim/model/delegations.py"),
    "what deals are worth": (
        "/sim/model/world.py",
        "/sim/model/deals.py",
        "/prospect.py",
        "/lists.py",
    ),
    "the rest of the rules": ("/sim/model/",),
    "rows of results": ("/sim/experiments/",),
}

Function = tuple[str, int, str]  # file, line, name


def kind_of(function: Function) -> str | None:
    """What a function is part of; None if it is not ours."""
    file, _, name = function
    if "/sim/" not in file:
        return None
    module = "sim." + file.rsplit("/sim/", 1)[1].removesuffix(".py").replace("/", ".")
    if hasattr(getattr(sys.modules.get(module), name, None), "signatures"):  # one of Numba's
        return COMPILED
    return next((kind for kind, parts in KINDS.items() if any(p in file for p in parts)), None)


def shares(scenario: sim.Scenario, runs: int) -> dict[str, float]:
    """Which share of the time of a block each kind of work takes."""
    run_block(Job(scenario, 20, 0), 0, 20)  # what is compiled is loaded
    profile = cProfile.Profile()
    profile.runcall(run_block, Job(scenario, runs, 0), 0, runs)
    took = pstats.Stats(profile).stats

    owners = {function: Counter({kind_of(function): 1.0}) for function in took}
    foreign = [function for function in took if kind_of(function) is None]
    for _ in range(DEPTH):  # on whose behalf a library's function works is found from its callers
        for function in foreign:
            callers = took[function][4]
            total = sum(edge[3] for edge in callers.values()) or 1.0
            owners[function] = Counter()
            for caller, edge in callers.items():
                for kind, share in owners[caller].items():
                    owners[function][kind] += share * edge[3] / total

    out: Counter[str | None] = Counter()
    for function, (_, _, own, _, _) in took.items():
        for kind, share in owners[function].items():
            out[kind] += own * share
    whole = sum(out[kind] for kind in (COMPILED, *KINDS))
    return {kind: out[kind] / whole for kind in (COMPILED, *KINDS)}


def table(names: Sequence[str] = CASES) -> Iterator[str]:
    """The lines of a Markdown table."""
    yield f"| scenario | {' | '.join((COMPILED, *KINDS))} |"
    yield f"|---|{'--:|' * (1 + len(KINDS))}"
    for name in names:
        found = shares(sim.Scenario.load(name), RUNS)
        yield f"| `{name}` | {' | '.join(f'{share:.0%}' for share in found.values())} |"


def main() -> None:
    """Profile, and print a table."""
    print(f"{machine()}; blocks of {RUNS:,} runs.\n")
    for line in table(sys.argv[1:] or CASES):
        print(line, flush=True)


if __name__ == "__main__":
    main()
