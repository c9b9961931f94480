"""Files made to cost their reader time or memory: small on disk, and none is kept."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
ENTITIES = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(97 + k)} "{f"&{chr(96 + k)};" * 10}">' for k in range(1, 9)
)


def zipped(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def workbook(sheets: list[bytes | str], beside: dict[str, bytes | str] | None = None) -> bytes:
    """An .xlsx with the XML of its sheets, and of "sharedStrings" or "styles" beside them."""
    parts: dict[str, bytes | str] = {
        "_rels/.rels": relations({"b": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": book(len(sheets)),
    }
    targets = {f"s{k}": ("worksheet", f"worksheets/{k}.xml") for k in range(len(sheets))}
    parts |= {f"xl/worksheets/{k}.xml": xml for k, xml in enumerate(sheets)}
    for name, xml in (beside or {}).items():
        targets[name] = (name, f"{name}.xml")
        parts[f"xl/{name}.xml"] = xml
    parts["xl/_rels/workbook.xml.rels"] = relations(targets)
    return zipped(parts)


def book(sheets: int) -> str:
    """The part of a workbook that names its sheets."""
    entries = "".join(f'<sheet name="{k}" sheetId="{k + 1}" r:id="s{k}"/>' for k in range(sheets))
    return f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>'


def relations(targets: dict[str, tuple[str, str]]) -> str:
    """Which part each name leads to."""
    entries = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{entries}</Relationships>'


def sheet(rows: str | bytes, before: str = "") -> bytes:
    """The XML of a sheet."""
    rows = rows.encode() if isinstance(rows, str) else rows
    start = f'{before}<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    return start + rows + b"</sheetData></worksheet>"


def ods(rows: str, before: str = "") -> bytes:
    """An OpenDocument file with one sheet."""
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("o", "office"), ("t", "table"), ("x", "text"))
    )
    content = (
        f"{before}<o:document-content{names}><o:body><o:spreadsheet><t:table t:name='s'>{rows}"
        "</t:table></o:spreadsheet></o:body></o:document-content>"
    )
    said = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": said, "content.xml": content})


def lying(data: bytes, name: str, size: int) -> bytes:
    """An archive in which the entry ``name`` says to be ``size`` bytes long, and so does its part."""
    raw = bytearray(data)
    for mark, at_size, at_name in ((b"PK\3\4", 22, 30), (b"PK\1\2", 24, 46)):
        at = raw.find(mark)
        while at >= 0:
            if raw[at + at_name : at + at_name + len(name)] == name.encode():
                struct.pack_into("<I", raw, at + at_size, size)
            at = raw.find(mark, at + 4)
    return bytes(raw)


def boastful(data: bytes) -> bytes:
    """An archive whose first entry says to be as long compressed as there is room for."""
    raw = bytearray(data)
    for mark, at_size in ((b"PK\3\4", 18), (b"PK\1\2", 20)):
        struct.pack_into("<I", raw, raw.find(mark) + at_size, (1 << 32) - 2)
    return bytes(raw)


def compressed() -> Iterator[tuple[str, bytes]]:
    """Texts that swell when they are unpacked."""
    text = b"1,2\n" * (5 << 18)  # 5 MiB: members that follow each other are one text
    ones = b"1" * len(text)  # which bzip2 packs fast
    deflated = gzip.compress(text)
    yield "bomb.csv.gz", gzip.compress(text * 8, 1)
    yield "members.csv.gz", deflated * 8
    yield "members.csv.bz2", bz2.compress(ones, 1) * 8
    yield "members.csv.xz", lzma.compress(text, preset=0) * 8
    yield "empty members.csv.gz", gzip.compress(b"") * 50_000
    yield "empty members.csv.bz2", bz2.compress(b"") * 50_000
    yield "twice.csv.gz", gzip.compress(deflated)
    yield "dictionary.csv.xz", _of_large_dictionary()
    archive = zipped({"t.csv": text * 8})
    yield "bomb.zip", archive
    yield "lies.zip", lying(archive, "t.csv", 100)
    yield "boasts.zip", boastful(lying(archive, "t.csv", 100))
    yield "lies of bzip2.zip", lying(zipped({"t.csv": ones}, zipfile.ZIP_BZIP2), "t.csv", 100)
    yield "lies of lzma.zip", lying(zipped({"t.csv": text}, zipfile.ZIP_LZMA), "t.csv", 100)
    yield "entries.zip", _of_many_entries(200_000)
    yield "nested.zip", zipped({"t.zip": archive})
    yield "gz within.zip", zipped({"t.csv.gz": deflated * 8})
    yield "swollen.npz", zipped({"a.npy": b"\x93NUMPY\1\0" + bytes(40 << 20)})


def _of_large_dictionary() -> bytes:
    """A stream of xz that asks for a dictionary of 1.5 GiB."""
    options = [{"id": lzma.FILTER_LZMA2, "preset": 0}]
    raw = bytearray(lzma.compress(b"a,b\n1,2\n", lzma.FORMAT_XZ, filters=options))
    # the header of the first block: size, flags, filter, length of its property, dictionary
    raw[16] = 37
    size = (raw[12] + 1) * 4
    raw[12 + size - 4 : 12 + size] = struct.pack("<I", zlib.crc32(raw[12 : 12 + size - 4]))
    return bytes(raw)


def _of_many_entries(n: int) -> bytes:
    entry = b"PK\1\2" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"a"
    directory = entry * n
    end = b"PK\5\6" + struct.pack("<4H2IH", 0, 0, 1, 1, len(directory), 4, 0)
    return b"PK\3\4" + directory + end


def workbooks() -> Iterator[tuple[str, bytes]]:
    """Workbooks that would be laid out, parsed or unpacked without end."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield "far.xlsx", workbook([sheet(HEAD + far)])
    yield "far by half.xlsx", workbook([sheet(HEAD + far.replace("XFD", "P"))])
    hidden = '<row r="9"><c x=" r=\'C9\'" r="XFD1048576"><v>1</v></c></row>'
    yield "far, hidden in a value.xlsx", workbook([sheet(HEAD + hidden)])
    yield "far, said twice.xlsx", workbook([sheet(HEAD + far.replace("<c ", '<c r="A9" '))])
    yield (
        "far, in a comment's shade.xlsx",
        workbook([sheet(HEAD + far.replace("<c ", "<!-- > --><c\t\n"))]),
    )
    yield (
        "far, with a prefix.xlsx",
        workbook([sheet(HEAD + far.replace("<c ", "<q:c ").replace("</c>", "</q:c>"))]),
    )
    yield (
        "far, with two prefixes.xlsx",
        workbook([sheet(HEAD + far.replace("<c ", "<p:q:c ").replace("</c>", "</p:q:c>"))]),
    )
    yield "beyond.xlsx", workbook([sheet(HEAD + far.replace("XFD1048576", "ZZZ9999999"))])
    yield "no places.xlsx", workbook([sheet("<row>" + "<c/>" * 2_000_000 + "</row>")])
    yield "odd places.xlsx", workbook([sheet('<row r="1">' + '<c r = "A1"/>' * 1_500_000)])
    yield "redos.xlsx", workbook([sheet("<c " * 32_000)])
    yield "long tag.xlsx", workbook([sheet(b"<c " + b"x" * (2 << 20))])
    yield (
        "dimension.xlsx",
        workbook(
            [sheet(HEAD + far).replace(b"<sheetData>", b'<dimension ref="A1:B1"/><sheetData>')]
        ),
    )
    yield "entities.xlsx", workbook([sheet(HEAD, ENTITIES + "]>")])
    yield "bomb.xlsx", workbook([sheet(HEAD + " " * (40 << 20))])
    yield "lies.xlsx", lying(workbook([sheet(HEAD + " " * (40 << 20))]), "xl/worksheets/0.xml", 200)
    yield (
        "texts.xlsx",
        workbook(
            [sheet(HEAD)],
            {"sharedStrings": f'<sst xmlns="{MAIN}">' + "<si><t>a</t></si>" * 2_000_000},
        ),
    )
    yield "one part, many sheets.xlsx", _of_one_part()
    yield "many sheets.xlsx", workbook([sheet("")] * 5000)
    repeated = (
        '<t:table-row t:number-rows-repeated="{}"><t:table-cell t:number-columns-repeated="{}" '
        'o:value-type="float" o:value="1"/></t:table-row>'
    )
    yield "repeated.ods", ods(repeated.format(1_048_576, 16_384))
    yield "repeated by a little.ods", ods(repeated.format(1_000_000, 40))
    yield "repeated columns.ods", ods(repeated.format(1, 999_999_999))
    yield (
        "far.ods",
        ods(
            repeated.format(1, 1)
            + '<t:table-row t:number-rows-repeated="999999999"/>'
            + repeated.format(1, 1)
        ),
    )
    yield "entities.ods", ods(repeated.format(2, 2), ENTITIES + "]>")
    yield "bomb.ods", ods("<x:p/>" * (6 << 20))


def _of_one_part() -> bytes:
    """A workbook of a thousand sheets, each the same part of 20 MB without a table."""
    part = sheet("<row><c/></row>" * 40_000 + " " * (20 << 20))
    targets = {f"s{k}": ("worksheet", "worksheets/0.xml") for k in range(1000)}
    return zipped(
        {
            "_rels/.rels": relations({"b": ("officeDocument", "xl/workbook.xml")}),
            "xl/workbook.xml": book(1000),
            "xl/_rels/workbook.xml.rels": relations(targets),
            "xl/worksheets/0.xml": part,
        }
    )
