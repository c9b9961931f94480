"""A trace's columns to arrays and back: what a solver did not tell at an epoch stays untold."""

import numpy as np
import pytest

from shoal.errors import ModelFileError
from shoal.files.record_parts import trace_of, trace_parts

TRACE = {
    "epoch": np.arange(3),
    "cost": np.array([3.0, 2.0, 1.0]),
    "damping": np.array([np.nan, 0.0, 0.5]),
}


def test_gaps_come_back_as_gaps():
    arrays = trace_parts(TRACE)
    assert all(np.isfinite(a).all() for a in arrays.values())
    back = trace_of(arrays)
    assert back.keys() == TRACE.keys()
    for name, values in TRACE.items():
        np.testing.assert_array_equal(back[name], values)
        assert back[name].dtype == values.dtype


@pytest.mark.parametrize(
    "wrong",
    [
        {"trace.known.odd": np.ones(3)},
        {"trace.known.epoch": np.ones(3)},
        {"trace.known.cost": np.array([1.0, 0.5, 0.0])},
        {"trace.known.cost": np.ones(2)},
    ],
)
def test_gaps_that_fit_no_column_are_refused(wrong):
    with pytest.raises(ModelFileError, match="trace"):
        trace_of(trace_parts(TRACE) | wrong)
