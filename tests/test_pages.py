"""What the pages of docs/ tell a reader to type works."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_page_on_scenarios_in_python(tmp_path, monkeypatch):
    """Every block of the page, one after the other, in an empty folder."""
    page = (DOCS / "how-to" / "scenario-in-python.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    space: dict = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, space)
    assert len(space["results"].runs) == 1000
    assert space["without"].spec.ties == {}
    text = (tmp_path / "louder.yaml").read_text(encoding="utf-8")
    assert "noise: 0.1 " in text
    assert "#" in text
