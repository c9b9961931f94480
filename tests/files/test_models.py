"""Whole models to files and back: the same bits; and no content that does not fit is built from."""

import copy
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import shoal
from shoal import Activation, NeuralRegressor, fit_table
from shoal.errors import InputError, ModelFileError
from shoal.files import read_model, write_model
from shoal.model.fitted import Fitted
from shoal.tabular.table_model import TableModel

ROOT = Path(__file__).parents[2]


def table(n=60, seed=0):
    random = np.random.RandomState(seed)
    a, b = random.normal(size=n), random.normal(size=n)
    kind = np.array(["left", "right", "top"])[random.randint(0, 3, n)]
    y = np.sin(a) + (kind == "top") + 0.1 * random.normal(size=n)
    gaps = np.where(np.arange(n) % 9 == 0, np.nan, b)
    size = np.exp(2 * random.normal(size=n))
    return {"a": a, "b": gaps, "kind": kind, "size": size, "y": y, "z": 100 * a - b}


FITS = {
    "defaults": ("y", {}),
    "two targets": (["y", "z"], {"hidden_layer_sizes": (4,), "alpha": "ard"}),
    "two layers": (
        "y",
        {"hidden_layer_sizes": (4, 3), "n_networks": 2, "alpha": "evidence", "ignore": ["size"]},
    ),
    "one network": ("y", {"hidden_layer_sizes": (4,), "solver": "lbfgs", "max_iter": 40}),
    "not skewed": ("y", {"hidden_layer_sizes": (4,), "standardize": True}),
    "logistic": ("y", {"hidden_layer_sizes": (3,), "activation": "logistic", "noise": "varying"}),
    "all rows": ("y", {"hidden_layer_sizes": (3,), "n_networks": 3, "test_fraction": 0}),
    "endless patience": (
        "y",
        {"hidden_layer_sizes": (3,), "solver": "gd", "max_iter": 30, "n_iter_no_change": math.inf},
    ),
}


@pytest.fixture(scope="module")
def fitted():
    return {name: fit_table(table(), target, **s) for name, (target, s) in FITS.items()}


@pytest.mark.parametrize("name", FITS)
def test_table_models_come_back_to_the_bit(fitted, name, tmp_path):
    model = fitted[name]
    model.save(tmp_path / "m.shoal")
    back = shoal.load(tmp_path / "m.shoal")
    assert isinstance(back, TableModel)
    new = table(40, seed=1)
    np.testing.assert_array_equal(back.predict(new), model.predict(new))
    assert back.record == model.record
    assert back.plan == model.plan
    assert list(back.trace) == sorted(model.trace)
    for column, values in model.trace.items():
        np.testing.assert_array_equal(back.trace[column], values)
    assert back.score(new) == model.score(new)
    if model.ensemble.noise:
        for coverage in (0.5, 0.9, 0.99):
            ours, theirs = (m.predict_interval(new, coverage) for m in (model, back))
            for part in ("prediction", "low", "high", "std", "extrapolates"):
                np.testing.assert_array_equal(getattr(ours, part), getattr(theirs, part))
    back.save(tmp_path / "again.shoal")
    assert (tmp_path / "again.shoal").read_bytes() == (tmp_path / "m.shoal").read_bytes()


