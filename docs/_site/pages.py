"""The pages of the documentation and how they hang together, read off their own links.

No page lists the others for the sidebar's sake: a page hangs below the one from which a reader who
starts at the landing page first comes to it. A page that no link leads to is an error of the build.
"""

from __future__ import annotations

import os
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
    """Return the links and images of a page in order, those in code left out.

    Examples
    --------
    >>> links("# A\\n\\n[b](b.md#c) and `[d](d.md)`")
    [Link(heading='A', text='b', target='b.md#c')]
    """
    found: list[Link] = []
    heading = ""
    tokens = PARSER.parse(text)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before is not None and before.type == "heading_open":
            heading = plain(token.children)
        found += [Link(heading, *each) for each in _inline(token.children or [])]
    return found


def headings(text: str) -> list[str]:
    """Return what the headings of a page say, in order."""
    tokens = PARSER.parse(text)
    return [
        plain(token.children)
        for before, token in zip(tokens, tokens[1:], strict=False)
        if before.type == "heading_open"
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

    Each with the heading under which it is linked: the last one that does, on the page that is
    nearest to the root. Breadth first, in the order of the links.
    """
    tree: dict[Path, list[tuple[str, Path]]] = {root: []}
    queue = [root]
    for page in queue:
        under: dict[Path, str] = {}
        for link in links(page.read_text(encoding="utf-8")) if page.suffix == ".md" else []:
            led = target_of(page, link)
            if led and led[0].suffix in PAGES and led[0] not in tree and led[0].is_file():
                under.pop(led[0], None)
                under[led[0]] = link.heading
        tree[page] = [(heading, child) for child, heading in under.items()]
        tree |= dict.fromkeys(under, [])
        queue += under
    return tree


def hang(app: Any, name: str, source: list[str]) -> None:
    """Add to a page, unseen, the lists of pages that Sphinx makes its sidebar of."""
    root = Path(app.srcdir) / f"{app.config.root_doc}.md"
    page = Path(app.env.doc2path(name))
    children = below(root).get(page, [])
    captions = dict.fromkeys(heading if page == root else "" for heading, _ in children)
    for caption in captions:
        names = [
            "/" + child.relative_to(app.srcdir).with_suffix("").as_posix()
            for heading, child in children
            if caption in ("", heading)
        ]
        options = [":hidden:", *([f":caption: {caption}"] if caption else [])]
        source[0] += "\n".join(["\n\n```{toctree}", *options, "", *names, "```\n"])


def setup(app: Any) -> dict[str, bool]:
    """Join the build."""
    app.connect("source-read", hang)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
