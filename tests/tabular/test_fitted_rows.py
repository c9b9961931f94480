"""The rows that a model was fitted on are recognised, whoever asks; those of another table are not."""

import numpy as np
import pytest

import shoal
from shoal import fit_table
from shoal.tables import from_frame
from shoal.tabular.fitted_rows import with_rows
from shoal.view.subject.of_model import subject_of


def frame(seed=0, n=60):
    random = np.random.RandomState(seed)
    a, b = random.normal(size=(2, n))
    return {"a": a, "b": b, "w": random.uniform(0.5, 2, n), "y": np.sin(a) + b}


@pytest.fixture(scope="module", params=[{}, {"weights": "w"}, {"test_fraction": 0}], ids=str)
def models(request, tmp_path_factory):
    """A model as it was fitted, and as its file gives it back."""
    settings = {"hidden_layer_sizes": (2,), "solver": "gd", "max_iter": 20, "tol": 0}
    model = fit_table(frame(), "y", **settings, **request.param)
    path = tmp_path_factory.mktemp("rows") / "m.shoal"
    model.save(path)
    return model, shoal.load(path)


def test_its_own_table_is_recognised(models):
    for model in models:
        found = with_rows(model, from_frame(frame()))
        np.testing.assert_array_equal(found.training_rows, models[0].training_rows)
        if models[0].held_out_rows is None:
            assert found.held_out_rows is None
        else:
            np.testing.assert_array_equal(found.held_out_rows, models[0].held_out_rows)


@pytest.mark.parametrize("columns", [("a", "b", "w", "y"), ("a", "w", "y"), ("a", "b", "w")])
def test_another_table_is_not(models, columns):
    other = {name: frame(seed=1)[name] for name in columns}
    for model in models:
        for table in (other, {name: values[:50] for name, values in other.items()}):
            found = with_rows(model, from_frame(table))
            assert found.training_rows is None
            assert found.held_out_rows is None


def test_a_table_without_its_targets_is_another_one(models):
    """Nothing can be compared there."""
    rest = {name: frame()[name] for name in ("a", "b", "w")}
    for model in models:
        assert with_rows(model, from_frame(rest)).training_rows is None


def test_pictures_tell_the_rows_apart(models):
    """With weights and after loading as well."""
    for model in models:
        subject = subject_of(model, frame())
        assert subject.training_name == "training"
        assert len(subject.training[0]) == len(models[0].training_rows)
        assert subject_of(model, frame(seed=1)).training_name == "rows"
