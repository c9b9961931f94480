"""Part 7: with its inputs held fixed the output layer is a linear model, solved in closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..chain import Chain
from ..expressions.matrices import Block, MatMul, Transposed, bold
from ..expressions.symbols import N, T
from ..ground import Ground
from ..step import Step
from .layers import Layered

PART = "7  The output layer alone: the linear model"


def the_linear_model(net: Layered, ground: Ground) -> list[Step]:
    """With what goes in held fixed, ∂E/∂W = 0 is a linear equation: the normal equations."""
    inputs = net.units[net.last].counted_from(0)
    name = net.names.z1[net.last]
    Z1 = bold(Block(name, N, inputs))
    best = replace(net.names.w[-1], key="best", above="∗")
    W = bold(Block(best, inputs, net.units[-1]))
    Y = bold(Block(T, N, net.units[-1]))
    held = np.random.RandomState(0).uniform(-1, 1, ground["z", net.last].shape)
    c = Chain(PART, ground.with_value(("z", net.last), held))  # whatever they are: held fixed
    c.define(
        MatMul(MatMul(Transposed(Z1), Z1), W),
        "The normal equations",
        MatMul(Transposed(Z1), Y),
        "∂E/∂W = 0 with Y = Z̃W put in. It has a closed form because E is a square of W; V has none. "
        "Solve it by QR or SVD: forming Z̃ᵀZ̃ squares the condition, and fails where columns are "
        "collinear. With no hidden layer, or any fixed basis Φ, this is the linear model.",
        "The lecture has x̃ₙᵀwₖ at one place and x̃ₙwₖ at another; with x̃ₙ a row of X̃ it is x̃ₙwₖ. Its "
        "square of t − Φw has a bracket too many.",
    )
    return c.steps
