"""The lecture's experiment, data to animation (S19 to S23): ``python examples/lecture.py [FOLDER]``.

Thirty noisy samples of a rising sine, twenty tanh units, 100,000 epochs of gradient descent with a
rate for each layer. Written into FOLDER (default ``out``): ``lecture.gif``, 51 pictures that play
once and end on the last, and ``lecture.png``, that last one. Needs ``pip install 'shoal[plot]'``.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from shoal import NeuralRegressor
from shoal.datasets import LectureData, lecture
from shoal.trace import Event
from shoal.view import style
from shoal.view.panels.three_panels import draw, save
from shoal.view.subject.picture import TrainingPicture
from shoal.view.subject.subject import Subject

RATES = (0.1, 0.01)  # hidden layer, output layer
SHOWN = 150  # milliseconds a frame


class Frames:
    """A sink that keeps the weights of every so many epochs, and of the last."""

    def __init__(self, every: int) -> None:
        self.every = every
        self.kept: list[tuple[int, tuple[np.ndarray, ...]]] = []

    def receive(self, event: Event) -> None:
        if event.weights is not None:
            self.kept.append((event.epoch, tuple(event.weights)))


def train(random: np.random.RandomState, n_epochs: int, every: int):
    """S19: the data; S20: scaling; S21: the start; S22: training, watched on the test rows."""
    data = lecture("sine", random)
    model = NeuralRegressor(
        (20,),
        solver="gd",
        learning_rate_init=RATES,
        alpha=0,
        tol=0,
        max_iter=n_epochs,
        start="uniform",
        random_state=random,  # the same stream goes on: V, then W
    )
    frames = Frames(every)
    began = perf_counter()
    model.fit(
        data.X, data.T.ravel(), validation=(data.X_test, data.T_test.ravel()), sinks=(frames,)
    )
    return data, model, frames.kept, perf_counter() - began


def picture_at(
    epoch: int,
    weights: tuple[np.ndarray, ...],
    data: LectureData,
    model: NeuralRegressor,
    n_epochs: int,
) -> TrainingPicture:
    """S23: the three panels after so many epochs, on axes that are the same for all of them."""
    trace = {name: values[: epoch + 1] for name, values in model.trace_.items()}
    picture = Subject(
        replace(model.network_, weights=weights),
        trace,
        training=(data.X, data.T),
        held_out=(data.X_test, data.T_test),
        target="f(x)",
        title=f"20 tanh units, rates {RATES[0]} and {RATES[1]}: epoch {epoch:,}",
    ).picture()
    curve = picture.fit.curve
    curve = replace(curve, truth=data.truth(curve.x), noise=data.noise)
    errors = replace(picture.errors, n_epochs=n_epochs, epoch_scale="linear", limits=(0, 0.7))
    return replace(
        picture, errors=errors, fit=replace(picture.fit, curve=curve, limits=(-0.6, 2.2))
    )


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))


def palette() -> Image.Image:
    """White, and every colour of Shoal's pictures in steps towards white."""
    light = style.LIGHT
    colors = [
        *(light.training, light.held_out, light.held_out_text, light.model, light.negative),
        *(light.muted, "#8A929C", "#4A525C"),
    ]
    # Pillow compares colours coarsely: shades too near to white would stand in for it.
    shades = [(255, 255, 255), *(_rgb(color) for color in (light.rule, light.shade))]
    for color in colors:
        shades += [
            tuple(round(255 - k / 15 * (255 - c)) for c in _rgb(color)) for k in range(2, 16)
        ]
    image = Image.new("P", (1, 1))
    image.putpalette([value for shade in shades for value in shade])
    return image


def drawn(picture: TrainingPicture) -> Image.Image:
    """A picture as pixels."""
    canvas = FigureCanvasAgg(draw(picture))
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")


def animate(pictures: list[TrainingPicture], place: Path) -> None:
    """A GIF with one palette for all frames, so that no colour flickers; it plays once."""
    colors, frames = palette(), []
    for picture in pictures:
        frames.append(drawn(picture).quantize(palette=colors, dither=Image.Dither.NONE))
    frames[0].save(place, save_all=True, append_images=frames[1:], duration=SHOWN)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default="out", type=Path)
    parser.add_argument("--epochs", default=100_000, type=int)
    parser.add_argument("--every", default=2_000, type=int, help="epochs between two frames")
    parser.add_argument("--seed", default=0, type=int)
    options = parser.parse_args()

    random = np.random.RandomState(options.seed)
    data, model, kept, seconds = train(random, options.epochs, options.every)
    X_new, T_new = data.independent_test()
    new = np.sqrt(np.mean((model.predict(X_new) - T_new.ravel()) ** 2))
    print(f"{model.n_iter_:,} epochs in {seconds:.2f} s; {model.outcome_.sentence}")
    print("RMSE                     at the start   at the end")
    for name, column in (("training rows", "rmse_train"), ("test rows", "rmse_validation")):
        trace = model.trace_[column]
        print(f"  {name:20}  {trace[0]:13.3f}  {trace[-1]:11.3f}")
    print(f"  {'1,000 new rows':20}  {'':13}  {new:11.3f}")
    print(f"  {'noise':20}  {'':13}  {data.noise:11.3f}")

    options.folder.mkdir(parents=True, exist_ok=True)
    pictures = [picture_at(epoch, weights, data, model, options.epochs) for epoch, weights in kept]
    animate(pictures, options.folder / "lecture.gif")
    save(draw(pictures[-1]), options.folder / "lecture.png")
    print(f"{len(pictures)} frames: {options.folder / 'lecture.gif'}")
    print(f"the last of them: {options.folder / 'lecture.png'}")


if __name__ == "__main__":
    main()
