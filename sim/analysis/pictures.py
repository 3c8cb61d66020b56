"""Figures as they stand inside a page: the bytes of a picture, and SVG that many can share."""

from __future__ import annotations

import io
import re
from typing import Any

import pandas as pd

from sim.analysis.figures.drawing import KINDS, Saved
from sim.analysis.figures.style import styled
from sim.analysis.layout import Figure, Table

_DPI = 200  # of a picture in a document for Word
_NOT_SHOWN = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<style.*?</style>", re.S
)
_NAMES = re.compile(r"""\b(id="|href="#|url\(#)""")


def figure(drawing: Saved[Any], subject: Any) -> Figure:
    """Return a drawing of something as it stands on a page.

    Parameters
    ----------
    drawing : Saved
    subject : Results or other
        What it is a drawing of.
    """
    return Figure(
        drawing.caption(subject),
        as_table(drawing.data(subject)),
        lambda kind, size: encoded(drawing, subject, kind, size),
    )


def encoded(drawing: Saved[Any], subject: Any, kind: str, size: str = "page") -> bytes:
    """Return a picture as the bytes of its file. Same data, same bytes.

    Parameters
    ----------
    drawing : Saved
    subject : Results or other
    kind : str
        ``png``, ``svg`` or ``pdf``.
    size : str
        One of the figures' sizes.
    """
    file = io.BytesIO()
    drawn = drawing.figure(subject, size)
    with styled():
        drawn.savefig(file, dpi=_DPI, format=kind, metadata=KINDS[kind])
    return file.getvalue()


def as_table(frame: pd.DataFrame) -> Table:
    """Return a table of data as one of a page, numbers to four places.

    Examples
    --------
    >>> as_table(pd.DataFrame({"stage": ["held"], "range_low": [0.25]})).rows
    [('held', '0.25')]
    """
    header = [str(name).replace("_", " ") for name in frame.columns]
    numbers = [k for k, name in enumerate(frame) if pd.api.types.is_numeric_dtype(frame[name])]
    rows = [tuple(map(_written, row)) for row in frame.itertuples(index=False)]
    return Table(header, rows, numbers)


def inline(svg: bytes, name: str, described_by: str) -> str:
    """Return an SVG as it stands inside HTML.

    Its ids begin with `name`, so that no two pictures of a page share one; it loads nothing, fits
    the width that it is given, and is read aloud as what describes it.

    Examples
    --------
    >>> drawn = b'<svg width="9pt" height="3pt" viewBox="0 0 9 3"><use xlink:href="#a"/></svg>'
    >>> inline(drawn, "f1", "caption")
    '<svg role="img" aria-labelledby="caption" viewBox="0 0 9 3"><use href="#f1-a"/></svg>'
    """
    text = _NOT_SHOWN.sub("", svg.decode("utf-8")).replace("xlink:href", "href")
    text = _NAMES.sub(lambda found: f"{found[1]}{name}-", text)
    opening, inside = re.search(r"<svg\b[^>]*>", text), text[text.index("<svg") :]
    assert opening is not None
    viewed = re.search(r'viewBox="[^"]*"', opening[0])
    assert viewed is not None
    start = f'<svg role="img" aria-labelledby="{described_by}" {viewed[0]}>'
    return re.sub(r"\s*\n\s*", "\n", start + inside[len(opening[0]) :]).strip()


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "" if value != value else f"{value:.4g}"
    return str(value)
