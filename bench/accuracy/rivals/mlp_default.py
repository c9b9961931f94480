"""scikit-learn's MLPRegressor as it comes, on standardized inputs and target."""

from __future__ import annotations

NAME, GROUP, VERSION, SLOW = "MLP default", "ranked", 1, False


def available() -> str | None:
    return None


def fit(X, y, groups, seed):
    from sklearn.neural_network import MLPRegressor

    from ..scaled import scaled

    return scaled(MLPRegressor(random_state=seed)).fit(X, y)
