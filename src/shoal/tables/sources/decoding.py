"""From bytes to text: in a known encoding, one that is told, or refused."""

from __future__ import annotations

import codecs

from ...errors import TableError
from ..wording import inert, quoted

LAST = 1 << 12  # bytes among which an end-of-file mark is looked for
_ASCII = bytes(range(128))
_END = b"\x1a"  # Ctrl-Z, which ends a text of CP/M and DOS
# UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decoded(data: bytes, source: str, encoding: str | None = None) -> tuple[str, str, list[str]]:
    """The text of ``data``, the codec that writes it again, and what was decided, a sentence each.

    A byte order mark tells; without one, bytes that are not UTF-8 are UTF-16 if every second is NUL,
    and Windows-1252 otherwise. An end-of-file mark (Ctrl-Z) at the end is no part of the text.

    Parameters
    ----------
    encoding : str, optional
        A name of Python's codecs, where it is known.

    Raises
    ------
    TableError
        The bytes are no text, or not in this encoding.
    """
    if encoding is not None:
        text, codec = _in(data, encoding, source), codecs.lookup(encoding).name
        return _checked(text.removeprefix("\ufeff"), source), codec, []
    mark, found = next((m for m in _MARKS if data.startswith(m[0])), (b"", ""))
    if mark:
        codec = "utf-8-sig" if found == "utf-8" else found.rpartition("-")[0]
        return _checked(_strictly(data[len(mark) :], found, source), source), codec, []
    wide = _without_mark(data)
    if wide:
        said = [f"read as {wide.upper()}, which it looks like without a byte order mark"]
        return _checked(_strictly(data, wide, source), source), wide, said
    body = _before_end(data)
    if b"\0" in body:
        raise TableError(
            _at(source, body, body.index(b"\0"))
            + ": a NUL character, so this is no text; save the "
            "table as UTF-8"
        )
    try:
        return body.decode(), "utf-8", []
    except UnicodeDecodeError as error:
        where = _at(source, body, error.start)
        byte = body[error.start]
    if _is_damaged(body):
        raise TableError(
            f"{where}: the byte 0x{byte:02x} is not UTF-8, in which the other letters are written; "
            "mend it, or name the encoding with --encoding"
        )
    try:
        text = body.decode("cp1252")
    except UnicodeDecodeError as error:
        where, byte = _at(source, body, error.start), body[error.start]
        raise TableError(
            f"{where}: the byte 0x{byte:02x} is neither UTF-8 nor Windows-1252; name the encoding "
            "with --encoding, such as latin-1, or save the table as UTF-8"
        ) from None
    line = where.removeprefix(f"{source}, ").partition(",")[0]
    said = [f"read as Windows-1252: the byte 0x{byte:02x} on {line} is not UTF-8 (--encoding)"]
    return text, "cp1252", said


def _is_damaged(body: bytes) -> bool:
    """Whether bytes are UTF-8 but for a few: letters of two bytes and more hardly come by chance."""
    marked = body.translate(None, _ASCII)
    letters = sum(not c.isascii() for c in body.decode("utf-8", "ignore"))
    # a letter of UTF-8 takes two to four of the bytes beyond ASCII
    return 2 * letters > len(marked) - 2 * letters


def _in(data: bytes, encoding: str, source: str) -> str:
    try:
        return _before_end(data).decode(encoding)
    except LookupError:
        raise TableError(
            f"there is no encoding {quoted(encoding)}; utf-8, cp1252, latin-1, utf-16 are common ones"
        ) from None
    except UnicodeDecodeError as error:
        where = _at(source, data, error.start)
        raise TableError(
            f"{where}: the byte 0x{data[error.start]:02x} is not {inert(encoding)}; name another "
            "encoding"
        ) from None
    except (UnicodeError, ValueError, TypeError):  # codecs that are no encodings of text
        raise TableError(f"{source} cannot be read as {quoted(encoding)}") from None


def _before_end(data: bytes) -> bytes:
    """The bytes before an end-of-file mark, if nothing but line ends follows it."""
    at = data.find(_END, max(len(data) - LAST, 0))
    return data[:at] if at >= 0 and not data[at:].strip(_END + b"\r\n \t") else data


def _strictly(body: bytes, encoding: str, source: str) -> str:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body[: error.start].decode(encoding, "replace").count("\n") + 1
        where, found = f"{source}, line {line}", f"what stands there is not {encoding.upper()}"
        if encoding == "utf-8":
            where = _at(source, body, error.start)
            found = f"the byte 0x{body[error.start]:02x} is not UTF-8"
        raise TableError(f"{where}: {found}; save the table as UTF-8") from None


def _without_mark(data: bytes) -> str:
    """UTF-16 without a mark: Latin letters leave every second byte NUL, and no other."""
    sample = data[: 1 << 12]
    if len(sample) < 4 or len(data) % 2 or b"\0" not in sample:
        return ""
    even, odd = sample[0::2], sample[1::2]
    if 0 not in even and odd.count(0) > 0.8 * len(odd):
        return "utf-16-le"
    return "utf-16-be" if 0 not in odd and even.count(0) > 0.8 * len(even) else ""


def _checked(text: str, source: str) -> str:
    text = text.rstrip("\x1a")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise TableError(
            f"{source}, line {line}: a NUL character, so this is no text; save the table as UTF-8"
        )
    return text


def _at(source: str, body: bytes, position: int) -> str:
    before = body[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.count(b"\n") + 1
    return f"{source}, line {line}, byte {position - _line_start(body, position) + 1}"


def _line_start(body: bytes, position: int) -> int:
    return max(body.rfind(b"\n", 0, position), body.rfind(b"\r", 0, position)) + 1
