"""What comes out the same in every trial run, whatever is assumed within the ranges."""

from __future__ import annotations

from sim.experiments.challenge.entailed import Entailed, entailed
from sim.experiments.plausibility.check import NOT_READY, Found, check
from sim.experiments.plausibility.desk import Desk
from sim.scenario.errors import listed


@check("the question is not whether, but why: `tracktwo challenge` shows what it rests on")
def forced_outcome(desk: Desk) -> Found:
    """Under every draw of the assumptions, the same comes out in nearly all runs."""
    if desk.is_a_game:
        return
    if not _forced(entailed(desk.pilot)):  # most scenarios need no longer trial
        return
    found = entailed(desk.trial)
    for what in _forced(found):
        what = (
            f"{what} by construction: in at least 99% of {found.runs_per_draw} runs under each of"
            f" {found.draws} draws of all that is uncertain"
        )
        yield f"forums.{desk.spec.primary}", what


@check(NOT_READY)
def failing_run(desk: Desk) -> Found:
    """A trial run ends in an error of the program."""
    results = desk.pilot
    if results.failures:
        errors = results.runs.error[results.runs.run_status != "ok"]
        yield "", f"{results.failures} of {len(results.runs)} trial runs fail: {errors.iloc[0]}"


def _forced(found: Entailed) -> list[str]:
    """Say what always comes out; a step that is never reached, or always, where ends differ."""
    verdict = found.statements.verdict
    for outcome, how in verdict.loc["outcome"].items():
        if how == "always":
            return [f"it ends as '{outcome}'{_in_the_way(found)}"]
    steps = verdict.loc["step"] if "step" in verdict.index else {}
    always = [step for step, how in steps.items() if how == "always"][-1:]
    never = [step for step, how in steps.items() if how == "never"][:1]
    return [f"talks come as far as '{s}'" for s in always] + [
        f"talks never come as far as '{s}'" for s in never
    ]


def _in_the_way(found: Entailed) -> str:
    """Say what stands in the way of every run: demands, or else parties; nothing if none does."""
    verdict = found.statements.verdict
    always = verdict.index[verdict == "always"]
    for kind in ("demand", "party"):
        names = [name for what, name in always if what == kind]
        if names:
            return f", with {listed(names)} in the way,"
    return ""
