"""What is plain: no more than the strict reader reads alike, and no less than Python's csv writes."""

import csv
import io
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shoal.errors import TableError
from shoal.tables.large import structure as module
from shoal.tables.large.structure import structure

from .written_texts import strict, written

# few letters, so that quotes, line ends and borders meet in every order
bodies = st.text('a1,"\n\r é', max_size=24)


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 5)
    monkeypatch.setattr(module, "BATCH", 7)


def found_in(body, width, delimiter=",", header="\n"):
    data = (delimiter.join("names"[:width]) + header + body).encode()
    start = width + (width - 1) + len(header)
    return data, structure(data, start, len(data), 2, delimiter, width)


def rows_of(data, found, delimiter=","):
    """The cells of each batch by Python's csv module, with the number of the batch's first row."""
    for (begin, first), (end, last) in zip(found.borders, found.borders[1:], strict=False):
        text = io.StringIO(data[begin:end].decode(), newline="")
        rows = list(csv.reader(text, delimiter=delimiter, strict=True))
        assert len(rows) == last - first
        yield from rows


@given(bodies, st.integers(1, 4))
@example('"a\n', 1)
@example("a\n \nb\n", 1)
@example('1,"2"\r\n3,"4"', 2)
@example('"",1\n', 2)
@example('"" "",1\n', 2)
@example("1,2\r", 2)
@example("1,2\n\r", 2)
@example("1,2\r\r\n", 2)
@example('1,2\n"\n\n"', 2)
@example("a,1\n,\n , \n", 2)
@settings(derandomize=True, max_examples=3000, deadline=None)
def test_what_is_plain_the_strict_reader_reads_alike(body, width):
    data, found = found_in(body, width)
    if found is None:
        return
    rows = strict(data.decode())
    assert found.n_rows == len(rows.lines) > 0
    assert list(found.lines) == rows.lines
    assert [cell for row in rows_of(data, found) for cell in row] == rows.cells


@pytest.mark.parametrize("seed", range(150))
def test_what_is_written_well_is_plain(seed):
    rng = random.Random(seed)
    delimiter, width = rng.choice(",;\t|"), rng.randrange(1, 6)
    body, expected = written(rng, width, rng.randrange(1, 30), delimiter)
    data, found = found_in(body, width, delimiter, rng.choice(["\n", "\r\n"]))
    assert found is not None
    assert found.n_rows == len(expected)
    assert list(rows_of(data, found, delimiter)) == expected
    line, lines = 2, []
    for row in csv.reader(io.StringIO(body, newline=""), delimiter=delimiter):
        if row and "".join(row).strip(" "):
            lines.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    if all("".join(row).strip(" ") for row in expected):
        assert list(found.lines) == lines


@pytest.mark.parametrize(
    "body",
    [
        "1,2\n3\n",
        "1,2\n3,4,5\n",
        "1,2,3\n4\n",
        "1,2\n\n3,4\n",
        "1,2\n3,4\n5",
        'a "b" c,1\n',
        '"a"b,1\n',
        ' "a",1\n',
        '"a" ,1\n',
        '"a,1\n',
        '"a""b,1\n2,"3\n',
        "1,\0\n",
        "1,2\r3,4\n",
        "1,2\n3,4\r",
        "1,2\n3,4\r \n",
        '1,"a\rb"\n',
        "",
        "\n\n",
        "\r\n",
    ],
)
def test_what_is_not_plain(body):
    assert found_in(body, 2)[1] is None


@pytest.mark.parametrize("broken", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\xaf"])
def test_bytes_that_are_not_utf_8(broken):
    for data in (b"a,b\n1" + broken + b",2\n1,2\n1,2\n", b"a,b\n1," + broken):
        assert structure(data, 4, len(data), 2, ",", 2) is None


def test_the_strict_reader_refuses_rows_that_are_not_plain():
    with pytest.raises(TableError):
        strict("n,a\n1,2\n3\n")


def test_batches_begin_at_rows_and_cover_the_body():
    body = "".join(f'{i},"{i}\n{i}"\n' for i in range(100))
    data, found = found_in(body, 2)
    assert found.borders[0] == (4, 0)
    assert found.borders[-1] == (len(data), 100)
    assert len(found.borders) > 20
    assert list(found.lines) == list(range(2, 202, 2))
