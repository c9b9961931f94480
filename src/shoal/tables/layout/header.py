"""What the first rows of a table are: names, names in two rows, units, or data already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ..meaning.cells import MISSING, NOT_AVAILABLE, NUMBER, number
from ..meaning.dates import looks_like_date
from ..meaning.spelling import parts_of

ENOUGH = 0.8
_FIRST, _LAST = 1800, 2100  # years that columns are named by
_BRACKETED = re.compile(r"[\[(<{].{0,20}[\])>}]")
_COMPOUND = re.compile(  # m/s^2, kg*m, 1/min, W m-2
    r"(?:1|[A-Za-zµμ°%]{1,6})(?:[/*·^]-?[A-Za-z0-9²³]{1,5}){1,3}"
    r"|[A-Za-zµμ°]{1,3}(?: [A-Za-z]{1,3}-?[0-9²³]){1,3}"
)
_UNIT_WORDS = """
- -- 1 % ‰ m cm mm km nm um µm μm kg g mg ug µg μg t l ml s ms us sec secs min mins h hr hrs
hour hours d day days week weeks month months year years yr yrs deg °c c degc °f f k °k pa kpa
hpa mpa gpa bar mbar psi v mv kv a ma w kw mw kwh mwh wh j kj mj n kn nm hz khz mhz ghz rpm ppm
ppb ppt usd eur gbp $ € £ m/s km/h kmh kph mph m2 m² m3 m³ m^2 m^3 cm2 cm3 mm2 mm3 mol mmol umol
db dba lux lx ft in inch inches lb lbs oz gal mi rad ° ohm ω kohm mh cal kcal au pct percent
count counts no. # number unitless none n/a na degree degrees feet mile miles kg/m3 cc cfu
"""
_UNITS = frozenset(_UNIT_WORDS.split())


def is_data(head: list[str], body: Sequence[list[str]]) -> bool:
    """Whether the first row is one of data: nothing in it tells it from those below.

    A header of whole numbers that count (0, 1, 2 of pandas) or of years is one of names, as long as
    the cells below are something else.
    """
    cells = [cell.strip() for cell in head]
    if not body or not cells:
        return False
    if len(cells) == 1:
        return _is_number(cells[0]) and all(_is_number(row[0].strip()) for row in body if row)
    if not any(map(_is_number, cells)) and any(_is_numeric(body, k) for k in range(len(cells))):
        return False  # as most tables: words above numbers
    below = [_present(body, k) for k in range(len(cells))]
    numeric = [_mostly_numbers(column) for column in below]
    if not any(numeric):
        texts = [k for k, c in enumerate(below) if c]
        return len(body) >= 20 and len(texts) > 1 and all(cells[k] in below[k] for k in texts)
    told = [k for k in range(len(cells)) if numeric[k] and cells[k].lower() not in MISSING]
    if not told or not all(_is_number(cells[k]) for k in told) or _is_scale(cells, below):
        return False
    if any(not cells[k].isdecimal() for k in told):
        return True  # -1 and 3.4 are no names
    words = [k for k in range(len(cells)) if not numeric[k] and cells[k] and below[k]]
    if words:
        return any(cells[k] in below[k] or looks_like_date(cells[k]) for k in words)
    return not _counts([int(cells[k]) for k in told], all_told=len(told) == len(cells))


def _is_scale(cells: list[str], below: Sequence[list[str]]) -> bool:
    """Whether numbers behind a cell without a name are names: rising, over a column of row names."""
    if cells[0] or not below[0] or len(set(below[0])) < len(below[0]) or len(cells) < 3:
        return False
    values = [number(cell) for cell in cells[1:]]
    if any(value is None for value in values):
        return False
    return all(a < b for a, b in pairwise(values)) or all(a > b for a, b in pairwise(values))  # type: ignore[operator]


def _counts(numbers: list[int], *, all_told: bool) -> bool:
    """Whether whole numbers are names: they count from 0 or 1, or are years one after another."""
    if len(numbers) < 2 or (len(numbers) < 3 and not all_told):
        return False
    steps = {b - a for a, b in pairwise(numbers)}
    if len(steps) != 1 or steps <= {0}:
        return False
    years = all(_FIRST <= n <= _LAST for n in numbers) and len(numbers) > 2
    return years or (numbers[0] in (0, 1) and steps == {1} and len(numbers) > 2)


def numbers_as_names(head: Sequence[str]) -> list[str]:
    """The names that could be whole numbers of a row of data; years among words could not."""
    cells = [cell.strip() for cell in head]
    numbers = [cell for cell in cells if cell.isdecimal()]
    words = [cell for cell in cells if cell and not cell.isdecimal()]
    if words and all(len(cell) == 4 and _FIRST <= int(cell) <= _LAST for cell in numbers):
        return []
    return numbers if len(cells) > 1 else []


def _is_number(cell: str) -> bool:
    if NUMBER.fullmatch(cell):  # of a thousand cells most: no need to take them apart
        return True
    return parts_of(cell) is not None and not looks_like_date(cell)


def is_grouped(head: list[str], body: Sequence[list[str]]) -> bool:
    """Whether the row below the first is one of names, too, and the first one of groups of them."""
    if len(body) < 3 or len(head) < 3:
        return False
    cells = [cell.strip() for cell in head]
    second = [cell.strip() for cell in body[0]]
    gaps = sum(not cell for cell in cells[1:]) + len(cells) - len(set(cells))
    if len(second) != len(cells) or gaps < max(1, len(cells) // 3) or not all(second[1:]):
        return False
    numeric = _numeric_columns(body[1:], len(cells))
    if not numeric or any(_is_number(second[k]) for k in numeric):
        return False
    return len(set(second)) > 1 or len(set(cells)) > 1


def is_units(row: list[str], below: Sequence[list[str]]) -> bool:
    """Whether a row gives units: numbers stand below each of them, and each is a known unit."""
    if not any(map(_is_unit, row)):
        return False  # as most first rows: no need to look at what stands below
    numeric = _numeric_columns(below, len(row))
    named = {row[k].strip() for k in numeric} - {"", "1"}  # 1 is the unit of a ratio
    if named <= {"-", "na", "NA", "n/a", "none"}:
        return False  # a row of gaps
    return all(map(_is_unit, named))


def _is_unit(cell: str) -> bool:
    text = cell.strip()
    known = text.lower() in _UNITS and text != "1"
    compound = _COMPOUND.fullmatch(text) and any(c.isalpha() for c in text)
    return known or _is_bracketed(text) or bool(compound)


def _is_bracketed(cell: str) -> bool:
    # (5) is a number of accountants, or a reference
    return bool(_BRACKETED.fullmatch(cell)) and not any(c.isdigit() for c in cell[1:2])


def _numeric_columns(rows: Sequence[list[str]], width: int) -> list[int]:
    return [k for k in range(width) if _is_numeric(rows, k)]


def _is_numeric(rows: Sequence[list[str]], k: int) -> bool:
    return _mostly_numbers(_present(rows, k))


def _present(rows: Sequence[list[str]], k: int) -> list[str]:
    """The cells of a column that say something."""
    cells = (row[k].strip() for row in rows if k < len(row))
    return [cell for cell in cells if cell.lower() not in NOT_AVAILABLE]


def _mostly_numbers(cells: Sequence[str]) -> bool:
    return bool(cells) and sum(map(_is_number, cells)) >= ENOUGH * len(cells)


def unit_in(cell: str) -> str:
    """The unit that a cell of a row of units gives, without brackets; empty where it gives none."""
    text = cell.strip()
    if _BRACKETED.fullmatch(text):
        text = text[1:-1].strip()
    return "" if text.lower() in {"", "-", "--", "1", "none", "unitless", "na", "n/a"} else text
