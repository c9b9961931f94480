"""Workbooks by other writers: .xlsx by openpyxl, .xls by xlwt, .ods by odfpy; and hostile ones."""

import datetime
import struct
import time
import zipfile

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from shoal.errors import TableError
from shoal.tables.sources.opening import open_source

NUMBER = 0.12345678901234
WRITTEN = [
    ["group", "size", "size", "when"],
    ["x", "0.12345678901234", "1e-10", "2024-05-31"],
    ["x", "true", "#DIV/0!", "2024-05-31 12:30:15"],
    ["z", "0.125", "-3", ""],
]


def as_xlsx(path):
    book = openpyxl.Workbook()
    book.active.title = "notes"
    book.active["A1"] = "made for a test"
    hidden = book.create_sheet("lists")
    hidden.append(["a", "b"])
    hidden.append([1, 2])
    hidden.sheet_state = "hidden"
    sheet = book.create_sheet("data")
    sheet["B3"], sheet["C3"], sheet["E3"] = "group", "size", "when"
    sheet.merge_cells("C3:D3")
    sheet["B4"], sheet["C4"], sheet["D4"] = "x", NUMBER, 1e-10
    sheet.merge_cells("B4:B5")
    sheet["E4"] = datetime.date(2024, 5, 31)
    sheet["C5"], sheet["D5"] = True, "#DIV/0!"
    sheet["E5"] = datetime.datetime(2024, 5, 31, 12, 30, 15)
    sheet["B7"], sheet["C7"], sheet["D7"] = "z", 0.125, -3
    sheet["C7"].number_format = "0.0%"
    sheet["D7"].number_format = '"$"#,##0.00'
    book.save(path)


def as_xls(path):
    book = xlwt.Workbook()
    book.add_sheet("notes").write(0, 0, "made for a test")
    hidden = book.add_sheet("lists")
    for i, row in enumerate((["a", "b"], [1, 2])):
        for k, value in enumerate(row):
            hidden.write(i, k, value)
    hidden.visibility = 1
    sheet = book.add_sheet("data")
    sheet.write(2, 1, "group")
    sheet.write_merge(2, 2, 2, 3, "size")
    sheet.write(2, 4, "when")
    sheet.write_merge(3, 4, 1, 1, "x")
    sheet.write(3, 2, NUMBER)
    sheet.write(3, 3, 1e-10)
    sheet.write(3, 4, datetime.date(2024, 5, 31), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(4, 2, True)
    sheet.row(4).set_cell_error(3, "#DIV/0!")
    moment = datetime.datetime(2024, 5, 31, 12, 30, 15)
    sheet.write(4, 4, moment, xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss"))
    sheet.write(6, 1, "z")
    sheet.write(6, 2, 0.125, xlwt.easyxf(num_format_str="0.0%"))
    sheet.write(6, 3, -3, xlwt.easyxf(num_format_str="$#,##0.00"))
    book.save(str(path))


def of_ods(value, **options):
    if isinstance(value, str):
        cell = TableCell(valuetype="string", **options)
        cell.addElement(P(text=value))
        return cell
    if isinstance(value, bool):
        return TableCell(valuetype="boolean", booleanvalue=str(value).lower(), **options)
    return TableCell(valuetype="float", value=repr(value), **options)


def as_ods(path):
    document = OpenDocumentSpreadsheet()
    style = Style(name="hidden", family="table")
    style.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(style)

    def add(name, rows, **options):
        table = Table(name=name, **options)
        for cells in rows:
            row = TableRow()
            for cell in cells:
                row.addElement(cell)
            table.addElement(row)
        document.spreadsheet.addElement(table)
        return table

    def date(value):
        return TableCell(valuetype="date", datevalue=value)

    add("notes", [[of_ods("made for a test")]])
    add("lists", [[of_ods("a"), of_ods("b")], [of_ods(1), of_ods(2)]], stylename="hidden")
    covered = CoveredTableCell
    failed = of_ods("#DIV/0!", formula="of:=1/0")
    add(
        "data",
        [
            [],
            [],
            [
                *(TableCell(), of_ods("group"), of_ods("size", numbercolumnsspanned=2), covered()),
                of_ods("when"),
            ],
            [
                *(TableCell(), of_ods("x", numberrowsspanned=2), of_ods(NUMBER), of_ods(1e-10)),
                date("2024-05-31"),
            ],
            [TableCell(), covered(), of_ods(True), failed, date("2024-05-31T12:30:15")],
            [TableCell(numbercolumnsrepeated=5)],
            [
                *(TableCell(), of_ods("z"), TableCell(valuetype="percentage", value="0.125")),
                TableCell(valuetype="currency", currency="USD", value="-3"),
            ],
        ],
    )
    document.save(str(path))


@pytest.mark.parametrize("write", [as_xlsx, as_xls, as_ods])
def test_a_sheet_as_the_eye_reads_it(write, tmp_path):
    path = tmp_path / f"t.{write.__name__[3:]}"
    write(path)
    grid = open_source(path)
    # .ods has no empty columns to leave away before the first
    rows = [row[-4:] if len(row) > 4 else row for row in grid.rows]
    assert rows == WRITTEN
    assert list(grid.numbers) == [3, 4, 5, 7]
    assert grid.unit == "row"
    assert grid.where == f"{path.name}, sheet 'data'"
    assert grid.said == ("sheet 'data' is read; the others are 'notes', 'lists' (--sheet NAME)",)


@pytest.mark.parametrize("write", [as_xlsx, as_xls, as_ods])
def test_a_sheet_by_its_name_or_number(write, tmp_path, refused):
    path = tmp_path / f"t.{write.__name__[3:]}"
    write(path)
    for sheet in ("lists", 2, "2"):
        grid = open_source(path, sheet=sheet)
        assert grid.rows == [["a", "b"], ["1", "2"]]
        assert grid.said == (f"sheet 'lists' is hidden in {path.name}",)
    assert open_source(path, sheet="notes").rows == [["made for a test"]]
    for sheet in ("other", 4, 0, "4", True):
        message = refused(path, sheet=sheet)
        assert f"no sheet '{sheet}'; name one of notes, lists, data" in message


@pytest.mark.parametrize("write", [as_xlsx, as_xls, as_ods])
def test_the_content_decides_not_the_name(write, tmp_path):
    path = tmp_path / "t.csv"
    write(path)
    assert len(open_source(path).rows) == 4


@pytest.mark.parametrize("write", [as_xlsx, as_xls, as_ods])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.9, 0.99])
def test_cut(write, share, tmp_path):
    whole, path = tmp_path / "whole", tmp_path / f"t.{write.__name__[3:]}"
    write(whole)
    raw = whole.read_bytes()
    path.write_bytes(raw[: int(share * len(raw))])
    with pytest.raises(TableError, match=rf"{path.name}"):
        open_source(path)


