"""S14 to S17: the chain rule, deltas, all indices, and the matrices, against finite differences."""

import numpy as np
import pytest

from shoal import NeuralRegressor, explain

RANDOM = np.random.RandomState(0)
N, D, M, K = 7, 2, 3, 2
X = RANDOM.normal(size=(N, D))
X1 = np.insert(X, 0, 1, axis=1)
T = RANDOM.normal(size=(N, K))
V, W = RANDOM.normal(size=(D + 1, M)), RANDOM.normal(size=(M + 1, K))
TWO_OUTPUTS = "2  One weight of each layer: the chain rule, two outputs"


def error(V, W):
    """E = 1/(NK) sum (t - y)^2."""
    Z1 = np.insert(np.tanh(X1 @ V), 0, 1, axis=1)
    return np.mean((T - Z1 @ W) ** 2)


def wiggled(function, matrix, h=1e-6):
    """Central differences of ``function`` over each entry of a matrix (or a number)."""
    matrix = np.asarray(matrix, dtype=float)
    slopes = np.empty_like(matrix)
    for place in np.ndindex(matrix.shape):
        step = np.zeros_like(matrix)
        step[place] = h
        slopes[place] = (function(matrix + step) - function(matrix - step)) / (2 * h)
    return slopes


def lecture_update():
    """The lecture's directions for V and W, slips repaired, and what they are made of."""
    Z = np.tanh(X1 @ V)
    Z1 = np.insert(Z, 0, 1, axis=1)
    sent = T - Z1 @ W
    hidden = sent @ W[1:].T * (1 - Z**2)
    return X1.T @ hidden / (N * K), Z1.T @ sent / (N * K), Z, Z1, sent


def test_s14():
    """-2 (t - y) w (1 - z^2) x with numbers, factor by factor, is the finite difference."""
    x, v, w, t = 0.5, 0.8, -1.2, 0.7
    z = np.tanh(v * x)
    y = w * z
    factors = [-2 * (t - y), w, 1 - z**2, x]
    np.testing.assert_allclose(factors, [-2.3119, -1.2, 0.8556, 0.5], atol=5e-5)
    numeric = wiggled(lambda v: (t - w * np.tanh(v * x)) ** 2, v)
    assert np.prod(factors) == pytest.approx(float(numeric), rel=1e-9)
    derivation = explain.derive(D=1, M=1, K=1, activation="tanh")
    lines = [step.text for step in derivation.part("2").steps]
    assert "∂E/∂v = −2 (t − y) w (1 − z²) x" in lines
    assert derivation.check() < 1e-12


def test_s14_in_a_network():
    """The same factors of one row, multiplied and summed, are the gradient that training applies."""
    settings = {"solver": "gd", "learning_rate_init": 0.1, "alpha": 0, "tol": 0, "max_iter": 3}
    model = NeuralRegressor((M,), start=[V, W[:, :1]], **settings).fit(X, T[:, 0])
    chain = explain.step(model, X, T[:, 0], row=3, weight=("V", 1, 2)).chain
    assert [factor.symbol for factor in chain.factors] == ["−2/(NK)", "t − y", "w", "1 − z²", "x"]
    product = np.prod([factor.values[0] for factor in chain.factors])
    assert product == pytest.approx(chain.terms[0], abs=1e-15)
    assert chain.terms.sum() + chain.others == pytest.approx(chain.total, abs=1e-12)
    assert chain.gradient == pytest.approx(chain.difference, abs=1e-7)
    after = NeuralRegressor(
        (M,), start=[model.V_, model.W_], **settings | {"max_iter": 1}
    ).fit(X, T[:, 0])  # fmt: skip
    assert after.V_[1, 2] - model.V_[1, 2] == pytest.approx(chain.update, abs=1e-12)


def test_s15():
    """Two outputs: deltas with numbers; the delta rules are half the gradient, so 2 rho is in use."""
    x, v, w1, w2, t1, t2 = 0.5, 0.8, -1.2, 0.5, 0.7, 0.9
    z = np.tanh(v * x)
    delta_1, delta_2 = t1 - w1 * z, t2 - w2 * z
    delta_h = (delta_1 * w1 + delta_2 * w2) * (1 - z**2)
    np.testing.assert_allclose([delta_1, delta_2, delta_h], [1.1559, 0.7100, -0.8831], atol=5e-5)

    def both(weights):
        z = np.tanh(weights[0] * x)
        return (t1 - weights[1] * z) ** 2 + (t2 - weights[2] * z) ** 2

    downhill = -wiggled(both, [v, w1, w2])
    np.testing.assert_allclose(downhill, 2 * np.array([delta_h * x, delta_1 * z, delta_2 * z]))
    part = explain.derive(D=1, M=1, K=2).part(TWO_OUTPUTS)
    lines = [step.text for step in part.steps]
    assert "δ⁽ʰ⁾ = (δ₁⁽ᵒ⁾ w₁ + δ₂⁽ᵒ⁾ w₂) (1 − z²)" in lines
    assert "∂E/∂w₂ = −2 (t₂ − y₂) z" in lines  # the lecture shows w1 alone
    assert sum(bool(step.slip) for step in part.steps) == 5
    assert part.check() < 1e-12


