"""What a file is that is not a model file, told from its first bytes."""

from __future__ import annotations

_MAGIC = (
    (b"PK\x03\x04", "a zip archive (an Excel sheet, an .npz or a PyTorch file?)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x93NUMPY", "a NumPy array (.npy)"),
    (b"\x1f\x8b", "compressed by gzip"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"PAR1", "a Parquet table"),
    (b"ARROW1", "an Arrow table"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3\0", "an SQLite database"),
)
LOOK = 4096  # bytes that decide whether a file is text


def what_it_is(data: bytes) -> str:
    """A predicate for a sentence that begins with the file's name."""
    if not data:
        return "is empty, not a Shoal model file"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return f"is not a Shoal model file: it is {kind}"
    if data[0] == 0x80 and data[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return "is not a Shoal model file: it is a Python pickle, which Shoal never opens"
    if _is_text(data[:LOOK]):
        return "is not a Shoal model file: it is text (a table? fit a model on it first)"
    return "is not a Shoal model file"


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    text = head.decode("utf-8", errors="ignore")  # the last character may be cut
    if len(text.encode()) < len(head) - 3:
        return False
    return all(c.isprintable() or c in "\t\r\n\ufeff" for c in text)
