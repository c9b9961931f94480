"""Columns read by polars: the same values, words and cells as the strict reader's, bit for bit."""

import math
import pickle
import random
import struct
import subprocess
import sys
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.errors import TableError
from shoal.tables.large import batches, plain, structure
from shoal.tables.large.batches import Batches, NotAsProved
from shoal.tables.large.plain import can_read, plain_columns
from shoal.tables.large.plain_column import PlainColumn
from shoal.tables.meaning.cells import BLANKS, COMMA_NUMBER, NUMBER, number
from shoal.tables.meaning.written import WrittenCells

from .written_texts import strict, written


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(structure, "CHUNK", 100)
    monkeypatch.setattr(structure, "BATCH", 300)


def read(body, width, delimiter=","):
    head = delimiter.join(f"c{k}" for k in range(width)) + "\n"
    data = (head + body).encode()
    return plain_columns(data, len(head), len(data), 2, delimiter, width)


def unread(column):
    """The same column of which nothing has been read yet."""
    return PlainColumn(column._batches, column._k)


def same_words(found, expected):
    assert found.words == expected.words
    assert found.codes.tolist() == expected.codes.tolist()
    assert found.firsts.tolist() == expected.firsts.tolist()
    assert found.counts.tolist() == expected.counts.tolist()


def same_column(column, cells):
    expected = WrittenCells(cells)
    numbers, odd = expected.numbers().values, expected.numbers().odd
    for found in (column, unread(column)):
        assert found.numbers().values.tobytes() == numbers.tobytes()
        same_words(found.numbers().odd, odd)
        if len(odd.codes):
            assert found.numbers().odd.rows.tolist() == odd.rows.tolist()
        same_words(found.words(), expected.words())
        assert set(found.odd_words()) <= set(odd.words) | {w.strip() for w in odd.words}
        assert list(found.cells) == list(cells)


def same_commas(column, cells):
    """A plain loop over the cells, by the grammar."""
    stripped = [cell.strip(BLANKS) for cell in cells]
    commas = [bool(COMMA_NUMBER.fullmatch(cell)) for cell in stripped]
    values = [
        number(c.replace(",", ".") if k else c) for c, k in zip(stripped, commas, strict=True)
    ]
    finite = np.array([value is not None for value in values])
    for found in (column.comma_numbers(), unread(column).comma_numbers()):
        expected = [math.nan if value is None else value for value in values]
        assert found.numbers.values.tobytes() == struct.pack(f"{len(values)}d", *expected)
        assert found.commas.tolist() == (finite & np.array(commas)).tolist()
        points = finite & ["." in cell for cell in cells]
        assert found.points.tolist() == np.flatnonzero(points).tolist()
        odd = found.numbers.odd
        rows = np.arange(len(cells)) if odd.rows is None else odd.rows
        assert rows.tolist() == np.flatnonzero(~finite).tolist()
        assert [odd.words[code] for code in odd.codes] == [stripped[i] for i in rows]


@pytest.mark.parametrize("seed", range(60))
def test_the_columns_are_the_strict_readers(seed):
    rng = random.Random(seed)
    delimiter, width = rng.choice(",;\t"), rng.randrange(2, 6)
    body, rows = written(rng, width, rng.randrange(1, 200), delimiter)
    found = read(body, width, delimiter)
    assert found.n_rows == len(rows)
    for column, cells in zip(found.columns, zip(*rows, strict=True), strict=True):
        same_column(column, cells)
        same_commas(column, cells)


@given(st.text('a1.,"\n\r e', max_size=24))
@settings(derandomize=True, max_examples=150, deadline=None)
def test_what_the_strict_reader_refuses_is_not_read(body):
    found = read(body, 2)
    try:
        rows = strict("c0,c1\n" + body)
    except TableError:
        assert found is None
        return
    if found is not None:
        assert found.n_rows == len(rows.lines)
        assert list(found.lines) == rows.lines
        for k, column in enumerate(found.columns):
            same_column(column, rows.cells[k::2])


def number_like(rng):
    """Cells at the edge of what is a number, and numbers that are hard to round."""
    kind = rng.randrange(6)
    if kind == 0:
        return repr(struct.unpack("d", rng.randbytes(8))[0])
    if kind == 1:
        value = abs(rng.gauss(0, 10.0 ** rng.randrange(-20, 20)))
        # halfway between two floats, or a hair above
        with localcontext(prec=1100):
            halfway = (Decimal(value) + Decimal(math.nextafter(value, math.inf))) / 2
        return f"{halfway:f}" + rng.choice(["", "0000001"])
    if kind == 2:
        digits = str(rng.randrange(10 ** rng.choice([17, 20, 40, 800])))
        return digits + rng.choice(["", ".", ".5", "e-300", "e-700", "e308"])
    if kind == 3:
        return f"{rng.randrange(10**9)}e{rng.randrange(-345, 310)}"
    if kind == 4:
        strange = [
            "inf",
            "nan",
            "+Infinity",
            "1e400",
            "0x1p3",
            "1_0",
            "\u0661",
            "1d5",
            "1f",
            "true",
        ]
        return rng.choice(strange)
    return "".join(rng.choice("0123456789+-.eE_ \tinfa") for _ in range(rng.randrange(1, 7)))


