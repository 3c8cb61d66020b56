"""The page of levers that Voilà serves works in a browser: levers move it, and can be put back."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError

import pytest

ROOT = Path(__file__).parents[3]
NOTEBOOK = ROOT / "notebooks" / "explore.ipynb"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
SECONDS = 180
# Voilà asks for icons over the network, and loads extensions that are made for JupyterLab.
NOT_OURS = ("Failed to load resource", "labextensions")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is on this machine"),
    # It is not loaded here, which takes seconds, but in a process of its own.
    pytest.mark.skipif(find_spec("voila") is None, reason="the extra 'explore' is not installed"),
]
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """Where the page is served, on this machine alone."""
    home = tmp_path_factory.mktemp("voila")
    kept = {f"JUPYTER_{kind}_DIR": str(home / kind) for kind in ("DATA", "RUNTIME", "CONFIG")}
    port = _free_port()
    options = ["--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"]
    environment = {**os.environ, **kept, "IPYTHONDIR": str(home), "PYTHONPATH": str(ROOT)}
    with (home / "log").open("w") as log:
        command = [sys.executable, "-m", "voila", str(NOTEBOOK), *options]
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        _wait_for(f"http://127.0.0.1:{port}/voila/static/favicon.ico", server, home / "log")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="module")
def page(address) -> Iterator:
    """The page, once the funnel is there; what its console said is in ``page.said``."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        opened = browser.new_page(viewport={"width": 1400, "height": 1100})
        opened.said = []
        opened.on("console", lambda message: opened.said.append((message.type, message.text)))
        opened.on("pageerror", lambda error: opened.said.append(("error", str(error))))
        opened.goto(address, timeout=1000 * SECONDS)
        opened.wait_for_selector("img[alt^='How far talks come']", timeout=1000 * SECONDS)
        yield opened
        browser.close()


def test_a_lever_moves_the_numbers_and_resetting_gives_back_the_very_same(page, tmp_path):
    before = _shown(page)
    lever = page.get_by_label("Demand of the Supreme Military Council")
    lever.focus()
    page.keyboard.press("ArrowDown")
    _wait_until_said(page, "1 lever moved; 500 runs")
    moved = _shown(page)
    page.screenshot(path=tmp_path / "moved.png", full_page=True)
    assert (tmp_path / "moved.png").stat().st_size > 20_000
    assert moved["numbers"] != before["numbers"]
    assert moved["funnel"] != before["funnel"]
    page.get_by_role("button", name="As written").click()
    _wait_until_said(page, "As written; 500 runs")
    assert _shown(page) == before


def test_more_runs_can_be_asked_for(page):
    page.get_by_label("Runs of each setting").select_option("200")
    _wait_until_said(page, "As written; 200 runs")
    assert "200 runs" in page.locator("img[alt^='How far']").get_attribute("alt")
    page.get_by_label("Runs of each setting").select_option("500")
    _wait_until_said(page, "As written; 500 runs")


def test_every_lever_is_named_for_who_cannot_see_it(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=".jupyter-widgets").response["violations"]
    serious = [each["id"] for each in found if each["impact"] in ("serious", "critical")]
    assert serious == []
    assert page.locator("select").count() >= 5


def test_nothing_of_ours_went_wrong_in_the_browser(page):
    wrong = [text for kind, text in page.said if kind == "error"]
    assert [text for text in wrong if not any(part in text for part in NOT_OURS)] == []


def _shown(page) -> dict[str, str]:
    return {
        "funnel": page.locator("img[alt^='How far talks come']").get_attribute("src"),
        "numbers": page.locator("table").inner_text(),
        "story": page.get_by_role("region", name="History").inner_text(),
    }


def _wait_until_said(page, text: str) -> None:
    page.locator("[role=status]", has_text=text).wait_for(timeout=1000 * SECONDS)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.3)
        else:
            return
    raise AssertionError(log.read_text())
