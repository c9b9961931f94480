"""BLAS on one thread while fits run: its threads wait for each other longer than small products take."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]


@cache
def _blas() -> Any:
    return ThreadpoolController()


class OneThread:
    """BLAS's number of threads belongs to the whole process, and fits may overlap in it.

    So the first of them limits it and the last one sets it back, in whatever order they end.
    """

    def __init__(self) -> None:
        self._lock, self._fits = threading.Lock(), 0
        self._limit: Any = None

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """For a whole fit."""
        with self._lock:
            if self._fits == 0:
                self._limit = _blas().limit(limits=1, user_api="blas")
            self._fits += 1
        try:
            yield
        finally:
            with self._lock:
                self._fits -= 1
                if self._fits == 0:
                    self._limit.restore_original_limits()


one_blas_thread = OneThread()
