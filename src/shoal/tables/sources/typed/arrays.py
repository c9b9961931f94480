"""Arrays of NumPy (.npy, .npz) and of MATLAB (.mat) as columns."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ....errors import SeveralTablesError, TableError
from ...wording import inert, named, quoted
from ..archives import archive_of, part_of
from ..contents import Contents
from ..foreign import guarded, tried
from ..memory import NUMBER_CELL, refuse_too_large
from ..source import Typed

Columns = dict[str, np.ndarray | list[object]]
_TO_CSV = "save its columns as CSV"


def read_npy(contents: Contents) -> Typed:
    """An array of NumPy: the columns of a table of numbers, or the fields of its records."""
    array = _loaded(contents.read(), contents.source)
    return _typed({"column": array}, contents.source)


def read_npz(contents: Contents, sheet: str | int | None) -> Typed:
    """Arrays of NumPy, all of as many rows, or the one that is asked for."""
    source = contents.source
    with archive_of(contents) as archive:
        parts = {entry.filename.removesuffix(".npy"): entry for entry in archive.infolist()}
        chosen = _chosen(list(parts), sheet, source)
        size = sum(parts[name].file_size for name in chosen)
        refuse_too_large(size // 8, source, NUMBER_CELL)
        arrays = {
            name: _loaded(
                part_of(archive, parts[name].filename, source), f"{source}, array {quoted(name)}"
            )
            for name in chosen
        }
    return replace(_typed(arrays, source), parts=tuple(parts), part=str(sheet or ""))


def read_mat(contents: Contents, sheet: str | int | None) -> Typed:
    """Arrays of MATLAB up to version 7, all of as many rows, or the one that is asked for."""
    from scipy import io as scipy_io

    source, raw = contents.source, contents.read()
    if not raw:
        raise TableError(f"{source} is empty; copy or save it again")
    tried(raw, "matlab", source)
    # the shapes stand before the numbers: ask before these are unpacked
    shapes = guarded(lambda: scipy_io.whosmat(io.BytesIO(raw)), source)
    shapes = [(name, shape) for name, shape, _ in shapes if not name.startswith("__")]
    chosen = _chosen([name for name, _ in shapes], sheet, source)
    cells = sum(int(np.prod(shape, dtype=object)) for name, shape in shapes if name in chosen)
    refuse_too_large(cells, source, NUMBER_CELL)

    def read() -> dict[str, np.ndarray]:
        found = scipy_io.loadmat(io.BytesIO(raw), variable_names=chosen)
        return {name: _of_matlab(_dense(found[name])) for name in chosen}

    arrays = guarded(read, source)
    if len(arrays) == 1:
        array = next(iter(arrays.values()))
        if array.dtype.names and array.size == 1:
            record = array.reshape(-1)[0]
            arrays = {field: _of_matlab(np.asarray(record[field])) for field in array.dtype.names}
    names = tuple(name for name, _ in shapes)
    return replace(_typed(arrays, source), parts=names, part=str(sheet or ""))


def _chosen(names: list[str], sheet: str | int | None, source: str) -> list[str]:
    if not names:
        raise TableError(f"{source} holds no arrays; save it again with the table in it")
    if sheet is None:
        return names
    if isinstance(sheet, str) and sheet in names:
        return [sheet]
    raise TableError(f"{source} holds no array {quoted(str(sheet))}; name one of {named(names)}")


def _loaded(raw: bytes, source: str) -> np.ndarray:
    def load() -> np.ndarray:
        try:
            return np.asarray(np.load(io.BytesIO(raw), allow_pickle=False))
        except ValueError as error:
            if "allow_pickle" not in str(error):
                raise
            raise TableError(
                f"{source} holds objects of Python, which could run code; {_TO_CSV}"
            ) from None

    return guarded(load, source)


def _dense(found: Any) -> np.ndarray:
    return np.asarray(found.toarray() if hasattr(found, "toarray") else found)


def _of_matlab(array: np.ndarray) -> np.ndarray:
    """An array of MATLAB, where nothing has fewer than two dimensions, as NumPy would have it."""
    if array.dtype == object:
        # cells: each holds an array of its own, of texts mostly
        cells = [_scalar(np.asarray(cell)) for cell in array.reshape(-1)]
        array = np.array(cells, dtype=object).reshape(array.shape)
    if array.ndim == 2 and 1 in array.shape:
        return array.reshape(-1)
    return array


def _scalar(cell: np.ndarray) -> object:
    if cell.size == 1:
        value = cell.reshape(-1)[0]
        return value.item() if isinstance(value, np.generic) else value
    return None if cell.size == 0 else cell


def _typed(arrays: Mapping[str, np.ndarray], source: str) -> Typed:
    """Columns of arrays; single values beside them, such as a version, are none."""
    single = [name for name, array in arrays.items() if array.size == 1 and not array.dtype.names]
    if len(single) == len(arrays):
        single = []
    tables = {name: array for name, array in arrays.items() if name not in single}
    said = f"{named(map(quoted, single))} in {source} hold a single value and are left away"
    return Typed(source, _columns(tables, source), (said,) if single else ())


def _columns(arrays: Mapping[str, np.ndarray], source: str) -> Columns:
    """Every array a column, or several; all must have as many rows."""
    split: dict[str, dict[str, np.ndarray]] = {
        name: _of_array(name, array, len(arrays) == 1, source) for name, array in arrays.items()
    }
    heights = {name: len(next(iter(parts.values()))) for name, parts in split.items() if parts}
    if len(set(heights.values())) > 1:
        shown = [f"{inert(name)} {_shape(arrays[name])}" for name in heights]
        raise SeveralTablesError(
            f"{source} holds arrays of different lengths: {named(shown)}; name one with --sheet, "
            f"or {_TO_CSV}",
            heights,
        )
    columns: Columns = {}
    for parts in split.values():
        for name, array in parts.items():
            if name in columns:
                raise TableError(
                    f"{source} gives two columns the name {quoted(name)}; rename an array"
                )
            columns[name] = _values(name, array, source)
    if not columns:
        raise TableError(f"{source} holds no columns; {_TO_CSV}")
    return columns


def _of_array(name: str, array: np.ndarray, alone: bool, source: str) -> dict[str, np.ndarray]:
    """The columns of one array by their names."""
    if array.dtype.names:
        if array.ndim != 1:
            raise TableError(f"{source}: {quoted(name)} is no list of records; {_TO_CSV}")
        before = "" if alone else f"{name} "
        return {f"{before}{key}": _of_matlab(array[key]) for key in array.dtype.names}
    if array.ndim == 1:
        return {f"{name} 1" if alone and name == "column" else name: array}
    if array.ndim != 2:
        raise TableError(
            f"{source}: {quoted(name)} has {array.ndim} dimensions {_shape(array)}, a table has "
            f"two; {_TO_CSV}"
        )
    return {f"{name} {k + 1}": array[:, k] for k in range(array.shape[1])}


def _values(name: str, array: np.ndarray, source: str) -> np.ndarray | list[object]:
    if array.ndim == 1:
        if array.dtype.kind in "biufM":
            return array
        if array.dtype.kind == "U":
            found: np.ndarray | list[object] = array.tolist()
            return found
        if array.dtype.kind == "S":
            return [cell.decode("utf-8", "replace") for cell in array.tolist()]
        if array.dtype.kind == "O":
            # what the cells of MATLAB hold; the sort of each is looked at later
            return [cell.item() if isinstance(cell, np.generic) else cell for cell in array]
    raise TableError(
        f"{source}: {quoted(name)} holds values of the type {inert(str(array.dtype), 60)}, which a "
        f"table cannot hold; {_TO_CSV}"
    )


def _shape(array: np.ndarray) -> str:
    return "(" + " x ".join(f"{n:,}" for n in array.shape) + ")"
