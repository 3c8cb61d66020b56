"""The documentation hangs together: every link leads somewhere, every page can be found.

What the pages tell a reader to type is tested in `tests/test_pages.py`.
"""

from __future__ import annotations

import importlib.util
import json
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import typer
from ruamel.yaml import YAML

import sim
from sim.cli import app
from sim.scenario import Scenario, library

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
START = DOCS / "README.md"
API = DOCS / "reference" / "api"

#: What a newcomer wants, as the landing page names it, and the page that says how.
WANTS = {
    "run it": "docs/tutorial/first-run.md",
    "read a result": "docs/how-to/read-a-result.md",
    "write a scenario": "docs/how-to/your-own-conflict.md",
    "vary it": "docs/how-to/run-a-sweep.md",
    "teach with it": "docs/how-to/teach-with-it.md",
    "extend it": "docs/how-to/your-own-strategy.md",
    "cite it": "docs/how-to/cite.md",
}

#: What a citation file must say, and what else it may (Citation File Format 1.2.0).
REQUIRED = {"cff-version", "message", "title", "authors"}
ALLOWED = """abstract commit contact date-released doi identifiers keywords license license-url
preferred-citation references repository repository-artifact repository-code type url version"""


def site():
    """The module that the build of the site reads pages with."""
    spec = importlib.util.spec_from_file_location("pages", DOCS / "_site" / "pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pages = site()


def own_pages():
    """Every page that is written in Markdown, those outside of docs/ included."""
    others = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "seeds").glob("*.md")]
    return [*sorted(DOCS.rglob("*.md")), *others]


def anchors(page):
    """The names that headings of a page can be linked by: those that GitHub gives them."""
    found, times = [], Counter()
    for heading in pages.headings(page.read_text(encoding="utf-8")):
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found.append(f"{name}-{times[name]}" if times[name] else name)
        times[name] += 1
    return found


@cache
def depths():
    """How many clicks each page is from the landing page."""
    tree = pages.below(START)
    depth, queue = {START: 0}, [START]
    for page in queue:
        for _, child in tree[page]:
            depth[child] = depth[page] + 1
            queue.append(child)
    return depth


def test_links_in_code_are_none():
    text = "# A `b`\n\n[c](d.md#e), `[f](g.md)`\n\n    [h](i.md)\n\n| j |\n|---|\n| ![k](l.png) |\n"
    assert pages.links(text) == [("A b", "c", "d.md#e"), ("A b", "k", "l.png")]


def test_every_link_leads_to_a_file_and_a_heading():
    """Protects readers here, in the site and where the repository is browsed: one link for all."""
    wrong = []
    for page in own_pages():
        for link in pages.links(page.read_text(encoding="utf-8")):
            led = pages.target_of(page, link)
            if led is None:
                continue
            file, anchor = led
            there = file.is_file() and file.name in {each.name for each in file.parent.iterdir()}
            if not there or (anchor and anchor not in anchors(file)):
                wrong.append(f"{page.relative_to(ROOT)}: {link.target}")
    assert wrong == []


def test_every_page_can_be_reached_from_the_landing_page():
    reached = depths()
    notebooks = list(ROOT.glob("notebooks/*.ipynb"))
    lost = [page for page in [*DOCS.rglob("*.md"), *notebooks] if page not in reached]
    assert [str(page.relative_to(ROOT)) for page in lost] == []


@pytest.mark.parametrize("want", WANTS)
def test_what_a_newcomer_wants_is_named_on_the_landing_page(want):
    """One click from a line that says so; the README of the repository is one click before."""
    rows = re.findall(r"^\| \*\*(.+?)\*\* \| (.*) \|$", START.read_text(encoding="utf-8"), re.M)
    links = pages.links(dict(rows)[want])
    led = {pages.target_of(START, link)[0].relative_to(ROOT).as_posix() for link in links}
    assert WANTS[want] in led
    assert all(depths()[ROOT / page] <= 2 for page in led)


