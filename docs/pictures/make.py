"""The pictures of README and documentation, into this folder (`make pictures`); needs the extra [plot].

Each is made of what the code does or of what a bench has measured. Those of the studio are made by
``docs/studio/screenshots.py``.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

import shoal
from shoal import NeuralRegressor, datasets
from shoal.view import FitDisplay
from shoal.view.style import DARK, LIGHT, Palette

matplotlib.use("Agg")

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
THEMES = {"": ("shoal.view.shoal", LIGHT), "-dark": ("shoal.view.shoal-dark", DARK)}
COLOURS = 64  # of a PNG: text and thin lines need no more
WIDTH = 860  # pixels of the animation
EVERY = 4_000  # epochs between two of its frames
SHOWN = 220  # milliseconds of a frame


def main() -> None:
    """Make all of them."""
    lecture()
    for name, draw in {"band": band, "accuracy": accuracy, "speed": speed, "fit": fit}.items():
        both(name, draw)


def both(name: str, draw: Callable[[Palette], Any]) -> None:
    """A picture for light and for dark pages."""
    for ending, (sheet, palette) in THEMES.items():
        with plt.style.context(sheet):
            figure = draw(palette)
            place = HERE / f"{name}{ending}.png"
            figure.savefig(place, dpi=150)
            plt.close(figure)
        with Image.open(place) as image:
            few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(place, optimize=True)


def lecture() -> None:
    """The lecture's training as an animation, by ``examples/lecture.py``, small."""
    spec = importlib.util.spec_from_file_location("lecture", ROOT / "examples" / "lecture.py")
    assert spec is not None
    assert spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    data, model, kept, _ = example.train(np.random.RandomState(0), 100_000, EVERY)
    colours, frames = example.palette(), []
    for epoch, weights in kept:
        picture = example.picture_at(epoch, weights, data, model, 100_000)
        image = example.drawn(picture)
        size = WIDTH, round(image.height * WIDTH / image.width)
        small = image.resize(size, Image.Resampling.LANCZOS)
        frames.append(small.quantize(palette=colours, dither=Image.Dither.NONE))
    durations = [SHOWN] * (len(frames) - 1) + [4_000]
    place = HERE / "lecture.gif"
    frames[0].save(place, save_all=True, append_images=frames[1:], duration=durations, loop=0)


def band(palette: Palette) -> Any:
    """Thirty rows of the lecture's sine, the default fit, its 95 % band, the true curve."""
    data = datasets.lecture("S19", 0)
    model = NeuralRegressor(random_state=0).fit(data.X, data.T.ravel())
    figure, axes = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
    FitDisplay.from_estimator(model, data.X, data.T.ravel(), coverage=0.95, ax=axes)
    x = np.linspace(data.low, data.high, 400)
    axes.plot(x, data.truth(x), color=palette.muted, linewidth=1, linestyle=(0, (4, 3)))
    peak = 4.4, float(data.truth(4.4))
    axes.annotate(
        "true curve",
        peak,
        xytext=(0, 22),
        textcoords="offset points",
        ha="center",
        color=palette.muted,
        fontsize=8,
        arrowprops={"arrowstyle": "-", "color": palette.muted},
    )
    axes.set_title("nothing set: the fit and where 95 of 100 new rows lie")
    return figure


def accuracy(palette: Palette) -> Any:
    """Test RMSE on each table beside the linear model's, on one axis."""
    from measured import test_errors

    methods, rows = test_errors()
    shown = [m for m in methods if m not in ("mean", "linear")]
    figure, axes = plt.subplots(figsize=(6.8, 4.4), layout="constrained")
    names = list(rows)
    for k, method in enumerate(shown):
        at = methods.index(method)
        best = [min(errors[2:]) for errors in rows.values()]
        ratios = [errors[at] / b for errors, b in zip(rows.values(), best, strict=True)]
        ours = method == "Shoal"
        axes.plot(
            ratios,
            np.arange(len(names)),
            "o",
            color=palette.training if ours else palette.muted,
            markersize=7 if ours else 4,
            alpha=1 if ours else 0.3 + 0.15 * k,
            label=method,
            clip_on=True,
            zorder=3 if ours else 2,
        )
    axes.set_yticks(np.arange(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(0.97, 2)
    axes.set_xlabel(
        "test RMSE divided by that of the best method on this table (beyond 2: not drawn)"
    )
    axes.set_title("Shoal, nothing set (blue); MLP, nnet and a Gaussian process (grey)", fontsize=9)
    return figure


def speed(palette: Palette) -> Any:
    """Seconds of one epoch: a line a workload, from method to method."""
    from measured import epochs

    found = {name: s for name, s in epochs().items() if "float" in name}
    order = ["Shoal", "JAX jitted loop", "NumPy loop", "scikit-learn", "PyTorch"]
    figure, axes = plt.subplots(figsize=(6.8, 3.2), layout="constrained")
    for workload, seconds in found.items():
        taken = [seconds[method] for method in order]
        axes.plot(taken, range(len(order)), "o-", color=palette.muted, markersize=4, linewidth=0.8)
        axes.plot(taken[:1], [0], "o", color=palette.training, markersize=8)
        rows = workload.partition(": ")[2].partition(",  ")[0].split(", ")
        axes.annotate(
            f"{rows[0]}\n{rows[1]}, {rows[2].split()[0]} units",
            (taken[0], 0),
            xytext=(0, 10),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=7,
            color=palette.muted,
        )
    axes.set_xscale("log")
    axes.set_yticks(range(len(order)), order)
    axes.set_ylim(len(order) - 0.6, -1.3)
    axes.set_xlabel("seconds of one full-batch epoch on one core, equal final loss")
    return figure


def fit(palette: Palette) -> Any:
    """Auto MPG: actual against predicted, as the first example of the documentation fits it."""
    table = shoal.read_table(ROOT / "examples" / "data" / "auto_mpg.csv")
    model = shoal.fit_table(table, "mpg")
    figure, axes = plt.subplots(figsize=(4.2, 3.6), layout="constrained")
    FitDisplay.from_estimator(model, table, ax=axes)
    return figure


if __name__ == "__main__":
    main()
