"""Stacked alternating offers here and at NegMAS: the same package in the same round or not.

    make negmas [PROBLEMS=1000]

NegMAS runs in an environment of its own (`peer.py`), and nothing of it is imported here.

Of the first thousand problems one differs, number 439. In round 17 a party there is offered its
best package and refuses it: NegMAS accepts what lies between the aspiration and the greatest
utility, both scaled, and by rounding the best package lies above that end. Here whatever reaches
the aspiration is accepted.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from ours import play
from problems import problem

HERE = Path(__file__).parent


def played_there(python: str, count: int) -> list[dict]:
    """What the other side makes of the first problems."""
    command = [python, str(HERE / "peer.py"), "0", str(count)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def main() -> None:
    """Play, compare and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", required=True, help="of the environment with NegMAS")
    parser.add_argument("--problems", type=int, default=1000)
    asked = parser.parse_args()
    there = played_there(asked.python, asked.problems)
    if len(there) != asked.problems:
        sys.exit(f"NegMAS played {len(there)} of {asked.problems} problems")
    here = [play(problem(number)) for number in range(asked.problems)]
    apart = [(a, b) for a, b in zip(here, there, strict=True) if a != b]
    deals = sum(played["package"] is not None for played in there)
    print(f"{asked.problems} random problems of 2 to 8 parties; {deals} end in a deal at NegMAS.")
    same = asked.problems - len(apart)
    print(f"Same package in the same round: {same} of {asked.problems}.")
    for a, b in apart:
        ours = f"{a['package']} in round {a['round']}"
        print(f"  problem {a['number']}: here {ours}, there {b['package']} in round {b['round']}")


if __name__ == "__main__":
    main()