def test_the_readme_leads_to_the_landing_page():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    led = [pages.target_of(ROOT / "README.md", link) for link in pages.links(text)]
    assert START in [each[0] for each in led if each]


def test_a_page_hangs_below_the_last_of_the_nearest_that_link_to_it(tmp_path):
    """Protects the sidebar of the site."""
    root, a, b, c, lost = (tmp_path / f"{name}.md" for name in ("root", "a", "b", "c", "lost"))
    root.write_text("# R\n\n[a](a.md)\n\n## One\n\n[b](b.md)\n\n## Two\n\n[a](a.md#x) [n](no.md)\n")
    a.write_text("[c](c.md), [up](root.md)\n")
    b.write_text("[c](c.md), [itself](#x), [out](https://example.org/c.md)\n")
    c.write_text("# C\n")
    lost.write_text("[c](c.md)\n")
    assert pages.below(root) == {root: [("One", b), ("Two", a)], b: [], a: [("", c)], c: []}


# -- Python names ----------------------------------------------------------------------------------


def documented():
    """The names of `sim` whose docstrings the reference shows, or that its pages name."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in API.glob("*.md"))
    return set(re.findall(r"\bsim\.([\w.]*\w)", text))


def test_the_reference_of_python_names_is_whole():
    """A name that is public and stands nowhere in docs/reference/api/ is of no use to anybody."""
    parts = {f"parts.{name}" for name in vars(sim.parts) if _is_part(name)}
    figures = {f"figures.{name}" for name in sim.figures.FIGURES}
    assert parts
    assert sorted((set(sim.__all__) | parts | figures) - documented()) == []


def _is_part(name):
    part = getattr(sim.parts, name)
    return isinstance(part, type) and part.__module__ == sim.parts.__name__ and name[0] != "_"


def test_the_reference_names_nothing_that_is_not_there():
    for name in sorted(documented()):
        pkgutil.resolve_name(f"sim.{name}")


# -- commands and printed results ------------------------------------------------------------------


def test_the_page_of_commands_has_each_once_with_its_options():
    """`--help` and `--quiet` are the same everywhere, and said above the table."""
    page = (DOCS / "reference" / "command-line.md").read_text(encoding="utf-8")
    rows = dict.fromkeys(re.findall(r"^\| `tracktwo (\w+)", page, re.M))
    assert len(rows) == len(re.findall(r"^\| `tracktwo ", page, re.M)), "a command stands twice"
    said = {
        name: set(re.findall(r"--[\w-]+", row))
        for name, row in re.findall(r"^\| `tracktwo (\w+)(.*)", page, re.M)
    }
    there = {
        name: {option for each in command.params for option in each.opts if option[:2] == "--"}
        for name, command in typer.main.get_command(app).commands.items()
    }
    plain = {"--help", "--quiet"}
    assert {name: options - plain for name, options in there.items()} == said


def test_printed_results_are_of_the_scenarios_that_ship():
    """Protects readers from numbers of a scenario that has changed since.

    `make results` prints them anew; earlier versions of a scenario stay as they were printed.
    """
    beside = (".predictions", ".question")
    files = [each for each in ROOT.glob("scenarios/**/*.yaml") if not each.stem.endswith(beside)]
    known = {Scenario.load(file).hash[:12] for file in files if not library.is_game(file)}
    names = ("predictions/results.md", "hindcast-results.md", "how-to/cite.md")
    for page in [*DOCS.glob("audits/*.md"), *(DOCS / name for name in names)]:
        hashes = set(re.findall(r"\b[0-9a-f]{12}\b", page.read_text(encoding="utf-8")))
        assert hashes, page
        assert hashes <= known, f"{page}: print it anew with `make results`"


# -- citing ----------------------------------------------------------------------------------------


def test_the_citation_is_one_everywhere():
    """CITATION.cff by the rules of its format (1.2.0), and the BibTeX of the page as it says."""
    cff = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert REQUIRED <= set(cff) <= REQUIRED | set(ALLOWED.split())
    assert cff["cff-version"] == "1.2.0"
    assert cff["type"] in ("software", "dataset")
    assert (cff["version"], cff["license"]) == (project["version"], project["license"])
    page = (DOCS / "how-to" / "cite.md").read_text(encoding="utf-8")
    [entry] = re.findall(r"```bibtex\n(.*?)```", page, re.S)
    fields = dict(re.findall(r"^  (\w+) += \{(.*)\},?$", entry, re.M))
    assert fields == {
        "author": "{" + cff["authors"][0]["name"] + "}",
        "title": cff["title"],
        "version": cff["version"],
        "license": cff["license"],
    }


# -- the site --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_site_builds_and_fetches_nothing(tmp_path):
    """With every warning an error, and a notebook shown as it was last run.

    Protects readers without a network, and those who do not want others to know what they read.
    """
    pytest.importorskip("sphinx", reason="the extra `docs` is not installed")
    source, out = tmp_path / "source", tmp_path / "site"
    copy_of_the_checkout(source)
    with_a_notebook(source)
    command = f"{sys.executable} -m sphinx -b html -c docs -q -W --keep-going . {out}"
    done = subprocess.run(shlex.split(command), cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "docs/README.html" in (out / "index.html").read_text(encoding="utf-8")
    html = {page: page.read_text(encoding="utf-8") for page in out.rglob("*.html")}
    assert 'id="sim.Results.funnel"' in html[out / "docs/reference/api/results.html"]
    shown = html[out / "notebooks/small.html"]
    assert "as it was once" in shown
    assert "<td>seven</td>" in shown
    fetched = [(page.name, url) for page, text in html.items() for url in outside(text)]
    styles = [(each.name, url) for each in out.rglob("*.css") for url in outside(each.read_text())]
    assert fetched + styles == []


def copy_of_the_checkout(to):
    """What the site is made of, and what its pages link to."""
    for folder in ("docs", "scenarios", "seeds", "studies", "notebooks"):
        if (ROOT / folder).is_dir():
            shutil.copytree(ROOT / folder, to / folder)
    for name in ("README.md", "CHANGELOG.md", "CITATION.cff", "Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, to / name)
    (to / "sim").symlink_to(ROOT / "sim")


def with_a_notebook(source):
    """Add a notebook whose code would fail if it were run, and a link to it."""
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["as it was once\n"]},
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"text/html": ["<table><tr><td>seven</td></tr></table>"], "text/plain": ["7"]},
        },
    ]
    code = {"cell_type": "code", "execution_count": 1, "id": "b", "metadata": {}, "source": "1 / 0"}
    text = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# A small notebook"]}
    notebook = {
        "cells": [text, code | {"outputs": outputs}],
        "metadata": {"language_info": {"name": "python", "pygments_lexer": "ipython3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (source / "notebooks").mkdir(exist_ok=True)
    (source / "notebooks/small.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    with (source / "docs/README.md").open("a", encoding="utf-8") as page:
        page.write("- [a small notebook](../notebooks/small.ipynb)\n")


def outside(text):
    """What a page or a style sheet fetches from other sites: not what it only links to."""
    quoted = r"""(?:src|srcset|data|poster)\s*=\s*["']((?:https?:)?//[^"']*)"""
    linked = r"""<link\b[^>]*\bhref\s*=\s*["']((?:https?:)?//[^"']*)"""
    styled = r"""(?:url\(|@import\s+)["']?((?:https?:)?//[^"')\s]*)"""
    called = r"""(?:import|fetch)\(\s*["']((?:https?:)?//[^"']*)"""
    return [url for each in (quoted, linked, styled, called) for url in re.findall(each, text)]


def test_what_is_fetched_is_seen():
    page = """<script src="https://a/x.js"></script><a href="https://b/"></a><img src='//c/d.png'>
    <link rel="stylesheet" href="http://e/f.css">
    <style>@import "https://g/h.css"; p {background: url(//i)}</style>"""
    fetched = ["https://a/x.js", "//c/d.png", "http://e/f.css", "https://g/h.css", "//i"]
    assert outside(page) == fetched
