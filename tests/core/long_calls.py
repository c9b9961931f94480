"""Every long call of the kernel over one random table, for tests of calls that are cut or fail."""

import numpy as np

from shoal.core.activations import ACTIVATIONS
from shoal.core.kernel import KernelCurvature, KernelMarquardt, KernelSums
from shoal.core.layout import Layout
from shoal.core.updates import Momentum

CALLS = ("engine", "forward", "losses", "gradient", "descend", "batches", "normal_equations",
         "marquardt")  # fmt: skip
RULES = {
    "tol": 0.0,
    "least_damping": 1e-12,
    "most_damping": 1e12,
    "longest_first": 10.0,
    "floor": 1e-9,
    "attempts": 10,
}
NUMBERS = {"damping": 1.0, "growth": 2.0, "epoch": 0, "measured": False, "scaled": False}


class Rows:
    """An engine over a random table, and every long call that it has."""

    def __init__(self, D=3, M=4, N=3000, n_threads=1, dtype=np.float64):
        rng = np.random.default_rng(N + D)
        self.layout = Layout((D, M, 1))
        self.X, self.T = (
            rng.normal(size=(N, D)).astype(dtype),
            rng.normal(size=(N, 1)).astype(dtype),
        )
        self.n_threads = n_threads
        self.theta = rng.uniform(-0.5, 0.5, self.layout.n_weights).astype(dtype)
        self.zero = np.zeros_like(self.theta)
        self.rates = np.full_like(self.theta, 1e-3)
        self.sums = self.engine()

    def engine(self):
        tanh, identity = ACTIVATIONS["tanh"], ACTIVATIONS["identity"]
        return KernelSums(self.layout, tanh, identity, self.X, self.T, None, self.n_threads)

    def engine_and_losses(self):
        return self.engine().losses(self.theta)

    def forward(self):
        return self.sums.forward(self.theta)

    def losses(self):
        return self.sums.losses(self.theta)

    def gradient(self):
        out = np.empty_like(self.theta)
        self.sums.gradient(self.theta, out)
        return out

    def descend(self, n_epochs=3):
        theta = self.theta.copy()
        self.sums.descend(theta, self.rates, self.zero, n_epochs, self.sums)
        return theta

    def batches(self):
        theta, order = self.theta.copy(), np.arange(len(self.X))
        rule = Momentum(self.rates, 0.9, np.zeros_like(theta))
        self.sums.batches(theta, rule, order, 10, self.zero)
        return theta

    def normal_equations(self):
        return KernelCurvature(self.sums).normal_equations(self.theta)[2]

    def marquardt(self, n_epochs=3):
        steps = KernelMarquardt(self.sums, KernelCurvature(self.sums), None)
        arrays = self.theta.copy(), self.zero.copy(), self.zero + 1e-3, np.zeros(1)
        none = np.zeros(0)
        steps.run(n_epochs, RULES, NUMBERS, (*arrays, none, none), np.zeros(0, np.int64), self.zero)
        return arrays[0]