def test_s15_in_a_network():
    """explain.step's deltas and gradient are those of the matrices, in the model's scaled units."""
    model = NeuralRegressor(
        (M,), solver="gd", learning_rate_init=(0.1, 0.05), alpha=0, tol=0, max_iter=3, start=[V, W]
    ).fit(X, T)
    told = explain.step(model, X, T, weight=("V", 1, 2))
    Ts, Xs = model.network_.targets.apply(T), model.network_.inputs.apply(X)
    A1 = np.insert(Xs, 0, 1, axis=1)
    Z = np.tanh(A1 @ model.V_)
    sent = Ts - np.insert(Z, 0, 1, axis=1) @ model.W_
    hidden = sent @ model.W_[1:].T * (1 - Z**2)
    np.testing.assert_allclose(told["delta_o"], sent, rtol=1e-12)
    np.testing.assert_allclose(told["delta_h"], hidden, rtol=1e-12)
    np.testing.assert_allclose(told["G_V"], -A1.T @ hidden / (N * K), rtol=1e-12, atol=1e-15)


def test_s16():
    """The true -dE/dV is 2.0000 times the lecture's update, and so is that of W."""
    update_V, update_W, *_ = lecture_update()
    true_V = -wiggled(lambda V: error(V, W), V)
    true_W = -wiggled(lambda W: error(V, W), W)
    np.testing.assert_allclose(true_V / update_V, 2, atol=5e-5)
    np.testing.assert_allclose(true_W / update_W, 2, atol=5e-5)
    derivation = explain.derive(D=D, M=M, K=K)
    part = derivation.part("3")
    last = [s.text for s in part.steps if s.text.startswith("∂E/∂v")][-1]
    assert last == (
        "∂E/∂v[j,m] = −2/(NK) Σ[n=1..N] Σ[k=1..K] (t[n,k] − y[n,k]) w[m,k] (1 − z[n,m]²) x̃[n,j]"
    )
    assert part.check() < 1e-12


def test_s16_each_slip_would_bend_the_gradient():
    """As printed, each of the lecture's slips gives another direction, by more than 5 %."""
    update_V, _, Z, Z1, sent = lecture_update()
    slope = 1 - Z**2
    printed = {
        "1 - z~_m^2": X1.T @ (sent @ W[1:].T * (1 - Z1[:, :M] ** 2)),
        "a = h(...), then h(a)": X1.T @ (sent @ W[1:].T * (1 - np.tanh(Z) ** 2)),
        "z without n": X1.T @ (sent @ W[1:].T * slope[:1]),
        "forward from m = 1": X1.T @ ((T - Z @ W[1:]) @ W[1:].T * slope),
    }
    for slip, found in printed.items():
        off = np.linalg.norm(found / (N * K) - update_V) / np.linalg.norm(update_V)
        assert off > 0.05, slip


def test_s17():
    """The loops over all indices equal the matrices to 1e-12; shapes with the constants' rows."""
    update_V, update_W, Z, Z1, sent = lecture_update()
    loop_V, loop_W = np.zeros_like(V), np.zeros_like(W)
    for n in range(N):
        for k in range(K):
            for m in range(M + 1):
                loop_W[m, k] += Z1[n, m] * sent[n, k]
        for m in range(M):
            back = sum(sent[n, k] * W[m + 1, k] for k in range(K)) * (1 - Z[n, m] ** 2)
            for j in range(D + 1):
                loop_V[j, m] += X1[n, j] * back
    np.testing.assert_allclose(update_V, loop_V / (N * K), atol=1e-12)
    np.testing.assert_allclose(update_W, loop_W / (N * K), atol=1e-12)
    part = explain.derive(D=D, M=M, K=K).part("4")
    in_matrices = {s.text.split(" =")[0]: s.text for s in part.steps if s.title == "In matrices"}
    assert "X̃ᵀ⟨(D+1)×N⟩" in in_matrices["∂E/∂V"]  # the lecture's bar says D x N
    assert "Ŵᵀ⟨K×M⟩" in in_matrices["∂E/∂V"]  # and N x M here
    assert "Z̃ᵀ⟨(M+1)×N⟩ (T − Y)⟨N×K⟩" in in_matrices["∂E/∂W"]  # M x N; (T - Y with its bar on Y
    assert part.check() < 1e-12