def same(a, b):
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b)
    return a == b


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"hidden_layer_sizes": (3,), "solver": "lm", "n_networks": 1, "alpha": "ard"},
        {"hidden_layer_sizes": (3, 2), "output_activation": "tanh", "n_networks": 2},
        {"hidden_layer_sizes": (), "solver": "lbfgs", "tol": 0, "max_iter": 20},
    ],
)
@pytest.mark.parametrize("K", [0, 1, 2])
def test_estimators_come_back_with_all_that_they_answer(settings, dtype, K, tmp_path):
    """K = 0: targets (N,)."""
    random = np.random.RandomState(0)
    X = random.normal(size=(50, 3)).astype(dtype)
    Y = np.tanh(X[:, :2]) * 0.5 + 0.1 * random.normal(size=(50, 2))
    Y = Y[:, :K] if K else Y[:, 0]
    model = NeuralRegressor(random_state=0, **settings).fit(X, Y)
    model.save(tmp_path / "m.shoal")
    back = shoal.load(tmp_path / "m.shoal")
    assert isinstance(back, Fitted)
    new = random.normal(size=(30, 3)).astype(dtype)
    assert back.predict(new).dtype == dtype
    assert back.predict(new).shape == (30, *Y.shape[1:])
    np.testing.assert_array_equal(back.predict(new), model.predict(new))
    np.testing.assert_array_equal(back.relevance, model.input_relevance_)
    np.testing.assert_array_equal(back.extrapolates(new), model.extrapolates(new))
    for name in ("shares", "guard", "low", "high", "best"):
        ours, theirs = (getattr(m, name) for m in (model.ensemble_, back.ensemble))
        assert same(np.asarray(theirs), np.asarray(ours))
    if not model.ensemble_.noise:
        with pytest.raises(InputError, match="noise is not known"):
            back.predict_interval(new)
        return
    truth = np.zeros((30, *Y.shape[1:]))
    for ours, theirs in (
        (model.predict_interval(new, 0.93), back.predict_interval(new, 0.93)),
        (model.predict(new, return_std=True), back.predict(new, return_std=True)),
        ([model.log_likelihood(new, truth)], [back.log_likelihood(new, truth)]),
        ([model.predict_spread(new).members], [back.predict_spread(new).members]),
    ):
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(a, b)
    back.save(tmp_path / "again.shoal")
    assert (tmp_path / "again.shoal").read_bytes() == (tmp_path / "m.shoal").read_bytes()


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_loaded_estimator_finds_a_frames_columns_by_name(library, tmp_path):
    frames = pytest.importorskip(library)
    random = np.random.RandomState(0)
    a, b = random.normal(size=(2, 40))
    model = NeuralRegressor((3,), solver="lbfgs", max_iter=20, tol=0)
    model.fit(frames.DataFrame({"a": a, "b": b}), a - b).save(tmp_path / "m.shoal")
    back = shoal.load(tmp_path / "m.shoal")
    assert back.input_names == ("a", "b")
    expected = model.predict(frames.DataFrame({"a": a, "b": b}))
    for columns in ({"a": a, "b": b}, {"b": b, "other": a, "a": a}):
        np.testing.assert_array_equal(back.predict(frames.DataFrame(columns)), expected)
    np.testing.assert_array_equal(back.predict(np.column_stack([a, b])), expected)
    with pytest.raises(InputError, match="no column 'b'"):
        back.predict(frames.DataFrame({"a": a, "c": b}))


