"""What a notebook shows of a fitted model: its diagram and key figures as one piece of HTML.

No script, no outside file, no id: the same model gives the same text, and any number of cards stand
on one page. Words take the page's own colour; lines follow the page's theme where it names one (the
attribute of JupyterLab or of documentation pages), else the reader's preference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from ..tabular.record import Figures
from ..tabular.table_model import TableModel
from .diagram.geometry import diagram_of
from .diagram.svg import style_of, svg_of
from .style import cut, number, share
from .subject.of_model import Parts, parts_of

if TYPE_CHECKING:
    from ..estimators.regressor import NeuralRegressor

MOST_UNITS = 12  # drawn of a layer; fewer where there are many layers
MOST_NODES = 72
MOST_EDGES = 350
MOST_TARGETS = 8
LONGEST = 600  # letters of the parameters
LEFT, RIGHT = (  # in the cells: a notebook's own rule for tables is stronger than a style sheet's
    f' style="text-align:{side}"' for side in ("left", "right")
)


def card_of(model: NeuralRegressor | TableModel) -> str:
    """The card of a fitted model, below 30 kB.

    Raises
    ------
    InputError
        If the model is not fitted.
    """
    parts = parts_of(model)
    of_table = isinstance(model, TableModel)
    rows = _of_table(model) if isinstance(model, TableModel) else _of_regressor(model)
    sizes = parts.network.layout.sizes
    layers = len(sizes)
    diagram = diagram_of(
        parts.network,
        parts.inputs,
        parts.targets,
        parts.relevance,
        most=min(MOST_UNITS, max(MOST_NODES // layers, 2)),
        most_edges=MOST_EDGES,
        shapes=True,
    )
    label = "Diagram of the network: " + " to ".join(diagram.headings)
    return "".join(
        [
            f'<div class="shoal-card"><style>{STYLE}</style>',
            f"<p><b>{type(model).__name__}</b> {_sizes(parts)}</p>",
            svg_of(diagram, label),
            f'<p class="m">{_caption(parts)}</p>',
            *rows,
            "" if of_table else _parameters(model),
            "</div>",
        ]
    )


def _sizes(parts: Parts) -> str:
    """The layers, shortened where there are many, and the number of weights."""
    sizes = [f"{n:,}" for n in parts.network.layout.sizes]
    if len(sizes) > 8:
        sizes = [*sizes[:4], "…", *sizes[-3:]]
    layout, network = parts.network.layout, parts.network
    function = network.hidden if layout.n_hidden_layers else network.output
    hidden = escape(cut(function.name, 24))
    weights = f'<span class="m">({parts.network.layout.n_weights:,} weights)</span>'
    return f"{' → '.join(sizes)}, {hidden} {weights}"


def _caption(parts: Parts) -> str:
    member = f"{parts.whose.capitalize()}. " if parts.whose else ""
    return (
        f'{member}Weights: <span class="tp">positive</span>, <span class="tn">negative</span>, '
        "width: size beside the layer's largest. Bars: share of an input in the prediction"
        + (" of all networks." if parts.whose else ".")
    )


def _of_regressor(model: NeuralRegressor) -> list[str]:
    n = model.n_networks_
    lines = [
        ("solver", escape(model.solver_)),
        ("epochs", f"{model.n_iter_:,}" + (" (of the network drawn)" if n > 1 else "")),
        ("ended", escape(cut(model.outcome_.sentence, 300))),
        ("networks", f"{n:,}" if n > 1 else "1"),
        *_errors(model),
    ]
    return [_list(lines)]


def _errors(model: NeuralRegressor) -> list[tuple[str, str]]:
    """RMSE of rows that the networks had not learned from, where there are any, else of training."""
    network, trace = model.network_, model.trace_
    K = network.layout.sizes[-1]
    if model.trials_:
        error = min(trial.error for trial in model.trials_) ** 0.5
        if K == 1:
            scaled = number(error * float(network.targets.scale[0]))
            return [("left-out RMSE", f"{scaled}; each row judged by networks that never saw it")]
        return [("left-out RMSE", f"{number(error)} of the targets' standard deviations")]
    row = int(np.argmin(np.abs(trace["epoch"] - model.outcome_.kept)))
    suffixes = [""] if K == 1 else [f"_{k}" for k in range(K)]
    lines = []
    for column, name in (("rmse_train", "training RMSE"), ("rmse_validation", "validation RMSE")):
        if column in trace:
            known = [
                trace.get(column + suffix, trace[column]) for suffix in suffixes[:MOST_TARGETS]
            ]
            more = f", … {K - MOST_TARGETS:,} more" if K > MOST_TARGETS else ""
            lines.append((name, ", ".join(number(float(v[row])) for v in known) + more))
    return lines[::-1]


def _parameters(model: Any) -> str:
    """The constructor's call as scikit-learn prints it, folded away."""
    text = repr(model)
    text = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return f"<details><summary>parameters</summary><pre>{escape(text)}</pre></details>"


