"""The gradient belongs to the cost: every activation, depth, width of the output, weight, penalty.

The truth is worked out here, from the definition of the cost written down a second time in plain
complex NumPy, so that a fault in ``explain.checking.gradient`` or ``core.backpropagation`` cannot hide.
"""

import itertools

import numpy as np
import pytest

import shoal
from shoal.core.activations import ACTIVATIONS
from shoal.core.backpropagation import ReferenceSums
from shoal.core.layout import Layout
from shoal.core.objective import Objective, penalty_of, sums_over
from shoal.core.updates import Momentum
from shoal.errors import InputError

H = 1e-30

# The activations, from their definitions: complex arithmetic, moderate sums.
DEFINITIONS = {
    "identity": lambda a: a,
    "tanh": lambda a: (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a)),
    "logistic": lambda a: 1 / (1 + np.exp(-a)),
    "relu": lambda a: a * (a.real > 0),
    "softplus": lambda a: np.log(1 + np.exp(a)),
    "gaussian": lambda a: np.exp(-(a**2)),
    "polynomial": lambda a: 3 + 2 * a + a**2 + 3 * a**5,
}


def weights_of(theta, sizes):
    out, at = [], 0
    for a, b in itertools.pairwise(sizes):
        out.append(theta[at : at + (a + 1) * b].reshape(a + 1, b))
        at += (a + 1) * b
    assert at == len(theta)
    return out


def cost_by_definition(theta, sizes, hidden, output, X, T, s, alpha):
    Z, squares = X.astype(complex), 0
    matrices = weights_of(theta, sizes)
    for layer, W in enumerate(matrices):
        Z1 = np.hstack([np.ones((len(Z), 1)), Z])
        Z = DEFINITIONS[output if layer == len(matrices) - 1 else hidden](Z1 @ W)
        squares = squares + (W[1:] ** 2).sum()
    errors = (s[:, None] * (Z - T) ** 2).sum() / (s.sum() * T.shape[1])
    return errors / 2 + alpha / (2 * s.sum()) * squares


def slopes_by_complex_step(theta, *problem):
    steps = 1j * H * np.eye(len(theta))
    return np.array([cost_by_definition(theta + e, *problem).imag / H for e in steps])


def problem_of(depth, K, seed=0, D=3, M=4, N=11):
    random = np.random.RandomState(seed)
    sizes = (D, *[M - i % 2 for i in range(depth)], K)
    n_weights = sum((a + 1) * b for a, b in itertools.pairwise(sizes))
    theta = random.uniform(-0.5, 0.5, n_weights)
    return sizes, theta, random.normal(size=(N, D)), random.normal(size=(N, K)), random


CALM = {"polynomial": 0.2}  # a smaller start, where steps and differences would blow up
CASES = list(itertools.product(range(4), (1, 2, 5), (False, True), (0.0, 0.7)))


@pytest.mark.parametrize("output", ["identity", "same"])
@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_every_gradient_equals_the_complex_step_to_1e_12(name, output):
    assert set(DEFINITIONS) == set(ACTIVATIONS)
    output = name if output == "same" else output
    for depth, K, weighted, alpha in CASES:
        sizes, theta, X, T, random = problem_of(depth, K)
        s = random.uniform(0.2, 3.0, len(X)) if weighted else np.ones(len(X))
        truth = slopes_by_complex_step(theta, sizes, name, output, X, T, s, alpha)
        scale = np.abs(truth).max()
        layout = Layout(sizes)
        penalty = penalty_of(layout, alpha, s.sum(), X.dtype)
        given = s if weighted else None
        hidden, last = ACTIVATIONS[name], ACTIVATIONS[output]
        for engine in (ReferenceSums, sums_over):
            found = np.empty_like(theta)
            objective = Objective(engine(layout, hidden, last, X, T, given), penalty)
            cost, _ = objective.cost_and_gradient(theta, found)
            where = f"{engine.__name__} {sizes} weighted={weighted} alpha={alpha}"
            assert np.abs(found - truth).max() <= 1e-12 * scale, where
            by_definition = cost_by_definition(theta, sizes, name, output, X, T, s, alpha).real
            assert cost == pytest.approx(by_definition, rel=1e-13), where
            assert objective.measure(theta)[0] == pytest.approx(by_definition, rel=1e-13), where
        checked = shoal.check_gradient(
            X,
            T,
            weights_of(theta, sizes),
            activation=name,
            output_activation=output,
            sample_weight=given,
            alpha=alpha,
        )
        assert checked.method == "complex step"
        assert checked.error <= 1e-12, str(checked)
        assert np.abs(checked.numeric - truth).max() <= 1e-12 * scale
        assert np.abs(checked.gradient - truth).max() <= 1e-12 * scale


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_the_cost_also_falls_along_central_differences(name):
    """A second opinion without complex numbers, which the real branches of f cannot evade."""
    for depth, K in itertools.product(range(4), (1, 2)):
        sizes, theta, X, T, random = problem_of(depth, K, seed=3)
        theta *= CALM.get(name, 1)
        s = random.uniform(0.5, 2.0, len(X))
        layout = Layout(sizes)
        penalty = penalty_of(layout, 0.3, s.sum(), X.dtype)
        h = ACTIVATIONS[name]
        objective = Objective(sums_over(layout, h, ACTIVATIONS["identity"], X, T, s), penalty)
        found = np.empty_like(theta)
        objective.cost_and_gradient(theta, found)
        step = 6e-6 * np.eye(len(theta))
        numeric = [
            (objective.measure(theta + e)[0] - objective.measure(theta - e)[0]) / 1.2e-5
            for e in step
        ]
        scale = np.abs(numeric).max()
        assert np.abs(found - numeric).max() <= 1e-7 * scale


