"""What the model leaves unexplained, against its prediction: scikit-learn's own picture, labelled."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..style import palette_on, shortened
from ..subject.picture import Fit
from .fit_panel import dots, groups_of, sentence
from .labels import Label, Room, label_right, titled


def draw_residuals(axes: Any, fit: Fit, room: Room) -> None:
    """Actual minus predicted of training (blue) and held-out rows (orange) over the prediction."""
    from sklearn.metrics import PredictionErrorDisplay  # a second to import: not with the panels

    palette = palette_on(axes)
    groups = groups_of(fit, palette)
    if not groups:
        sentence(axes, "residuals", "give X and y to see what the model leaves unexplained")
        return
    room.set_ticks(axes)
    labels = []
    for points, color, text_color in groups:
        PredictionErrorDisplay(y_true=points.actual, y_pred=points.predicted).plot(
            axes,
            kind="residual_vs_predicted",
            scatter_kwargs=dots(len(points.actual), color),
            line_kwargs={"color": palette.rule, "linestyle": "-", "linewidth": 0.9},
        )
        last = int(np.argmax(points.predicted))
        height = float(points.actual[last] - points.predicted[last])
        labels.append(Label(height, points.label, text_color))
    label_right(axes, labels, room)
    axes.set_title(titled("residuals", fit.whose, room))
    axes.set_xlabel(f"predicted {shortened(fit.target)}")
    axes.set_ylabel("actual − predicted")
