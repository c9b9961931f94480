"""The slips that stop a cell or bend a number, each quoted once, with its correction."""

import numpy as np
import pytest

from shoal.errors import DivergenceWarning

from .runs import lecture_run, two_layers


def test_the_slips_of_the_lecture_and_why_each_correction_matters():
    """Each slip quoted once."""
    # ``rjp = 0.1`` but ``rho`` is used: a NameError in a fresh kernel.
    cell = "rjp = 0.1\nw = 0.0\nw = w + rho * 1.0\n"
    with pytest.raises(NameError, match="rho"):
        exec(cell, {})
    corrected = {}
    exec(cell.replace("rjp", "rho"), corrected)
    assert corrected["w"] == 0.1

    # ``# rh = rhoh / (nSamples * nOutputs)`` and ``# ro = ...`` are commented out, and ``Z1`` and
    # ``addOnes`` are missing: the step of the last cell, as it stands, stops at the first of them.
    data, V, W = lecture_run(0)
    X, T = (data.X - data.X.mean()) / data.X.std(), (data.T - data.T.mean()) / data.T.std()
    step = (
        "Z = np.tanh(X1 @ V)\n"
        "Y = Z1 @ W\n"
        "error = T - Y\n"
        "V = V + rh * X1.T @ ((error @ W[1:, :].T) * (1 - Z**2))\n"
        "W = W + ro * Z1.T @ error\n"
    )
    known = {"np": np, "X": X, "T": T, "V": V, "W": W, "rhoh": 0.1, "rhoo": 0.01}
    repairs = [
        ("X1", "addOnes = lambda A: np.insert(A, 0, 1, axis=1)\nX1 = addOnes(X)\n", ""),
        ("Z1", "", "Z1 = addOnes(Z)\n"),
        ("rh", "rh = rhoh / T.size\n", ""),
        ("ro", "ro = rhoo / T.size\n", ""),
    ]
    before = after_forward = ""
    for missing, setting, behind_forward in repairs:
        first, rest = step.split("\n", 1)
        with pytest.raises(NameError, match=f"'{missing}'"):
            exec(before + first + "\n" + after_forward + rest, dict(known))
        before += setting
        after_forward += behind_forward
    first, rest = step.split("\n", 1)
    exec(before + first + "\n" + after_forward + rest, known)
    model = two_layers([V, W], max_iter=1).fit(data.X, data.T)
    np.testing.assert_allclose(known["V"], model.V_, rtol=1e-12)
    np.testing.assert_allclose(known["W"], model.W_, rtol=1e-12)
    # Without dividing by the number of samples (rh = rhoh) the same rates blow up.
    with pytest.warns(DivergenceWarning):
        two_layers([V, W], learning_rate_init=(0.1 * 30, 0.1 * 30)).fit(data.X, data.T)

    # "Let a = h~(sum v x~)", then h~(a): h would be applied twice. a must be the sum itself.
    x, v, h = 0.7, 1.3, 1e-6
    numeric = (np.tanh((v + h) * x) - np.tanh((v - h) * x)) / (2 * h)
    a_as_written = np.tanh(v * x)
    as_written = (1 - np.tanh(a_as_written) ** 2) * x
    corrected = (1 - np.tanh(v * x) ** 2) * x
    assert corrected == pytest.approx(numeric, rel=1e-9)
    assert abs(as_written - numeric) > 0.25 * numeric
