"""JAX as it is taught: all epochs inside one jitted ``lax`` loop, gradients by ``jax.grad``."""

from __future__ import annotations

from time import perf_counter

import numpy as np

from ..workloads import LectureFit, Workload
from . import LectureResult

NAME = "JAX jitted loop"
TWO_RATES = True


def available() -> str | None:
    try:
        import jax
    except ImportError:
        return "JAX is not installed"
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")
    return None


def _mse(V, W, X, T):
    import jax.numpy as jnp

    Y = jnp.tanh(X @ V[1:] + V[0]) @ W[1:] + W[0]
    return jnp.mean((Y - T) ** 2)


def prepare(workload: Workload, rates: tuple[float, float], threads: int):
    import jax

    def gradients(V, W, X, T):
        return jax.grad(lambda V, W: 0.5 * _mse(V, W, X, T), argnums=(0, 1))(V, W)

    return descent(workload, workload.data(), rates, gradients)


def descent(workload: Workload, arrays, rates: tuple[float, float], gradients):
    """``run`` of ``prepare``: all epochs in one ``fori_loop``, given the gradients' function."""
    import jax

    X, T, V0, W0 = (jax.device_put(a) for a in arrays)

    @jax.jit
    def train(V, W, X, T, n):
        def epoch(_, weights):
            both = zip(weights, rates, gradients(*weights, X, T), strict=True)
            return tuple(w - r * g for w, r, g in both)

        return jax.lax.fori_loop(0, n, epoch, (V, W))

    def run(n: int):
        start = perf_counter()
        V, W = jax.block_until_ready(train(V0, W0, X, T, n))
        return perf_counter() - start, np.asarray(V), np.asarray(W)

    run(1)
    return run


def lecture(fit: LectureFit, n_epochs: int, threads: int) -> LectureResult:
    import jax
    import jax.numpy as jnp

    jax.clear_caches()  # a user compiles once a program; so does each of our rounds
    start = perf_counter()
    x_mean, x_std = fit.X.mean(axis=0), fit.X.std(axis=0)
    t_mean, t_std = fit.T.mean(axis=0), fit.T.std(axis=0)
    X, X_test = ((x - x_mean) / x_std for x in (fit.X, fit.X_test))
    T, T_test = ((t - t_mean) / t_std for t in (fit.T, fit.T_test))

    @jax.jit
    def train(V, W, X, T, X_test, T_test):
        def epoch(weights, _):
            def cost(V, W):
                mse = _mse(V, W, X, T)
                return 0.5 * mse, mse

            gradients, mse = jax.grad(cost, argnums=(0, 1), has_aux=True)(*weights)
            test = _mse(*weights, X_test, T_test)
            moved = tuple(w - r * g for w, r, g in zip(weights, fit.rates, gradients, strict=True))
            return moved, jnp.stack([mse, test])

        weights, trace = jax.lax.scan(epoch, (V, W), length=n_epochs)
        last = jnp.stack([_mse(*weights, X, T), _mse(*weights, X_test, T_test)])
        return weights, jnp.sqrt(jnp.concatenate([trace, last[None]])) * t_std

    compiled = train.lower(fit.V, fit.W, X, T, X_test, T_test).compile()
    compiling = perf_counter() - start
    _, trace = compiled(fit.V, fit.W, X, T, X_test, T_test)
    trace = np.asarray(trace)
    seconds = perf_counter() - start
    note = f"{compiling:.2f} s of it compiling"
    return LectureResult(seconds, float(trace[-1, 0]), float(trace[-1, 1]), note)
