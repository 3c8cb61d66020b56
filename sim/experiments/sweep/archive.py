"""A sweep packed for a replication archive."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from sim.experiments.sweep.belongings import STUDY, shipped_claims
from sim.experiments.sweep.results import SweepResults
from sim.experiments.sweep.store import LOCK
from sim.files import whole
from sim.scenario import library
from sim.scenario.plain import to_yaml

_README = """\
{title}

Results of the study in study.yaml, made with tracktwo {version}. To make them again:

    pip install tracktwo=={version} -c constraints.txt
    tracktwo sweep study.yaml --out again{plugins}

The folder `again` then holds the same bytes as the folder `results`, on the same type of processor
and with the same versions (manifest.json lists both). Tables: results/parts/runs-*.parquet (one row
a run), results/cells.parquet (what each cell sets). claims/ holds the claims that ship with
tracktwo and are cited by the scenarios; other claims that they cite stand beside them.
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
    study, folder = results.study, results.folder
    plugins = [file.relative_to(folder).as_posix() for file in sorted(folder.glob("plugins/*.py"))]
    words = "".join(f" --plugin {name}" for name in plugins)
    about = _README.format(title=study.title, version=version("tracktwo"), plugins=words)
    yield "README.txt", about.encode()
    for file in (
        folder / STUDY,
        *sorted(folder.glob("scenarios/*")),
        *map(folder.joinpath, plugins),
    ):
        yield file.relative_to(folder).as_posix(), file.read_bytes()
    versions = results.manifest["versions"]
    yield "constraints.txt", "".join(f"{n}=={v}\n" for n, v in sorted(versions.items())).encode()
    for name, records in zip(("claims", "documents"), shipped_claims(study), strict=True):
        yield f"claims/{name}.yaml", to_yaml(records).encode()
    yield "claims/README.md", (library.seeds() / "README.md").read_bytes()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.name != LOCK and not file.name.endswith(".part"):
            yield f"results/{file.relative_to(folder).as_posix()}", file.read_bytes()