@pytest.mark.parametrize("write", [as_xlsx, as_xls, as_ods])
def test_damaged_anywhere(write, tmp_path):
    """A byte changed is read all the same or refused in one sentence; nothing else comes out."""
    whole, path = tmp_path / "whole", tmp_path / f"t.{write.__name__[3:]}"
    write(whole)
    raw = bytearray(whole.read_bytes())
    for k in range(0, len(raw), max(1, len(raw) // 60)):
        damaged = raw.copy()
        damaged[k] ^= 0xFF
        path.write_bytes(damaged)
        try:
            open_source(path)
        except TableError as error:
            assert str(error).isprintable()  # noqa: PT017


def test_a_title_and_notes_do_not_count_as_a_table(tmp_path, write_xlsx):
    path = tmp_path / "t.xlsx"
    write_xlsx(
        path, {"list": [["a"], [1], [2]], "title": [["t", "u"]], "two": [["a", "b"], [1, 2]]}
    )
    assert open_source(path).where == "t.xlsx, sheet 'two'"
    write_xlsx(path, {"none": [], "list": [["a"], [1]]})
    assert open_source(path).rows == [["a"], ["1"]]


def test_empty_workbooks(tmp_path, write_xlsx, refused):
    path = tmp_path / "t.xlsx"
    write_xlsx(path, {"s": []})
    assert "t.xlsx, sheet 's' is empty" in refused(path)
    write_xlsx(path, {})
    assert "t.xlsx has no sheets" in refused(path)


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_numbers_to_the_same_bits(tmp_path_factory, write_xlsx_function, numbers):
    path = tmp_path_factory.mktemp("excel") / "t.xlsx"
    write_xlsx_function(path, {"s": [["a"], *[[x] for x in numbers]]})
    # minus zero comes as zero: Excel has none
    assert [float(row[0]) for row in open_source(path).rows[1:]] == numbers


def test_times_of_the_day_and_durations(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["time", "span", "date"],
        [datetime.time(1, 2, 3), datetime.timedelta(hours=36), datetime.date(1900, 1, 5)],
        [datetime.time(0, 0, 30), datetime.timedelta(minutes=30), datetime.date(2000, 1, 5)],
    ):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    assert open_source(tmp_path / "t.xlsx").rows[1:] == [
        ["01:02:03", "36:00:00", "1900-01-05"],
        ["00:00:30", "00:30:00", "2000-01-05"],
    ]


def test_texts_stay_as_they_are(tmp_path):
    book = openpyxl.Workbook()
    cells = ["0012", "1,5", " a ", "12o", "1e5", "inf", "true", "NaN", "#N/A", "12:30"]
    for cell in cells:
        book.active.append([cell, "x"])
        book.active.cell(book.active.max_row, 1).data_type = "s"
    book.save(tmp_path / "t.xlsx")
    assert [row[0] for row in open_source(tmp_path / "t.xlsx").rows] == cells


def with_sheet(path, write_xlsx, xml):
    """A workbook whose sheet is this XML."""
    whole = path.with_name("whole.xlsx")
    write_xlsx(whole, {"s": []})
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", 8) as copy:
        for name in source.namelist():
            copy.writestr(name, xml if name.endswith("sheet1.xml") else source.read(name))


def cells(body, before="", after=""):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0"?>{before}<worksheet xmlns="{main}"><sheetData>{body}</sheetData>'
        f"{after}</worksheet>"
    )


ROW = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "17,179,869,184 cells"),
        # the same, where a look at the text alone does not see the place
        ('<row r="1048576"><c x=">" r="XFD1048576"><v>1</v></c></row>', "17,179,869,184 cells"),
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "beyond XFD1048576"),
        ('<row r="1048577"><c><v>1</v></c></row>', "beyond XFD1048576"),
        ('<row r="99999999"><c><v>1</v></c></row>', "beyond XFD1048576"),
        ('<row r="2"><c r="A99999999999"><v>1</v></c></row>', "is no cell"),
        ('<row r="2"><c r="ZZZZZZZ2"><v>1</v></c></row>', "is no cell"),
        ('<row r="2"><c r="A2" t="s"><v>4</v></c></row>', "cannot be read"),
        ("<c <c <c", "is damaged"),
    ],
)
def test_hostile_cells(body, words, tmp_path, write_xlsx, refused):
    path = tmp_path / "t.xlsx"
    with_sheet(path, write_xlsx, cells(ROW + body))
    message = refused(path)
    assert "t.xlsx, sheet 's'" in message
    assert words in message


