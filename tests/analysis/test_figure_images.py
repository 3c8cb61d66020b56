"""Figures look as they did when somebody last looked at them.

The images in ``images/`` were made by ``make images`` and looked at one by one. Where a change of
a figure is meant, make them again, look at what has changed, and commit it with the change.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from tests.analysis.subjects import IMAGES, SUBJECTS

HERE = Path(__file__).parent / "images"
DPI = 80
RENEW = "TRACKTWO_RENEW_IMAGES"
#: Pixels: figures are compared tile by tile, so that a small change is not lost in a large figure.
TILE = 16
#: Root of the mean square over the pixels and colours of the worst tile, of 255. With the versions
#: in constraints.txt a figure that has not changed makes 13 at most, as images have few colours;
#: bars a twentieth shorter make 43 and more. Other versions of FreeType were not measured.
TOLERANCE = 25.0


def drawn(name: str, size: str) -> np.ndarray:
    """Draw a figure as pixels: (high, wide, 3)."""
    figure, subject = SUBJECTS[name]
    canvas = FigureCanvasAgg(figure.figure(subject(), size))
    canvas.figure.set_dpi(DPI)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]


def read(file: Path) -> np.ndarray:
    from PIL import Image

    with Image.open(file) as image:
        return np.asarray(image.convert("RGB"))


def keep(pixels: np.ndarray, file: Path) -> None:
    """Write pixels in few colours, which makes small files."""
    from PIL import Image

    file.parent.mkdir(exist_ok=True)
    few = Image.fromarray(pixels).quantize(64, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """How far two images are apart where they are most so, from 0 to 255."""
    if one.shape != other.shape:
        return 255.0
    off = np.mean((one.astype(float) - other) ** 2, axis=2)
    high, wide = (-(-length // TILE) * TILE for length in off.shape)
    whole = np.zeros((high, wide))
    whole[: off.shape[0], : off.shape[1]] = off
    tiles = whole.reshape(high // TILE, TILE, wide // TILE, TILE).mean(axis=(1, 3))
    return float(np.sqrt(tiles.max()))


@pytest.mark.parametrize(("name", "size"), IMAGES, ids=[f"{n}-{s}" for n, s in IMAGES])
def test_a_figure_looks_as_it_did(name, size, tmp_path):
    """Protects every figure from changing unseen."""
    file, pixels = HERE / f"{name}-{size}.png", drawn(name, size)
    if os.environ.get(RENEW):
        keep(pixels, file)
    assert file.is_file(), f"{file.name} is not there; make images makes it"
    found = apart(pixels, read(file))
    if found > TOLERANCE:
        keep(pixels, tmp_path / file.name)
        pytest.fail(
            f"{file.name} looks otherwise ({found:.1f} of 255; {TOLERANCE} are let pass): look at"
            f" {tmp_path / file.name}; if it is meant, make images and commit the change"
        )


@pytest.mark.parametrize(("name", "size"), [("outcomes", s) for s in ("page", "column", "slide")])
def test_bars_a_twentieth_shorter_are_seen(name, size, monkeypatch):
    """Protects the tolerance: it lets no real change pass."""
    from matplotlib.axes import Axes

    barh = Axes.barh
    monkeypatch.setattr(
        Axes, "barh", lambda ax, y, width, *a, **k: barh(ax, y, 0.95 * width, *a, **k)
    )
    assert apart(drawn(name, size), read(HERE / f"{name}-{size}.png")) > TOLERANCE


def test_no_image_is_left_over():
    assert {file.stem for file in HERE.glob("*.png")} == {f"{n}-{s}" for n, s in IMAGES}
