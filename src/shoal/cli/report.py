"""A table model as lines of text: aligned columns, one line a decision, errors beside baselines."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from ..errors import inert_line
from ..tables.wording import count, inert
from ..train.solver_choice import reason_of

if TYPE_CHECKING:
    from ..tabular.record import Figures
    from ..tabular.table_model import TableModel

LABEL = 12  # width of the first column
SHOWN_INPUTS = 5
LONGEST_NOTE = 500
DIGITS = 4  # significant, where the data's decimals are not known


def fit_lines(model: TableModel) -> Iterator[str]:
    """Everything a fit has to say: doubts first, then table, decisions, network, training, errors."""
    record, plan = model.record, model.plan
    # first, before figures that they put in doubt
    for i, note in enumerate(record.notes):
        yield _line("" if i else "note", inert(note, longest=LONGEST_NOTE))
    rows = record.rows
    parts = [count(rows["table"], "row")]
    if rows["without_target"]:
        parts.append(f"{rows['without_target']:,} without a target left out")
    parts.append(f"{rows['training']:,} for training")
    parts.append(f"{rows['held_out']:,} held out" if rows["held_out"] else "none held out")
    yield _line("table", f"{inert(record.source)}: {', '.join(parts)}")
    for sentence in plan.reading:
        yield _line("", sentence)
    yield _line("target", ", ".join(map(inert, plan.target_labels)))
    for i, decision in enumerate(model.decisions):
        yield _line("" if i else "columns", decision)
    layout = model.network.layout
    n = len(model.ensemble.networks)
    hidden = "".join(f" - {units} {model.network.hidden.name}" for units in layout.sizes[1:-1])
    outputs = count(layout.sizes[-1], "output")
    yield _line(
        "network",
        f"{count(layout.sizes[0], 'input')}{hidden} - {outputs}   {layout.n_weights:,} weights"
        + (f"   the best of {n}, which answer together" if n > 1 else ""),
    )
    took = "" if record.seconds is None else f"   {record.seconds:.2f} s"
    yield _line("training", f"{record.solver}: {record.outcome}{took}")
    if record.settings.get("solver", "auto") == "auto":
        reason = reason_of(
            record.solver, rows["training"], layout.n_weights, layout.n_hidden_layers
        )
        yield _line("", f"chosen: {reason}")
    if record.held_out is not None:
        yield from figure_lines("held out", record.held_out, model.plan)
        if record.coverage:
            ninety, most = (f"{100 * share:.0f} %" for share in record.coverage)
            yield _line("intervals", f"of 90 % hold {ninety} of these targets, of 95 % {most}")
    else:
        yield from figure_lines("same rows", record.training, model.plan)
        yield _line("", "no row was held out: errors on new rows will be larger")
    if len(plan.feature_names) > 1:
        yield _line("relevance", _relevance(model))


def figure_lines(title: str, figures: Figures, plan: Any) -> Iterator[str]:
    """Errors of the model beside the linear model and the mean, a block a target."""
    answers = (
        ("this model", figures.rmse, figures.r2),
        ("linear model", figures.rmse_linear, figures.r2_linear),
        ("mean", figures.rmse_mean, figures.r2_mean),
    )
    for k, target in enumerate(plan.targets):
        name = "" if len(plan.targets) == 1 else f"   {inert(target)}"
        yield _line(title, f"{count(figures.n_rows, 'row'):<16}{'RMSE':>12}{'R2':>9}{name}")
        for label, rmse, r2 in answers:
            share = "-" if math.isnan(r2[k]) else f"{r2[k]:.3f}"
            text = f"{label:<16}{number(rmse[k]):>12}{share:>9}"
            yield _line("", text, strong=label == "this model")


def _relevance(model: TableModel) -> str:
    """The inputs that move the prediction most, with their shares."""
    pairs = zip(model.record.relevance, model.plan.feature_names, strict=True)
    ranked = sorted(pairs, key=lambda pair: -pair[0])
    shown = [f"{inert(name)} {100 * share:.0f} %" for share, name in ranked[:SHOWN_INPUTS]]
    rest = sum(share for share, _ in ranked[SHOWN_INPUTS:])
    if len(ranked) > SHOWN_INPUTS:
        shown.append(f"{count(len(ranked) - SHOWN_INPUTS, 'other')} {100 * rest:.0f} %")
    return ", ".join(shown)


def number(value: float) -> str:
    """Four significant digits, in plain figures where these are short."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    exponent = math.floor(math.log10(abs(value)))
    if -4 <= exponent < 7:
        return f"{value:,.{max(DIGITS - 1 - exponent, 0)}f}"
    return f"{value:.{DIGITS - 1}e}"


def _line(label: str, text: str, strong: bool = False) -> str:
    """The one way to the terminal: names and sentences out of files and tables come inert."""
    text = inert_line(text)
    return click.style(f"{label:<{LABEL}}", dim=True) + (
        click.style(text, bold=True) if strong else text
    )


def place_line(label: str, path: object) -> str:
    """Where a file went."""
    return _line(label, inert(str(path), longest=4096))


def facts(model: TableModel) -> dict[str, Any]:
    """The same facts for programs; NaN is null."""
    record = asdict(model.record)
    for name in ("training", "held_out"):
        if record[name] is not None:
            record[name] = figures_json(record[name])
    return {
        "targets": list(model.plan.targets),
        "inputs": list(model.plan.feature_names),
        "reading": list(model.plan.reading),
        "decisions": list(model.decisions),
        "layers": list(model.network.layout.sizes),
        "activation": model.network.hidden.name,
        "weights": model.network.layout.n_weights,
        "networks": len(model.ensemble.networks),
        **record,
    }


def figures_json(figures: dict[str, Any]) -> dict[str, Any]:
    """Figures with null in place of NaN, which JSON does not know."""
    return {
        name: value
        if name == "n_rows"
        else [None if math.isnan(number) else number for number in value]
        for name, value in figures.items()
    }
