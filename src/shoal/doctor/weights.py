"""Weights against what the rows can say of them: too many, or not to be told apart."""

from __future__ import annotations

import numpy as np

from ..tables.wording import count
from .facts import Fit
from .note import Note

LOST = 1e10  # condition of [1 Z]: of the 16 digits of its solution ten are lost
CANCEL = 1e3  # output terms this much larger than their sum: three more digits, and any new row's
NEARLY_ALL = 0.9  # of the rows used up by effective weights: what is left says nothing of the noise
THROUGH = 0.05  # of the targets' deviation: a fit so close to every row passes through them


def ill_conditioned(fit: Fit) -> list[Note]:
    """Columns of [1 Z] that are nearly dependent, and outputs that are small sums of large terms.

    The condition alone harms nobody: with small weights it only says that units are alike.
    """
    if fit.guarded or fit.alpha or len(fit.network.weights) < 2:
        return []
    Z1 = np.column_stack([np.ones(len(fit.hidden[0][-1])), fit.hidden[0][-1]])
    if not np.isfinite(Z1).all():
        return []
    W = fit.network.weights[-1]
    singular = np.linalg.svd(Z1, compute_uv=False)
    condition = singular[0] / max(singular[-1], np.finfo(float).tiny)
    if len(Z1) < Z1.shape[1]:
        condition = np.inf
    sums = np.abs(Z1 @ W).mean(axis=0)
    terms = (np.abs(Z1) @ np.abs(W)).mean(axis=0) / np.where(sums > 0, sums, 1)
    if condition < LOST or terms.max() < CANCEL:
        return []
    size = f"is {condition:.0e}" if condition < 1e16 else "exceeds 1e16"
    return [
        Note(
            "output weights",
            "the hidden units are nearly dependent, and their terms cancel",
            f"the condition of [1 Z] {size}, and terms {terms.max():,.0f} times the answer cancel",
            "try alpha=1e-4, or fewer units",
        )
    ]


def too_many(fit: Fit) -> list[Note]:
    """More weights than the data carries."""
    D, K = fit.rows.X.shape[1], fit.rows.T.shape[1]
    varying = int((np.ptp(fit.rows.X, axis=0) > 0).sum())
    if varying and varying + 1 >= fit.distinct:
        return [
            Note(
                "weights",
                "more weights than the data carries",
                f"{count(D, 'input')} and {count(fit.distinct, 'distinct row')}: already a linear "
                "model passes through all of them",
                "choose fewer inputs, or find more rows",
            )
        ]
    carried = fit.distinct * K
    if fit.gamma is not None and fit.gamma >= NEARLY_ALL * carried:
        evidence = f"{fit.gamma:.0f} effective weights for {count(carried, 'distinct value')}"
        return [_note(evidence)]
    P = fit.network.layout.n_weights
    close = (fit.rmse < THROUGH * fit.spread).all()
    if not fit.guarded and fit.judged is None and carried < P and close:
        share = float((fit.rmse / fit.spread).max())
        evidence = (
            f"{P:,} weights for {count(carried, 'distinct value')}, and the error on these is "
            f"{share:.1%} of the targets' deviation"
        )
        return [_note(evidence)]
    return []


def _note(evidence: str) -> Note:
    return Note(
        "weights",
        "more weights than the data carries",
        evidence,
        "try fewer units, or early_stopping=True",
    )
