"""Forged models that are validly signed: refused in a sentence, or used like any other.

A fiftieth of what `make soak` does with them (`tests.soak`).
"""

import random
import resource

import numpy as np
import pytest

from shoal.errors import ModelFileError
from shoal.files.models import opened

from .forging import ESC, FORMAT, forged, honest_models, rows_for, signed
from .test_model_file_attacks import mutate
from .uses import inert, used

SEEDS, MUTATED = 200, 2_000
HUNDRED_MEGABYTES = 100 * 2**10  # in the kernel's kilobytes


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    return honest_models(tmp_path_factory.mktemp("honest"))


def test_the_forger_signs_what_opens(honest, tmp_path):
    """Without this every forgery might be refused for its digest alone; and the uses do something."""
    for arrays, content in honest:
        data = signed(arrays, content)
        assert used(data, tmp_path, seed=0, every=True)
        assert np.isfinite(opened(data, "m").predict(rows_for(opened(data, "m")))).all()


def test_forged_models_are_refused_or_used(honest, tmp_path):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    accepted = sum(used(forged(honest, seed), tmp_path, seed) for seed in range(SEEDS))
    assert SEEDS / 5 < accepted < SEEDS / 1.5  # the fuzz reaches both ways
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < HUNDRED_MEGABYTES


@pytest.mark.slow
def test_every_use_of_many_forged_models(honest, tmp_path):
    assert sum(used(forged(honest, s), tmp_path, s, every=True) for s in range(SEEDS, 2_000)) > 400


def test_mutated_models_are_refused(honest):
    draw = random.Random(5)
    whole = [signed(*parts) for parts in honest]
    refused = 0
    while refused < MUTATED:
        data = mutate(whole[refused % len(whole)], draw)
        if data in whole:
            continue
        with pytest.raises(ModelFileError) as caught:
            opened(data, "m.shoal")
        inert(str(caught.value))
        refused += 1


# What was found by hand: each entry's change, and a word of the sentence that refuses it.
FOUND = {
    "escape codes in the outcome": (("outcome",), ESC, "printed"),
    "escape codes in the solver": (("solver",), ESC, "one of"),
    "an ending of no fit": (("ending",), "Success", "one of"),
    "coverage of one entry": (("coverage",), [0.9], "two shares"),
    "coverage of three entries": (("coverage",), [0.9, 0.9, 0.9], "two shares"),
    "coverage beyond 1": (("coverage",), [0.9, 9.0], "two shares"),
    "texts for a number": (("settings", "alpha"), ["a", "b"], "cannot have"),
    "texts for rates": (("settings", "learning_rate_init"), ["a"], "cannot have"),
    "a number below its bound": (("settings", "alpha"), -1.0, "cannot have"),
    "a table for a solver": (("settings", "solver"), {}, "cannot have"),
    "numbers for columns": (("settings", "inputs"), [1, 2], "cannot have"),
    "texts for a share": (("settings", "test_fraction"), "much", "cannot have"),
    "a split of no name": (("settings", "split"), "odd", "cannot have"),
    "a code for a name": (("settings", "alpha=1)\nimport os\n#"), 1, "is no parameter"),
    "a name of no parameter": (("settings", "odd"), 1, "is no parameter"),
    "a seed that NumPy does not take": (("seed",), 2**32, "between"),
    "relevance that is no share": (("relevance", 0), -1.0, "sum to 1"),
    "an error below 0": (("training", "rmse", 0), -1.0, "negative"),
    "other rows than the record's": (("training", "n_rows"), 3, "number of these rows"),
    "an endless outcome": (("outcome",), "x" * 5_000, "characters"),
}


@pytest.mark.parametrize("what", FOUND)
def test_what_a_record_cannot_say_is_refused(honest, what):
    import copy

    path, value, word = FOUND[what]
    arrays, content = honest[0][0], copy.deepcopy(honest[0][1])
    holder = content["record"]
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    with pytest.raises(ModelFileError, match=word):
        opened(signed(arrays, content), "m.shoal")


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("trace.epoch", np.zeros(0, dtype=np.int64), "1 to"),
        ("trace.epoch", lambda a: a[::-1], "rise"),
        ("trace.epoch", lambda a: a.astype(float), "whole numbers"),
        ("trace.cost", None, "missing"),
        ("trace.rmse_train", lambda a: -1 - a, "negative"),
        ("trace.odd", lambda _: np.zeros(3), "shape"),
        ("networks.1.0", lambda a: a.astype(np.float32), "float32"),
        ("networks.0.0", lambda a: a + 1e200, "beyond all bounds"),
        ("noise.0.slopes", lambda a: a + 1e3, "level"),
        ("targets.scale", lambda a: 0 * a + 5e-324, "no finite number"),
    ],
)
def test_arrays_that_would_fail_later_are_refused(honest, name, value, word):
    arrays, content = dict(honest[0][0]), honest[0][1]
    made = value(arrays.get(name)) if callable(value) else value
    arrays.pop(name, None)
    if made is not None:
        arrays[name] = made
    with pytest.raises(ModelFileError, match=word):
        opened(signed(arrays, content), "m.shoal")


def test_networks_of_two_precisions_are_refused(honest):
    arrays, content = dict(honest[0][0]), honest[0][1]
    for layer in (0, 1):
        arrays[f"networks.1.{layer}"] = arrays[f"networks.1.{layer}"].astype(np.float32)
    with pytest.raises(ModelFileError, match="mix float32 and float64"):
        opened(signed(arrays, content), "m.shoal")


def test_many_skewed_columns_are_checked_in_time():
    """As many as a file can name: each was looked for in the list of all."""
    n = 200_000
    arrays = {"networks.0.0": np.zeros((n + 1, 1)), "networks.0.1": np.zeros((2, 1))}
    arrays |= {"inputs.shift": np.zeros(n), "inputs.scale": np.ones(n)}
    arrays |= {"targets.shift": np.zeros(1), "targets.scale": np.ones(1)}
    arrays |= {"asinh.origin": np.zeros(n), "asinh.unit": np.ones(n)}
    arrays |= {"shares": np.ones(1), "low": np.zeros(n), "high": np.ones(n)}
    entry = {"networks": 1, "layers": 2, "best": 0, "activation": "tanh", "guard": False}
    entry |= {"output_activation": "identity", "noise": [], "asinh": list(range(n))}
    fitted = {"one_dimensional": True, "input_names": None, "relevance": None}
    content = {"ensemble": entry, "fitted": fitted}
    assert opened(signed(arrays, content), "m").network.inputs.asinh.columns.sum() > 0


@pytest.mark.parametrize("number", range(1, FORMAT + 1))
def test_older_formats_are_checked_alike(honest, number):
    import copy

    arrays, content = honest[0][0], copy.deepcopy(honest[0][1])
    content["record"]["settings"]["odd"] = 1
    with pytest.raises(ModelFileError):
        opened(signed(arrays, content, number), "m.shoal")
