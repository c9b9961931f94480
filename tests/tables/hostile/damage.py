"""Damage done to packed files: to their bytes, to the numbers in them, to the parts of an archive."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable

NUMBERS = (b"0", b"-1", b"65536", b"1048577", b"4294967295", b"9223372036854775807", b"1e999")
PIECES = (
    *(b"<c ", b"<c/>", b"<row>", b"</row>", b"<!DOCTYPE a [<!ENTITY b 'cc'>]>", b"&b;", b"<!--"),
    *(b"<![CDATA[", b'<c r="XFD1048576"><v>1</v></c>', b'<c t="s"><v>999999999</v></c>'),
    *(b'<mergeCell ref="A1:XFD1048576"/>', b'count="4294967295" uniqueCount="4294967295"'),
    *(b'<dimension ref="A1:XFD1048576"/>', b' t:number-columns-repeated="999999999"'),
    *(b' t:number-rows-repeated="999999999"', b"<f>", b"</f>", b"\0", b"\xff\xfe", b'"', b"'"),
)
_DIGITS = re.compile(rb"[0-9]+")


def damaged(data: bytes, draw: random.Random) -> bytes:
    """``data`` with one to three damages."""
    for _ in range(draw.choice((1, 1, 2, 3))):
        inside = data[:2] == b"PK" and draw.random() < 0.7
        data = _in_archive(data, draw) if inside else draw.choice(OF_BYTES)(data, draw)
    return data


def _flip(data: bytes, draw: random.Random) -> bytes:
    raw = bytearray(data)
    for _ in range(draw.choice((1, 1, 4, 20))):
        if raw:
            raw[draw.randrange(len(raw))] = draw.choice((0, 1, 127, 128, 255, draw.randrange(256)))
    return bytes(raw)


def _largest(data: bytes, draw: random.Random) -> bytes:
    """A number of 2, 4 or 8 bytes that becomes as large as it can be, or nearly."""
    size, at = draw.choice((2, 4, 8)), draw.randrange(len(data) + 1)
    value = draw.choice((b"\xff" * size, b"\xff" * (size - 1) + b"\x7f", bytes(size - 1) + b"\1"))
    return data[:at] + value + data[at + size :]


def _cut(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(len(data) + 1)]


def _delete(data: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(data) + 1)
    return data[:at] + data[at + draw.choice((1, 4, 30)) :]


def _double(data: bytes, draw: random.Random) -> bytes:
    at, length = draw.randrange(len(data) + 1), draw.choice((1, 8, 100, 1000))
    return data[: at + length] * draw.choice((1, 1, 1, 2)) + data[at:]


def _number(data: bytes, draw: random.Random) -> bytes:
    """A number that is written in digits becomes another."""
    found = list(_DIGITS.finditer(data))
    if not found:
        return data
    one = draw.choice(found)
    return data[: one.start()] + draw.choice(NUMBERS) + data[one.end() :]


def _insert(data: bytes, draw: random.Random) -> bytes:
    at = data.find(b"<", draw.randrange(len(data) + 1))
    at = at if at >= 0 and draw.random() < 0.7 else draw.randrange(len(data) + 1)
    return data[:at] + draw.choice(PIECES) * draw.choice((1, 1, 2, 2000)) + data[at:]


def _in_archive(data: bytes, draw: random.Random) -> bytes:
    """One part of an archive is damaged, left out, put in twice, or packed otherwise."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            parts = [(entry.filename, source.read(entry)) for entry in source.infolist()]
    except Exception:
        return _flip(data, draw)
    k = draw.randrange(len(parts)) if parts else 0
    how = draw.random()
    if not parts or how < 0.05:
        parts = []
    elif how < 0.1:
        del parts[k]
    elif how < 0.15:
        parts[k] = (draw.choice(parts)[0], parts[k][1])
    elif how < 0.2:
        parts[k] = (parts[k][0], data)
    else:
        parts[k] = (parts[k][0], draw.choice(OF_BYTES)(parts[k][1], draw))
    file = io.BytesIO()
    method = draw.choice((0, 8, 8, 8, 12, 14))
    seen: set[str] = set()
    with zipfile.ZipFile(file, "w", method) as copy:
        for name, part in parts:
            # zipfile warns of a name that comes twice, which archives have all the same
            copy.writestr(name if name not in seen else f"{name} ", part)
            seen.add(name)
    return file.getvalue()


OF_BYTES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_flip, _flip, _largest, _largest, _cut, _delete, _double, _number, _number, _insert, _insert),
)
