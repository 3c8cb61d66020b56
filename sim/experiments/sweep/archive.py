"""A sweep packed for a replication archive."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from sim.experiments.sweep.results import SweepResults
from sim.experiments.sweep.store import LOCK, MANIFEST, STUDY
from sim.files import whole
from sim.scenario import library

_README = """\
{title}

Results of the study in study.yaml, made with tracktwo {version}. To make them again:

    pip install tracktwo=={version} -c constraints.txt
    tracktwo sweep study.yaml --out again

The folder `again` then holds the same bytes as the folder `results`, on the same type of processor
and with the same versions (manifest.json lists both). Tables: results/parts/runs-*.parquet (one row
a run), results/cells.parquet (what each cell sets). claims/ holds the claims that the scenarios
cite.
"""


def pack(results: SweepResults, target: Path) -> list[str]:
    """Write one file with study, scenarios, claims, versions and results; the same bytes each time.

    Returns
    -------
    list of str
        The names of what is in it.
    """
    names = []
    with (
        whole(target) as path,
        path.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, content in _files(results):
            entry = tarfile.TarInfo(f"{results.study.name}/{name}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
            names.append(name)
    return names


def _files(results: SweepResults) -> Iterator[tuple[str, bytes]]:
    about = _README.format(title=results.study.title, version=version("tracktwo"))
    yield "README.txt", about.encode()
    yield STUDY, _study(results).encode()
    for file in sorted((results.folder / "scenarios").glob("*.yaml")):
        yield f"scenarios/{file.name}", file.read_bytes()
    versions = results.manifest["versions"]
    yield "constraints.txt", "".join(f"{n}=={v}\n" for n, v in sorted(versions.items())).encode()
    for name in ("claims.yaml", "documents.yaml", "README.md"):
        yield f"claims/{name}", (library.seeds() / name).read_bytes()
    for file in sorted(results.folder.rglob("*")):
        if file.is_file() and file.name != LOCK and not file.name.endswith(".part"):
            yield f"results/{file.relative_to(results.folder).as_posix()}", file.read_bytes()
    yield MANIFEST, (results.folder / MANIFEST).read_bytes()


def _study(results: SweepResults) -> str:
    """Return the study, its scenarios named by the files that are packed beside it."""
    from sim.scenario.keeping import rewritten
    from sim.scenario.reader import parse, text_of

    text = text_of(results.folder / STUDY)
    data, _ = parse(text)
    bases = {name: f"scenarios/{name}.yaml" for name in results.study.scenarios}
    if "scenario" in data:
        data["scenario"] = next(iter(bases.values()))
    else:
        data["scenarios"] = bases
    return rewritten(text, data)
