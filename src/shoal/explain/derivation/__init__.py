"""The derivation of a network's gradient, generated line by line from the lines before.

A line (``step``) is two ``expressions`` that print and evaluate; ``rules`` make the next one; ``ground``
holds the numbers that it is tested on. The ``parts``: ``indices`` (1 and 3), ``activation_slope`` and
``scalars`` (2), ``stars`` (4), ``passes`` (5), ``layers`` (6), ``linear_model`` (7). ``program`` is the
lines as code, ``document`` all of them, ``page`` their HTML.
"""

from __future__ import annotations

from numbers import Integral

from ...core.activations import Activation, resolve
from ...core.layout import Layout
from ...errors import InputError
from .document import Derivation
from .ground import network
from .parts import activation_slope, indices, layers, linear_model, passes, scalars, stars
from .program import Program
from .step import Step

__all__ = ["Derivation", "Program", "Step", "derive"]
LARGEST = 3_000_000  # numbers on the widest line: all its indices at once, 16 bytes each


def derive(
    D: int = 2,
    M: int | tuple[int, ...] = 3,
    K: int = 1,
    activation: str | Activation = "tanh",
    *,
    N: int = 7,
    random_state: int = 0,
) -> Derivation:
    """Derive the gradient of E = 1/(NK) Σ (t - y)² for every weight, from one weight to matrices.

    The parts: the cost; the slope of tanh or of the logistic function from its value; the chain rule
    for one weight of each layer, with one output and with two; all weights in indices; from indices to
    matrices, every shape stated; the two passes and their code; any number of hidden layers; the output
    layer alone, which is the linear model. Where the lecture that Shoal implements has a slip, the step
    names it and corrects it.

    Parameters
    ----------
    D, K : int
        Inputs and outputs.
    M : int or tuple of int
        Units of the hidden layer, or of each hidden layer; ``()`` for the linear model. Parts 2 to
        5 are for one hidden layer and take its first number.
    activation : str or Activation
        h. Outputs are linear.
    N : int
        Rows of the random table that every line is checked on.
    random_state : int
        Seed of that table and of the weights.

    Raises
    ------
    InputError
        If a size is no whole number from 1 on, if NK((D+1)M)² exceeds 3,000,000 (the numbers on the
        widest line), or if the activation's derivative is wrong.
    """
    hidden = M if isinstance(M, tuple) else (M,)
    sizes = (D, *hidden, K)
    names = ["D", *["M"] * len(hidden), "K", "N"]
    for name, size in zip(names, (*sizes, N), strict=True):
        if not isinstance(size, Integral) or isinstance(size, bool) or size < 1:
            raise InputError(f"{name} must be a whole number, 1 or more, not {size!r}")
    widest = N * K * max([into * out for into, out in Layout(sizes).shapes[:-1]], default=1) ** 2
    if widest > LARGEST:
        raise InputError(
            f"each line is checked on all its entries, here up to {widest:,} numbers; take smaller sizes "
            f"(at most {LARGEST:,} numbers), the derivation is the same"
        )
    h = resolve(activation)
    h.check()
    steps: list[Step | Program] = []
    if hidden:
        steps += _lecture((D, hidden[0], K), int(N), h, random_state)
    net = layers.Layered(len(hidden), h)
    letters = tuple(index.size for index in net.units)
    ground = network(Layout(sizes), int(N), letters, h, random_state)
    steps += layers.the_layers(net, ground)
    steps += linear_model.the_linear_model(net, ground)
    return Derivation(sizes, h, tuple(steps))


def _lecture(
    sizes: tuple[int, int, int], rows: int, h: Activation, seed: int
) -> list[Step | Program]:
    """Parts 1 to 5: one hidden layer, in the lecture's letters."""
    net = indices.Indexed(h)
    ground = network(Layout(sizes), rows, ("D", "M", "K"), h, seed)
    of_w = indices.gradient_w(net, ground)
    of_v = indices.gradient_v(net, ground)
    line_w, line_v = of_w[-1].right, of_v[-1].right
    return [
        *indices.the_cost(net, ground),
        *activation_slope.the_slope(h, seed),
        *scalars.one_output(h, seed),
        *scalars.two_outputs(h, seed),
        *indices.forward(net, ground),
        *of_w,
        *of_v,
        *indices.updates(net, ground, line_v, line_w),
        *stars.forward(net, ground),
        *stars.backward_w(net, ground, line_w),
        *stars.backward_v(net, ground, line_v),
        *passes.the_passes(net, ground, line_v, line_w),
    ]
