"""What all tests share: a cache of compiled code that cannot be stale, and fixed examples."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("fixed", deadline=None, derandomize=True)
settings.load_profile("fixed")


def pytest_configure(config: pytest.Config) -> None:
    """Keep compiled kernels in a folder named after the source they were compiled from.

    Numba does not notice every change to what a cached kernel depends on, and then runs old code
    without a word. Another source is another folder, so the tests cannot meet such code, and the
    same source finds its kernels again, so that a second run of the tests compiles nothing.
    """
    folder = config.rootpath / ".pytest_cache" / "numba" / _kernel_source(config.rootpath / "sim")
    os.environ["NUMBA_CACHE_DIR"] = str(folder)


def _kernel_source(package: Path) -> str:
    """Hash every module of the package that compiles anything."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(package.rglob("*.py")):
        source = path.read_bytes()
        if path.parent.name == "kernels" or b"sim.compiled import" in source:
            digest.update(source)
    return digest.hexdigest()
