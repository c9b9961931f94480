"""Names that happen to be digits: 0, 1, 2, 3+; 4, 6, 8, rotary; houses 136 and 136A."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from .written import Numbers

ENOUGH = 0.8
MOST, ROWS_EACH = 30, 3  # different names, and rows of each in the mean: measurements repeat less
FEW, ROWS_OF_FEW = 12, 5  # so few and so often that a single other word is a name, too
# 136A, 12b, B12; not 12 kg
_CODE = re.compile(r"[0-9]+[ /-]?(?:[A-Z]{1,3}|[a-z])|[A-Za-z]{1,3}[ /-]?[0-9]+")
_CAPITALS = re.compile("[A-Z]{1,2}")
# a letter read for a digit: 12o, l5
_MISREAD = re.compile(r"[0-9]+[oOlI][0-9]*|[oOlI][0-9]+")


def are_names(numbers: Numbers, said: Sequence[str]) -> bool:
    """Whether whole numbers and the words ``said`` among them are names rather than measurements.

    They are if most words are codes such as 136A, more than one or one repeated; if there are few
    different ones, each in many rows; or if most of the words come again.
    """
    values = numbers.values[~np.isnan(numbers.values)]
    if not said or not np.array_equal(values, np.floor(values)):
        return False
    misread = sum(bool(_MISREAD.fullmatch(w)) for w in said)
    if 2 * misread > len(said) or any("." in w or "," in w for w in said):
        return False
    counts = dict(zip(numbers.odd.words, numbers.odd.counts.tolist(), strict=True))
    spoken = sum(counts[w] for w in said)
    if len(said) > 1 and all(map(_CAPITALS.fullmatch, said)) and values.max(initial=0) < 100:
        return True  # boats 1 to 16, C and D
    different, rows = len(np.unique(values)) + len(said), len(values) + spoken
    codes = [w for w in said if _CODE.fullmatch(w)]
    single = len(codes) == 1 and counts[codes[0]] == 1
    if len(codes) >= ENOUGH * len(said) and (not single or codes[0][-1].isupper()):
        return True
    if different <= FEW and rows >= ROWS_OF_FEW * different:
        return True
    repeated = sum(counts[w] for w in said if counts[w] > 1)
    return 2 * repeated >= spoken and different <= MOST and rows >= ROWS_EACH * different
