"""Numbers that stand for a missing value: -200, -999, 9999; repeated, and far outside all others."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from ..wording import count

_NINES = re.compile(r"-?9{2,7}(?:\.(?:9{1,2}|25))?|-?8{3,5}|-200|-9")
_LIMITS_OF_TYPES = frozenset(
    {-32768.0, 32767.0, -2147483648.0, 2147483647.0, 1e20, 1e30, -1e30, 1e36, 9.96921e36}
    | {9.969209968386869e36, -3.4028234663852886e38, 3.4028234663852886e38}
)
FEWEST = 10  # values: among fewer nothing is far outside
REPEATED = 2  # rows
OFTEN = 0.01  # of the rows: then a value that is not of the usual kind is worth a note
FAR, VERY_FAR = 1.0, 3.0  # times the range of all other values
SOME = 0.25  # of their range: enough where the same value is missing in another column
SHORT = 100.0  # below it, 99 may be a percentage or an age
DIFFERENT, MEASURED = 4, 10  # other values: fewer may be codes, so many are measurements


@dataclass(frozen=True)
class Sentinel:
    """A value at one end of a column and what speaks for it.

    ``gap`` is its distance from the nearest other value, in ranges of the others (0 if these are all
    equal); ``impossible`` says that it is negative where no other value is; ``different`` is how many
    other values there are.
    """

    value: float
    rows: int
    share: float
    low: float
    high: float
    gap: float
    impossible: bool
    different: int = MEASURED

    @property
    def usual(self) -> bool:
        """Whether it is of the kind that people write for a missing value."""
        return self.value in _LIMITS_OF_TYPES or bool(_NINES.fullmatch(f"{self.value:.12g}"))

    @property
    def certain(self) -> bool:
        """Whether it stands for a missing value by itself."""
        if not self.usual or self.different < DIFFERENT or self.rows < REPEATED:
            return False
        if self.impossible and self.value <= -SHORT:
            return True
        return self.gap > (FAR if abs(self.value) >= SHORT else 2 * VERY_FAR)

    @property
    def seconded(self) -> bool:
        """Whether it does if it stands for one in another column."""
        return self.usual and self.different >= DIFFERENT and (self.impossible or self.gap > SOME)

    @property
    def doubtful(self) -> bool:
        """Whether it may: often, and very far from all others; or once, and of the usual kind."""
        if self.rows > REPEATED and self.share >= OFTEN and self.gap > VERY_FAR:
            return self.usual or self.different >= MEASURED
        far = self.gap > (FAR if self.impossible else VERY_FAR)
        return self.usual and self.rows == 1 and abs(self.value) >= SHORT and far

    @property
    def sentence(self) -> str:
        """Its share of the rows and the range of all other values."""
        share = f"{100 * self.share:.0f} % of the rows"
        if self.rows == 1 or self.share < 0.01:
            share = count(self.rows, "row")
        return f"{self.value:.12g} in {share} and {self.low:.6g} to {self.high:.6g} elsewhere"


def sentinels_of(values: np.ndarray) -> list[Sentinel]:
    """The lowest and the highest value of a column, each a candidate; NaN are left out."""
    present = values[~np.isnan(values)]
    if len(present) < FEWEST:
        return []
    found = []
    for end in (present.min(), present.max()):
        others = present[present != end]
        if not len(others) or len(present) - len(others) < 1:
            continue
        low, high = float(others.min()), float(others.max())
        with np.errstate(over="ignore"):
            spread, away = high - low, float(low - end if end < low else end - high)
        if not np.isfinite(spread) or spread <= 0:
            continue
        different = len(np.unique(others[:10_000]))
        rows = len(present) - len(others)
        impossible = bool(end < 0 <= low)
        share, gap = rows / len(values), away / spread
        found.append(Sentinel(float(end), rows, share, low, high, gap, impossible, different))
    return found
