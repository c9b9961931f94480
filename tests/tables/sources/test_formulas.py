"""Formulas of a workbook whose results were not saved: said, never taken for missing values."""

import openpyxl
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from shoal.errors import TableError
from shoal.tables import decide, read_table


def by_openpyxl(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def by_odfpy(path, rows):
    document = OpenDocumentSpreadsheet()
    table = Table(name="s")
    for cells in rows:
        row = TableRow()
        for cell in cells:
            if isinstance(cell, str) and cell.startswith("="):
                row.addElement(TableCell(formula=f"of:{cell}"))
            elif isinstance(cell, str):
                row.addElement(TableCell(valuetype="string"))
                row.lastChild.addElement(P(text=cell))
            else:
                row.addElement(TableCell(valuetype="float", value=str(cell)))
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(path))


@pytest.fixture(params=[by_openpyxl, by_odfpy], ids=["xlsx", "ods"])
def book(request, tmp_path):
    def write(rows):
        path = tmp_path / f"t.{'xlsx' if request.param is by_openpyxl else 'ods'}"
        request.param(path, rows)
        return path

    return write


def test_a_column_of_formulas(book):
    path = book([["a", "b", "y"], *[[k, k / 2, f"=A{k}+B{k}"] for k in range(2, 12)]])
    table = read_table(path)
    problem = table["y"].problem
    assert f"{path.name}, row 2, column 'y': the formula was saved without its result" in problem
    assert "and 9 more of its cells are" in problem
    assert "open the file in Excel or LibreOffice and save it there" in problem
    assert "--ignore" in problem
    assert not table["a"].problem
    with pytest.raises(TableError, match="without its result"):
        decide(table, ["y"])
    assert decide(table, ["a"], ignore=["y"]).inputs


def test_a_single_formula_among_texts(book):
    rows = [["a", "kind"], *[[k, "odd" if k % 2 else "even"] for k in range(10)]]
    rows[7][1] = '=IF(A8>3,"odd","even")'
    table = read_table(book(rows))
    assert "row 8, column 'kind': the formula was saved without its result;" in (
        table["kind"].problem
    )


def test_rows_of_formulas_alone_are_rows(book):
    path = book([["a", "b"], *[[f"=C{k}", f"=C{k}*2"] for k in range(2, 8)]])
    assert read_table(path).n_rows == 6


def test_they_are_missing_where_that_is_said(book):
    path = book([["a", "y"], [1, 2], [2, "=A3*2"], [3, 6]])
    table = read_table(path, missing="#UNCOMPUTED!")
    assert not table["y"].problem
    assert table["y"].missing().tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="B2"><f>A2</f><v>5</v></c>', "5"),
        ('<c r="B2" t="str"><f>A2&amp;""</f><v></v></c>', ""),  # Excel's own empty text
        ('<c r="B2" t="str"><f>A2</f><v/></c>', ""),
        ('<c r="B2" t="str"><f>A2</f></c>', "#UNCOMPUTED!"),
        ('<c r="B2"><f>A2</f><v></v></c>', "#UNCOMPUTED!"),
        ('<c r="B2" s="0">\n<f t="shared" si="0"/>\n</c>', "#UNCOMPUTED!"),
        ('<c s="0" r=\'B2\'><f t="array" ref="B2:B3">A2</f><v /></c>', "#UNCOMPUTED!"),
        ('<c r="B2"><f>A2</f></c><c r="C2"><v>7</v></c>', "#UNCOMPUTED!"),
        ('<c r="B2"><v>7</v></c>', "7"),
        ('<c r="B2"/>', ""),
    ],
)
def test_what_has_no_result(cell, expected, tmp_path, write_xlsx):
    import zipfile

    from shoal.tables.sources.opening import open_source

    write_xlsx(tmp_path / "u.xlsx", {"s": [["a", "b"], [1]]})
    with zipfile.ZipFile(tmp_path / "u.xlsx") as source:
        parts = {name: source.read(name).decode() for name in source.namelist()}
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as copy:
        for name, text in parts.items():
            copy.writestr(name, text.replace("<v>1</v></c></row>", f"<v>1</v></c>{cell}</row>"))
    rows = open_source(tmp_path / "t.xlsx").rows
    assert (rows[1][1] if len(rows[1]) > 1 else "") == expected
