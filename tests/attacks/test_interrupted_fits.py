"""Ctrl-C at any moment of a fit: what was trained comes back, and nothing of the process is changed."""

import warnings

import pytest
from joblib import Parallel, delayed

from tests.attacks.interrupted_fits import SINGLE, in_a_worker, rounds

WHOLE = [("default", 500, 1), ("default", 500, 2), ("table", 500, 1), ("table", 500, 2)]
ENDLESS = [(solver, 2_000, 1) for solver in SINGLE] + [("adam", 2_000, 2)]


def few(monkeypatch, tmp_path, case, span):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*without meeting tol")
        return rounds(*case, 3, 7, span, tmp_path, monkeypatch)["endings"]


@pytest.mark.parametrize("case", WHOLE, ids=lambda case: "-".join(map(str, case)))
def test_of_a_whole_fit(monkeypatch, tmp_path, case):
    assert sum(few(monkeypatch, tmp_path, case, None).values()) == 3


@pytest.mark.parametrize("case", ENDLESS, ids=lambda case: "-".join(map(str, case)))
def test_of_one_solver(monkeypatch, tmp_path, case):
    endings = few(monkeypatch, tmp_path, case, 0.3)
    assert "ended before" not in endings or case[0] == "lm"  # which finds a minimum
    assert sum(endings.values()) == 3


def test_in_a_worker_of_joblib():
    tasks = [delayed(in_a_worker)(n_jobs) for n_jobs in (1, 2)]
    assert Parallel(n_jobs=2)(tasks) == [("Interrupted", True, True)] * 2
