"""Ordinary least squares."""

from __future__ import annotations

NAME, GROUP, VERSION, SLOW = "linear", "ranked", 1, False


def available() -> str | None:
    return None


def fit(X, y, groups, seed):
    from sklearn.linear_model import LinearRegression

    from ..scaled import scaled

    return scaled(LinearRegression()).fit(X, y)