def test_loading_and_predicting_need_no_scikit_learn(fitted, tmp_path):
    fitted["defaults"].save(tmp_path / "m.shoal")
    code = (
        "import sys, shoal\n"
        f"model = shoal.load({str(tmp_path / 'm.shoal')!r})\n"
        "new = {'a': [0.1, 0.2], 'b': [1.0, None], 'kind': ['left', 'top'], 'z': [0.0, 5.0]}\n"
        "new['size'] = [1.0, 9.0]\n"
        "model.predict(new); model.predict_interval(new)\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in\n"
        "             ('sklearn', 'scipy', 'joblib', 'matplotlib', 'polars', 'pandas')))\n"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_users_activation_is_not_written(tmp_path):
    h = Activation("tanh", np.tanh, lambda z: 1 - z * z)  # even under the name of Shoal's own
    X = np.random.RandomState(0).normal(size=(30, 2))
    for settings in ({"activation": h}, {"output_activation": h}):
        model = NeuralRegressor((3,), solver="lm", random_state=0, **settings)
        with pytest.raises(ModelFileError, match="your own function"):
            model.fit(X, np.tanh(X[:, 0])).save(tmp_path / "m.shoal")
    frame = {"a": X[:, 0], "y": X[:, 0]}
    with pytest.raises(ModelFileError, match="your own function"):
        fit_table(frame, "y", hidden_layer_sizes=(2,), activation=h).save(tmp_path / "m.shoal")
    assert list(tmp_path.iterdir()) == []


# ---- content that does not fit, under a right digest


@pytest.fixture(scope="module")
def parts(fitted, tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "m.shoal"
    fitted["two targets"].save(path)
    return read_model(path)


def refused(arrays, content, folder):
    path = folder / "m.shoal"
    write_model(path, arrays, content)
    with pytest.raises(ModelFileError) as caught:
        shoal.load(path)
    text = str(caught.value)
    assert text.isprintable()
    assert len(text) < 500
    return text


def places(value, path=()):
    """The paths to every entry of nested dicts, and to the lists and first entries of lists."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield (*path, key)
            yield from places(entry, (*path, key))
    elif isinstance(value, list) and value:
        yield (*path, 0)
        yield from places(value[0], (*path, 0))


def changed(content, path, new):
    out = copy.deepcopy(content)
    at = out
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = new
    return out


def without(content, path):
    out = copy.deepcopy(content)
    at = out
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return out


FREE = ("record", "settings")  # may be there or not: see tests/attacks/test_forged_models.py


def own(paths):
    return [path for path in paths if path[:2] != FREE or path == FREE]


def test_every_missing_entry_is_refused(parts, tmp_path):
    arrays, content = parts
    seen = 0
    for path in own(places(content)):
        if isinstance(path[-1], str):
            refused(arrays, without(content, path), tmp_path)
            seen += 1
    assert seen > 40


def test_every_entry_of_another_type_is_refused(parts, tmp_path):
    arrays, content = parts
    seen = 0
    for path in own(places(content)):
        value = content
        for step in path:
            value = value[step]
        for wrong in ({"odd": 1}, ["odd", {}], 1.5, True, "odd", 10**30):
            if type(wrong) is type(value) or (
                isinstance(value, float | int) and isinstance(wrong, float | int)
            ):
                continue
            if value is None:  # may be a number too
                continue
            refused(arrays, changed(content, path, wrong), tmp_path)
            seen += 1
    assert seen > 150


def test_entries_of_an_unknown_name_are_refused(parts, tmp_path):
    arrays, content = parts
    for path in [(), *own(places(content))]:
        value = content
        for step in path:
            value = value[step]
        if isinstance(value, dict) and path != FREE:
            refused(arrays, changed(content, (*path, "odd"), 1), tmp_path)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("ensemble", "networks"), 0),
        (("ensemble", "networks"), 4),
        (("ensemble", "networks"), 6),
        (("ensemble", "networks"), 10**9),
        (("ensemble", "layers"), 0),
        (("ensemble", "layers"), 1),
        (("ensemble", "layers"), 3),
        (("ensemble", "best"), -1),
        (("ensemble", "best"), 500),
        (("ensemble", "best"), 0.0),
        (("ensemble", "activation"), "sine"),
        (("ensemble", "output_activation"), "os.system"),
        (("ensemble", "guard"), 1),
        (("ensemble", "asinh"), []),
        (("ensemble", "asinh"), [True]),
        (("ensemble", "asinh"), [0, 0]),
        (("ensemble", "asinh"), [99]),
        (("ensemble", "noise"), [{"freedom": 5.0, "n_rows": 10.0}]),
        (("ensemble", "noise", 0), {"freedom": 2.0, "n_rows": 10.0}),
        (("ensemble", "noise", 0), {"freedom": 5.0, "n_rows": 0}),
        (("ensemble", "noise", 0), {"freedom": 5.0}),
        (("ensemble", "noise", 0), [5.0, 10.0]),
        (("record", "rows", "training"), -1),
        (("record", "rows", "training"), 2**60),
        (("record", "seconds"), -1.0),
        (("record", "relevance"), [0.5]),
        (("record", "relevance", 0), "0.5"),
        (("record", "training", "rmse"), [1.0]),
        (("record", "training", "n_rows"), -1),
        (("record", "held_out"), {}),
        (("record", "effective_weights"), "many"),
        (("record", "notes"), [1]),
        (("record", "notes"), "one"),
        (("plan",), {}),
    ],
)
def test_values_out_of_range_are_refused(parts, path, value, tmp_path):
    arrays, content = parts
    refused(arrays, changed(content, path, value), tmp_path)


def test_a_record_without_its_plan_is_refused(parts, tmp_path):
    arrays, content = parts
    refused(arrays, without(content, ("plan",)), tmp_path)
    refused(arrays, without(content, ("record",)), tmp_path)


FITTED = {"one_dimensional": False, "input_names": ["p", "q"], "relevance": [0.25, 0.75]}


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """Arrays and content of an estimator's file, its networks of two inputs and two targets."""
    path = tmp_path_factory.mktemp("models") / "m.shoal"
    X = np.random.RandomState(0).normal(size=(30, 2))
    NeuralRegressor((2,), solver="gd", max_iter=2, tol=0).fit(X, X).save(path)
    return read_model(path)


def test_networks_alone_are_fine_and_say_how_they_answer(bare, tmp_path):
    arrays, content = bare
    write_model(tmp_path / "m.shoal", arrays, content | {"fitted": FITTED})
    back = shoal.load(tmp_path / "m.shoal")
    assert (back.input_names, back.one_dimensional) == (("p", "q"), False)
    assert back.relevance.tolist() == [0.25, 0.75]
    unknown = FITTED | {"input_names": None, "relevance": None}
    write_model(tmp_path / "m.shoal", arrays, content | {"fitted": unknown})
    back = shoal.load(tmp_path / "m.shoal")
    assert back.input_names is None
    assert back.relevance is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"one_dimensional": True},
        {"one_dimensional": 0},
        {"input_names": ["p"]},
        {"input_names": ["p", 1]},
        {"relevance": [1.0]},
        {"relevance": [-0.5, 1.5]},
        {"relevance": [0.5, 0.6]},
        {"relevance": "much"},
        {"odd": 1},
    ],
)
def test_what_is_said_of_networks_alone_must_fit_them(bare, wrong, tmp_path):
    arrays, content = bare
    refused(arrays, content | {"fitted": FITTED | wrong}, tmp_path)
    for name in FITTED:
        refused(
            arrays, content | {"fitted": {n: v for n, v in FITTED.items() if n != name}}, tmp_path
        )


