"""scikit-learn's RandomForestRegressor as it comes."""

from __future__ import annotations

NAME, GROUP, VERSION, SLOW = "RandomForest", "beside", 1, False


def available() -> str | None:
    return None


def fit(X, y, groups, seed):
    from sklearn.ensemble import RandomForestRegressor

    return RandomForestRegressor(random_state=seed).fit(X, y)
