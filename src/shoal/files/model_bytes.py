"""The bytes of a model file: arrays and content to bytes, and back (see docs/model-file.md).

A model file is a safetensors file with one metadata key, ``shoal``, whose value is the JSON text
``{"content":{...},"digest":"<64 hexadecimal digits>","format":5}``. The digest is the SHA-256 of
the whole file with zeros in the digest's place; it is compared before anything is parsed. (Several
metadata keys would come out of the library in random order.)
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy

from ..errors import ModelFileError, inert_line
from .content import from_json, plain, to_json
from .foreign import LOOK, what_it_is
from .formats import newest

FORMAT = 5
MAX_FILE_BYTES = 2**30
MAX_HEADER_BYTES = 2**24
MAX_ARRAYS = 10_000
MAX_DIMENSIONS = 8

_DTYPES = {"F64": "<f8", "F32": "<f4", "I64": "<i8"}
_ZEROS = b"0" * 64
_START = b'{"__metadata__":{"shoal":"{\\"content\\":{'
# The end of the one metadata text. Inside any JSON text a quote is preceded by a backslash, so
# }" cannot occur within the content, whatever the content is.
_PLACE = re.compile(rb',\\"digest\\":\\"([0-9a-f]{64})\\",\\"format\\":([0-9]{1,9})\}"')
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_./-]{0,99}")
_ENTRY = {"dtype", "shape", "data_offsets"}


def model_bytes(arrays: Mapping[str, np.ndarray], content: Mapping[str, Any]) -> bytes:
    """The whole file, read back once before it is given out. The same model gives the same bytes.

    Raises TypeError or ModelFileError with one sentence for what a model file cannot hold.
    """
    if not isinstance(content, Mapping):
        raise TypeError(f"content is of type {type(content).__name__}, not a mapping")
    content = plain(content)
    if len(arrays) > MAX_ARRAYS:
        raise ModelFileError(f"a model file holds at most {MAX_ARRAYS} arrays, not {len(arrays)}")
    # The library writes the memory as it lies, so any other order would be wrong in silence.
    ready = {name: _ready(name, a) for name, a in arrays.items()}
    if sum(a.nbytes for a in ready.values()) > MAX_FILE_BYTES:
        raise ModelFileError(f"the arrays are larger than the {_gib()} of a model file")
    text = to_json({"content": content, "digest": _ZEROS.decode(), "format": FORMAT})
    blank = safetensors.numpy.save(ready, {"shoal": text})
    try:
        at = _digest_place(_header(blank)).start(1) + 8
    except ModelFileError as problem:
        raise ModelFileError(f"the model {problem}") from None
    data = b"".join([blank[:at], _digest(blank, at), blank[at + 64 :]])
    back, content_back = parse_model(data, "the new model file")
    same = back.keys() == ready.keys() and all(
        np.array_equal(back[n], arrays[n]) and back[n].dtype.name == arrays[n].dtype.name
        for n in back
    )
    if not same or content_back != content:
        raise ModelFileError("the model reads back differently from its bytes, so it is not saved")
    return data


def parse_model(data: bytes, name: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Arrays (own memory, writable) and content of a whole model file, verified first.

    Raises ModelFileError, one sentence that begins with ``name``, for any other bytes.
    """
    try:
        return _parse(data)
    except ModelFileError as problem:
        raise ModelFileError(f"{name} {problem}") from None


def _parse(data: bytes) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    header = _header(data)
    place = _digest_place(header)
    if _digest(data, place.start(1) + 8) != place[1]:
        raise ModelFileError("is damaged: its bytes do not fit its digest")
    number = int(place[2])
    if number > FORMAT:
        raise ModelFileError(
            f"was written by a newer Shoal (format {number}); "
            f"this one reads format {FORMAT}: update Shoal"
        )
    try:
        entries = from_json(header.decode("utf-8"))
    except UnicodeDecodeError:
        raise ModelFileError("holds a header that is not UTF-8") from None
    content = _content(entries.pop("__metadata__"), place)
    _check_entries(entries)
    try:
        parts = dict(safetensors.deserialize(data))
    except Exception as problem:  # the library raises several classes of its own
        why = inert_line(str(problem))[:100]
        raise ModelFileError(f"holds arrays that are laid out wrongly ({why})") from None
    return {name: _array(name, parts[name]) for name in sorted(parts)}, content


def check_start(head: bytes, size: int) -> None:
    """What the first ``LOOK`` bytes of a file of ``size`` bytes tell; nothing more need be read for it.

    Raises ModelFileError, a predicate for the file's name, for what no model file begins with.
    """
    length = int.from_bytes(head[:8], "little")
    ours = head.startswith(_START, 8)
    if size > MAX_FILE_BYTES or (ours and MAX_HEADER_BYTES < length <= size - 8):
        raise ModelFileError(
            f"is too large: a model file has at most {_gib()}, its header {MAX_HEADER_BYTES} bytes"
        )
    if ours and length > size - 8:
        raise ModelFileError("is damaged: it is cut short, or its first bytes are wrong")
    if not ours and head[8:9] == b"{" and length <= min(size - 8, MAX_HEADER_BYTES):
        raise ModelFileError("is not a Shoal model file: it is another kind of safetensors file")
    if not ours:
        raise ModelFileError(what_it_is(head))


