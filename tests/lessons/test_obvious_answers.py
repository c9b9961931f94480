"""Whatever a student types, a checker says in one line what is off, and nothing ends in a traceback."""

import inspect
import re

import numpy as np
import pytest

from .running import LESSONS, lesson_run, run


def divides_by_zero(*_):
    return 1 / 0


def asks_for_an_unknown_name(*_):
    return not_defined_anywhere  # noqa: F821


def returns_nothing(*_):
    pass


def stops_the_kernel(*_):
    raise SystemExit


def without_arguments():
    return 1.0


def changes_what_it_was_given(*inputs):
    for value in inputs:
        if isinstance(value, np.ndarray):
            value[...] = 0.0
    return 0.0


FUNCTIONS = {  # what it returns or does: a word of what is said
    returns_nothing: "returns nothing: is there a return",
    divides_by_zero: "divides_by_zero stops with ZeroDivisionError: division by zero",
    asks_for_an_unknown_name: "'not_defined_anywhere' is not defined",
    stops_the_kernel: "stops with SystemExit",
    without_arguments: "stops with TypeError",
    changes_what_it_was_given: "",
    (lambda *_: "one"): "",
    (lambda *_: [[1, 2], [3]]): "",
    (lambda *_: np.ones((3, 17))): "",
    (lambda *_: np.nan): "",
    (lambda *_: (None, None)): "",
    (lambda *_: {}): "",
    (lambda *_: print): "",
}
OTHERS = {  # given: how it is named
    None: "None",
    "2": "the text '2'",
    3.25: "the number 3.25",
    1j: "a complex",
    np.tanh: "",
    float: "the type float",
    (None, None): "a tuple",
    b"12": "a bytes",
    np.inf: "the number inf",
}
UNHASHABLE = [
    [],
    [1, 2],
    {},
    {1: 2},
    np.ones((3, 17)),
    np.array(["a", "b"]),
    [[1, 2], [3]],
    np.array([]),
]


def checkers(lesson):
    """The checkers of a lesson, with a right answer to each of their parameters."""
    cells, scope = lesson_run(lesson, "teacher")
    for cell in cells:
        if "check" in cell.tags:
            name, given = re.fullmatch(r"\d+ \* (\w+)\((.*)\)", cell.source).groups()
            yield scope[name], [eval(answer, scope) for answer in given.split(",")]


def said_of(check, answers):
    """The one line that a checker prints of answers, which are not right."""
    said, value = run("check(*answers)", {"check": check, "answers": answers})
    assert value in (0.0, 1.0)
    assert type(value) is float
    assert len(said.splitlines()) == 1
    return said.strip()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_every_checker_takes_anything(lesson):
    tried = 0
    for check, right in checkers(lesson):
        kinds = [p.annotation for p in inspect.signature(check).parameters.values()]
        for place, kind in enumerate(kinds):
            for given in [*OTHERS, *UNHASHABLE, *FUNCTIONS]:
                if kind is dict and isinstance(given, dict):
                    continue  # settings: told by name, in the tests of its hints
                answers = [*right[:place], given, *right[place + 1 :]]
                said = said_of(check, answers)
                assert "not yet: " in said, (check.__name__, given, said)
                assert "not yet: it stops with" not in said  # that would be the checker itself
                tried += 1
            answers = [*right[:place], ..., *right[place + 1 :]]
            assert said_of(check, answers) == "no answer yet"
    assert tried >= 60


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_function_that_fails_is_told_by_its_name_and_another_kind_by_what_it_is(lesson):
    for check, right in checkers(lesson):
        kinds = [p.annotation for p in inspect.signature(check).parameters.values()]
        for place, kind in enumerate(kinds):
            is_function = getattr(kind, "__name__", "") == "Callable"
            for given, word in (FUNCTIONS if is_function else {**OTHERS}).items():
                if kind is str and isinstance(given, str):
                    continue
                if kind in (float, np.ndarray) and given == 3.25:
                    continue  # a number, and wrong
                said = said_of(check, [*right[:place], given, *right[place + 1 :]])
                assert word in said, (check.__name__, given, said)
            if is_function:
                for given, word in {
                    None: "not None",
                    2: "not the number 2",
                    "x": "not the text",
                }.items():
                    said = said_of(check, [given])
                    assert word in said
                    assert "without brackets behind it" in said


def test_the_lesson_is_not_changed_by_a_students_function():
    lesson = next(path for path in LESSONS if path.stem.startswith("06"))
    _, scope = lesson_run(lesson, "teacher")
    kept = {name: scope[name].copy() for name in ("V", "W", "X1", "T", "Z1", "Y")}
    run(
        "check_step(spoil); check_output_sums(spoil)", {**scope, "spoil": changes_what_it_was_given}
    )
    for name, array in kept.items():
        np.testing.assert_array_equal(scope[name], array)
