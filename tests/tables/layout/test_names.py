"""Names of columns and of rows."""

import io

import numpy as np
import pandas
import pytest


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        (["1", "2", "3", "4"], "counts the rows from 1: row names, no input"),
        (["0", "1", "2", "3"], "counts the rows from 0: row names, no input"),
        (["3", "0", "2", "7"], "another whole number in every row: row names"),
        (["Fiat", "Lotus", "Dodge", "Volvo"], "tells the rows apart ('Fiat', ...)"),
    ],
)
@pytest.mark.parametrize("nameless", ["", "Unnamed: 0", '""'])
def test_row_names(read, labels, sentence, nameless):
    rows = "".join(f"{label},{k * 1.5},{k * k}\n" for k, label in enumerate(labels))
    table = read(f"{nameless},a,b\n{rows}")
    assert table.names == ["a", "b"]
    assert [str(v).removesuffix(".0") for v in table.labels.values] == labels
    assert sentence in table.said[0]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["5.5", "3.6", "7.1"], "number"),  # measured
        (["2001", "2002", "2003"], "number"),  # years
        (["2020-01-01", "2020-01-02", "2020-01-03"], "date"),
        (["1", "1", "2"], "number"),
        (["-1", "0", "1"], "number"),
        (["1", "", "3"], "number"),
        (["red", "blue", "red"], "text"),
    ],
)
def test_a_column_without_a_name_that_is_no_row_name(read, cells, kind):
    table = read(",a,b\n" + "".join(f"{c},{k},{k * k}\n" for k, c in enumerate(cells)))
    assert table.names == ["column 1", "a", "b"]
    assert table["column 1"].kind == kind
    assert table.labels is None
    assert table.said == ("column 1 has no name: it is called 'column 1'",)


def test_a_column_without_a_name_further_right(read):
    table = read("a,,b\n1,2,3\n2,3,5\n3,4,7\n")
    assert table.names == ["a", "column 2", "b"]
    assert list(table["column 2"].values) == [2, 3, 4]


def test_a_name_that_is_taken(read):
    table = read("column 2,,b\n1.5,2,3\n2,3,5\n")
    assert len(set(table.names)) == 3
    assert list(table["column 2"].values) == [1.5, 2]


def test_the_short_header_of_write_table(read):
    """write.table(mtcars) names one column less than there are cells."""
    text = (
        '"mpg" "cyl" "disp"\n"Mazda RX4" 21 6 160\n"Datsun 710" 22.8 4 108\n"Valiant" 18.1 6 225\n'
    )
    frame = pandas.read_csv(io.StringIO(text), sep=" ")
    table = read(text)
    assert table.names == list(frame.columns)
    assert list(table.labels.values) == list(frame.index)
    for name in table.names:
        assert list(table[name].values) == frame[name].tolist()


def test_the_index_that_pandas_writes(read):
    frame = pandas.DataFrame({"x": [0.5, 1.5, 2.5], "y": [1, 4, 9]}).sample(frac=1, random_state=1)
    table = read(frame.to_csv())
    assert table.names == ["x", "y"]
    assert list(table.labels.values) == list(frame.index)
    assert list(table["x"].values) == frame["x"].tolist()


def test_one_column_of_values_keeps_its_order_as_an_input(read):
    table = read(",y\n1,5\n2,7\n3,11\n4,13\n")
    assert table.names == ["row", "y"]
    assert list(table["row"].values) == [1, 2, 3, 4]
    assert "it is called 'row'" in table.said[-1]


def test_beside_one_column_rows_with_names_are_counted(read):
    table = read('"","y"\n"Ulm",5\n"Kiel",7\n"Bonn",11\n')
    assert table.names == ["row", "y"]
    assert list(table["row"].values) == [1, 2, 3]
    assert list(table.labels.values) == ["Ulm", "Kiel", "Bonn"]
    assert "the number of the row, 'row', is another" in table.said[-1]


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (" a , b", ["a", "b"]),
        ("a\t,\u00a0b ", ["a", "b"]),
        ('" a ","b"', ["a", "b"]),
        ("a,a", ["a", "a (2)"]),
        ("a (2),a,a", ["a (2)", "a", "a (3)"]),
        ("7,a", ["7", "a"]),
    ],
)
def test_names_as_they_mean(read, head, names):
    n = len(names)
    table = read(head + "\n" + "".join(",".join([str(k + 0.5)] * n) + "\n" for k in range(3)))
    assert table.names == names


def test_names_twice_keep_their_values(read):
    table = read("x,x,x\n1,2,3\n4,5,6\n")
    assert [list(c.values) for c in table.columns.values()] == [[1, 4], [2, 5], [3, 6]]
    assert table.said == (
        "x is the name of several columns: column 2 is x (2)",
        "x is the name of several columns: column 3 is x (3)",
    )


def test_empty_columns_between_others_drop_out(read):
    table = read("a,,b\n1,,3\n2,,5\n4,,7\n")
    assert table.names == ["a", "b"]
    assert np.array_equal(table["b"].values, [3, 5, 7])


def test_a_named_column_without_a_cell_stays(read):
    table = read("a,c,b\n1,,3\n2,,5\n")
    assert table.names == ["a", "c", "b"]
    assert table["c"].missing().all()