def test_cells_without_their_places(tmp_path, write_xlsx):
    path = tmp_path / "t.xlsx"
    with_sheet(
        path,
        write_xlsx,
        cells("<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c t='e'><v>#REF!</v></c></row>"),
    )
    assert open_source(path).rows == [["1", "2"], ["", "#REF!"]]


def test_no_entities(tmp_path, write_xlsx, refused):
    path = tmp_path / "t.xlsx"
    laughs = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(97 + k)} "{f"&{chr(96 + k)};" * 10}">' for k in range(1, 9)
    )
    with_sheet(path, write_xlsx, cells(ROW, before=laughs + "]>"))
    assert "is not XML as workbooks have it" in refused(path)
    write_xlsx(path, {"s": [["a", "b"], [1, 2]]})
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(tmp_path / "u.xlsx", "w") as copy:
        for name in source.namelist():
            start = (laughs + "]>").encode() if name == "xl/workbook.xml" else b""
            copy.writestr(name, start + source.read(name))
    assert "a document type (DOCTYPE)" in refused(tmp_path / "u.xlsx")


@pytest.mark.parametrize("unit", ["<c ", '<c r="A1" ', "<row ", "<mergeCell ", 'r="', "<x:"])
def test_time_in_proportion_to_the_text(unit, tmp_path, write_xlsx):
    """A pattern that begins anew at each place of a long text would take minutes."""
    path = tmp_path / "t.xlsx"
    with_sheet(path, write_xlsx, cells(unit * 200_000))
    begun = time.process_time()
    with pytest.raises(TableError):
        open_source(path)
    assert time.process_time() - begun < 5