def test_a_file_says_once_how_its_networks_answer(parts, bare, tmp_path):
    refused(bare[0], {"ensemble": bare[1]["ensemble"]}, tmp_path)
    refused(parts[0], parts[1] | {"fitted": FITTED}, tmp_path)


def test_every_missing_array_is_refused(parts, tmp_path):
    arrays, content = parts
    for name in arrays:
        if name.startswith("trace.") and name != "trace.epoch":
            continue  # which columns a trace has depends on the fit
        rest = {n: a for n, a in arrays.items() if n != name}
        refused(rest, content, tmp_path)


def test_every_array_of_another_shape_or_kind_is_refused(parts, tmp_path):
    arrays, content = parts
    for name, a in arrays.items():
        wrong = [a[..., None], a[:0], np.concatenate([a, a[:1]]), a.ravel()[:1].reshape(())]
        if not name.startswith("trace."):
            wrong.append(np.zeros(a.shape, dtype=np.int64))
        for other in wrong:
            if name.endswith("quantiles") and other.ndim == 1 and len(other) > 2:
                continue  # as many as there are
            refused(arrays | {name: other}, content, tmp_path)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("shares", lambda a: a / 2),
        ("shares", lambda a: -a),
        ("shares", lambda a: a + np.linspace(-0.4, 0.4, len(a))),
        ("inputs.scale", lambda a: 0 * a),
        ("asinh.unit", lambda a: 0 * a),
        ("targets.scale", lambda a: -a),
        ("noise.0.quantiles", lambda a: a[::-1]),
        ("noise.1.quantiles", lambda a: -a),
        ("networks.2.1", lambda a: a.astype(np.float32)),
        ("networks.1.0", lambda a: a[:, :-1]),
        ("guard", lambda a: a[::-1]),
        ("noise.0.quantiles", lambda a: a - a.max()),
        ("low", lambda a: a + 1e6),
    ],
)
def test_numbers_that_make_no_sense_are_refused(parts, name, change, tmp_path):
    arrays, content = parts
    refused(arrays | {name: np.ascontiguousarray(change(arrays[name]))}, content, tmp_path)