def _of_table(model: TableModel) -> list[str]:
    plan, record = model.plan, model.record
    n = len(model.ensemble.networks)
    held = record.held_out
    lines = [
        ("target", _named(plan.targets)),
        ("columns read", _named(plan.reads)),
        ("rows", f"{record.rows['training']:,} to learn, {record.rows['held_out']:,} held out"),
        ("networks", f"{n:,}, {escape(record.solver)}, {record.epochs:,} epochs"),
        ("ended", escape(cut(record.outcome, 300))),
    ]
    if record.coverage:
        inside = " and ".join(share(part) for part in record.coverage)
        lines.append(("intervals", f"the 90 and 95 % intervals hold {inside} of the held-out rows"))
    return [_list(lines), _comparison(plan.targets, held or record.training, held is not None)]


def _comparison(targets: Sequence[str], figures: Figures, held_out: bool) -> str:
    """Errors of network, linear model and mean, side by side."""
    where = f"{figures.n_rows:,} {'held-out' if held_out else 'training'} rows"
    heads = "".join(f"<th{RIGHT}>{name}</th>" for name in ("network", "linear", "mean", "R²"))
    rows = [f"<tr><th{LEFT}>RMSE, {where}</th>{heads}</tr>"]
    for k, target in enumerate(targets[:MOST_TARGETS]):
        errors = (figures.rmse[k], figures.rmse_linear[k], figures.rmse_mean[k])
        cells = "".join(f"<td{RIGHT}>{number(e, max(errors))}</td>" for e in errors)
        r2 = figures.r2[k]
        known = f"{r2:.3f}".replace("-", "−") if np.isfinite(r2) else "–"
        rows.append(f"<tr><td{LEFT}>{escape(cut(target))}</td>{cells}<td{RIGHT}>{known}</td></tr>")
    if len(targets) > MOST_TARGETS:
        rows.append(f"<tr><td{LEFT}>… {len(targets) - MOST_TARGETS:,} more</td></tr>")
    return f'<table class="f">{"".join(rows)}</table>'


def _named(names: Sequence[str]) -> str:
    text = ", ".join(escape(cut(name)) for name in names[:MOST_UNITS])
    return text + (f", … {len(names) - MOST_UNITS:,} more" if len(names) > MOST_UNITS else "")


def _list(lines: Iterable[tuple[str, str]]) -> str:
    """Rows of a name and a figure; figures are HTML already."""
    rows = "".join(f"<tr><th{LEFT}>{name}</th><td{LEFT}>{value}</td></tr>" for name, value in lines)
    return f"<table>{rows}</table>"


def _style() -> str:
    c = ".shoal-card"
    return (
        f"{style_of('shoal-card')}{c}{{max-width:620px;font:13px/1.45 system-ui,sans-serif;"
        "font-variant-numeric:tabular-nums;color:inherit}"
        f"{c} p{{margin:4px 0}}{c} .tp{{color:var(--p)}}{c} .tn{{color:var(--n)}}"
        f"{c} table{{border-collapse:collapse;margin:8px 0;font:inherit;color:inherit}}"
        f"{c} th,{c} td{{padding:1px 16px 1px 0;border:0;text-align:left;vertical-align:top;"
        "background:none;white-space:normal}"
        f"{c} th{{font-weight:normal;color:var(--m);white-space:nowrap}}"
        f"{c} .f td+td,{c} .f th+th{{text-align:right}}"
        f"{c} pre{{white-space:pre-wrap;font-size:12px}}"
    )


STYLE = _style()
