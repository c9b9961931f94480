"""A short run of the fuzz of tables, always the same; the long one is slow."""

import importlib.util
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def run():
    """``fuzz.run``: tests are no package, so that its modules are found by their place."""
    root = str(Path(__file__).parents[2])
    sys.path.insert(0, root)
    try:
        spec = importlib.util.find_spec("tests.tables.fuzz")
        assert spec is not None
        return importlib.import_module("tests.tables.fuzz").run
    finally:
        sys.path.remove(root)


def test_some_hundred_files(run):
    outcome = run(600)
    assert outcome.wrong == []
    assert outcome.counts["compared with csv"] > 150
    assert outcome.counts["compared with polars"] > 100
    assert outcome.counts["refused"] > 100


@pytest.mark.slow
def test_a_hundred_thousand_files(run):
    assert run(100_000, seed=1).wrong == []
