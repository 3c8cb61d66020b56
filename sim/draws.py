"""Addressed randomness: every draw has an address, and nothing else decides its value.

An address is seed, stream, run, round and slot. The stream is a tuple of names, such as
``("assumption", "parties.smc.war_cost")``. Seed and stream are hashed into the key of a Philox
generator (Salmon et al. 2011; see `sim.philox`); run, round and slot are its counter. Whoever asks
for an address, in any order, in a block of any size, gets the same number: a run that has ended
shifts nobody's draws, a new parameter shifts no other, and run *k* alone is entry *k* of any block.

Everything downstream is an inverse CDF of these uniforms, so that two scenarios which differ in one
number are compared under common random numbers.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Stream = tuple[str, ...]


class Draws:
    """The uniforms of one seed.

    Parameters
    ----------
    seed : int
        Any integer, negative ones too.

    Examples
    --------
    >>> draws = Draws(7)
    >>> block = draws.uniform(("noise", "smc"), first=0, count=5)
    >>> alone = draws.uniform(("noise", "smc"), first=3, count=1)
    >>> bool(block[3] == alone[0])
    True
    """

    def __init__(self, seed: int) -> None:
        self.seed = operator.index(seed)

    def __repr__(self) -> str:
        return f"Draws({self.seed})"

    def uniform(
        self, stream: Stream, first: int, count: int, round: int = 0, slot: int = 0
    ) -> Floats:
        """Return one uniform for each of the runs ``first .. first + count - 1``.

        Parameters
        ----------
        stream : tuple of str
            The mechanism and the names it concerns.
        first, count : int
            The runs of the block; run numbers are not negative.
        round, slot : int
            The run's own round, and which of several draws in it. Not negative.

        Returns
        -------
        ndarray of float64, shape (count,)
            Strictly between 0 and 1.

        Raises
        ------
        ValueError
            If a number of the address is negative.

        Examples
        --------
        >>> Draws(7).uniform(("noise",), first=0, count=2).shape
        (2,)
        """
        return self.uniforms(stream, first, count, 1, round, slot)[:, 0]

    def uniforms(
        self, stream: Stream, first: int, count: int, slots: int, round: int = 0, slot: int = 0
    ) -> Floats:
        """Return the draws in ``slots`` slots at once: column *j* is the slot ``slot + j``.

        Parameters
        ----------
        stream, first, count, round, slot
            As for `uniform`.
        slots : int
            How many slots, at least 1.

        Returns
        -------
        ndarray of float64, shape (count, slots)

        Examples
        --------
        >>> draws = Draws(7)
        >>> wide = draws.uniforms(("weights", "smc"), first=0, count=3, slots=6)
        >>> bool((wide[:, 5] == draws.uniform(("weights", "smc"), 0, 3, slot=5)).all())
        True
        """
        _refuse_negative(first, round, slot)
        rounds = np.full(count, round, np.uint64) if round else np.zeros(count, np.uint64)
        return self._draw([stream], first, rounds, slot, slots)[0]

    def of_streams(self, streams: Sequence[Stream], first: int, count: int) -> Floats:
        """Return one uniform of each of several streams for each run, in round and slot 0.

        Parameters
        ----------
        streams : sequence of tuple of str
        first, count
            As for `uniform`.

        Returns
        -------
        ndarray of float64, shape (streams, count)

        Examples
        --------
        >>> draws = Draws(7)
        >>> both = draws.of_streams([("noise", "smc"), ("noise", "us")], first=0, count=5)
        >>> bool((both[1] == draws.uniform(("noise", "us"), first=0, count=5)).all())
        True
        """
        _refuse_negative(first, 0, 0)
        return self._draw(streams, first, np.zeros(count, np.uint64), 0, 1)[..., 0]

    def at_rounds(
        self, stream: Stream, first: int, rounds: NDArray[np.integer], slot: int = 0
    ) -> Floats:
        """Return one uniform a run, where each run is in a round of its own.

        Parameters
        ----------
        stream, first, slot
            As for `uniform`.
        rounds : ndarray of int, shape (count,)
            The round that run ``first + k`` is in.

        Returns
        -------
        ndarray of float64, shape (count,)

        Examples
        --------
        >>> draws = Draws(7)
        >>> mixed = draws.at_rounds(("answer", "us"), first=0, rounds=np.array([2, 5, 2]))
        >>> bool(mixed[1] == draws.uniform(("answer", "us"), first=1, count=1, round=5)[0])
        True
        """
        _refuse_negative(first, int(rounds.min(initial=0)), slot)
        return self._draw([stream], first, rounds.astype(np.uint64), slot, 1)[0, :, 0]

    def _draw(
        self,
        streams: Sequence[Stream],
        first: int,
        rounds: NDArray[np.uint64],
        slot: int,
        slots: int,
    ) -> Floats:
        """Return uniforms of runs that are each in a round: (streams, count, slots)."""
        from sim.philox import uniforms  # compiled: only where anything is drawn

        keys = np.array([_key(self.seed, stream) for stream in streams], np.uint64).reshape(-1, 2)
        runs = self._numbers(first, len(rounds))
        out = np.empty((len(keys), len(runs), slots))
        uniforms(keys, runs, rounds, slot, out)
        return out

    def _numbers(self, first: int, count: int) -> NDArray[np.uint64]:
        """Return the numbers of the runs whose draws the runs of a block get."""
        return np.arange(first, first + count, dtype=np.uint64)


class Replayed(Draws):
    """The same few runs over and over: run k draws what run ``k % runs`` draws.

    For comparing what differs in anything but chance, side by side in one block.

    Parameters
    ----------
    seed : int
    runs : int
        How many runs there are before they come again, at least 1.

    Examples
    --------
    >>> Replayed(7, runs=2).uniform(("noise",), first=1, count=4).round(2).tolist()
    [0.62, 0.38, 0.62, 0.38]
    """

    def __init__(self, seed: int, runs: int) -> None:
        super().__init__(seed)
        self.runs = runs

    def _numbers(self, first: int, count: int) -> NDArray[np.uint64]:
        return super()._numbers(first, count) % np.uint64(self.runs)


def _refuse_negative(run: int, round: int, slot: int) -> None:
    if min(run, round, slot) < 0:
        raise ValueError(
            f"a draw's run, round and slot are not negative; found run {run}, round {round}, "
            f"slot {slot}"
        )


def logistic(u: Floats, scale: float | Floats) -> Floats:
    """Return the inverse CDF of the logistic distribution with mean 0.

    Parameters
    ----------
    u : ndarray
        Uniforms strictly between 0 and 1.
    scale : float or ndarray
        Scale, >= 0; the standard deviation is ``scale * pi / sqrt(3)``.

    Returns
    -------
    ndarray of float64

    Examples
    --------
    >>> float(logistic(np.array([0.5]), 0.05)[0])
    0.0
    """
    return np.asarray(scale * np.log(u / (1.0 - u)), dtype=np.float64)


def one_of(among: NDArray[np.bool_], u: Floats) -> NDArray[np.integer]:
    """Return one of several, each as likely as another.

    Parameters
    ----------
    among : ndarray of bool, shape (n, things)
    u : ndarray, shape (n,)
        Uniforms strictly between 0 and 1.

    Returns
    -------
    ndarray of int, shape (n,)
        A place in each row where `among` is true; -1 where it is nowhere.

    Examples
    --------
    >>> among = np.array([[True, False, True], [False, False, False]])
    >>> one_of(among, np.array([0.6, 0.6])).tolist()
    [2, -1]
    """
    count = among.sum(axis=-1)
    nth = np.floor(u * count).astype(np.int64) + 1
    place = (np.cumsum(among, axis=-1) >= nth[:, None]).argmax(axis=-1)
    return np.where(count > 0, place, -1)


@lru_cache(maxsize=4096)
def _key(seed: int, stream: Stream) -> NDArray[np.uint64]:
    """Hash seed and names to a Philox key; lengths go before names, so that none can run over."""
    digest = hashlib.blake2b(digest_size=16)
    for name in (str(seed), *stream):
        text = name.encode()
        digest.update(len(text).to_bytes(8, "little") + text)
    return np.frombuffer(digest.digest(), dtype="<u8").astype(np.uint64)
