"""pyrenn: Levenberg-Marquardt, one hidden layer of ten, a hundred steps, standardized."""

from __future__ import annotations

NAME, GROUP, VERSION, SLOW = "pyrenn LM", "beside", 1, True
AT_MOST_ROWS = 2_000  # two minutes and more beyond


def available() -> str | None:
    try:
        import pyrenn  # noqa: F401
    except ImportError:
        return "pyrenn is not installed"
    return None


class Fitted:
    def __init__(self, net, X, y):
        self.net, self.x, self.y = net, (X.mean(axis=0), X.std(axis=0)), (y.mean(), y.std())
        self.x[1][self.x[1] == 0] = 1.0

    def scale(self, X):
        return ((X - self.x[0]) / self.x[1]).T

    def predict(self, X):
        import pyrenn

        return pyrenn.NNOut(self.scale(X), self.net).ravel() * self.y[1] + self.y[0]


def fit(X, y, groups, seed):
    import numpy as np
    import pyrenn

    np.random.seed(seed)  # it draws from NumPy's global generator
    fitted = Fitted(pyrenn.CreateNN([X.shape[1], 10, 1]), X, y)
    target = ((y - fitted.y[0]) / fitted.y[1])[None, :]
    fitted.net = pyrenn.train_LM(fitted.scale(X), target, fitted.net, k_max=100, E_stop=1e-10)
    return fitted
