"""Formats with types, by other writers: pandas, pyarrow, NumPy, SciPy, SQLite, DuckDB, pyreadstat."""

import datetime
import io
import json
import math
import os
import sqlite3
import zipfile

import duckdb
import numpy as np
import pandas
import polars
import pyarrow
import pyarrow.feather
import pyarrow.parquet
import pyreadstat
import pytest
import scipy.io

from shoal.errors import TableError
from shoal.tables.frames import from_frame
from shoal.tables.sources.opening import open_source
from shoal.tables.sources.source import Text

FRAME = {"a": [1.5, 2.0, None], "s": ["x", None, "z"], "n": [1, 2, 3]}


def columns(path, **options):
    """Columns as lists, None where there is no value."""
    frame = open_source(path, **options).frame
    if isinstance(frame, polars.DataFrame):
        frame = frame.to_dict(as_series=False)
    return {
        name: [None if isinstance(v, float) and math.isnan(v) else v for v in list(values)]
        for name, values in frame.items()
    }


def write_parquet(path, frame=FRAME):
    pyarrow.parquet.write_table(pyarrow.table(frame), path)


def write_feather(path):
    pyarrow.feather.write_feather(pyarrow.table(FRAME), str(path))


def write_stream(path):
    table = pyarrow.table(FRAME)
    with pyarrow.ipc.new_stream(str(path), table.schema) as writer:
        writer.write_table(table)


def write_sqlite(path):
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE cars (a REAL, s TEXT, n INTEGER)")
    rows = list(zip(*FRAME.values(), strict=True))
    connection.executemany("INSERT INTO cars VALUES (?, ?, ?)", rows)
    connection.commit()
    connection.close()


def write_duckdb(path):
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE cars (a DOUBLE, s TEXT, n INTEGER)")
        for row in zip(*FRAME.values(), strict=True):
            connection.execute("INSERT INTO cars VALUES (?, ?, ?)", row)


def write_records(path):
    pandas.DataFrame(FRAME).to_json(path, orient="records")


def write_lines(path):
    pandas.DataFrame(FRAME).to_json(path, orient="records", lines=True)


def write_columns(path):
    pandas.DataFrame(FRAME).to_json(path)


def write_split(path):
    pandas.DataFrame(FRAME).to_json(path, orient="split")


def write_lists(path):
    path.write_text(json.dumps(FRAME))


def write_under(path):
    records = [dict(zip(FRAME, row, strict=True)) for row in zip(*FRAME.values(), strict=True)]
    path.write_text(json.dumps({"count": 3, "results": records}))


@pytest.mark.parametrize("name", ["t", "t.csv", "t.bin"])
@pytest.mark.parametrize(
    "write",
    [
        *(write_parquet, write_feather, write_stream, write_sqlite, write_duckdb),
        *(write_records, write_lines, write_columns, write_split, write_lists, write_under),
    ],
)
def test_the_same_columns(write, name, tmp_path):
    path = tmp_path / name
    write(path)
    assert columns(path) == FRAME
    assert from_frame(open_source(path).frame).names == ["a", "s", "n"]


@pytest.mark.parametrize(
    "write",
    [write_parquet, write_feather, write_stream, write_sqlite, write_duckdb, write_columns],
)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95, 0.999])
def test_cut(write, share, tmp_path):
    whole, path = tmp_path / "whole", tmp_path / "cut.bin"
    write(whole)
    raw = whole.read_bytes()
    path.write_bytes(raw[: int(share * len(raw))])
    try:
        opened = open_source(path)
    except TableError as error:
        assert "cut.bin" in str(error)  # noqa: PT017
        return
    # a few bytes of JSON are a text, a stream may have said all but its end
    assert write is write_stream or (write is write_columns and isinstance(opened, Text))


