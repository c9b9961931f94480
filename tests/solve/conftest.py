"""One small problem for all solvers, on both engines, and a clock that the tests turn."""

from types import SimpleNamespace

import numpy as np
import pytest

from shoal.core.activations import ACTIVATIONS, Activation
from shoal.core.backpropagation import ReferenceSums
from shoal.core.gauss_newton import GaussNewton
from shoal.core.layout import Layout
from shoal.core.objective import Objective, penalty_of, sums_over
from shoal.solve.adam import Adam, AdamState
from shoal.solve.gd import GradientDescent, GradientState
from shoal.solve.history import columns_of
from shoal.solve.loop import solve
from shoal.solve.sgd import StochasticDescent, StochasticState
from shoal.solve.stopping import Rules, Watch
from shoal.trace import Sinks


class Clock:
    """Goes on by ``tick`` seconds at each look, or by the ticks of a list in turn."""

    def __init__(self, *ticks):
        self.now, self.ticks, self.looks = 0.0, ticks or (0.0,), 0

    def __call__(self):
        self.now += self.ticks[self.looks % len(self.ticks)]
        self.looks += 1
        return self.now


class Recorder:
    """A sink that keeps what it is told."""

    def __init__(self, every=None):
        self.every, self.events = every, []

    def receive(self, event):
        self.events.append(event)


class World:
    """A network 2-4-2 on 23 training and 9 validation rows, and ways to fit it."""

    Clock, Recorder, Rules = Clock, Recorder, Rules

    def __init__(self, engine):
        random = np.random.RandomState(0)
        self.layout = Layout((2, 4, 2))
        X, T = random.normal(size=(32, 2)), random.normal(size=(32, 2))
        s = random.uniform(0.5, 2, 32)
        h, out = ACTIVATIONS["tanh"], ACTIVATIONS["identity"]
        training = engine(self.layout, h, out, X[:23], T[:23], s[:23])
        validation = engine(self.layout, h, out, X[23:], T[23:], s[23:])
        penalty = penalty_of(self.layout, 0.01, s[:23].sum(), X.dtype)
        self.objective = Objective(training, penalty)
        self.watched = Objective(training, penalty, validation)
        self.start = random.uniform(-1, 1, self.layout.n_weights)
        self.target_scale = np.array([3.0, 0.5])
        self.target_size = 0.5

    def rates(self, rate):
        return self.layout.per_layer((rate, rate / 2), self.start.dtype)

    def watch(self, clock=None, sinks=(), **rules):
        rules.setdefault("max_epochs", 40)
        return Watch(
            Rules(**rules),
            self.target_scale,
            self.target_size,
            Sinks(sinks),
            clock=clock or Clock(1e-4),
        )

    def solver(self, method, rate=0.5):
        if method == "gd":
            return GradientDescent(self.rates(rate)), GradientState(self.start.copy())
        if method == "adam":
            state = AdamState.at(self.start.copy(), np.random.RandomState(3))
            return Adam(self.rates(rate / 5), 5, 60), state
        state = StochasticState(
            self.start.copy(), np.zeros_like(self.start), np.random.RandomState(3)
        )
        return StochasticDescent(self.rates(rate / 5), 5, 0.9, True), state

    def fit(self, method="gd", *, rate=0.5, problem=None, first=1, **watch):
        solver, state = self.solver(method, rate)
        watch = self.watch(**watch)
        object.__setattr__(solver, "first_slice", first)  # of a class that has always 1
        final, outcome = solve(solver, problem or self.objective, state, watch)
        return SimpleNamespace(
            final=final, outcome=outcome, watch=watch, trace=columns_of(watch.history, watch.scale)
        )

    def step_by_step(self, method="gd", *, rate=0.5, problem=None, n_epochs=40):
        """Weights and measurements after 0, 1, ..., n_epochs epochs, one call an epoch."""
        solver, state = self.solver(method, rate)
        problem = problem or self.objective
        thetas, rows = [], []
        for epoch in range(n_epochs + 1):
            thetas.append(state.theta.copy())
            rows.append(problem.measure(state.theta))
            if epoch < n_epochs:
                solver.run(problem, state, 1)
        return thetas, rows