def test_a_model_of_the_first_format_answers_as_it_did():
    """Written by the code of its time, whose answers these are."""
    model = shoal.load(ROOT / "tests" / "golden" / "ensemble_format_1.shoal")
    assert model.network.inputs.asinh is None
    assert (model.input_names, model.relevance) == (None, None)
    answers = model.predict(np.arange(4.0).reshape(2, 2) ** 2)
    assert answers.shape == (2, 1)
    expected = [-5.0971335221388365, -5.811763957010507]
    np.testing.assert_allclose(answers.ravel(), expected, rtol=1e-12)


# What the code that wrote ensemble_format_4.shoal answered.
PREDICTED = [0.27041365007245655, 1.9705177460485173]
BOUNDS = [[0.1095452996266584, 1.815633402735668], [0.4312820005182547, 2.1254020893613665]]
RELEVANCE = [0.7099984349319541, 0.2900015650680458]


def test_a_model_of_the_fourth_format_answers_as_it_did():
    """Networks alone say how they answer: (N,), and which input is which."""
    model = shoal.load(ROOT / "tests" / "golden" / "ensemble_format_4.shoal")
    assert model.input_names == ("load", "speed")
    new = np.arange(4.0).reshape(2, 2) ** 2
    np.testing.assert_allclose(model.predict(new), PREDICTED, rtol=1e-12)
    np.testing.assert_allclose(model.predict_interval(new, 0.8), BOUNDS, rtol=1e-12)
    np.testing.assert_allclose(model.relevance, RELEVANCE, rtol=1e-12)


def test_unknown_arrays_are_refused(parts, tmp_path):
    arrays, content = parts
    for name in ("odd", "networks.5.0", "networks.0.2", "noise.2.slopes", "trace"):
        refused(arrays | {name: np.zeros(3)}, content, tmp_path)


def test_a_plan_for_other_inputs_is_refused(parts, tmp_path):
    arrays, content = parts
    plan = copy.deepcopy(content["plan"])
    plan["inputs"] = plan["inputs"][1:]
    text = refused(arrays, changed(content, ("plan",), plan), tmp_path)
    assert "does not lead to the network's" in text


@pytest.mark.parametrize("seed", [np.int64(3), None, 2**32 - 1])
def test_a_seed_of_any_kind_is_kept_as_a_number(seed, tmp_path):
    """A fit was lost to a seed that no file could hold."""
    model = fit_table(
        table(), "y", solver="gd", hidden_layer_sizes=(2,), max_iter=2, random_state=seed
    )
    model.save(tmp_path / "m.shoal")
    assert shoal.load(tmp_path / "m.shoal").record.seed == model.record.seed
    assert type(model.record.seed) is int


@pytest.mark.parametrize("seed", [-1, 2**32, "1", 1.5, True])
def test_a_seed_that_is_none_is_refused_before_the_fit(seed):
    with pytest.raises(InputError, match="random_state must be"):
        fit_table(table(), "y", random_state=seed)