@pytest.mark.parametrize("name", list(ACTIVATIONS))
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_engine_in_use_equals_the_reference(name, dtype):
    tolerance = 1e-12 if dtype is np.float64 else 2e-4
    for depth, K in itertools.product(range(4), (1, 2, 5)):
        sizes, theta, X, T, random = problem_of(depth, K, seed=1, N=300)
        theta, X, T = theta * CALM.get(name, 1), X.astype(dtype), T.astype(dtype)
        theta = theta.astype(dtype)
        s = random.uniform(0.5, 2.0, len(X))
        layout = Layout(sizes)
        h, last = ACTIVATIONS[name], ACTIVATIONS["identity"]
        engines = [e(layout, h, last, X, T, s) for e in (sums_over, ReferenceSums)]
        held_out = [e(layout, h, last, X[:40], T[:40], s[:40]) for e in (sums_over, ReferenceSums)]
        rates = layout.per_layer(tuple(np.linspace(0.002, 0.001, depth + 1)), dtype)
        penalty = penalty_of(layout, 0.5, s.sum(), dtype)
        results = []
        for engine, watched in zip(engines, held_out, strict=True):
            at, slope = theta.copy(), np.empty_like(theta)
            losses = engine.gradient(at, slope)
            told = engine.descend(at, rates, penalty, 20, watched)
            velocity, after = np.full_like(at, 0.001), at.copy()
            order = np.random.RandomState(5).permutation(len(X)).astype(np.int64)
            engine.batches(after, Momentum(rates, 0.9, velocity), order, 7, penalty)
            results.append(
                [
                    losses,
                    engine.losses(theta),
                    engine.forward(theta),
                    slope,
                    *told,
                    at,
                    after,
                    velocity,
                ]
            )
        for found, expected in zip(*results, strict=True):
            limit = tolerance * max(np.abs(expected).max(), 1e-3)
            assert np.abs(found - expected).max() <= limit, (sizes, found.shape)


def test_descend_measures_before_each_step_and_moves_all_layers_together():
    sizes, theta, X, T, random = problem_of(1, 2, seed=4)
    s = random.uniform(0.5, 2.0, len(X))
    layout = Layout(sizes)
    h, last = ACTIVATIONS["tanh"], ACTIVATIONS["identity"]
    rates = layout.per_layer((0.3, 0.05), X.dtype)
    penalty = penalty_of(layout, 0.4, s.sum(), X.dtype)
    problem = (sizes, "tanh", "identity", X, T, s, 0.4)
    by_hand, costs = theta.copy(), []
    for _ in range(5):
        costs.append(cost_by_definition(by_hand, *problem).real)
        by_hand = by_hand - rates * slopes_by_complex_step(by_hand, *problem)
    for engine in (sums_over, ReferenceSums):
        sums = engine(layout, h, last, X, T, s)
        found = theta.copy()
        cost, losses, watched = sums.descend(found, rates, penalty, 5, sums)
        np.testing.assert_allclose(found, by_hand, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(cost, costs, rtol=1e-13)
        np.testing.assert_allclose(watched, losses, rtol=1e-14)


def test_a_users_activation_trains_by_its_output_or_by_its_sum():
    sizes, theta, X, T, _ = problem_of(2, 2)
    softsign = shoal.Activation(
        "softsign", lambda a: a / (1 + np.abs(a)), lambda a: 1 / (1 + np.abs(a)) ** 2, "sum"
    )
    arctan = shoal.Activation("arctan", np.arctan, lambda z: np.cos(z) ** 2, df_of="output")
    for activation in (softsign, arctan):
        assert activation.check() < 1e-8
        checked = shoal.check_gradient(
            X, T, weights_of(theta, sizes), activation=activation, alpha=0.1
        )
        assert checked.method == "central difference"
        assert checked.error <= 1e-7, str(checked)


def test_the_checker_sees_a_wrong_derivative():
    sizes, theta, X, T, _ = problem_of(1, 1)
    wrong = shoal.Activation("wrong", np.tanh, lambda z: 1 - 0.999 * z * z)
    assert shoal.check_gradient(X, T, weights_of(theta, sizes), activation=wrong).error > 1e-5


def test_the_checker_sees_a_wrong_gradient_of_shoals_own(monkeypatch):
    class Wrong(ReferenceSums):
        def gradient(self, theta, out):
            losses = super().gradient(theta, out)
            out[3] *= 1 + 1e-9
            return losses

    monkeypatch.setattr("shoal.explain.checking.gradient.sums_over", Wrong)
    sizes, theta, X, T, _ = problem_of(1, 1)
    checked = shoal.check_gradient(X, T, weights_of(theta, sizes))
    assert checked.method == "complex step"
    assert checked.error > 1e-12


def test_the_checker_names_what_does_not_fit():
    sizes, theta, X, T, _ = problem_of(1, 2)
    V, W = weights_of(theta, sizes)
    with pytest.raises(InputError, match=r"\(N, D\)"):
        shoal.check_gradient(X[0], T, [V, W])
    with pytest.raises(InputError, match="2 outputs"):
        shoal.check_gradient(X, T, [V[1:], W])
    with pytest.raises(InputError, match="2 outputs"):
        shoal.check_gradient(X, T, [V, W[:, :1]])
    with pytest.raises(InputError, match="2 outputs"):
        shoal.check_gradient(X[:, :2], T, [])
    with pytest.raises(InputError, match="activation must be one of"):
        shoal.check_gradient(X, T, [V, W], activation="swish")
    for s in (np.ones(3), -np.ones(len(X)), np.zeros(len(X)), np.full(len(X), np.nan)):
        with pytest.raises(InputError, match="weight"):
            shoal.check_gradient(X, T, [V, W], sample_weight=s)
