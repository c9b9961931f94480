"""The numbers under the derivation: a random network whose quantities follow from their definitions.

``ground[key]`` computes an array when it is first asked for. Any of them can be moved
(``with_value``), and what depends on it moves along; a partial derivative is a complex step, exact
to the last digits, so the truth that each line is held against comes from no line of it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ...core.activations import Activation
from ...core.layout import Array, Layout

if TYPE_CHECKING:
    from .expressions.entries import At, Entry, Expr

Rule = Callable[["Ground"], Any]
STEP = 1e-30  # of the complex step: no subtraction, so no loss of digits


class Ground:
    """Given arrays, and rules for those that follow; ``sizes`` are the numbers behind N, D, M, K."""

    def __init__(
        self,
        sizes: dict[str, int],
        given: dict[Hashable, Any],
        rules: dict[Hashable, Rule],
        activation: Activation,
    ) -> None:
        self.sizes, self.given, self.rules, self.activation = sizes, given, rules, activation
        self._known: dict[Hashable, Any] = dict(given)

    def __getitem__(self, key: Hashable) -> Any:
        if key not in self._known:
            self._known[key] = self.rules[key](self)
        return self._known[key]

    def with_value(self, key: Hashable, value: Any) -> Ground:
        """The same ground with one quantity moved; whatever follows from it follows anew."""
        return Ground(self.sizes, {**self.given, key: value}, self.rules, self.activation)

    def h(self, a: Any) -> Any:
        """The activation. A function that knows no complex numbers is carried along its slope."""
        if not np.iscomplexobj(a) or knows_complex_numbers(self.activation):
            return self.activation.f(np.asarray(a))
        real = np.real(np.asarray(a))
        return self.activation.f(real) + 1j * np.imag(a) * self.slope(real)

    def slope(self, a: Any) -> Any:
        """h'(a) as the activation gives it."""
        a = np.asarray(a)
        return self.activation.slope(a, self.activation.f(a))

    def exp(self, a: Any) -> Any:
        """E to the a."""
        return np.exp(a)

    def partial(self, top: Expr, bottom: Entry, at: At) -> Any:
        """∂top/∂bottom for every value of the indices in ``at``."""
        key = bottom.symbol.key
        array = np.asarray(self[key])
        places = [
            at[i.letter] - lower
            for i, (lower, _) in zip(bottom.indices, bottom.symbol.axes, strict=True)
        ]
        result: Any = 0.0
        for place in np.ndindex(array.shape):
            here: Any = True
            for found, wanted in zip(places, place, strict=True):
                here = here & (found == wanted)
            slope = np.imag(top.evaluate(self.with_value(key, _moved(array, place)), at)) / STEP
            result = result + np.where(here, slope, 0.0)
        return result

    def cost_gradient(self, key: Hashable) -> Array:
        """∂E/∂ each entry of an array, by complex steps."""
        array = np.asarray(self[key])
        gradient = np.empty(array.shape)
        for place in np.ndindex(array.shape):
            gradient[place] = np.imag(self.with_value(key, _moved(array, place))["E"]) / STEP
        return gradient


def _moved(array: Array, place: tuple[int, ...]) -> Array:
    moved = array.astype(complex)
    moved[place] += 1j * STEP
    return moved


@lru_cache(maxsize=32)
def knows_complex_numbers(activation: Activation) -> bool:
    """Whether a complex step through f gives its slope: a user's function may know real numbers alone."""
    a = np.linspace(-2.0, 2.0, 9) + 0.01
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # an imaginary part that is dropped is a warning
            step_of_f = activation.f(a + 1j * STEP)
        found = np.imag(step_of_f) / STEP
        return bool(np.allclose(found, activation.slope(a, activation.f(a)), rtol=1e-9, atol=1e-9))
    except Exception:  # a user's function may fail in any way here; it is then not asked again
        return False


