"""One explanation of a small scenario, shared by the tests of what is computed."""

from __future__ import annotations

import pytest

import sim
from sim.experiments.explain import Explanation
from tests.experiments.explain.cities import three


@pytest.fixture(scope="session")
def explained() -> Explanation:
    return sim.explain(three(), runs=120, draws=3, seed=4)
