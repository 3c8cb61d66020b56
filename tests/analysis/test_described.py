"""Pages on strategies and protocols, printed from the classes themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.analysis.described import KINDS, described, page
from sim.cli import app
from sim.registry import protocols, strategies

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.fixture
def without_those_of_tests(monkeypatch):
    """Leave out strategies that other tests of the same process have registered."""
    for registry in (strategies, protocols):
        ours = {
            name: registry.get(name)
            for name in registry.names()
            if registry.get(name).__module__.startswith("sim.")
        }
        monkeypatch.setattr(registry, "_classes", ours)


@pytest.mark.usefixtures("without_those_of_tests")
@pytest.mark.parametrize("kind", ["strategies", "protocols"])
def test_the_page_is_what_the_command_prints(kind):
    """Protects the reference pages, and every act in them: each table is played again here."""
    assert (DOCS / f"{kind}.md").read_text() == page(kind), f"run `make reference` ({kind})"


@pytest.mark.usefixtures("without_those_of_tests")
@pytest.mark.parametrize("registry", [strategies, protocols], ids=lambda r: r.kind)
def test_each_is_told_with_a_story_and_a_run(registry):
    """Protects newcomers: a class without a story, or one that cannot be seen to act."""
    for name in registry.names():
        text = described(registry, name)
        assert len(text.splitlines()[2]) > 20
        if getattr(registry.get(name), "by_itself", True):
            assert "| round | who | what |" in text
            assert text.count("\n| 1 | ") >= 1


def test_those_of_a_plug_in_are_described_too(tmp_path):
    """Protects users' own strategies: text, options and a run, from the command line."""
    plugin = tmp_path / "shy.py"
    plugin.write_text(
        "import numpy as np, sim\n"
        "@sim.strategies.register('shy')\n"
        "class Shy(sim.Strategy):\n"
        "    '''Proposes nothing and accepts everything.\n\n"
        "    Parameters\n    ----------\n    blush : float\n        How red.\n    '''\n"
        "    def __init__(self, blush: float = 0.5):\n        pass\n"
        "    def propose(self, view):\n        return np.full(view.runs, -1)\n"
        "    def accepts(self, view):\n        return np.ones(view.runs, bool)\n"
    )
    result = CliRunner().invoke(app, ["describe", "shy", "--plugin", str(plugin)])
    assert result.exit_code == 0, result.output
    assert "Proposes nothing and accepts everything." in result.output
    assert "| `blush` | How red. | 0.5 |" in result.output
    assert "| 1 | north | proposes nothing |" in result.output
    strategies.forget_all_but(set(strategies.names()) - {"shy"})


def test_a_wrong_name_is_told_the_nearest():
    """Protects against a dead end."""
    result = CliRunner().invoke(app, ["describe", "bayesan"])
    assert result.exit_code == 2
    assert "Did you mean bayesian?" in result.output
    assert set(KINDS) == {"strategies", "protocols", "rules"}
