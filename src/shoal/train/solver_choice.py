"""Which solver ``solver="auto"`` stands for, and why. Standard library alone: a report reads it too."""

from __future__ import annotations

SECOND_ORDER_WEIGHTS = 2_000  # beyond, a Marquardt step costs more than L-BFGS takes in all
SECOND_ORDER_ROWS = 50_000  # beyond, its networks get too narrow (committee.policy.MOST_WORK)
BATCHES_ROWS = 10_000  # from here on batches get further than L-BFGS in the same time


def chosen_solver(n_rows: int, n_weights: int, n_hidden_layers: int, batches: bool) -> str:
    """The solver for so many rows and weights; ``batches`` says whether Adam may be it.

    Levenberg-Marquardt, whose members find the penalty and the size themselves, wherever it is
    affordable; beyond, Adam. L-BFGS without hidden layer, and where a network is large for few rows.
    """
    if n_hidden_layers == 0:
        return "lbfgs"
    if n_weights <= SECOND_ORDER_WEIGHTS and n_rows <= SECOND_ORDER_ROWS:
        return "lm"
    return "adam" if n_rows >= BATCHES_ROWS and batches else "lbfgs"


def reason_of(solver: str, n_rows: int, n_weights: int, n_hidden_layers: int) -> str:
    """Why it became this one, in a few words."""
    rows = f"{n_rows:,} rows"
    if solver == "lm":
        return f"second-order steps, affordable for {rows}"
    if solver == "adam":
        many = f"{rows} are" if n_rows > SECOND_ORDER_ROWS else f"{n_weights:,} weights are"
        return f"mini-batches, as {many} too many for second-order steps"
    if n_hidden_layers == 0:
        return "without hidden layer the cost has one minimum, which it finds soon"
    return f"it goes on from any start, and takes {n_weights:,} weights on {rows}"