def network(
    layout: Layout, n_rows: int, names: tuple[str, ...], activation: Activation, seed: int
) -> Ground:
    """A random network and table. ``names`` are what the sizes are called, inputs to outputs."""
    stream = np.random.RandomState(seed)
    last = layout.n_hidden_layers
    given: dict[Hashable, Any] = {
        ("z", 0): stream.uniform(-1, 1, (n_rows, layout.sizes[0])),
        "t": stream.uniform(-1, 1, (n_rows, layout.sizes[-1])),
        ("rate", "h"): 0.1,
        ("rate", "o"): 0.01,
    }
    rules: dict[Hashable, Rule] = {
        "E": lambda q: ((q["t"] - q["a", last]) ** 2).mean(),
        "error": lambda q: q["t"] - q["a", last],
        "weights": lambda q: [q["w", i] for i in range(last + 1)],
        "best": lambda q: np.linalg.lstsq(q["z1", last], q["t"], rcond=None)[0],
    }
    for layer, shape in enumerate(layout.shapes):
        given["w", layer] = stream.uniform(-1, 1, shape)
        rules |= _layer_rules(layer, "o" if layer == last else "h")
    sizes = dict(zip(names, layout.sizes, strict=True))
    return Ground({"N": n_rows, **sizes}, given, rules, activation)


def _layer_rules(i: int, rate: str) -> dict[Hashable, Rule]:
    """What follows from the weights of one layer; its truths are complex steps."""
    return {
        ("z1", i): lambda q: np.insert(q["z", i], 0, 1, axis=1),
        ("a", i): lambda q: q["z1", i] @ q["w", i],
        ("z", i + 1): lambda q: q.h(q["a", i]),
        ("gradient", i): lambda q: q.cost_gradient(("w", i)),
        ("delta", i): lambda q: -q["t"].size / 2 * q.cost_gradient(("a", i)),
        ("new", i): lambda q: q["w", i] - q["rate", rate] / 2 * q["gradient", i],
    }


def one_weight(n_outputs: int, activation: Activation, seed: int) -> Ground:
    """The simplified view: one weight v into one unit, one weight w from it to each of 1 or 2 outputs."""
    stream = np.random.RandomState(seed)
    names = ["x", "v", *(f"{c}{tag}" for c in "wt" for tag in output_tags(n_outputs))]
    given: dict[Hashable, Any] = {name: np.asarray(stream.uniform(0.2, 1)) for name in names}
    return Ground(
        {}, given | {("rate", "h"): 0.1, ("rate", "o"): 0.01}, scalar_rules(n_outputs), activation
    )


def output_tags(n_outputs: int) -> list[str]:
    return [""] if n_outputs == 1 else [str(k + 1) for k in range(n_outputs)]


def scalar_rules(n_outputs: int) -> dict[Hashable, Rule]:
    """By definition a = vx, z = h(a), y = wz, E = Σ (t - y)^2, for numbers and symbols alike."""
    tags = output_tags(n_outputs)
    rules: dict[Hashable, Rule] = {
        "a": lambda q: q["v"] * q["x"],
        "z": lambda q: q.h(q["a"]),
        "E": lambda q: sum((q[f"t{tag}"] - q[f"y{tag}"]) ** 2 for tag in tags),
        "delta_h": lambda q: -q.cost_gradient("a") / 2,
        "new_v": lambda q: q["v"] - q["rate", "h"] / 2 * q.cost_gradient("v"),
    }
    for tag in tags:
        rules |= _output_rules(tag)
    return rules


def _output_rules(tag: str) -> dict[Hashable, Rule]:
    return {
        f"y{tag}": lambda q: q[f"w{tag}"] * q["z"],
        f"delta{tag}": lambda q: -q.cost_gradient(f"y{tag}") / 2,
        f"new_w{tag}": lambda q: q[f"w{tag}"] - q["rate", "o"] / 2 * q.cost_gradient(f"w{tag}"),
    }
