"""The answer in words: how far off a model is, on which rows, and whether a straight line does as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...core.layout import Array
from ...tables.wording import count, inert
from ...tabular.record import Figures
from ...tabular.table_model import TableModel
from ...view.style import number
from ...view.subject.sampling import evenly_taken

if TYPE_CHECKING:
    from .run import Run

CHANCE = 2.0  # standard errors of the mean difference of squared errors that chance explains
FEW = 30  # rows that judge: with fewer the error's own uncertainty is told
MOST_ROWS = 20_000  # that are compared with the straight line, evenly spread
FEWEST = 3  # rows that say anything of their spread
BROKEN_OFF = {  # endings of a descent whose last epoch is not its best, in words
    "Diverged": "diverged at epoch",
    "NotFinite": "came to slopes that are no finite numbers at epoch",
    "Unsettled": "did not settle by epoch",
}
LONGEST = 40  # characters of a target's name


def sentences(run: Run) -> list[str]:
    """One sentence for each target: of another table's rows, those held out, or those of training."""
    part, figures = _judging(run)
    return [_sentence(run, part, figures, k) for k in range(len(run.model.plan.targets))]


def _judging(run: Run) -> tuple[str, Figures]:
    record = run.model.record
    if (judged := run.judged) is not None:
        return "table", judged
    if record.held_out is not None:
        return "held_out", record.held_out
    return "training", record.training


def _sentence(run: Run, part: str, figures: Figures, k: int) -> str:
    rmse, mean, linear = figures.rmse[k], figures.rmse_mean[k], figures.rmse_linear[k]
    error, chance = _spread(run, part, k)
    record, ended = run.model.record, ""
    if record.ending in BROKEN_OFF:
        kept = "" if record.kept == record.epochs else f"as of epoch {record.kept:,} "
        ended = f"Training {BROKEN_OFF[record.ending]} {record.epochs:,}; {kept}"
    amount, rows = _amount(run.model, k, rmse, mean), _rows(run, part, figures)
    told = f"{ended}{'off' if ended else 'Off'} by {amount} on {rows}"
    if part != "training" and figures.n_rows < FEW and error is not None:
        told += f" (few: give or take {number(error, 10 * error)})"
    line = number(linear, mean)
    if rmse >= mean:
        return f"{told}: no better than always saying the mean ({number(mean, mean)})."
    if _is_linear(run.model) and abs(rmse - linear) <= 0.01 * linear:
        return f"{told}. This model is a straight line."
    if part == "training":
        return f"{told}; a straight line: {line}. No row was held out, so new rows will be further off."
    if chance is None or abs(chance) > CHANCE:
        worse = "; better, a straight line" if rmse > linear else "; a straight line"
        return f"{told}{worse}: {line}."
    return f"{told}: level with a straight line ({line}), within chance."


def _is_linear(model: TableModel) -> bool:
    network = model.network
    return network.layout.n_hidden_layers == 0 and network.output.is_identity


def _amount(model: TableModel, k: int, rmse: float, mean: float) -> str:
    target = model.plan.targets[k]
    unit = model.plan.units.get(target, "")
    return f"{number(rmse, mean)} {inert(unit) if unit else 'in ' + inert(target, longest=LONGEST)}"


def _rows(run: Run, part: str, figures: Figures) -> str:
    rows = count(figures.n_rows, "row")
    if part == "table":
        return f"{rows} of this table"
    return f"{rows} it never saw" if part == "held_out" else f"the {rows} it learned from"


def _spread(run: Run, part: str, k: int) -> tuple[float | None, float | None]:
    """The standard error of the RMSE, and by how many of its standard errors the squared errors of
    the straight line exceed the model's; None where rows are too few or all alike.
    """
    rows = run.encoded(part)
    if rows is None or len(rows[0]) < FEWEST:
        return None, None
    chosen = evenly_taken(len(rows[0]), MOST_ROWS)
    X, T = rows[0][chosen], rows[1][chosen, k]
    mine = np.abs(run.model.ensemble.predict(X)[:, k] - T)
    with np.errstate(over="ignore", invalid="ignore"):  # judged just below
        lines = np.abs(X @ run.model.linear[1:, k] + run.model.linear[0, k] - T)
    size = max(mine.max(), lines.max())
    if not 0 < size < np.inf:
        return None, None
    mine, lines = (mine / size) ** 2, (lines / size) ** 2
    rmse = float(np.sqrt(mine.mean()))
    error = size * _standard_error(mine) / (2 * rmse) if rmse > 0 else None
    gap = _standard_error(lines - mine)
    return error, float((lines - mine).mean()) / gap if gap > 0 else None


def _standard_error(values: Array) -> float:
    return float(values.std(ddof=1) / len(values) ** 0.5)
