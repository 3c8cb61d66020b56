"""The commands of exercises: write a student's own, check a sheet, mark a class."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.terminal import SOME_FAILED, fail, readable


def exercise(
    name: Annotated[
        str | None, typer.Argument(metavar="EXERCISE", help="Without it: which there are.")
    ] = None,
    student: Annotated[
        str | None, typer.Option(metavar="IDENTIFIER", help="Decides which numbers are yours.")
    ] = None,
    folder: Annotated[Path, typer.Option(metavar="DIR", help="Where the files go.")] = Path(),
) -> None:
    """Write your own scenario and answer sheet for an exercise."""
    from sim.teaching import check
    from sim.teaching.sheets import sheet

    if name is None:
        for each in check.names():
            print(f"{each:24}{check.exercise(each).title}")
        return
    if student is None:
        fail("--student IDENTIFIER: give yours; it decides which numbers you get")
    try:
        about = check.exercise(name)
        numbers = about.yours(student)
        folder.mkdir(parents=True, exist_ok=True)
        written = [sheet(name, student, folder)]
        if about.make is not None:
            written.append(check.scenario(name, student, folder))
    except (LookupError, ValueError, OSError) as error:
        fail(str(error))
    print(numbers)
    for path in written:
        print(f"written: {path}")


def check(
    file: Annotated[Path, typer.Argument(metavar="SHEET", help="An answer sheet.")],
) -> None:
    """Check an answer sheet: what is right, and a hint where it is not."""
    from sim.teaching import check as checks
    from sim.teaching.sheets import read_sheet

    found = read_sheet(file)
    about = checks.exercise(found.exercise)
    numbers = about.yours(found.student)
    got = of = 0.0
    for name, question in about.questions.items():
        mark = about.mark(name, numbers, found.answers.get(name))
        got, of = got + (mark.points or 0), of + question.points
        print(f"{name:16}{'right' if not mark.hint else mark.hint}")
    print(f"{got:g} of {of:g} points, of those that can be checked")
    if got < of:
        raise typer.Exit(SOME_FAILED)


def marks(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder for each student.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A table, as .csv; else it is printed.")
    ] = None,
) -> None:
    """Mark what a class has handed in. This runs the students' code on this machine."""
    from sim.extras import NotInstalled
    from sim.files import write
    from sim.teaching.marks import marks as mark

    if out is not None and out.suffix != ".csv":
        fail(f"--out {out}: name a file that ends in .csv")
    try:
        table = mark(folder)
    except (FileNotFoundError, NotInstalled) as error:
        fail(str(error))
    if out is not None:
        write(out, table.to_csv(index=False, lineterminator="\n"))
    sums = table.groupby(["student", "exercise"], sort=True)[["points", "of"]].sum()
    left = table[table.points.isna()].groupby(["student", "exercise"]).of.sum()
    console = readable()
    for (student, about), row in sums.iterrows():
        unread = left.get((student, about), 0.0)
        said = f", {unread:g} to be read" if unread else ""
        console.print(f"{student:20}{about:24}{row.points:g} of {row.of - unread:g}{said}")
    if out is not None:
        print(f"Each question is a row of {out}.")
