"""The page of two codings says how far they agree, on how much, and where they differ."""

from __future__ import annotations

import re

import pytest

from sim.analysis import layout
from sim.analysis.agreement import WORST, page
from sim.scenario import Scenario
from sim.scenario.agreement.compared import agreement
from sim.scenario.agreement.merging import merge
from sim.scenario.scenario import EXAMPLE


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="module")
def apart():
    a, b = (Scenario.load(name) for name in ("geneva-2013", "geneva-ii-2014"))
    return agreement(a, b)


def test_the_page(apart):
    text = layout.text(page(apart, "tracktwo agree a.yaml b.yaml"))
    assert all(len(line) <= 80 for line in text.splitlines())
    said = flat(text)
    assert re.search(r"Of \d+ kinds of things, alpha is 0\.800 or more in \d+", said)
    assert re.search(r"Weights of issues interval \d+ \d+ 0\.\d{3}", said)
    assert "Forums 0 geneva geneva_two" in said
    assert "threats.support_on_refusal (arm_on_refusal)" in said
    assert "tracktwo agree a.yaml b.yaml" in said


def test_every_number_of_the_table_is_the_agreements(apart):
    table = page(apart).sections[1].items[0]
    rows = {row[0]: row for row in table.rows}
    for each in apart.by_kind:
        _, scale, units, same, alpha, _ = rows[each.kind.name]
        assert (scale, units, same) == (each.kind.scale, str(each.found.units), str(each.same))
        assert alpha == "none" or float(alpha) == pytest.approx(each.found.alpha, abs=0.001)


def test_the_worst_are_shown_and_the_rest_is_counted(apart):
    def paths(everything):
        items = page(apart, everything=everything).sections[2].items
        return [item for item in items if "\nA: " in item]

    assert len(paths(False)) == WORST
    assert len(paths(True)) == len(apart.differences) > WORST
    left = len(apart.differences) - WORST
    assert f"Left out here: {left} more; --all lists them." in flat(layout.text(page(apart)))
    assert "..." in "".join(paths(True))  # assumptions are cut, and marked where they are


def test_nothing_to_differ_on_is_no_agreement():
    """Protects against praise for nothing: where no value varies, no alpha is given."""
    some = Scenario.from_data(EXAMPLE)
    text = flat(layout.text(page(agreement(some, some))))
    assert "Where things stand now interval 1 1 none" in text
    assert "Nowhere, in what is compared." in text


def test_what_was_made_of_both_is_told(apart):
    _, notes = merge(apart.a, apart.b, "both")
    shown = page(apart, notes=notes, everything=True).sections[-1]
    table = next(item for item in shown.items if isinstance(item, layout.Table))
    assert len(table.rows) == len(notes)
    assert re.match(r"\d+ places hold ranges", shown.items[0])
