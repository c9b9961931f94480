"""How a table is refused; and a small writer of .xlsx files, one cell a value at its row and column."""

import zipfile
from xml.sax.saxutils import escape

import pytest

from shoal.errors import TableError
from shoal.tables import decide, read_table

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    "</Types>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _cell(row, column, value):
    place = f"{chr(ord('A') + column)}{row}"
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _write_xlsx(path, sheets, first_row=1):
    """``sheets``: name -> rows of values (None: no cell), the first of them at ``first_row``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r0" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        entries, relations = "", ""
        for k, (name, rows) in enumerate(sheets.items(), 1):
            entries += f'<sheet name="{name}" sheetId="{k}" r:id="r{k}"/>'
            relations += (
                f'<Relationship Id="r{k}" Type="{_OFFICE}/worksheet" '
                f'Target="worksheets/sheet{k}.xml"/>'
            )
            body = "".join(
                f'<row r="{r}">'
                + "".join(_cell(r, c, v) for c, v in enumerate(row) if v is not None)
                + "</row>"
                for r, row in enumerate(rows, first_row)
            )
            archive.writestr(
                f"xl/worksheets/sheet{k}.xml",
                f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>',
            )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{entries}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
        )


@pytest.fixture
def write_xlsx():
    return _write_xlsx


@pytest.fixture(scope="session")
def write_xlsx_function():
    """The same for hypothesis, which asks that a fixture outlives one example."""
    return _write_xlsx


def _refusal(path, target="y", **options):
    """The message with which reading, deciding or encoding refuses; it must be a TableError."""

    def train():
        table = read_table(path, **options)
        plan = decide(table, [target])
        return plan.encode(table), plan.encode_targets(table)

    with pytest.raises(TableError) as caught:
        train()
    message = str(caught.value)
    assert "\n" not in message
    assert "\r" not in message
    assert message.isprintable()
    assert len(message) < 400
    return message


@pytest.fixture(scope="session")
def refusal():
    return _refusal


@pytest.fixture
def read(tmp_path):
    """Reads a text (or bytes) as the file t.csv, with options of ``read_table``."""

    def read(content, **options):
        path = tmp_path / "t.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path, **options)

    return read


@pytest.fixture
def refused(read):
    """The one line with which a text is refused."""

    def refused(content, **options):
        with pytest.raises(TableError) as caught:
            read(content, **options)
        assert str(caught.value).isprintable()
        return str(caught.value)

    return refused
