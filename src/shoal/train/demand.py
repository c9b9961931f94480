"""What a fit demands: the memory it takes and the time of its first step, foreseen and refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from joblib import effective_n_jobs

from ..core import kernel
from ..core.activations import resolve
from ..core.dense import free_bytes
from ..core.layout import Layout
from ..errors import InputError, MemoryRanOutError
from .parameters import Parameters

NUMBER = 8  # bytes; whatever the rows are in, sums are float64
COPIES = 5  # of the rows: as given, sorted, scaled, and as the engine lays them out

# Vectors of P numbers: L-BFGS keeps ten pairs and SciPy's working space, the engine a gradient for each
# lane of its vectors; the others a few each.
VECTORS = {"lbfgs": 48, "scg": 28, "adam": 26, "sgd": 24, "gd": 22, "lm": 28}

# Squares of P numbers: J'J, its factor, and what the sums are added up in. In NumPy there are the products
# of blocks and copies beside them; a projection keeps two of its own.
SQUARES, SQUARES_IN_NUMPY, SQUARES_OF_PROJECTION = 3, 6, 3
FEW_ROWS = 0.7  # rows to a weight up to which the engine takes the dual form (native/system.cpp)

PER_SECOND = 2.5e10  # operations of a core that is not slow: nobody is refused who might be served
GRACE = 0.3  # seconds by which a first step may exceed the limit: one is taken in any case


@dataclass(frozen=True)
class Demand:
    """``bytes`` of memory at the most, ``seconds`` of the first step at the least."""

    bytes: float
    seconds: float


def check_demand(
    parameters: Parameters, solver: str, layout: Layout, n_rows: int, n_networks: int = 1
) -> None:
    """Raise InputError where memory or the time limit cannot hold what the fit demands.

    The sentence names the solver, what it would take and the way to get on. ``n_networks`` are trained
    of this ``layout``, as many at a time as there are jobs.
    """
    demand = demand_of(parameters, solver, layout, n_rows, n_networks)
    free, limit = free_bytes(), parameters.time_limit
    if demand.bytes <= free and (limit is None or demand.seconds <= limit + GRACE):
        return
    leaner = demand_of(parameters, "lbfgs", layout, n_rows, 1)
    of = f"a fit of {layout.n_weights:,} weights to {n_rows:,} rows by solver={solver!r}"
    if demand.bytes > free:
        other = f", or solver='lbfgs', which takes {_size(leaner.bytes)}"
        raise InputError(
            f"{of} takes about {_size(demand.bytes)} of memory, and {_size(free)} are free; "
            "hidden_layer_sizes and the columns of X make the weights: take fewer of them"
            + (other if solver != "lbfgs" and leaner.bytes < min(free, demand.bytes / 2) else "")
        )
    assert limit is not None
    other = ", or solver='lbfgs'"
    raise InputError(
        f"{of} takes about {demand.seconds:.2g} s for its first step, more than time_limit={limit:g} "
        "leaves; take fewer units or columns, or more time"
        + (other if solver != "lbfgs" and leaner.seconds < demand.seconds / 2 else "")
    )


@contextmanager
def memory_told() -> Iterator[None]:
    """Say in one sentence where memory ran out after all: others take of it, too.

    Raises
    ------
    MemoryRanOutError
        In the place of NumPy's or the engine's own MemoryError.
    """
    try:
        yield
    except MemoryRanOutError:
        raise
    except MemoryError as error:
        raise MemoryRanOutError(
            "memory ran out in the fit, and everything is as it was: take fewer units, rows or columns, "
            "n_jobs=1, or solver='lbfgs', which keeps no square of the weights"
        ) from error


def demand_of(
    parameters: Parameters, solver: str, layout: Layout, n_rows: int, n_networks: int = 1
) -> Demand:
    """The demand of ``n_networks`` networks of this layout, each on all rows but its own share."""
    D, K = layout.sizes[0], layout.sizes[-1]
    P = float(layout.n_weights)  # products of whole numbers would have no bound
    N = n_rows * (1 - 1 / n_networks) if n_networks > 1 else float(n_rows)
    compiled = _compiled(parameters)
    numbers = VECTORS[solver] * P
    operations = 6.0 * N * P  # a pass forward and one back
    if not compiled:
        numbers += (
            3.0 * N * sum(map(float, layout.sizes[1:]))
        )  # sums, outputs and deltas of all rows
    if solver == "lm" or parameters.project_outputs:
        squares, of_step = _second_order(parameters, solver, layout, N, compiled)
        numbers, operations = numbers + squares, operations + of_step
    at_once = min(effective_n_jobs(parameters.n_jobs), n_networks)
    rows = COPIES * n_rows * (D + K) + at_once * N * (D + K)
    total = rows + at_once * numbers + n_networks * P
    return Demand(NUMBER * total, operations / PER_SECOND)


def _second_order(
    parameters: Parameters, solver: str, layout: Layout, N: float, compiled: bool
) -> tuple[float, float]:
    """Numbers kept and operations of a step where normal equations are solved."""
    P, K = float(layout.n_weights), layout.sizes[-1]
    one_layer = layout.n_hidden_layers == 1
    if parameters.project_outputs and solver != "lm":  # the output layer's equations alone
        last = float(layout.shapes[-1][0])
        return SQUARES_OF_PROJECTION * last**2 + N * last, N * last**2
    structured = compiled and one_layer and not parameters.project_outputs
    output = resolve(parameters.output_activation, "output_activation")
    if structured and output.is_identity:
        if K == 1 and N <= FEW_ROWS * P:
            return 3 * P * N + N**2, 2 * P * N**2
        return SQUARES * P**2, N * P**2 / 2 + P**3 / 3
    more = SQUARES_OF_PROJECTION if parameters.project_outputs else 0
    return (SQUARES_IN_NUMPY + more) * P**2, K * N * P**2 + P**3 / 3


def _compiled(parameters: Parameters) -> bool:
    hidden = resolve(parameters.activation)
    output = resolve(parameters.output_activation, "output_activation")
    return kernel.knows(hidden) and kernel.knows(output)


def _size(n_bytes: float) -> str:
    if n_bytes < 2**30:
        return f"{n_bytes / 2**20:,.0f} MiB"
    return f"{n_bytes / 2**30:,.1f} GiB" if n_bytes < 2**50 else f"{n_bytes / 2**30:.1e} GiB"
