"""What a fitted regressor keeps of the kinds that were tried: figures, not trainings."""

import pickle

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.committee.tried import Tried
from shoal.core.rows import Rows

from .trainings import trials_of


@pytest.fixture(scope="module")
def fit():
    random = np.random.RandomState(0)
    X = random.normal(size=(150, 4))
    y = np.sin(X[:, 0]) + X[:, 1] * X[:, 2] + 0.1 * random.normal(size=150)
    model = NeuralRegressor(random_state=0)
    return model, trials_of(model, X, y), X, y


def test_the_figures_are_those_of_the_trainings(fit):
    model, trials, X, y = fit
    assert len(model.trials_) == len(trials) > 2
    targets = Rows(X, y[:, np.newaxis], np.ones(len(y))).distinct().T
    unit = model.network_.targets.scale[0]
    for kept, trial in zip(model.trials_, trials, strict=True):
        direct = np.mean(((trial.left_out - targets) / unit) ** 2)
        assert kept == Tried(trial.kind, pytest.approx(direct), len(trial.trained), kept.epochs)
        assert kept.epochs == sum(len(t.trace["epoch"]) - 1 for t in trial.trained)


def test_a_pickle_is_hardly_larger_than_the_model_file(fit, tmp_path):
    model = fit[0]
    model.save(tmp_path / "m.shoal")
    assert len(pickle.dumps(model)) < 1.5 * (tmp_path / "m.shoal").stat().st_size