@pytest.fixture(params=["engine in use", "reference"])
def world(request):
    return World(sums_over if request.param == "engine in use" else ReferenceSums)


@pytest.fixture
def one_world():
    return World(sums_over)


@pytest.fixture
def reference_world():
    return World(ReferenceSums)


FUNCTIONS = {
    "tanh": (np.tanh, lambda a: 1 - np.tanh(a) ** 2),
    "identity": (lambda a: a, np.ones_like),
    "polynomial": (lambda a: 3 + 2 * a + a**2 + 3 * a**5, lambda a: 2 + 2 * a + 15 * a**4),
}


class Edge:
    """A network, rows and a problem, in one form of Marquardt's steps; what it is by definition.

    ``compiled``: the kernel's steps, else those in NumPy, under an activation that the kernel does
    not know.
    """

    def __init__(self, compiled, K):
        self.compiled, self.K = compiled, K

    def problem(self, X, T, M=3, hidden="tanh", s=None, alpha=0.0):
        """An Objective; ``self`` keeps what it is made of."""
        self.h, df = FUNCTIONS[hidden]
        own = Activation(f"my {hidden}", self.h, df, "sum")
        h = ACTIVATIONS[hidden] if self.compiled else own
        s = np.ones(len(X)) if s is None else s
        self.layout, self.X, self.T, self.s = Layout((X.shape[1], M, T.shape[1])), X, T, s
        parts = self.layout, h, ACTIVATIONS["identity"], X, T, s
        penalty = penalty_of(self.layout, alpha, s.sum(), np.dtype(float))
        problem = Objective(sums_over(*parts), penalty, None, GaussNewton(*parts))
        assert (problem.marquardt is not None) == self.compiled
        return problem

    def rows(self, n=30, D=2, seed=0):
        """X (n, D) and T (n, K) of a smooth function and noise."""
        random = np.random.RandomState(seed)
        X = random.normal(size=(n, D))
        T = np.sin(X @ random.normal(size=(D, self.K))) + 0.1 * random.normal(size=(n, self.K))
        return X, T

    def theta(self, size=0.7, seed=1):
        return size * np.random.RandomState(seed).normal(size=self.layout.n_weights)

    def residuals(self, theta):
        """r with cost r'r / 2, of real or complex weights."""
        (D, M, K), theta = self.layout.sizes, np.asarray(theta)
        V, W = theta[: (D + 1) * M].reshape(D + 1, M), theta[(D + 1) * M :].reshape(M + 1, K)
        with np.errstate(all="ignore"):
            Z = self.h(V[0] + self.X @ V[1:])
            R = W[0] + Z @ W[1:] - self.T
        return (np.sqrt(self.s / (self.s.sum() * K))[:, None] * R).ravel()

    def jacobian(self, theta):
        """dr/dtheta by complex steps."""
        steps = 1j * 1e-100 * np.eye(len(theta))
        return np.stack([self.residuals(theta + step).imag for step in steps], axis=1) / 1e-100

    def equations(self, theta, penalty=0.0):
        """g and H of the penalized cost."""
        J, r = self.jacobian(theta), self.residuals(theta)
        return J.T @ r + penalty * theta, J.T @ J + np.diag(penalty + np.zeros(len(theta)))

    def cost(self, theta, penalty=0.0):
        with np.errstate(all="ignore"):
            return (self.residuals(theta) @ self.residuals(theta) + np.sum(penalty * theta**2)) / 2


@pytest.fixture(params=[(form, K) for form in (True, False) for K in (1, 2)],
                ids=lambda case: f"{'compiled' if case[0] else 'NumPy'}, K={case[1]}")  # fmt: skip
def edge(request):
    return Edge(*request.param)
