"""Files that appear whole or not at all, and say nothing of when they were made."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_WRITTEN_AT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_NEVER = b"1980-01-01T00:00:00Z"


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a temporary name to write a file under, and move it into place once it is complete."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write(path: Path, text: str) -> Path:
    """Write a text, whole or not at all."""
    with whole(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    return path


def undated(package: bytes) -> bytes:
    """Return an Office file (a zip) without the time at which it was made.

    The same content is then the same bytes.
    """
    out = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as made, ZipFile(out, "w", ZIP_DEFLATED) as still:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = _WRITTEN_AT.sub(rb"\g<1>" + _NEVER, content)
            entry = ZipInfo(name)  # of 1 January 1980, the first day that a zip knows
            entry.compress_type = ZIP_DEFLATED
            still.writestr(entry, content)
    return out.getvalue()
