"""The pages of the documentation and how they hang together, read off their own links.

No page lists the others for the sidebar's sake: there a page hangs below one that links to it, as
near to the landing page as can be. A page that no link leads to is an error of the build.
"""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt

PARSER = MarkdownIt("commonmark").enable("table")
PAGES = (".md", ".ipynb")


class Link(NamedTuple):
    """A link or an image of a page: under which heading, what it says, and where it leads."""

    heading: str
    text: str
    target: str


def links(text: str) -> list[Link]:
    """Return the links and images of a page in order, those in code left out."""
    found: list[Link] = []
    heading = ""
    for before, token in pairwise(PARSER.parse(text)):  # what a page says never comes first
        if before.type == "heading_open":
            heading = plain(token.children)
        found += [Link(heading, *each) for each in _inline(token.children or [])]
    return found


def headings(text: str) -> list[str]:
    """Return what the headings of a page say, in order."""
    tokens = PARSER.parse(text)
    return [
        plain(token.children) for before, token in pairwise(tokens) if before.type == "heading_open"
    ]


def plain(children: Any) -> str:
    """Return what a piece of a line says, without its marks."""
    return "".join(each.content for each in children if each.type in ("text", "code_inline"))


def _inline(children: Any) -> list[tuple[str, str]]:
    found = []
    for at, each in enumerate(children):
        if each.type == "link_open":
            close = next(k for k in range(at, len(children)) if children[k].type == "link_close")
            found.append((plain(children[at:close]), each.attrs["href"]))
        elif each.type == "image":
            found.append((each.content, each.attrs["src"]))
    return found


def target_of(page: Path, link: Link) -> tuple[Path, str] | None:
    """Return the file and the anchor that a link of a page leads to; None if out of the checkout.

    The anchor is empty where the link has none.
    """
    parts = urlsplit(link.target)
    if parts.scheme or parts.netloc:
        return None
    path = page if not parts.path else Path(os.path.normpath(page.parent / unquote(parts.path)))
    return path, parts.fragment


def below(root: Path) -> dict[Path, list[tuple[str, Path]]]:
    """Return, for each page that can be reached from `root`, the pages that hang below it.

    Each with the heading under which it is linked. A page hangs below the last link to it, of those
    on the pages that are nearest to the root.
    """
    tree: dict[Path, list[tuple[str, Path]]] = {root: []}
    level = [root]
    while level:
        above: dict[Path, tuple[Path, str]] = {}
        for page in level:
            for heading, child in linked(page):
                if child not in tree:
                    above.pop(child, None)  # so that they stand in the order of the last links
                    above[child] = page, heading
        for child, (page, heading) in above.items():
            tree[page].append((heading, child))
            tree[child] = []
        level = list(above)
    return tree


def linked(page: Path) -> list[tuple[str, Path]]:
    """Return the pages that a page links to, each with the heading under which it does.

    Notebooks are taken to link to nothing.
    """
    if page.suffix != ".md":
        return []
    found = [(each, target_of(page, each)) for each in links(page.read_text(encoding="utf-8"))]
    return [
        (each.heading, led[0])
        for each, led in found
        if led and led[0].suffix in PAGES and led[0].is_file()
    ]


def toctrees(children: list[tuple[str, Path]], root: Path, captions: bool) -> str:
    """Return what Sphinx makes its sidebar of: unseen lists of pages, one for each heading."""
    text = ""
    for heading in dict.fromkeys(heading if captions else "" for heading, _ in children):
        names = [
            "/" + child.relative_to(root).with_suffix("").as_posix()
            for under, child in children
            if heading in ("", under)
        ]
        options = [":hidden:", *([f":caption: {heading}"] if heading else [])]
        text += "\n".join(["\n\n```{toctree}", *options, "", *names, "```\n"])
    return text


def setup(app: Any) -> dict[str, bool]:
    """Join the build: find all pages first, then hang below each what belongs there."""
    root = Path(app.srcdir)
    tree: dict[Path, list[tuple[str, Path]]] = {}

    def find(app: Any) -> None:
        tree.update(below(root / f"{app.config.root_doc}.md"))

    def hang(app: Any, name: str, source: list[str]) -> None:
        children = tree.get(Path(app.env.doc2path(name)), [])
        source[0] += toctrees(children, root, captions=name == app.config.root_doc)

    app.connect("builder-inited", find)
    app.connect("source-read", hang)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
