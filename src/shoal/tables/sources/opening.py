"""Until the other formats are merged."""

import os
from pathlib import Path

from shoal.errors import TableError
from shoal.tables.sources.decoding import file_bytes, unpacked
from shoal.tables.sources.source import Text
from shoal.tables.wording import inert


def open_source(path, *, sheet=None, query=None):
    if not isinstance(path, (str, os.PathLike)) or isinstance(os.fspath(path), bytes):
        raise TableError(f"the path of a table is a text or a Path, not {type(path).__name__}")
    file = os.fspath(path)
    raw = file_bytes(file)
    source = inert(Path(file).name, longest=120)
    return Text(source, unpacked(raw, source))
