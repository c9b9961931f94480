"""A target that its inputs give away: said first, with the column to leave out."""

import numpy as np
import pytest

from shoal.tables import decide, from_frame

RNG = np.random.default_rng(5)
A, B, C = RNG.normal(size=(3, 80))
COUNTS = RNG.integers(0, 50, size=(3, 80)).astype(float)


def notes(target, **inputs):
    table = from_frame({**{name: list(v) for name, v in inputs.items()}, "y": list(target)})
    return decide(table, ["y"]).notes


@pytest.mark.parametrize(
    ("target", "inputs", "words"),
    [
        (A, {"a": A, "b": B}, "y: equals the input a in every row; --ignore it"),
        (A + B, {"a": A, "b": B, "c": C}, "y: is a + b in every row; --ignore these"),
        (A - B, {"a": A, "b": B, "c": C}, "y: is a - b in every row"),
        (A + B + C, {"a": A, "b": B, "c": C}, "y: is a + b + c in every row"),
        (COUNTS.sum(axis=0), dict(zip("abc", COUNTS, strict=True)), "y: is a + b + c in every row"),
        (np.exp(A), {"a": A, "b": B}, "y: follows from the input a alone"),
        (-3 * A + 7, {"a": A, "b": B}, "y: follows from the input a alone"),
        (np.log(np.abs(C) + 1), {"c": np.abs(C), "b": B}, "y: follows from the input c alone"),
    ],
)
def test_what_the_inputs_give_away(target, inputs, words):
    assert any(note.startswith(words) for note in notes(target, **inputs))


@pytest.mark.parametrize(
    ("target", "inputs"),
    [
        (A + 0.1 * C, {"a": A, "b": B}),
        (A * B, {"a": A, "b": B}),
        (2 * A + B, {"a": A, "b": B}),
        (A**2, {"a": A, "b": B}),
        (np.round(A), {"a": A, "b": B}),
        (A + B + 0.001 * C, {"a": A, "b": B}),
        (np.sign(A), {"a": A, "b": B}),
    ],
)
def test_what_they_do_not(target, inputs):
    assert notes(target, **inputs) == ()


def test_an_input_that_is_ignored_gives_nothing_away():
    table = from_frame({"a": list(A), "b": list(B), "y": list(A)})
    assert decide(table, ["y"], ignore=["a"]).notes == ()


def test_each_target_by_itself():
    table = from_frame({"a": list(A), "b": list(B), "y": list(A + B), "z": list(np.exp(B))})
    found = decide(table, ["y", "z"]).notes
    assert [note.partition(":")[0] for note in found] == ["y", "z"]


def test_few_values_agree_by_chance():
    """A target of nine values that an input orders says nothing; one of ten does."""
    for different, told in ((9, False), (10, True)):
        t = np.arange(80.0) % different
        assert bool(notes(t, a=t**3, b=B)) == told


def test_only_the_rows_learned_from_count():
    """In the others the target is another; and rows may be asked for in any order."""
    rows = np.random.RandomState(0).permutation(80)[:50]
    y = A.copy()
    y[np.setdiff1d(np.arange(80), rows)] += 1.0
    table = from_frame({"a": list(A), "b": list(B), "y": list(y)})
    assert decide(table, ["y"], rows=rows).notes == (
        "y: equals the input a in every row; --ignore it if it is not known beforehand",
    )
    assert decide(table, ["y"]).notes == ()
