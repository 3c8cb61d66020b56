"""The report: one page that stands alone, says what the results say, and is read by everybody."""

from __future__ import annotations

import io
import re
import shutil
import sys
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from typer.testing import CliRunner

import sim
from sim.analysis.document import for_word
from sim.analysis.explaining.page import page as explained
from sim.analysis.figures import blockers, funnel, incidence, tornado, utilities
from sim.analysis.layout import Figure, Section, Table
from sim.analysis.report import page, web_page
from sim.analysis.report.again import again as last_words
from sim.analysis.report.again import commands
from sim.analysis.report.answer import answer
from sim.analysis.words import percent, satisfaction
from sim.cli import app
from sim.experiments.uncertainty import FEWEST_DRAWS
from sim.scenario.scenario import EXAMPLE, Scenario
from tests.analysis.conftest import make

FIGURES = (funnel, incidence, blockers, utilities)
VOID = {"meta", "br", "link", "img"}
BLOCKED = [(0, "north", "refusal", "coming", "", True), (1, "south", "text", "water", "", True)]


@pytest.fixture(scope="session")
def results():
    return sim.run(Scenario.from_data(EXAMPLE), runs=60, seed=2, draws=FEWEST_DRAWS)


@pytest.fixture(scope="session")
def folder(results, tmp_path_factory):
    return results.save(tmp_path_factory.mktemp("report") / "out")


@pytest.fixture(scope="session")
def whole(results):
    return page(results, command="tracktwo report results --runs 0 --appendix")


@pytest.fixture(scope="session")
def text(whole):
    return web_page(whole)


@pytest.fixture(scope="session")
def word(whole):
    pytest.importorskip("docx")
    return for_word(whole, numbered=True)


def typed(*words, code=0):
    done = CliRunner().invoke(app, ["report", *map(str, words), "--quiet", "--runs", "0"])
    assert done.exit_code == code, done.output
    return done.output