def test_merged_areas_that_lie_over_each_other(tmp_path, write_xlsx, refused):
    path = tmp_path / "t.xlsx"
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(1, 400))
    areas = '<mergeCell ref="A1:B400"/>' * 1000
    with_sheet(path, write_xlsx, cells(rows, after=f"<mergeCells>{areas}</mergeCells>"))
    assert "merged cells lie over each other" in refused(path)


def test_a_merged_area_beyond_the_cells(tmp_path, write_xlsx):
    path = tmp_path / "t.xlsx"
    after = '<mergeCells><mergeCell ref="B1:XFD1048576"/><mergeCell ref="Z9:ZZ99"/></mergeCells>'
    with_sheet(path, write_xlsx, cells(ROW, after=after))
    assert open_source(path).rows == [["1", "2"]]


def test_a_sheet_of_more_than_memory(tmp_path, write_xlsx, little_memory, refused):
    path = tmp_path / "t.xlsx"
    write_xlsx(path, {"s": [["a", "b"]] + [[k, 2] for k in range(1000)]})
    little_memory(400_000)
    assert "t.xlsx, sheet 's' holds 2,002 cells" in refused(path)
    little_memory(100_000)
    assert "t.xlsx holds" in refused(path)


def test_a_sheet_of_spreadsheets_that_repeats_without_end(tmp_path, refused):
    path = tmp_path / "t.ods"
    document = OpenDocumentSpreadsheet()
    table = Table(name="s")
    row = TableRow(numberrowsrepeated=1_048_576)
    row.addElement(TableCell(valuetype="float", value="1", numbercolumnsrepeated=16_384))
    table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    assert "t.ods holds" in refused(path)


def test_a_zip_that_is_no_workbook(tmp_path, refused):
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    assert "other.xlsx is damaged: 'xl/workbook.xml' is not in it" in refused(path)


def test_an_old_document_that_is_no_workbook(tmp_path, refused):
    path = tmp_path / "t.xls"
    as_xls(path)
    raw = path.read_bytes()
    path.write_bytes(raw.replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le")))
    assert "without a workbook" in refused(path)
    assert raw != path.read_bytes()


def as_xlsb(path, reach=2):
    """A binary workbook by hand, as [MS-XLSB] has it: its writers are few."""

    def record(sort, body=b""):
        number = bytes([sort]) if sort < 128 else bytes([sort & 0x7F | 0x80, sort >> 7])
        return number + bytes([len(body)]) + body

    def text(words):
        return len(words).to_bytes(4, "little") + words.encode("utf-16-le")

    def cell(column):
        return column.to_bytes(4, "little") + bytes(4)

    def row(number):
        return record(0, number.to_bytes(4, "little") + bytes(21))

    sheet = record(129) + record(148, bytes(16)) + record(145)
    sheet += row(0) + record(6, cell(0) + text("a")) + record(6, cell(1) + text("b"))
    sheet += row(1) + record(5, cell(0) + struct.pack("<d", NUMBER)) + record(3, cell(1) + b"\x07")
    sheet += row(reach) + record(4, cell(reach - 1) + b"\x01")
    sheet += record(146) + record(176, struct.pack("<4I", 1, 2, 0, 0)) + record(130)
    entry = struct.pack("<II", 0, 1) + text("rId1") + text("data")
    book = record(131) + record(143) + record(156, entry) + record(144) + record(132)
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="{{}}" Type="{kinds}/{{}}" Target="{{}}"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", relations.format("r", "officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/workbook.bin", book)
        place = relations.format("rId1", "worksheet", "worksheets/sheet1.bin")
        archive.writestr("xl/_rels/workbook.bin.rels", place)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)


def test_a_binary_workbook(tmp_path, refused):
    path = tmp_path / "t.xlsb"
    as_xlsb(path)
    grid = open_source(path)
    assert grid.rows == [["a", "b"], ["0.12345678901234", "#DIV/0!"], ["0.12345678901234", "true"]]
    assert grid.where == "t.xlsb, sheet 'data'"
    as_xlsb(path, reach=16_000)
    assert "t.xlsb, sheet 'data' reaches over 256,016,000 cells" in refused(path)
    path.write_bytes(path.read_bytes()[:-30])
    assert "t.xlsb" in refused(path)
