"""What a fit demands of memory and time is foreseen, and refused in one sentence."""

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.core.layout import Layout
from shoal.errors import InputError
from shoal.train import demand
from shoal.train.parameters import Parameters

RANDOM = np.random.RandomState(0)
X = RANDOM.normal(size=(40, 3))
Y = X[:, 0] + X[:, 1] ** 2 + 0.1 * RANDOM.normal(size=40)
SOLVERS = ["auto", "lm", "scg", "lbfgs", "gd", "sgd", "adam"]


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("hidden", [10**12, 10**30, (10**6, 10**6)])
def test_more_units_than_memory_holds(solver, hidden):
    model = NeuralRegressor((2,), solver="lbfgs", random_state=0).fit(X, Y)
    before = dict(model.__dict__)
    model.set_params(hidden_layer_sizes=hidden, solver=solver)
    words = r"weights to 40 rows by solver=.* takes about .* GiB of memory.*hidden_layer_sizes"
    with pytest.raises(InputError, match=words):
        model.fit(X, Y)
    if solver in ("gd", "sgd", "adam"):
        with pytest.raises(InputError, match=words):
            NeuralRegressor(hidden, solver=solver).partial_fit(X, Y)
    assert model.network_ is before["network_"]


def test_what_another_solver_takes_is_said(monkeypatch):
    monkeypatch.setattr(demand, "free_bytes", lambda: 2.0**27)
    wide = RANDOM.normal(size=(40, 500))
    model = NeuralRegressor((20,), solver="lm", n_networks=1, alpha=1.0, max_iter=2, tol=0)
    T = np.column_stack([Y, Y])
    with pytest.raises(
        InputError, match=r"solver='lm' takes about 2.* GiB .*solver='lbfgs', which"
    ):
        model.fit(wide, T)
    model.set_params(solver="lbfgs").fit(wide, T)
    model.set_params(solver="lm").fit(wide, Y)  # as many rows as here take the dual form


def test_memory_of_rows_is_foreseen_too(monkeypatch):
    monkeypatch.setattr(demand, "free_bytes", lambda: 2.0**20)
    with pytest.raises(InputError, match="MiB of memory, and 1 MiB are free"):
        NeuralRegressor((2,), solver="lbfgs").fit(
            RANDOM.normal(size=(10_000, 10)), np.arange(10_000.0)
        )


def test_jobs_take_memory_each():
    layout = Layout((50, 20, 2))
    one, two = (
        demand.demand_of(Parameters(solver="lm", n_jobs=n), "lm", layout, 10_000, 4).bytes
        for n in (1, 2)
    )
    assert 3 * 8 * layout.n_weights**2 < two - one


def test_a_first_step_beyond_the_time_limit_is_refused():
    wide = RANDOM.normal(size=(1_000, 2_000))
    model = NeuralRegressor((20,), solver="lm", n_networks=1, time_limit=0.2)
    words = (
        r"solver='lm' takes about .* s for its first step, more than time_limit=0.2.*solver='lbfgs'"
    )
    with pytest.raises(InputError, match=words):
        model.fit(wide, wide[:, 0])
    short = NeuralRegressor((5,), solver="lm", n_networks=1, time_limit=1e-6, random_state=0)
    assert short.fit(X, Y).outcome_.epoch >= 1  # a step is taken in any case


@pytest.mark.parametrize("n", [10**9, 10**30])
def test_no_more_networks_than_rows(n):
    settings = {"solver": "lm", "alpha": 1.0, "max_iter": 1, "random_state": 0}
    models = [NeuralRegressor((2,), n_networks=m, **settings).fit(X[:9], Y[:9]) for m in (9, n)]
    np.testing.assert_array_equal(models[0].predict(X), models[1].predict(X))


EXTREME = [
    {"max_iter": 10**30, "time_limit": 0.01},
    {"alpha": 1e308},
    {"alpha": 5e-324},
    {"tol": 1e308},
    {"n_iter_no_change": 10**30},
    {"time_limit": 1e308},
    {"learning_rate_init": 1e300},
    {"learning_rate_init": 5e-324},
    {"epsilon": 1e308},
    {"epsilon": 5e-324},
]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.filterwarnings("ignore::shoal.errors.DivergenceWarning")
@pytest.mark.parametrize("solver", SOLVERS)
def test_extreme_parameters_leave_a_model_of_finite_answers(solver):
    for extreme in EXTREME:
        model = NeuralRegressor((3,), solver=solver, n_networks=1, random_state=0, max_iter=5)
        assert np.isfinite(model.set_params(**extreme).fit(X, Y).predict(X)).all()


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("size", [9e305, 1e200, 1e-200, 1e-310])
def test_tables_in_any_unit(solver, size):
    unit_X, unit_y = np.abs(X).max(), np.abs(Y).max()
    model = NeuralRegressor((3,), solver=solver, random_state=0, max_iter=5)
    plain = model.fit(X, Y).predict(X)
    rough = 1e-3 if size == 1e-310 else 1e-6  # denormals have few digits
    found = model.fit(X / unit_X * size, Y).predict(X / unit_X * size)
    if size != 1e-310 and solver != "auto" and solver != "lm":
        np.testing.assert_allclose(found, plain, rtol=rough, atol=rough)
    found = model.fit(X, Y / unit_y * size).predict(X) / size * unit_y
    assert np.isfinite(found).all()
    assert np.abs(found - Y).max() < 2 * np.ptp(Y)


def test_what_lies_farther_off_than_numbers_reach_is_answered():
    model = NeuralRegressor((3,), random_state=0).fit(1e-9 * X, Y)
    for far in (1e300, -1e300, 9e305):
        answers = model.predict(np.where(X > 0, far, X))
        assert np.isfinite(answers).all()
        assert np.isfinite(model.predict_interval(np.where(X > 0, far, X))).all()
    watched = NeuralRegressor((3,), solver="lbfgs", random_state=0)
    watched.fit(X, Y, validation=(np.full((5, 3), 1e305), np.full(5, 1e305)))


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("unscaled", [{"standardize": False}, {"output_activation": "logistic"}])
def test_unscaled_targets_whose_squares_are_no_numbers(solver, unscaled):
    with pytest.raises(
        InputError, match=r"targets lie up to .*e.(299|300) from 0.*standardize=True"
    ):
        NeuralRegressor((3,), solver=solver, **unscaled).fit(X, Y / np.abs(Y).max() * 1e300)


def test_the_largest_numbers_that_the_targets_may_be():
    with pytest.raises(InputError, match=r"y, row .* beyond 1e.306: give the column in a larger"):
        NeuralRegressor((3,), random_state=0).fit(X, Y / np.abs(Y).max() * 1.7e308)
