"""JAX with the rows in blocks that fit the cache: what an expert would do for many rows.

The gradient is a ``lax.scan`` over blocks of about 2,000 rows inside the same jitted loop. On one
core this took a third of the plain loop's time at 100,000 rows.
"""

from __future__ import annotations

from ..workloads import Workload
from .jax_loop import _mse, available, descent

__all__ = ["NAME", "TWO_RATES", "available", "prepare"]

NAME = "JAX, rows in blocks"
TWO_RATES = True
BLOCK = 2_000


def prepare(workload: Workload, rates: tuple[float, float], threads: int):
    import jax
    import jax.numpy as jnp

    blocks = max(1, workload.N // BLOCK)
    X, T, V, W = workload.data()
    X, T = (a.reshape(blocks, -1, a.shape[1]) for a in (X, T))

    def gradients(V, W, X, T):
        def add(sums, block):
            cost = lambda V, W: _mse(V, W, *block) / (2 * blocks)  # noqa: E731
            here = jax.grad(cost, argnums=(0, 1))(V, W)
            return tuple(a + b for a, b in zip(sums, here, strict=True)), None

        return jax.lax.scan(add, (jnp.zeros_like(V), jnp.zeros_like(W)), (X, T))[0]

    return descent(workload, (X, T, V, W), rates, gradients)
