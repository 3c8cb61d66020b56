"""What all tests share: a cache of compiled code that cannot be stale, and fixed examples."""

from __future__ import annotations

import gc
import hashlib
import os
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("fixed", deadline=None, derandomize=True)
settings.load_profile("fixed")


def pytest_configure(config: pytest.Config) -> None:
    """Before any module is loaded, say where kernels are kept."""
    keep_kernels(config.rootpath)
    gc.disable()  # until all tests are found: modules and tests stay, so nothing can be freed


def pytest_collection_finish() -> None:
    """Have the search for garbage pass over what stays to the end anyway."""
    gc.freeze()
    gc.enable()


@pytest.fixture
def one_kind_of_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write each figure as SVG alone, for tests of what stands beside the figures.

    To draw each three times would take most of their time.
    """
    drawing = import_module("sim.analysis.figures.drawing")
    monkeypatch.setattr(drawing, "KINDS", {"svg": {"Date": None}})


def keep_kernels(root: Path) -> None:
    """Keep compiled kernels in a folder named after the source they were compiled from.

    Numba does not notice every change to what a cached kernel depends on, and then runs old code
    without a word. Another source is another folder, so the tests cannot meet such code, and the
    same source finds its kernels again, so that a second run of the tests compiles nothing.
    """
    folder = root / ".pytest_cache" / "numba" / _kernel_source(root / "sim")
    os.environ["NUMBA_CACHE_DIR"] = str(folder)


def _kernel_source(package: Path) -> str:
    """Hash every module of the package that compiles anything."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(package.rglob("*.py")):
        source = path.read_bytes()
        if path.parent.name == "kernels" or b"sim.compiled import" in source:
            digest.update(source)
    return digest.hexdigest()
