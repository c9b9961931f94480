"""A model on disk: written whole or not at all, read once, verified and only then parsed."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import ModelFileError
from .atomic import reason, write_atomically
from .foreign import LOOK
from .model_bytes import MAX_FILE_BYTES, check_start, model_bytes, parse_model

_FLAGS = getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)  # a pipe must not block


def write_model(
    path: str | os.PathLike[str], arrays: Mapping[str, np.ndarray], content: Mapping[str, Any]
) -> None:
    """Write a model file (by convention ``NAME.shoal``), replacing an older one in one step.

    ``arrays``: finite float64, float32 or int64 arrays by name. ``content``: what JSON can hold,
    finite, keys str. Anything else raises TypeError or ModelFileError before the disk is touched;
    a place that cannot be written raises ModelFileError and leaves everything as it was.
    """
    place = os.fsdecode(path)
    data = model_bytes(arrays, content)
    try:
        write_atomically(place, data)
    except (OSError, ValueError) as error:
        raise ModelFileError(f"{place} cannot be written: {reason(error)}") from error


def read_model(path: str | os.PathLike[str]) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Arrays (own memory, writable) and content of the model file ``path``.

    The bytes are read once, compared with their digest and then parsed; ModelFileError says in one
    sentence what is wrong with a file that is not a whole model file of a known format.
    """
    place = os.fsdecode(path)
    try:
        data = _read_once(place)
        return parse_model(data, place)
    except MemoryError:
        raise ModelFileError(f"{place} cannot be read: there is too little memory") from None
    except ModelFileError:
        raise
    except (OSError, ValueError) as error:
        raise ModelFileError(f"{place} cannot be read: {reason(error)}") from error


def _read_once(place: str) -> bytes:
    handle = os.open(place, os.O_RDONLY | _FLAGS)
    try:
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        if found.st_size > MAX_FILE_BYTES:
            raise OSError(errno.EFBIG, "it is too large")
        with os.fdopen(handle, "rb", closefd=False) as file:
            try:
                check_start(file.read(LOOK), found.st_size)
            except ModelFileError as problem:
                raise ModelFileError(f"{place} {problem}") from None
            file.seek(0)
            data = file.read(found.st_size + 1)
    finally:
        os.close(handle)
    if len(data) != found.st_size:
        raise OSError(errno.EBUSY, "it changed while it was being read")
    return data