class TestParquet:
    def test_an_index_of_pandas_keeps_its_name(self, tmp_path):
        path = tmp_path / "t.parquet"
        pandas.DataFrame({"a": [1, 2]}, index=[5, 7]).to_parquet(path)
        assert columns(path) == {"a": [1, 2], "__index_level_0__": [5, 7]}

    def test_a_folder(self, tmp_path):
        for year in (2023, 2024):
            folder = tmp_path / "cars" / f"year={year}"
            folder.mkdir(parents=True)
            write_parquet(folder / "part-0.parquet", {"a": [year % 100, 1]})
            (folder / "_SUCCESS").write_text("")
        opened = open_source(tmp_path / "cars")
        assert opened.frame.to_dict(as_series=False) == {
            "a": [23, 1, 24, 1],
            "year": [2023, 2023, 2024, 2024],
        }
        assert opened.said == ("2 Parquet files of the folder cars are read as one table",)

    def test_folders_of_other_things(self, tmp_path, refused):
        (tmp_path / "cars").mkdir()
        (tmp_path / "cars" / "a.csv").write_text("a\n1\n")
        assert "cars is a directory with no Parquet files" in refused(tmp_path / "cars")
        (tmp_path / "cars" / "a.parquet").write_text("a\n1\n")
        assert "cars cannot be read" in refused(tmp_path / "cars")
        assert "has no sheets" in refused(tmp_path / "cars", sheet="a")

    def test_files_that_do_not_fit_together(self, tmp_path, refused):
        write_parquet(tmp_path / "a.parquet", {"a": [1]})
        write_parquet(tmp_path / "b.parquet", {"b": ["x"]})
        assert "cannot be read" in refused(tmp_path)

    def test_more_than_memory(self, tmp_path, little_memory, refused):
        path = tmp_path / "t.parquet"
        write_parquet(path, {"a": [0] * 1_000_000})
        assert path.stat().st_size < 10_000
        little_memory(30_000_000)
        assert "t.parquet holds 1,000,000 cells" in refused(path)

    def test_its_foot_alone(self, tmp_path, refused):
        path = tmp_path / "cut.parquet"
        write_parquet(path)
        raw = path.read_bytes()
        path.write_bytes(raw[:60] + raw[-8:])
        assert "cut.parquet cannot be read" in refused(path)
        path.write_bytes(raw[:-1])
        assert "cut.parquet is not a whole Parquet file" in refused(path)


class TestJson:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('[{"a": 1}, {"a": {"b": 2}}]', "record 2: 'a.b' is nested"),
            ('[{"a": 1}, {"a": [2]}]', "record 2: 'a[0]' is nested"),
            ('{"a": 1}\n{"a": {"b": 2}}\n', "line 2: 'a.b' is nested"),
            ('{"a": [1, 2], "b": [1, [2]]}', "value 2: 'b[0]' is nested"),
            ('{"x": {"p": 1}, "y": {"q": 2}}', "record 1: 'x.p' is nested"),
            ('[{"a": 1}, 5]', "record 2: '5' is no record"),
            ("[[1, 2], [3, 4]]", "record 1: an array is no record"),
            ("[]", "no records with values"),
            ("{}", "holds no records"),
            ("[{}]", "no records with values"),
            ('{"a": [1, 2], "b": [1]}', "'b' has 1 values but 'a' has 2"),
            ('[{"a": 1, "a": 2}]', "names 'a' twice"),
            ('[{"a": 1},\n {"a": }]', "line 2, character 8: this is no JSON"),
            ('{"a": 1}\n{"a": }\n', "line 2, character 7: this is no JSON"),
            ('[{"a": 1}', "this is no JSON"),
            ("[" * 100_000, "nested too deeply"),
            ('[{"a": ' + "9" * 5000 + "}]", "mend the number"),
            ('{"columns": ["a", "b"], "data": [[1, 2], [3]]}', "row 2: 1 values for 2 columns"),
            ('{"columns": ["a", "a"], "data": [[1, 2]]}', "names a column twice"),
            ("  ", "is empty"),
        ],
    )
    def test_no_table(self, text, words, tmp_path, refused):
        path = tmp_path / "t.json"
        path.write_text(text)
        message = refused(path)
        assert message.startswith("t.json")
        assert words in message

    def test_records_that_lack_a_name(self, tmp_path):
        path = tmp_path / "t.json"
        path.write_text('[{"a": 1}, {"b": "x"}, {"a": null, "c": true}]')
        found = {"a": [1, None, None], "b": [None, "x", None], "c": [None, None, True]}
        assert columns(path) == found

    def test_what_lies_beside_the_records_is_said(self, tmp_path):
        path = tmp_path / "t.json"
        write_under(path)
        assert open_source(path).said == (
            "the records under 'results' in t.json are read, nothing beside them",
        )

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    def test_encodings(self, encoding, tmp_path):
        path = tmp_path / "t.json"
        path.write_bytes('[{"größe": 1}]'.encode(encoding))
        assert columns(path) == {"größe": [1]}

    def test_no_unicode(self, tmp_path, refused):
        path = tmp_path / "t.json"
        path.write_bytes('[{"größe": 1}]'.encode("latin-1"))
        assert "byte 6: this is no Unicode" in refused(path)


