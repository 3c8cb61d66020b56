"""Exercises: what is right is well defined for everybody, and nobody else's answers will do."""

from __future__ import annotations

import pytest

from sim.teaching import check
from tests.teaching import solving

MASTERS = solving.make.masters()
NAMES = [master.stem for master in MASTERS]
MANY = 500


def students(count: int) -> list[str]:
    return [f"student-{number}" for number in range(count)]


@pytest.fixture(params=MASTERS, ids=NAMES)
def master(request):
    return request.param


def quick(about) -> list[str]:
    """The questions whose truth takes no simulation."""
    return [name for name, each in about.questions.items() if not each.slow]


def simulated(about) -> set[str]:
    return about.questions.keys() - set(quick(about))


def answers(master, student, folder, but=None):
    """What the master's solutions answer, by question."""
    found = solving.solve(master, student, folder, but)
    return {
        name: found[name] for name in solving.make.exercise_of(master).questions if name in found
    }


def holds(master, count: int, folder):
    """The reference solution is right for every student, and is not right for the next one."""
    about = solving.make.exercise_of(master)
    before, fooled = None, []
    for student in students(count):
        numbers = about.yours(student)
        given = answers(master, student, folder, simulated(about))
        assert given.keys() == set(quick(about))
        hints = {name: about.mark(name, numbers, given[name]).hint for name in given}
        assert not any(hints.values()), (student, numbers, hints)
        if before is not None and not wrong(about, numbers, before):
            fooled.append(student)
        before = given
    assert len(fooled) <= count // 100, "copying from a neighbour does not show"


def wrong(about, numbers, given) -> list[str]:
    """Which of somebody's answers are not right for these numbers."""
    return [name for name in given if about.mark(name, numbers, given[name]).hint]


def test_every_master_is_of_an_exercise_and_every_exercise_has_one():
    of = [solving.make.exercise_of(master).name for master in MASTERS]
    assert sorted(of) == check.names()
    assert [name[:3] for name in NAMES] == [f"{place:02}-" for place in range(1, len(NAMES) + 1)]


def test_a_few_students(master, tmp_path):
    holds(master, 2, tmp_path)


@pytest.mark.slow
def test_many_students(master, tmp_path):
    holds(master, MANY, tmp_path)


@pytest.mark.slow
def test_what_takes_a_simulation_is_answered_by_the_reference_solution(master, tmp_path):
    about = solving.make.exercise_of(master)
    for student in students(2):
        given = answers(master, student, tmp_path)
        assert given.keys() == about.questions.keys()
        assert wrong(about, about.yours(student), given) == []


def test_there_is_a_hint_for_what_is_wrong_and_it_does_not_tell(master):
    """A hint names no number that is right, and says what to think of rather than 'wrong'."""
    about = solving.make.exercise_of(master)
    numbers = about.yours("ada")
    for name in quick(about):
        truth = about.truth(name, numbers)
        for silly in (-1e9, 1e9, "no such answer", ["no such answer"]):
            mark = about.mark(name, numbers, silly)
            assert mark.points == 0
            assert len(mark.hint) > 15, name
            if isinstance(truth, float):
                assert f"{truth:.2f}" not in mark.hint


def test_nothing_is_taken_for_an_answer_that_was_not_given(master):
    about = solving.make.exercise_of(master)
    for nothing in (None, ..., "", " ", []):
        mark = about.mark(quick(about)[0], about.yours("ada"), nothing)
        assert (mark.points, mark.hint) == (0, "there is no answer yet")


def test_the_solutions_fail_only_where_a_student_must_write(master, tmp_path):
    """Without one answer, that answer's cell fails, and it says that it is missing."""
    notebook = solving.make.solved(master)
    bare = solving.make.stripped(notebook)
    pairs = zip(solving.cells_of(notebook), solving.cells_of(bare), strict=True)
    found: dict = {}
    about = solving.make.exercise_of(master)
    late = simulated(about) | {f"{name}-check" for name in simulated(about)}
    with solving.handed_in_by("ada", tmp_path):
        for solved, stripped in pairs:
            name = solving.purpose(solved)
            if name in late or name.startswith("plot"):
                continue
            if solved.source != stripped.source:
                with pytest.raises(NotImplementedError):
                    solving.run(stripped.source, dict(found))
            solving.run(solved.source, found)
