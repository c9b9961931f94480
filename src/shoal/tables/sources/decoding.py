"""From the bytes of a file to its text: in a known encoding, or refused."""

from __future__ import annotations

import codecs

from shoal.errors import TableError

# UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decoded(data: bytes, source: str) -> str:
    """The text of ``data``: UTF-8, or UTF-16 or UTF-32 with a byte order mark; no NUL in it."""
    mark, encoding = next((m for m in _MARKS if data.startswith(m[0])), (b"", "utf-8"))
    body = data[len(mark) :]
    if encoding == "utf-8" and b"\0" in body:
        raise TableError(_at(source, body, body.index(b"\0")) + _nul(encoding))
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            where = _at(source, body, error.start)
            found = f"the byte 0x{body[error.start]:02x} is not UTF-8"
        else:
            line = body[: error.start].decode(encoding, "replace").count("\n") + 1
            where, found = f"{source}, line {line}", f"what stands there is not {encoding.upper()}"
        raise TableError(f"{where}: {found}; save the table as UTF-8") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise TableError(f"{source}, line {line}" + _nul(encoding))
    return text


def _at(source: str, body: bytes, position: int) -> str:
    before = body[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.count(b"\n") + 1
    return f"{source}, line {line}, byte {position - _line_start(body, position) + 1}"


def _line_start(body: bytes, position: int) -> int:
    return max(body.rfind(b"\n", 0, position), body.rfind(b"\r", 0, position)) + 1


def _nul(encoding: str) -> str:
    guess = " (UTF-16 without its byte order mark?)" if encoding == "utf-8" else ""
    return f": a NUL character{guess}, so this is no text; save the table as UTF-8"
