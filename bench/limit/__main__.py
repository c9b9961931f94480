"""``python -m bench.limit``: the measured speeds, and the limit of each epoch workload."""

from . import TANH_AT_MOST, kernel, limit_seconds, speeds

SIZES = (
    (30, 1, 20, 1, "float64"),
    (1_000, 8, 50, 1, "float64"),
    (10_000, 8, 50, 1, "float64"),
    (100_000, 20, 100, 1, "float32"),
)

print(f"instruction set {kernel.isa()}, one core")
for dtype in ("float64", "float32"):
    found = speeds(dtype)
    print(
        f"{dtype}: {found.peak / 1e9:.1f} Gflop/s, tanh {found.tanh * 1e9:.3f} ns "
        f"(counted as at most {TANH_AT_MOST[dtype] * 1e9:.2f})"
    )
for N, D, M, K, dtype in SIZES:
    limit = limit_seconds(N, D, M, K, dtype)
    print(f"N={N:,} D={D} M={M} K={K} {dtype}: {limit * 1e6:,.2f} microseconds an epoch")
