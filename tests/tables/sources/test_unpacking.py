"""Compressed files and archives, good and hostile."""

import bz2
import gzip
import lzma
import os
import zipfile
import zlib

import pytest

from shoal.tables.sources.opening import open_source

TABLE = b"a,b\n1,2\n3,4\n"
PACKERS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize("name", ["t.csv", "T.DAT", "t"])
def test_compressed_text(name, ending, tmp_path):
    path = tmp_path / f"{name}{ending}"
    path.write_bytes(PACKERS[ending](TABLE))
    assert open_source(path).data == TABLE


@pytest.mark.parametrize("ending", PACKERS)
def test_compressed_by_content(ending, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(PACKERS[ending](TABLE))
    assert open_source(path).data == TABLE


@pytest.mark.parametrize("ending", PACKERS)
def test_members_one_after_the_other(ending, tmp_path):
    path = tmp_path / f"t.csv{ending}"
    path.write_bytes(PACKERS[ending](TABLE) + PACKERS[ending](b"5,6\n"))
    assert open_source(path).data == TABLE + b"5,6\n"


@pytest.mark.parametrize("ending", PACKERS)
def test_a_bomb(ending, tmp_path, little_memory, refused):
    path = tmp_path / f"bomb.csv{ending}"
    path.write_bytes(PACKERS[ending](b"a,y\n" + b"1,2\n" * 1_000_000))
    little_memory(400_000)
    assert f"bomb.csv{ending} holds" in refused(path)


def test_the_bound_holds_while_unpacking(tmp_path, little_memory, monkeypatch, refused):
    asked = []
    make = zlib.decompressobj

    class Recorded:
        def __init__(self, **options):
            self._real = make(**options)

        def decompress(self, data, bound):
            asked.append(bound)
            return self._real.decompress(data, bound)

        def __getattr__(self, name):
            return getattr(self._real, name)

    little_memory(4 << 20)
    monkeypatch.setattr("shoal.tables.sources.unpacking.zlib.decompressobj", Recorded)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"1,2\n" * 10_000_000))
    assert "free" in refused(path)
    assert asked == [1 << 20] * 2


@pytest.mark.parametrize("ending", PACKERS)
def test_any_pieces_give_the_same_bytes(ending, tmp_path, monkeypatch):
    data = os.urandom(3000).hex().encode() * 5
    path = tmp_path / f"t.csv{ending}"
    path.write_bytes(PACKERS[ending](data) + bytes(700) + PACKERS[ending](b"5,6\n") + bytes(5))
    for taken, given in ((1, 7), (7, 1 << 20), (1000, 100), (1 << 20, 1)):
        monkeypatch.setattr("shoal.tables.sources.unpacking._TAKEN", taken)
        monkeypatch.setattr("shoal.tables.sources.unpacking._GIVEN", given)
        assert open_source(path).data == data + b"5,6\n"


@pytest.mark.parametrize("ending", PACKERS)
def test_cut_in_half(ending, tmp_path, refused):
    path = tmp_path / f"cut.csv{ending}"
    raw = PACKERS[ending](os.urandom(1000).hex().encode())
    path.write_bytes(raw[: len(raw) // 2])
    assert f"cut.csv{ending} is cut off" in refused(path)


@pytest.mark.parametrize("ending", PACKERS)
def test_damaged(ending, tmp_path, refused):
    path = tmp_path / f"bad.csv{ending}"
    raw = bytearray(PACKERS[ending](b"a,y\n1,2\n3,4\n" * 50))
    raw[len(raw) // 2] ^= 0x55
    path.write_bytes(raw)
    assert "cannot be decompressed" in refused(path) or "is cut off" in refused(path)


@pytest.mark.parametrize("ending", PACKERS)
def test_not_compressed(ending, tmp_path, refused):
    path = tmp_path / f"plain.csv{ending}"
    path.write_bytes(TABLE)
    assert "not compressed" in refused(path)


def write_zip(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_an_archive_of_one_table(tmp_path):
    path = tmp_path / "t.zip"
    write_zip(path, {"__MACOSX/._t.csv": b"\0\1", "d/": b"", "d/t.csv": TABLE, "d/.hidden": b"x"})
    opened = open_source(path)
    assert opened.data == TABLE
    assert opened.source == "t.zip, t.csv"
    assert opened.said == ()


def test_a_table_beside_its_description(tmp_path):
    path = tmp_path / "t.zip"
    write_zip(path, {"iris.data": TABLE, "iris.names": b"about iris", "Index": b"x"})
    opened = open_source(path)
    assert opened.data == TABLE
    assert opened.said == ("'iris.data' in t.zip is read; the others are 'iris.names', 'Index'",)


def test_an_archive_of_several(tmp_path, refused):
    path = tmp_path / "t.zip"
    write_zip(path, {"a.csv": TABLE, "b.csv": b"c\n1\n"})
    assert "t.zip holds several files: a.csv, b.csv; name one of them with --sheet" in refused(path)
    assert open_source(path, sheet="b.csv").data == b"c\n1\n"
    assert open_source(path, sheet=1).data == TABLE
    assert "no file 'c.csv'" in refused(path, sheet="c.csv")
    assert "no file '3'" in refused(path, sheet=3)


def test_a_workbook_in_an_archive(tmp_path, write_xlsx):
    write_xlsx(tmp_path / "t.xlsx", {"s": [["a", "b"], [1, 2]]})
    write_zip(tmp_path / "t.zip", {"t.xlsx": (tmp_path / "t.xlsx").read_bytes()})
    assert open_source(tmp_path / "t.zip").rows == [["a", "b"], ["1", "2"]]


def test_an_archive_in_an_archive_in_an_archive(tmp_path, refused):
    path = tmp_path / "t.zip"
    write_zip(path, {"t.csv": TABLE})
    for _ in range(50):
        write_zip(path, {"t.zip": path.read_bytes()})
    message = refused(path)
    assert "within an archive" in message


def test_hostile_archives(tmp_path, refused, little_memory):
    path = tmp_path / "t.zip"
    write_zip(path, {})
    assert "no file in it" in refused(path)
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    assert "is not a whole .zip file" in refused(path)
    write_zip(path, {"t.csv": b"1,2\n" * 100_000})
    raw = bytearray(path.read_bytes())
    little_memory(1_000_000)
    assert "t.zip, t.csv holds" in refused(path)
    little_memory(1 << 30)
    raw[60] ^= 0x55
    path.write_bytes(raw)
    assert "cannot be unpacked" in refused(path)


def test_an_archive_that_lies_about_its_size(tmp_path, refused):
    path = tmp_path / "t.zip"
    write_zip(path, {"t.csv": b"1,2\n" * 100_000})
    raw = path.read_bytes()
    true, lie = (400_000).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert raw.count(true) == 2
    path.write_bytes(raw.replace(true, lie))
    assert "cannot be unpacked" in refused(path)