class TestArrays:
    def test_one_array(self, tmp_path):
        np.save(tmp_path / "t.npy", np.arange(6.0).reshape(3, 2))
        assert columns(tmp_path / "t.npy") == {"column 1": [0, 2, 4], "column 2": [1, 3, 5]}
        np.save(tmp_path / "t.npy", np.arange(3))
        assert columns(tmp_path / "t.npy") == {"column 1": [0, 1, 2]}

    def test_records(self, tmp_path):
        np.save(tmp_path / "t.npy", np.array([(1, "x"), (2, "y")], dtype="i4,U3"))
        assert columns(tmp_path / "t.npy") == {"f0": [1, 2], "f1": ["x", "y"]}

    def test_several(self, tmp_path):
        np.savez(tmp_path / "t.npz", X=np.eye(2), y=np.array([b"a", b"b"]), version=3)
        opened = open_source(tmp_path / "t.npz")
        assert columns(tmp_path / "t.npz") == {"X 1": [1, 0], "X 2": [0, 1], "y": ["a", "b"]}
        assert opened.said == ("'version' in t.npz hold a single value and are left away",)

    def test_arrays_that_do_not_fit(self, tmp_path, refused):
        path = tmp_path / "t.npz"
        np.savez_compressed(path, X=np.eye(3), y=np.zeros(2))
        assert "different lengths: X (3 x 3), y (2); name one" in refused(path)
        assert columns(path, sheet="y") == {"y": [0, 0]}
        assert "no array 'z'; name one of X, y" in refused(path, sheet="z")
        np.savez(path, X=np.zeros((2, 2, 2)))
        assert "'X' has 3 dimensions (2 x 2 x 2)" in refused(path)
        np.savez(path, X=np.zeros(2) + 1j)
        assert "'X' holds values of the type complex128" in refused(path)
        np.savez(path, **{"a": np.eye(2), "a 1": np.zeros(2)})
        assert "two columns the name 'a 1'" in refused(path)

    def test_no_pickles(self, tmp_path, refused):
        np.save(tmp_path / "t.npy", np.array([{}], dtype=object), allow_pickle=True)
        assert "objects of Python, which could run code" in refused(tmp_path / "t.npy")

    @pytest.mark.parametrize("shape", ["(4,)", "(10000000000000,)", "(9999999999999999999999,)"])
    def test_a_shape_that_is_not_there(self, shape, tmp_path, refused):
        file = io.BytesIO()
        np.save(file, np.arange(3.0))
        short = file.getvalue().replace(b"(3,)", shape.encode())[:-40]
        (tmp_path / "t.npy").write_bytes(short)
        assert "t.npy cannot be read" in refused(tmp_path / "t.npy")

    def test_a_bomb(self, tmp_path, refused, little_memory):
        np.savez_compressed(tmp_path / "t.npz", X=np.zeros(1_000_000))
        little_memory(10_000_000)
        assert "t.npz holds" in refused(tmp_path / "t.npz")

    @pytest.mark.parametrize("version", ["4", "5"])
    def test_matlab(self, version, tmp_path):
        path = tmp_path / "t.mat"
        scipy.io.savemat(path, {"X": np.eye(2), "y": np.array([3.0, 4.0])}, format=version)
        assert columns(path) == {"X 1": [1, 0], "X 2": [0, 1], "y": [3, 4]}

    def test_texts_and_structures_of_matlab(self, tmp_path):
        path = tmp_path / "t.mat"
        cells = np.array(["a", "bb"], dtype=object)
        scipy.io.savemat(path, {"t": {"x": [1.0, 2.0], "names": cells}}, do_compression=True)
        assert columns(path) == {"x": [1, 2], "names": ["a", "bb"]}

    def test_sparse_matrices_of_matlab(self, tmp_path):
        path = tmp_path / "t.mat"
        scipy.io.savemat(path, {"S": scipy.sparse.csc_array(np.eye(2))})
        assert columns(path) == {"S 1": [1, 0], "S 2": [0, 1]}

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
    def test_matlab_cut(self, share, tmp_path, refused):
        path = tmp_path / "t.mat"
        scipy.io.savemat(path, {"X": np.random.default_rng(1).normal(size=(50, 2))})
        path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
        assert "t.mat" in refused(path)


