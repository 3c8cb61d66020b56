"""The plain C loop: compiled, handed the keys of the seed, and played."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.offers.work import EXPONENT, ISSUES, OPTIONS, RESERVATION, ROUNDS, Agreed, streams
from sim.draws import _key

ROUNDING = 1e-12  # what a strategy here forgives
FLAGS = ("-O3", "-march=native")


class Loop:
    """The loop, ready to play.

    Parameters
    ----------
    folder : Path
        Where the compiled loop goes.
    parties : int
    """

    def __init__(self, folder: Path, parties: int) -> None:
        built = folder / "loop.so"
        if not built.exists():
            compiled(Path(__file__).with_name("loop.c"), built)
        self._play = ctypes.CDLL(str(built)).play
        self._play.restype = None
        self._parties = parties
        self._keys = np.array([_key(0, stream) for stream in streams(parties)], np.uint64)

    def play(self, runs: int, slack: float = ROUNDING) -> tuple[np.ndarray, np.ndarray]:
        """Package, as its number with the first issue's option fastest, and round: (runs,) each.

        slack : how far below what it asks for a party still makes an offer.
        """
        package, round = np.empty((2, runs), np.int32)
        self._play(
            _pointer(self._keys), self._parties, ctypes.c_long(0), ctypes.c_long(runs), ROUNDS,
            ctypes.c_double(EXPONENT), ctypes.c_double(RESERVATION), ctypes.c_double(slack),
            _pointer(package), _pointer(round),
        )  # fmt: skip
        return package, round

    def agreed(self, runs: int, slack: float = ROUNDING) -> Iterator[Agreed]:
        """What came of each negotiation."""
        for package, round in zip(*self.play(runs, slack), strict=True):
            options = tuple(int(package) // OPTIONS**i % OPTIONS for i in range(ISSUES))
            yield (options if round else None), int(round)


def compiled(source: Path, to: Path) -> None:
    """Compile a C file to a shared library."""
    if shutil.which("cc") is None:
        raise SystemExit("no C compiler `cc`; install gcc or clang")
    command = ["cc", *FLAGS, "-shared", "-fPIC", str(source), "-o", str(to), "-lm"]
    subprocess.run(command, check=True)


def compiler() -> str:
    """Which compiler it is."""
    said = subprocess.run(["cc", "--version"], check=True, capture_output=True, text=True).stdout
    return said.splitlines()[0]


def _pointer(array: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
