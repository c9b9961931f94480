"""A short run of the fuzz of packed files, always the same; the long one is slow."""

import pytest

from .fuzz import run


def test_damaged_packages():
    outcome = run(170)
    assert not outcome.wrong
    assert outcome.counts["read"] > 10
    assert outcome.counts["refused"] > 50


@pytest.mark.slow
def test_many_damaged_packages():
    assert not run(20_000, seed=1).wrong
