"""Inner loops as machine code, kept from one process to the next where there is a place to."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from numba import njit


def compiled(function: Callable[..., Any]) -> Any:
    """Have a function compiled when it is first called; threads run it side by side.

    What was compiled is kept beside the package, or in the user's cache folder where the package
    cannot be written. Where neither can, everything works, and each process compiles anew.

    Examples
    --------
    >>> from sim.model.kernels import logistic
    >>> logistic(0.0)
    0.5
    """
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # Numba finds no folder that it could write
        _say_so()
        return njit(nogil=True)(function)


@cache
def _say_so() -> None:
    warnings.warn(
        "what is compiled cannot be kept, because neither the folder of the package nor your cache"
        " folder can be written; each start takes about a minute longer. Set NUMBA_CACHE_DIR to a"
        " folder of yours",
        RuntimeWarning,
        stacklevel=3,
    )