def test_numbers_are_read_to_the_same_bits_and_nothing_else_is_one(monkeypatch):
    monkeypatch.setattr(structure, "BATCH", 1 << 16)
    rng = random.Random(0)
    cells = [number_like(rng) for _ in range(40_000)]
    same = [number(cell.strip(BLANKS)) for cell in cells]
    column = read("".join(f"{cell},x\n" for cell in cells), 2).columns[0]
    expected = [math.nan if value is None else value for value in same]
    assert column.numbers().values.tobytes() == struct.pack(f"{len(cells)}d", *expected)
    # and where nothing is odd, so that polars converts without a look at the texts
    plain_cells = [cell for cell, value in zip(cells, same, strict=True) if value is not None]
    assert len(plain_cells) > 15_000
    column = read("".join(f"{cell},x\n" for cell in plain_cells), 2).columns[0]
    assert column.numbers().values.tolist() == [float(cell) for cell in plain_cells]
    # decimal commas, converted by another way
    body = "".join(f"{cell};x\n".replace(".", ",") for cell in plain_cells)
    column = read(body, 2, ";").columns[0]
    assert column.comma_numbers().numbers.values.tolist() == [float(cell) for cell in plain_cells]


def test_a_column_that_turns_odd_late():
    late = ["1.5"] * 2000
    late[1900:] = ["red"] * 100
    early = ["red"] * 2000
    early[500:] = [f"{i}.25" for i in range(1500)]
    gaps = [f"{i}" if i % 7 else "" for i in range(2000)]
    rows = zip(late, early, gaps, strict=True)
    found = read("".join(",".join(row) + "\n" for row in rows), 3)
    for column, cells in zip(found.columns, (late, early, gaps), strict=True):
        same_column(column, cells)


@pytest.mark.parametrize("late", ["inf", "nan", "1e400", "-Infinity", "", "1 ", '"2"', "1_0"])
def test_one_cell_among_numbers(late):
    cells = ["1.5"] * 2000
    cells[1900] = late
    found = read("".join(f"{cell},1\n" for cell in cells), 2)
    same_column(found.columns[0], [cell.strip('"') for cell in cells])


@pytest.mark.parametrize("first", ["\ufeff", "x^", "x\x01", "\x1f", "#", "PAR1", "PK", "(\xb5/"])
def test_no_batch_is_taken_for_another_format(first):
    cells = [f"{first}{i}" for i in range(300)]
    found = read("".join(f"{cell},1\n" for cell in cells), 2)
    assert len(found.columns[0]._batches) > 5
    same_column(found.columns[0], cells)


def test_a_long_cell_and_many_lines_in_cells():
    cells = ["x" * 100_000, '"\n' * 5000, "\n" * 3000, "1"]
    body = "".join('"' + cell.replace('"', '""') + '",1\n' for cell in cells)
    found = read(body, 2)
    assert list(found.columns[0].cells) == cells
    assert list(found.lines) == [2, 3, 5004, 8005]


def test_cells_are_read_again_by_row():
    cells = [f" {i}" for i in range(1000)]
    column = read("".join(f"{cell},y\n" for cell in cells), 2).columns[0]
    lazy = column.cells
    assert len(lazy) == 1000
    assert lazy[0] == " 0"
    assert lazy[-1] == " 999"
    assert lazy[500] == " 500"
    assert list(lazy[10:1000:300]) == [" 10", " 310", " 610", " 910"]
    rows = np.random.default_rng(0).permutation(1000)[:700]
    part = lazy.select(rows)
    assert list(part) == [cells[i] for i in rows]
    assert list(part.select(np.array([5, 0]))) == [cells[rows[5]], cells[rows[0]]]
    assert list(part.select(np.arange(0))) == []
    assert part[3] == cells[rows[3]]
    with pytest.raises(IndexError):
        lazy[1000]


def test_cells_travel_to_another_process():
    column = read("".join(f"{i},y\n" for i in range(300)), 2).columns[0]
    again = pickle.loads(pickle.dumps(column.cells.select(np.arange(100, 300))))
    assert list(again) == [str(i) for i in range(100, 300)]


def test_a_parser_that_sees_other_rows_is_not_believed(monkeypatch):
    honest = Batches.read

    def short(self, batch, **how):
        self.borders = [(0, 0), (self.borders[-1][0], self.borders[-1][1] + 1)]
        return honest(self, batch, **how)

    monkeypatch.setattr(batches.Batches, "read", short)
    assert read("1,2\n3,4\n", 2) is None
    body = b"1,2\n3,4\n"
    found = Batches(body, structure.structure(body, 0, 8, 1, ",", 2), ",", 2)
    with pytest.raises(NotAsProved):
        found.read(0)


def test_a_small_text_does_not_import_polars():
    code = "import sys, shoal.tables.large.plain as p; p.can_read(1000); assert 'polars' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert not can_read(plain.ENOUGH_BYTES - 1)
    assert can_read(plain.ENOUGH_BYTES)


def test_the_grammar_of_a_number_has_not_been_widened():
    # converting.py relies on it: what polars makes finite is a number by this expression
    for cell in ("inf", "nan", "1_0", "0x1", "1d5", "\u0661", "1 ", ""):
        assert not NUMBER.fullmatch(cell)