SURVEY = pandas.DataFrame(
    {
        "g": [1.0, 2.0, None],
        "income": [10.0, -9.0, 30.0],
        "t": ["u", "v", "w"],
        "d": [datetime.date(2024, 1, 1), datetime.date(2024, 5, 31), None],
    }
)
LABELS = {"g": {1: "male", 2: "female"}, "income": {-9: "refused"}}
FOUND = {
    "g": ["male", "female", None],
    "income": [10.0, -9.0, 30.0],
    "t": ["u", "v", "w"],
    "d": [datetime.date(2024, 1, 1), datetime.date(2024, 5, 31), None],
}


class TestStatistics:
    @pytest.mark.parametrize(
        ("name", "compress"), [("t.sav", False), ("t.zsav", True), ("t", False)]
    )
    def test_spss(self, name, compress, tmp_path):
        path = tmp_path / name
        pyreadstat.write_sav(SURVEY, path, compress=compress, variable_value_labels=LABELS)
        opened = open_source(path)
        assert opened.frame == FOUND
        assert "labels of 'income' in" in opened.said[0]

    @pytest.mark.parametrize("version", [8, 12, 15])
    def test_stata(self, version, tmp_path):
        path = tmp_path / "t.dta"
        labels = {"g": LABELS["g"]}
        pyreadstat.write_dta(SURVEY, path, version=version, variable_value_labels=labels)
        assert columns(path) == FOUND

    def test_stata_by_pandas(self, tmp_path):
        path = tmp_path / "t.dta"
        frame = pandas.DataFrame({"a": [1.5, 2.0], "g": pandas.Categorical(["x", "y"])})
        frame.to_stata(path, write_index=False)
        assert columns(path) == {"a": [1.5, 2.0], "g": ["x", "y"]}

    def test_sas(self, tmp_path):
        path = tmp_path / "t.xpt"
        pyreadstat.write_xport(SURVEY[["income", "t"]], path)
        assert columns(path) == {"income": [10, -9, 30], "t": ["u", "v", "w"]}

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
    def test_cut(self, share, tmp_path, refused):
        path = tmp_path / "t.sav"
        pyreadstat.write_sav(SURVEY, path)
        path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
        assert "t.sav cannot be read" in refused(path)

    def test_random_bytes_behind_the_mark(self, tmp_path, refused):
        for mark, name in ((b"<stata_dta>", "t.dta"), (b"$FL2", "t.sav"), (b"$FL3", "t.zsav")):
            (tmp_path / name).write_bytes(mark + os.urandom(5000))
            assert f"{name} cannot be read" in refused(tmp_path / name)


