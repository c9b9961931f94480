"""CatBoost as it comes, one thread."""

from __future__ import annotations

NAME, GROUP, VERSION, SLOW = "CatBoost", "beside", 1, True


def available() -> str | None:
    try:
        import catboost  # noqa: F401
    except ImportError:
        return "catboost is not installed"
    return None


def fit(X, y, groups, seed):
    from catboost import CatBoostRegressor

    return CatBoostRegressor(
        random_seed=seed, thread_count=1, verbose=False, allow_writing_files=False
    ).fit(X, y)