class Read(HTMLParser):
    """What is in a page: its tags, ids and links, its headings and tables, and the words."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.refers, self.levels, self.tables = [], [], [], [], []
        self.open, self.said, self.heads = [], "", []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append((tag, given))
        self.ids += [given["id"]] if "id" in given else []
        for key in ("href", "src", "xlink:href", "data", "action"):
            self.refers += [given[key]] if key in given else []
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "th":
            self.heads.append(given.get("scope"))
        if tag not in VOID and not (self.open and self.open[-1] == "svg-part"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.said += data if "style" not in self.open[-1:] else ""


# -- what it says ------------------------------------------------------------------------------


def test_it_says_all_that_it_has_to_in_order(results):
    titles = [section.title for section in page(results).sections]
    assert titles == [
        "How far talks come",
        "Who takes part, and what each wants",
        "Who stood in the way",
        "What was signed, and what it brings each party",
        "What is true by construction",
        "What this is not",
        "How to make it again",
    ]


def test_every_number_of_the_first_paragraph_is_one_of_the_results(results):
    """Protects whoever reads it aloud: nothing in it is of other runs, or rounded otherwise."""
    said = answer(results)
    shares = [percent(share) for share in results.funnel.share]
    shares.append(percent(results.outcomes.share.iloc[0]))
    shares.append(percent(results.blockers.share.iloc[0]))
    assert re.findall(r"\(([<>]?\d+%)\)", said) == shares
    table = results.utilities.sort_values("gain", ascending=False, kind="stable")
    ends = [
        tuple(map(satisfaction, (table.without[name], table.with_talks[name])))
        for name in (table.index[0], table.index[-1])
    ]
    assert re.findall(r"from (-?\d+) without talks to (-?\d+)", said) == ends
    assert f"played these talks {len(results.finished)} times" in said


def test_who_loses_is_said_to_lose_and_several_are_several():
    results = make(["held", "deadlock"], BLOCKED)
    results.runs["utility.south"] = 0.1
    said = answer(results)
    assert "North gains most by the talks as they go, from 30 without talks to 40" in said
    assert said.endswith("and South loses most, from 30 without talks to 10.")
    results.scenario = results.scenario.with_({"parties.south.title": "the rebels"})
    assert answer(results).endswith("the rebels lose most, from 30 without talks to 10.")
    results.runs["utility.south"] = 0.301
    del results.utilities, results.finished
    assert answer(results).endswith("and the rebels neither gain nor lose.")


def test_what_comes_first_can_be_read_aloud(results):
    for said in page(results).lead:
        assert re.fullmatch(r"[\x20-\x7e]+", said), said
        assert not re.search(r"[=*_<>|~^\\{}\[\]]", said.replace("(<1%)", "").replace("(>99%)", ""))
    sure = page(results).lead[1]
    row = results.funnel.loc[results.funnel_stages[0]]
    assert f"goes from {100 * row.range_low:.0f} to {100 * row.range_high:.0f}%" in sure
    assert "simulation noise" in sure
    assert "what we do not know" in sure


def test_without_draws_it_says_that_nothing_was_asked():
    shown = page(make(["held", "deadlock"], BLOCKED))
    assert "It was not asked" in shown.lead[1]
    said = next(s for s in shown.sections if "construction" in s.title).items[0]
    assert said == f"Not asked: it takes {FEWEST_DRAWS} draws of the assumptions to say, and here" \
        " there were 0."  # fmt: skip


def test_what_is_true_by_construction_is_in_a_table(results):
    [section] = [s for s in page(results).sections if "construction" in s.title]
    tables = [item for item in section.items if isinstance(item, Table)]
    shown = [row[1] for table in tables for row in table.rows]
    assert shown == list(results.by_construction.values())
    assert [bool(shown)] == ["Here nothing is" not in section.items[0]]


def test_failed_runs_are_said_first():
    shown = page(make([None, "held", "deadlock"], BLOCKED))
    assert shown.lead[0].startswith("1 of 3 runs FAILED")
    assert "2 times" in shown.lead[1]
    nothing = page(make([None, None]))
    assert nothing.lead[0].startswith("2 of 2 runs FAILED: there are no results.")
    assert [section.title for section in nothing.sections] == [
        "What this is not", "How to make it again",
    ]  # fmt: skip
    assert "FAILED" in web_page(nothing)


def test_parties_rest_on_as_many_parts_as_there_are(results):
    """Protects the evidence under a party: every part is counted once."""
    evidence = {"parties.north": "so it is said", "self": "made up"}
    scenario = results.scenario.with_({"evidence": evidence})
    results = sim.run(scenario, runs=5, draws=0)
    [section] = [s for s in page(results).sections if s.title.startswith("Who takes part")]
    table = section.items[-1].items[0]
    *parts, last = [int(row[1]) for row in table.rows]
    assert last == sum(parts)
    assert table.rows[-1][0] == "In all"
    assert [row[0] for row in table.rows][:2] == ["North", "South"]


def test_how_to_make_it_again_names_what_ships_and_else_the_file(results, text):
    assert "tracktwo run scenario.yaml --runs 60 --seed 2" in text
    assert results.scenario.hash in text
    shipped = replace(results, scenario=Scenario.load("geneva-2013"), spreads=[])
    assert commands(shipped)[0] == (
        "tracktwo run geneva-2013 --runs 60 --seed 2 --draws 0 --out results"
    )


def test_what_it_hangs_on_is_the_page_of_the_explanation(results):
    """With nothing in it that the report tells before."""
    calm = {"demand": {"issue": "water", "is": "shared"}, "firmness": 0.1}
    scenario = results.scenario.with_({"parties.south.preconditions": {"calm": calm}})
    results = sim.run(scenario, runs=30, draws=0)
    explanation = sim.explain(results, runs=20, draws=0)
    shown = page(results, explanation)
    titles = [section.title for section in shown.sections]
    assert titles.index("What it hangs on") == titles.index("What is true by construction") - 1
    [section] = [s for s in shown.sections if s.title == "What it hangs on"]
    found = explained(explanation, everything=False, rest="tracktwo explain --all")
    assert list(section.items[: len(found.lead)]) == list(found.lead)
    inside = [item.title for s in shown.sections for item in s.items if isinstance(item, Section)]
    assert len(inside) == len(set(inside))
    assert {each.title for each in found.sections} <= set(inside)
    assert len(explanation.pivotal)
    drawn = [item.caption for item in section.items if isinstance(item, Figure)]
    assert drawn == [tornado.caption(explanation)]


# -- that it stands alone, and can be read ------------------------------------------------------


def test_it_loads_nothing_and_runs_nothing(text):
    read = Read(text)
    assert not {"script", "iframe", "object", "embed", "img", "link"} & {t for t, _ in read.tags}
    assert not [given for _, given in read.tags if any(key.startswith("on") for key in given)]
    assert all(where.startswith("#") for where in read.refers)
    assert not re.search(r"https?:|@import|url\((?!#)", text)


def test_ids_are_unique_and_all_that_refers_to_one_finds_it(text):
    read = Read(text)
    assert len(read.ids) == len(set(read.ids))
    referred = {where[1:] for where in read.refers} | set(re.findall(r"url\(#([^)]+)\)", text))
    referred |= {given["aria-labelledby"] for _, given in read.tags if "aria-labelledby" in given}
    assert len(referred) > 20
    assert referred <= set(read.ids)


def test_headings_tables_and_landmarks(text):
    read = Read(text)
    tags = [tag for tag, _ in read.tags]
    assert read.levels[0] == 1
    assert read.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(read.levels))
    assert ("html", {"lang": "en"}) in read.tags
    assert tags.count("main") == tags.count("nav") == 1
    assert tags.count("caption") == tags.count("table")
    assert set(read.heads) == {"col", "row"}
    assert tags.index("a") < tags.index("main")  # the way past what comes first


def test_every_figure_is_put_into_words_and_has_its_numbers(results, text):
    figures = [item for section in page(results).sections for item in _figures(section)]
    assert len(figures) == len(FIGURES)
    said = " ".join(Read(text).said.split())
    for number, (found, drawing) in enumerate(zip(figures, FIGURES, strict=True), start=1):
        assert found.caption == drawing.caption(results)
        assert f"Figure {number}. {found.caption}" in said
        assert len(found.data.rows) == len(drawing.data(results))
    assert text.count('<svg role="img"') == 2 * len(figures)  # a wide one and a narrow one


def _figures(section):
    for item in section.items:
        if isinstance(item, Figure):
            yield item
        elif isinstance(item, Section):
            yield from _figures(item)


def test_what_a_scenario_says_is_text(results):
    results = make(["held"], BLOCKED)
    results.scenario = results.scenario.with_({"title": "<script>alert(1)</script> & more"})
    text = web_page(replace(page(results), sections=[]))
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in text


# -- the command -------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["html", "docx"])
def test_the_same_results_are_the_same_bytes(form, folder, text, word):
    """Read from a folder or not, now or later, and wherever the folder is."""
    said = typed(folder, "--format", form, "--appendix")
    made = {"html": text.encode(), "docx": word}[form]
    assert (folder / f"report.{form}").read_bytes() == made
    for end in (form, "appendix.md", "appendix.tex", "appendix.bib"):
        name = f"report.{end}" if end == form else f"report-{end}"
        assert str(folder / name) in said
        assert str(folder).encode() not in (folder / name).read_bytes()


def test_the_appendix_goes_beside_the_report(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.analysis.report.web_page", lambda shown: shown.title)
    typed(folder, "--out", tmp_path / "brief.html", "--appendix")
    names = sorted(each.name for each in tmp_path.iterdir())
    assert names == ["brief-appendix.bib", "brief-appendix.md", "brief-appendix.tex", "brief.html"]
    assert r"\bibliography{brief-appendix}" in (tmp_path / names[2]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "htm"], "--format htm: a report is html or docx. Did you mean html?"),
        (["--out", "report.pdf"], "--out report.pdf: a report is html or docx"),
    ],
)
def test_another_format_is_refused(words, said, folder):
    assert said in typed(folder, *words, code=2)


def test_what_is_missing_for_word_is_said_before_anything_is_run(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.setattr("sim.reporting._explained", None)
    assert "pip install 'tracktwo[docx]'" in typed(folder, "--format", "docx", code=2)


def test_a_folder_without_results_is_refused(tmp_path):
    assert "name a folder of tracktwo run --out" in typed(tmp_path, code=2)


def test_versions_are_those_that_made_the_results(folder):
    """Protects the last lines: they are not about whoever reads the folder."""
    results = sim.open_results(folder)
    results.manifest["versions"]["mesa"] = "0.0.1"
    again = sim.open_results(results.save(folder.parent / "older"))
    assert "mesa 0.0.1" in " ".join(map(str, last_words(again).items))


# -- for Word ----------------------------------------------------------------------------------


def test_a_document_for_word_has_headings_pictures_in_words_and_tables(whole, word):
    docx = pytest.importorskip("docx")
    word = docx.Document(io.BytesIO(word))
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert headings == [section.title for section in whole.sections]
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    figures = [c for c in captions if c.startswith("Figure ")]
    assert len(figures) == len(word.inline_shapes) == len(FIGURES)
    tables = [c for c in captions if c.startswith("Table ")]
    assert [c.split(".")[0] for c in tables] == [
        f"Table {k}" for k in range(1, len(word.tables) + 1)
    ]
    told = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert [f"Figure {k}. {said}" for k, said in enumerate(told, start=1)] == figures


# -- in a browser ------------------------------------------------------------------------------

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run")  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if found is None:
        pytest.skip("there is no Chromium on this machine")
    with driver.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=found, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def of_geneva(tmp_path_factory):
    results = sim.run("geneva-2013", runs=150, draws=4)
    file = tmp_path_factory.mktemp("shown") / "report.html"
    file.write_text(web_page(page(results)), encoding="utf-8")
    return file


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_a_browser_shows_it_without_script_or_network(width, browser, of_geneva):
    context = browser.new_context(
        java_script_enabled=False, offline=True, viewport={"width": width, "height": 900}
    )
    shown, asked = context.new_page(), []
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(of_geneva.as_uri())
    assert asked == [of_geneva.as_uri()]
    assert shown.locator("h1").inner_text() == "The Geneva conference of June 2013"
    assert shown.locator("figure svg:visible").count() == len(FIGURES)
    picture = _pixels(shown.screenshot(full_page=True))
    assert picture.shape[1] == width  # nothing sticks out to the right
    assert 0.01 < (picture < 0.5).mean() < 0.5
    context.close()


def _pixels(png):
    from matplotlib.image import imread

    return imread(io.BytesIO(png))[..., :3].mean(axis=2)


@pytest.mark.slow
def test_it_prints(browser, of_geneva, tmp_path):
    shown = browser.new_page()
    shown.goto(of_geneva.as_uri())
    pdf = tmp_path / "report.pdf"
    shown.pdf(path=pdf, prefer_css_page_size=True)
    shown.close()
    raw = pdf.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", raw)) > 1
    if (tool := shutil.which("pdftotext")) is None:
        pytest.skip("printed; there is no pdftotext to read it with")
    import subprocess

    first = subprocess.run([tool, "-l", "1", pdf, "-"], capture_output=True, text=True, check=True)
    assert "The Geneva conference of June 2013" in first.stdout
    assert "How sure is that?" in first.stdout


@pytest.mark.slow
def test_it_is_accessible(browser, of_geneva):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed"
    )
    shown = browser.new_page()
    shown.goto(of_geneva.as_uri())
    for details in shown.locator("summary").all():
        details.click()
    found = axe.Axe().run(shown)
    assert found.violations_count == 0, found.generate_report()
    shown.close()
