"""NegMAS, asked over a pipe: nothing of it is imported here, and nothing of ours there."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.measure import Took
from benchmarks.offers.work import EXPONENT, RESERVATION, ROUNDS, Agreed

PYTHON = Path("build/negmas/bin/python")


class Peer:
    """NegMAS in a process of its own, from `with` on."""

    def __init__(self) -> None:
        if not PYTHON.exists():
            raise SystemExit(f"no {PYTHON}; `make bench` and `make negmas` make it")
        script = Path(__file__).with_name("peer.py")
        self._process = subprocess.Popen(
            [str(PYTHON), str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._process.communicate()

    def play(self, preferences: list[list[dict[str, Any]]]) -> tuple[Took, list[Agreed]]:
        """What the negotiations took, and what came of each."""
        assert self._process.stdin
        assert self._process.stdout
        setting = {"rounds": ROUNDS, "exponent": EXPONENT, "reservation": RESERVATION}
        self._process.stdin.write(json.dumps(setting | {"runs": preferences}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"NegMAS stopped; run {PYTHON} benchmarks/offers/peer.py to see why")
        said = json.loads(line)
        agreed = [(tuple(p) if p else None, round) for p, round in said["agreed"]]
        return Took(*said["took"]), agreed
