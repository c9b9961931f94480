"""The three panels of a training: error while learning, the fit, the hidden units."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import InputError
from ...tables.wording import inert
from ..style import library, styled
from ..subject.picture import TrainingPicture
from .error_panel import draw_errors
from .fit_panel import draw_fit
from .labels import Room
from .unit_panel import draw_units

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW_SIZE = (13.0, 4.0)  # inches
AROUND = (1.5, 0.8)  # inches of a panel that names and numbers take
TITLE_LETTERS = 12  # an inch
FORMATS = ("png", "svg", "pdf")


def draw(picture: TrainingPicture, figure: Figure | None = None) -> Figure:
    """Draw the panels, side by side in a wide figure and one below the other in a tall one.

    Parameters
    ----------
    picture : TrainingPicture
    figure : matplotlib.figure.Figure, optional
        It is cleared and drawn into; by default a new one, 13 x 4 inches, without ``pyplot``.

    Raises
    ------
    MissingExtraError
        If matplotlib (extra ``[plot]``) is not installed.
    """
    with styled(figure):
        if figure is None:
            figure = library("matplotlib.figure").Figure(figsize=ROW_SIZE)
        figure.clear()
        figure.set_layout_engine("constrained", w_pad=0.08, h_pad=0.08)
        width, height = figure.get_size_inches()
        stacked = width < 1.5 * height
        axes = figure.subplots(3, 1) if stacked else figure.subplots(1, 3)
        title = textwrap.fill(picture.title, int(width * TITLE_LETTERS))
        rows, columns = (3, 1) if stacked else (1, 3)
        panel = width / columns, (height - 0.2 * len(title.splitlines())) / rows
        room = Room(*(72 * max(a - b, 0.5) for a, b in zip(panel, AROUND, strict=True)))
        draw_errors(axes[0], picture.errors, room)
        draw_fit(axes[1], picture.fit, room)
        draw_units(axes[2], picture.units, room)
        if title:
            figure.suptitle(title, x=0.012, ha="left", fontsize=10)
    return figure


def kind_of(path: Path) -> str:
    """PNG, SVG or PDF, by the ending of a picture's name.

    Raises
    ------
    InputError
        If the ending is another.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in FORMATS:
        endings = ", ".join(f".{name}" for name in FORMATS)
        raise InputError(f"{inert(str(path), 200)}: a picture's name must end in one of {endings}")
    return kind


def save(figure: Any, path: str | Path) -> None:
    """Write the figure as PNG, SVG or PDF, by the ending of ``path``: whole, or not at all.

    Raises
    ------
    InputError
        If the ending is another or the file cannot be written.
    """
    from ...files.atomic import reason, write_atomically

    kind = kind_of(Path(path))
    drawn = io.BytesIO()
    undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
    with styled(figure):
        figure.savefig(drawn, format=kind, metadata=undated)
    try:
        write_atomically(str(path), drawn.getvalue())
    except (OSError, ValueError) as error:
        shown = inert(str(path), 200)
        raise InputError(f"{shown}: the picture cannot be written: {reason(error)}") from error
