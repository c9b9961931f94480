"""The whole way of a large text gives the very table that the strict reader gives."""

import random

import numpy as np
import pytest

from shoal.tables import read_table


@pytest.fixture
def both(tmp_path, monkeypatch):
    """The table by the strict reader, and by the way of large texts with small bounds."""

    def read(content, **options):
        path = tmp_path / "t.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        strict = read_table(path, **options)
        for place in ("shoal.tables.reading", "shoal.tables.large.plain"):
            monkeypatch.setattr(f"{place}.ENOUGH_BYTES", 1000)
        monkeypatch.setattr("shoal.tables.large.finding.HEAD", 4096)
        monkeypatch.setattr("shoal.tables.large.finding.TAIL", 1024)
        return strict, read_table(path, **options)

    return read


def rows(n=400, seed=1):
    rng = random.Random(seed)
    sites = ["north", "south", "east"]
    for i in range(n):
        gap = "" if i % 17 == 3 else f"{rng.gauss(0, 9):.3f}"
        yield [str(i + 1), f"20{10 + i // 100}-0{1 + i % 9}-1{i % 10}", rng.choice(sites), gap,
               repr(rng.random())]  # fmt: skip


def joined(mark=",", end="\n", change=lambda row: row, n=400):
    return "".join(mark.join(change(row)) + end for row in rows(n))


HEAD = "id,day,site,gap,y\n"
TEXTS = {
    "plain": HEAD + joined(),
    "line ends of Windows": HEAD.replace("\n", "\r\n") + joined(end="\r\n"),
    "a byte order mark": "\ufeff" + HEAD + joined(),
    "tabs": HEAD.replace(",", "\t") + joined("\t"),
    "decimal commas": HEAD.replace(",", ";")
    + joined(";", change=lambda row: [*row[:3], *(c.replace(".", ",") for c in row[3:])]),
    "row names of R": '"","day","site","gap","y"\n'
    + joined(change=lambda row: [f'"{row[0]}"', row[1], f'"{row[2]}"', row[3] or "NA", row[4]]),
    "names between quotes": '"id","day, at noon","site","gap","y"\n' + joined(),
    "a title and comments above": "Bench 7, spring\n\n# by hand\n" + HEAD + joined(),
    "a row of units": HEAD + ",,,mm,kg\n" + joined(),
    "a source below": HEAD + joined() + "\nSource: the bench, 2024\n",
    "empty rows below": HEAD + joined() + ",,,,\n" * 5,
    "a border behind every row": "id,day,site,gap,y,\n" + joined(change=lambda row: [*row, ""]),
    "no names": joined(),
    "names that come again": HEAD + joined(n=200) + HEAD + joined(n=200),
    "units beside the numbers": HEAD + joined(change=lambda row: [*row[:4], row[4] + " kg"]),
    "a damaged cell": HEAD + joined() + "401,2020-01-11,east,1.5,12o\n" + joined(n=50),
    "words for missing": HEAD + joined(change=lambda row: [*row[:3], row[3] or "unknown", row[4]]),
    "Windows-1252": (HEAD + joined(change=lambda row: [*row[:2], row[2] + "ü", *row[3:]])).encode(
        "cp1252"
    ),
    "UTF-16": (HEAD + joined()).encode("utf-16"),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_both_ways_lead_to_one_table(both, kind):
    strict, large = both(TEXTS[kind])
    assert large.names == strict.names
    assert large.said == strict.said
    assert large.dialect == strict.dialect
    assert large.lines.tolist() == strict.lines.tolist()
    assert (large.labels is None) == (strict.labels is None)
    pairs = [(large[name], strict[name]) for name in strict.names]
    pairs += [] if strict.labels is None else [(large.labels, strict.labels)]
    for found, expected in pairs:
        assert (found.kind, found.unit, found.said) == (expected.kind, expected.unit, expected.said)
        assert (found.problem, found.note) == (expected.problem, expected.note)
        assert found.meaning == expected.meaning
        if expected.kind == "text":
            assert found.values.tolist() == expected.values.tolist()
        else:
            assert found.values.tobytes() == expected.values.tobytes()
        some = np.array([5, 0, len(expected.values) - 1])
        assert list(found.take(some).cells) == list(expected.take(some).cells)


def test_the_large_way_was_taken(both):
    strict, large = both(TEXTS["plain"])
    assert isinstance(strict["y"].cells, list)
    assert not isinstance(large["y"].cells, list)
