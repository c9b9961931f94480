"""What a fit leaves on its estimator, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..train.demand import memory_told

if TYPE_CHECKING:
    from .regressor import NeuralRegressor


@contextmanager
def unchanged_on_error(model: NeuralRegressor) -> Iterator[None]:
    """Put back every attribute if the block fails: a bad call costs nothing the user had.

    Where memory runs out, a sentence says so.
    """
    before = dict(model.__dict__)
    try:
        with memory_told():
            yield
    except BaseException:
        model.__dict__ = before
        raise
