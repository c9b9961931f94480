"""What native/bindings.cpp offers; core/kernel.py, the only importer, says what it means."""

from .layout import Array

def supported() -> list[str]: ...
def activations() -> list[str]: ...

class Interruptible:
    def __init__(self, flag: Array | None, main_thread: bool) -> None: ...
    def __enter__(self) -> None: ...
    def __exit__(self, *raised: object) -> None: ...

def apply(isa: str, name: str, x: Array, out: Array) -> None: ...

class _Sums:
    def __init__(
        self,
        isa: str,
        sizes: tuple[int, ...],
        hidden: str,
        output: str,
        x: Array,
        t: Array,
        weights: Array | None,
        n_threads: int,
    ) -> None: ...
    def forward(self, theta: Array, y: Array) -> None: ...
    def mse(self, theta: Array, mse: Array) -> None: ...
    def gradient(self, theta: Array, out: Array, mse: Array) -> None: ...
    def descend(
        self,
        theta: Array,
        rates: Array,
        penalty: Array,
        validation: _Sums | None,
        cost: Array,
        mse: Array,
        validation_mse: Array | None,
    ) -> None: ...
    def batches(
        self,
        theta: Array,
        order: Array,
        batch_size: int,
        rates: Array,
        penalty: Array,
        first: Array,
        second: Array | None,
        beta1: float,
        beta2: float,
        epsilon: float,
        n_steps: int,
    ) -> None: ...

class Cholesky:
    def __init__(self, isa: str, A: Array, diagonal: Array) -> None: ...
    def n(self) -> int: ...
    def positive(self) -> bool: ...
    def log_determinant(self) -> float: ...
    def solve(self, b: Array, x: Array) -> None: ...
    def inverse_diagonal(self, out: Array) -> None: ...

class GaussNewton:
    def __init__(self, isa: str, rows: _Sums) -> None: ...
    def normal_equations(self, theta: Array, mse: Array, g: Array, H: Array) -> None: ...

class MarquardtRules:
    def __init__(
        self,
        *,
        tol: float,
        least_damping: float,
        most_damping: float,
        longest_first: float,
        floor: float,
        attempts: int,
        estimates: bool = ...,
        held: bool = ...,
        count: float = ...,
        symmetries: float = ...,
        least_penalty: float = ...,
        most_penalty: float = ...,
        least_noise: float = ...,
        least_gamma: float = ...,
        least_free: float = ...,
        settled_change: float = ...,
        fixed_steps: int = ...,
        settled_steps: int = ...,
    ) -> None: ...

class MarquardtNumbers:
    damping: float
    growth: float
    beta: float
    log_evidence: float
    epoch: int
    settled: int
    scaled: bool
    finished: int
    def __init__(
        self,
        *,
        damping: float,
        growth: float,
        beta: float,
        log_evidence: float,
        epoch: int,
        settled: int,
        measured: bool,
        scaled: bool,
    ) -> None: ...

class Marquardt:
    def __init__(
        self, isa: str, training: _Sums, curvature: GaussNewton, validation: _Sums | None
    ) -> None: ...
    def run(
        self,
        rules: MarquardtRules,
        numbers: MarquardtNumbers,
        theta: Array,
        scale: Array,
        penalty: Array,
        mse: Array,
        alpha: Array,
        gamma: Array,
        groups: Array,
        own_penalty: Array,
        cost: Array,
        mses: Array,
        watched: Array | None,
        columns: Array,
    ) -> int: ...

class SumsFloat64(_Sums): ...
class SumsFloat32(_Sums): ...
