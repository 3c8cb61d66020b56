"""What goes into LaTeX is read as text there, and its parts are opened and closed in order."""

from __future__ import annotations

import re
from importlib.metadata import version

import pytest

from sim.analysis import latex
from sim.analysis.layout import Bar, Command, Page, Section, Table
from sim.analysis.report.appendix import files, unit
from sim.analysis.sheets import TABLES
from tests.analysis.conftest import make

NASTY = r"50% of $x_1$ & {y} # ~ ^ \ <a> \"q\" | [b] ± é"


def read(text: str) -> list[str]:
    """Read LaTeX: what is open must be closed in order; gives the commands that it uses.

    Raises AssertionError where a sign with a meaning stands as if it had none.
    """
    opened, commands, place = [], [], 0
    for found in re.finditer(r"\\([a-zA-Z]+|.)|[{}%#~^$_]", text):
        sign = found[0]
        place = found.end()
        if sign == "{":
            opened.append(sign)
        elif sign == "}":
            assert opened, text[:place][-80:]
            assert opened.pop() == "{"
        elif sign.startswith("\\"):
            commands.append(found[1])
            rest = text[place:]
            if found[1] == "begin":
                opened.append(re.match(r"\{(\w+)\}", rest)[1])
            elif found[1] == "end":
                assert opened.pop() == re.match(r"\{(\w+)\}", rest)[1]
        else:
            raise AssertionError(f"{sign} in {text[:place][-80:]}")
    assert opened == []
    return commands


def test_the_reader_finds_what_is_wrong():
    """Protects the tests below: they can fail."""
    for wrong in ("50%", "a_b", "{", r"\begin{table}", r"\begin{a}{\end{a}}", "$x$"):
        with pytest.raises((AssertionError, IndexError)):
            read(wrong)


def test_every_sign_with_a_meaning_is_escaped():
    assert set(read(latex.escape(NASTY))) >= {"%", "$", "_", "&", "{", "}", "#"}
    plain = "Plain words, (with) marks: 0.5; isn't it?"
    assert latex.escape(plain) == plain


def test_a_page_becomes_a_document():
    rows = [("Water & <wells>", "61%"), ("parties.north_1.values", Bar(0.25))]
    inner = Section("In_side", ["More."])
    table = Table(("", "share\nof all"), rows, (1,))
    items = [table, Command("tracktwo show x_y"), inner]
    page = Page("100% sure", "Who?", [NASTY], [Section("A", items)])
    text = latex.document(page)
    commands = read(text.replace("\\usepackage[T1]{fontenc}", ""))
    assert commands.count("section") == commands.count("subsection") == 1
    assert [c for c in commands if c.endswith("rule")] == ["toprule", "midrule", "bottomrule"]
    assert r"\texttt{tracktwo show x\_\allowbreak{}y}" in text
    assert r" & share of all \\" in text
    assert "25" in text


def test_rows_have_as_many_cells_as_the_table_has_columns():
    text = latex.table(Table(("a", "b & c"), [("x & y", "2"), ("z", "3")], (1,)))
    body = text[text.index("toprule") :]
    assert [len(re.findall(r"(?<!\\)&", row)) for row in body.split(r" \\")[:3]] == [1, 1, 1]


def test_the_appendix_is_latex_that_can_be_read(geneva):
    made = files(geneva, "tracktwo report results", "report-appendix", explained=True)
    text = made["report-appendix.tex"]
    commands = read(text)
    assert commands.count("begin") == commands.count("end")
    keys = re.search(r"\\nocite\{([^}]*)\}", text)[1].split(",")
    assert keys == re.findall(r"@\w+\{(\w+),", made["report-appendix.bib"])
    assert r"\bibliography{report-appendix}" in text


def test_the_appendix_has_every_parameter_with_its_unit_and_its_source(geneva):
    text = files(geneva, "", "a")["a.md"]
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| parties.us.")]
    cited = {row[0].removeprefix("| "): row for row in rows}
    path = "parties.us.war_cost"
    assert cited[path][2] == unit(geneva.scenario, path)
    assert "share of its stakes" in cited[path][2]
    assert cited[path][3] in ("what a document says", "what a document says, and an assumption",
                              "an assumption alone")  # fmt: skip
    assert cited[path][4] != "nothing |"
    assert geneva.scenario.hash in text
    assert f"| mesa | {version('mesa')} |" in text


def test_a_scenario_without_evidence_says_so():
    text = files(make(["held", "deadlock"]), "", "a")["a.md"]
    assert "The scenario cites no evidence" in text


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_results_for_latex(name, geneva):
    pytest.importorskip("jinja2")
    text = geneva.to_latex(name)
    commands = read(text)
    assert [c for c in commands if c.endswith("rule")] == ["toprule", "midrule", "bottomrule"]
    body = text[text.index("midrule") : text.index("bottomrule")]
    assert body.count(r"\\") == len(TABLES[name](geneva).table)
    assert rf"\label{{tab:{name}}}" in text


def test_a_table_that_is_none_is_said(geneva):
    with pytest.raises(ValueError, match=r"table 'funel' is none\. Did you mean funnel\?"):
        geneva.to_latex("funel")
