"""XML of a workbook as its elements: without entities, and of a bounded size by who unpacked it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from ....errors import TableError
from ...wording import inert

Attributes = dict[str, str]


def parse(
    data: bytes | Iterable[bytes],
    source: str,
    begin: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call ``begin`` with each element's name and attributes, without their namespaces' addresses.

    A document type could define entities that grow without bound: no workbook has one.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def refuse(*_: object) -> None:
        raise TableError(
            f"{source} has a document type (DOCTYPE), as no workbook has; save it again"
        )

    def started(name: str, attributes: Attributes) -> None:
        begin(_local(name), {_local(key): value for key, value in attributes.items()})

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = started
    if end is not None:
        ended = end
        parser.EndElementHandler = lambda name: ended(_local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for piece in (data,) if isinstance(data, bytes) else data:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except TableError:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:
        reason = inert(str(error), longest=100)
        raise TableError(f"{source} is damaged: {reason}; save the workbook again") from None


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
