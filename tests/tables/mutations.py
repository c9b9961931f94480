"""Damage done to a text of a table: what networks, editors, scripts and people do to files."""

from __future__ import annotations

import random
from collections.abc import Callable

NASTY = (
    *(
        "",
        " ",
        "NA",
        "-",
        "?",
        ".",
        "null",
        "nan",
        "inf",
        "-inf",
        "1e400",
        "1e-400",
        "0x1F",
        "1_000",
    ),
    *("1,5", "1,234", "1.234,5", "1 234", "1'234", "$5", "5 kg", "45%", "<0.1", "85+", "−5", "12o"),
    *("-999", "9999", "1e5", "007", "+3", ".5", "5.", "--5", "1.2.3", "2024-02-30", "05/06/2024"),
    *(
        "yes",
        "TRUE",
        "#DIV/0!",
        "none",
        "unknown",
        '"',
        '""',
        "'",
        "#",
        "# x",
        "total",
        "é",
        "\u202e",
    ),
    *(
        "\x1b[2J",
        "x" * 300,
        "9" * 400,
        "a,b",
        "a;b",
        "a\tb",
        "a|b",
        '"a\nb"',
        "١٢",
        "½",
        "1e",
        "e5",
    ),
)
MARKS = (
    b",",
    b";",
    b"\t",
    b"|",
    b" ",
    b"\n",
    b"\r",
    b'"',
    b".",
    b"-",
    b"#",
    b"0",
    b"\x00",
    b"\xff",
)


def mutated(data: bytes, draw: random.Random) -> bytes:
    """``data`` with one to four damages."""
    for _ in range(draw.choice((1, 1, 1, 2, 2, 3, 4))):
        data = draw.choice(MUTATIONS)(data, draw)
    return data


def _flip(data: bytes, draw: random.Random) -> bytes:
    if not data:
        return data
    at = draw.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]


def _delete(data: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(data) + 1)
    return data[:at] + data[at + draw.choice((1, 1, 2, 10)) :]


def _double(data: bytes, draw: random.Random) -> bytes:
    at, length = draw.randrange(len(data) + 1), draw.choice((1, 2, 20))
    return data[: at + length] + data[at:]


def _insert(data: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(data) + 1)
    return data[:at] + draw.choice(MARKS) + data[at:]


def _cut(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(len(data) + 1)]


def _lines(change: Callable[[list[bytes], random.Random], None]) -> Callable[..., bytes]:
    def changed(data: bytes, draw: random.Random) -> bytes:
        lines = data.splitlines(keepends=True)
        if len(lines) > 1:
            change(lines, draw)
        return b"".join(lines)

    return changed


def _swap(lines: list[bytes], draw: random.Random) -> None:
    i, j = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[i], lines[j] = lines[j], lines[i]


def _lose(lines: list[bytes], draw: random.Random) -> None:
    del lines[draw.randrange(len(lines))]


def _repeat(lines: list[bytes], draw: random.Random) -> None:
    lines.insert(draw.randrange(len(lines)), draw.choice(lines))


def _empty(lines: list[bytes], draw: random.Random) -> None:
    lines.insert(draw.randrange(len(lines)), draw.choice((b"\n", b"  \n", b",,\n", b"# \n")))


def _cell(data: bytes, draw: random.Random) -> bytes:
    """One cell, or every third of a column, becomes a nasty one."""
    mark = next((m for m in (b";", b"\t", b"|", b",", b" ") if m in data[:60]), b",")
    lines = data.split(b"\n")
    i, every = draw.randrange(len(lines)), draw.random() < 0.3
    cells = lines[i].split(mark)
    k = draw.randrange(len(cells))
    nasty = draw.choice(NASTY).encode()
    for row in range(i, len(lines), 3) if every else (i,):
        cells = lines[row].split(mark)
        if k < len(cells):
            cells[k] = nasty
            lines[row] = mark.join(cells)
    return b"\n".join(lines)


def _other_mark(data: bytes, draw: random.Random) -> bytes:
    return data.replace(
        draw.choice((b",", b";", b"\t", b".")), draw.choice((b",", b";", b"\t", b"|"))
    )


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_flip, _delete, _double, _insert, _cut, _cell, _cell, _cell, _other_mark),
    *map(_lines, (_swap, _lose, _repeat, _empty)),
)
