"""Inner loops as machine code, kept from one process to the next where there is a place to.

Numba looks at a function's own file alone to see whether what it has kept is still good, so that an
edit of what the function calls, in another file, would go unnoticed. So a file that compiles
anything calls only its own functions; but in a package called ``kernels`` a function hangs on all
files, and may call what stands in any of them.
"""

from __future__ import annotations

import hashlib
import pickle
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from numba import njit


def compiled(function: Callable[..., Any]) -> Any:
    """Have a function compiled when it is first called; threads run it side by side.

    What was compiled is kept beside the package, or in the user's cache folder where the package
    cannot be written. Where neither can, everything works, and each process compiles anew.

    Divisions by 0 are those of NumPy, inf or nan: a test for each would keep a loop from working on
    several numbers at once. So does an array that is one of several unpacked from a larger one
    (``a, b = np.zeros((2, n))``), as Numba then does not know that its numbers are neighbours.

    Examples
    --------
    >>> from sim.model.kernels import logistic
    >>> logistic(0.0)
    0.5
    """
    return _compiled(function, {"_nrt": True})


def borrowing(function: Callable[..., Any]) -> Any:
    """Have a function compiled that makes no array, and only works on those it is given.

    It then need not count who holds an array, which Numba otherwise does for each row that a loop
    takes up, and which costs as much as a short loop. To make an array is refused when it is
    compiled; so is to return one. It may call what is `compiled` and makes arrays, unless it is
    given one back, which nobody would ever free.

    Examples
    --------
    >>> import numpy as np
    >>> from sim.model.kernels.rows import fill
    >>> row = np.zeros(3)
    >>> fill(row, 1.0)
    >>> row
    array([1., 1., 1.])
    """
    return _compiled(function, {"_nrt": False})


def inlined(function: Callable[..., Any]) -> Any:
    """Have a function compiled right into those that call it.

    So a loop that calls it can still work on several numbers at once (LLVM's loop vectoriser, which
    calls stop). For short arithmetic without a branch, or where to hand on what the function is
    given would cost more than it does. It is `borrowing`, too.

    Examples
    --------
    >>> from sim.model.kernels import falling
    >>> falling(0.0)
    1.0
    """
    return _compiled(function, {"_nrt": False, "forceinline": True})


def _compiled(function: Callable[..., Any], options: dict[str, Any]) -> Any:
    options |= {"nogil": True, "error_model": "numpy"}
    try:
        made = njit(cache=True, **options)(function)
    except RuntimeError:  # Numba finds no folder that it could write
        _say_so()
        return njit(**options)(function)
    file, kept = Path(function.__code__.co_filename), made._cache._cache_file
    if file.parent.name == "kernels":
        kept._source_stamp = kept._source_stamp, _stamp(file.parent)
    kept._load_index = _or_nothing(kept._load_index)
    return made


def _or_nothing(load: Callable[[], dict]) -> Callable[[], dict]:
    """What has been kept, or nothing where it cannot be read, as an older version's may not be."""

    def load_index() -> dict:
        try:
            return load()
        except (AttributeError, ImportError, EOFError, pickle.UnpicklingError):
            return {}

    return load_index


@cache
def _stamp(folder: Path) -> str:
    """What the files of a folder say, as a hash."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(folder.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _say_so() -> None:
    warnings.warn(
        "what is compiled cannot be kept, because neither the folder of the package nor your cache"
        " folder can be written; each start takes about a minute longer. Set NUMBA_CACHE_DIR to a"
        " folder of yours",
        RuntimeWarning,
        stacklevel=3,
    )
