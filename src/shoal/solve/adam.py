"""Adam (Kingma and Ba 2015): mini-batches with a step of its own for each weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.layout import Array
from .problem import Problem
from .watch import Rows, joined, one_row

DECAY_MEAN, DECAY_SQUARE, TINY = 0.9, 0.999, 1e-8


@dataclass
class AdamState:
    """Weights, running means of gradients and of their squares, and the generator."""

    theta: Array
    mean: Array
    square: Array
    random: np.random.RandomState
    epoch: int = 0
    steps: int = 0
    finished: str = ""


@dataclass(frozen=True)
class Adam:
    """Steps of ``rates * mean / (sqrt(square) + 1e-8)``, both means freed of their bias.

    The rate follows half a cosine over ``max_epochs``, from ``rates`` to nothing: large steps to
    find a valley, small ones to settle in it (Loshchilov and Hutter 2017).
    """

    rates: Array
    batch_size: int
    max_epochs: int
    shuffle: bool = True
    longest_slice = None
