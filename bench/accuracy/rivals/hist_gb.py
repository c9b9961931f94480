"""scikit-learn's HistGradientBoostingRegressor as it comes."""

from __future__ import annotations

NAME, GROUP, VERSION, SLOW = "HistGB", "beside", 1, False


def available() -> str | None:
    return None


def fit(X, y, groups, seed):
    from sklearn.ensemble import HistGradientBoostingRegressor

    return HistGradientBoostingRegressor(random_state=seed).fit(X, y)
