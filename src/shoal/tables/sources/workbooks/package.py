"""An .xlsx package of one sheet: its own XML, the texts and formats beside it, and no other part.

The sizes of these parts are known and their names are ours, so the library that reads the package
meets nothing that was not looked at.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

SHEET = "sheet"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    "</Types>"
)


def packed(sheet: bytes, beside: Mapping[str, bytes], since_1904: bool) -> bytes:
    """The package; ``beside`` may hold "sharedStrings" and "styles"."""
    parts = {"worksheet": ("worksheets/sheet1.xml", sheet)}
    parts.update({kind: (f"{kind}.xml", xml) for kind, xml in beside.items()})
    relations = "".join(
        f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{part}"/>'
        for kind, (part, _) in parts.items()
    )
    file = io.BytesIO()
    # not compressed: it is read at once
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="book" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{since_1904:d}"/>'
            f'<sheets><sheet name="{SHEET}" sheetId="1" r:id="worksheet"/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
        )
        for part, xml in parts.values():
            package.writestr(f"xl/{part}", xml)
    return file.getvalue()
