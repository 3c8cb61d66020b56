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
#: Root of the mean square over all pixels and colours, of 255. Chosen, not measured on other
#: versions of FreeType. Bars a fifth shorter in `outcomes` at slide size make 6.0.
TOLERANCE = 5.0


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
    """How far two images are apart, from 0 to 255."""
    if one.shape != other.shape:
        return 255.0
    return float(np.sqrt(np.mean((one.astype(float) - other) ** 2)))


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


def test_a_bar_that_is_gone_is_seen(monkeypatch):
    """Protects the tolerance: it lets no real change pass."""
    from matplotlib.axes import Axes

    barh = Axes.barh
    monkeypatch.setattr(Axes, "barh", lambda ax, y, width, *a, **k: barh(ax, y, width / 2, *a, **k))
    changed = drawn("outcomes", "page")
    assert apart(changed, read(HERE / "outcomes-page.png")) > TOLERANCE


def test_no_image_is_left_over():
    assert {file.stem for file in HERE.glob("*.png")} == {f"{n}-{s}" for n, s in IMAGES}
