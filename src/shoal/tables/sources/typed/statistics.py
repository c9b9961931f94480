"""Files of Stata, SPSS and SAS, by pyreadstat (the extra [statistics])."""

from __future__ import annotations

import io
from datetime import time
from typing import Any, Literal

from ....errors import MissingExtraError
from ...wording import named, quoted
from ..contents import Contents
from ..foreign import guarded, tried
from ..memory import TEXT_CELL, refuse_too_large
from ..source import Typed
from ..trial import Reader

Package = Literal["stata", "spss", "sas", "xport"]
_READERS: dict[Package, Reader] = {
    "stata": "dta",
    "spss": "sav",
    "sas": "sas7bdat",
    "xport": "xport",
}
_CALLED: dict[Package, str] = {"stata": "Stata", "spss": "SPSS", "sas": "SAS", "xport": "SAS"}


def read_statistics(contents: Contents, package: Package) -> Typed:
    """The columns of a file; labelled values become their labels, where every value has one."""
    try:
        import pyreadstat
    except ImportError:
        raise MissingExtraError(f"Reading {_CALLED[package]} files", "statistics") from None

    source, raw = contents.source, contents.read()
    reader = getattr(pyreadstat, f"read_{_READERS[package]}")
    tried(raw, _READERS[package], source)

    def read() -> tuple[Any, Any]:
        _, about = reader(io.BytesIO(raw), metadataonly=True)
        # a transport file of SAS does not say how many rows it has
        cells = (about.number_rows or 0) * (about.number_columns or 0)
        refuse_too_large(cells or len(raw) // 8, source, TEXT_CELL)
        found: tuple[Any, Any] = reader(io.BytesIO(raw), output_format="dict")
        return found

    columns, about = guarded(read, source)
    return Typed(source, *_labelled(columns, about.variable_value_labels, source))


def _labelled(
    columns: dict[str, Any], labels_of: dict[str, dict[Any, str]], source: str
) -> tuple[dict[str, Any], tuple[str, ...]]:
    named_columns: dict[str, Any] = {}
    partly: list[str] = []
    for name, values in columns.items():
        # a time of the day is a text, as it is in a workbook
        column = [v.isoformat() if isinstance(v, time) else v for v in values]
        labels = labels_of.get(name)
        if labels:
            present = {value for value in column if not _absent(value)}
            if present <= labels.keys():
                column = [None if _absent(value) else labels[value] for value in column]
            elif present & labels.keys():
                partly.append(name)
        named_columns[str(name)] = column
    if not partly:
        return named_columns, ()
    said = (
        f"labels of {named(map(quoted, partly))} in {source} are left away, since some of the "
        "values have none: look for codes of missing values"
    )
    return named_columns, (said,)


def _absent(value: Any) -> bool:
    # NaN is the one value that differs from itself
    return value is None or value != value
