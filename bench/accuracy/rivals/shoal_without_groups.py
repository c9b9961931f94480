"""Shoal on grouped splits without being told the groups: what honesty loses."""

from __future__ import annotations

from . import shoal

NAME, GROUP, SLOW = "Shoal, no groups=", "beside", False
ONLY_GROUPED = True
available, fingerprint = shoal.available, shoal.fingerprint


def fit(X, y, groups, seed):
    return shoal.fit(X, y, groups, seed, use_groups=False)