def _header(data: bytes) -> bytes:
    """The header's JSON text, without its length before and the numbers behind it."""
    check_start(data[:LOOK], len(data))
    return data[8 : 8 + int.from_bytes(data[:8], "little")]


def _digest_place(header: bytes) -> re.Match[bytes]:
    places = list(_PLACE.finditer(header))
    if len(places) != 1:
        raise ModelFileError(f"is damaged: it has {len(places)} places for a digest, not one")
    return places[0]


def _digest(data: bytes, at: int) -> bytes:
    view = memoryview(data)
    total = hashlib.sha256(view[:at])
    total.update(_ZEROS)
    total.update(view[at + 64 :])
    return total.hexdigest().encode()


def _content(metadata: Any, place: re.Match[bytes]) -> dict[str, Any]:
    if type(metadata) is not dict or metadata.keys() != {"shoal"}:
        raise ModelFileError("holds metadata beside the one key 'shoal'")
    if type(metadata["shoal"]) is not str:
        raise ModelFileError("holds metadata that is not text")
    described = from_json(metadata["shoal"])
    if type(described) is not dict or described.keys() != {"content", "digest", "format"}:
        raise ModelFileError("holds other entries than content, digest and format")
    number = described["format"]
    if type(number) is not int or not 1 <= number <= FORMAT:
        raise ModelFileError(f"has a format number that is not from 1 to {FORMAT}")
    if described["digest"] != place[1].decode() or type(described["content"]) is not dict:
        raise ModelFileError("holds a digest or a content of a wrong kind")
    try:
        return newest(plain(described["content"]), number)
    except ModelFileError as problem:
        raise ModelFileError(f"is not usable: {problem}") from None


def _check_entries(entries: dict[str, Any]) -> None:
    """What the library lets pass: other types, entries and names than ours, sizes that overflow."""
    if len(entries) > MAX_ARRAYS:
        raise ModelFileError(f"holds more than {MAX_ARRAYS} arrays")
    for name, entry in entries.items():
        if not _NAME.fullmatch(name) or type(entry) is not dict or entry.keys() != _ENTRY:
            raise ModelFileError("holds an array whose name or entry is not one of Shoal's")
        if type(entry["dtype"]) is not str or entry["dtype"] not in _DTYPES:
            raise ModelFileError(f"holds the array {name} of a type other than {list(_DTYPES)}")
        shape = entry["shape"]
        if type(shape) is not list or not all(type(n) is int and n >= 0 for n in shape):
            raise ModelFileError(f"holds the array {name} with a shape that is not whole numbers")
        if len(shape) > MAX_DIMENSIONS or math.prod(max(n, 1) for n in shape) > MAX_FILE_BYTES:
            raise ModelFileError(f"holds the array {name} with a shape beyond all bounds")


def _array(name: str, part: Mapping[str, Any]) -> np.ndarray:
    stored = np.frombuffer(part["data"], dtype=_DTYPES[part["dtype"]]).reshape(part["shape"])
    if not np.isfinite(stored).all():
        raise ModelFileError(f"holds numbers in the array {name} that are not finite")
    return np.array(stored, dtype=stored.dtype.newbyteorder("="))


def _ready(name: Any, a: Any) -> np.ndarray:
    """``a`` little-endian and row by row, if a model file can hold it."""
    if not isinstance(name, str):
        raise TypeError(f"an array's name is of type {type(name).__name__}, not str")
    if not _NAME.fullmatch(name):
        raise ModelFileError(
            f"{ascii(name)[:100]} cannot name an array: it takes 1 to 100 letters, digits, "
            "'_', '.', '/', '-', a letter first"
        )
    if type(a) is not np.ndarray or a.dtype.name not in ("float64", "float32", "int64"):
        kind = f"{type(a).__name__} of {a.dtype}" if hasattr(a, "dtype") else type(a).__name__
        raise TypeError(f"{name} is a {kind}, not a NumPy array of float64, float32 or int64")
    if a.ndim > MAX_DIMENSIONS or math.prod(max(n, 1) for n in a.shape) > MAX_FILE_BYTES:
        raise ModelFileError(f"{name} has the shape {a.shape}, which a model file cannot hold")
    if not np.isfinite(a).all():
        raise ModelFileError(f"{name} holds a number that is not finite, so it is not saved")
    return np.asarray(a, dtype=a.dtype.newbyteorder("<"), order="C")


def _gib() -> str:
    return f"{MAX_FILE_BYTES / 2**30:g} GiB"
