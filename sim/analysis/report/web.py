"""A report as a web page that stands alone: it loads nothing, and needs no script."""

from __future__ import annotations

from importlib.resources import files

from sim.analysis.layout import Page
from sim.analysis.markup import Markup, safe


def web_page(page: Page) -> str:
    """Return a report as a whole web page, in UTF-8. Same page, same bytes.

    Its headings have no gaps, its tables and figures are numbered, what is drawn stands beside each
    figure as a table, and it prints on A4.

    Examples
    --------
    >>> from sim.analysis.layout import Section
    >>> text = web_page(Page("Two rivers", "Who gets the water?", ["Both."], []))
    >>> text.splitlines()[:2], "<script" in text
    (['<!doctype html>', '<html lang="en">'], False)
    """
    markup = Markup(1, numbered=True)
    names = [f"part-{number}" for number in range(1, len(page.sections) + 1)]
    head = f'<header class="lead">{markup.head(page)}</header>'
    body = "\n".join(
        f'<section aria-labelledby="{name}">{markup.section(section, 1, name)}</section>'
        for name, section in zip(names, page.sections, strict=True)
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{safe(page.title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#answer">Go to the answer</a>\n<main id="answer">\n{head}\n'
        f"{_contents(page, names)}\n{body}\n</main>\n</body>\n</html>\n"
    )


def _contents(page: Page, names: list[str]) -> str:
    """What is on the page, each part a link."""
    links = "".join(
        f'<li><a href="#{name}">{safe(section.title)}</a></li>'
        for name, section in zip(names, page.sections, strict=True)
    )
    return f'<nav aria-label="On this page"><ol>{links}</ol></nav>'


def _style() -> str:
    return files("sim.analysis.report").joinpath("style.css").read_text(encoding="utf-8")
