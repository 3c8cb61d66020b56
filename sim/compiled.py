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

    Divisions by 0 are those of NumPy, inf or nan: a test for each would keep a loop from working on
    several numbers at once.

    Examples
    --------
    >>> from sim.model.kernels import logistic
    >>> logistic(0.0)
    0.5
    """
    return _compiled(function, {"nogil": True, "error_model": "numpy"})


def inlined(function: Callable[..., Any]) -> Any:
    """Have a function compiled right into those that call it.

    So a loop that calls it can still work on several numbers at once (LLVM's loop vectoriser, which
    calls stop). For short arithmetic without a branch.

    Examples
    --------
    >>> from sim.model.kernels import falling
    >>> falling(0.0)
    1.0
    """
    return _compiled(function, {"nogil": True, "error_model": "numpy", "forceinline": True})


def _compiled(function: Callable[..., Any], options: dict[str, Any]) -> Any:
    try:
        return njit(cache=True, **options)(function)
    except RuntimeError:  # Numba finds no folder that it could write
        _say_so()
        return njit(**options)(function)


@cache
def _say_so() -> None:
    warnings.warn(
        "what is compiled cannot be kept, because neither the folder of the package nor your cache"
        " folder can be written; each start takes about a minute longer. Set NUMBA_CACHE_DIR to a"
        " folder of yours",
        RuntimeWarning,
        stacklevel=3,
    )
