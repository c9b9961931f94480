"""How numbers are written in reports."""

import pytest

from shoal.cli.report import number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (2.8169, "2.817"),
        (79.72, "79.72"),
        (12345.67, "12,346"),
        (9999999.0, "9,999,999"),
        (0.00012345, "0.0001234"),
        (0.000012345, "1.234e-05"),
        (1.5e300, "1.500e+300"),
        (float("inf"), "inf"),
    ],
)
def test_four_significant_digits(value, text):
    assert number(value) == text