class TestDatabases:
    WRITERS = (write_sqlite, write_duckdb)

    @pytest.mark.parametrize("write", WRITERS)
    def test_a_query(self, write, tmp_path):
        path = tmp_path / "t.db"
        write(path)
        query = (
            "-- the most\nSELECT n, a * 2 AS twice FROM cars WHERE a IS NOT NULL ORDER BY n DESC;"
        )
        assert columns(path, query=query) == {"n": [2, 1], "twice": [4.0, 3.0]}
        assert columns(path, query="WITH c AS (SELECT n FROM cars) SELECT * FROM c") == {
            "n": [1, 2, 3]
        }

    @pytest.mark.parametrize("write", WRITERS)
    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("DROP TABLE cars", "must be a SELECT, not 'DROP TABLE cars'"),
            ("/* SELECT */ DELETE FROM cars", "must be a SELECT"),
            ("ATTACH 'x.db' AS x", "must be a SELECT"),
            ("", "must be a SELECT"),
            ("WITH c AS (SELECT 1) DELETE FROM cars", "the database says"),
            ("SELECT nothing FROM cars", "the database says"),
            ("SELECT a, a FROM cars", "two columns the name 'a'"),
            ("SELECT x'00ff' AS b", "a value of the type bytes"),
        ],
    )
    def test_no_table(self, write, query, words, tmp_path, refused):
        path = tmp_path / "t.db"
        write(path)
        before = path.read_bytes()
        if write is write_duckdb and "x'" in query:
            query = "SELECT 'a'::BLOB AS b"
        message = refused(path, query=query)
        assert words in message
        assert "t.db" in message
        assert path.read_bytes() == before
        assert os.listdir(tmp_path) == ["t.db"]

    def test_no_other_file_is_touched(self, tmp_path, refused):
        path = tmp_path / "t.db"
        write_duckdb(path)
        (tmp_path / "secret.csv").write_text("a\n1\n")
        secret = f"SELECT * FROM read_csv('{tmp_path / 'secret.csv'}')"
        assert "the database says" in refused(path, query=secret)
        write_sqlite(path)
        refused(path, query=f"SELECT writefile('{tmp_path / 'x'}', 'y')")
        refused(path, query="SELECT load_extension('x')")

    def test_several_tables(self, tmp_path, refused):
        path = tmp_path / "t.db"
        write_sqlite(path)
        with sqlite3.connect(path) as connection:
            connection.execute('CREATE VIEW "my ""cars" AS SELECT n FROM cars')
        connection.close()
        assert (
            't.db holds several tables: cars, my "cars; choose by --query \'SELECT * FROM "cars"\''
            in refused(path)
        )
        assert columns(path, query='SELECT * FROM "my ""cars"') == {"n": [1, 2, 3]}

    def test_an_empty_database(self, tmp_path, refused):
        path = tmp_path / "t.db"
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE a (x)")
            connection.execute("DROP TABLE a")
        connection.close()
        assert "a database with no table in it" in refused(path)

    def test_what_is_still_in_the_log(self, tmp_path):
        path = tmp_path / "t.db"
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE a (x)")
        connection.execute("INSERT INTO a VALUES (7)")
        connection.commit()
        assert columns(path) == {"x": [7]}
        connection.close()

    def test_a_database_in_an_archive(self, tmp_path, refused):
        write_sqlite(tmp_path / "t.db")
        write_duckdb(tmp_path / "d.db")
        for name in ("t.db", "d.db"):
            with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
                archive.write(tmp_path / name, name)
        assert columns(tmp_path / "t.db.zip") == FRAME
        assert "which is read from its file" in refused(tmp_path / "d.db.zip")

    @pytest.mark.parametrize("write", WRITERS)
    def test_damaged(self, write, tmp_path, refused):
        path = tmp_path / "t.db"
        write(path)
        raw = path.read_bytes()
        path.write_bytes(raw[:100] + os.urandom(len(raw) - 100))
        assert "t.db" in refused(path)

    def test_more_than_memory(self, tmp_path, little_memory, refused):
        path = tmp_path / "t.db"
        write_sqlite(path)
        little_memory(1000)
        assert "t.db holds 9 cells" in refused(path)


class TestTrial:
    """Files that end the process in which a library reads them."""

    def test_a_length_that_scipy_follows_blindly(self, tmp_path, refused):
        path = tmp_path / "t.mat"
        scipy.io.savemat(path, {"X": np.eye(3), "names": np.array(["a", "b"], dtype=object)})
        raw = path.read_bytes()
        path.write_bytes(raw[:288] + b"\xff\xff\xff\x7f" + raw[292:])
        assert "t.mat" in refused(path)

    def test_what_ends_is_refused(self, tmp_path, refused, monkeypatch):
        path = tmp_path / "t.mat"
        scipy.io.savemat(path, {"X": np.eye(2000)})
        monkeypatch.setattr("shoal.tables.sources.foreign.available_bytes", lambda: -(4 << 30))
        assert "t.mat is damaged: reading it fails beyond repair" in refused(path)
